//! The clock: a step that ends during typing, sleep, idleness, and seconds that pass
//! without flicker.

use ringtrue_core::Side::{Answerer, Caller};
use ringtrue_core::call::Manner;

use crate::call::screen::tests::paths::between_two_words;
use crate::call::screen::tests::{
    Call, Device, HEARD, HEARING, SMITHS, WHO, begin, read_off, spelt, word,
};
use crate::sys::fake::START;

/// Starts a call in which the other half is begun in the last second of a step and
/// finished 15 seconds later.
fn begun_in_the_last_second(own: ringtrue_core::Side) -> (Call, String) {
    let mut call = begin();
    call.begins(own);
    call.session.clock.advance(29);
    let theirs = call.half(own.other(), 0).digits().to_owned();
    call.types(&theirs[..1]);
    call.wait_for(&format!(": {}_", &theirs[..1]));
    call.session.clock.advance(15);
    (call, theirs)
}

#[test]
fn time_counts_from_the_first_key() {
    for own in [Caller, Answerer] {
        let (mut call, theirs) = begun_in_the_last_second(own);
        call.hears(&theirs[1..]);
        call.wait_for("It rings true");
        if own == Answerer {
            // The half to say is the one due now.
            let mine = call.half(own, 0);
            assert_eq!(call.reads(), Some(spelt(&mine)));
        }
        call.types("q");
        call.ends(0);
    }
}

#[test]
fn a_first_key_in_the_next_step_is_too_late() {
    for own in [Caller, Answerer] {
        let mut call = begin();
        call.begins(own);
        let theirs = call.half(own.other(), 0);
        call.session.clock.advance(45);
        call.hears(theirs.digits());
        call.wait_for("from one code ago, not the current one");
        call.wait_for("ask once for the new");
        // They may be asked only once.
        call.types(&theirs.digits()[..1]);
        call.wait_for(HEARING);
        call.hears(&theirs.digits()[1..]);
        call.wait_for("from one code ago, not the current one");
        call.wait_for(HEARD);
        call.types("q");
        call.ends(0);
    }
}

#[test]
fn where_all_was_deleted_the_next_key_is_the_first() {
    let (mut call, theirs) = begun_in_the_last_second(Answerer);
    call.types("\x7f");
    call.wait_for("They say: _");
    call.hears(&theirs);
    call.wait_for("from one code ago, not the current one");
    call.types("\x03");
    call.ends(0);
}

#[test]
fn the_answer_to_a_question_about_two_words_belongs_to_what_was_typed_first() {
    let mut call = begin();
    let heard = between_two_words(&mut call);
    call.they_called();
    call.session.clock.advance(29);
    let theirs = call.half(Caller, 0);
    call.types(&format!("{heard}\r"));
    call.wait_for("Type the one they said.");
    call.session.clock.advance(15);
    // Deleting does not restart the time either.
    call.types("x\x7f");
    call.hears(&word(&theirs));
    call.wait_for("It rings true");
    call.types("q");
    call.ends(0);
}

#[test]
fn what_is_said_once_more_belongs_to_its_own_time() {
    let mut call = begin();
    call.they_called();
    call.session.clock.advance(29);
    let theirs = call.half(Caller, 0);
    call.types("xyzzyqq\r");
    call.wait_for("That can't be read.");
    call.session.clock.advance(15);
    call.hears(theirs.digits());
    call.wait_for("from one code ago, not the current one");
    call.types("\x03");
    call.ends(0);
}

#[test]
fn after_a_sleep_of_an_hour_it_is_hidden_at_once_and_a_key_shows_the_right_half() {
    let mut call = begin();
    call.begins(Caller);
    let before = call.half(Caller, 0);
    assert_eq!(call.reads(), Some(spelt(&before)));
    call.session.clock.advance(3600 + 7);
    let mine = call.half(Caller, 0);
    assert_ne!(spelt(&before), spelt(&mine));
    // It hides within the next real second, without showing the new half first.
    let seen = call.session.text().len();
    call.wait_for("Hidden");
    assert!(!call.session.text()[seen..].contains(&word(&mine)));
    call.types(" ");
    call.wait_for("23 s");
    call.wait_for("They answer: _");
    assert_eq!(call.reads(), Some(spelt(&mine)));
    // A half heard now is judged as of now.
    let theirs = call.half(Answerer, 0);
    call.hears(theirs.digits());
    call.wait_for("You can talk.");
    call.types("q");
    call.ends(0);
}

