//! The lines of a sheet: the table of verdicts with days for steps.

use proptest::prelude::{any, prop, prop_assert, prop_assert_eq, proptest};

use super::accepted;
use super::table::cut;
use crate::call::judge::{DueSheet, check_line};
use crate::call::{Accepted, CodeId, Finding, Part, Side, Verdict, check};
use crate::group::{Group, GroupId, Name};
use crate::otp::Code;
use crate::secret::Secret;
use crate::sheet::Sheet;
use crate::time::{Day, UnixTime};
use crate::words::Heard;

const NOW: UnixTime = UnixTime::from_secs(1_770_000_000);
const TODAY: Day = Day::new(20_486);

/// A family, and the sheet that its grandmother holds: printed 30 days ago, for
/// 61 days.
struct Family {
    group: Group,
    sheet: Sheet,
}

impl Family {
    fn new(key: [u8; 20]) -> Self {
        let name = Name::tidy("Smith family").unwrap();
        let seed = Secret::new(&[7; 20]).unwrap();
        let from = TODAY.offset(-30).unwrap();
        Self {
            group: Group::new(name, seed, GroupId::from_bytes([1; 16]), NOW),
            sheet: Sheet::new(Secret::new(&key).unwrap(), from, 61).unwrap(),
        }
    }

    fn due_sheet(&self) -> DueSheet<'_> {
        DueSheet {
            sheet: &self.sheet,
            today: TODAY,
            there: None,
        }
    }

    /// The line of a day, counted from today.
    fn line(&self, off: i64) -> Code {
        self.sheet.line(TODAY.offset(off).unwrap())
    }

    fn hear(&self, said: &str, from: Side, accepted: &[Accepted]) -> Finding {
        self.hear_with(&self.due_sheet(), said, from, accepted)
    }

    fn hear_with(
        &self,
        due_sheet: &DueSheet<'_>,
        said: &str,
        from: Side,
        accepted: &[Accepted],
    ) -> Finding {
        let heard = Heard::read(said).unwrap();
        check_line(&self.group, due_sheet, &heard, Some(from), accepted)
    }

    /// Returns true if no two halves of the days around today and of the group's code
    /// are equal, so that every finding has only one possible reason.
    fn has_distinct_halves(&self) -> bool {
        let days = (-25..=25).map(|off| self.line(off));
        let codes = days.chain([self.group.codes().at(NOW)]);
        let mut halves =
            codes.flat_map(|line| [half(&line, Side::Caller), half(&line, Side::Answerer)]);
        let mut met = std::collections::BTreeSet::new();
        halves.all(|half| met.insert(half))
    }

    /// Returns the first family whose halves are distinct.
    fn with_distinct_halves() -> Self {
        let mut families = (0..=u16::MAX).map(|at| {
            let mut key = [7; 20];
            key[..2].copy_from_slice(&at.to_be_bytes());
            Self::new(key)
        });
        families.find(Self::has_distinct_halves).unwrap()
    }
}

fn half(line: &Code, side: Side) -> String {
    cut(line.as_str(), Part::Half(side))
}

const SIDES: [Side; 2] = [Side::Caller, Side::Answerer];

