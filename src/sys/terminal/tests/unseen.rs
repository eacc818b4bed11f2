//! Questions, with and without echo.

use std::io::Write as _;

use rustix::process::Signal;
use rustix::termios::LocalModes;

use super::start;

#[test]
fn what_is_typed_unseen_is_not_echoed() {
    let mut session = start("ask");
    session.wait_for("secret: ");
    session.types("hunter2 SECRET ß\n");
    session.wait_for("17 bytes");
    session.wait_for("name: ");
    assert!(session.modes().2.contains(LocalModes::ECHO));
    session.types("Ann \n");
    session.wait_for("'Ann '");
    session.wait_for("sure? [y/N] ");
    session.types("YES\n");
    session.wait_for("true");
    session.ends_clean("exited 0");
    assert!(session.text().contains("secret: \r\n"));
}

#[test]
fn what_was_typed_behind_an_unseen_line_is_dropped() {
    let mut session = start("ask");
    session.wait_for("secret: ");
    session.types("12345\nSECRET\n");
    session.wait_for("5 bytes");
    session.wait_for("name: ");
    session.types("Ann\n");
    session.wait_for("'Ann'");
    session.types("\x04");
    session.ends_clean("exited 1");
}

#[test]
fn an_answer_that_is_neither_yes_nor_no_is_asked_again() {
    for (answers, outcome) in [
        (["perhaps", "n"].as_slice(), "false"),
        (&[""], "false"),
        (&["1", "y"], "true"),
        (&["a", "b", "c"], "false"),
    ] {
        let mut session = start("confirm");
        for (nth, answer) in answers.iter().enumerate() {
            session.wait_for_times("sure? [y/N] ", nth + 1);
            session.types(&format!("{answer}\n"));
        }
        session.wait_for(outcome);
        session.ends_clean("exited 0");
    }
}

#[test]
fn the_end_of_the_terminal_is_no_answer() {
    let mut session = start("ask");
    session.wait_for("secret: ");
    session.types("\x04");
    session.wait_for("UnexpectedEof");
    session.ends_clean("exited 1");
}

#[test]
fn a_line_that_the_kernel_may_have_cut_is_refused_and_eaten() {
    let mut session = start("ask");
    session.wait_for("secret: ");
    session.types(&format!("{}\n", "x".repeat(5000)));
    session.wait_for("line too long");
    session.ends_clean("exited 1");
}

#[test]
fn the_longest_line_is_taken_whole() {
    let mut session = start("ask");
    session.wait_for("secret: ");
    session.types(&format!("{}\n", "x".repeat(4094)));
    session.wait_for("4094 bytes");
    session.types("\x04");
    session.ends_clean("exited 1");
}

#[test]
fn a_signal_at_an_unseen_prompt_restores_the_echo() {
    for signal in [Signal::TERM, Signal::INT, Signal::HUP] {
        let mut session = start("ask");
        session.wait_for("secret: ");
        session.sends(signal);
        session.ends_clean(&format!("killed by {}", signal.as_raw()));
    }
}

#[test]
fn ctrl_c_at_an_unseen_prompt_restores_the_echo() {
    let mut session = start("ask");
    session.wait_for("secret: ");
    session.types("SECR\x03");
    session.ends_clean("killed by 2");
}

#[test]
fn a_panic_at_an_unseen_prompt_restores_the_echo() {
    let mut session = start("ask");
    session.wait_for("secret: ");
    session.lifeline().write_all(b"!").unwrap();
    session.wait_for("please report it");
    assert_eq!(session.modes(), session.modes_before());
    session.types("\x04");
    session.ends_clean("exited 1");
}

#[test]
fn an_unseen_prompt_is_unseen_again_after_a_stop() {
    let mut session = start("ask");
    session.wait_for("secret: ");
    session.sends(Signal::TSTP);
    session.wait_for("[child stopped]");
    session.assert_clean();
    session.sends(Signal::CONT);
    session.wait_for_times("secret: ", 2);
    session.types("SECRET\n");
    session.wait_for("6 bytes");
    session.types("\x04");
    session.ends_clean("exited 1");
}
