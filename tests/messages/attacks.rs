//! Attacks by someone who has a lost device, an organiser's stolen key, or access to the
//! shared folder.

use crate::common::Run;
use crate::family::{Person, dad_and_ann, people};

/// Sets up Dad, Mum, Ann and Eve, all on generation 2, with Dad and Mum as organisers.
fn family(shared: &std::path::Path) -> [Person; 4] {
    let [dad, mum, ann, eve] = people(shared);
    dad.run(&["new", "Smith family"]).succeeds();
    dad.run(&["members", "add", "Dad", "--me"]).succeeds();
    for (name, person) in [("Mum", &mum), ("Ann", &ann), ("Eve", &eve)] {
        dad.invites(name, person);
    }
    dad.promotes("Mum", &mum);
    let second = dad.rotates_to("second.age", &[]);
    for person in [&mum, &ann, &eve] {
        person.joins_from(&second).succeeds();
    }
    [dad, mum, ann, eve]
}

/// Writes the passphrase for backups to a file, and returns its path.
fn passphrase(person: &Person) -> String {
    let pass = person
        .device
        .write_with_mode("pass.txt", "correct horse\n", 0o600);
    pass.display().to_string()
}

fn backs_up(person: &Person, name: &str) -> String {
    let (file, pass) = (person.shared(name), passphrase(person));
    person
        .run(&["backup", &file, "--backup-passphrase-file", &pass])
        .succeeds();
    file
}

fn restores(person: &Person, file: &str) -> Run {
    let pass = passphrase(person);
    let restore = ["restore", file, "--yes", "--backup-passphrase-file", &pass];
    person.run(&restore).succeeds()
}

#[test]
fn a_later_backup_takes_the_lost_device_off_the_roll() {
    let post = tempfile::tempdir().unwrap();
    let [dad, _, ann, eve] = family(post.path());
    let laptop = Person::new_like(&dad);
    restores(&laptop, &backs_up(&dad, "first.backup"));
    let third = dad.rotates_to("third.age", &["--lost", "Eve"]);
    let restored = restores(&laptop, &backs_up(&dad, "second.backup"));
    let told = "Smith family 3\" replaces \"Smith family 2\"; the family's words: ";
    assert!(restored.out.contains(told), "{restored:#?}");
    let pass = ["--passphrase-file", &passphrase(&laptop)];
    let me = [["members", "add", "Dad", "--me"].as_slice(), &pass].concat();
    laptop.run(&me).succeeds();
    let fourth = laptop.rotates_to("fourth.age", &pass);
    let refused = eve.joins_from(&fourth);
    assert_eq!(refused.status, 2, "{refused:#?}");
    assert!(refused.err.contains("not for this device"), "{refused:#?}");
    ann.joins_from(&third).succeeds();
    ann.joins_from(&fourth).succeeds();
    assert_eq!(ann.roll(), ["Ann", "Dad", "Mum"]);
}

#[test]
fn a_later_backup_demotes_the_lost_organiser() {
    let post = tempfile::tempdir().unwrap();
    let [dad, mum, ..] = family(post.path());
    let laptop = Person::new_like(&dad);
    restores(&laptop, &backs_up(&dad, "first.backup"));
    dad.rotates_to("third.age", &["--lost", "Mum"]);
    restores(&laptop, &backs_up(&dad, "second.backup"));
    // The thief of Mum's laptop adds the device, and rotates.
    mum.adds("Bee", &laptop);
    mum.rotates_to("theirs.age", &[]);
    let forged = mum.rotates_to("theirs.age", &[]);
    let refused = laptop.joins_from(&forged);
    assert_eq!(refused.status, 2, "{refused:#?}");
    assert!(refused.err.contains("no longer counts"), "{refused:#?}");
    assert_eq!(laptop.seed_fingerprint(), dad.seed_fingerprint());
}

/// Writes messages for Ann into the folder, from a stranger with a group of another name.
fn stranger_writes(folder: &str, ann: &Person, group: &str) {
    let stranger = Person::new_like(ann);
    stranger.run(&["new", group]).succeeds();
    stranger.adds("Ann", ann);
    for _ in 0..3 {
        let rotate = ["rotate", "--sealed", folder, "--yes"];
        stranger.run(&rotate).succeeds();
    }
}

#[test]
fn a_strangers_message_in_the_folder_stops_no_other() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    let folder = dad.shared("folder");
    std::fs::create_dir(&folder).unwrap();
    stranger_writes(&folder, &ann, "Jones family");
    dad.run(&["rotate", "--yes", "--sealed", &folder])
        .succeeds();
    for said in ["this device now has", "already"] {
        let run = ann.joins_from(&folder).succeeds();
        assert!(run.out.contains(said), "{run:#?}");
        // Only the newest of the stranger's three is shown, with how to accept it.
        let invites = "invites to \"Jones family\": ringtrue join ";
        assert_eq!(run.err.matches(invites).count(), 1, "{run:#?}");
        assert_eq!(ann.seed_fingerprint(), dad.seed_fingerprint());
    }
}

