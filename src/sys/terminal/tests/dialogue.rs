//! Dialogues.

use std::io::{self, ErrorKind, Write as _};
use std::os::unix::net::UnixStream;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::Signal;
use rustix::termios::LocalModes;

use super::super::session::child::{child as run_child, tell};
use super::super::session::{Session, Setup};
use super::super::{Dialogue, Key, Line, Screen, Terminal, Wake};

fn setup(role: &str) -> Setup {
    Setup::new("sys::terminal::tests::dialogue::child", role)
}

/// Starts a dialogue, and waits for its prompt.
fn start() -> Session {
    let mut session = setup("talk").start();
    session.wait_for("heard> ");
    session
}

/// Returns what the child printed and echoed until it ended.
fn said(session: &Session) -> String {
    let text = session.text();
    let (_, said) = text.split_once("]\r\n").unwrap();
    said.split("[child").next().unwrap().to_owned()
}

#[test]
fn what_is_typed_is_echoed_by_the_caller_alone() {
    let mut session = start();
    session.types("tigr\x7fer 7\x17piano\n");
    session.wait_for("'tiger piano'");
    session.types("語\x7f\x15\x03");
    session.ends_clean("exited 7");
    assert_eq!(
        said(&session),
        "heard> tigr\x08 \x08er 7\x08 \x08piano\r\n'tiger piano'\r\n\
         heard> 語\x08 \x08\x08 \x08\r\n"
    );
}

#[test]
fn a_dumb_terminal_is_enough() {
    let mut session = setup("talk").variable("TERM", "dumb").start();
    session.wait_for("heard> ");
    session.types("tiger\r");
    session.wait_for("'tiger'");
    session.types("\x04");
    session.ends_clean("exited 0");
    assert!(!session.text().contains('\x1b'));
}

#[test]
fn control_characters_are_said_escaped() {
    let mut session = setup("control").start();
    session.ends_clean("exited 0");
    let escaped = r"a\u{1b}[2Jb\r\u{9b}c\u{7}d";
    assert_eq!(said(&session), format!("{escaped}\r\n"));
}

#[test]
fn the_modes_leave_what_is_written_alone() {
    let mut session = start();
    let (before, during) = (session.modes_before(), session.modes());
    assert_eq!((before.0, before.1), (during.0, during.1));
    assert!(!during.2.contains(LocalModes::ECHO));
    assert!(!during.2.contains(LocalModes::ICANON));
    session.types("\x04");
    session.ends_clean("exited 0");
}

#[test]
fn keys_typed_before_a_dialogue_are_dropped() {
    let mut session = setup("late").start();
    session.wait_for("type ahead");
    session.types("7\n");
    session.wait_for("heard> ");
    session.types("tiger\n");
    session.wait_for("'tiger'");
    session.types("\x04");
    session.ends_clean("exited 0");
    assert!(!session.text().contains("'7"));
}

#[test]
fn seconds_are_told() {
    let mut session = start();
    session.types("\t");
    session.wait_for("another second");
    session.types("\x04");
    session.ends_clean("exited 0");
}

#[test]
fn a_signal_ends_the_line_and_restores_the_terminal() {
    for signal in [Signal::TERM, Signal::INT, Signal::HUP, Signal::QUIT] {
        let mut session = start();
        session.types("tig");
        session.wait_for("heard> tig");
        session.sends(signal);
        session.ends_clean(&format!("killed by {}", signal.as_raw()));
        assert_eq!(said(&session), "heard> tig\r\n");
    }
}

#[test]
fn a_panic_restores_the_terminal_before_it_is_reported() {
    let mut session = start();
    session.types("\x1b");
    session.ends("exited 101");
    assert!(said(&session).starts_with("heard> \r\nringtrue: error: a bug in ringtrue ("));
    assert!(!session.text().contains("SECRET-PAYLOAD"));
}

