use super::{Hearing, Sitting, Stage, Typed};
use crate::call::{Finding, Half, Part, Side, Spoken, Verdict, half_to_say};
use crate::group::sample::group;
use crate::group::{Generation, Group};
use crate::time::UnixTime;
use crate::words::Unheard;

/// The last second of a step.
const NOW: UnixTime = UnixTime::from_secs(1_770_000_029);

#[test]
fn a_half_is_judged_by_the_moment_of_its_first_key() {
    let mut sitting = called(Side::Answerer);
    assert_eq!(hearing(&sitting).since(), None);
    sitting.typed("9", NOW);
    sitting.typed("90", NOW.plus_secs(15));
    sitting.typed("901", NOW.plus_secs(30));
    let typed = submit(&sitting, "901", NOW.plus_secs(45));
    assert_eq!(typed.since(), NOW);
    assert_eq!(hearing(&sitting).since(), Some(NOW));
    assert_eq!(typed.from(), Side::Caller);
    assert_eq!(
        submit(&called(Side::Caller), "1", NOW).from(),
        Side::Answerer
    );
}

#[test]
fn text_that_was_pasted_is_judged_when_it_is_submitted() {
    let sitting = called(Side::Answerer);
    assert_eq!(submit(&sitting, "901", NOW).since(), NOW);
}

#[test]
fn after_everything_was_deleted_the_next_key_is_the_first() {
    for nothing in ["", " ", " -"] {
        let mut sitting = called(Side::Answerer);
        sitting.typed("9", NOW);
        sitting.typed(nothing, NOW.plus_secs(5));
        assert_eq!(hearing(&sitting).since(), None);
        sitting.typed("9", NOW.plus_secs(10));
        assert_eq!(hearing(&sitting).since(), Some(NOW.plus_secs(10)));
    }
}

#[test]
fn after_a_pause_of_more_than_twenty_seconds_typing_begins_anew() {
    for (pause, is_anew) in [(0, false), (20, false), (21, true), (600, true)] {
        let mut sitting = called(Side::Answerer);
        sitting.typed("9", NOW);
        let later = NOW.plus_secs(pause);
        sitting.typed("90", later);
        let since = if is_anew { later } else { NOW };
        assert_eq!(hearing(&sitting).since(), Some(since), "{pause}");
    }
}

#[test]
fn a_key_that_changes_nothing_ends_a_pause() {
    let mut sitting = called(Side::Answerer);
    for secs in [0, 15, 30, 45] {
        sitting.typed("9", NOW.plus_secs(secs));
    }
    assert_eq!(hearing(&sitting).since(), Some(NOW));
}

#[test]
fn a_clock_that_is_set_back_does_not_begin_it_anew() {
    let mut sitting = called(Side::Answerer);
    sitting.typed("9", NOW);
    sitting.typed("90", UnixTime::from_secs(5));
    sitting.typed("901", UnixTime::from_secs(6));
    assert_eq!(hearing(&sitting).since(), Some(NOW));
}

#[test]
fn nothing_is_submitted_if_it_is_blank_or_nobody_has_to_be_heard() {
    let mut sitting = called(Side::Answerer);
    assert!(sitting.submit("", NOW).is_none());
    assert!(sitting.submit("  ", NOW).is_none());
    assert!(sitting.submit("-", NOW).is_some());
    sitting.hear(finding(Verdict::NoMatch), NOW);
    assert!(sitting.submit("901", NOW).is_none());
    assert!(Sitting::default().submit("901", NOW).is_none());
}

#[test]
fn the_answer_to_a_question_about_two_words_belongs_to_what_was_typed_first() {
    let group = group("Smith family");
    for (answer, is_answer) in [
        ("bagel", true),
        (" EAGLE ", true),
        // Completed, as it was shown.
        ("eagl", true),
        ("tiger", false),
        ("901", false),
        ("bagel 9", false),
    ] {
        let mut sitting = called(Side::Answerer);
        sitting.typed("bagle", NOW);
        let unheard = submit(&sitting, "bagle", NOW).read(&group).unwrap_err();
        assert!(matches!(unheard, Unheard::TwoWords(..)));
        sitting.reject(unheard);
        assert_eq!(hearing(&sitting).unheard(), Some(unheard));
        assert_eq!(hearing(&sitting).since(), None);
        let later = NOW.plus_secs(15);
        // Not even deleting makes it another.
        sitting.typed("x", later);
        sitting.typed("", later);
        sitting.typed(answer, later);
        let since = if is_answer { NOW } else { later };
        let typed = submit(&sitting, answer, later.plus_secs(1));
        assert_eq!(typed.since(), since, "{answer}");
    }
}

