//! The table of verdicts, row by row. A half is compared with every seed that is kept,
//! at every step that matters; for a sheet, at every day that matters.

use std::ops::RangeInclusive;

use zeroize::Zeroizing;

use super::duress;
use super::finding::{Accepted, CodeId, Finding, HALF_HOUR, Part, Verdict, WRONG_TIME_STEPS};
use super::half::{Half, Side};
use super::spelling::read_digits;
use crate::group::{Generation, Group, Seed};
use crate::otp::{Code, Codes, Digits, Parameters, duress_key};
use crate::secret::Secret;
use crate::sheet::{Sheet, SheetId};
use crate::time::{Counter, Day, Period, UnixTime};
use crate::words::Heard;

/// Half hours to search before and after now for a full code: 14 hours, the largest
/// difference of a time zone from UTC.
const MAX_HALF_HOURS: i64 = 28;

/// Returns true if what was heard is a half, which can be judged only if it is known
/// who called.
#[must_use]
pub fn needs_side(heard: &Heard, digits: Digits) -> bool {
    [Side::Caller, Side::Answerer]
        .into_iter()
        .any(|side| read_digits(heard, Half::length(digits, side)).is_some())
}

/// Returns true if what was heard has as many digits as a half or a code.
#[must_use]
pub(super) fn is_whole(heard: &Heard, digits: Digits) -> bool {
    needs_side(heard, digits) || read_digits(heard, digits.count()).is_some()
}

/// Returns true if the digits that were heard are a half or a code, but the words with
/// them say otherwise. Then nothing is judged: it has to be said again, and if they
/// still disagree, the digits decide ([`Heard::digits_alone`]).
#[must_use]
pub fn disagrees(heard: &Heard, digits: Digits) -> bool {
    let alone = heard.digits_alone();
    let agrees = match heard.words() {
        0 => return false,
        // Not a code with one half in digits and the other as a word.
        1 if needs_side(&alone, digits) => needs_side(heard, digits),
        _ => is_whole(heard, digits),
    };
    !agrees && is_whole(&alone, digits)
}

/// Judges what was heard at `now` from the side `from`. A full code is judged
/// without a side; a half without one is [`Verdict::NoMatch`].
///
/// `accepted` are the halves of this group that were accepted before, at any time.
#[must_use]
pub fn check(
    group: &Group,
    heard: &Heard,
    from: Option<Side>,
    accepted: &[Accepted],
    now: UnixTime,
) -> Finding {
    Judge::new(group, accepted, now)
        .judge(heard, from)
        .unwrap_or(Finding::no_match(group))
}

/// Judges a half, or both halves, of a line of a sheet. Verdicts and their order are
/// those of [`check`], with days instead of steps and only one line due. A line is
/// accepted once and has no duress half. Days without a line are skipped.
#[must_use]
pub(super) fn check_line(
    group: &Group,
    due_sheet: &DueSheet<'_>,
    heard: &Heard,
    from: Option<Side>,
    accepted: &[Accepted],
) -> Finding {
    Judge::of_sheet(group, due_sheet, accepted)
        .judge(heard, from)
        .unwrap_or(Finding::no_match(group))
}

/// A member's sheet, and which of its lines is due.
#[derive(Clone, Copy, Debug)]
pub(super) struct DueSheet<'a> {
    /// The sheet.
    pub sheet: &'a Sheet,
    /// The day here.
    pub today: Day,
    /// The day where the member is, if a person said that it is another one: its line
    /// is then due instead.
    pub there: Option<Day>,
}

/// A key, a seed's or a sheet's, and what its halves are worth now.
struct KnownKey<'a> {
    generation: Generation,
    codes: Codes,
    /// The secret from which duress halves are derived; a sheet has none.
    forced: Option<&'a Secret>,
    status: KeyStatus,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum KeyStatus {
    InForce,
    StillAccepted,
    Recognised,
}

/// Everything that a half is compared with.
struct Judge<'a> {
    in_force: Generation,
    parameters: Parameters,
    keys: Vec<KnownKey<'a>>,
    accepted: &'a [Accepted],
    sheet: Option<SheetId>,
    /// The steps that have a code; for a sheet, the days that have a line.
    steps: RangeInclusive<Counter>,
    counter: Counter,
    /// The steps accepted now, relative to `counter`.
    due: Vec<i64>,
}

impl<'a> Judge<'a> {
    /// Judges by the group's own code.
    fn new(group: &'a Group, accepted: &'a [Accepted], now: UnixTime) -> Self {
        let parameters = group.parameters();
        Self {
            in_force: group.generation(),
            parameters,
            keys: known_keys(group, now),
            accepted,
            sheet: None,
            steps: Counter::new(0)..=Counter::new(u64::MAX),
            counter: parameters.period.counter_at(now),
            due: due_steps(parameters.period, now),
        }
    }

