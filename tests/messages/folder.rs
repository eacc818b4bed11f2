//! A shared folder: the newest message that fits is found, the rest is left alone.

use ringtrue_core::device::DevicePublic;

use crate::common::is_installed;
use crate::family::{Person, dad_and_ann, people};

#[test]
fn the_newest_message_in_a_folder_that_fits_is_accepted() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    let ben = Person::new_like(&ann);
    dad.invites("Ben", &ben);
    let folder = dad.shared("folder");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(dad.shared("folder/holiday.jpg"), [0xFF; 100]).unwrap();
    std::fs::write(
        dad.shared("folder/broken.age"),
        "-----BEGIN AGE ENCRYPTED FILE-----",
    )
    .unwrap();
    for _ in 0..3 {
        dad.run(&["rotate", "--yes", "--sealed", &folder])
            .succeeds();
    }
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 5);
    // A stranger adds a message of a higher generation.
    let stranger = Person::new_like(&ann);
    stranger.run(&["new", "Smith family"]).succeeds();
    stranger.adds("Ann", &ann);
    for _ in 0..6 {
        stranger
            .run(&["rotate", "--yes", "--sealed", &folder])
            .succeeds();
    }
    for person in [&ann, &ben] {
        let run = person.joins_from(&folder).succeeds();
        assert!(
            run.out
                .starts_with("the key was changed: this device now has \"Smith family 4\"\n"),
            "{run:#?}"
        );
        assert_eq!(person.seed_fingerprint(), dad.seed_fingerprint());
        let again = person.joins_from(&folder).succeeds();
        assert!(again.out.contains("already"), "{again:#?}");
    }
}

#[test]
fn the_only_invitation_in_a_folder_opens_with_its_words() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    let folder = dad.shared("folder");
    std::fs::create_dir(&folder).unwrap();
    let words = dad.run(&["invite", "--sealed", &folder]).succeeds().out;
    let other = Person::new_like(&ann);
    let none = other.joins_from(&dad.shared(""));
    assert_eq!(none.status, 2);
    other.joins_by(&dad, &folder, &words).succeeds();
    assert_eq!(other.seed_fingerprint(), dad.seed_fingerprint());
    // With two invitations, the person has to choose one.
    let words = dad.run(&["invite", "--sealed", &folder]).succeeds().out;
    let third = Person::new_like(&ann);
    let run = third.joins_by(&dad, &folder, &words);
    assert!(run.err.contains("there are 2 invitations"), "{run:#?}");
}

#[test]
fn an_empty_folder_says_what_to_do() {
    let post = tempfile::tempdir().unwrap();
    let [_, ann] = dad_and_ann(post.path());
    let folder = ann.shared("folder");
    std::fs::create_dir(&folder).unwrap();
    let run = ann.joins_from(&folder);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("no message for this device"), "{run:#?}");
    assert!(run.err.contains("ringtrue device"), "{run:#?}");
}

#[test]
fn a_message_that_has_not_arrived_whole_is_called_incomplete() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    let folder = ann.shared("folder");
    std::fs::create_dir(&folder).unwrap();
    dad.run(&["rotate", "--yes", "--sealed", &dad.shared("whole.age")])
        .succeeds();
    let whole = std::fs::read(dad.shared("whole.age")).unwrap();
    let half = &whole[..700];
    for (name, bytes) in [
        ("half.age", half),
        ("half.age.part", half),
        ("half.crdownload", half),
        ("first.age", &whole[..20]),
        ("zeros.age", &[half, &[0; 300]].concat()),
        ("empty.age", &[]),
        ("empty.age.part", &[]),
        ("only-zeros.age", &[0; 900]),
    ] {
        let file = ann.shared(&format!("folder/{name}"));
        std::fs::write(&file, bytes).unwrap();
        for what in [&folder, &file] {
            let run = ann.joins_from(what);
            assert_eq!(run.status, 2, "{run:#?}");
            let is_told = |hint: &&str| run.err.contains(*hint);
            let hints = ["has all of it arrived?", "may not have arrived completely"];
            assert!(hints.iter().any(is_told), "{run:#?}");
            assert!(run.err.contains(name), "{run:#?}");
        }
        // Beside a message that has arrived whole, it is only a warning.
        let there = ann.shared("folder/whole.age");
        std::fs::write(&there, &whole).unwrap();
        let run = ann.joins_from(&folder).succeeds();
        assert!(run.err.contains("ringtrue: warning: can't use"), "{run:#?}");
        std::fs::remove_file(there).unwrap();
        std::fs::remove_file(file).unwrap();
    }
    assert_eq!(ann.seed_fingerprint(), dad.seed_fingerprint());
}

