//! The result of a check: the verdict, what was recognised, and what to remember.

use super::half::Side;
use crate::group::{Generation, Group, Name};
use crate::sheet::SheetId;
use crate::time::{Counter, Day, Period, UnixTime};

/// Steps to search before and after now, to distinguish an old code or a wrong clock
/// from a code that is just wrong.
pub(super) const WRONG_TIME_STEPS: i64 = 20;

/// Half an hour in seconds. Some time zones differ by half an hour.
pub(super) const HALF_HOUR: i64 = 1800;

/// The verdict on what was heard. If several fit, the table in `judge` decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It was accepted before: somebody may be repeating it.
    Used,
    /// It is due.
    Match,
    /// It is due under a previous seed that is still accepted.
    MatchPreviousGeneration,
    /// It is due under a previous seed that is no longer accepted.
    OldSeed,
    /// It is this side's own half, repeated back.
    OwnHalf,
    /// It is the duress half that is due.
    Duress,
    /// It belongs to another time.
    WrongTime,
    /// It matches nothing of the group.
    NoMatch,
}

impl Verdict {
    /// All verdicts.
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

    /// Returns its name, which never changes.
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

    /// Returns true if the speaker holds an accepted seed, forced or not.
    #[must_use]
    pub const fn is_genuine(self) -> bool {
        self.is_match() || matches!(self, Self::Duress)
    }

    /// Returns true if the speaker holds an accepted seed and was not forced.
    #[must_use]
    pub const fn is_match(self) -> bool {
        matches!(self, Self::Match | Self::MatchPreviousGeneration)
    }
}

/// The part of a code that was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// One side's half.
    Half(Side),
    /// The full code.
    Full,
}

impl Part {
    /// Returns its name, which never changes: `caller`, `answerer` or `both`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Half(side) => side.as_str(),
            Self::Full => "both",
        }
    }

    /// Returns the sides whose halves it contains.
    #[must_use]
    pub fn sides(self) -> Vec<Side> {
        match self {
            Self::Half(side) => vec![side],
            Self::Full => vec![Side::Caller, Side::Answerer],
        }
    }
}

/// A half that was accepted once, and won't be accepted again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Accepted {
    /// The code or sheet that it is a half of.
    pub code: CodeId,
    /// The side whose half it is.
    pub side: Side,
    /// Its step; for a sheet, its day.
    pub counter: Counter,
}

/// The code or sheet that a half belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeId {
    /// The code of the seed of this generation.
    Seed(Generation),
    /// A line of this sheet.
    Sheet(SheetId),
}

/// The result of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The verdict.
    pub verdict: Verdict,
    /// The part that was recognised, `None` if nothing of the group was. With
    /// [`Verdict::NoMatch`] it is a part of the group's code, which is not accepted
    /// from this member.
    pub part: Option<Part>,
    /// Its step relative to now, negative if earlier. For a sheet, its day relative to
    /// today.
    pub steps_off: i64,
    /// The generation whose seed recognised it, otherwise the one in force. A sheet has
    /// none of its own.
    pub generation: Generation,
}

impl Finding {
    /// Returns the finding for text that matches nothing of the group or can't be read.
    #[must_use]
    pub const fn no_match(group: &Group) -> Self {
        Self {
            verdict: Verdict::NoMatch,
            part: None,
            steps_off: 0,
            generation: group.generation(),
        }
    }

    /// Returns true if it was accepted before and is more than one step away: someone
    /// who repeats it that late got it from somebody else. Until then it may be the
    /// same person, waiting for the next code.
    #[must_use]
    pub const fn is_repeated_later(&self) -> bool {
        matches!(self.verdict, Verdict::Used) && self.steps_off.unsigned_abs() > 1
    }

    /// Returns true if it is the group's code, which is not accepted from this member.
    #[must_use]
    pub fn is_group_code(&self) -> bool {
        self.verdict == Verdict::NoMatch && self.part.is_some()
    }

    /// Returns how many half hours a clock or a time zone is off, theirs or this
    /// device's, if a full code shows it; negative if theirs is behind.
    #[must_use]
    pub fn half_hours_off(&self, period: Period) -> Option<i64> {
        let is_far = self.steps_off.unsigned_abs() > WRONG_TIME_STEPS.unsigned_abs();
        if self.verdict != Verdict::WrongTime || self.part != Some(Part::Full) || !is_far {
            return None;
        }
        let steps = HALF_HOUR.checked_div(i64::try_from(period.as_secs()).ok()?)?;
        // Round to the nearest, since the step before or after is accepted too.
        let nearest = self.steps_off.signum().checked_mul(steps / 2)?;
        self.steps_off.checked_add(nearest)?.checked_div(steps)
    }

    /// Returns whose device was lost, if the half is of a seed that was replaced for
    /// that reason; empty if nobody knows whose.
    #[must_use]
    pub fn lost<'a>(&self, group: &'a Group) -> Option<&'a [Name]> {
        if self.verdict != Verdict::OldSeed {
            return None;
        }
        let mut previous = group.previous().iter();
        let previous = previous.find(|it| it.seed.generation == self.generation)?;
        previous.lost_by.as_deref()
    }

    /// Returns the halves to remember after a match made at `now`, so that none is
    /// accepted twice; empty if it was no match.
    #[must_use]
    pub fn to_remember(&self, period: Period, now: UnixTime) -> Vec<Accepted> {
        self.accepted_from(period.counter_at(now), CodeId::Seed(self.generation))
    }

    /// Returns the lines of a sheet to remember after a match made on `today`.
    #[must_use]
    pub(super) fn line_to_remember(&self, sheet: SheetId, today: Day) -> Vec<Accepted> {
        self.accepted_from(today.counter(), CodeId::Sheet(sheet))
    }

    fn accepted_from(&self, now: Counter, code: CodeId) -> Vec<Accepted> {
        match (self.part, now.offset(self.steps_off)) {
            (Some(part), Some(counter)) if self.verdict.is_match() => part
                .sides()
                .into_iter()
                .map(|side| Accepted {
                    code,
                    side,
                    counter,
                })
                .collect(),
            _ => Vec::new(),
        }
    }
}
