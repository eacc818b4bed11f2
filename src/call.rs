//! The rules of a call: which half is whose, what is accepted when, and why
//! something is not. Nothing else: no text for people (`view`), no memory of
//! its own (`recent`).

mod spelling;

use std::fmt;

use zeroize::Zeroizing;

use crate::group::{Generation, Group};
use crate::otp::{Code, Codes, Digits, duress_key};
use crate::time::{Counter, Period, UnixTime};
use crate::words::{Heard, Word};

use self::spelling::spelt;

/// How many steps before and after now are looked at to tell an old code, or a
/// wrong clock, from a code that is just wrong.
pub const WRONG_TIME_STEPS: i64 = 20;

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
    /// use ringtrue::{Codes, Counter, Half, Parameters, Secret, Side};
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
#[non_exhaustive]
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
pub struct Accepted {
    /// Of which seed.
    pub generation: Generation,
    /// Whose half.
    pub side: Side,
    /// Of which step.
    pub counter: Counter,
}

/// What a check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What to think of it.
    pub verdict: Verdict,
    /// What it was recognised as, `None` for nothing of the group's.
    pub part: Option<Part>,
    /// Its step, counted from now: negative for an earlier one.
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
        let counter = period.counter_at(now).offset(self.steps_off);
        match (self.part, counter) {
            (Some(part), Some(counter)) if self.verdict.is_match() => part
                .sides()
                .into_iter()
                .map(|side| Accepted {
                    generation: self.generation,
                    side,
                    counter,
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

/// The half of the duress code that `side` says at `counter`: as the true one,
/// from a key of its own, and never equal to a true half nearby.
#[must_use]
pub fn duress_half(group: &Group, side: Side, counter: Counter) -> Half {
    let key = duress_key(&group.current().secret);
    let duress = Codes::new(&key, group.parameters());
    duress_of(&duress, &group.codes(), side, counter)
}

/// One seed, and what its halves are worth now.
struct Track<'a> {
    generation: Generation,
    codes: Codes,
    secret: &'a crate::secret::Secret,
    worth: Worth,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Worth {
    InForce,
    StillAccepted,
    Recognised,
}

/// All that a half is held against.
struct Bench<'a> {
    group: &'a Group,
    tracks: Vec<Track<'a>>,
    accepted: &'a [Accepted],
    now: UnixTime,
    counter: Counter,
}

impl<'a> Bench<'a> {
    fn new(group: &'a Group, accepted: &'a [Accepted], now: UnixTime) -> Self {
        let track = |seed: &'a crate::group::Seed, worth| Track {
            generation: seed.generation,
            codes: Codes::new(&seed.secret, group.parameters()),
            secret: &seed.secret,
            worth,
        };
        let mut tracks = vec![track(group.current(), Worth::InForce)];
        tracks.extend(group.previous().iter().map(|previous| {
            let counts = previous.accepted && now < previous.until;
            let worth = if counts {
                Worth::StillAccepted
            } else {
                Worth::Recognised
            };
            track(&previous.seed, worth)
        }));
        Self {
            group,
            tracks,
            accepted,
            now,
            counter: group.parameters().period.counter_at(now),
        }
    }

    fn judge(&self, heard: &Heard, from: Option<Side>) -> Option<Finding> {
        let digits = self.group.parameters().digits;
        // A half comes first: "287 extreme" is one half said twice over, not a
        // code of two halves that happen to be the same.
        if !needs_side(heard, digits)
            && let Some(code) = spelt(heard, digits.count())
        {
            return self.judge_part(Part::Both, &code);
        }
        let from = from?;
        let own = from.other();
        // The sides' halves differ in length where the code has 7 digits.
        let theirs = spelt(heard, Half::length(digits, from))
            .and_then(|digits| self.judge_before_own(Part::Half(from), &digits));
        theirs
            .or_else(|| {
                let repeated = spelt(heard, Half::length(digits, own))?;
                let steps_off = self.due_steps(Part::Half(own), &repeated, self.tracks.first()?)?;
                Some(self.finding(Verdict::OwnHalf, Part::Half(own), steps_off))
            })
            .or_else(|| {
                let digits = spelt(heard, Half::length(digits, from))?;
                self.judge_after_own(Part::Half(from), &digits)
            })
    }

    fn judge_part(&self, part: Part, digits: &str) -> Option<Finding> {
        self.judge_before_own(part, digits)
            .or_else(|| self.judge_after_own(part, digits))
    }

    /// The rows of the table down to the old seed.
    fn judge_before_own(&self, part: Part, digits: &str) -> Option<Finding> {
        self.used(part, digits, |off| {
            off.unsigned_abs() <= WRONG_TIME_STEPS.unsigned_abs()
        })
        .or_else(|| self.due(part, digits))
    }

    /// The rows of the table from duress on.
    fn judge_after_own(&self, part: Part, digits: &str) -> Option<Finding> {
        self.duress(part, digits)
            .or_else(|| self.wrong_time(part, digits))
            // What was accepted long ago comes last: by chance it equals one
            // due half in a thousand, which must not be turned away for it.
            .or_else(|| self.used(part, digits, |_| true))
    }

    fn used(&self, part: Part, digits: &str, near: impl Fn(i64) -> bool) -> Option<Finding> {
        self.accepted.iter().find_map(|accepted| {
            let track = self
                .tracks
                .iter()
                .find(|track| track.generation == accepted.generation)?;
            let off = steps_between(self.counter, accepted.counter)?;
            let repeated = near(off)
                && part.sides().contains(&accepted.side)
                && part_of(&track.codes.at_counter(accepted.counter), part).as_str() == digits;
            repeated.then_some(Finding {
                verdict: Verdict::Used,
                part: Some(part),
                steps_off: off,
                generation: track.generation,
            })
        })
    }

    fn due(&self, part: Part, digits: &str) -> Option<Finding> {
        self.tracks.iter().find_map(|track| {
            let steps_off = self.due_steps(part, digits, track)?;
            Some(Finding {
                verdict: match track.worth {
                    Worth::InForce => Verdict::Match,
                    Worth::StillAccepted => Verdict::MatchPreviousGeneration,
                    Worth::Recognised => Verdict::OldSeed,
                },
                part: Some(part),
                steps_off,
                generation: track.generation,
            })
        })
    }

    fn duress(&self, part: Part, digits: &str) -> Option<Finding> {
        let counts = |track: &&Track<'_>| track.worth != Worth::Recognised;
        self.tracks.iter().filter(counts).find_map(|track| {
            let codes = Codes::new(&duress_key(track.secret), self.group.parameters());
            let steps_off = self.due_offsets().find(|off| {
                self.counter.offset(*off).is_some_and(|counter| {
                    let half = |side| duress_of(&codes, &track.codes, side, counter);
                    let due = part.sides().into_iter().map(half);
                    let due: Zeroizing<String> =
                        Zeroizing::new(due.map(|half| half.0.to_string()).collect());
                    due.as_str() == digits
                })
            })?;
            Some(Finding {
                verdict: Verdict::Duress,
                part: Some(part),
                steps_off,
                generation: track.generation,
            })
        })
    }

    fn wrong_time(&self, part: Part, digits: &str) -> Option<Finding> {
        let codes = &self.tracks.first()?.codes;
        let nearest_first = (1..=WRONG_TIME_STEPS).flat_map(|steps| [-steps, steps]);
        let steps_off = nearest_first
            .into_iter()
            .find(|off| self.is_at(part, digits, codes, *off))?;
        Some(self.finding(Verdict::WrongTime, part, steps_off))
    }

    /// At which of the steps that count now the track has this part of a code.
    fn due_steps(&self, part: Part, digits: &str, track: &Track<'_>) -> Option<i64> {
        self.due_offsets()
            .find(|off| self.is_at(part, digits, &track.codes, *off))
    }

    /// The steps that count now: this one; the one before, in the first third
    /// of a step; the one after, in its last sixth.
    fn due_offsets(&self) -> impl Iterator<Item = i64> + use<> {
        let period = self.group.parameters().period;
        let in_first_third = period.elapsed_at(self.now) * 3 < period.as_secs();
        let in_last_sixth = period.remaining_at(self.now) * 6 <= period.as_secs();
        let before = in_first_third.then_some(-1);
        let after = in_last_sixth.then_some(1);
        [Some(0), before, after].into_iter().flatten()
    }

    fn is_at(&self, part: Part, digits: &str, codes: &Codes, off: i64) -> bool {
        self.counter
            .offset(off)
            .is_some_and(|counter| part_of(&codes.at_counter(counter), part).as_str() == digits)
    }

    fn finding(&self, verdict: Verdict, part: Part, steps_off: i64) -> Finding {
        Finding {
            verdict,
            part: Some(part),
            steps_off,
            generation: self.group.generation(),
        }
    }
}

fn duress_of(duress: &Codes, truth: &Codes, side: Side, counter: Counter) -> Half {
    let mut half = Half::of(&duress.at_counter(counter), side);
    let near: Vec<Half> = [-1, 0, 1]
        .into_iter()
        .filter_map(|off| counter.offset(off))
        .map(|counter| truth.at_counter(counter))
        .flat_map(|code| {
            [
                Half::of(&code, Side::Caller),
                Half::of(&code, Side::Answerer),
            ]
        })
        .collect();
    // At most six halves are near, so that this ends.
    while near.contains(&half) {
        half = raised(&half);
    }
    half
}

/// The half that counts one higher, the highest going to zeros.
fn raised(half: &Half) -> Half {
    let mut carried = true;
    let mut digits: Vec<char> = half.0.chars().collect();
    for digit in digits.iter_mut().rev() {
        *digit = match (*digit, carried) {
            ('9', true) => '0',
            (digit, true) => {
                carried = false;
                char::from_digit(digit.to_digit(10).unwrap_or(0) + 1, 10).unwrap_or('0')
            }
            (digit, false) => digit,
        };
    }
    Half(Zeroizing::new(digits.into_iter().collect()))
}

fn part_of(code: &Code, part: Part) -> Zeroizing<String> {
    match part {
        Part::Half(side) => Half::of(code, side).0,
        Part::Both => Zeroizing::new(code.as_str().to_owned()),
    }
}

fn steps_between(from: Counter, to: Counter) -> Option<i64> {
    let (from, to) = (i128::from(from.as_u64()), i128::from(to.as_u64()));
    i64::try_from(to - from).ok()
}

#[cfg(test)]
mod tests;
