//! A folder that all reach: the newest message that fits is found, the rest is
//! left alone.

use crate::family::{Person, dad_and_ann};

#[test]
fn of_a_folder_the_newest_message_that_fits_is_taken() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    let ben = Person::new_like(&ann);
    dad.lets_in("Ben", &ben);
    let folder = dad.shared("folder");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(dad.shared("folder/holiday.jpg"), [0xFF; 100]).unwrap();
    std::fs::write(
        dad.shared("folder/broken.age"),
        "-----BEGIN AGE ENCRYPTED FILE-----",
    )
    .unwrap();
    for _ in 0..3 {
        dad.run(&["rotate", "--sealed", &folder]).done();
    }
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 5);
    // A stranger drops one of a higher generation.
    let stranger = Person::new_like(&ann);
    stranger.run(&["new", "Smith family"]).done();
    stranger.records("Ann", &ann);
    for _ in 0..6 {
        stranger.run(&["rotate", "--sealed", &folder]).done();
    }
    for person in [&ann, &ben] {
        let run = person.hears(&folder).done();
        assert!(
            run.out
                .starts_with("rotated \"Smith family\", generation 4\n"),
            "{run:#?}"
        );
        assert_eq!(person.seed_told(), dad.seed_told());
        let again = person.hears(&folder).done();
        assert!(again.out.contains("already"), "{again:#?}");
    }
}

#[test]
fn of_a_folder_the_only_invitation_is_taken_by_whoever_has_its_words() {
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    let folder = dad.shared("folder");
    std::fs::create_dir(&folder).unwrap();
    let words = dad.run(&["invite", "--sealed", &folder]).done().out;
    let other = Person::new_like(&ann);
    let none = other.hears(&dad.shared(""));
    assert_eq!(none.status, 2);
    other.joins_by(&folder, &words).done();
    assert_eq!(other.seed_told(), dad.seed_told());
    // Of two it has to be said which.
    let words = dad.run(&["invite", "--sealed", &folder]).done().out;
    let third = Person::new_like(&ann);
    let run = third.joins_by(&folder, &words);
    assert!(run.err.contains("there are 2 invitations"), "{run:#?}");
}

#[test]
fn an_empty_folder_says_what_to_do() {
    let post = tempfile::tempdir().unwrap();
    let [_, ann] = dad_and_ann(post.path());
    let folder = ann.shared("folder");
    std::fs::create_dir(&folder).unwrap();
    let run = ann.hears(&folder);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("no message for this device"), "{run:#?}");
    assert!(run.err.contains("ringtrue device"), "{run:#?}");
}
