use super::{CallFlow, Listening, Stage, Submission};
use crate::call::{
    Accepted, Claim, CodeId, DueDay, Expected, Finding, Half, Manner, NoCode, Part, Side, Verdict,
    Who, half_to_say,
};
use crate::device::DeviceKey;
use crate::group::sample::group;
use crate::group::{Generation, Group, Holds, Name};
use crate::otp::Code;
use crate::pair::Pair;
use crate::sheet::tests::sheet;
use crate::time::{Day, UnixTime};
use crate::words::{Heard, HeardError};

/// The last second of a step.
const NOW: UnixTime = UnixTime::from_secs(1_770_000_029);
const TODAY: Day = Day::new(20_486);

#[test]
fn a_half_is_judged_by_the_moment_of_its_first_key() {
    let mut flow = called(Side::Answerer);
    assert_eq!(listening(&flow).since(), None);
    flow.on_key("9", NOW);
    flow.on_key("90", NOW.plus_secs(15));
    flow.on_key("901", NOW.plus_secs(30));
    let submission = submit(&flow, "901", NOW.plus_secs(45));
    assert_eq!(submission.since(), NOW);
    assert_eq!(listening(&flow).since(), Some(NOW));
    assert_eq!(submission.from(), Side::Caller);
    assert_eq!(
        submit(&called(Side::Caller), "1", NOW).from(),
        Side::Answerer
    );
}

#[test]
fn text_that_was_pasted_is_judged_when_it_is_submitted() {
    let flow = called(Side::Answerer);
    assert_eq!(submit(&flow, "901", NOW).since(), NOW);
}

#[test]
fn after_everything_was_deleted_the_next_key_is_the_first() {
    for nothing in ["", " ", " -"] {
        let mut flow = called(Side::Answerer);
        flow.on_key("9", NOW);
        flow.on_key(nothing, NOW.plus_secs(5));
        assert_eq!(listening(&flow).since(), None);
        flow.on_key("9", NOW.plus_secs(10));
        assert_eq!(listening(&flow).since(), Some(NOW.plus_secs(10)));
    }
}

#[test]
fn after_a_pause_of_more_than_twenty_seconds_typing_begins_anew() {
    for (pause, is_anew) in [(0, false), (20, false), (21, true), (600, true)] {
        let mut flow = called(Side::Answerer);
        flow.on_key("9", NOW);
        let later = NOW.plus_secs(pause);
        flow.on_key("90", later);
        let since = if is_anew { later } else { NOW };
        assert_eq!(listening(&flow).since(), Some(since), "{pause}");
    }
}

#[test]
fn a_key_that_changes_nothing_ends_a_pause() {
    let mut flow = called(Side::Answerer);
    for secs in [0, 15, 30, 45] {
        flow.on_key("9", NOW.plus_secs(secs));
    }
    assert_eq!(listening(&flow).since(), Some(NOW));
}

#[test]
fn a_clock_that_is_set_back_does_not_begin_it_anew() {
    let mut flow = called(Side::Answerer);
    flow.on_key("9", NOW);
    flow.on_key("90", UnixTime::from_secs(5));
    flow.on_key("901", UnixTime::from_secs(6));
    assert_eq!(listening(&flow).since(), Some(NOW));
}

#[test]
fn nothing_is_submitted_if_it_is_blank_or_nobody_has_to_be_heard() {
    let mut flow = called(Side::Answerer);
    assert!(flow.submit("", NOW).is_none());
    assert!(flow.submit("  ", NOW).is_none());
    assert!(flow.submit("-", NOW).is_some());
    hear(&mut flow, finding(Verdict::NoMatch));
    assert!(flow.submit("901", NOW).is_none());
    assert!(CallFlow::default().submit("901", NOW).is_none());
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
        let mut flow = called(Side::Answerer);
        flow.on_key("bagle", NOW);
        let heard_error = submit(&flow, "bagle", NOW)
            .read(group.parameters().digits)
            .unwrap_err();
        assert!(matches!(heard_error, HeardError::TwoWords(..)));
        flow.reject(heard_error);
        assert_eq!(listening(&flow).heard_error(), Some(heard_error));
        assert_eq!(listening(&flow).since(), None);
        let later = NOW.plus_secs(15);
        // Deleting does not start a new half.
        flow.on_key("x", later);
        flow.on_key("", later);
        flow.on_key(answer, later);
        let since = if is_answer { NOW } else { later };
        let submission = submit(&flow, answer, later.plus_secs(1));
        assert_eq!(submission.since(), since, "{answer}");
    }
}

