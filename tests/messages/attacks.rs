//! Attacks by someone who has a lost device, an organiser's stolen key, or access to the
//! shared folder.

use crate::common::Run;
use crate::family::{Person, dad_and_ann, people};

/// Sets up Dad, Mum, Ann and Eve, all on generation 2, with Dad and Mum as organisers.
fn family(shared: &std::path::Path) -> [Person; 4] {
    let [dad, mum, ann, eve] = people(shared);
    dad.run(&["new", "Smith family"]).done();
    dad.run(&["members", "add", "Dad", "--me"]).done();
    for (name, person) in [("Mum", &mum), ("Ann", &ann), ("Eve", &eve)] {
        dad.lets_in(name, person);
    }
    dad.promotes("Mum", &mum);
    let second = dad.seals("second.age", &[]);
    for person in [&mum, &ann, &eve] {
        person.hears(&second).done();
    }
    [dad, mum, ann, eve]
}

/// Writes the passphrase for backups to a file, and returns its path.
fn passphrase(person: &Person) -> String {
    let pass = person
        .device
        .passphrase("pass.txt", "correct horse\n", 0o600);
    pass.display().to_string()
}

fn backs_up(person: &Person, name: &str) -> String {
    let (file, pass) = (person.shared(name), passphrase(person));
    person
        .run(&["backup", &file, "--backup-passphrase-file", &pass])
        .done();
    file
}

fn restores(person: &Person, file: &str) -> Run {
    let pass = passphrase(person);
    let restore = ["restore", file, "--yes", "--backup-passphrase-file", &pass];
    person.run(&restore).done()
}

#[test]
fn a_later_backup_takes_the_lost_device_off_the_roll() {
    let post = tempfile::tempdir().unwrap();
    let [dad, _, ann, eve] = family(post.path());
    let laptop = Person::new_like(&dad);
    restores(&laptop, &backs_up(&dad, "first.backup"));
    let third = dad.seals("third.age", &["--lost", "Eve"]);
    let restored = restores(&laptop, &backs_up(&dad, "second.backup"));
    let told = "Smith family 3\" replaces \"Smith family 2\"; the family's words: ";
    assert!(restored.out.contains(told), "{restored:#?}");
    let pass = ["--passphrase-file", &passphrase(&laptop)];
    let me = [["members", "add", "Dad", "--me"].as_slice(), &pass].concat();
    laptop.run(&me).done();
    let fourth = laptop.seals("fourth.age", &pass);
    let refused = eve.hears(&fourth);
    assert_eq!(refused.status, 2, "{refused:#?}");
    assert!(refused.err.contains("not for this device"), "{refused:#?}");
    ann.hears(&third).done();
    ann.hears(&fourth).done();
    assert_eq!(ann.roll(), ["Ann", "Dad", "Mum"]);
}

#[test]
fn a_later_backup_demotes_the_lost_organiser() {
    let post = tempfile::tempdir().unwrap();
    let [dad, mum, ..] = family(post.path());
    let laptop = Person::new_like(&dad);
    restores(&laptop, &backs_up(&dad, "first.backup"));
    dad.seals("third.age", &["--lost", "Mum"]);
    restores(&laptop, &backs_up(&dad, "second.backup"));
    // The thief of Mum's laptop adds the device, and rotates.
    mum.records("Bee", &laptop);
    mum.seals("theirs.age", &[]);
    let forged = mum.seals("theirs.age", &[]);
    let refused = laptop.hears(&forged);
    assert_eq!(refused.status, 2, "{refused:#?}");
    assert!(refused.err.contains("no longer counts"), "{refused:#?}");
    assert_eq!(laptop.seed_told(), dad.seed_told());
}

/// Writes messages for Ann into the folder, from a stranger with a group of another name.
fn stranger_writes(folder: &str, ann: &Person, group: &str) {
    let stranger = Person::new_like(ann);
    stranger.run(&["new", group]).done();
    stranger.records("Ann", ann);
    for _ in 0..3 {
        let rotate = ["rotate", "--sealed", folder, "--yes"];
        stranger.run(&rotate).done();
    }
}

#[test]
fn a_strangers_message_in_the_folder_stops_no_other() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    let folder = dad.shared("folder");
    std::fs::create_dir(&folder).unwrap();
    stranger_writes(&folder, &ann, "Jones family");
    dad.run(&["rotate", "--yes", "--sealed", &folder]).done();
    for said in ["this device now has", "already"] {
        let run = ann.hears(&folder).done();
        assert!(run.out.contains(said), "{run:#?}");
        // Only the newest of the stranger's three is shown, with how to accept it.
        let invites = "invites to \"Jones family\": ringtrue join ";
        assert_eq!(run.err.matches(invites).count(), 1, "{run:#?}");
        assert_eq!(ann.seed_told(), dad.seed_told());
    }
}