/// A key pressed before the screen could read the clock only reveals it.
#[test]
fn the_key_that_wakes_a_machine_only_shows_what_was_hidden() {
    let mut call = begin();
    call.begins(Caller);
    call.session.clock.advance(3600);
    call.types("x");
    call.types("7");
    call.wait_for("They answer: 7_");
    call.types("\x03");
    call.ends(0);
}

#[test]
fn after_three_minutes_without_a_key_the_half_is_hidden_until_one_is_pressed() {
    let mut call = begin();
    call.begins(Caller);
    call.types("12 ti");
    call.wait_for("They answer: 12 ti");
    call.session.clock.advance(179);
    call.looks_up();
    call.wait_for("1 s");
    let mine = call.half(Caller, 0);
    assert_eq!(call.reads(), Some(spelt(&mine)));
    call.session.clock.advance(1);
    call.wait_for("Hidden after three minutes without a key press. Press any key to show it.");
    call.looks_up();
    for manner in [Manner::Freely, Manner::UnderDuress] {
        for step in -1..=1 {
            let half = call.half_as(manner, Caller, step);
            let shown = call.contents();
            assert!(!shown.contains(half.digits()) && !shown.contains(&word(&half)));
        }
    }
    assert_eq!(call.reads(), None);
    assert!(!call.contents().contains("12 ti"));

    // A key that would start over or type only reveals the half.
    for key in ["\x1b", "5", "q"] {
        call.types(key);
        call.wait_for(HEARING);
        call.wait_for("They answer: 12 ti");
        let mine = call.half(Caller, 0);
        assert_eq!(call.reads(), Some(spelt(&mine)));
        call.session.clock.advance(180);
        call.looks_up();
        call.wait_for("Hidden");
    }
    call.types("x");
    call.wait_for(HEARING);
    // Wait until both keys have been handled before moving the clock.
    call.types("\x15\x07");
    let forced = spelt(&call.half_as(Manner::UnderDuress, Caller, 0));
    call.session.until("the half of who is forced", |session| {
        read_off(session.screen()).as_ref() == Some(&forced)
    });
    call.wait_for("They answer: _");
    // Ctrl-C quits even while hidden.
    call.session.clock.advance(180);
    call.looks_up();
    call.wait_for("Hidden");
    call.types("\x03");
    call.ends(0);
}

#[test]
fn what_shows_no_half_is_not_hidden() {
    let mut call = begin();
    call.session.clock.advance(180);
    call.looks_up();
    call.wait_for("30 s");
    call.wait_for(WHO);
    call.they_called();
    call.types("12");
    call.session.clock.advance(181);
    call.looks_up();
    call.wait_for("29 s");
    call.wait_for("They say: 12_");
    call.types("\x03");
    call.ends(0);
}

#[test]
fn the_outcome_of_a_call_is_not_there_for_the_next_caller() {
    for own in [Caller, Answerer] {
        let mut call = begin();
        call.begins(own);
        let theirs = call.half(own.other(), 0);
        call.hears(theirs.digits());
        call.session.clock.advance(89);
        call.looks_up();
        call.wait_for("1 s");
        call.wait_for("It rings true");
        call.session.clock.advance(1);
        call.looks_up();
        call.wait_for(WHO);
        call.types("q");
        call.ends(0);
    }
}

#[test]
fn what_is_typed_after_a_pause_is_begun_anew() {
    let mut call = begin();
    call.they_called();
    // A slip of the finger, and a space.
    call.types("7\x7f ");
    call.wait_for("They say:  _");
    call.session.clock.advance(50);
    let theirs = call.half(Caller, 0);
    call.hears(theirs.digits());
    call.wait_for("It rings true");
    call.starts_over();
    call.they_called();
    let theirs = call.half(Caller, 2);
    call.types(&theirs.digits()[..1]);
    call.wait_for(&format!("They say: {}_", &theirs.digits()[..1]));
    call.session.clock.advance(60);
    call.hears(&theirs.digits()[1..]);
    call.wait_for("It rings true");
    call.types("q");
    call.ends(0);
}

