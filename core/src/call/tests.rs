mod calls;
mod sheet;
mod spelt;
mod table;

use proptest::prelude::{
    Just, ProptestConfig, any, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use zeroize::Zeroizing;

use self::calls::{calls, parameters};
use self::table::{Row, Table};
use super::duress::raised;
use super::finding::WRONG_TIME_STEPS;
use super::{
    Accepted, CodeId, Finding, Half, Manner, Side, Verdict, check, half_to_say, needs_side,
};
use crate::group::{Enrolment, Generation, Group, GroupId, Name, Origin};
use crate::otp::{Codes, Digits, Parameters, duress_key};
use crate::secret::Secret;
use crate::time::{Counter, Period, UnixTime};
use crate::words::Heard;

/// A call on which something is said.
#[derive(Debug)]
struct Call {
    group: Group,
    accepted: Vec<Accepted>,
    now: u64,
    said: String,
    from: Option<Side>,
}

impl Call {
    #[track_caller]
    fn assert_agrees_with_table(&self) -> Finding {
        let heard = Heard::read(&self.said).unwrap();
        let now = UnixTime::from_secs(self.now);
        let found = check(&self.group, &heard, self.from, &self.accepted, now);
        let table = Table {
            group: &self.group,
            accepted: &self.accepted,
            now: self.now,
        };
        let Row(verdict, part, may_be) = table.first_row(&self.said, self.from);
        assert_eq!((found.verdict, found.part), (verdict, part), "{self:?}");
        let recognised = (found.steps_off, found.generation);
        assert!(
            may_be.contains(&recognised),
            "{found:?} {may_be:?} {self:?}"
        );
        found
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn the_verdict_is_the_first_row_of_the_table_that_fits(call in calls()) {
        call.assert_agrees_with_table();
    }

    #[test]
    fn what_was_accepted_is_not_accepted_again(call in calls(), later in 0..40_u64) {
        let found = call.assert_agrees_with_table();
        let period = call.group.parameters().period;
        let remembered = found.to_remember(period, UnixTime::from_secs(call.now));
        prop_assert_eq!(remembered.is_empty(), !found.verdict.is_match());
        if !remembered.is_empty() {
            let accepted = [call.accepted.clone(), remembered].concat();
            let again = Call { accepted, now: call.now.saturating_add(later), ..call };
            prop_assert_eq!(again.assert_agrees_with_table().verdict.is_match(), false);
        }
    }

    #[test]
    fn nothing_heard_makes_a_check_panic(
        text in prop_oneof![any::<String>(), "[a-z0-9 ]{0,40}"],
        now in prop_oneof![Just(0), Just(u64::MAX), any::<u64>()],
        counter in prop_oneof![Just(0), Just(u64::MAX), any::<u64>()],
        parameters in parameters(),
    ) {
        let group = group_of(parameters, &[1; 20]);
        let accepted = [accepted(1, Side::Caller, counter)];
        if let Ok(heard) = Heard::read(&text) {
            for from in [None, Some(Side::Caller), Some(Side::Answerer)] {
                let found = check(&group, &heard, from, &accepted, UnixTime::from_secs(now));
                prop_assert!(from.is_some() || !needs_side(&heard, parameters.digits)
                    || found == Finding::no_match(&group));
            }
        }
    }
}

#[test]
fn every_second_of_a_step_of_any_length_counts_as_the_table_says() {
    for period in (1..=12).chain([29, 30, 31, 60, 90, 299, 300]) {
        let parameters = Parameters {
            period: Period::new(period).unwrap(),
            ..Parameters::default()
        };
        let group = group_of(parameters, b"12345678901234567890");
        let step = 1000_u64;
        let mut seen = [0; 3];
        for into in 0..period {
            for off in -2..=2 {
                let counter = Counter::new(step).offset(off).unwrap();
                let code = group.codes().at_counter(counter);
                let call = Call {
                    said: Half::of(&code, Side::Caller).digits().to_owned(),
                    group: group_of(parameters, b"12345678901234567890"),
                    accepted: Vec::new(),
                    now: step * period + into,
                    from: Some(Side::Caller),
                };
                let found = call.assert_agrees_with_table();
                match (off, found.verdict) {
                    (-1, Verdict::Match) => seen[0] += 1,
                    (0, Verdict::Match) => seen[1] += 1,
                    (1, Verdict::Match) => seen[2] += 1,
                    (0, other) => panic!("{other:?} {call:?}"),
                    _ => {}
                }
            }
        }
        assert_eq!(seen, [period.div_ceil(3), period, period / 6], "{period}");
    }
}

#[test]
fn the_previous_code_counts_for_ten_of_thirty_seconds_and_the_next_for_five() {
    let group = group_of(Parameters::default(), b"12345678901234567890");
    let verdict = |off: i64, into: u64| {
        let code = group
            .codes()
            .at_counter(Counter::new(100).offset(off).unwrap());
        let said = Half::of(&code, Side::Answerer);
        check_at(&group, said.digits(), Some(Side::Answerer), 3000 + into).verdict
    };
    for (off, into, expected) in [
        (-1, 0, Verdict::Match),
        (-1, 9, Verdict::Match),
        (-1, 10, Verdict::WrongTime),
        (-1, 29, Verdict::WrongTime),
        (1, 24, Verdict::WrongTime),
        (1, 25, Verdict::Match),
        (1, 29, Verdict::Match),
        (0, 0, Verdict::Match),
        (0, 29, Verdict::Match),
        (-2, 0, Verdict::WrongTime),
        (2, 29, Verdict::WrongTime),
        (-20, 15, Verdict::WrongTime),
        (20, 15, Verdict::WrongTime),
        (-21, 15, Verdict::NoMatch),
        (21, 15, Verdict::NoMatch),
    ] {
        assert_eq!(verdict(off, into), expected, "{off} {into}");
    }
}

#[test]
fn a_full_code_tells_a_clock_that_is_wrong_by_half_hours() {
    let group = group_of(Parameters::default(), b"12345678901234567890");
    let period = group.parameters().period;
    let found = |seconds: i64, part: usize, from| {
        let now = 1_795_370_400_u64;
        let then = UnixTime::from_secs(now.checked_add_signed(seconds).unwrap());
        let code = group.codes().at(then);
        check_at(&group, &code.as_str()[..part], from, now)
    };
    for halves in (-28..=28).filter(|halves| *halves != 0) {
        for drift in [-30, 0] {
            let found = found(halves * 1800 + drift, 6, None);
            assert_eq!(found.verdict, Verdict::WrongTime, "{halves} {drift}");
            assert_eq!(found.half_hours_off(period), Some(halves), "{drift}");
        }
    }
    for seconds in [29 * 1800, -29 * 1800, 1800 + 60, 900, 2700] {
        assert_eq!(
            found(seconds, 6, None).verdict,
            Verdict::NoMatch,
            "{seconds}"
        );
    }
    // Too many halves would fit by chance.
    let half = found(3600, 3, Some(Side::Caller));
    assert_eq!(half.verdict, Verdict::NoMatch);
    // A code a few minutes old says nothing about half hours.
    assert_eq!(found(-300, 6, None).half_hours_off(period), None);
    // A code that was accepted an hour ago is recognised as used.
    let then = Counter::new(1_795_366_800 / 30);
    let accepted = [Side::Caller, Side::Answerer].map(|side| accepted(1, side, then.as_u64()));
    let code = group.codes().at_counter(then);
    let heard = Heard::read(code.as_str()).unwrap();
    let now = UnixTime::from_secs(1_795_370_400);
    assert_eq!(
        check(&group, &heard, None, &accepted, now).verdict,
        Verdict::Used
    );
}

#[test]
fn an_old_half_does_not_turn_away_a_due_one_that_equals_it() {
    let group = group_of(Parameters::default(), b"12345678901234567890");
    let due = group.codes().at_counter(Counter::new(5000));
    let due = Half::of(&due, Side::Caller);
    let equal = (0..4979).find(|counter| {
        let code = group.codes().at_counter(Counter::new(*counter));
        Half::of(&code, Side::Caller) == due
    });
    let long_ago = [accepted(1, Side::Caller, equal.unwrap())];
    let verdict = |accepted: &[Accepted], now| {
        let heard = Heard::read(due.digits()).unwrap();
        let now = UnixTime::from_secs(now);
        check(&group, &heard, Some(Side::Caller), accepted, now).verdict
    };
    assert_eq!(verdict(&long_ago, 150_015), Verdict::Match);
    // When it is not due, it is recognised as used.
    assert_eq!(verdict(&long_ago, 160_000), Verdict::Used);
    let just_now = [accepted(1, Side::Caller, 5000)];
    assert_eq!(verdict(&just_now, 150_015), Verdict::Used);
    let of_the_other_side = [accepted(1, Side::Answerer, 5000)];
    assert_eq!(verdict(&of_the_other_side, 150_015), Verdict::Match);
}

#[test]
fn a_duress_half_never_equals_a_true_half_of_a_step_nearby() {
    let group = group_of(Parameters::default(), b"12345678901234567890");
    let table = Table {
        group: &group,
        accepted: &[],
        now: 0,
    };
    let duress = Codes::new(&duress_key(&group.current().secret), group.parameters());
    let mut raised = 0;
    for counter in (0..600).map(Counter::new) {
        for side in [Side::Caller, Side::Answerer] {
            let half = duress_half(&group, side, counter);
            let secret = &group.current().secret;
            assert_eq!(half.digits(), table.raised_duress(secret, side, counter));
            raised += usize::from(half != Half::of(&duress.at_counter(counter), side));
        }
    }
    assert!(raised > 0);
}

#[test]
fn raising_a_half_adds_one_and_wraps_after_nines() {
    for (half, higher) in [
        ("000", "001"),
        ("009", "010"),
        ("199", "200"),
        ("999", "000"),
        ("9999", "0000"),
        ("1234", "1235"),
    ] {
        let half = Half(Zeroizing::new(half.to_owned()));
        assert_eq!(raised(&half).digits(), higher);
    }
}

/// The half that someone says under duress.
fn duress_half(group: &Group, side: Side, counter: Counter) -> Half {
    half_to_say(
        group,
        group.generation(),
        Manner::UnderDuress,
        side,
        counter,
    )
}

#[test]
fn the_duress_half_is_found_on_an_accepted_old_seed_and_not_on_a_refused_one() {
    for (accept_old, expected) in [(true, true), (false, false)] {
        let mut group = group_of(Parameters::default(), &[1; 20]);
        let half = duress_half(&group, Side::Caller, Counter::new(100));
        let rotation = enrolment(Parameters::default(), 2, &[2; 20]);
        group.follow(rotation, accept_old, UnixTime::from_secs(0));
        let found = check_at(&group, half.digits(), Some(Side::Caller), 3015);
        assert_eq!(found.verdict == Verdict::Duress, expected, "{found:?}");
    }
}

fn check_at(group: &Group, text: &str, from: Option<Side>, now: u64) -> Finding {
    let heard = Heard::read(text).unwrap();
    check(group, &heard, from, &[], UnixTime::from_secs(now))
}

fn with_digits(digits: u64) -> Parameters {
    Parameters {
        digits: Digits::new(digits).unwrap(),
        ..Parameters::default()
    }
}

fn enrolment(parameters: Parameters, generation: u64, seed: &[u8]) -> Enrolment {
    Enrolment {
        name: Name::tidy("Smith family").unwrap(),
        generation: Generation::new(generation).unwrap(),
        origin: Origin::Ringtrue,
        parameters,
        secret: Secret::new(seed).unwrap(),
    }
}

fn group_of(parameters: Parameters, seed: &[u8]) -> Group {
    let id = GroupId::from_bytes([1; 16]);
    let enrolment = enrolment(parameters, 1, seed);
    Group::from_enrolment(enrolment, None, id, UnixTime::from_secs(0))
}

fn accepted(generation: u64, side: Side, counter: u64) -> Accepted {
    Accepted {
        code: CodeId::Seed(Generation::new(generation).unwrap()),
        side,
        counter: Counter::new(counter),
    }
}

#[test]
fn the_steps_since_a_very_old_half_are_counted_without_overflow() {
    let parameters = Parameters {
        period: Period::new(1).unwrap(),
        ..Parameters::default()
    };
    let call = Call {
        group: group_of(parameters, &[1; 20]),
        accepted: vec![accepted(1, Side::Caller, 0)],
        now: 1 << 63,
        said: "000".to_owned(),
        from: Some(Side::Caller),
    };
    call.assert_agrees_with_table();
}

#[test]
fn twenty_steps_are_what_the_table_says() {
    assert_eq!(WRONG_TIME_STEPS, 20);
}
