use std::collections::{BTreeMap, BTreeSet};

use super::partner::practice_group;
use super::{Drill, Ending, Partner, Practised, Saying, due};
use crate::call::{Claim, DueDay, Expected, Manner, Verdict, check, half_to_say};
use crate::device::{DeviceKey, DevicePublic};
use crate::group::sample::group;
use crate::group::{Group, Holds, Name};
use crate::otp::practice_key;
use crate::secret::Secret;
use crate::sheet::tests::sheet;
use crate::time::{Day, UnixTime};
use crate::{Half, Heard, Side};

/// In the middle of a step.
const NOW: UnixTime = UnixTime::from_secs(1_770_000_013);
const TODAY: Day = Day::new(20_486);

#[test]
fn a_practice_code_is_accepted_on_no_call() {
    let mut group = group("Smith family");
    let secret = Secret::new(b"98765432109876543210").unwrap();
    group.rotate(secret, 7, NOW).unwrap();
    let practice = practice_group(&group, TODAY);
    let steps = 3000_u32;
    let mut halves = 0_u32;
    for step in 0..steps {
        let now = NOW.plus_secs(u64::from(step) * 30);
        let code = practice.codes().at(now);
        let heard = Heard::read(code.as_str()).unwrap();
        let verdict = check(&group, &heard, None, &[], now).verdict;
        assert!(!verdict.is_match(), "{now:?}");
        for manner in [Manner::Freely, Manner::UnderDuress] {
            for side in [Side::Caller, Side::Answerer] {
                let counter = practice.parameters().period.counter_at(now);
                let half = half_to_say(&practice, practice.generation(), manner, side, counter);
                let heard = Heard::read(half.digits()).unwrap();
                let found = check(&group, &heard, Some(side), &[], now);
                halves += u32::from(found.verdict.is_match());
            }
        }
    }
    // Matches by chance: in the middle of a step, two seeds have one due half each.
    assert!(halves < 4 * steps * 4 / 1000, "{halves}");
}

#[test]
fn a_practice_line_and_a_practice_pair_are_accepted_on_no_call() {
    let group = family();
    for name in ["Grandma", "Ben"] {
        let member = group.member(name).unwrap();
        let real = Expected::new(Some(member), &group, Some(&alice())).unwrap();
        let mut halves = 0;
        for number in 0..400 {
            let today = TODAY.offset(number % 30).unwrap();
            let now = NOW.plus_secs(u64::try_from(number).unwrap() * 30);
            let random = [0, 0, u8::from(name == "Ben")];
            let partner = partner_of(&group, Drill::Relative, random);
            assert_eq!(partner.member().map(Name::as_str), Some(name));
            let Saying::Half(half) = partner.says(Manner::Freely, now, today) else {
                panic!("{name} says no half");
            };
            let claim = Claim {
                heard: Ok(Heard::read(half.digits()).unwrap()),
                from: Some(Side::Caller),
                day: DueDay {
                    here: today,
                    there: None,
                },
                time: now,
            };
            let found = real.judge(&claim, &group, &[]);
            halves += u32::from(found.verdict.is_match());
        }
        // Matches by chance.
        assert!(halves < 4, "{name} {halves}");
    }
}

#[test]
fn every_member_who_can_be_asked_about_is_played_and_gets_the_drills_verdict() {
    let group = family();
    for (drill, verdict) in [
        (Drill::Relative, Verdict::Match),
        (Drill::OldCode, Verdict::WrongTime),
        (Drill::RepeatsYours, Verdict::OwnHalf),
        (Drill::Forced, Verdict::Duress),
    ] {
        let mut played = BTreeSet::new();
        for who in 0..6 {
            let partner = partner_of(&group, drill, [0, 1, who]);
            let name = partner.member().unwrap();
            played.insert(name.to_string());
            let practice = partner.group();
            let member = practice.member(name.as_str()).unwrap();
            let expected = Expected::new(Some(member), practice, Some(&alice())).unwrap();
            let Saying::Half(half) = partner.says(Manner::Freely, NOW, TODAY) else {
                panic!("{name} says no half");
            };
            let claim = Claim {
                heard: Ok(Heard::read(half.digits()).unwrap()),
                from: Some(partner.own().other()),
                day: DueDay {
                    here: TODAY,
                    there: None,
                },
                time: NOW,
            };
            let found = expected.judge(&claim, practice, &[]);
            assert_eq!(found.verdict, verdict, "{drill:?} {name}");
        }
        // Sue has no sheet here, so nothing is accepted from her.
        let all: &[&str] = match drill {
            Drill::Forced => &["Ann", "Ben"],
            _ => &["Ann", "Ben", "Grandma"],
        };
        assert!(played.iter().eq(all), "{drill:?} {played:?}");
    }
}

