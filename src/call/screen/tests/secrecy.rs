//! The answerer has nothing to give away before the caller's half was right: no
//! cell and no byte sent to the terminal holds the answerer's half.

use std::num::NonZeroU16;

use ringtrue_core::Side::{Answerer, Caller};
use ringtrue_core::call::Manner;
use ringtrue_core::{Half, Verdict};

use crate::call::screen::tests::{
    Call, DIGITS, Device, HEARING, SMITHS, WHO, read_off, spelt, true_seconds_pass, word,
};

#[test]
fn the_answerers_half_is_never_shown_before_the_callers_was_right() {
    is_never_shown(80, 24, "C.UTF-8");
}

#[test]
fn it_is_never_shown_in_a_small_window_without_unicode() {
    is_never_shown(40, 12, "C");
}

#[test]
fn it_is_never_shown_in_a_large_window() {
    is_never_shown(200, 60, "C.UTF-8");
}

fn is_never_shown(columns: u16, rows: u16, locale: &str) {
    let device = Device::of(SMITHS, "").size(columns, rows);
    let mut call = device.variable("LC_ALL", locale).start();
    call.wait_for(WHO);
    let mut halves = mine(&mut call);
    all_but_the_match_on_screen(&mut call);
    halves.extend(mine(&mut call));
    let before = Sent::of(&call.session.text(), columns, rows);
    assert!(!before.bytes.contains(['█', '#']));
    for half in &halves {
        assert_eq!(before.traces(half), [""; 0], "of {}", spelt(half));
    }

    // The same search finds the half once it is shown.
    let theirs = call.half(Caller, 0);
    let mine = call.half_as(Manner::UnderDuress, Answerer, 0);
    call.hears(theirs.digits());
    call.wait_for("Now say:");
    assert_eq!(call.reads(), Some(spelt(&mine)));
    // Repaint the whole screen, not only the cells that changed.
    call.looks_up();
    call.session.until("all of it", |session| {
        Sent::of(&session.text(), columns, rows).traces(&mine) == ["word", "large digits", "screen"]
    });
    call.types("q");
    call.ends(0);
}

#[test]
fn the_answerers_half_is_never_said_before_the_callers_was_right() {
    for (line, term) in [("--plain", "xterm-256color"), ("", "dumb")] {
        let device = Device::of(SMITHS, line).size(200, 24);
        let mut call = device.variable("TERM", term).start();
        call.wait_for("q to leave: ");
        let mut halves = mine(&mut call);
        all_but_the_match_in_lines(&mut call);
        halves.extend(mine(&mut call));
        let before = Sent::of(&call.session.text(), 200, 24);
        for half in &halves {
            assert_eq!(before.traces(half), [""; 0], "of {}", spelt(half));
        }
        let theirs = call.half(Caller, 0);
        let mine = call.half_as(Manner::UnderDuress, Answerer, 0);
        call.answers(&format!("{}\r", theirs.digits()), "Esc to start over");
        let after = Sent::of(&call.session.text(), 200, 24);
        assert_eq!(after.traces(&mine), ["digits", "word", "screen"]);
        call.types("q");
        call.ends(0);
    }
}

/// Returns every half that the answerer may say from one step ago to two steps
/// ahead, freely or under duress.
fn mine(call: &mut Call) -> Vec<Half> {
    let manner = [Manner::Freely, Manner::UnderDuress];
    let each = (-1..=2).flat_map(|step| manner.map(|manner| (manner, step)));
    each.map(|(manner, step)| call.half_as(manner, Answerer, step))
        .collect()
}

/// Does everything possible after *they called*, except type the right half.
fn all_but_the_match_on_screen(call: &mut Call) {
    call.types("\x07");
    call.they_called();
    call.starts_over();
    call.they_called();
    call.types("xyzzyqq\r");
    call.wait_for("They say: _");
    call.wait_for("That can't be read.");
    call.types("?");
    call.wait_for("any key goes back");
    call.types("x");
    call.wait_for(HEARING);
    for verdict in [Verdict::NoMatch, Verdict::WrongTime] {
        let heard = call.judged(verdict, Caller);
        call.hears(&heard);
        call.wait_for("Hang up.");
        call.starts_over();
        call.they_called();
    }
    // Pass the last seconds, when the next half would show too, and the steps
    // after.
    for (seconds, left) in [(27, "3 s"), (4, "29 s"), (29, "30 s")] {
        call.session.clock.advance(seconds);
        call.looks_up();
        call.wait_for(left);
    }
    call.session.clock.advance(180);
    call.looks_up();
    call.wait_for("30 s");
}

