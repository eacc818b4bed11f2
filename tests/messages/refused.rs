//! Messages that the real binary refuses: with an error of its own, and nothing changed.

use crate::family::dad_and_ann;

#[test]
fn a_message_that_was_changed_or_cut_is_refused_and_nothing_is_changed() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    let file = dad.shared("rotation.age");
    dad.run(&["rotate", "--yes", "--sealed", &file]).succeeds();
    let whole = std::fs::read(&file).unwrap();
    let before = ann.device.files();
    let changed = dad.shared("changed.age");
    // The library's tests try every byte; here, some go through the whole program.
    for at in (0..whole.len()).step_by(31) {
        let mut flipped = whole.clone();
        flipped[at] ^= 1;
        for bytes in [&flipped, &whole[..at].to_vec()] {
            std::fs::write(&changed, bytes).unwrap();
            let refused = ann.joins_from(&changed);
            assert_eq!(refused.status, 2, "{at}: {refused:#?}");
            assert!(refused.err.starts_with("ringtrue: error: "), "{at}");
            assert_eq!(refused.out, "");
            assert_eq!(ann.device.files(), before, "{at}");
        }
    }
    ann.joins_from(&file).succeeds();
    assert_eq!(ann.seed_fingerprint(), dad.seed_fingerprint());
}

#[test]
fn an_older_message_is_refused_and_a_repeated_one_changes_nothing() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    let (second, third) = (dad.shared("second.age"), dad.shared("third.age"));
    dad.run(&["rotate", "--yes", "--sealed", &second])
        .succeeds();
    dad.run(&["rotate", "--yes", "--sealed", &third]).succeeds();
    ann.joins_from(&third).succeeds();
    let before = ann.device.files();
    let refused = ann.joins_from(&second);
    assert_eq!(refused.status, 2);
    assert!(
        refused
            .err
            .contains("it has \"Smith family 2\", but this device already has \"Smith family 3\""),
        "{refused:#?}"
    );
    let again = ann.joins_from(&third).succeeds();
    assert!(again.out.contains("already"), "{again:#?}");
    assert_eq!(ann.device.files(), before);
}

#[test]
fn wrong_words_are_refused_and_misspelt_ones_are_not() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    let file = dad.shared("invitation.age");
    let words = dad.run(&["invite", "--sealed", &file]).succeeds().out;
    let other = crate::family::Person::new_like(&ann);
    let refused = other.joins_by(
        &dad,
        &file,
        "stylish cottage choir excellent hallway folklore\n",
    );
    assert_eq!(refused.status, 2);
    assert!(
        refused.err.contains("wrong words, or it was changed"),
        "{refused:#?}"
    );
    let refused = other.joins_by(&dad, &file, "tempo goggles\n");
    assert!(refused.err.contains("six words"), "{refused:#?}");
    assert_eq!(other.device.files(), []);
    // Four letters identify each word, in any case.
    let short: Vec<String> = words
        .split_whitespace()
        .map(|word| word.chars().take(4).collect::<String>().to_uppercase())
        .collect();
    other.joins_by(&dad, &file, &short.join(", ")).succeeds();
    assert_eq!(other.seed_fingerprint(), dad.seed_fingerprint());
}

#[test]
fn nobody_is_pinned_by_yes_alone() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    let file = dad.shared("invitation.age");
    let words = dad.run(&["invite", "--sealed", &file]).succeeds().out;
    let other = crate::family::Person::new_like(&ann);
    let words = other.device.write_with_mode("words.txt", &words, 0o600);
    let words = words.display().to_string();
    let refused = other.run(&["join", &file, "--words-file", &words, "--yes"]);
    assert_eq!(refused.status, 2);
    assert!(refused.err.contains("--trust-organiser"), "{refused:#?}");
    assert_eq!(other.device.files(), []);
}

#[test]
fn a_file_with_the_words_that_others_can_read_is_refused() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    let file = dad.shared("invitation.age");
    let words = dad.run(&["invite", "--sealed", &file]).succeeds().out;
    let other = crate::family::Person::new_like(&ann);
    let words = other.device.write_with_mode("words.txt", &words, 0o644);
    let words = words.display().to_string();
    let refused = other.run(&["join", &file, "--words-file", &words, "--trust-organiser"]);
    assert_eq!(refused.status, 2);
    assert!(
        refused.err.contains("other users can read it"),
        "{refused:#?}"
    );
}

#[test]
fn with_a_pinned_organiser_a_link_does_not_rotate() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    dad.run(&["rotate", "--yes"]).succeeds();
    let link = dad.run(&["invite", "--link"]).succeeds().out;
    let refused = ann.device.run_with(["join", "-", "--yes"], &link);
    assert_eq!(refused.status, 2);
    assert!(
        refused.err.contains("come by message, from Dad"),
        "{refused:#?}"
    );
    assert_eq!(ann.seed_fingerprint().0, 1);
    ann.device
        .run_with(["join", "-", "--accept-rotation"], &link)
        .succeeds();
    assert_eq!(ann.seed_fingerprint(), dad.seed_fingerprint());
}

#[test]
fn an_existing_file_is_not_overwritten_without_asking() {
    let post = tempfile::tempdir().unwrap();
    let [dad, _] = dad_and_ann(post.path());
    let file = dad.shared("mine.txt");
    std::fs::write(&file, "mine").unwrap();
    for command in [["invite", "--sealed", &file], ["rotate", "--sealed", &file]] {
        let before = dad.device.files();
        let refused = dad.run(&command);
        assert_eq!(refused.status, 2);
        assert!(refused.err.contains("already exists"), "{refused:#?}");
        assert_eq!(std::fs::read(&file).unwrap(), b"mine");
        assert_eq!(dad.device.files(), before);
    }
    // If the file can't be written, nothing is rotated.
    let nowhere = dad.shared("nowhere/rotation.age");
    let refused = dad.run(&["rotate", "--yes", "--sealed", &nowhere]);
    assert_eq!(refused.status, 2);
    assert_eq!(dad.seed_fingerprint().0, 1);
}

