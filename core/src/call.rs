//! The rules of a call: which half is whose, what is accepted when, and why
//! something is not. Nothing else: no text for people (`view`), no memory of
//! its own (`recent`).

mod against;
mod bench;
mod duress;
mod spelling;
mod turns;

use std::fmt;

use zeroize::Zeroizing;

use crate::group::{Generation, Group, Name};
use crate::otp::{Code, Digits};
use crate::sheet::Serial;
use crate::time::{Counter, Day, Period, UnixTime};
use crate::words::{Heard, Word};

use self::bench::Bench;
use self::spelling::spelt;

pub use self::against::{Against, NoPair, Today, is_due};
pub use self::duress::{Spoken, half_to_say};
pub use self::turns::Turns;

/// How many steps before and after now are looked at to tell an old code, or a
/// wrong clock, from a code that is just wrong.
const WRONG_TIME_STEPS: i64 = 20;

/// Who says a half: the one who called, or the one who answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The one who called. Speaks first.
    Caller,
    /// The one who answered.
    Answerer,
}

impl Side {
    /// The other side of the call.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Caller => Self::Answerer,
            Self::Answerer => Self::Caller,
        }
    }

    /// Its name, as it is kept and shown.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Caller => "caller",
            Self::Answerer => "answerer",
        }
    }

    /// The side of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Caller, Self::Answerer]
            .into_iter()
            .find(|side| side.as_str() == name)
    }
}

/// One side's half of a code: 3 or 4 digits. Its `Debug` tells nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Half(Zeroizing<String>);

impl Half {
    /// The half of `code` that `side` says: 3 + 3, 4 + 3 or 4 + 4 digits.
    ///
    /// ```
    /// use ringtrue_core::{Codes, Counter, Half, Parameters, Secret, Side};
    ///
    /// let secret = Secret::new(b"12345678901234567890").unwrap();
    /// let code = Codes::new(&secret, Parameters::default()).at_counter(Counter::new(0));
    /// assert_eq!(code.as_str(), "755224");
    /// assert_eq!(Half::of(&code, Side::Caller).digits(), "755");
    /// assert_eq!(Half::of(&code, Side::Answerer).digits(), "224");
    /// ```
    #[must_use]
    pub fn of(code: &Code, side: Side) -> Self {
        let digits = code.as_str();
        let (caller, answerer) = digits.split_at(digits.len().div_ceil(2));
        let half = match side {
            Side::Caller => caller,
            Side::Answerer => answerer,
        };
        Self(Zeroizing::new(half.to_owned()))
    }

    /// Its digits: 3 or 4 of them.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// How it is read after its digits: the word of its first three, then the
    /// fourth where there is one.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let (three, rest) = self.0.split_at_checked(3).unwrap_or((&self.0, ""));
        let word = Word::from_digits(three).map(|word| word.to_string());
        let rest = (!rest.is_empty()).then(|| rest.to_owned());
        word.into_iter().chain(rest).collect()
    }

    const fn length(digits: Digits, side: Side) -> usize {
        match side {
            Side::Caller => digits.count().div_ceil(2),
            Side::Answerer => digits.count() / 2,
        }
    }
}

impl fmt::Debug for Half {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Half({} digits)", self.0.len())
    }
}

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
    /// Of which seed.
    pub generation: Generation,
    /// Whose half.
    pub side: Side,
    /// Of which step; of a sheet, of which day.
    pub counter: Counter,
    /// Of which sheet, `None` for the group's own code.
    pub sheet: Option<Serial>,
}

/// What a check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What to think of it.
    pub verdict: Verdict,
    /// What it was recognised as, `None` for nothing of the group's.
    pub part: Option<Part>,
    /// Its step, counted from now: negative for an earlier one. Of a sheet, its
    /// day, counted from today.
    pub steps_off: i64,
    /// The generation that it was recognised by, else the one in force.
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

    /// What to remember of a match made at `now`, so that it is not accepted
    /// twice: nothing for what was no match.
    #[must_use]
    pub fn to_remember(&self, period: Period, now: UnixTime) -> Vec<Accepted> {
        self.accepted_from(period.counter_at(now), None)
    }

    /// The same of a line of a sheet.
    #[must_use]
    pub fn line_to_remember(&self, paper: &Paper<'_>) -> Vec<Accepted> {
        self.accepted_from(paper.today.counter(), Some(paper.serial))
    }

    fn accepted_from(&self, now: Counter, sheet: Option<Serial>) -> Vec<Accepted> {
        match (self.part, now.offset(self.steps_off)) {
            (Some(part), Some(counter)) if self.verdict.is_match() => part
                .sides()
                .into_iter()
                .map(|side| Accepted {
                    generation: self.generation,
                    side,
                    counter,
                    sheet,
                })
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// Whether what was heard can only be judged when it is known who called: it
/// is a half, and a half has two sides.
#[must_use]
pub fn needs_side(heard: &Heard, digits: Digits) -> bool {
    [Side::Caller, Side::Answerer]
        .into_iter()
        .any(|side| spelt(heard, Half::length(digits, side)).is_some())
}

/// Whether what was heard has as many digits as a half or a code.
#[must_use]
pub fn is_whole(heard: &Heard, digits: Digits) -> bool {
    needs_side(heard, digits) || spelt(heard, digits.count()).is_some()
}

/// Judges what was heard at `now` from the side `from`. A full code is judged
/// without a side; a half without one is [`Verdict::NoMatch`].
///
/// `accepted` is what was accepted of this group before, at any time.
#[must_use]
pub fn check(
    group: &Group,
    heard: &Heard,
    from: Option<Side>,
    accepted: &[Accepted],
    now: UnixTime,
) -> Finding {
    Bench::new(group, accepted, now)
        .judge(heard, from)
        .unwrap_or(Finding::no_match(group))
}

/// A member's sheet, and which of its lines is due.
#[derive(Clone, Copy, Debug)]
pub struct Paper<'a> {
    /// Whose it is, spelt as on the roll.
    pub member: &'a Name,
    /// Which one.
    pub serial: Serial,
    /// The day that it is here.
    pub today: Day,
    /// The day that it is where they are, where that is another one and a
    /// person said so: its line is then due instead.
    pub elsewhere: Option<Day>,
}

/// Judges a half, or both halves, of a line of a sheet. Verdicts and their
/// order are those of [`check`], with days for steps and the one line that is
/// due; a line counts once, and has no duress half. `now` tells which old seeds
/// are still accepted.
#[must_use]
pub fn check_line(
    group: &Group,
    paper: &Paper<'_>,
    heard: &Heard,
    from: Option<Side>,
    accepted: &[Accepted],
    now: UnixTime,
) -> Finding {
    Bench::of_sheet(group, paper, accepted, now)
        .judge(heard, from)
        .unwrap_or(Finding::no_match(group))
}

#[cfg(test)]
mod tests;
