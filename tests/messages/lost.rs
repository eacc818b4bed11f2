//! The organiser's own laptop is lost, and its backup restored.

use crate::common::Run;
use crate::family::{Person, people};

/// Sets up Dad, Mum and Ann on generation 2, with Dad and Mum as organisers, and Dad's new
/// laptop with a backup of the old one, which a thief has.
fn family(shared: &std::path::Path) -> [Person; 4] {
    let [dad, mum, ann] = people(shared);
    dad.run(&["new", "Smith family"]).succeeds();
    dad.run(&["members", "add", "Dad", "--me"]).succeeds();
    for (name, person) in [("Mum", &mum), ("Ann", &ann)] {
        dad.invites(name, person);
    }
    dad.promotes("Mum", &mum);
    let second = dad.rotates_to("second.age", &[]);
    for person in [&mum, &ann] {
        person.joins_from(&second).succeeds();
    }
    let pass = dad
        .device
        .write_with_mode("pass.txt", "correct horse\n", 0o600);
    let pass = pass.display().to_string();
    let with = ["--backup-passphrase-file", &pass];
    let backup = dad.shared("backup.age");
    dad.run(&[["backup", &backup].as_slice(), &with].concat())
        .succeeds();
    let laptop = Person::new_like(&dad);
    laptop.run(&["device"]).succeeds();
    let restore = ["restore", &backup, "--yes"];
    laptop.run(&[restore.as_slice(), &with].concat()).succeeds();
    [dad, mum, ann, laptop]
}

fn reports_loss(laptop: &Person, file: &str) -> (String, Run) {
    let file = laptop.shared(file);
    let rotate = [
        "rotate", "--yes", "--lost", "Dad", "--sealed", &file, "--json",
    ];
    let run = laptop.run(&rotate).succeeds();
    (file, run)
}

#[test]
fn the_new_laptop_takes_the_place_of_the_lost_one() {
    let post = tempfile::tempdir().unwrap();
    let [thief, mum, ann, laptop] = family(post.path());
    let page = laptop.shared("page.html");
    laptop
        .run(&["sheet", "--for", "Opa", "--out", &page])
        .succeeds();
    let (third, run) = reports_loss(&laptop, "third.age");
    let report = run.json();
    assert_eq!(report["sheets_ended"], serde_json::json!(["Opa"]));
    laptop.run(&["members", "remove", "Opa"]).succeeds();
    let own = &report["this_device"];
    assert_eq!(own["member"], "Dad");
    let key = own["organiser"].as_str().unwrap();
    assert!(key.starts_with("RW"), "{report}");
    let words = own["organiser_words"].as_str().unwrap();
    assert_eq!(words.split(' ').count(), 6);
    assert_eq!(report["old_accepted_until"], serde_json::Value::Null);
    assert_eq!(laptop.seed_fingerprint().0, 3);
    assert_eq!(laptop.roll(), ["Ann", "Dad", "Mum"]);
    assert_eq!(laptop.organisers(), ["Dad", "Mum"]);

    // The thief can't open it, and has a seed that is no longer accepted.
    let refused = thief.joins_from(&third);
    assert!(refused.err.contains("not for this device"), "{refused:#?}");
    // For all Ann knows, this is from the thief, who has the old key.
    let refused = ann.joins_from(&third);
    assert_eq!(refused.status, 2, "{refused:#?}");
    assert!(refused.err.contains("--trust-organiser"), "{refused:#?}");
    let trust = laptop.trust_option();
    ann.run(&["join", &third, &trust]).succeeds();
    assert_eq!(ann.seed_fingerprint(), laptop.seed_fingerprint());
    assert_eq!(ann.organisers(), ["Dad", "Mum"]);
    for _ in 0..3 {
        thief.rotates_to("theirs.age", &[]);
    }
    let refused = ann.joins_from(&thief.shared("theirs.age"));
    assert_eq!(refused.status, 2, "{refused:#?}");
    assert_eq!(ann.seed_fingerprint(), laptop.seed_fingerprint());
    // The lost laptop's key can't be put on the roll again.
    let add = ["members", "add", "Eve", "--device", &thief.key()];
    for person in [&laptop, &ann] {
        let refused = person.run(&add);
        assert!(refused.err.contains("was given up"), "{refused:#?}");
    }

    // Mum rotated at the same time, and also compares Dad's six words.
    mum.run(&[
        "rotate",
        "--yes",
        "--lost",
        "Dad",
        "--sealed",
        &mum.shared("mums.age"),
    ])
    .succeeds();
    mum.run(&["join", &third, &trust]).succeeds();
    assert_eq!(mum.seed_fingerprint(), laptop.seed_fingerprint());
    assert_eq!(mum.organisers(), ["Dad", "Mum"]);
    let fourth = laptop.rotates_to("fourth.age", &[]);
    for person in [&mum, &ann] {
        person.joins_from(&fourth).succeeds();
        assert_eq!(person.seed_fingerprint(), laptop.seed_fingerprint());
    }
}

