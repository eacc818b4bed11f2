//! The lines of a sheet: the table of verdicts with days for steps.

use proptest::prelude::{any, prop, prop_assert, prop_assert_eq, proptest};

use super::accepted;
use super::table::cut;
use crate::call::judge::{Paper, check_line};
use crate::call::{Accepted, Finding, Part, Side, Verdict, check};
use crate::group::{Generation, Group, GroupId, Name};
use crate::otp::Code;
use crate::secret::Secret;
use crate::sheet::{DayCodes, Serial};
use crate::time::{Day, UnixTime};
use crate::words::Heard;

const NOW: UnixTime = UnixTime::from_secs(1_770_000_000);
const TODAY: Day = Day::new(20_486);

/// A family, and the sheet that its grandmother holds.
struct Family {
    group: Group,
    grandma: Name,
    serial: Serial,
}

impl Family {
    fn new(seed: [u8; 20]) -> Self {
        let name = Name::tidy("Smith family").unwrap();
        let seed = Secret::new(&seed).unwrap();
        Self {
            group: Group::new(name, seed, GroupId::from_bytes([1; 16]), NOW),
            grandma: Name::tidy("Grandma").unwrap(),
            serial: Serial::new(431_207).unwrap(),
        }
    }

    fn paper(&self) -> Paper<'_> {
        Paper {
            member: &self.grandma,
            serial: self.serial,
            today: TODAY,
            elsewhere: None,
        }
    }

    /// The line of a day, counted from today, of the seed in force.
    fn line(&self, off: i64) -> Code {
        let lines = DayCodes::new(&self.group.current().secret, &self.grandma, self.serial);
        lines.on(TODAY.offset(off).unwrap())
    }

    fn hear(&self, said: &str, from: Side, accepted: &[Accepted]) -> Finding {
        self.hear_with(&self.paper(), said, from, accepted)
    }

    fn hear_with(
        &self,
        paper: &Paper<'_>,
        said: &str,
        from: Side,
        accepted: &[Accepted],
    ) -> Finding {
        let heard = Heard::read(said).unwrap();
        check_line(&self.group, paper, &heard, Some(from), accepted, NOW)
    }

    /// No two halves of the days around today are the same, nor the group's:
    /// what is found is found for one reason.
    fn is_plain(&self) -> bool {
        let days = (-25..=25).map(|off| self.line(off));
        let mut halves =
            days.flat_map(|line| [half(&line, Side::Caller), half(&line, Side::Answerer)]);
        let mut met = std::collections::BTreeSet::new();
        halves.all(|half| met.insert(half))
    }

    /// The first family of which that holds.
    fn plain() -> Self {
        let mut families = (0..=u16::MAX).map(|at| {
            let mut seed = [7; 20];
            seed[..2].copy_from_slice(&at.to_be_bytes());
            Self::new(seed)
        });
        families.find(Self::is_plain).unwrap()
    }
}

fn half(line: &Code, side: Side) -> String {
    cut(line.as_str(), Part::Half(side))
}

const SIDES: [Side; 2] = [Side::Caller, Side::Answerer];

#[test]
fn only_the_line_of_today_matches_and_those_of_twenty_days_are_told() {
    let family = Family::plain();
    for side in SIDES {
        for off in -22..=22_i64 {
            let found = family.hear(&half(&family.line(off), side), side, &[]);
            let verdict = match off.unsigned_abs() {
                0 => Verdict::Match,
                1..=20 => Verdict::WrongTime,
                _ => Verdict::NoMatch,
            };
            assert_eq!(found.verdict, verdict, "{off}");
            if verdict != Verdict::NoMatch {
                assert_eq!((found.part, found.steps_off), (Some(Part::Half(side)), off));
            }
        }
    }
}

#[test]
fn another_day_counts_instead_where_somebody_says_that_it_is_that_day_there() {
    let family = Family::plain();
    for off in [-1, 1] {
        let paper = Paper {
            elsewhere: TODAY.offset(off),
            ..family.paper()
        };
        for said in [-1, 0, 1] {
            let line = half(&family.line(said), Side::Caller);
            let found = family.hear_with(&paper, &line, Side::Caller, &[]);
            assert_eq!(found.verdict.is_match(), said == off, "{off} {said}");
        }
        let line = half(&family.line(off), Side::Caller);
        let found = family.hear_with(&paper, &line, Side::Caller, &[]);
        let remembered = found.line_to_remember(paper.serial, paper.today);
        assert_eq!(
            remembered[0].counter.as_u64(),
            TODAY.offset(off).unwrap().number()
        );
    }
}