#[test]
fn digits_and_a_word_that_disagree_are_asked_for_once_more_and_then_the_digits_decide() {
    // At counter 0 the caller's half is 755.
    let group = group("Smith family");
    let half = |text: &str, rejected: Option<HeardError>| {
        let mut flow = called(Side::Answerer);
        if let Some(heard_error) = rejected {
            flow.reject(heard_error);
        }
        submit(&flow, text, NOW)
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
        assert_eq!(half(text, None), Err(HeardError::Disagree), "{text}");
        let before = Some(HeardError::NoSuchWord);
        assert_eq!(half(text, before), Err(HeardError::Disagree), "{text}");
        let again = half(text, Some(HeardError::Disagree));
        assert_eq!(again, Ok(Verdict::Match), "{text}");
    }
    let before = Some(HeardError::Disagree);
    assert_eq!(half("901 tiger", before), Ok(Verdict::NoMatch));
    assert_eq!(half("7 tiger", before), Err(HeardError::WrongLength));
}

#[test]
fn what_is_said_once_more_belongs_to_its_own_time() {
    let mut flow = called(Side::Answerer);
    flow.on_key("xyzzy", NOW);
    flow.reject(HeardError::NoSuchWord);
    let later = NOW.plus_secs(15);
    flow.on_key("901", later);
    assert_eq!(submit(&flow, "901", later).since(), later);
    // A rejected half does not carry over to the next call.
    flow.start_over();
    flow.begin_call(Side::Answerer);
    assert_eq!(listening(&flow).heard_error(), None);
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
        assert_eq!(read(text), Some(HeardError::WrongLength), "{text}");
    }
    for text in ["901", "901642", "nine oh one, tiger", "Tig"] {
        assert_eq!(read(text), None, "{text}");
    }
    assert_eq!(read("xyzzy"), Some(HeardError::NoSuchWord));
}

#[test]
fn debug_output_does_not_show_what_was_typed() {
    let submission = submit(&called(Side::Answerer), "901", NOW);
    assert_eq!(format!("{submission:?}"), "Submission(3 bytes)");
}

#[test]
fn a_true_half_is_shown_for_ninety_seconds_and_a_wrong_one_for_longer() {
    for verdict in Verdict::ALL {
        let mut flow = called(Side::Answerer);
        hear(&mut flow, finding(verdict));
        assert!(!flow.expire(NOW.plus_secs(89)));
        assert!(matches!(flow.stage(), Stage::Heard { .. }));
        let is_over = flow.expire(NOW.plus_secs(90));
        assert_eq!(is_over, verdict.is_genuine(), "{verdict:?}");
        let is_new = matches!(flow.stage(), Stage::WhoCalled);
        assert_eq!(is_new, is_over, "{verdict:?}");
    }
    let mut flow = called(Side::Answerer);
    assert!(!flow.expire(NOW.plus_secs(3600)));
    assert!(matches!(flow.stage(), Stage::Listening(_)));
}

#[test]
fn only_a_call_that_waits_for_a_half_hears_one() {
    let mut flow = CallFlow::default();
    hear(&mut flow, finding(Verdict::Match));
    assert!(matches!(flow.stage(), Stage::WhoCalled));
    flow.begin_call(Side::Answerer);
    hear(&mut flow, finding(Verdict::NoMatch));
    hear(&mut flow, finding(Verdict::Match));
    assert!(
        matches!(flow.stage(), Stage::Heard { found, .. } if found.verdict == Verdict::NoMatch)
    );
}

#[test]
fn who_called_is_said_once_a_call() {
    let mut flow = called(Side::Answerer);
    flow.begin_call(Side::Caller);
    assert_eq!(flow.turns().unwrap().own(), Side::Answerer);
    flow.start_over();
    assert!(flow.turns().is_none());
    flow.begin_call(Side::Caller);
    assert_eq!(flow.turns().unwrap().own(), Side::Caller);
}

#[test]
fn the_other_side_is_asked_again_only_if_the_turns_allow_it() {
    for verdict in Verdict::ALL {
        let mut flow = called(Side::Answerer);
        hear(&mut flow, finding(verdict));
        flow.ask_again();
        let is_asked = matches!(flow.stage(), Stage::Listening(_));
        assert_eq!(is_asked, verdict == Verdict::Used, "{verdict:?}");
    }
    // Their half is of the step that has just ended: once.
    let late = Finding {
        steps_off: -1,
        ..finding(Verdict::WrongTime)
    };
    let mut flow = called(Side::Answerer);
    for is_asked in [true, false] {
        hear(&mut flow, late);
        flow.ask_again();
        assert_eq!(matches!(flow.stage(), Stage::Listening(_)), is_asked);
    }
}

