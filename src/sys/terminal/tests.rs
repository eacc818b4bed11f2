//! Tests over a real pseudo-terminal: the roles of [`play`], and the state they leave behind.

#![cfg(unix)]

mod dialogue;
mod roles;
mod unseen;

use std::io::Read as _;

use rustix::process::Signal;

use super::guarded;
use super::screen::LEAVE;
use super::session::{Session, Setup};

const SECRET: &str = "SECRET-CELLS";

/// Returns a terminal for a role of [`play`].
fn setup(role: &str) -> Setup {
    Setup::new("sys::terminal::tests::child", role)
}

fn start(role: &str) -> Session {
    setup(role).start()
}

#[test]
fn q_leaves_a_clean_terminal() {
    let mut session = start("show");
    session.wait_for(SECRET);
    assert!(session.screen().alternate_screen());
    assert!(session.screen().hide_cursor());
    session.types("q");
    session.ends_clean("exited 0");
}

#[test]
fn ctrl_c_is_a_key_while_the_screen_is_up() {
    let mut session = start("show");
    session.wait_for(SECRET);
    session.types("\x03");
    session.ends_clean("exited 7");
}

#[test]
fn sigterm_leaves_a_clean_terminal() {
    a_signal_leaves_a_clean_terminal(Signal::TERM);
}

#[test]
fn sigint_leaves_a_clean_terminal() {
    a_signal_leaves_a_clean_terminal(Signal::INT);
}

#[test]
fn sighup_leaves_a_clean_terminal() {
    a_signal_leaves_a_clean_terminal(Signal::HUP);
}

#[test]
fn sigquit_leaves_a_clean_terminal() {
    a_signal_leaves_a_clean_terminal(Signal::QUIT);
}

fn a_signal_leaves_a_clean_terminal(signal: Signal) {
    let mut session = start("show");
    session.wait_for(SECRET);
    session.sends(signal);
    session.ends_clean(&format!("killed by {}", signal.as_raw()));
}

#[test]
fn a_panic_restores_the_terminal_before_it_is_reported_without_its_payload() {
    let mut session = start("show");
    session.wait_for(SECRET);
    session.types("p");
    session.ends("exited 101");
    let report = "ringtrue: error: a bug in ringtrue (";
    assert!(session.position(LEAVE) < session.position(report));
    assert!(session.text().contains("; please report it"));
    assert!(!session.text().contains("SECRET-PAYLOAD"));
}

#[test]
fn a_panic_elsewhere_takes_the_screen_down_for_good() {
    let mut session = start("show");
    session.wait_for(SECRET);
    session.types("t");
    session.ends("exited 9");
    assert!(!session.text().contains("SECRET-PAYLOAD"));
}

#[test]
fn a_stopped_program_gives_the_terminal_back_and_takes_it_again() {
    let mut session = start("show");
    session.wait_for(SECRET);
    let modes = session.modes();
    session.sends(Signal::TSTP);
    session.wait_for("[child stopped]");
    session.assert_clean();
    session.sends(Signal::CONT);
    session.wait_for("size 80 x 24");
    assert!(session.screen().alternate_screen());
    assert!(session.screen().hide_cursor());
    assert_eq!(session.modes(), modes);
    session.types("q");
    session.ends_clean("exited 0");
}

#[test]
fn ctrl_z_stops_the_program() {
    let mut session = start("show");
    session.wait_for(SECRET);
    let modes = session.modes();
    session.types("\x1a");
    session.wait_for("[child stopped]");
    session.assert_clean();
    session.cook();
    session.sends(Signal::CONT);
    session.wait_for("size 80 x 24");
    session.wait_for(SECRET);
    assert!(session.screen().alternate_screen());
    assert_eq!(session.modes(), modes);
    session.types("q");
    session.ends_clean("exited 0");
}

#[test]
fn ctrl_z_is_ignored_where_nobody_could_continue_the_program() {
    let mut session = setup("show").orphaned().start();
    session.wait_for(SECRET);
    session.types("\x1a");
    session.wait_for("size 80 x 24");
    session.types("q");
    session.ends_clean("exited 0");
    assert!(!session.text().contains("[child stopped]"));

    let mut leader = setup("show").alone().start();
    leader.wait_for(SECRET);
    leader.types("\x1a");
    leader.wait_for("size 80 x 24");
    let mut lifeline = leader.lifeline();
    leader.types("q");
    lifeline.read_to_string(&mut String::new()).unwrap();
}

#[test]
fn ctrl_backslash_is_a_key_while_the_screen_is_up() {
    let mut session = start("show");
    session.wait_for(SECRET);
    session.types("\x1cq");
    session.ends_clean("exited 0");
}

