//! The rules of "What is accepted?" in docs/contributing/design.md, implemented a second
//! time as a table.

use crate::call::{Accepted, CodeId, Part, Side, Verdict};
use crate::group::{Generation, Group};
use crate::otp::{Codes, duress_key};
use crate::secret::Secret;
use crate::time::Counter;

/// The table of verdicts, implemented as plainly as possible: each row by itself, on
/// strings of digits.
pub(super) struct Table<'a> {
    pub(super) group: &'a Group,
    pub(super) accepted: &'a [Accepted],
    pub(super) now: u64,
}

/// A row that fits: its verdict, the part that was said, and every step (from now) and
/// generation by which it may be recognised.
#[derive(Debug)]
pub(super) struct Row(
    pub(super) Verdict,
    pub(super) Option<Part>,
    pub(super) Vec<(i64, Generation)>,
);

/// How a seed that a device keeps counts.
#[derive(Clone, Copy, PartialEq)]
enum Kept {
    InForce,
    Accepted,
    Old,
}

impl Table<'_> {
    pub(super) fn first_row(&self, said: &str, from: Option<Side>) -> Row {
        let digits = self.group.parameters().digits.count();
        let part = match from {
            _ if said.len() == digits => Some(Part::Full),
            Some(side) => Some(Part::Half(side)),
            None => None,
        };
        let Some(part) = part else {
            return self.no_match();
        };
        let now = Self::due(self.now, self.period());
        let all: Vec<i64> = (-20..=20).collect();
        let newest_first = self.seeds().into_iter().filter(|seed| seed.2 != Kept::Old);
        let by_generation = newest_first.flat_map(|(generation, _, kept)| {
            let verdict = match kept {
                Kept::InForce => Verdict::Match,
                _ => Verdict::MatchPreviousGeneration,
            };
            let only = |found: Vec<(i64, Generation)>| -> Vec<(i64, Generation)> {
                let mut found = found;
                found.retain(|(_, found)| *found == generation);
                found
            };
            [
                (verdict, part, only(self.of(kept, part, said, &now))),
                (Verdict::Duress, part, only(self.duress(part, said, &now))),
            ]
        });
        let first = [(Verdict::Used, part, self.used(part, said, &now))];
        let rows = [
            (Verdict::OldSeed, part, self.of(Kept::Old, part, said, &now)),
            match part {
                Part::Half(side) => {
                    let own = Part::Half(side.other());
                    (
                        Verdict::OwnHalf,
                        own,
                        self.of(Kept::InForce, own, said, &now),
                    )
                }
                Part::Full => (Verdict::OwnHalf, part, Vec::new()),
            },
            (Verdict::Used, part, self.used(part, said, &all)),
            (
                Verdict::WrongTime,
                part,
                self.of(Kept::InForce, part, said, &all),
            ),
            (Verdict::Used, part, self.used(part, said, &[])),
            (
                Verdict::WrongTime,
                part,
                self.of(Kept::InForce, part, said, &self.half_hours(part, &now)),
            ),
        ];
        let mut rows = first.into_iter().chain(by_generation).chain(rows);
        match rows.find(|(_, _, found)| !found.is_empty()) {
            Some((verdict, part, found)) => Row(verdict, Some(part), found),
            None => self.no_match(),
        }
    }

    /// Returns the steps that fit a clock that is wrong by up to 14 hours: only for
    /// full codes, and only if half an hour is a whole number of steps.
    fn half_hours(&self, part: Part, due: &[i64]) -> Vec<i64> {
        if part != Part::Full || 1800 % self.period() != 0 {
            return Vec::new();
        }
        let steps = i64::try_from(1800 / self.period()).unwrap();
        let halves = (-28..=28).filter(|halves| *halves != 0);
        halves
            .flat_map(|halves| due.iter().map(move |due| halves * steps + due))
            .collect()
    }

    fn no_match(&self) -> Row {
        Row(Verdict::NoMatch, None, vec![(0, self.group.generation())])
    }

    fn period(&self) -> u64 {
        self.group.parameters().period.as_secs()
    }

    /// Returns the accepted steps: this one; the one before in the first third; the one
    /// after in the last sixth.
    fn due(now: u64, period: u64) -> Vec<i64> {
        let into = now % period;
        let mut steps = vec![0];
        if 3 * into < period {
            steps.push(-1);
        }
        if 6 * into >= 5 * period {
            steps.push(1);
        }
        steps
    }

    fn seeds(&self) -> Vec<(Generation, &Secret, Kept)> {
        let current = self.group.current();
        let mut seeds = vec![(current.generation, &current.secret, Kept::InForce)];
        for previous in self.group.previous() {
            let accepted = previous.accepted && self.now < previous.until.as_secs();
            let kept = if accepted { Kept::Accepted } else { Kept::Old };
            seeds.push((previous.seed.generation, &previous.seed.secret, kept));
        }
        seeds
    }

    fn counter(&self, off: i64) -> Option<Counter> {
        let counter = i128::from(self.now / self.period()) + i128::from(off);
        u64::try_from(counter).ok().map(Counter::new)
    }

    fn codes(&self, key: &Secret) -> Codes {
        Codes::new(key, self.group.parameters())
    }

    /// Finds the steps and seeds that give this part.
    fn of(&self, kept: Kept, part: Part, said: &str, steps: &[i64]) -> Vec<(i64, Generation)> {
        let mut found = Vec::new();
        for (generation, secret, _) in self.seeds().into_iter().filter(|seed| seed.2 == kept) {
            for off in steps {
                let code = self
                    .counter(*off)
                    .map(|at| self.codes(secret).at_counter(at));
                if code.is_some_and(|code| cut(code.as_str(), part) == said) {
                    found.push((*off, generation));
                }
            }
        }
        found
    }

    /// Finds used halves at these steps, or at any step if none are given.
    fn used(&self, part: Part, said: &str, steps: &[i64]) -> Vec<(i64, Generation)> {
        let mut found = Vec::new();
        for (generation, secret, _) in self.seeds() {
            for accepted in self.accepted {
                let same_part = match part {
                    Part::Half(side) => accepted.side == side,
                    Part::Full => true,
                };
                let code = self.codes(secret).at_counter(accepted.counter);
                let now = self.now / self.period();
                let off = i128::from(accepted.counter.as_u64()) - i128::from(now);
                if accepted.code == CodeId::Seed(generation)
                    && same_part
                    && (steps.is_empty()
                        || i64::try_from(off).is_ok_and(|off| steps.contains(&off)))
                    && cut(code.as_str(), part) == said
                {
                    found.push((i64::try_from(off).unwrap(), generation));
                }
            }
        }
        found
    }

    /// Finds the steps and accepted seeds whose duress code gives this part.
    fn duress(&self, part: Part, said: &str, steps: &[i64]) -> Vec<(i64, Generation)> {
        let mut found = Vec::new();
        for (generation, secret, kept) in self.seeds() {
            for off in steps {
                let Some(at) = self.counter(*off) else {
                    continue;
                };
                let caller = self.raised_duress(secret, Side::Caller, at);
                let answerer = self.raised_duress(secret, Side::Answerer, at);
                let due = match part {
                    Part::Half(Side::Caller) => caller,
                    Part::Half(Side::Answerer) => answerer,
                    Part::Full => caller + &answerer,
                };
                if kept != Kept::Old && due == said {
                    found.push((*off, generation));
                }
            }
        }
        found
    }

    pub(super) fn raised_duress(&self, secret: &Secret, side: Side, at: Counter) -> String {
        let duress = self.codes(&duress_key(secret)).at_counter(at);
        let mut half = cut(duress.as_str(), Part::Half(side));
        let near = |off: u64| {
            let counter = at.as_u64().checked_add(off)?.checked_sub(1)?;
            Some(self.codes(secret).at_counter(Counter::new(counter)))
        };
        let near: Vec<_> = (0..3).filter_map(near).collect();
        let is_true = |half: &str| {
            near.iter().any(|code| {
                [Side::Caller, Side::Answerer]
                    .into_iter()
                    .any(|side| cut(code.as_str(), Part::Half(side)) == half)
            })
        };
        while is_true(&half) {
            let width = half.len();
            let next: u32 = half.parse::<u32>().unwrap() + 1;
            half = format!("{:0width$}", next % 10_u32.pow(width.try_into().unwrap()));
        }
        half
    }
}

/// Cuts the digits of a part out of a code: 6 are 3 + 3, 7 are 4 + 3, 8 are 4 + 4.
pub(super) fn cut(code: &str, part: Part) -> String {
    let middle = if code.len() == 6 { 3 } else { 4 };
    match part {
        Part::Half(Side::Caller) => &code[..middle],
        Part::Half(Side::Answerer) => &code[middle..],
        Part::Full => code,
    }
    .to_owned()
}