#[test]
fn several_files_reach_more_members_than_one_can() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    dad.device.edit(|group| {
        for number in 0..1000_u16 {
            let mut key = [9; 32];
            key[..2].copy_from_slice(&number.to_be_bytes());
            let key = DevicePublic::from_bytes(key).unwrap();
            group.give_device(&format!("Member {number}"), key).unwrap();
        }
    });
    let (file, second) = (dad.shared("all.age"), dad.shared("all-2.age"));
    std::fs::write(second, "mine").unwrap();
    let run = dad
        .run(&["rotate", "--sealed", &file, "--yes", "--json"])
        .succeeds();
    assert_eq!(run.json()["written"].as_array().unwrap().len(), 2);
    ann.joins_from(&dad.shared("all-1.age")).succeeds();
    assert_eq!(ann.seed_fingerprint(), dad.seed_fingerprint());
}

#[test]
fn a_folder_full_of_large_messages_does_not_hide_the_right_one() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    let folder = dad.shared("folder");
    std::fs::create_dir(&folder).unwrap();
    dad.run(&["rotate", "--yes", "--sealed", &folder])
        .succeeds();
    // A stranger's message, sealed to a thousand devices, and newer.
    let stranger = Person::new_like(&ann);
    stranger.run(&["new", "Jones"]).succeeds();
    stranger.device.edit(|group| {
        for number in 0..990_u16 {
            let mut key = [9; 32];
            key[..2].copy_from_slice(&number.to_be_bytes());
            let key = DevicePublic::from_bytes(key).unwrap();
            group.give_device(&format!("Member {number}"), key).unwrap();
        }
    });
    let large = dad.shared("large.age");
    stranger
        .run(&["rotate", "--sealed", &large, "--yes"])
        .succeeds();
    for number in 0..12 {
        std::fs::copy(&large, dad.shared(&format!("folder/{number}.age"))).unwrap();
    }
    let run = ann.joins_from(&folder).succeeds();
    assert!(run.out.starts_with("the key was changed"), "{run:#?}");
    assert!(run.err.contains("2 messages in"), "{run:#?}");
    assert!(run.err.contains("were not read"), "{run:#?}");
    assert_eq!(ann.seed_fingerprint(), dad.seed_fingerprint());
}

#[test]
fn alone_on_the_roll_it_says_how_to_add_somebody() {
    let post = tempfile::tempdir().unwrap();
    let [dad]: [Person; 1] = crate::family::people(post.path());
    dad.run(&["new", "Smith family"]).succeeds();
    let run = dad
        .run(&["rotate", "--sealed", &dad.shared("a.age"), "--yes"])
        .succeeds();
    assert!(
        run.out
            .contains("members add -g 'Smith family' NAME --device KEY"),
        "{run:#?}"
    );
    assert!(run.err.contains("as \"Organiser\""), "{run:#?}");
}

#[test]
fn the_first_to_seal_takes_over_no_members_name() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann]: [Person; 2] = crate::family::people(post.path());
    dad.run(&["new", "Smith family"]).succeeds();
    dad.adds("Organiser", &ann);
    dad.run(&["rotate", "--sealed", &dad.shared("a.age"), "--yes"])
        .succeeds();
    assert_eq!(dad.roll(), ["Organiser", "Organiser 2"]);
}

#[test]
fn the_message_is_found_among_very_many_files() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    let folder = dad.shared("folder");
    std::fs::create_dir(&folder).unwrap();
    for number in 0..5001 {
        std::fs::write(dad.shared(&format!("folder/IMG_{number}.txt")), "").unwrap();
    }
    dad.run(&["rotate", "--yes", "--sealed", &folder])
        .succeeds();
    let run = ann.joins_from(&folder).succeeds();
    assert_eq!(ann.seed_fingerprint(), dad.seed_fingerprint());
    let told = "5000 were looked at, those in .age and the newest first, and 2 were not";
    assert!(run.err.contains(told), "{run:#?}");
}