#[test]
fn one_unknown_message_needs_trust_and_two_are_named() {
    let post = tempfile::tempdir().unwrap();
    let [_, ann] = dad_and_ann(post.path());
    let folder = ann.shared("folder");
    std::fs::create_dir(&folder).unwrap();
    stranger_writes(&folder, &ann, "Jones family");
    let before = ann.device.files();
    let alone = ann.joins_from(&folder);
    assert_eq!(alone.status, 2);
    assert!(alone.err.contains("--trust-organiser"), "{alone:#?}");
    stranger_writes(&folder, &ann, "Miller family");
    let two = ann.joins_from(&folder);
    assert_eq!(two.status, 2);
    assert!(two.err.contains("invites to \"Jones family\""), "{two:#?}");
    assert!(two.err.contains("invites to \"Miller family\""), "{two:#?}");
    assert_eq!(ann.device.files(), before);
}

#[test]
fn trusting_one_organiser_ends_trust_in_all_others() {
    let post = tempfile::tempdir().unwrap();
    let [dad, mum, ann, _] = family(post.path());
    // The thief of Mum's laptop promotes a second key, and demotes nobody.
    let puppet = Person::new_like(&mum);
    mum.invites("Cousin", &puppet);
    mum.promotes("Cousin", &puppet);
    let third = mum.rotates_to("theirs-3.age", &[]);
    ann.joins_from(&third).succeeds();
    puppet.joins_from(&third).succeeds();
    // Dad never accepted that message.
    dad.rotates_to("dads-3.age", &["--lost", "Mum"]);
    let fourth = dad.rotates_to("dads-4.age", &[]);
    ann.joins_from(&fourth).succeeds();
    // The puppet is off the roll, and Ann can see that its key still counts.
    assert_eq!(ann.roll(), ["Ann", "Dad", "Eve"]);
    assert_eq!(ann.organisers(), ["Cousin, off the roll", "Dad"]);
    let members = ann.run(&["members"]).succeeds();
    assert!(
        members.out.contains("organiser, but not on the list"),
        "{members:#?}"
    );
    // Ann now compares six words with Dad.
    ann.run(&["join", &fourth, &dad.trust_option()]).succeeds();
    assert_eq!(ann.organisers(), ["Dad"]);
    for _ in 4..6 {
        puppet.rotates_to("theirs-6.age", &[]);
    }
    let sixth = puppet.rotates_to("theirs-6.age", &[]);
    let refused = ann.joins_from(&sixth);
    assert_eq!(refused.status, 2, "{refused:#?}");
    assert!(refused.err.contains("not an organiser of"), "{refused:#?}");
    assert_eq!(ann.seed_fingerprint(), dad.seed_fingerprint());
}

#[test]
fn trusting_an_organiser_ends_the_previous_seed() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    let second = dad.rotates_to("second.age", &[]);
    let run = ann.joins_from(&second).succeeds();
    assert!(
        run.err.contains("\"Smith family 1\" is accepted until"),
        "{run:#?}"
    );
    let third = dad.rotates_to("third.age", &[]);
    for file in [&second, &third] {
        let run = ann.run(&["join", file, &dad.trust_option()]).succeeds();
        assert!(!run.err.contains("is accepted until"), "{run:#?}");
        let groups = ann.run(&["groups"]).succeeds();
        assert!(!groups.out.contains("accepted"), "{groups:#?}");
    }
}

#[test]
fn after_two_rotations_at_once_only_the_seed_named_by_the_next_is_accepted() {
    let post = tempfile::tempdir().unwrap();
    let [dad, mum, ann, eve] = family(post.path());
    dad.rotates_to("dads-3.age", &["--lost", "Eve"]);
    let mums = mum.rotates_to("mums-3.age", &[]);
    ann.joins_from(&mums).succeeds();
    eve.joins_from(&mums).succeeds();
    // The previous seed in Dad's message is his own generation 3, not Mum's.
    let fourth = dad.rotates_to("dads-4.age", &[]);
    let run = ann.joins_from(&fourth).succeeds();
    assert!(!run.err.contains("is accepted until"), "{run:#?}");
    let half = eve.run(&["code", "--json"]).succeeds().json();
    // All six digits: one half could be right by chance.
    let code = half["code"].as_str().unwrap().to_owned();
    let check = ann.run(&["check", &code]);
    assert_eq!(check.status, 1, "{check:#?}");
}

#[test]
fn a_rotation_that_brings_a_lost_device_back_says_so() {
    let post = tempfile::tempdir().unwrap();
    let [dad, mum, _, eve] = family(post.path());
    dad.rotates_to("dads-3.age", &["--lost", "Eve"]);
    // Mum does not know of it; her next generation is higher than Dad's.
    mum.rotates_to("mums-3.age", &[]);
    let fourth = mum.rotates_to("mums-4.age", &[]);
    let run = dad.joins_from(&fourth).succeeds();
    let command = "ringtrue rotate -g 'Smith family' --lost Eve --sealed FILE";
    assert!(run.err.contains(command), "{run:#?}");
    let fifth = dad.rotates_to("dads-5.age", &["--lost", "Eve"]);
    assert_eq!(eve.joins_from(&fifth).status, 2);
    mum.joins_from(&fifth).succeeds();
    assert_eq!(mum.roll(), ["Ann", "Dad", "Mum"]);
}
