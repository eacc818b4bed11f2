//! A story of five devices in four countries: one is lost, and then the organiser's own.

use crate::family::{Person, people};

#[test]
fn a_phone_is_lost_and_then_the_organisers_laptop() {
    let post = tempfile::tempdir().unwrap();
    let [dad, mum, ann, ben, eve]: [Person; 5] = people(post.path());
    dad.run(&["new", "Smith family"]).succeeds();
    dad.run(&["members", "add", "Dad", "--me"]).succeeds();
    for (name, person) in [("Mum", &mum), ("Ann", &ann), ("Ben", &ben), ("Eve", &eve)] {
        dad.invites(name, person);
    }
    dad.run(&["members", "add", "Uncle", "--app"]).succeeds();
    for person in [&mum, &ann, &ben, &eve] {
        assert_eq!(person.seed_fingerprint(), dad.seed_fingerprint());
    }

    // Dad makes Mum an organiser too; a rotation tells everybody.
    dad.promotes("Mum", &mum);
    let second = dad.shared("second.age");
    dad.run(&["rotate", "--yes", "--sealed", &second])
        .succeeds();
    for person in [&mum, &ann, &ben, &eve] {
        person.joins_from(&second).succeeds();
        assert_eq!(person.seed_fingerprint(), dad.seed_fingerprint());
        assert_eq!(person.seed_fingerprint().0, 2);
    }

    // Eve's phone is lost on Saturday.
    let third = dad.shared("third.age");
    let run = dad
        .run(&["rotate", "--yes", "--lost", "Eve", "--sealed", &third])
        .succeeds();
    assert!(run.out.contains("Uncle"), "{run:#?}");
    assert!(run.out.contains("ringtrue invite"), "{run:#?}");
    for person in [&mum, &ann, &ben] {
        person.joins_from(&third).succeeds();
        assert_eq!(person.seed_fingerprint(), dad.seed_fingerprint());
        assert_eq!(person.roll(), ["Ann", "Ben", "Dad", "Mum", "Uncle"]);
    }
    // Someone who finds it can't open the message,
    let refused = eve.joins_from(&third);
    assert_eq!(refused.status, 2);
    assert!(
        refused.err.contains("it is not for this device"),
        "{refused:#?}"
    );
    assert_eq!(eve.seed_fingerprint().0, 2);
    // nor sign one, since Eve is no organiser;
    let forged = eve.shared("forged.age");
    let refused = eve.run(&["rotate", "--yes", "--sealed", &forged]);
    assert_eq!(refused.status, 2);
    assert!(refused.err.contains("not an organiser's"), "{refused:#?}");
    // and if they create their own group of that name, nobody who has the true one accepts
    // its messages.
    let thief = Person::new_like(&eve);
    thief.run(&["new", "Smith family"]).succeeds();
    for (name, person) in [("Ann", &ann), ("Ben", &ben)] {
        thief.adds(name, person);
    }
    for _ in 0..4 {
        thief
            .run(&["rotate", "--sealed", &forged, "--yes"])
            .succeeds();
    }
    let before = ann.device.files();
    let refused = ann.joins_from(&forged);
    assert_eq!(refused.status, 2);
    assert!(refused.err.contains("not an organiser of"), "{refused:#?}");
    assert!(refused.err.contains("--trust-organiser"), "{refused:#?}");
    assert_eq!(ann.device.files(), before);

    // Then Dad's laptop is stolen. Mum rotates.
    let fourth = mum.shared("fourth.age");
    let run = mum
        .run(&["rotate", "--yes", "--lost", "Dad", "--sealed", &fourth])
        .succeeds();
    assert!(
        run.out.contains("No longer an organiser: Dad\n"),
        "{run:#?}"
    );
    for person in [&ann, &ben] {
        person.joins_from(&fourth).succeeds();
        assert_eq!(person.seed_fingerprint(), mum.seed_fingerprint());
        assert_eq!(person.seed_fingerprint().0, 4);
        assert_eq!(person.roll(), ["Ann", "Ben", "Mum", "Uncle"]);
    }
    assert_eq!(dad.joins_from(&fourth).status, 2);
    // The thief rotates with Dad's key: it no longer counts.
    let stolen = dad.shared("stolen.age");
    for _ in 0..3 {
        dad.run(&["rotate", "--sealed", &stolen, "--yes"])
            .succeeds();
    }
    let refused = ann.joins_from(&stolen);
    assert_eq!(refused.status, 2);
    assert!(refused.err.contains("no longer counts"), "{refused:#?}");
    assert_eq!(ann.seed_fingerprint(), mum.seed_fingerprint());
}