#[test]
fn no_message_is_written_to_standard_output() {
    let post = tempfile::tempdir().unwrap();
    let [dad, _] = dad_and_ann(post.path());
    let before = dad.device.files();
    for command in ["invite", "rotate"] {
        let refused = dad.run(&[command, "--sealed", "-", "--yes"]);
        assert_eq!(refused.status, 2, "{refused:#?}");
        assert!(refused.err.contains("--sealed FILE"), "{refused:#?}");
        assert_eq!(refused.out, "");
    }
    assert!(!std::path::Path::new("-").exists());
    assert_eq!(dad.device.files(), before);
}

#[test]
fn a_hint_repeats_the_users_group() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    dad.run(&["new", "Jones family"]).succeeds();
    let key = ann.key();
    for (arguments, hint) in [
        (
            ["members", "add", "Bob", "--device", &key].as_slice(),
            "ringtrue members -g 'smith family' remove Ann",
        ),
        (
            &["members", "demote", "Dad"],
            "ringtrue members -g 'smith family' promote NAME",
        ),
        (
            &["members", "remove", "Eve"],
            "ringtrue members -g 'smith family'\n",
        ),
        (
            &["invite", "--for", "Ann", "--png", "ann.png"],
            "ringtrue check -g 'smith family' CODE --from MEMBER\n",
        ),
        (&["practice"], "ringtrue practice -g 'smith family'\n"),
    ] {
        let refused = dad.run(&[&["-g", "smith family"], arguments].concat());
        assert_eq!(refused.status, 2, "{refused:#?}");
        assert!(refused.err.contains(hint), "{refused:#?}");
    }
}

#[test]
fn a_member_is_told_to_ask_the_organiser_for_what_only_they_can_do() {
    let post = tempfile::tempdir().unwrap();
    let [_, ann] = dad_and_ann(post.path());
    let run = ann.run(&["members", "add", "Zed", "--ringtrue"]).succeeds();
    assert!(
        run.err.contains("send the key to the organiser"),
        "{run:#?}"
    );
    let run = ann.run(&["members", "remove", "Zed"]).succeeds();
    assert!(run.err.contains("ask Dad: ringtrue rotate -g"), "{run:#?}");
}

#[test]
fn a_member_whose_key_is_added_after_a_rotation_is_invited_to_it() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    dad.run(&["members", "add", "Zed", "--ringtrue"]).succeeds();
    let run = dad
        .run(&["rotate", "--yes", "--sealed", &dad.shared("a.age")])
        .succeeds();
    let then = "then: ringtrue invite -g 'Smith family' --for Zed --sealed FILE";
    assert!(run.out.contains(then), "{run:#?}");
    // A device that already has the group and its organiser can use an invitation too.
    let file = dad.shared("invitation.age");
    let invite = ["invite", "--for", "Ann", "--sealed", &file];
    let words = dad.run(&invite).succeeds().out;
    let words = ann.device.write_with_mode("words.txt", &words, 0o600);
    let words = words.display().to_string();
    ann.run(&["join", &file, "--words-file", &words]).succeeds();
    assert_eq!(ann.seed_fingerprint(), dad.seed_fingerprint());
}

#[test]
fn a_failed_rotation_leaves_no_message_even_if_it_replaced_a_file() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    let (file, folder) = (dad.shared("next.age"), dad.shared("folder"));
    std::fs::write(&file, "of last year").unwrap();
    std::fs::create_dir(&folder).unwrap();
    // The vault can't be written: its `.bak` is a symlink, which is never followed.
    let backup = dad.device.home().join("vault.age.bak");
    let _ = std::fs::remove_file(&backup);
    std::os::unix::fs::symlink(post.path().join("elsewhere"), &backup).unwrap();
    let before = dad.seed_fingerprint();
    for to in [&file, &folder] {
        let run = dad.run(&["rotate", "--sealed", to, "--yes"]);
        assert_eq!(run.status, 2, "{run:#?}");
        assert!(run.err.contains("symbolic link"), "{run:#?}");
        assert_eq!(dad.seed_fingerprint(), before);
        assert_eq!(ann.joins_from(to).status, 2);
        assert_eq!(ann.seed_fingerprint(), before);
    }
    assert!(!std::path::Path::new(&file).exists());
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
}

