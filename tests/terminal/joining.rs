//! Enrolling this device: `join`.

use ringtrue_core::check_words;

use crate::common::{Device, TEST_LINK, TEST_SEED};
use crate::session::{Session, Setup};
use crate::{code_of, group_of, link_of, seed_of, verdict_on, with_group};

/// The prompt if no file is named.
const PASTE: &str = "Paste the link, or type the key (it is not shown): ";

fn words_of(link: &str) -> String {
    let words = check_words(&group_of(link).current().secret);
    words.map(ringtrue_core::Word::as_str).join(" ")
}

#[test]
fn a_pasted_link_is_never_echoed_and_no_joins_nothing() {
    let device = Device::new();
    let mut session = Session::run(&device, &["join"]);
    session.shows(PASTE).types(&format!("{TEST_LINK}\n"));
    session.shows("Join it? [y/N]").types("n\n").ends(2);
    let screen = session.contents();
    assert!(screen.contains("Group: Smith family 1"), "{screen}");
    assert!(session.is_showing(&format!("family's words: {}", words_of(TEST_LINK))));
    assert!(screen.contains("not joined; nothing was changed"));
    assert!(!session.text().contains("otpauth"));
    session.assert_no_trace_of(TEST_SEED);
    assert!(
        device
            .files()
            .iter()
            .all(|(path, _)| !path.ends_with("vault.age"))
    );
}

#[test]
fn yes_joins_with_a_pasted_link() {
    let device = Device::new();
    let mut session = Session::run(&device, &["join"]);
    session.shows(PASTE).types(&format!("{TEST_LINK}\n"));
    session
        .shows("Join it? [y/N]")
        .types("y\n")
        .declines_passphrase();
    session.shows("joined \"Smith family 1\"").ends(0);
    assert!(!session.text().contains("otpauth"));
    session.assert_no_trace_of(TEST_SEED);
    assert_eq!(verdict_on(&device, &code_of(TEST_LINK)), "match");
}

#[test]
fn a_line_that_is_not_a_link_is_not_echoed_either() {
    let device = Device::new();
    let mut session = Session::run(&device, &["join"]);
    session
        .shows(PASTE)
        .types("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ!\n");
    session.shows("can't use what was pasted").ends(2);
    session.assert_no_trace_of(TEST_SEED);
}

#[test]
fn a_key_is_typed_and_its_name_and_number_are_asked() {
    let device = Device::new();
    let mut session = Session::run(&device, &["join"]);
    session
        .shows(PASTE)
        .types("gezd gnbv gy3t qojq gezd gnbv gy3t qojq\n");
    session
        .shows("What is the group called?")
        .types("Smith family\n");
    session
        .shows("Which number comes after Smith family? ")
        .types("1\n");
    session
        .shows("Join it? [y/N]")
        .types("y\n")
        .declines_passphrase();
    session.shows("joined \"Smith family 1\"").ends(0);
    session.assert_no_trace_of(TEST_SEED);
    assert_eq!(link_of(&device), TEST_LINK);
}

#[test]
fn a_picture_is_asked_about_too() {
    let device = Device::new();
    photo_of(&with_group(), &device);
    let mut session = Session::run(&device, &["join", "photo.png"]);
    session.shows("Join it? [y/N]").types("\n");
    session.shows("not joined; nothing was changed").ends(2);
    let mut session = Session::run(&device, &["join", "photo.png"]);
    session
        .shows("Join it? [y/N]")
        .types("yes\n")
        .declines_passphrase();
    session.shows("joined \"Smith family 1\"").ends(0);
}

#[test]
fn a_picture_from_a_pipe_is_asked_about_on_the_terminal() {
    let device = Device::new();
    photo_of(&with_group(), &device);
    let setup = Setup::of(&device).piped(device.path("photo.png"));
    let mut session = setup.run(&["join", "-"]);
    session
        .shows("Join it? [y/N]")
        .types("y\n")
        .declines_passphrase();
    session.shows("joined \"Smith family 1\"").ends(0);
}