#[test]
fn the_new_key_of_the_organiser_is_taken_from_another_one() {
    let post = tempfile::tempdir().unwrap();
    let [thief, mum, ann, laptop] = family(post.path());
    let (_, run) = reports_loss(&laptop, "third.age");
    let report = run.json();
    let own = ["organiser", "organiser_words"].map(|part| &report["this_device"][part]);
    let [key, words] = own.map(|text| text.as_str().unwrap());
    // Otherwise, the thief's key would count too.
    mum.run(&["members", "demote", "Dad"]).succeeds();
    let promote = ["members", "promote", "Dad", "--key", key];
    mum.run(&[promote.as_slice(), &["--accept-keys", words]].concat())
        .succeeds();
    mum.adds("Dad", &laptop);
    let mums = mum.rotates_to("mums.age", &[]);
    ann.joins_from(&mums).succeeds();
    laptop.run(&["join", &mums, &mum.trust_option()]).succeeds();
    let fourth = laptop.rotates_to("fourth.age", &[]);
    ann.joins_from(&fourth).succeeds();
    assert_eq!(ann.seed_fingerprint(), laptop.seed_fingerprint());
    the_thief_is_refused(&thief, [&ann, &mum, &laptop]);
}

/// Rotates with the stolen key until its generation is ahead, and asserts that nobody
/// accepts it.
#[track_caller]
fn the_thief_is_refused(thief: &Person, people: [&Person; 3]) {
    let ahead = people
        .iter()
        .map(|person| person.seed_fingerprint().0)
        .max();
    while thief.seed_fingerprint().0 <= ahead.unwrap() {
        thief.rotates_to("theirs.age", &[]);
    }
    for person in people {
        let before = person.seed_fingerprint();
        let refused = person.joins_from(&thief.shared("theirs.age"));
        assert_eq!(refused.status, 2, "{refused:#?}");
        assert_eq!(person.seed_fingerprint(), before);
    }
}

#[test]
fn promoting_the_new_key_ends_the_one_before() {
    let post = tempfile::tempdir().unwrap();
    let [thief, mum, ann, laptop] = family(post.path());
    reports_loss(&laptop, "third.age");
    let run = mum.promotes("Dad", &laptop);
    let told = "Dad had another organiser's key, which no longer counts";
    assert!(run.err.contains(told), "{run:#?}");
    assert_eq!(mum.organisers(), ["Dad", "Mum"]);
    mum.adds("Dad", &laptop);
    let mums = mum.rotates_to("mums.age", &[]);
    let run = ann.joins_from(&mums).succeeds();
    for told in [
        "new organiser: Dad\n",
        "an organiser's key of Dad no longer counts\n",
    ] {
        assert!(run.out.contains(told), "{run:#?}");
    }
    laptop.run(&["join", &mums, &mum.trust_option()]).succeeds();
    the_thief_is_refused(&thief, [&ann, &mum, &laptop]);
}

#[test]
fn trusting_an_older_message_restores_no_key_dropped_here() {
    let post = tempfile::tempdir().unwrap();
    let [thief, mum, ann, laptop] = family(post.path());
    // Mum sealed it before anybody knew of the loss, so it lists Dad with the old key.
    mum.adds("Dad", &laptop);
    let mums = mum.rotates_to("mums.age", &[]);
    reports_loss(&laptop, "third.age");
    laptop.run(&["join", &mums, &mum.trust_option()]).succeeds();
    assert_eq!(laptop.organisers(), ["Mum"]);
    mum.promotes("Dad", &laptop);
    let fourth = mum.rotates_to("fourth.age", &[]);
    for person in [&ann, &laptop] {
        person.joins_from(&fourth).succeeds();
    }
    the_thief_is_refused(&thief, [&ann, &mum, &laptop]);
}

