//! The scripts of practice: what the other side says, what was right and what
//! to do next time. All that people read of a drill, and nothing of its rules.

use super::call::{LOUD, WIDEST, in_lines, practice_mark};
use super::{BAD, BOLD, DIM, GOOD, Window, styled, width, wrapped};
use ringtrue_core::call::{Half, Side, Verdict};
use ringtrue_core::group::Name;
use ringtrue_core::otp::Digits;
use ringtrue_core::practice::{Drill, Ending, Saying, lets_go_on};

/// How a digit is said on a telephone.
const DIGITS: [&str; 10] = [
    "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
];

/// What is told before a drill. The same for all drills of a side: which one it
/// is, the person shall find out.
const fn story(own: Side) -> &'static str {
    match own {
        Side::Answerer => {
            "Your phone rings. It is Anna's voice, she sounds upset, and she needs money at once."
        }
        Side::Caller => {
            "Anna wrote that she needs money at once. You call her, and it is her voice that \
             answers. You called, so you say your half first."
        }
    }
}

/// What the codes of a drill are worth.
const WORTHLESS: &str = "This is practice: its codes count here alone, never on a call.";

/// What the other side says: at first, or when they were let speak `again` so
/// many times.
#[must_use]
pub fn practice_line(saying: &Saying, own: Side, again: usize) -> String {
    let line = match saying {
        Saying::Half(half) => {
            let opening = match (own, again) {
                (Side::Answerer, 0) => "It's me, Anna",
                (Side::Caller, 0) => "Hello, Anna here",
                _ => "I said",
            };
            return format!("\"{opening}: {}.\"", read_aloud(half));
        }
        Saying::YouFirst => match again {
            0 => "It's me, Anna, I'm in a hurry! You go first: what is your half?".to_owned(),
            1 => "Don't you know my own voice? Just say your half.".to_owned(),
            _ => "My battery is nearly empty. Your half, please, quickly!".to_owned(),
        },
        Saying::WholeCode(digits) => match again {
            0 => format!(
                "It's me, Anna. We are only testing the family system: read me all {} digits.",
                count(*digits)
            ),
            1 => format!(
                "It's only a test, nothing can happen. All {} digits, please.",
                count(*digits)
            ),
            _ => "Everybody else has done it. You are the last one.".to_owned(),
        },
    };
    format!("\"{line}\"")
}

/// What the other side says after the person checked what was heard.
#[must_use]
pub const fn practice_reply(found: Verdict, own: Side) -> &'static str {
    match (lets_go_on(found), own) {
        (true, Side::Answerer) => "\"And now your half, please.\"",
        (true, Side::Caller) => "\"I'm so glad that you called.\"",
        (false, _) => "\"No, wait! Please don't hang up!\"",
    }
}

/// What was right, and what to do next time, in a sentence or two without any
/// code.
#[must_use]
pub fn lesson(drill: Drill, ending: Ending) -> String {
    let lesson = match (ending, drill) {
        (Ending::GaveIn, drill) => gave_in(drill),
        (Ending::WentOn(found), drill) if lets_go_on(found) => went_on(drill),
        (Ending::WentOn(_), drill) => {
            let what = match drill {
                Drill::Relative | Drill::Forced => {
                    "It was mistyped this time, but nobody could know that"
                }
                Drill::AsksFirst | Drill::Testing => "They never said theirs",
                Drill::RepeatsYours => "They only repeated yours",
                Drill::OldCode => "Somebody repeated an old one",
            };
            return format!(
                "You went on after a wrong half. {what}. Next time hang up at once, and call back \
                 on a number that you know."
            );
        }
        (Ending::HungUp(Some(found)), Drill::Relative | Drill::Forced) if !lets_go_on(found) => {
            "You kept to the rule: one wrong half ends the call. But theirs was right, and \
             mistyped: next time look at it once more before Enter."
        }
        (Ending::HungUp(found), drill) => hung_up(drill, found),
    };
    lesson.to_owned()
}

fn gave_in(drill: Drill) -> &'static str {
    match drill {
        Drill::Testing => {
            "You read out the whole code, and now an impostor has it. Nobody needs it, for no \
             test: next time hang up."
        }
        Drill::AsksFirst | Drill::RepeatsYours => {
            "You said your half first, and now an impostor has it. The one who called speaks \
             first: next time hang up."
        }
        Drill::OldCode => {
            "You said your half unchecked, and now an impostor has it. Next time type what they \
             say, and wait for the tick."
        }
        Drill::Relative | Drill::Forced => {
            "It was Anna, but you could not know: you said your half before you had checked hers. \
             Next time type what they say, and wait for the tick."
        }
    }
}