#[test]
fn what_is_alone_in_the_folder_is_asked_about_and_of_two_it_is_said_which() {
    let post = tempfile::tempdir().unwrap();
    let [_, ann] = dad_and_ann(post.path());
    let folder = ann.shared("folder");
    std::fs::create_dir(&folder).unwrap();
    stranger_writes(&folder, &ann, "Jones family");
    let before = ann.device.files();
    let alone = ann.hears(&folder);
    assert_eq!(alone.status, 2);
    assert!(alone.err.contains("--trust-organiser"), "{alone:#?}");
    stranger_writes(&folder, &ann, "Miller family");
    let two = ann.hears(&folder);
    assert_eq!(two.status, 2);
    assert!(two.err.contains("invites to \"Jones family\""), "{two:#?}");
    assert!(two.err.contains("invites to \"Miller family\""), "{two:#?}");
    assert_eq!(ann.device.files(), before);
}

#[test]
fn trust_in_an_organiser_ends_that_in_all_the_others() {
    let post = tempfile::tempdir().unwrap();
    let [dad, mum, ann, _] = family(post.path());
    // The thief of Mum's laptop promotes a second key, and demotes nobody.
    let puppet = Person::new_like(&mum);
    mum.lets_in("Cousin", &puppet);
    mum.promotes("Cousin", &puppet);
    let third = mum.seals("theirs-3.age", &[]);
    ann.hears(&third).done();
    puppet.hears(&third).done();
    // Dad never accepted that message.
    dad.seals("dads-3.age", &["--lost", "Mum"]);
    let fourth = dad.seals("dads-4.age", &[]);
    ann.hears(&fourth).done();
    // The puppet is off the roll, and Ann can see that its key still counts.
    assert_eq!(ann.roll(), ["Ann", "Dad", "Eve"]);
    assert_eq!(ann.organisers(), ["Cousin, off the roll", "Dad"]);
    let members = ann.run(&["members"]).done();
    assert!(
        members.out.contains("organiser, but not on the roll"),
        "{members:#?}"
    );
    // Ann now compares six words with Dad.
    ann.run(&["join", &fourth, &dad.as_organiser()]).done();
    assert_eq!(ann.organisers(), ["Dad"]);
    for _ in 4..6 {
        puppet.seals("theirs-6.age", &[]);
    }
    let sixth = puppet.seals("theirs-6.age", &[]);
    let refused = ann.hears(&sixth);
    assert_eq!(refused.status, 2, "{refused:#?}");
    assert!(refused.err.contains("no organiser of"), "{refused:#?}");
    assert_eq!(ann.seed_told(), dad.seed_told());
}

#[test]
fn trust_in_an_organiser_ends_that_in_the_seed_before() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    let second = dad.seals("second.age", &[]);
    let run = ann.hears(&second).done();
    assert!(
        run.err.contains("\"Smith family 1\" is accepted until"),
        "{run:#?}"
    );
    let third = dad.seals("third.age", &[]);
    for file in [&second, &third] {
        let run = ann.run(&["join", file, &dad.as_organiser()]).done();
        assert!(!run.err.contains("is accepted until"), "{run:#?}");
        let groups = ann.run(&["groups"]).done();
        assert!(!groups.out.contains("accepted"), "{groups:#?}");
    }
}

#[test]
fn of_two_rotations_at_once_no_seed_is_accepted_that_the_next_does_not_mean() {
    let post = tempfile::tempdir().unwrap();
    let [dad, mum, ann, eve] = family(post.path());
    dad.seals("dads-3.age", &["--lost", "Eve"]);
    let mums = mum.seals("mums-3.age", &[]);
    ann.hears(&mums).done();
    eve.hears(&mums).done();
    // The previous seed in Dad's message is his own generation 3, not Mum's.
    let fourth = dad.seals("dads-4.age", &[]);
    let run = ann.hears(&fourth).done();
    assert!(!run.err.contains("is accepted until"), "{run:#?}");
    let half = eve.run(&["code", "--json"]).done().json();
    let half = half["caller"]["digits"].as_str().unwrap().to_owned();
    let check = ann.run(&["check", &half, "--they-called"]);
    assert_eq!(check.status, 1, "{check:#?}");
}

#[test]
fn a_rotation_that_brings_a_lost_device_back_says_so() {
    let post = tempfile::tempdir().unwrap();
    let [dad, mum, _, eve] = family(post.path());
    dad.seals("dads-3.age", &["--lost", "Eve"]);
    // Mum does not know of it; her next generation is higher than Dad's.
    mum.seals("mums-3.age", &[]);
    let fourth = mum.seals("mums-4.age", &[]);
    let run = dad.hears(&fourth).done();
    let command = "ringtrue rotate -g 'Smith family' --lost Eve --sealed FILE";
    assert!(run.err.contains(command), "{run:#?}");
    let fifth = dad.seals("dads-5.age", &["--lost", "Eve"]);
    assert_eq!(eve.hears(&fifth).status, 2);
    mum.hears(&fifth).done();
    assert_eq!(mum.roll(), ["Ann", "Dad", "Mum"]);
}