#[test]
fn the_way_back_from_an_organisers_stolen_key_is_six_words_by_voice() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = crate::family::dad_and_ann(post.path());
    // The thief has a copy of Dad's data, and rotates first.
    let thief = Person::new_like(&dad);
    thief.copies_files_of(&dad);
    let first = thief.shared("theirs.age");
    thief
        .run(&["rotate", "--yes", "--sealed", &first])
        .succeeds();
    ann.joins_from(&first).succeeds();
    assert_eq!(ann.seed_fingerprint(), thief.seed_fingerprint());
    // Dad starts over on another laptop without any QR code: a new group of the same name,
    // with a new key.
    let dads_new = Person::new_like(&dad);
    dads_new.run(&["new", "Smith family"]).succeeds();
    dads_new.adds("Ann", &ann);
    let back = dads_new.shared("back.age");
    for _ in 0..2 {
        dads_new
            .run(&["rotate", "--sealed", &back, "--yes"])
            .succeeds();
    }
    assert_eq!(ann.joins_from(&back).status, 2);
    assert_eq!(ann.seed_fingerprint(), thief.seed_fingerprint());
    // It is another group of that name: Ann has to say which one it replaces.
    let trust = dads_new.trust_option();
    assert_eq!(ann.run(&["join", &back, &trust]).status, 2);
    ann.run(&["join", &back, &trust, "-g", "Smith family"])
        .succeeds();
    assert_eq!(ann.seed_fingerprint(), dads_new.seed_fingerprint());
    // The thief's next message now belongs to a foreign group.
    let next = thief.shared("next.age");
    for _ in 0..3 {
        thief
            .run(&["rotate", "--sealed", &next, "--yes"])
            .succeeds();
    }
    assert_eq!(ann.joins_from(&next).status, 2);
    assert_eq!(ann.seed_fingerprint(), dads_new.seed_fingerprint());
}

#[test]
fn a_backup_brings_the_organisers_key_to_another_laptop() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = crate::family::dad_and_ann(post.path());
    let pass = dad
        .device
        .write_with_mode("pass.txt", "correct horse\n", 0o600);
    let pass = pass.display().to_string();
    let backup = dad.shared("backup.age");
    dad.run(&["backup", &backup, "--backup-passphrase-file", &pass])
        .succeeds();
    let laptop = Person::new_like(&dad);
    laptop
        .run(&[
            "restore",
            &backup,
            "--yes",
            "--backup-passphrase-file",
            &pass,
        ])
        .succeeds();
    let words = ["--passphrase-file", &pass];
    let sealed = laptop.shared("from-the-new-one.age");
    // The roll has the old laptop's key, to which nothing is sealed without asking.
    let rotate = [["rotate", "--yes", "--sealed", &sealed].as_slice(), &words].concat();
    let refused = laptop.run(&rotate);
    assert_eq!(refused.status, 2);
    assert!(refused.err.contains("not on the list"), "{refused:#?}");
    let me = [["members", "add", "Dad", "--me"].as_slice(), &words].concat();
    laptop.run(&me).succeeds();
    laptop.run(&rotate).succeeds();
    ann.joins_from(&sealed).succeeds();
    assert_eq!(ann.seed_fingerprint().0, 2);
    assert_eq!(dad.joins_from(&sealed).status, 2);
}

#[test]
fn a_backup_brings_the_organisers_key_even_to_a_device_with_the_group() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = crate::family::dad_and_ann(post.path());
    let pass = dad
        .device
        .write_with_mode("pass.txt", "correct horse\n", 0o600);
    let pass = pass.display().to_string();
    let backup = dad.shared("backup.age");
    dad.run(&["backup", &backup, "--backup-passphrase-file", &pass])
        .succeeds();
    let link = dad.run(&["invite", "--link"]).succeeds().out;
    let laptop = Person::new_like(&dad);
    laptop
        .device
        .run_with(["join", "-", "--yes"], &link)
        .succeeds();
    let restore = [
        "restore",
        &backup,
        "--yes",
        "--backup-passphrase-file",
        &pass,
    ];
    let run = laptop.run(&restore).succeeds();
    assert!(
        run.out.contains("makes this device an organiser's again"),
        "{run:#?}"
    );
    laptop.run(&["members", "add", "Dad", "--me"]).succeeds();
    laptop.adds("Ann", &ann);
    let sealed = laptop.shared("sealed.age");
    laptop
        .run(&["rotate", "--yes", "--sealed", &sealed])
        .succeeds();
    ann.joins_from(&sealed).succeeds();
    assert_eq!(ann.seed_fingerprint(), laptop.seed_fingerprint());
}