#[test]
fn a_dropped_key_counts_again_once_its_own_words_are_compared() {
    let post = tempfile::tempdir().unwrap();
    let [dad, mum, ann, _] = family(post.path());
    let third = dad.rotates_to("third.age", &["--lost", "Mum"]);
    ann.joins_from(&third).succeeds();
    assert_eq!(ann.organisers(), ["Dad"]);
    for _ in 0..2 {
        mum.rotates_to("mums.age", &[]);
    }
    let mums = mum.shared("mums.age");
    assert_eq!(ann.joins_from(&mums).status, 2);
    ann.run(&["join", &mums, &mum.trust_option()]).succeeds();
    assert_eq!(ann.organisers(), ["Dad", "Mum"]);
    assert_eq!(ann.seed_fingerprint(), mum.seed_fingerprint());
}

#[test]
fn it_works_the_same_without_messages() {
    let post = tempfile::tempdir().unwrap();
    let [.., laptop] = family(post.path());
    let run = laptop.run(&["rotate", "--yes", "--lost", "Dad"]).succeeds();
    for told in [
        "This device is Dad's from now on; the lost one no longer counts.",
        "so this device has a new organiser key: RW",
        "its six words: ",
        "ringtrue members demote -g 'Smith family' Dad",
        "ringtrue members promote -g 'Smith family' Dad --key RW",
        "ringtrue join FILE --trust-organiser",
    ] {
        assert!(run.out.contains(told), "{told}: {run:#?}");
    }
    // Dad's device is this one now, so it can't be the lost one.
    let refused = laptop.run(&["rotate", "--yes", "--lost", "Dad"]);
    assert!(refused.err.contains("this is Dad's device"), "{refused:#?}");
}

#[test]
fn a_rotation_sealed_to_the_lost_laptop_is_reported_with_the_way_out() {
    let post = tempfile::tempdir().unwrap();
    let [thief, mum, ann, laptop] = family(post.path());
    let folder = laptop.shared("folder");
    std::fs::create_dir(&folder).unwrap();
    // Mum does not know yet that Dad's laptop is lost.
    let mums = mum
        .run(&["rotate", "--sealed", &folder, "--json", "--yes"])
        .succeeds()
        .json_text("/written/0");
    let lose = ["rotate", "--lost", "Dad", "--yes", "--sealed", &folder];
    laptop.run(&lose).succeeds();
    let organiser = laptop.run(&["device", "--organiser"]).succeeds().out;
    let steps = [
        format!("add -g 'Smith family' Dad --device {}; if", laptop.key()),
        "ringtrue members demote -g 'Smith family' Dad; then ringtrue members ".to_owned(),
        format!(
            "promote -g 'Smith family' Dad --key {}; ",
            organiser.trim_end()
        ),
        "then ringtrue rotate -g 'Smith family' --sealed FILE".to_owned(),
    ];
    for missed in [&mums, &folder] {
        let before = laptop.seed_fingerprint();
        let refused = laptop.joins_from(missed);
        assert_eq!(refused.status, 2, "{refused:#?}");
        assert!(refused.err.contains("not for this device"), "{refused:#?}");
        for step in &steps {
            assert!(refused.err.contains(step), "{refused:#?}");
        }
        assert_eq!(laptop.seed_fingerprint(), before);
    }
    // An older message is not the one that it waits for.
    let older = mums.replacen("-3-", "-2-", 1);
    std::fs::rename(laptop.shared("second.age"), &older).unwrap();
    let refused = laptop.joins_from(&older);
    assert_eq!(refused.status, 2, "{refused:#?}");
    assert!(!refused.err.contains("members add"), "{refused:#?}");

    ann.joins_from(&mums).succeeds();
    mum.adds("Dad", &laptop);
    mum.run(&["members", "demote", "Dad"]).succeeds();
    mum.promotes("Dad", &laptop);
    let fourth = mum.rotates_to("fourth.age", &[]);
    for person in [&ann, &laptop] {
        person.joins_from(&fourth).succeeds();
        assert_eq!(person.seed_fingerprint(), mum.seed_fingerprint());
    }
    the_thief_is_refused(&thief, [&ann, &mum, &laptop]);
}