#[test]
fn digits_and_a_word_that_disagree_are_asked_for_once_more_and_then_the_digits_decide() {
    // At counter 0 the caller's half is 755.
    let group = group("Smith family");
    let half = |text: &str, rejected: Option<Unheard>| {
        let mut sitting = called(Side::Answerer);
        if let Some(unheard) = rejected {
            sitting.reject(unheard);
        }
        submit(&sitting, text, NOW).read(&group).map(|heard| {
            let now = crate::time::UnixTime::from_secs(0);
            let found = crate::call::check(&group, &heard, Some(Side::Caller), &[], now);
            found.verdict
        })
    };
    for text in [
        "755 tiger",
        "tiger 755",
        "seven double five, tiger",
        "755224 tiger",
    ] {
        assert_eq!(half(text, None), Err(Unheard::Disagree), "{text}");
        let before = Some(Unheard::NoSuchWord);
        assert_eq!(half(text, before), Err(Unheard::Disagree), "{text}");
        let again = half(text, Some(Unheard::Disagree));
        assert_eq!(again, Ok(Verdict::Match), "{text}");
    }
    let before = Some(Unheard::Disagree);
    assert_eq!(half("901 tiger", before), Ok(Verdict::NoMatch));
    assert_eq!(half("7 tiger", before), Err(Unheard::Nothing));
}

#[test]
fn what_is_said_once_more_belongs_to_its_own_time() {
    let mut sitting = called(Side::Answerer);
    sitting.typed("xyzzy", NOW);
    sitting.reject(Unheard::NoSuchWord);
    let later = NOW.plus_secs(15);
    sitting.typed("901", later);
    assert_eq!(submit(&sitting, "901", later).since(), later);
    // Nor does what was rejected stay with the next call.
    sitting.start_over();
    sitting.called(Side::Answerer);
    assert_eq!(hearing(&sitting).unheard(), None);
}

#[test]
fn a_digit_too_few_or_too_many_is_a_slip() {
    let group = group("Smith family");
    let read = |text| {
        submit(&called(Side::Answerer), text, NOW)
            .read(&group)
            .err()
    };
    for text in ["9", "90", "9014", "9016425"] {
        assert_eq!(read(text), Some(Unheard::Nothing), "{text}");
    }
    for text in ["901", "901642", "nine oh one, tiger", "Tig"] {
        assert_eq!(read(text), None, "{text}");
    }
    assert_eq!(read("xyzzy"), Some(Unheard::NoSuchWord));
}

#[test]
fn what_was_typed_is_in_no_debug() {
    let typed = submit(&called(Side::Answerer), "901", NOW);
    assert_eq!(format!("{typed:?}"), "Typed(3 bytes)");
}

#[test]
fn a_true_half_is_shown_for_ninety_seconds_and_a_wrong_one_for_longer() {
    for verdict in Verdict::ALL {
        let mut sitting = called(Side::Answerer);
        sitting.hear(finding(verdict), NOW);
        assert!(!sitting.pass(NOW.plus_secs(89)));
        assert!(matches!(sitting.stage(), Stage::Heard { .. }));
        let is_over = sitting.pass(NOW.plus_secs(90));
        assert_eq!(is_over, verdict.is_them(), "{verdict:?}");
        let is_new = matches!(sitting.stage(), Stage::WhoCalled);
        assert_eq!(is_new, is_over, "{verdict:?}");
    }
    let mut sitting = called(Side::Answerer);
    assert!(!sitting.pass(NOW.plus_secs(3600)));
    assert!(matches!(sitting.stage(), Stage::Hearing(_)));
}

#[test]
fn only_a_call_that_waits_for_a_half_hears_one() {
    let mut sitting = Sitting::default();
    sitting.hear(finding(Verdict::Match), NOW);
    assert!(matches!(sitting.stage(), Stage::WhoCalled));
    sitting.called(Side::Answerer);
    sitting.hear(finding(Verdict::NoMatch), NOW);
    sitting.hear(finding(Verdict::Match), NOW);
    assert!(
        matches!(sitting.stage(), Stage::Heard { found, .. } if found.verdict == Verdict::NoMatch)
    );
}

#[test]
fn who_called_is_said_once_a_call() {
    let mut sitting = called(Side::Answerer);
    sitting.called(Side::Caller);
    assert_eq!(sitting.turns().unwrap().own(), Side::Answerer);
    sitting.start_over();
    assert!(sitting.turns().is_none());
    sitting.called(Side::Caller);
    assert_eq!(sitting.turns().unwrap().own(), Side::Caller);
}