/// Ann has an app, Ben is paired with this device, which is Alice's, Grandma has a
/// sheet that was printed today, and Sue's ended.
fn family() -> Group {
    let mut group = group("Smith family");
    group.add_member("Ann", Holds::App).unwrap();
    group.give_device("Ben", BENS).unwrap();
    group.pair("Ben", Some(BENS)).unwrap();
    group.give_sheet("Grandma", sheet(1, TODAY)).unwrap();
    group.add_member("Sue", Holds::Sheet).unwrap();
    group.members.swap(1, 2);
    group
}

const BENS: DevicePublic = DevicePublic::sample(9);

fn alice() -> DeviceKey {
    let text = "AGE-SECRET-KEY-1WURK6ZNNRZJH60QKC9E9RVNXGH05CTU8A0QFJ243WLA628DE9S4QRFH26J";
    DeviceKey::from_text(text).unwrap()
}

fn partner_of(group: &Group, drill: Drill, random: [u8; 3]) -> Partner {
    Partner::new(drill, group, Some(&alice()), NOW, TODAY, random)
}

#[test]
fn practice_codes_derive_from_the_seed_in_force_alone() {
    let mut group = group("Smith family");
    let first = practice_group(&group, TODAY).codes().at(NOW);
    let secret = Secret::new(b"98765432109876543210").unwrap();
    group.rotate(secret, 7, NOW).unwrap();
    let practice = practice_group(&group, TODAY);
    let key = practice_key(&Secret::new(b"98765432109876543210").unwrap());
    assert_eq!(practice.current().secret.expose(), key.expose());
    assert_ne!(practice.codes().at(NOW), first);
    assert!(practice.previous().is_empty());
    assert_eq!(practice.parameters(), group.parameters());
    assert_eq!(practice.generation(), group.generation());
    assert_ne!(practice.id(), group.id());
}

#[test]
fn what_they_say_gets_the_drills_verdict() {
    for (drill, verdict) in [
        (Drill::Relative, Verdict::Match),
        (Drill::RepeatsYours, Verdict::OwnHalf),
        (Drill::OldCode, Verdict::WrongTime),
        (Drill::Forced, Verdict::Duress),
    ] {
        for random in 0..16 {
            let partner = Partner::new(
                drill,
                &group("Smith family"),
                None,
                NOW,
                TODAY,
                [random % 2, random / 2, 0],
            );
            let Saying::Half(half) = partner.says(Manner::Freely, NOW, TODAY) else {
                panic!("{drill:?} says no half");
            };
            let heard = Heard::read(half.digits()).unwrap();
            let from = Some(partner.own().other());
            let found = check(partner.group(), &heard, from, &[], NOW);
            assert_eq!(found.verdict, verdict, "{drill:?} {random}");
            if drill == Drill::OldCode {
                assert!((-6..=-3).contains(&found.steps_off), "{found:?}");
            }
        }
    }
}

#[test]
fn in_the_other_drills_they_say_no_half() {
    let says = |drill| {
        Partner::new(drill, &group("Smith family"), None, NOW, TODAY, [1, 1, 0]).says(
            Manner::Freely,
            NOW,
            TODAY,
        )
    };
    assert_eq!(says(Drill::AsksFirst), Saying::YouFirst);
    let digits = group("Smith family").parameters().digits;
    assert_eq!(says(Drill::Testing), Saying::WholeCode(digits));
}

