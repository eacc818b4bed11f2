//! Messages that the real binary refuses: with an error of its own, and nothing changed.

use crate::family::dad_and_ann;

#[test]
fn a_message_that_was_changed_or_cut_is_refused_and_nothing_is_changed() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    let file = dad.shared("rotation.age");
    dad.run(&["rotate", "--yes", "--sealed", &file]).done();
    let whole = std::fs::read(&file).unwrap();
    let before = ann.device.files();
    let changed = dad.shared("changed.age");
    // The library's tests try every byte; here, some go through the whole program.
    for at in (0..whole.len()).step_by(31) {
        let mut flipped = whole.clone();
        flipped[at] ^= 1;
        for bytes in [&flipped, &whole[..at].to_vec()] {
            std::fs::write(&changed, bytes).unwrap();
            let refused = ann.hears(&changed);
            assert_eq!(refused.status, 2, "{at}: {refused:#?}");
            assert!(refused.err.starts_with("ringtrue: error: "), "{at}");
            assert_eq!(refused.out, "");
            assert_eq!(ann.device.files(), before, "{at}");
        }
    }
    ann.hears(&file).done();
    assert_eq!(ann.seed_told(), dad.seed_told());
}

#[test]
fn an_older_message_is_refused_and_the_same_again_is_done() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    let (second, third) = (dad.shared("second.age"), dad.shared("third.age"));
    dad.run(&["rotate", "--yes", "--sealed", &second]).done();
    dad.run(&["rotate", "--yes", "--sealed", &third]).done();
    ann.hears(&third).done();
    let before = ann.device.files();
    let refused = ann.hears(&second);
    assert_eq!(refused.status, 2);
    assert!(
        refused
            .err
            .contains("it is \"Smith family 2\", and this device already has \"Smith family 3\""),
        "{refused:#?}"
    );
    let again = ann.hears(&third).done();
    assert!(again.out.contains("already"), "{again:#?}");
    assert_eq!(ann.device.files(), before);
}

#[test]
fn wrong_words_are_refused_and_misspelt_ones_are_not() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    let file = dad.shared("invitation.age");
    let words = dad.run(&["invite", "--sealed", &file]).done().out;
    let other = crate::family::Person::new_like(&ann);
    let refused = other.joins_by(
        &dad,
        &file,
        "stylish cottage choir excellent hallway folklore\n",
    );
    assert_eq!(refused.status, 2);
    assert!(
        refused.err.contains("those are not its six words"),
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
    other.joins_by(&dad, &file, &short.join(", ")).done();
    assert_eq!(other.seed_told(), dad.seed_told());
}

#[test]
fn nobody_is_pinned_by_yes_alone() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    let file = dad.shared("invitation.age");
    let words = dad.run(&["invite", "--sealed", &file]).done().out;
    let other = crate::family::Person::new_like(&ann);
    let words = other.device.passphrase("words.txt", &words, 0o600);
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
    let words = dad.run(&["invite", "--sealed", &file]).done().out;
    let other = crate::family::Person::new_like(&ann);
    let words = other.device.passphrase("words.txt", &words, 0o644);
    let words = words.display().to_string();
    let refused = other.run(&["join", &file, "--words-file", &words, "--trust-organiser"]);
    assert_eq!(refused.status, 2);
    assert!(refused.err.contains("others can read it"), "{refused:#?}");
}

#[test]
fn where_an_organiser_is_pinned_a_link_does_not_rotate() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    dad.run(&["rotate", "--yes"]).done();
    let link = dad.run(&["invite", "--link"]).done().out;
    let refused = ann.device.run_with(["join", "-", "--yes"], &link);
    assert_eq!(refused.status, 2);
    assert!(
        refused.err.contains("come by message, from Dad"),
        "{refused:#?}"
    );
    assert_eq!(ann.seed_told().0, 1);
    ann.device
        .run_with(["join", "-", "--accept-rotation"], &link)
        .done();
    assert_eq!(ann.seed_told(), dad.seed_told());
}