fn went_on(drill: Drill) -> &'static str {
    match drill {
        Drill::Relative => {
            "You checked their half, and went on only when it rang true. Do it like this on every \
             call."
        }
        Drill::Forced => {
            "They were forced to call, and you went on as if nothing were: whoever listens has \
             learned nothing. On a real call, get help as soon as you can."
        }
        _ => {
            "What you typed was right by chance, as one guess in some hundreds is. When it is \
             about money, call back all the same."
        }
    }
}

fn hung_up(drill: Drill, found: Option<Verdict>) -> &'static str {
    match (drill, found) {
        (Drill::Relative, None) => {
            "It was Anna, and she had said the right half. Next time check it before you decide; \
             and after hanging up, call back."
        }
        (Drill::Relative, Some(_)) => {
            "You hung up although it rang true. Next time go on after the tick: then it is them."
        }
        (Drill::Forced, None) => {
            "Anna was forced to call, and her half would have told you. Next time check it before \
             you decide."
        }
        (Drill::Forced, Some(_)) => {
            "Anna is forced, and whoever listens now knows that you know. Next time go on as if \
             nothing were, and get help."
        }
        (Drill::AsksFirst, _) => {
            "You said nothing to somebody who wanted your half first. On a real call, now call \
             back on a number that you know."
        }
        (Drill::Testing, _) => {
            "Nobody needs the whole code, for no test, and you did not give it. On a real call, \
             now call back on a number that you know."
        }
        (Drill::RepeatsYours, _) => {
            "They only repeated your own half, and you hung up. On a real call, now call back on \
             a number that you know."
        }
        (Drill::OldCode, _) => {
            "Somebody had listened to an old code, and you hung up. On a real call, now call back \
             on a number that you know."
        }
    }
}

/// How a drill ended, in lines of at most `columns` cells: which it was and
/// whether that was right, then the lesson.
#[must_use]
pub fn practice_outcome(drill: Drill, ending: Ending, columns: usize) -> String {
    let right = if drill.is_right(ending) {
        "right"
    } else {
        "not right"
    };
    let which = format!("{}{}: {right}\n", practice_mark(), drill.as_str());
    in_lines(&[&which, &lesson(drill, ending), "\n"], columns)
}

/// The screen before a drill with somebody of the group `name`.
#[must_use]
pub fn opening_screen(name: &Name, own: Side, window: Window) -> Vec<String> {
    let keys = match own {
        Side::Answerer => "any key answers   q quit",
        Side::Caller => "any key calls   q quit",
    };
    let columns = columns(window);
    let parts = [wrapped(WORTHLESS, columns), wrapped(story(own), columns)];
    page(name, parts, keys, window)
}

/// The screen after a drill.
#[must_use]
pub fn outcome_screen(name: &Name, drill: Drill, ending: Ending, window: Window) -> Vec<String> {
    let title = if drill.is_right(ending) {
        styled(GOOD, "That was right.")
    } else {
        styled(BAD, "That was not right.")
    };
    let lesson = wrapped(&lesson(drill, ending), columns(window));
    let parts = [vec![title], lesson];
    page(name, parts, "any key leaves", window)
}

/// What is said before a drill, in lines of at most `columns` cells.
#[must_use]
pub fn opening_speech(name: &Name, own: Side, columns: usize) -> String {
    let question = match own {
        Side::Answerer => "Type any key to answer, q to leave: ",
        Side::Caller => "Type any key to call, q to leave: ",
    };
    let opening = format!(
        "{}{name}\n{WORTHLESS}\n{}\n{question}",
        practice_mark(),
        story(own)
    );
    in_lines(&[&opening], columns)
}

/// A page of text: the first row tells that it is practice, the last which keys
/// do something.
fn page(name: &Name, parts: [Vec<String>; 2], keys: &str, window: Window) -> Vec<String> {
    let practice = practice_mark();
    let room = columns(window).saturating_sub(width(&practice));
    let name = wrapped(name.as_str(), room);
    let name = name.first().map_or("", |name| name.as_str());
    let head = format!("{}{}", styled(LOUD, &practice), styled(BOLD, name));
    let mut rows = vec![head];
    for part in parts {
        rows.push(String::new());
        rows.extend(part);
    }
    let last = usize::from(window.rows).saturating_sub(1);
    rows.resize_with(last, String::new);
    rows.push(styled(DIM, keys));
    rows
}

fn columns(window: Window) -> usize {
    usize::from(window.columns).min(WIDEST)
}

/// A half as it is said: its digits one by one, then its word.
fn read_aloud(half: &Half) -> String {
    let digits = half.digits().chars();
    let said: Vec<&str> = digits
        .filter_map(|digit| DIGITS.get(usize::try_from(digit.to_digit(10)?).ok()?))
        .copied()
        .collect();
    let words = half.words().join(" ");
    format!("{}, {}", said.join(" "), words)
}

const fn count(digits: Digits) -> &'static str {
    match digits.count() {
        6 => "six",
        7 => "seven",
        _ => "eight",
    }
}

#[cfg(test)]
mod tests;