#[test]
fn a_folder_that_cannot_be_synced_is_a_warning() {
    if !is_installed("strace") {
        return;
    }
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    let folder = dad.shared("folder");
    std::fs::create_dir(&folder).unwrap();
    let home = dad.device.home();
    let home = home.to_str().unwrap();
    for (error, unsynced) in [("EINVAL", folder.as_str()), ("EIO", &folder), ("EIO", home)] {
        let inject = format!("inject=fsync:error={error}");
        let strace = [
            "-f",
            "-qq",
            "-o",
            "/dev/null",
            "-P",
            unsynced,
            "-e",
            &inject,
        ];
        let arguments = ["rotate", "--sealed", &folder, "--yes"];
        let output = dad
            .device
            .command_under("strace", strace, &arguments)
            .output();
        let output = output.unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{error}: {told}");
        let warning = format!("ringtrue: warning: {unsynced} can't be synced (");
        assert!(told.contains(&warning), "{error}: {told}");
        ann.joins_from(&folder).succeeds();
        assert_eq!(ann.seed_fingerprint(), dad.seed_fingerprint());
    }
}

/// Rotates on copies of a device until the rotation's hash, which is in its file name, is
/// as `wanted`. Returns the hash and the file.
fn rotated(person: &Person, wanted: impl Fn(&str) -> bool) -> (String, std::path::PathBuf) {
    loop {
        let copy = Person::new_like(person);
        copy.copies_files_of(person);
        let folder = copy.device.path("folder");
        std::fs::create_dir(&folder).unwrap();
        copy.run(&["rotate", "--yes", "--sealed", folder.to_str().unwrap()])
            .succeeds();
        let file = std::fs::read_dir(&folder).unwrap().next().unwrap();
        let file = file.unwrap().path();
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let hash = name.rsplit('-').next().unwrap().to_owned();
        if wanted(&hash) {
            let kept = person.shared(&format!("{name}.age"));
            std::fs::copy(file, &kept).unwrap();
            return (hash, kept.into());
        }
    }
}

#[test]
fn three_rotations_at_once_converge_after_one_join_from_the_folder() {
    let post = tempfile::tempdir().unwrap();
    let [dad, mum, eve, ann] = people(post.path());
    dad.run(&["new", "Smith family"]).succeeds();
    dad.run(&["members", "add", "Dad", "--me"]).succeeds();
    for (name, person) in [("Mum", &mum), ("Eve", &eve), ("Ann", &ann)] {
        dad.invites(name, person);
    }
    dad.promotes("Mum", &mum);
    dad.promotes("Eve", &eve);
    let first = dad.rotates_to("first.age", &[]);
    for person in [&mum, &eve, &ann] {
        person.joins_from(&first).succeeds();
    }
    // Dad's rotation demotes Eve; by hash, hers comes before Mum's, and Mum's before his.
    // Mum's counts, which a device that read only the first one and then his would miss.
    dad.run(&["members", "demote", "Eve"]).succeeds();
    let (dads, one) = rotated(&dad, |hash| hash > "4");
    let (mums, two) = rotated(&mum, |hash| hash > "2" && *hash < *dads);
    let (_, three) = rotated(&eve, |hash| *hash < *mums);
    let folder = ann.shared("folder");
    std::fs::create_dir(&folder).unwrap();
    for file in [&one, &two, &three] {
        let name = file.file_name().unwrap();
        std::fs::copy(file, std::path::Path::new(&folder).join(name)).unwrap();
    }
    ann.joins_from(&folder).succeeds();
    let seed = ann.seed_fingerprint();
    // Mum's device gets there too, in whatever order it reads them.
    for file in [&two, &one, &three] {
        let _ = mum.joins_from(file.to_str().unwrap());
    }
    assert_eq!(mum.seed_fingerprint(), seed);
    let again = ann.joins_from(&folder).succeeds();
    assert!(again.out.contains("already"), "{again:#?}");
    assert_eq!(ann.seed_fingerprint(), seed);
}