#[test]
fn a_file_that_is_there_is_not_overwritten_unasked() {
    let post = tempfile::tempdir().unwrap();
    let [dad, _] = dad_and_ann(post.path());
    let file = dad.shared("mine.txt");
    std::fs::write(&file, "mine").unwrap();
    for command in [["invite", "--sealed", &file], ["rotate", "--sealed", &file]] {
        let before = dad.device.files();
        let refused = dad.run(&command);
        assert_eq!(refused.status, 2);
        assert!(refused.err.contains("is there already"), "{refused:#?}");
        assert_eq!(std::fs::read(&file).unwrap(), b"mine");
        assert_eq!(dad.device.files(), before);
    }
    // If the file can't be written, nothing is rotated.
    let nowhere = dad.shared("nowhere/rotation.age");
    let refused = dad.run(&["rotate", "--yes", "--sealed", &nowhere]);
    assert_eq!(refused.status, 2);
    assert_eq!(dad.seed_told().0, 1);
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
    assert_eq!(ann.seed_told(), dad.seed_told());
}

#[test]
fn a_plain_member_takes_back_what_came_by_link_and_nothing_else() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    dad.run(&["rotate", "--yes"]).done();
    // An invitation is a message, though no rotation was ever sealed.
    let file = dad.shared("again.age");
    let invite = ["invite", "--for", "Ann", "--sealed", &file, "--yes"];
    let words = dad.run(&invite).done().out;
    ann.joins_by(&dad, &file, &words).done();
    assert_eq!(ann.seed_told().0, 2);
    let before = ann.device.files();
    let refused = ann.run(&["rotate", "--undo", "--yes"]);
    assert_eq!(refused.status, 2, "{refused:#?}");
    assert!(
        refused.err.contains("come by message, from Dad"),
        "{refused:#?}"
    );
    assert_eq!(ann.device.files(), before);

    let second = ann.seed_told();
    for _ in 0..2 {
        dad.run(&["rotate", "--yes"]).done();
        let link = dad.run(&["invite", "--link"]).done().out;
        ann.device
            .run_with(["join", "-", "--accept-rotation"], &link)
            .done();
    }
    assert_eq!(ann.seed_told().0, 4);
    for generation in [3, 2] {
        ann.run(&["rotate", "--undo", "--yes"]).done();
        assert_eq!(ann.seed_told().0, generation);
    }
    assert_eq!(ann.seed_told(), second);
    let refused = ann.run(&["rotate", "--undo", "--yes"]);
    assert_eq!(refused.status, 2, "{refused:#?}");
    assert!(
        refused.err.contains("come by message, from Dad"),
        "{refused:#?}"
    );
    assert_eq!(ann.seed_told(), second);
}

#[test]
fn nobody_is_trusted_for_all_of_a_folder() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    dad.run(&["rotate", "--yes", "--sealed", &dad.shared("second.age")])
        .done();
    let refused = ann.run(&["join", &ann.shared(""), "--trust-organiser"]);
    assert_eq!(refused.status, 2);
    assert!(refused.err.contains("is for one message"), "{refused:#?}");
}

#[test]
fn an_organiser_is_trusted_for_their_own_words_alone() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    let other = crate::family::Person::new_like(&ann);
    other.run(&["new", "Smith family"]).done();
    other.records("Ann", &ann);
    let file = other.shared("theirs.age");
    for _ in 0..2 {
        other.run(&["rotate", "--sealed", &file, "--yes"]).done();
    }
    let before = ann.device.files();
    let join = ["join", file.as_str(), "-g", "Smith family"];
    let theirs = other.as_organiser();
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
            &[&dad.as_organiser()],
            "not those of the organiser who signed it",
        ),
        (&["--trust-organiser=tiger piano"], "six words"),
    ] {
        let refused = ann.run(&[join.as_slice(), more].concat());
        assert_eq!(refused.status, 2, "{refused:#?}");
        assert!(refused.err.contains(told), "{refused:#?}");
        for words in [words(&theirs), words(&dad.as_organiser())] {
            assert!(!refused.err.contains(&words), "{refused:#?}");
        }
        assert_eq!(ann.device.files(), before);
    }
    let spoken = theirs.replace(' ', ", ").to_uppercase();
    let spoken = spoken.replace("--TRUST-ORGANISER", "--trust-organiser");
    ann.run(&[join.as_slice(), &[&spoken]].concat()).done();
    assert_eq!(ann.seed_told(), other.seed_told());
}

#[test]
fn an_unrelated_family_of_the_same_name_takes_no_group_over() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    let other = crate::family::Person::new_like(&ann);
    other.run(&["new", "Smith family"]).done();
    let file = other.shared("theirs.age");
    let words = other.run(&["invite", "--sealed", &file]).done().out;
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
        &other.as_organiser(),
        "--as",
        "In-laws",
    ];
    dad.run(&apart).done();
    assert_eq!(
        dad.run(&["groups", "--json"]).json()["groups"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}
