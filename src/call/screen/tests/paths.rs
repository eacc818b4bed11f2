//! Calls from either side from the first key to the last, typed in every
//! possible way.

use crate::view::texts;
use ringtrue_core::Side::{Answerer, Caller};
use ringtrue_core::words::{HeardError, completion};
use ringtrue_core::{Heard, Verdict};

use crate::call::screen::tests::{
    Call, Device, HEARD, HEARING, SMITHS, WHO, begin, judge, spelt, word,
};

#[test]
fn they_called_and_their_half_is_right() {
    let mut call = begin();
    assert_eq!(call.reads(), None);
    call.they_called();
    assert_eq!(call.reads(), None);
    let (theirs, mine) = (call.half(Caller, 0), call.half(Answerer, 0));
    call.hears(theirs.digits());
    call.wait_for("Now say:");
    call.wait_for(&format!("✓ {}  It rings true", spelt(&theirs)));
    assert_eq!(call.reads(), Some(spelt(&mine)));
    call.types("q");
    call.ends(0);
}

#[test]
fn i_called_and_their_half_is_right() {
    let mut call = begin();
    call.begins(Caller);
    let (mine, theirs) = (call.half(Caller, 0), call.half(Answerer, 0));
    call.wait_for("Say your half:");
    assert_eq!(call.reads(), Some(spelt(&mine)));
    call.hears(&word(&theirs));
    call.wait_for("You can talk.");
    call.wait_for(&format!("✓ {}  It rings true", spelt(&theirs)));
    assert_eq!(call.reads(), None);
    call.types("q");
    call.ends(0);
}

/// A half counts only once, so each form uses a step of its own.
#[test]
fn a_half_is_heard_in_each_of_its_forms() {
    let mut call = begin();
    for form in 0..7 {
        call.they_called();
        let half = call.half(Caller, 0);
        let mine = call.half(Answerer, 0);
        let (digits, word) = (half.digits().to_owned(), word(&half));
        let heard = match form {
            0 => digits,
            1 => word,
            2 => format!("{digits} {word}"),
            3 => misspelt(&mut call, &word),
            4 => word[..4].to_uppercase(),
            5 => digits.chars().map(|digit| spoken(digit) + ", ").collect(),
            // A full code needs no side, and gives the same verdict.
            _ => format!("{digits} {}", mine.digits()),
        };
        call.hears(&heard);
        call.wait_for("It rings true");
        assert_eq!(call.reads(), Some(spelt(&mine)), "{heard}");
        call.starts_over();
        call.session.clock.advance(30);
    }
}

#[test]
fn a_word_is_completed_while_it_is_typed() {
    let mut call = begin();
    call.they_called();
    let word = word(&call.half(Caller, 0));
    call.types(&format!("on{}", &word[..2]));
    call.wait_for(&format!("They say: on{}", &word[..2]));
    // Ctrl-U erases the line, then Ctrl-W its last word.
    call.types("\x15tiger ");
    call.wait_for("They say: tiger _");
    call.types("pian");
    call.wait_for("They say: tiger piano");
    call.types("\x17");
    call.wait_for("They say: tiger _");
    call.types("\x7f\x7f\x7f\x7f");
    call.wait_for("They say: ti");
    call.types("\x03");
    call.ends(0);
}

#[test]
fn esc_starts_over_from_everywhere() {
    let mut call = begin();
    for own in [Caller, Answerer] {
        let theirs = own.other();
        call.begins(own);
        call.starts_over();

        call.begins(own);
        call.types("12");
        call.wait_for(": 12_");
        call.starts_over();

        call.begins(own);
        call.wait_for(": _");
        let right = call.half(theirs, 0);
        call.hears(right.digits());
        call.starts_over();

        call.begins(own);
        let wrong = call.judged(Verdict::NoMatch, theirs);
        call.hears(&wrong);
        call.wait_for("Hang up.");
        call.starts_over();
    }
    call.types("q");
    call.ends(0);
}

#[test]
fn q_leaves_only_where_nothing_can_be_typed() {
    let mut call = begin();
    call.they_called();
    call.types("q");
    call.wait_for("They say: q_");
    call.types("\x7fQ");
    call.wait_for("They say: Q_");
    call.starts_over();
    call.types("Q");
    call.ends(0);

    // q also quits after a verdict.
    for own in [Caller, Answerer] {
        let mut call = begin();
        call.begins(own);
        let wrong = call.judged(Verdict::NoMatch, own.other());
        call.hears(&wrong);
        call.types("q");
        call.ends(0);
    }
}

#[test]
fn keys_that_mean_nothing_do_nothing() {
    let mut call = begin();
    call.types("x5 \r\t\x7f\x1b[A\x1b[B");
    call.they_called();
    // Enter without a half is not judged.
    call.types("\r  \r");
    call.wait_for("They say:   _");
    let half = call.half(Caller, 0);
    call.hears(&format!("\x1b[A\t{}", half.digits()));
    call.wait_for("It rings true");
    let mine = call.reads();
    call.types("t5\r\x7f");
    call.types("?");
    call.wait_for("5 Never say both halves");
    call.types("x");
    call.wait_for(HEARD);
    assert_eq!(call.reads(), mine);
    call.types("q");
    call.ends(0);
}