#[test]
fn a_half_is_shown_only_to_the_side_that_may_say_it() {
    assert!(!CallFlow::default().shows_half());
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
    let mut flow = CallFlow::default();
    flow.switch_group();
    assert!(matches!(flow.stage(), Stage::WhoCalled));
    flow.begin_call(Side::Answerer);
    flow.on_key("9", NOW);
    flow.reject(HeardError::NoSuchWord);
    flow.on_key("9", NOW);
    flow.switch_group();
    assert_eq!(listening(&flow).since(), None);
    assert_eq!(listening(&flow).heard_error(), None);
    hear(&mut flow, finding(Verdict::Match));
    assert!(flow.shows_half());
    flow.switch_group();
    assert_eq!(listening(&flow).turns().own(), Side::Answerer);
    assert!(!flow.shows_half());
}

#[test]
fn a_side_that_is_forced_stays_forced() {
    let group = group("Smith family");
    let forced = forced_half(&group);
    let says = |flow: &CallFlow| flow.turns().unwrap().own_half(&group, NOW, TODAY);

    let mut flow = called(Side::Caller);
    assert_ne!(says(&flow), Some(forced.clone()));
    flow.on_key("9", NOW);
    flow.force();
    assert_eq!(says(&flow), Some(forced.clone()));
    assert_eq!(listening(&flow).since(), Some(NOW));
    flow.switch_group();
    assert_eq!(says(&flow), Some(forced.clone()));
    flow.start_over();
    flow.begin_call(Side::Caller);
    assert_eq!(says(&flow), Some(forced.clone()));
    // It also stays forced if that happens before the call, or after the half was
    // heard.
    for stage in 0..3 {
        let mut flow = CallFlow::default();
        for at in 0..3 {
            if at == stage {
                flow.force();
            }
            match at {
                0 => flow.begin_call(Side::Caller),
                1 => hear(&mut flow, finding(Verdict::Match)),
                _ => assert!(flow.expire(NOW.plus_secs(90))),
            }
        }
        flow.begin_call(Side::Caller);
        assert_eq!(says(&flow), Some(forced.clone()), "{stage}");
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
            let mut flow = asked(own, &family);
            assert!(flow.turns().is_none() && !flow.shows_half());
            flow.on_key(letters, NOW);
            assert!(choose(&mut flow, &family, &[]));
            let turns = flow.turns().unwrap();
            assert_eq!(turns.member().map(Name::as_str), name);
            let mine = Half::of(&code, own);
            let says = |flow: &CallFlow| {
                let turns = flow.turns().unwrap();
                turns.own_half(&family, NOW, TODAY)
            };
            let before = says(&flow);
            assert_eq!(before, (own == Side::Caller).then(|| mine.clone()));

            let theirs = Half::of(&code, own.other());
            let submission = submit(&flow, theirs.digits(), NOW);
            let claim = flow.claim(&submission, &family, TODAY).unwrap();
            let expected = flow.expected().clone();
            let found = expected.judge(&claim, &family, &[]);
            assert_eq!(found.verdict, Verdict::Match, "{letters}");
            flow.hear(found, expected, &claim);
            let after = says(&flow);
            assert_eq!(after, (own == Side::Answerer).then_some(mine));
            // With another group, it is asked again.
            flow.switch_group();
            assert!(matches!(flow.expected(), Expected::Group));
            assert_eq!(listening(&flow).turns().own(), own);
        }
    }
}

#[test]
fn a_key_pressed_out_of_habit_chooses_nobody() {
    let family = family();
    let mut flow = asked(Side::Caller, &family);
    assert!(!choose(&mut flow, &family, &[]));
    flow.on_key("x", NOW);
    assert!(!choose(&mut flow, &family, &[]));
    assert!(matches!(flow.stage(), Stage::WhoIsIt { .. }));
    assert!(flow.submit("901", NOW).is_none());
    // Someone has left the roll meanwhile: never fall back to the group's code.
    flow.on_key("g", NOW);
    assert!(choose(&mut flow, &group("Smith family"), &[]));
    assert!(matches!(flow.stage(), Stage::WhoCalled));
    // If the group's code counts from everyone, nothing is asked.
    let mut flow = called(Side::Caller);
    flow.ask_who(Who::of(&group("Smith family"), None, "someone else"));
    assert!(matches!(flow.stage(), Stage::Listening(_)));
}