#[test]
fn the_other_side_is_asked_again_only_if_the_turns_allow_it() {
    for verdict in Verdict::ALL {
        let mut sitting = called(Side::Answerer);
        sitting.hear(finding(verdict), NOW);
        sitting.ask_again();
        let is_asked = matches!(sitting.stage(), Stage::Hearing(_));
        assert_eq!(is_asked, verdict == Verdict::Used, "{verdict:?}");
    }
    // Of the step that has just ended, once.
    let late = Finding {
        steps_off: -1,
        ..finding(Verdict::WrongTime)
    };
    let mut sitting = called(Side::Answerer);
    for is_asked in [true, false] {
        sitting.hear(late, NOW);
        sitting.ask_again();
        assert_eq!(matches!(sitting.stage(), Stage::Hearing(_)), is_asked);
    }
}

#[test]
fn a_half_is_shown_only_to_the_side_that_may_say_it() {
    assert!(!Sitting::default().shows_half());
    let mut caller = called(Side::Caller);
    assert!(caller.shows_half());
    caller.hear(finding(Verdict::Match), NOW);
    assert!(!caller.shows_half());
    let mut answerer = called(Side::Answerer);
    assert!(!answerer.shows_half());
    answerer.hear(finding(Verdict::Match), NOW);
    assert!(answerer.shows_half());
}

#[test]
fn another_group_begins_the_same_call_from_the_start() {
    let mut sitting = Sitting::default();
    sitting.switch_group();
    assert!(matches!(sitting.stage(), Stage::WhoCalled));
    sitting.called(Side::Answerer);
    sitting.typed("9", NOW);
    sitting.reject(Unheard::NoSuchWord);
    sitting.typed("9", NOW);
    sitting.switch_group();
    assert_eq!(hearing(&sitting).since(), None);
    assert_eq!(hearing(&sitting).unheard(), None);
    sitting.hear(finding(Verdict::Match), NOW);
    assert!(sitting.shows_half());
    sitting.switch_group();
    assert_eq!(hearing(&sitting).turns().own(), Side::Answerer);
    assert!(!sitting.shows_half());
}

#[test]
fn a_side_that_is_forced_stays_forced() {
    let group = group("Smith family");
    let forced = forced_half(&group);
    let says = |sitting: &Sitting| sitting.turns().unwrap().own_half(&group, NOW);

    let mut sitting = called(Side::Caller);
    assert_ne!(says(&sitting), Some(forced.clone()));
    sitting.typed("9", NOW);
    sitting.force();
    assert_eq!(says(&sitting), Some(forced.clone()));
    assert_eq!(hearing(&sitting).since(), Some(NOW));
    sitting.switch_group();
    assert_eq!(says(&sitting), Some(forced.clone()));
    sitting.start_over();
    sitting.called(Side::Caller);
    assert_eq!(says(&sitting), Some(forced.clone()));
    // So does one that was forced before the call, or once it was heard.
    for stage in 0..3 {
        let mut sitting = Sitting::default();
        for at in 0..3 {
            if at == stage {
                sitting.force();
            }
            match at {
                0 => sitting.called(Side::Caller),
                1 => sitting.hear(finding(Verdict::Match), NOW),
                _ => assert!(sitting.pass(NOW.plus_secs(90))),
            }
        }
        sitting.called(Side::Caller);
        assert_eq!(says(&sitting), Some(forced.clone()), "{stage}");
    }
}

/// What the caller says who is forced to.
fn forced_half(group: &Group) -> Half {
    let counter = group.parameters().period.counter_at(NOW);
    let (generation, side) = (group.generation(), Side::Caller);
    half_to_say(group, generation, Spoken::UnderDuress, side, counter)
}

fn called(own: Side) -> Sitting {
    let mut sitting = Sitting::default();
    sitting.called(own);
    sitting
}

#[track_caller]
fn hearing(sitting: &Sitting) -> &Hearing {
    match sitting.stage() {
        Stage::Hearing(hearing) => hearing,
        Stage::WhoCalled | Stage::Heard { .. } => panic!("nobody is to be heard"),
    }
}

#[track_caller]
fn submit(sitting: &Sitting, text: &str, now: UnixTime) -> Typed {
    sitting.submit(text, now).unwrap()
}

fn finding(verdict: Verdict) -> Finding {
    Finding {
        verdict,
        part: Some(Part::Half(Side::Caller)),
        steps_off: 0,
        generation: Generation::FIRST,
    }
}
