//! The call line by line: the same rules, no escape sequences, each new code
//! said once.

use ringtrue_core::Side::{Answerer, Caller};
use ringtrue_core::{Half, Verdict};
use rustix::process::Signal;

use crate::call::screen::tests::{Call, Device, SECRET, SMITHS, spelt, true_seconds_pass, word};

/// Wide enough that no line is wrapped.
const WIDE: u16 = 200;

const ASKS: &str = "What do they say? ";

/// Starts a dialogue, and waits for its first question.
fn begin() -> Call {
    let device = Device::of(SMITHS, "--plain").size(WIDE, 24);
    let mut call = device.start();
    call.wait_for("q to leave: ");
    call
}

/// Checks that it ended and sent nothing but plain text.
#[track_caller]
fn ends(call: &mut Call) {
    call.ends(0);
    let sent = call.session.text();
    assert!(!sent.contains('\x1b'), "{sent:?}");
}

fn count(call: &Call, half: &Half) -> usize {
    call.session.text().matches(&spelt(half)).count()
}

#[test]
fn they_called_and_their_half_is_right() {
    for (line, term) in [("--plain", "xterm-256color"), ("", "dumb")] {
        let device = Device::of(SMITHS, line).size(WIDE, 24);
        let mut call = device.variable("TERM", term).start();
        call.wait_for("Smith family 1.");
        call.answers("t", ASKS);
        let (theirs, mine) = (call.half(Caller, 0), call.half(Answerer, 0));
        call.answers(&format!("{}\r", theirs.digits()), "q to leave: ");
        call.wait_for("It rings true: that is the caller's half of the code.");
        call.wait_for(&format!("Now say: {}. 30 seconds left.", spelt(&mine)));
        call.types("q");
        ends(&mut call);
    }
}

#[test]
fn i_called_and_each_new_code_is_said_once() {
    let mut call = begin();
    let first = call.half(Caller, 0);
    call.answers("i", "What do they answer? ");
    call.wait_for(&format!(
        "Say your half: {}. 30 seconds left.",
        spelt(&first)
    ));
    let theirs = call.half(Answerer, 2);
    call.answers(&theirs.digits()[..1], &theirs.digits()[..1]);
    for seconds in [35, 27] {
        call.session.clock.advance(seconds);
        let half = call.half(Caller, 0);
        // The text typed so far follows the repeated question.
        let asked = format!("What do they answer? {}", &theirs.digits()[..1]);
        let said = format!("New code. Say: {}.", spelt(&half));
        call.session.until(&said, |session| {
            let text = session.text();
            let after = text.split_once(&said).map_or("", |(_, after)| after);
            after.contains(&asked)
        });
        assert_eq!(count(&call, &half), 1);
    }
    call.session.clock.advance(30);
    let half = call.half(Caller, 0);
    call.wait_for(&format!("New code. Say: {}.", spelt(&half)));
    true_seconds_pass();
    // Everything said in between comes before the echo of a key.
    call.answers("7", "7");
    for step in -3..=0 {
        let half = call.half(Caller, step);
        assert_eq!(count(&call, &half), 1);
    }
    call.types("\x03");
    ends(&mut call);
}

#[test]
fn what_is_typed_is_echoed_and_edited() {
    let mut call = begin();
    call.answers("t", ASKS);
    let theirs = call.half(Caller, 0);
    call.answers(
        "tigre pia\x17\x7f",
        "tigre pia\x08 \x08\x08 \x08\x08 \x08\x08 \x08",
    );
    call.answers("\x15", "\x08 \x08");
    call.answers(&format!("{}\r", word(&theirs)), "Now say: ");
    call.answers("\x1b", "Who called?");
    call.types("q");
    ends(&mut call);
}

#[test]
fn a_half_that_was_used_and_then_the_next_one() {
    let mut call = begin();
    call.answers("t", ASKS);
    let theirs = call.half(Caller, 0);
    call.answers(&format!("{}\r", theirs.digits()), "Now say: ");
    call.answers("\x1b", "Who called?");
    call.answers("t", ASKS);
    call.answers(
        &format!("{}\r", theirs.digits()),
        "What do they say now? Or press Esc to start over: ",
    );
    call.session.clock.advance(30);
    let (theirs, mine) = (call.half(Caller, 0), call.half(Answerer, 0));
    call.answers("\r", ASKS);
    call.answers(
        &format!("{}\r", theirs.digits()),
        &format!("Now say: {}", spelt(&mine)),
    );
    call.types("q");
    ends(&mut call);
}

#[test]
fn a_wrong_half_ends_the_call() {
    let mut call = begin();
    for (verdict, why) in [
        (Verdict::NoMatch, "That is not the code: hang up"),
        (Verdict::OwnHalf, "That is your own half"),
        (Verdict::WrongTime, "not the current one"),
    ] {
        call.answers("t", ASKS);
        let heard = call.judged(verdict, Caller);
        let mine = call.half(Answerer, 0);
        call.answers(&format!("{heard}\r"), why);
        call.wait_for("Press Esc to start over, q to leave: ");
        assert_eq!(count(&call, &mine), 0);
        call.answers("\x1b", "Who called?");
    }
    call.types("q");
    ends(&mut call);
}

#[test]
fn lines_are_broken_between_words() {
    let mut call = Device::of(SMITHS, "--plain").size(40, 12).start();
    call.wait_for(
        "Who called? Press t if they called you,\ni if you called them, ? for the rules, q",
    );
    call.answers(
        "t",
        "They called, so they speak first. What\r\ndo they say? ",
    );
    call.types("\x03");
    ends(&mut call);
}

#[test]
fn the_rules_and_a_letter_that_is_none_of_the_keys() {
    let mut call = begin();
    call.answers("?", "5 Never say both halves to anybody.");
    call.wait_for("Press any key to go back: ");
    call.answers("q", "Who called?");
    call.answers("t", ASKS);
    call.answers("q", "q");
    call.answers("?", "Press any key to go back: ");
    call.answers("x", "What do they say? q");
    call.types("\x03");
    ends(&mut call);
}

#[test]
fn a_terminal_that_was_given_back_is_asked_again() {
    let mut call = begin();
    call.answers("t", ASKS);
    call.answers("12", "12");
    call.types("\x1a");
    call.wait_for("[child stopped]");
    call.session.assert_clean();
    call.session.cook();
    let before = call.session.text().len();
    call.session.sends(Signal::CONT);
    call.session.until("the question", |session| {
        session.text()[before..].contains("What do they say? 12")
    });
    call.types("\x03");
    ends(&mut call);
}

#[test]
fn a_signal_gives_the_terminal_back() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let mut call = begin();
        call.answers("t", ASKS);
        call.session.sends(signal);
        call.session
            .ends_clean(&format!("killed by {}", signal.as_raw()));
    }
}

#[test]
fn a_closed_terminal_ends_it() {
    let mut call = Device::of(SECRET, "--plain").size(WIDE, 24).start();
    call.wait_for("q to leave: ");
    call.session.closes();
}

#[test]
fn a_window_that_keeps_the_code_prints_each_once() {
    let mut call = Device::of(SMITHS, "code --watch --plain").start();
    for step in 0..3 {
        if step > 0 {
            call.session.clock.advance(30);
        }
        let half = call.half(Caller, 0);
        call.wait_for(&format!("caller: {}", spelt(&half)));
    }
    for step in -2..=0 {
        let half = call.half(Caller, step);
        assert_eq!(count(&call, &half), 1);
    }
    assert!(!call.session.text().contains('\x1b'));
    call.types("\x03");
    call.session.ends("killed by 2");
}
