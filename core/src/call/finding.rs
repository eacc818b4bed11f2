//! What a check found: the verdict, what was recognised, and what is to be
//! remembered of it.

use super::half::Side;
use crate::group::{Generation, Group, Name};
use crate::sheet::SheetId;
use crate::time::{Counter, Day, Period, UnixTime};

/// How many steps before and after now are looked at to tell an old code, or a
/// wrong clock, from a code that is just wrong.
pub(super) const WRONG_TIME_STEPS: i64 = 20;

/// Half an hour in seconds. Some time zones are half an hour from the next.
pub(super) const HALF_HOUR: i64 = 1800;

/// What to think of what was heard. The first that fits counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It was accepted before: somebody may be repeating it.
    Used,
    /// It is due.
    Match,
    /// It is due by a seed before, which is still accepted.
    MatchPreviousGeneration,
    /// It is due by a seed before, which is accepted no more.
    OldSeed,
    /// It is the other side's: what one said oneself, repeated.
    OwnHalf,
    /// It is the duress half that is due.
    Duress,
    /// It belongs to another time.
    WrongTime,
    /// It is nothing of the group's.
    NoMatch,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Used,
        Self::Match,
        Self::MatchPreviousGeneration,
        Self::OldSeed,
        Self::OwnHalf,
        Self::Duress,
        Self::WrongTime,
        Self::NoMatch,
    ];

    /// Its name, which never changes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Used => "used",
            Self::Match => "match",
            Self::MatchPreviousGeneration => "match_previous_generation",
            Self::OldSeed => "old_seed",
            Self::OwnHalf => "own_half",
            Self::Duress => "duress",
            Self::WrongTime => "wrong_time",
            Self::NoMatch => "no_match",
        }
    }

    /// Whether the one who said it holds a seed that is accepted, forced or not.
    #[must_use]
    pub const fn is_them(self) -> bool {
        self.is_match() || matches!(self, Self::Duress)
    }

    /// Whether the one who said it holds a seed that is accepted and was not
    /// forced.
    #[must_use]
    pub const fn is_match(self) -> bool {
        matches!(self, Self::Match | Self::MatchPreviousGeneration)
    }
}

/// Which part of a code was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// One side's half.
    Half(Side),
    /// The full code.
    Both,
}

impl Part {
    /// Its name, which never changes: `caller`, `answerer` or `both`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Half(side) => side.as_str(),
            Self::Both => "both",
        }
    }

    /// The sides whose halves it has.
    #[must_use]
    pub fn sides(self) -> Vec<Side> {
        match self {
            Self::Half(side) => vec![side],
            Self::Both => vec![Side::Caller, Side::Answerer],
        }
    }
}

/// A half that was accepted once, and is not again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Accepted {
    /// What it is a half of.
    pub of: Of,
    /// Whose half.
    pub side: Side,
    /// Of which step; of a sheet, of which day.
    pub counter: Counter,
}

/// What a half is a half of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// The code of the seed of this generation.
    Seed(Generation),
    /// A line of this sheet.
    Sheet(SheetId),
}

/// What a check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What to think of it.
    pub verdict: Verdict,
    /// What it was recognised as, `None` for nothing of the group's. With a
    /// [`Verdict::NoMatch`] it was recognised as the group's code, which does not
    /// count from whoever said it.
    pub part: Option<Part>,
    /// Its step, counted from now: negative for an earlier one. Of a sheet, its
    /// day, counted from today.
    pub steps_off: i64,
    /// The generation that it was recognised by, else the one in force. A sheet
    /// is of none.
    pub generation: Generation,
}

impl Finding {
    /// Nothing of the group's, or nothing that can be read.
    #[must_use]
    pub const fn no_match(group: &Group) -> Self {
        Self {
            verdict: Verdict::NoMatch,
            part: None,
            steps_off: 0,
            generation: group.generation(),
        }
    }

    /// Reports whether it was accepted before and its step is over: who repeats it
    /// later has it from someone. Until then it may be the same person again, who waits
    /// for the next one.
    #[must_use]
    pub const fn is_repeated_later(&self) -> bool {
        matches!(self.verdict, Verdict::Used) && self.steps_off.unsigned_abs() > 1
    }

    /// Returns true if it is the group's code, and that does not count from whoever
    /// said it.
    #[must_use]
    pub fn is_the_groups(&self) -> bool {
        self.verdict == Verdict::NoMatch && self.part.is_some()
    }

    /// Returns by how many half hours a clock or a time zone is wrong, theirs or
    /// this device's, if a full code tells that: negative if theirs is behind.
    #[must_use]
    pub fn half_hours_off(&self, period: Period) -> Option<i64> {
        let is_far = self.steps_off.unsigned_abs() > WRONG_TIME_STEPS.unsigned_abs();
        if self.verdict != Verdict::WrongTime || self.part != Some(Part::Both) || !is_far {
            return None;
        }
        let steps = HALF_HOUR.checked_div(i64::try_from(period.as_secs()).ok()?)?;
        // To the nearest: a step before or after counts too.
        let nearest = self.steps_off.signum().checked_mul(steps / 2)?;
        self.steps_off.checked_add(nearest)?.checked_div(steps)
    }

    /// Returns whose device was lost, if the half is of a seed that was given up
    /// for that: nobody, if it is not known whose.
    #[must_use]
    pub fn lost<'a>(&self, group: &'a Group) -> Option<&'a [Name]> {
        if self.verdict != Verdict::OldSeed {
            return None;
        }
        let mut previous = group.previous().iter();
        let previous = previous.find(|it| it.seed.generation == self.generation)?;
        previous.lost.as_deref()
    }

    /// What to remember of a match made at `now`, so that it is not accepted
    /// twice: nothing for what was no match.
    #[must_use]
    pub fn to_remember(&self, period: Period, now: UnixTime) -> Vec<Accepted> {
        self.accepted_from(period.counter_at(now), Of::Seed(self.generation))
    }

    /// Returns the lines of a sheet to remember after a match made on `today`.
    #[must_use]
    pub(super) fn line_to_remember(&self, sheet: SheetId, today: Day) -> Vec<Accepted> {
        self.accepted_from(today.counter(), Of::Sheet(sheet))
    }

    fn accepted_from(&self, now: Counter, of: Of) -> Vec<Accepted> {
        match (self.part, now.offset(self.steps_off)) {
            (Some(part), Some(counter)) if self.verdict.is_match() => part
                .sides()
                .into_iter()
                .map(|side| Accepted { of, side, counter })
                .collect(),
            _ => Vec::new(),
        }
    }
}
