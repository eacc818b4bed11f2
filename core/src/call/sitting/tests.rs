use super::{Hearing, Sitting, Stage, Typed};
use crate::call::{
    Accepted, Against, Claim, Finding, Half, NoCode, Of, Part, Side, Spoken, Today, Verdict, Who,
    half_to_say,
};
use crate::device::DeviceKey;
use crate::group::sample::group;
use crate::group::{Generation, Group, Holds, Name};
use crate::otp::Code;
use crate::pair::Pair;
use crate::sheet::tests::sheet;
use crate::time::{Day, UnixTime};
use crate::words::{Heard, Unheard};

/// The last second of a step.
const NOW: UnixTime = UnixTime::from_secs(1_770_000_029);
const TODAY: Day = Day::new(20_486);

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
    hear(&mut sitting, finding(Verdict::NoMatch));
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
        let unheard = submit(&sitting, "bagle", NOW)
            .read(group.parameters().digits)
            .unwrap_err();
        assert!(matches!(unheard, Unheard::TwoWords(..)));
        sitting.reject(unheard);
        assert_eq!(hearing(&sitting).unheard(), Some(unheard));
        assert_eq!(hearing(&sitting).since(), None);
        let later = NOW.plus_secs(15);
        // Deleting does not start a new half.
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
        submit(&sitting, text, NOW)
            .read(group.parameters().digits)
            .map(|heard| {
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
    // A rejected half does not carry over to the next call.
    sitting.start_over();
    sitting.called(Side::Answerer);
    assert_eq!(hearing(&sitting).unheard(), None);
}

#[test]
fn a_digit_too_few_or_too_many_is_a_slip() {
    let group = group("Smith family");
    let read = |text| {
        submit(&called(Side::Answerer), text, NOW)
            .read(group.parameters().digits)
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
        hear(&mut sitting, finding(verdict));
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
    hear(&mut sitting, finding(Verdict::Match));
    assert!(matches!(sitting.stage(), Stage::WhoCalled));
    sitting.called(Side::Answerer);
    hear(&mut sitting, finding(Verdict::NoMatch));
    hear(&mut sitting, finding(Verdict::Match));
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
        hear(&mut sitting, finding(verdict));
        sitting.ask_again();
        let is_asked = matches!(sitting.stage(), Stage::Hearing(_));
        assert_eq!(is_asked, verdict == Verdict::Used, "{verdict:?}");
    }
    // Their half is of the step that has just ended: once.
    let late = Finding {
        steps_off: -1,
        ..finding(Verdict::WrongTime)
    };
    let mut sitting = called(Side::Answerer);
    for is_asked in [true, false] {
        hear(&mut sitting, late);
        sitting.ask_again();
        assert_eq!(matches!(sitting.stage(), Stage::Hearing(_)), is_asked);
    }
}

#[test]
fn a_half_is_shown_only_to_the_side_that_may_say_it() {
    assert!(!Sitting::default().shows_half());
    let mut caller = called(Side::Caller);
    assert!(caller.shows_half());
    hear(&mut caller, finding(Verdict::Match));
    assert!(!caller.shows_half());
    let mut answerer = called(Side::Answerer);
    assert!(!answerer.shows_half());
    hear(&mut answerer, finding(Verdict::Match));
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
    hear(&mut sitting, finding(Verdict::Match));
    assert!(sitting.shows_half());
    sitting.switch_group();
    assert_eq!(hearing(&sitting).turns().own(), Side::Answerer);
    assert!(!sitting.shows_half());
}

#[test]
fn a_side_that_is_forced_stays_forced() {
    let group = group("Smith family");
    let forced = forced_half(&group);
    let says = |sitting: &Sitting| sitting.turns().unwrap().own_half(&group, NOW, TODAY);

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
    // It also stays forced if that happens before the call, or after the half was
    // heard.
    for stage in 0..3 {
        let mut sitting = Sitting::default();
        for at in 0..3 {
            if at == stage {
                sitting.force();
            }
            match at {
                0 => sitting.called(Side::Caller),
                1 => hear(&mut sitting, finding(Verdict::Match)),
                _ => assert!(sitting.pass(NOW.plus_secs(90))),
            }
        }
        sitting.called(Side::Caller);
        assert_eq!(says(&sitting), Some(forced.clone()), "{stage}");
    }
}

#[test]
fn who_it_is_decides_what_counts_and_what_is_said() {
    let family = family();
    for own in [Side::Caller, Side::Answerer] {
        for (letters, name, code) in [
            ("so", None, family.codes().at(NOW)),
            ("a", Some("Ann"), family.codes().at(NOW)),
            ("b", Some("Ben"), pair(&family).codes().at(NOW)),
            ("g", Some("Grandma"), line(&family, TODAY)),
        ] {
            let mut sitting = asked(own, &family);
            assert!(sitting.turns().is_none() && !sitting.shows_half());
            sitting.typed(letters, NOW);
            assert!(choose(&mut sitting, &family, &[]));
            let turns = sitting.turns().unwrap();
            assert_eq!(turns.member().map(Name::as_str), name);
            let mine = Half::of(&code, own);
            let says = |sitting: &Sitting| {
                let turns = sitting.turns().unwrap();
                turns.own_half(&family, NOW, TODAY)
            };
            let before = says(&sitting);
            assert_eq!(before, (own == Side::Caller).then(|| mine.clone()));

            let theirs = Half::of(&code, own.other());
            let typed = submit(&sitting, theirs.digits(), NOW);
            let claim = sitting.claim(&typed, &family, TODAY).unwrap();
            let against = sitting.against().clone();
            let found = against.judge(&claim, &family, &[]);
            assert_eq!(found.verdict, Verdict::Match, "{letters}");
            sitting.hear(found, against, &claim);
            let after = says(&sitting);
            assert_eq!(after, (own == Side::Answerer).then_some(mine));
            // With another group, it is asked again.
            sitting.switch_group();
            assert!(matches!(sitting.against(), Against::Group));
            assert_eq!(hearing(&sitting).turns().own(), own);
        }
    }
}

#[test]
fn nothing_is_chosen_by_a_key_out_of_habit() {
    let family = family();
    let mut sitting = asked(Side::Caller, &family);
    assert!(!choose(&mut sitting, &family, &[]));
    sitting.typed("x", NOW);
    assert!(!choose(&mut sitting, &family, &[]));
    assert!(matches!(sitting.stage(), Stage::WhoIsIt { .. }));
    assert!(sitting.submit("901", NOW).is_none());
    // Someone has left the roll meanwhile: never fall back to the group's code.
    sitting.typed("g", NOW);
    assert!(choose(&mut sitting, &group("Smith family"), &[]));
    assert!(matches!(sitting.stage(), Stage::WhoCalled));
    // With nobody to tell apart, nothing is asked.
    let mut sitting = called(Side::Caller);
    sitting.ask_who(Who::of(&group("Smith family"), None, "someone else"));
    assert!(matches!(sitting.stage(), Stage::Hearing(_)));
}

#[test]
fn if_nothing_counts_from_them_the_call_ends_there() {
    let mut family = family();
    for (letters, expected) in [("su", NoCode::NoSheet), ("b", NoCode::NoKey)] {
        let mut sitting = asked(Side::Caller, &family);
        sitting.typed(letters, NOW);
        assert!(sitting.choose(&family, None, &[], NOW, TODAY));
        let Stage::NothingCounts { why, .. } = sitting.stage() else {
            panic!("{letters} counts");
        };
        assert_eq!(*why, expected);
        assert!(!sitting.shows_half() && sitting.turns().is_none());
        sitting.switch_group();
        assert_eq!(hearing(&sitting).turns().own(), Side::Caller);
    }
    family
        .give_sheet("Grandma", sheet(1, TODAY.offset(-90).unwrap()))
        .unwrap();
    let mut sitting = asked(Side::Caller, &family);
    sitting.typed("g", NOW);
    assert!(choose(&mut sitting, &family, &[]));
    let Stage::NothingCounts { why, .. } = sitting.stage() else {
        panic!("a sheet that ended counts");
    };
    assert!(matches!(why, NoCode::Over { .. }));
}

#[test]
fn a_line_that_was_used_is_not_said_again_and_none_is_asked_for() {
    let family = family();
    let grandma = family.member("Grandma").unwrap().sheet.clone().unwrap();
    let used = Accepted {
        of: Of::Sheet(grandma.id()),
        side: Side::Answerer,
        counter: TODAY.counter(),
    };
    for (accepted, is_used) in [(&[][..], false), (&[used], true)] {
        let mut sitting = asked(Side::Caller, &family);
        sitting.typed("g", NOW);
        assert!(choose(&mut sitting, &family, accepted));
        let turns = sitting.turns().unwrap();
        assert_eq!(turns.line_is_used(), is_used);
        assert_eq!(turns.own_half(&family, NOW, TODAY).is_none(), is_used);
        assert_eq!(sitting.shows_half(), !is_used);
    }
    for verdict in [Verdict::Used, Verdict::WrongTime] {
        let mut sitting = asked(Side::Caller, &family);
        sitting.typed("g", NOW);
        assert!(choose(&mut sitting, &family, &[]));
        let late = Finding {
            steps_off: -1,
            ..finding(verdict)
        };
        hear(&mut sitting, late);
        assert!(!sitting.turns().unwrap().may_ask_again(), "{verdict:?}");
    }
}

#[test]
fn someone_who_is_forced_says_a_line_that_is_wrong() {
    let family = family();
    let mut sitting = asked(Side::Caller, &family);
    sitting.force();
    sitting.typed("g", NOW);
    assert!(choose(&mut sitting, &family, &[]));
    let said = sitting.turns().unwrap().own_half(&family, NOW, TODAY);
    let said = said.unwrap();
    for off in -1..=1 {
        let line = line(&family, TODAY.offset(off).unwrap());
        for side in [Side::Caller, Side::Answerer] {
            assert_ne!(said, Half::of(&line, side));
        }
    }
}

#[test]
fn a_line_of_another_day_counts_once_a_person_said_that_it_is_that_day_there() {
    let family = family();
    let yesterday = TODAY.offset(-1).unwrap();
    let theirs = Half::of(&line(&family, yesterday), Side::Caller);
    for is_that_day in [false, true] {
        let mut sitting = asked(Side::Answerer, &family);
        assert!(sitting.answer_day(true).is_none());
        sitting.typed("g", NOW);
        assert!(choose(&mut sitting, &family, &[]));
        let typed = submit(&sitting, theirs.digits(), NOW);
        assert!(sitting.claim(&typed, &family, TODAY).is_none());
        let Stage::WhichDay { day, .. } = sitting.stage() else {
            panic!("it is not asked");
        };
        assert_eq!(*day, yesterday);
        let claim = sitting.answer_day(is_that_day).unwrap();
        let against = sitting.against().clone();
        let found = against.judge(&claim, &family, &[]);
        assert_eq!(found.verdict.is_match(), is_that_day);
        sitting.hear(found, against, &claim);
        // The rest of that line, even if midnight has passed here.
        let turns = sitting.turns().unwrap();
        let mine = turns.own_half(&family, NOW, TODAY.offset(1).unwrap());
        let rest = Half::of(&line(&family, yesterday), Side::Answerer);
        assert_eq!(mine, is_that_day.then_some(rest));
    }
}

/// Ann has an app, Ben is paired with this device, which is Alice's, Grandma has a
/// sheet, and Sue had one.
fn family() -> Group {
    let mut group = group("Smith family");
    group.add_member("Ann", Holds::App).unwrap();
    group.give_device("Ben", bob().public()).unwrap();
    group.pair("Ben", Some(bob().public())).unwrap();
    let printed = TODAY.offset(-30).unwrap();
    group.give_sheet("Grandma", sheet(1, printed)).unwrap();
    group.add_member("Sue", Holds::Sheet).unwrap();
    group
}

/// The group of the pair, as Ben's device computes it.
fn pair(group: &Group) -> Group {
    Pair::new(&bob(), &alice().public()).unwrap().group(group)
}

fn line(group: &Group, day: Day) -> Code {
    let grandma = group.member("Grandma").unwrap();
    grandma.sheet.as_ref().unwrap().line(day)
}

/// The keys of RFC 7748 section 6.1, as age encodes them.
fn alice() -> DeviceKey {
    let text = "AGE-SECRET-KEY-1WURK6ZNNRZJH60QKC9E9RVNXGH05CTU8A0QFJ243WLA628DE9S4QRFH26J";
    DeviceKey::from_text(text).unwrap()
}

fn bob() -> DeviceKey {
    let text = "AGE-SECRET-KEY-1TK4SSLNZF29YK70P079C8QQWUEHNHVFFYCVTDLGU979J0LUGUR4SMHZYQ2";
    DeviceKey::from_text(text).unwrap()
}

/// A call at the question *Who is it?*.
fn asked(own: Side, group: &Group) -> Sitting {
    let mut sitting = called(own);
    let key = alice().public();
    sitting.ask_who(Who::of(group, Some(&key), "someone else"));
    sitting
}

fn choose(sitting: &mut Sitting, group: &Group, accepted: &[Accepted]) -> bool {
    sitting.choose(group, Some(&alice()), accepted, NOW, TODAY)
}

/// The caller's duress half.
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
        _ => panic!("nobody is to be heard"),
    }
}

#[track_caller]
fn submit(sitting: &Sitting, text: &str, now: UnixTime) -> Typed {
    sitting.submit(text, now).unwrap()
}

/// Records a finding for something heard now.
fn hear(sitting: &mut Sitting, found: Finding) {
    sitting.hear(found, sitting.against().clone(), &claim("901"));
}

fn claim(said: &str) -> Claim {
    Claim {
        heard: Ok(Heard::read(said).unwrap()),
        from: Some(Side::Caller),
        day: Today {
            here: TODAY,
            elsewhere: None,
        },
        time: NOW,
    }
}

fn finding(verdict: Verdict) -> Finding {
    Finding {
        verdict,
        part: Some(Part::Half(Side::Caller)),
        steps_off: 0,
        generation: Generation::FIRST,
    }
}