#[test]
fn a_plain_member_does_not_rotate_by_mistake() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    let refused = ann.run(&["rotate", "--yes", "--lost", "Dad"]);
    assert_eq!(refused.status, 2);
    assert!(
        refused.err.contains("come by message, from Dad"),
        "{refused:#?}"
    );
    assert_eq!(ann.seed_fingerprint(), dad.seed_fingerprint());
}

#[test]
fn a_plain_member_undoes_only_rotations_that_came_by_link() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    dad.run(&["rotate", "--yes"]).succeeds();
    // An invitation is a message, though no rotation was ever sealed.
    let file = dad.shared("again.age");
    let invite = ["invite", "--for", "Ann", "--sealed", &file, "--yes"];
    let words = dad.run(&invite).succeeds().out;
    ann.joins_by(&dad, &file, &words).succeeds();
    assert_eq!(ann.seed_fingerprint().0, 2);
    let before = ann.device.files();
    let refused = ann.run(&["rotate", "--undo", "--yes"]);
    assert_eq!(refused.status, 2, "{refused:#?}");
    assert!(
        refused.err.contains("come by message, from Dad"),
        "{refused:#?}"
    );
    assert_eq!(ann.device.files(), before);

    let second = ann.seed_fingerprint();
    for _ in 0..2 {
        dad.run(&["rotate", "--yes"]).succeeds();
        let link = dad.run(&["invite", "--link"]).succeeds().out;
        ann.device
            .run_with(["join", "-", "--accept-rotation"], &link)
            .succeeds();
    }
    assert_eq!(ann.seed_fingerprint().0, 4);
    for generation in [3, 2] {
        ann.run(&["rotate", "--undo", "--yes"]).succeeds();
        assert_eq!(ann.seed_fingerprint().0, generation);
    }
    assert_eq!(ann.seed_fingerprint(), second);
    let refused = ann.run(&["rotate", "--undo", "--yes"]);
    assert_eq!(refused.status, 2, "{refused:#?}");
    assert!(
        refused.err.contains("come by message, from Dad"),
        "{refused:#?}"
    );
    assert_eq!(ann.seed_fingerprint(), second);
}

#[test]
fn nobody_is_trusted_for_all_of_a_folder() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    dad.run(&["rotate", "--yes", "--sealed", &dad.shared("second.age")])
        .succeeds();
    let refused = ann.run(&["join", &ann.shared(""), "--trust-organiser"]);
    assert_eq!(refused.status, 2);
    assert!(refused.err.contains("takes one message"), "{refused:#?}");
}

#[test]
fn an_organiser_is_trusted_for_their_own_words_alone() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    let other = crate::family::Person::new_like(&ann);
    other.run(&["new", "Smith family"]).succeeds();
    other.adds("Ann", &ann);
    let file = other.shared("theirs.age");
    for _ in 0..2 {
        other
            .run(&["rotate", "--sealed", &file, "--yes"])
            .succeeds();
    }
    let before = ann.device.files();
    let join = ["join", file.as_str(), "-g", "Smith family"];
    let theirs = other.trust_option();
    let words = |option: &str| option.split_once('=').unwrap().1.to_owned();
    for (more, told) in [
        // Without a terminal to ask on, the words must be given.
        (
            ["--trust-organiser"].as_slice(),
            "--trust-organiser=\"SIX WORDS\"",
        ),
        (
            &["--trust-organiser", "--yes"],
            "--trust-organiser=\"SIX WORDS\"",
        ),
        (
            &[&dad.trust_option()],
            "not those of the organiser who signed it",
        ),
        (&["--trust-organiser=tiger piano"], "six words"),
    ] {
        let refused = ann.run(&[join.as_slice(), more].concat());
        assert_eq!(refused.status, 2, "{refused:#?}");
        assert!(refused.err.contains(told), "{refused:#?}");
        for words in [words(&theirs), words(&dad.trust_option())] {
            assert!(!refused.err.contains(&words), "{refused:#?}");
        }
        assert_eq!(ann.device.files(), before);
    }
    let spoken = theirs.replace(' ', ", ").to_uppercase();
    let spoken = spoken.replace("--TRUST-ORGANISER", "--trust-organiser");
    ann.run(&[join.as_slice(), &[&spoken]].concat()).succeeds();
    assert_eq!(ann.seed_fingerprint(), other.seed_fingerprint());
}

#[test]
fn an_unrelated_family_with_the_same_name_takes_over_no_group() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    let other = crate::family::Person::new_like(&ann);
    other.run(&["new", "Smith family"]).succeeds();
    let file = other.shared("theirs.age");
    let words = other.run(&["invite", "--sealed", &file]).succeeds().out;
    let before = dad.device.files();
    let refused = dad.joins_by(&other, &file, &words);
    assert_eq!(refused.status, 2);
    assert!(refused.err.contains("--as NAME"), "{refused:#?}");
    assert_eq!(dad.device.files(), before);
    let words = dad.device.path("words.txt").display().to_string();
    let apart = [
        "join",
        &file,
        "--words-file",
        &words,
        &other.trust_option(),
        "--as",
        "In-laws",
    ];
    dad.run(&apart).succeeds();
    assert_eq!(
        dad.run(&["groups", "--json"]).json()["groups"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}