#[test]
fn only_todays_line_matches_and_lines_up_to_twenty_days_off_are_recognised() {
    let family = Family::with_distinct_halves();
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
fn another_day_counts_instead_if_somebody_says_that_it_is_that_day_there() {
    let family = Family::with_distinct_halves();
    for off in [-1, 1] {
        let due_sheet = DueSheet {
            there: TODAY.offset(off),
            ..family.due_sheet()
        };
        for said in [-1, 0, 1] {
            let line = half(&family.line(said), Side::Caller);
            let found = family.hear_with(&due_sheet, &line, Side::Caller, &[]);
            assert_eq!(found.verdict.is_match(), said == off, "{off} {said}");
        }
        let line = half(&family.line(off), Side::Caller);
        let found = family.hear_with(&due_sheet, &line, Side::Caller, &[]);
        let remembered = found.line_to_remember(due_sheet.sheet.id(), due_sheet.today);
        assert_eq!(
            remembered[0].counter.as_u64(),
            TODAY.offset(off).unwrap().number()
        );
    }
}

#[test]
fn a_line_counts_once_whichever_of_its_halves_was_heard() {
    let family = Family::with_distinct_halves();
    for side in SIDES {
        let line = family.line(0);
        let found = family.hear(&half(&line, side), side, &[]);
        let remembered = found.line_to_remember(family.sheet.id(), TODAY);
        assert_eq!(remembered.len(), 1);
        assert_eq!(remembered[0].code, CodeId::Sheet(family.sheet.id()));
        for again in SIDES {
            let found = family.hear(&half(&line, again), again, &remembered);
            assert_eq!(found.verdict, Verdict::Used);
        }
        let found = family.hear(line.as_str(), side, &remembered);
        assert_eq!(found.verdict, Verdict::Used);
        // Used halves of the group's code or of another sheet don't count here.
        let mut others = vec![accepted(1, side, TODAY.number())];
        others.push(Accepted {
            code: CodeId::Sheet(Family::new([8; 20]).sheet.id()),
            ..others[0]
        });
        let found = family.hear(&half(&line, side), side, &others);
        assert_eq!(found.verdict, Verdict::Match);
    }
}

#[test]
fn the_other_half_of_the_line_is_ones_own() {
    let family = Family::with_distinct_halves();
    for side in SIDES {
        let found = family.hear(&half(&family.line(0), side.other()), side, &[]);
        assert_eq!(found.verdict, Verdict::OwnHalf);
    }
}

#[test]
fn a_line_counts_and_stays_used_whatever_becomes_of_the_seed() {
    let mut family = Family::with_distinct_halves();
    let line = half(&family.line(0), Side::Caller);
    let remembered = family
        .hear(&line, Side::Caller, &[])
        .line_to_remember(family.sheet.id(), TODAY);
    family
        .group
        .rotate(Secret::new(&[9; 20]).unwrap(), 0, NOW)
        .unwrap();
    let found = family.hear(&line, Side::Caller, &[]);
    assert_eq!(found.verdict, Verdict::Match);
    let found = family.hear(&line, Side::Caller, &remembered);
    assert_eq!(found.verdict, Verdict::Used);
}

#[test]
fn no_line_counts_before_the_first_day_or_after_the_last() {
    let family = Family::with_distinct_halves();
    for (first, days, counts) in [
        (0, 1, true),
        (-1, 1, false),
        (1, 1, false),
        (-9, 9, false),
        (-9, 10, true),
    ] {
        let key = Secret::new(family.sheet.key().expose()).unwrap();
        let sheet = Sheet::new(key, TODAY.offset(first).unwrap(), days).unwrap();
        let due_sheet = DueSheet {
            sheet: &sheet,
            ..family.due_sheet()
        };
        for side in SIDES {
            let found = family.hear_with(&due_sheet, &half(&family.line(0), side), side, &[]);
            let verdict = if counts {
                Verdict::Match
            } else {
                Verdict::NoMatch
            };
            assert_eq!(found.verdict, verdict, "{first} {days}");
        }
    }
}

#[test]
fn neither_the_groups_code_nor_another_sheet_counts_as_a_sheet() {
    let family = Family::with_distinct_halves();
    let code = family.group.codes().at(NOW);
    let other = Family::new([8; 20]);
    for side in SIDES {
        let found = family.hear(&half(&code, side), side, &[]);
        assert_eq!(found.verdict, Verdict::NoMatch);
        let line = half(&family.line(0), side);
        let found = family.hear_with(&other.due_sheet(), &line, side, &[]);
        assert!(!found.verdict.is_match());
        // Nor does a sheet count as the group's code.
        let heard = Heard::read(&line).unwrap();
        let found = check(&family.group, &heard, Some(side), &[], NOW);
        assert!(!found.verdict.is_match());
    }
}

proptest! {
    #[test]
    fn a_line_matches_only_once_and_only_on_its_day(
        key in any::<[u8; 20]>(),
        today in 0..2_900_000_u64,
        first in -40..=40_i64,
        off in -30..=30_i64,
        caller in any::<bool>(),
        used in prop::option::of(0..3_i64),
    ) {
        let today = Day::new(today);
        let Some(first) = today.offset(first) else { return Ok(()) };
        let mut family = Family::new([0; 20]);
        family.sheet = Sheet::new(Secret::new(&key).unwrap(), first, 30).unwrap();
        let sheet = &family.sheet;
        let due_sheet = DueSheet { today, ..family.due_sheet() };
        let side = if caller { Side::Caller } else { Side::Answerer };
        let Some(day) = today.offset(off) else { return Ok(()) };
        let said = half(&sheet.line(day), side);
        let accepted: Vec<Accepted> = used
            .and_then(|ago| today.offset(-ago))
            .map(|day| Accepted {
                code: CodeId::Sheet(sheet.id()),
                ..super::accepted(1, side.other(), day.number())
            })
            .into_iter()
            .collect();
        let found = family.hear_with(&due_sheet, &said, side, &accepted);
        let is_due = sheet.has(today) && half(&sheet.line(today), side) == said;
        let is_used = accepted.iter().any(|line| line.counter == today.counter());
        prop_assert_eq!(found.verdict.is_match(), is_due && !is_used);
        let remembered = found.line_to_remember(sheet.id(), today);
        prop_assert_eq!(remembered.is_empty(), !found.verdict.is_match());
        if !remembered.is_empty() {
            let again = family.hear_with(&due_sheet, &said, side, &remembered);
            prop_assert!(again.verdict == Verdict::Used);
        }
    }
}