    /// Judges by a member's sheet, whose steps are days.
    fn of_sheet(group: &Group, due_sheet: &DueSheet<'_>, accepted: &'a [Accepted]) -> Self {
        let today = due_sheet.today.counter();
        let due = due_sheet.there.unwrap_or(due_sheet.today).counter();
        Self {
            in_force: group.generation(),
            parameters: Parameters::default(),
            keys: vec![KnownKey {
                generation: group.generation(),
                codes: due_sheet.sheet.codes(),
                forced: None,
                status: KeyStatus::InForce,
            }],
            accepted,
            sheet: Some(due_sheet.sheet.id()),
            steps: due_sheet.sheet.counters(),
            counter: today,
            due: steps_between(today, due).into_iter().collect(),
        }
    }

    fn judge(&self, heard: &Heard, from: Option<Side>) -> Option<Finding> {
        let digits = self.parameters.digits;
        // Try a half first: "287 extreme" is one half said in two ways, not a code of
        // two halves that happen to be the same.
        if !needs_side(heard, digits)
            && let Some(code) = read_digits(heard, digits.count())
        {
            return self.judge_part(Part::Full, &code);
        }
        let from = from?;
        let own = from.other();
        // The two halves of a 7-digit code differ in length.
        let theirs = read_digits(heard, Half::length(digits, from))
            .and_then(|digits| self.judge_before_own(Part::Half(from), &digits));
        theirs
            .or_else(|| {
                let repeated = read_digits(heard, Half::length(digits, own))?;
                let steps_off = self.due_steps(Part::Half(own), &repeated, self.keys.first()?)?;
                Some(self.finding(Verdict::OwnHalf, Part::Half(own), steps_off))
            })
            .or_else(|| {
                let digits = read_digits(heard, Half::length(digits, from))?;
                self.judge_after_own(Part::Half(from), &digits)
            })
    }

    fn judge_part(&self, part: Part, digits: &str) -> Option<Finding> {
        self.judge_before_own(part, digits)
            .or_else(|| self.judge_after_own(part, digits))
    }

    /// Tries the rows of the table down to the old seed.
    fn judge_before_own(&self, part: Part, digits: &str) -> Option<Finding> {
        let is_accepted = |key: &&KnownKey<'_>| key.status != KeyStatus::Recognised;
        self.used(part, digits, |off| self.due.contains(&off))
            .or_else(|| {
                // Newest first. Someone who is forced must not be taken for free
                // because an older seed happens to have that half.
                self.keys.iter().filter(is_accepted).find_map(|key| {
                    self.due(part, digits, key)
                        .or_else(|| self.duress(part, digits, key))
                })
            })
            .or_else(|| {
                let mut keys = self.keys.iter().filter(|key| !is_accepted(key));
                keys.find_map(|key| self.due(part, digits, key))
            })
    }

    /// Tries the rows of the table after `OwnHalf`.
    fn judge_after_own(&self, part: Part, digits: &str) -> Option<Finding> {
        self.used(part, digits, |off| {
            off.unsigned_abs() <= WRONG_TIME_STEPS.unsigned_abs()
        })
        .or_else(|| self.wrong_time(part, digits))
        // Try halves accepted long ago only after the due ones: one due half in a
        // thousand equals one of them by chance, and must not be rejected for that.
        .or_else(|| self.used(part, digits, |_| true))
        .or_else(|| self.wrong_clock(part, digits))
    }

    /// Recognises a half that was accepted before. For a sheet, accepting one half of a
    /// line uses up both: the person who heard it said the other.
    fn used(&self, part: Part, digits: &str, near: impl Fn(i64) -> bool) -> Option<Finding> {
        self.accepted.iter().find_map(|accepted| {
            let mut keys = self.keys.iter();
            let key = keys.find(|key| self.code_id(key) == accepted.code)?;
            let off = steps_between(self.counter, accepted.counter)?;
            let repeated = near(off)
                && (self.sheet.is_some() || part.sides().contains(&accepted.side))
                && part_of(&key.codes.at_counter(accepted.counter), part).as_str() == digits;
            repeated.then_some(Finding {
                verdict: Verdict::Used,
                part: Some(part),
                steps_off: off,
                generation: key.generation,
            })
        })
    }

    fn code_id(&self, key: &KnownKey<'_>) -> CodeId {
        match self.sheet {
            Some(sheet) => CodeId::Sheet(sheet),
            None => CodeId::Seed(key.generation),
        }
    }