#[test]
fn the_call_ends_if_no_code_counts_from_the_other_side() {
    let mut family = family();
    for (letters, expected) in [("su", NoCode::NoSheet), ("b", NoCode::NoKey)] {
        let mut flow = asked(Side::Caller, &family);
        flow.on_key(letters, NOW);
        assert!(flow.choose(&family, None, &[], NOW, TODAY));
        let Stage::NoCode { why, .. } = flow.stage() else {
            panic!("{letters} counts");
        };
        assert_eq!(*why, expected);
        assert!(!flow.shows_half() && flow.turns().is_none());
        flow.switch_group();
        assert_eq!(listening(&flow).turns().own(), Side::Caller);
    }
    family
        .give_sheet("Grandma", sheet(1, TODAY.offset(-90).unwrap()))
        .unwrap();
    let mut flow = asked(Side::Caller, &family);
    flow.on_key("g", NOW);
    assert!(choose(&mut flow, &family, &[]));
    let Stage::NoCode { why, .. } = flow.stage() else {
        panic!("a sheet that ended counts");
    };
    assert!(matches!(why, NoCode::Over { .. }));
}

#[test]
fn a_line_that_was_used_is_not_said_again_and_none_is_asked_for() {
    let family = family();
    let grandma = family.member("Grandma").unwrap().sheet.clone().unwrap();
    let used = Accepted {
        code: CodeId::Sheet(grandma.id()),
        side: Side::Answerer,
        counter: TODAY.counter(),
    };
    for (accepted, is_used) in [(&[][..], false), (&[used], true)] {
        let mut flow = asked(Side::Caller, &family);
        flow.on_key("g", NOW);
        assert!(choose(&mut flow, &family, accepted));
        let turns = flow.turns().unwrap();
        assert_eq!(turns.line_is_used(), is_used);
        assert_eq!(turns.own_half(&family, NOW, TODAY).is_none(), is_used);
        assert_eq!(flow.shows_half(), !is_used);
    }
    for verdict in [Verdict::Used, Verdict::WrongTime] {
        let mut flow = asked(Side::Caller, &family);
        flow.on_key("g", NOW);
        assert!(choose(&mut flow, &family, &[]));
        let late = Finding {
            steps_off: -1,
            ..finding(verdict)
        };
        hear(&mut flow, late);
        assert!(!flow.turns().unwrap().may_ask_again(), "{verdict:?}");
    }
}

#[test]
fn someone_who_is_forced_says_a_line_that_is_wrong() {
    let family = family();
    let mut flow = asked(Side::Caller, &family);
    flow.force();
    flow.on_key("g", NOW);
    assert!(choose(&mut flow, &family, &[]));
    let said = flow.turns().unwrap().own_half(&family, NOW, TODAY);
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
        let mut flow = asked(Side::Answerer, &family);
        assert!(flow.answer_day(true).is_none());
        flow.on_key("g", NOW);
        assert!(choose(&mut flow, &family, &[]));
        let submission = submit(&flow, theirs.digits(), NOW);
        assert!(flow.claim(&submission, &family, TODAY).is_none());
        let Stage::WhichDay { day, .. } = flow.stage() else {
            panic!("it is not asked");
        };
        assert_eq!(*day, yesterday);
        let claim = flow.answer_day(is_that_day).unwrap();
        let expected = flow.expected().clone();
        let found = expected.judge(&claim, &family, &[]);
        assert_eq!(found.verdict.is_match(), is_that_day);
        flow.hear(found, expected, &claim);
        // The rest of that line, even if midnight has passed here.
        let turns = flow.turns().unwrap();
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
fn asked(own: Side, group: &Group) -> CallFlow {
    let mut flow = called(own);
    let key = alice().public();
    flow.ask_who(Who::of(group, Some(&key), "someone else"));
    flow
}

fn choose(flow: &mut CallFlow, group: &Group, accepted: &[Accepted]) -> bool {
    flow.choose(group, Some(&alice()), accepted, NOW, TODAY)
}

/// The caller's duress half.
fn forced_half(group: &Group) -> Half {
    let counter = group.parameters().period.counter_at(NOW);
    let (generation, side) = (group.generation(), Side::Caller);
    half_to_say(group, generation, Manner::UnderDuress, side, counter)
}

fn called(own: Side) -> CallFlow {
    let mut flow = CallFlow::default();
    flow.begin_call(own);
    flow
}

#[track_caller]
fn listening(flow: &CallFlow) -> &Listening {
    match flow.stage() {
        Stage::Listening(listening) => listening,
        _ => panic!("nobody is to be heard"),
    }
}

#[track_caller]
fn submit(flow: &CallFlow, text: &str, now: UnixTime) -> Submission {
    flow.submit(text, now).unwrap()
}

/// Records a finding for something heard now.
fn hear(flow: &mut CallFlow, found: Finding) {
    flow.hear(found, flow.expected().clone(), &claim("901"));
}

fn claim(said: &str) -> Claim {
    Claim {
        heard: Ok(Heard::read(said).unwrap()),
        from: Some(Side::Caller),
        day: DueDay {
            here: TODAY,
            there: None,
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