#[test]
fn the_rules_are_one_key_away_and_lose_nothing() {
    let mut call = begin();
    let look = |call: &mut Call, footer: &str| {
        let before = call.contents();
        call.types("?");
        call.wait_for("1 The one who called speaks first.");
        call.wait_for("any key goes back");
        assert_eq!(call.reads(), None);
        call.types("q");
        call.wait_for(footer);
        assert_eq!(call.contents(), before);
    };
    look(&mut call, WHO);
    call.they_called();
    call.types("12 ti");
    call.wait_for("12 ti");
    look(&mut call, HEARING);
    call.types("\x15");
    let half = call.half(Caller, 0);
    call.hears(half.digits());
    look(&mut call, HEARD);
    call.types("?");
    call.wait_for("any key goes back");
    call.types("\x03");
    call.ends(0);
}

#[test]
fn a_resize_keeps_what_was_typed() {
    let mut call = begin();
    call.begins(Caller);
    let (mine, theirs) = (call.half(Caller, 0), call.half(Answerer, 0));
    call.types(&theirs.digits()[..2]);
    let typed = format!("They answer: {}_", &theirs.digits()[..2]);
    call.wait_for(&typed);
    for (columns, rows, footer) in [
        (40, 12, "? rules"),
        (200, 60, HEARING),
        (41, 30, "? rules"),
        (80, 24, HEARING),
    ] {
        call.resizes(columns, rows, footer);
        call.wait_for(&typed);
        assert_eq!(call.reads(), Some(spelt(&mine)), "{columns} x {rows}");
    }
    call.hears(&theirs.digits()[2..]);
    call.wait_for("You can talk.");
    call.types("q");
    call.ends(0);
}

#[test]
fn a_question_about_two_words_is_answered_with_one_of_them() {
    let mut call = begin();
    let heard = between_two_words(&mut call);
    call.they_called();
    let (theirs, mine) = (call.half(Caller, 0), call.half(Answerer, 0));
    call.types(&format!("{heard}\r"));
    call.wait_for("Type the one they said.");
    call.wait_for(&format!("\"{}\"", word(&theirs)));
    call.wait_for("They say: _");
    assert_eq!(call.reads(), None);
    call.hears(&word(&theirs));
    assert_eq!(call.reads(), Some(spelt(&mine)));
    call.types("q");
    call.ends(0);
}

#[test]
fn what_cant_be_read_is_asked_for_again() {
    let mut call = begin();
    call.they_called();
    let unread = texts().say_once_more(HeardError::NoSuchWord);
    for heard in ["xyzzyqq", "!?", "xyzzyqq 12"] {
        let heard = heard.replace('?', "-");
        call.types(&format!("{heard}\r"));
        call.wait_for(&unread);
        call.wait_for("They say: _");
        assert_eq!(call.reads(), None);
        call.types("1");
        call.wait_for("They say: 1_");
        call.types("\x7f");
    }
    let half = call.half(Caller, 0);
    call.hears(half.digits());
    call.wait_for("Now say:");
    call.types("q");
    call.ends(0);
}

#[test]
fn no_group_is_an_error_without_a_screen() {
    let mut call = Device::without_groups("").start();
    call.session.ends("exited 2");
    let text = call.session.text();
    assert!(text.contains("ringtrue: error: "), "{text}");
    assert!(!text.contains("\x1b[?1049h"), "{text}");
}

#[test]
fn a_group_is_named_on_the_command_line() {
    let mut device = Device::of(SMITHS, "-g Work");
    crate::call::screen::tests::joins(
        &mut device.other,
        &SMITHS
            .replace("Smith%20family", "Work")
            .replace("GEZ", "MZX"),
        "",
    );
    let mut call = device.start();
    call.wait_for("Work 1");
    call.types("q");
    call.ends(0);
}

/// Returns a misspelling of `word` that is still read as it.
fn misspelt(call: &mut Call, word: &str) -> String {
    let vault = call.vault();
    let now = call.now();
    let mut spellings = near(word).into_iter();
    let is_meant = |spelling: &String| {
        !word.starts_with(spelling.as_str())
            && judge(&vault.groups()[0], spelling, Caller, now) == Verdict::Match
    };
    spellings.find(is_meant).unwrap()
}

/// Returns a spelling equally close to the caller's word and another, after
/// moving the clock to the first step that has one.
pub(super) fn between_two_words(call: &mut Call) -> String {
    loop {
        let word = word(&call.half(Caller, 0));
        let is_between = |spelling: &String| match Heard::read(spelling) {
            Err(HeardError::TwoWords(one, other)) => {
                [one, other].iter().any(|w| w.as_str() == word)
            }
            _ => false,
        };
        if let Some(spelling) = near(&word).into_iter().find(is_between) {
            return spelling;
        }
        call.session.clock.advance(30);
    }
}

/// Returns the spellings with one letter of the word missing or changed, except
/// those that would be completed.
fn near(word: &str) -> Vec<String> {
    let left_out = (0..word.len()).map(|at| format!("{}{}", &word[..at], &word[at + 1..]));
    let changed = (0..word.len()).flat_map(|at| {
        ('a'..='z').map(move |letter| format!("{}{letter}{}", &word[..at], &word[at + 1..]))
    });
    let near = left_out.chain(changed);
    near.filter(|spelling| completion(spelling).is_empty())
        .collect()
}

fn spoken(digit: char) -> String {
    const SPOKEN: [&str; 10] = [
        "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "niner",
    ];
    SPOKEN[usize::try_from(digit.to_digit(10).unwrap()).unwrap()].to_owned()
}