#[test]
fn a_line_counts_once_whichever_of_its_halves_was_heard() {
    let family = Family::plain();
    for side in SIDES {
        let line = family.line(0);
        let found = family.hear(&half(&line, side), side, &[]);
        let remembered = found.line_to_remember(family.serial, family.paper().today);
        assert_eq!(remembered.len(), 1);
        assert_eq!(remembered[0].sheet, Some(family.serial));
        for again in SIDES {
            let found = family.hear(&half(&line, again), again, &remembered);
            assert_eq!(found.verdict, Verdict::Used);
        }
        let found = family.hear(line.as_str(), side, &remembered);
        assert_eq!(found.verdict, Verdict::Used);
        // What was used of the group's code, or of another sheet, is another
        // thing.
        let mut others = vec![accepted(1, side, TODAY.number())];
        others.push(Accepted {
            sheet: Serial::new(431_208),
            ..others[0]
        });
        let found = family.hear(&half(&line, side), side, &others);
        assert_eq!(found.verdict, Verdict::Match);
    }
}

#[test]
fn the_other_half_of_the_line_is_ones_own() {
    let family = Family::plain();
    for side in SIDES {
        let found = family.hear(&half(&family.line(0), side.other()), side, &[]);
        assert_eq!(found.verdict, Verdict::OwnHalf);
    }
}

#[test]
fn a_line_of_the_seed_before_counts_while_that_is_accepted() {
    let mut family = Family::plain();
    let line = half(&family.line(0), Side::Caller);
    let secret = Secret::new(&[9; 20]).unwrap();
    family.group.rotate(secret, 7, NOW).unwrap();
    let heard = Heard::read(&line).unwrap();
    let found = |now| {
        let paper = family.paper();
        check_line(&family.group, &paper, &heard, Some(Side::Caller), &[], now)
    };
    let in_overlap = found(NOW);
    assert_eq!(in_overlap.verdict, Verdict::MatchPreviousGeneration);
    assert_eq!(in_overlap.generation, Generation::FIRST);
    assert_eq!(found(NOW.plus_days(7)).verdict, Verdict::OldSeed);
    family.group.remove_expired(NOW.plus_days(7));
    assert_eq!(
        family.hear(&line, Side::Caller, &[]).verdict,
        Verdict::NoMatch
    );
}

#[test]
fn neither_the_groups_code_nor_another_serial_counts_as_a_sheet() {
    let family = Family::plain();
    let code = family.group.codes().at(NOW);
    let other = Paper {
        serial: Serial::new(431_208).unwrap(),
        ..family.paper()
    };
    for side in SIDES {
        let found = family.hear(&half(&code, side), side, &[]);
        assert_eq!(found.verdict, Verdict::NoMatch);
        let line = half(&family.line(0), side);
        let found = family.hear_with(&other, &line, side, &[]);
        assert!(!found.verdict.is_match());
        // Nor the sheet as the group's code.
        let heard = Heard::read(&line).unwrap();
        let found = check(&family.group, &heard, Some(side), &[], NOW);
        assert!(!found.verdict.is_match());
    }
}

proptest! {
    #[test]
    fn a_line_matches_only_once_and_only_on_its_day(
        seed in any::<[u8; 20]>(),
        serial in 100_000..=999_999_u32,
        today in 0..4_000_000_u64,
        off in -30..=30_i64,
        caller in any::<bool>(),
        used in prop::option::of(0..3_i64),
    ) {
        let mut family = Family::new(seed);
        family.serial = Serial::new(serial).unwrap();
        let paper = Paper { today: Day::new(today), ..family.paper() };
        let side = if caller { Side::Caller } else { Side::Answerer };
        let lines = DayCodes::new(&family.group.current().secret, &family.grandma, family.serial);
        let Some(day) = paper.today.offset(off) else { return Ok(()) };
        let said = half(&lines.on(day), side);
        let accepted: Vec<Accepted> = used
            .and_then(|ago| paper.today.offset(-ago))
            .map(|day| Accepted {
                sheet: Some(family.serial),
                ..super::accepted(1, side.other(), day.number())
            })
            .into_iter()
            .collect();
        let found = family.hear_with(&paper, &said, side, &accepted);
        let is_due = half(&lines.on(paper.today), side) == said;
        let is_used = accepted.iter().any(|line| {
            half(&lines.on(Day::new(line.counter.as_u64())), side) == said
        });
        prop_assert_eq!(found.verdict.is_match(), is_due && !is_used);
        let remembered = found.line_to_remember(paper.serial, paper.today);
        prop_assert_eq!(remembered.is_empty(), !found.verdict.is_match());
        if !remembered.is_empty() {
            let again = family.hear_with(&paper, &said, side, &remembered);
            prop_assert!(again.verdict == Verdict::Used);
        }
    }
}