/// Does the same in a dialogue.
fn all_but_the_match_in_lines(call: &mut Call) {
    let asks = "What do they say? ";
    let wrong = call.judged(Verdict::NoMatch, Caller);
    call.answers("\x07t", asks);
    call.answers("\x1b", "Who called?");
    call.answers("t", asks);
    call.answers("xyzzyqq\r", "can't be read");
    call.answers("?", "any key to go back");
    call.answers("x", asks);
    call.answers(&format!("{wrong}\r"), "Esc to start over");
    call.answers("\x1b", "Who called?");
    call.answers("t", asks);
    // Move to the next step, which the dialogue notices at the next real
    // second.
    let before = call.session.text();
    call.session.clock.advance(34);
    true_seconds_pass();
    call.answers("?", "any key to go back");
    let said = call.session.text();
    let said = said.strip_prefix(&before).unwrap();
    assert!(said.starts_with("\r\n1 The one who called"), "{said:?}");
    call.answers("x", asks);
}

/// The bytes sent to a terminal, and every screen that they produced.
struct Sent {
    bytes: String,
    screens: Vec<(String, Option<String>)>,
}

impl Sent {
    fn of(text: &str, columns: u16, rows: u16) -> Self {
        // Skip what the test program itself prints first.
        let (_, bytes) = text.split_once("[child is ").unwrap();
        let (_, bytes) = bytes.split_once(']').unwrap();
        let [columns, rows] = [columns, rows].map(|count| NonZeroU16::new(count).unwrap());
        let mut terminal = vt100::Parser::new(rows, columns, 0);
        let mut screens = Vec::new();
        for sequence in bytes.split_inclusive('\x1b') {
            terminal.process(sequence.as_bytes());
            let screen = terminal.screen();
            screens.push((screen.contents(), read_off(screen)));
        }
        Self {
            bytes: bytes.to_owned(),
            screens,
        }
    }

    /// Returns the forms in which it contains a half.
    fn traces(&self, half: &Half) -> Vec<&'static str> {
        let word = word(half);
        let is_large = |(scale, dot)| {
            let rows = large(half, scale, dot);
            rows.iter().all(|row| self.bytes.contains(row))
        };
        let scales = (1..=3).flat_map(|scale| [(scale, "█"), (scale, "#")]);
        let is_seen = |(text, large): &(String, Option<String>)| {
            let is_large = large.as_ref().is_some_and(|large| *large == spelt(half));
            text.contains(half.digits()) || text.contains(&word) || is_large
        };
        let found = [
            ("digits", self.bytes.contains(half.digits())),
            ("word", self.bytes.contains(&word)),
            ("large digits", scales.into_iter().any(is_large)),
            ("screen", self.screens.iter().any(is_seen)),
        ];
        let found = found.into_iter().filter(|(_, is_found)| *is_found);
        found.map(|(name, _)| name).collect()
    }
}

/// Returns the rows of a half in large digits, as they are sent.
fn large(half: &Half, scale: usize, dot: &str) -> Vec<String> {
    let digit = |row: &str, digit: char| -> String {
        let left = usize::try_from(digit.to_digit(10).unwrap()).unwrap() * 4;
        let dots = row[left..left + 3].chars();
        dots.map(|set| if set == '#' { dot } else { " " }.repeat(2 * scale))
            .collect()
    };
    let row = |row: &&str| {
        let digits: Vec<String> = half.digits().chars().map(|d| digit(row, d)).collect();
        let row = digits.join(&" ".repeat(2 * scale));
        row.trim_end().to_owned()
    };
    DIGITS.iter().map(row).collect()
}