    fn due(&self, part: Part, digits: &str, key: &KnownKey<'_>) -> Option<Finding> {
        let steps_off = self.due_steps(part, digits, key)?;
        Some(Finding {
            verdict: match key.status {
                KeyStatus::InForce => Verdict::Match,
                KeyStatus::StillAccepted => Verdict::MatchPreviousGeneration,
                KeyStatus::Recognised => Verdict::OldSeed,
            },
            part: Some(part),
            steps_off,
            generation: key.generation,
        })
    }

    fn duress(&self, part: Part, digits: &str, key: &KnownKey<'_>) -> Option<Finding> {
        let codes = Codes::new(&duress_key(key.forced?), self.parameters);
        let steps_off = self.due.iter().copied().find(|off| {
            self.counter.offset(*off).is_some_and(|counter| {
                let half = |side| duress::half(&codes, &key.codes, side, counter);
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
            generation: key.generation,
        })
    }

    fn wrong_time(&self, part: Part, digits: &str) -> Option<Finding> {
        let nearest_first = (1..=WRONG_TIME_STEPS).flat_map(|steps| [-steps, steps]);
        self.at_another_time(part, digits, nearest_first)
    }

    /// Recognises a full code from a clock or time zone that is off by whole half
    /// hours. A half is not searched for: too many would fit by chance.
    fn wrong_clock(&self, part: Part, digits: &str) -> Option<Finding> {
        let period = i64::try_from(self.parameters.period.as_secs()).ok()?;
        if part != Part::Full || self.sheet.is_some() || HALF_HOUR.checked_rem(period)? != 0 {
            return None;
        }
        let steps = HALF_HOUR.checked_div(period)?;
        let nearest_first = (1..=MAX_HALF_HOURS).flat_map(|halves| [-halves, halves]);
        let due =
            nearest_first.flat_map(|halves| self.due.iter().map(move |due| halves * steps + due));
        self.at_another_time(part, digits, due)
    }

    fn at_another_time(
        &self,
        part: Part,
        digits: &str,
        mut steps: impl Iterator<Item = i64>,
    ) -> Option<Finding> {
        let codes = &self.keys.first()?.codes;
        let steps_off = steps.find(|off| self.is_at(part, digits, codes, *off))?;
        Some(self.finding(Verdict::WrongTime, part, steps_off))
    }

    /// Returns the due step, relative to now, at which the key's code has this part.
    fn due_steps(&self, part: Part, digits: &str, key: &KnownKey<'_>) -> Option<i64> {
        let mut due = self.due.iter().copied();
        due.find(|off| self.is_at(part, digits, &key.codes, *off))
    }

    fn is_at(&self, part: Part, digits: &str, codes: &Codes, off: i64) -> bool {
        let counter = self.counter.offset(off);
        counter
            .filter(|counter| self.steps.contains(counter))
            .is_some_and(|counter| part_of(&codes.at_counter(counter), part).as_str() == digits)
    }

    fn finding(&self, verdict: Verdict, part: Part, steps_off: i64) -> Finding {
        Finding {
            verdict,
            part: Some(part),
            steps_off,
            generation: self.in_force,
        }
    }
}

/// Returns every seed that is kept, the one in force first.
fn known_keys<'a>(group: &'a Group, now: UnixTime) -> Vec<KnownKey<'a>> {
    let parameters = group.parameters();
    let key = |seed: &'a Seed, status| KnownKey {
        generation: seed.generation,
        codes: Codes::new(&seed.secret, parameters),
        forced: Some(&seed.secret),
        status,
    };
    let previous = group.previous().iter().map(|previous| {
        let is_accepted = previous.accepted && now < previous.until;
        let status = if is_accepted {
            KeyStatus::StillAccepted
        } else {
            KeyStatus::Recognised
        };
        key(&previous.seed, status)
    });
    std::iter::once(key(group.current(), KeyStatus::InForce))
        .chain(previous)
        .collect()
}

/// Returns the steps accepted now: this one; the one before, in the first third of a
/// step; the one after, in its last sixth.
fn due_steps(period: Period, now: UnixTime) -> Vec<i64> {
    let in_first_third = period.elapsed_at(now) * 3 < period.as_secs();
    let in_last_sixth = period.remaining_at(now) * 6 <= period.as_secs();
    let before = in_first_third.then_some(-1);
    let after = in_last_sixth.then_some(1);
    [Some(0), before, after].into_iter().flatten().collect()
}

fn part_of(code: &Code, part: Part) -> Zeroizing<String> {
    match part {
        Part::Half(side) => Half::of(code, side).0,
        Part::Full => Zeroizing::new(code.as_str().to_owned()),
    }
}

fn steps_between(from: Counter, to: Counter) -> Option<i64> {
    let (from, to) = (i128::from(from.as_u64()), i128::from(to.as_u64()));
    i64::try_from(to - from).ok()
}