#[test]
fn a_dialogue_that_was_stopped_goes_on_with_its_prompt() {
    let mut session = start();
    let modes = session.modes();
    session.types("tig");
    session.wait_for("heard> tig");
    session.types("\x1a");
    session.wait_for("[child stopped]");
    session.assert_clean();
    session.cook();
    session.sends(Signal::CONT);
    session.wait_for_times("heard> tig", 2);
    assert_eq!(session.modes(), modes);
    session.types("er\n");
    session.wait_for("'tiger'");
    session.types("\x04");
    session.ends_clean("exited 0");
}

#[test]
fn a_new_size_is_no_reason_to_prompt_again() {
    let mut session = start();
    session.resizes(70, 20);
    session.types("tiger\n");
    session.wait_for("'tiger'");
    session.types("\x04");
    session.ends_clean("exited 0");
    assert_eq!(session.text().matches("heard> ").count(), 2);
}

#[test]
fn a_terminal_that_is_closed_ends_a_dialogue() {
    let mut session = setup("listen").uncontrolled().start();
    session.wait_for("listening");
    assert_eq!(session.closes(), "UnexpectedEof");
}

#[test]
fn a_dialogue_has_the_terminal_alone() {
    let mut session = setup("busy").start();
    session.ends_clean("exited 0");
    assert_eq!(said(&session), "still here\r\n");
}

#[test]
fn child() {
    run_child(play);
}

fn play(role: &str, mut lifeline: UnixStream) -> i32 {
    match role {
        "control" => {
            let mut dialogue = Dialogue::begin().unwrap();
            dialogue.say("a\x1b[2Jb\r\u{9b}c\x07d\n").unwrap();
            0
        }
        "busy" => {
            let mut dialogue = Dialogue::begin().unwrap();
            let screen = Screen::enter().map(drop).unwrap_err();
            let second = Dialogue::begin().map(drop).unwrap_err();
            let unseen = Terminal::open().unwrap().ask_unseen("secret: ");
            for error in [screen, second, unseen.unwrap_err()] {
                assert_eq!(error.kind(), ErrorKind::ResourceBusy);
            }
            dialogue.say("still here\n").unwrap();
            0
        }
        "listen" => {
            let mut dialogue = Dialogue::begin().unwrap();
            dialogue.say("listening").unwrap();
            // The session types Enter and Ctrl-D before it closes this terminal.
            let error = loop {
                if let Err(error) = dialogue.wait_until_second() {
                    break error;
                }
            };
            write!(lifeline, "{:?}", error.kind()).unwrap();
            1
        }
        "late" => {
            tell("type ahead");
            let stdin = io::stdin();
            poll(&mut [PollFd::new(&stdin, PollFlags::IN)], None).unwrap();
            talk()
        }
        _ => talk(),
    }
}

/// Asks what was heard, and acts on the keys.
fn talk() -> i32 {
    let mut dialogue = Dialogue::begin().unwrap();
    let mut line = Line::new();
    dialogue.say("heard> ").unwrap();
    loop {
        match dialogue.wait_until_second() {
            Ok(Wake::Key(Key::Interrupt)) => {
                dialogue.say("\n").unwrap();
                return 7;
            }
            Ok(Wake::Key(Key::EndOfText)) => return 0,
            Ok(Wake::Key(Key::Escape)) => panic!("SECRET-PAYLOAD"),
            Ok(Wake::Key(Key::Tab)) => {
                assert_eq!(dialogue.wait_until_second().unwrap(), Wake::Second);
                dialogue.say("another second\n").unwrap();
            }
            Ok(Wake::Key(Key::Enter)) => {
                let heard = format!("\n'{}'\nheard> ", line.text());
                dialogue.say(&heard).unwrap();
                line.clear();
            }
            Ok(Wake::Key(key)) => dialogue.echo(&line.apply_key(key)).unwrap(),
            Ok(Wake::Resize(_)) => {
                dialogue.say(&format!("heard> {}", line.text())).unwrap();
            }
            Ok(Wake::Second) => {}
            Err(error) => panic!("{error}"),
        }
    }
}