#[test]
fn someone_under_duress_hears_their_own_duress_half_repeated() {
    let partner = Partner::new(
        Drill::RepeatsYours,
        &group("Smith family"),
        None,
        NOW,
        TODAY,
        [0, 0, 0],
    );
    let own = |manner| {
        let counter = partner.group().parameters().period.counter_at(NOW);
        let generation = partner.group().generation();
        half_to_say(partner.group(), generation, manner, Side::Caller, counter)
    };
    for manner in [Manner::Freely, Manner::UnderDuress] {
        assert_eq!(partner.says(manner, NOW, TODAY), Saying::Half(own(manner)));
    }
}

#[test]
fn an_old_code_stays_the_same_and_a_relative_follows_the_clock() {
    let later = NOW.plus_secs(30);
    let says = |drill, now| {
        let partner = Partner::new(drill, &group("Smith family"), None, NOW, TODAY, [0, 0, 0]);
        let Saying::Half(half) = partner.says(Manner::Freely, now, TODAY) else {
            panic!("{drill:?} says no half");
        };
        half
    };
    assert_eq!(says(Drill::OldCode, NOW), says(Drill::OldCode, later));
    let due = Half::of(
        &practice_group(&group("Smith family"), TODAY)
            .codes()
            .at(later),
        Side::Caller,
    );
    assert_eq!(says(Drill::Relative, later), due);
}

#[test]
fn the_person_is_on_either_side_that_the_drill_allows() {
    for drill in Drill::ALL {
        for random in 0..4 {
            let partner = Partner::new(
                drill,
                &group("Smith family"),
                None,
                NOW,
                TODAY,
                [random, 0, 0],
            );
            let sides = drill.sides();
            assert_eq!(partner.own(), sides[usize::from(random) % sides.len()]);
        }
    }
}

#[test]
fn hanging_up_is_right_on_an_impostor_and_after_what_looked_wrong() {
    let wrong = [
        Verdict::Used,
        Verdict::OldSeed,
        Verdict::OwnHalf,
        Verdict::WrongTime,
        Verdict::NoMatch,
    ];
    for drill in Drill::ALL {
        let is_impostor = !matches!(drill, Drill::Relative | Drill::Forced);
        assert_eq!(drill.is_right(Ending::HungUp(None)), is_impostor);
        assert!(!drill.is_right(Ending::GaveIn));
        for verdict in wrong {
            assert!(drill.is_right(Ending::HungUp(Some(verdict))));
            assert!(!drill.is_right(Ending::WentOn(verdict)));
        }
        for verdict in [
            Verdict::Match,
            Verdict::MatchPreviousGeneration,
            Verdict::Duress,
        ] {
            let hung_up = Ending::HungUp(Some(verdict));
            assert_eq!(drill.is_right(hung_up), is_impostor, "{drill:?}");
            assert!(drill.is_right(Ending::WentOn(verdict)));
        }
    }
}

#[test]
fn what_was_never_done_is_due_first_then_what_went_wrong_then_what_is_oldest() {
    let mut practised = BTreeMap::new();
    assert_eq!(due(&practised), Drill::ALL);
    for (drill, last) in Drill::ALL.into_iter().zip(100..) {
        practised.insert(drill, done(last, true));
        let never: Vec<Drill> = Drill::ALL
            .into_iter()
            .filter(|drill| !practised.contains_key(drill))
            .collect();
        if !never.is_empty() {
            assert_eq!(due(&practised), never);
        }
    }
    assert_eq!(due(&practised), [Drill::Relative]);
    practised.insert(Drill::Relative, done(200, true));
    practised.insert(Drill::AsksFirst, done(102, true));
    assert_eq!(due(&practised), [Drill::AsksFirst, Drill::RepeatsYours]);
    practised.insert(Drill::Testing, done(900, false));
    assert_eq!(due(&practised), [Drill::Testing]);
}

#[test]
fn a_drill_is_found_by_its_name() {
    for drill in Drill::ALL {
        assert_eq!(Drill::from_name(drill.as_str()), Some(drill));
    }
    assert_eq!(Drill::from_name("Relative"), None);
}

fn done(last: u64, right: bool) -> Practised {
    Practised {
        times: 1,
        last: UnixTime::from_secs(last),
        right,
    }
}