#[test]
fn a_picture_after_a_stop_is_painted_whole() {
    let mut session = start("show");
    session.wait_for(SECRET);
    session.types("a");
    session.wait_for("a");
    session.sends(Signal::TSTP);
    session.wait_for("[child stopped]");
    session.sends(Signal::CONT);
    session.wait_for("size 80 x 24");
    session.types("a");
    session.until("the row of the letter", |session| {
        session.screen().contents() == "top\nSECRET-CELLS\na"
    });
    session.types("q");
    session.ends_clean("exited 0");
}

#[test]
fn a_stop_that_cannot_be_caught_is_mended_afterwards() {
    let mut session = start("show");
    session.wait_for(SECRET);
    let modes = session.modes();
    session.sends(Signal::STOP);
    session.wait_for("[child stopped]");
    session.cook();
    session.sends(Signal::CONT);
    session.wait_for("size 80 x 24");
    // Left once in between, so that no terminal saves its cursor twice.
    assert_eq!(session.text().matches(LEAVE).count(), 1);
    assert_eq!(session.modes(), modes);
    session.types("q");
    session.ends_clean("exited 0");
}

#[test]
fn a_resize_wakes() {
    let mut session = start("show");
    session.wait_for(SECRET);
    session.resizes(70, 20);
    session.wait_for("size 70 x 20");
    // All of it: a terminal may have moved what it showed.
    session.wait_for_times("\x1b[1;1H\x1b[m\x1b[2KSECRET-CELLS", 1);
    session.types("q");
    session.ends_clean("exited 0");
}

#[test]
fn only_what_changed_is_written() {
    let mut session = start("show");
    session.wait_for(SECRET);
    session.types("abba");
    // Between them, `b` was drawn twice.
    let changes = "\x1b[3;1H\x1b[ma\x1b[3;1H\x1b[mb\x1b[3;1H\x1b[ma";
    session.wait_for_times(changes, 1);
    session.types("q");
    session.ends_clean("exited 0");
}

#[test]
fn lines_that_do_not_fit_never_scroll() {
    let mut session = start("show");
    session.wait_for(SECRET);
    session.types("l");
    session.wait_for("row 24 of 40");
    assert!(
        session
            .screen()
            .contents()
            .starts_with("SECRET row 1 of 40")
    );
    assert!(!session.screen().contents().contains("row 25"));
    session.types("q");
    session.ends_clean("exited 0");
}

#[test]
fn keys_come_from_the_terminal_where_standard_input_is_a_pipe() {
    let mut session = start("show piped");
    session.wait_for(SECRET);
    session.types("q");
    session.ends_clean("exited 0");
}

#[test]
fn keys_come_from_the_controlling_terminal_where_standard_output_is_for_writing_only() {
    let mut session = start("show write-only");
    session.wait_for(SECRET);
    session.types("q");
    session.ends_clean("exited 0");
}

#[test]
fn keys_typed_before_the_screen_is_up_are_dropped() {
    let mut session = start("late");
    session.wait_for("type ahead");
    session.types("q\n");
    session.wait_for(SECRET);
    session.types("\x03");
    session.ends_clean("exited 7");
}

#[test]
fn without_a_controlling_terminal_nothing_is_asked() {
    let mut session = setup("open").uncontrolled().start();
    session.wait_for("terminal: false");
}

#[test]
fn a_closed_terminal_ends_the_program() {
    let mut session = start("show");
    session.wait_for(SECRET);
    // Either the signal or EOF comes first.
    assert!(matches!(session.closes().as_str(), "" | "closed"));
}

#[test]
fn a_closed_terminal_that_sends_no_signal_is_an_error() {
    let mut session = setup("show").uncontrolled().start();
    session.wait_for(SECRET);
    assert_eq!(session.closes(), "closed");
}

#[test]
fn a_terminal_that_accepts_no_output_does_not_keep_the_program_alive() {
    let mut session = start("show");
    session.wait_for(SECRET);
    let mut lifeline = session.lifeline();
    // From here on nothing reads the terminal.
    session.types("f");
    lifeline.read_exact(&mut [0]).unwrap();
    session.sends(Signal::TERM);
    lifeline.read_to_string(&mut String::new()).unwrap();
}

#[test]
fn a_question_while_the_screen_is_up_is_an_error_that_leaves_it_up() {
    let mut session = start("show");
    session.wait_for(SECRET);
    session.types("u");
    session.wait_for("ResourceBusy");
    assert!(session.screen().alternate_screen());
    session.types("q");
    session.ends_clean("exited 0");
}

#[test]
fn a_guarded_panic_is_an_error() {
    assert!(matches!(guarded(|| 7), Ok(7)));
    let mut session = start("guarded");
    session.wait_for("the decoder crashed on this picture");
    session.ends_clean("exited 0");
    assert!(!session.text().contains("please report it"));
}

#[test]
fn child() {
    super::session::child::child(roles::play);
}