/// Writes a picture of one device's enrolment for the other, and returns its path.
fn photo_of(from: &Device, to: &Device) {
    let photo = to.path("photo.png");
    let photo = photo.to_str().unwrap();
    from.run(["invite", "--png", photo]).succeeds();
}

#[test]
fn a_rotation_after_a_loss_ends_the_old_seed() {
    let (device, old, new) = behind_by(1);
    let mut session = Session::run(&device, &["join"]);
    session.shows(PASTE).types(&format!("{new}\n"));
    session.shows("Are they the same? [y/N]");
    let screen = session.contents();
    assert!(screen.contains("This replaces \"Smith family 1\" on this device."));
    assert!(session.is_showing(&format!("family's words: {}", words_of(&new))));
    assert!(!screen.contains("generations at once"));
    session.types("y\n").shows("lost? [Y/n]").types("y\n");
    session
        .shows("this device now has \"Smith family 2\"")
        .ends(0);
    session.assert_no_trace_of(&seed_of(&new));
    assert_eq!(verdict_on(&device, &code_of(&old)), "old_seed");
    assert_eq!(verdict_on(&device, &code_of(&new)), "match");
}

#[test]
fn not_being_sure_whether_something_was_lost_ends_the_old_seed_too() {
    for answer in ["\n", "I don't know\n"] {
        let (device, old, new) = behind_by(1);
        let mut session = Session::run(&device, &["join"]);
        session.shows(PASTE).types(&format!("{new}\n"));
        session.shows("Are they the same? [y/N]").types("y\n");
        session.shows("lost? [Y/n]").types(answer).ends(0);
        assert_eq!(verdict_on(&device, &code_of(&old)), "old_seed");
    }
}

#[test]
fn a_rotation_without_a_loss_accepts_the_old_seed_for_a_while_unless_someone_left() {
    for (someone_left, verdict) in [("n\n", "match_previous_generation"), ("y\n", "old_seed")] {
        let (device, old, new) = behind_by(1);
        let mut session = Session::run(&device, &["join"]);
        session.shows(PASTE).types(&format!("{new}\n"));
        session.shows("Are they the same? [y/N]").types("y\n");
        session.shows("lost? [Y/n]").types("n\n");
        session.shows("the old code? [y/N]").types(someone_left);
        session
            .shows("this device now has \"Smith family 2\"")
            .ends(0);
        assert_eq!(verdict_on(&device, &code_of(&old)), verdict);
        assert_eq!(verdict_on(&device, &code_of(&new)), "match");
    }
}

#[test]
fn a_jump_of_several_generations_is_pointed_out_and_declining_changes_nothing() {
    let (device, old, new) = behind_by(2);
    let mut session = Session::run(&device, &["join"]);
    session.shows(PASTE).types(&format!("{new}\n"));
    session.shows("The number goes up by 2 at once: ask whether the key was changed that often.");
    session.shows("Are they the same? [y/N]").types("n\n");
    session.shows("not accepted; nothing was changed").ends(2);
    assert_eq!(verdict_on(&device, &code_of(&old)), "match");
}

/// Returns a device that missed this many rotations, its link, and the newest link.
fn behind_by(rotations: usize) -> (Device, String, String) {
    let first = with_group();
    let old = link_of(&first);
    for _ in 0..rotations {
        first.run(["rotate", "--yes"]).succeeds();
    }
    let device = Device::new();
    device.run_with(["join", "-", "--yes"], &old).succeeds();
    (device, old, link_of(&first))
}

#[test]
fn the_one_who_rotates_sees_the_check_words_to_compare() {
    let device = with_group();
    let mut session = Session::run(&device, &["rotate", "--yes"]);
    session.shows(crate::GO_ON).types("\r").ends(0);
    let words = words_of(&link_of(&device));
    assert!(session.is_showing(&format!("family's words: {words}")));
}
