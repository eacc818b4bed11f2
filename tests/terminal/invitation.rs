//! An invitation from afar on the terminal: the six words are shown once, and typed at a
//! prompt that leaves no trace.

use crate::GO_ON;
use crate::common::Device;
use crate::session::Session;

#[test]
fn the_six_words_of_an_invitation_are_shown_and_typed_on_the_alternate_screen() {
    let (dad, ben) = (Device::joined(), Device::new());
    let file = dad.path("ben.age").display().to_string();
    let mut session = Session::run(&dad, &["invite", "--for", "Ben", "--sealed", &file]);
    session.shows("Your name, as the others").types("Dad\r");
    session.shows(GO_ON);
    assert!(session.screen().alternate_screen());
    let screen = session.contents();
    let mut lines = screen
        .lines()
        .skip_while(|line| !line.contains(':'))
        .skip(1);
    let words = lines.find(|line| line.split_whitespace().count() == 6);
    let words = words.unwrap().trim().to_owned();
    // A key that is pressed by mistake does not dismiss them.
    session.types("q x").types("\r").ends(0);
    assert_keeps_none_of(&mut session, &words);

    let mut session = Session::run(&ben, &["join", &file]);
    session.shows("The six words that open");
    assert!(session.screen().alternate_screen());
    session.types("tempo goggles").shows("tempo goggles_");
    session.types("\r").shows("expected six words, got");
    // Tab toggles between hiding and showing what is typed.
    session.types("tempo").shows("tempo_");
    session.types("\t").shows("*****_");
    assert!(!session.contents().contains("tempo"));
    session.types("\t").shows("tempo_");
    session.types("\u{15}").types(&format!("{words}\r"));
    session.shows("words the same there? [y/N]");
    assert!(!session.screen().alternate_screen());
    assert!(session.contents().contains("Organiser: Dad"));
    session.types("y\r").declines_passphrase().ends(0);
    assert_keeps_none_of(&mut session, &words);
    assert!(session.contents().contains("joined \"Smith family 1\""));
}

/// Asserts that no two of the words are next to each other in what stays on the terminal.
fn assert_keeps_none_of(session: &mut Session, words: &str) {
    let words: Vec<&str> = words.split(' ').collect();
    let left = [session.with_scrollback(), session.primary_text()].concat();
    for two in words.windows(2) {
        assert!(!left.contains(&two.join(" ")), "{left}");
    }
}

#[test]
fn the_six_words_are_typed_unseen_without_a_screen() {
    let (dad, ben) = (Device::joined(), Device::new());
    let file = dad.path("ben.age").display().to_string();
    let words = dad
        .run(["invite", "--sealed", &file, "--yes"])
        .succeeds()
        .out;
    let mut session = Session::run(&ben, &["join", &file, "--plain"]);
    session.shows("(they are not shown): ");
    session
        .types("tempo goggles\r")
        .shows("expected six words, got")
        // Keys typed before the prompt are not taken as the answer.
        .shows_times("(they are not shown): ", 2);
    session.types(&format!("{}\r", words.trim()));
    session.shows("words the same there? [y/N]");
    session.types("n\r").ends(2);
    assert_keeps_none_of(&mut session, words.trim());
}

#[test]
fn stopping_at_the_words_that_open_an_invitation_joins_nothing() {
    let (dad, ben) = (Device::joined(), Device::new());
    let file = dad.path("ben.age").display().to_string();
    dad.run(["invite", "--sealed", &file, "--yes"]).succeeds();
    let mut session = Session::run(&ben, &["join", &file]);
    session.shows("Tab hides them").types("\u{3}");
    session.shows("stopped; nothing was changed").ends(2);
    assert_eq!(ben.files(), []);
}

#[test]
fn saying_no_to_an_organiser_joins_nothing() {
    let (dad, ben) = (Device::joined(), Device::new());
    let file = dad.path("ben.age").display().to_string();
    let words = dad
        .run(["invite", "--sealed", &file, "--yes"])
        .succeeds()
        .out;
    let words = ben.write_with_mode("words.txt", &words, 0o600);
    let words = words.display().to_string();
    let mut session = Session::run(
        &ben,
        &["join", &file, "--words-file", &words, "--trust-organiser"],
    );
    session.shows("words the same there? [y/N]");
    session.types("n\r").ends(2);
    assert!(
        session
            .contents()
            .contains("not joined; nothing was changed")
    );
    assert_eq!(ben.files(), []);
}

#[test]
fn stopping_at_the_six_words_hints_to_invite_again() {
    let dad = Device::joined();
    let file = dad.path("ben.age").display().to_string();
    let mut session = Session::run(&dad, &["invite", "--sealed", &file, "--yes"]);
    session.shows(GO_ON).types("\u{3}");
    session.shows("delete it, and invite again").ends(2);
    assert!(!session.contents().contains("QR code again"));
}