#[test]
fn who_types_is_not_idle() {
    let mut call = begin();
    call.begins(Caller);
    for typed in 1..=4 {
        call.session.clock.advance(100);
        call.types("7");
        call.wait_for(&format!("They answer: {}_", "7".repeat(typed)));
        assert!(call.reads().is_some());
    }
    call.types("\x03");
    call.ends(0);
}

#[test]
fn a_clock_that_is_set_back_while_somebody_types() {
    let mut call = begin();
    call.they_called();
    let theirs = call.half(Caller, 0);
    call.types(&theirs.digits()[..1]);
    call.wait_for(&format!("They say: {}_", &theirs.digits()[..1]));
    for seconds in [START - 3600, 0, START] {
        call.session.clock.set(seconds);
        call.looks_up();
        call.wait_for("30 s");
    }
    call.session.clock.set(START - 13);
    call.looks_up();
    call.wait_for("13 s");
    call.hears(&theirs.digits()[1..]);
    call.wait_for("It rings true");
    let mine = call.half(Answerer, 0);
    assert_eq!(call.reads(), Some(spelt(&mine)));
    call.types("q");
    call.ends(0);
}

#[test]
fn from_one_second_to_the_next_only_rows_that_changed_are_written() {
    let mut call = begin();
    call.begins(Caller);
    call.session.clock.advance(1);
    call.wait_for("29 s");
    for (left, most) in [("28 s", 400), ("27 s", 400)] {
        let written = written_until(&mut call, 1, left);
        assert!(written.len() < most, "{written:?}");
    }
    // The last seconds change the colour and add the next half; the next step changes
    // the digits.
    for (seconds, left, most) in [(22, "5 s", 800), (1, "4 s", 200), (4, "30 s", 2500)] {
        let written = written_until(&mut call, seconds, left);
        assert!(written.len() < most, "{} of {written:?}", written.len());
    }
    let mine = call.half(Caller, 0);
    call.wait_for("They answer: _");
    assert_eq!(call.reads(), Some(spelt(&mine)));
    call.types("\x03");
    call.ends(0);
}

/// Moves the clock, and returns the bytes written until `left` shows.
#[track_caller]
fn written_until(call: &mut Call, seconds: u64, left: &str) -> String {
    let before = call.session.text().len();
    call.session.clock.advance(seconds);
    call.session.until(left, |session| {
        let first = session.screen().rows(0, 100).next().unwrap();
        first.trim_end().ends_with(&format!(" {left}"))
    });
    let written = call.session.text()[before..].to_owned();
    assert!(!written.contains("\x1b[2J") && !written.contains("\x1b[2K"));
    written
}

#[test]
fn a_window_that_keeps_the_code_changes_with_the_step() {
    let mut call = Device::of(SMITHS, "code --watch").start();
    call.wait_for("q quit");
    for _ in 0..2 {
        for side in [Caller, Answerer] {
            let half = call.half(side, 0);
            call.wait_for(half.digits());
            call.wait_for(&word(&half));
        }
        call.session.clock.advance(29);
        call.looks_up();
        call.wait_for("1 second left");
        let before = call.session.text().len();
        call.session.clock.advance(1);
        call.wait_for("30 seconds left");
        let written = call.session.text()[before..].to_owned();
        assert!(written.len() < 200, "{written:?}");
        assert!(!written.contains("\x1b[2J") && !written.contains("\x1b[2K"));
    }
    call.types("q");
    call.ends(0);
}

#[test]
fn a_second_and_a_key_write_little() {
    let mut call = begin();
    call.they_called();
    let before = call.session.text().len();
    // Keys that change nothing write nothing.
    call.session.clock.advance(1);
    call.wait_for("29 s");
    call.types("\t\rx");
    call.wait_for("They say: x_");
    let written = call.session.text()[before..].to_owned();
    assert!(written.len() < 480, "{written:?}");
    call.starts_over();
    call.wait_for(WHO);
    call.types("q");
    call.ends(0);
}
