//! The code or sheet that a half is judged against: the group's, a pair's or a
//! member's.

use std::rc::Rc;

use thiserror::Error;

use super::duress::{self, Manner, half_to_say};
use super::finding::{Accepted, CodeId, Finding, Part, Verdict};
use super::half::{Half, Side};
use super::judge::{DueSheet, check, check_line};
use crate::device::DeviceKey;
use crate::group::{Generation, Group, Holds, Member, Name, Pairing, Parted};
use crate::otp::{Codes, Digits, Parameters, duress_key};
use crate::pair::Pair;
use crate::sheet::Sheet;
use crate::time::{Counter, Day, UnixTime};
use crate::words::{Heard, HeardError};

/// The code or sheet that a half is judged against. A member with a sheet or a pair is
/// held to that: the group's code is not accepted from them, since everyone has it.
#[derive(Clone, Debug, Default)]
pub enum Expected {
    /// The group's code.
    #[default]
    Group,
    /// The code that this device and one member share.
    Pair {
        /// The member.
        member: Name,
        /// The group, with the pair's keys in place of its seeds.
        shared: Rc<Group>,
    },
    /// A member's sheet.
    Sheet {
        /// The member.
        member: Name,
        /// The sheet.
        sheet: Sheet,
    },
}

impl Expected {
    /// Resolves what to expect from `member` of `group` (`None`: someone who is not
    /// named) on the device whose key is `own`.
    ///
    /// # Errors
    /// [`NoCode`] if the member is paired and the pair's code can't be computed, or if
    /// they hold a sheet that is not on this device.
    pub fn new(
        member: Option<&Member>,
        group: &Group,
        own: Option<&DeviceKey>,
    ) -> Result<Self, NoCode> {
        let Some(member) = member else {
            return Ok(Self::Group);
        };
        let pair = match member.pairing() {
            Pairing::Unpaired => None,
            Pairing::With(device) => {
                let own = own.ok_or(NoCode::NoKey)?;
                Some(Pair::new(own, &device).ok_or(NoCode::WeakKey)?)
            }
            Pairing::Parted(parted) => return Err(NoCode::Parted(parted)),
        };
        let name = member.name.clone();
        Ok(match (&member.sheet, pair) {
            (Some(sheet), _) => Self::Sheet {
                member: name,
                sheet: sheet.clone(),
            },
            (None, Some(pair)) => Self::Pair {
                member: name,
                shared: Rc::new(pair.group(group)),
            },
            (None, None) if member.holds == Holds::Sheet => return Err(NoCode::NoSheet),
            (None, None) => Self::Group,
        })
    }

    /// Checks that a half can be due at `now`, when it is `today` here: a sheet must
    /// have a line for a day that is today somewhere on earth.
    ///
    /// # Errors
    /// [`NoCode::NotYet`] and [`NoCode::Over`].
    pub fn has_code(&self, today: Day, now: UnixTime) -> Result<(), NoCode> {
        match self {
            Self::Sheet { sheet, .. } if sheet.days_at(today, now).next().is_none() => {
                let printed = sheet.from();
                Err(if today < printed {
                    NoCode::NotYet { printed }
                } else {
                    let last = sheet.last();
                    NoCode::Over { printed, last }
                })
            }
            _ => Ok(()),
        }
    }

    /// Returns true if it is a sheet whose line for `day` was accepted before: a line
    /// is accepted once, and so is not said again.
    #[must_use]
    pub fn is_used(&self, day: Day, accepted: &[Accepted]) -> bool {
        let Self::Sheet { sheet, .. } = self else {
            return false;
        };
        let code = CodeId::Sheet(sheet.id());
        let mut accepted = accepted.iter();
        accepted.any(|accepted| accepted.code == code && accepted.counter == day.counter())
    }

    /// Returns the group whose halves are due and remembered: the shared one of a pair,
    /// otherwise `group` itself.
    #[must_use]
    pub fn code_group<'a>(&'a self, group: &'a Group) -> &'a Group {
        match self {
            Self::Pair { shared, .. } => shared,
            Self::Group | Self::Sheet { .. } => group,
        }
    }

    /// Returns how many digits the code has.
    #[must_use]
    pub fn digits(&self, group: &Group) -> Digits {
        match self {
            Self::Sheet { .. } => Digits::default(),
            Self::Group | Self::Pair { .. } => group.parameters().digits,
        }
    }

    /// Returns the step that is due at `now`, when it is `today` here: for a sheet, the
    /// day.
    #[must_use]
    pub fn step_at(&self, group: &Group, now: UnixTime, today: Day) -> Counter {
        match self {
            Self::Sheet { .. } => today.counter(),
            Self::Group | Self::Pair { .. } => group.parameters().period.counter_at(now),
        }
    }

    /// Returns the half that `side` says at a step, like [`half_to_say`]; `None` if the
    /// sheet has no line for that day.
    ///
    /// Nobody recognises a duress half of a sheet: someone who is forced says a wrong
    /// half, and the holder of the sheet hangs up.
    #[must_use]
    pub fn half(
        &self,
        group: &Group,
        generation: Generation,
        manner: Manner,
        side: Side,
        step: Counter,
    ) -> Option<Half> {
        let Self::Sheet { sheet, .. } = self else {
            let group = self.code_group(group);
            return Some(half_to_say(group, generation, manner, side, step));
        };
        let lines = sheet.codes();
        sheet.counters().contains(&step).then(|| match manner {
            Manner::Freely => Half::of(&lines.at_counter(step), side),
            Manner::UnderDuress => {
                let wrong = Codes::new(&duress_key(sheet.key()), Parameters::default());
                duress::half(&wrong, &lines, side, step)
            }
        })
    }

    /// Judges a claim. `accepted` are the halves of [`Expected::code_group`] that were
    /// accepted before.
    #[must_use]
    pub fn judge(&self, claim: &Claim, group: &Group, accepted: &[Accepted]) -> Finding {
        let Ok(heard) = &claim.heard else {
            return Finding::no_match(group);
        };
        let (from, now) = (claim.from, claim.time);
        match self {
            Self::Group => check(group, heard, from, accepted, now),
            Self::Pair { shared, .. } => {
                let found = check(shared, heard, from, accepted, now);
                let is_unknown = matches!(found.verdict, Verdict::NoMatch | Verdict::WrongTime);
                // By chance, the group's code may also be the pair's at another time.
                match claim.groups_part(group) {
                    Some(part) if is_unknown => Finding {
                        part: Some(part),
                        ..Finding::no_match(group)
                    },
                    _ => found,
                }
            }
            Self::Sheet { sheet, .. } => {
                let due_sheet = DueSheet {
                    sheet,
                    today: claim.day.here,
                    there: claim.day.there,
                };
                check_line(group, &due_sheet, heard, from, accepted)
            }
        }
    }

    /// Returns the halves to remember after this finding, so that none is accepted
    /// twice. They are kept for the group of [`Expected::code_group`].
    #[must_use]
    pub fn to_remember(&self, finding: &Finding, claim: &Claim, group: &Group) -> Vec<Accepted> {
        match self {
            Self::Sheet { sheet, .. } => finding.line_to_remember(sheet.id(), claim.day.here),
            Self::Group | Self::Pair { .. } => {
                finding.to_remember(group.parameters().period, claim.time)
            }
        }
    }

    /// Returns the day to ask about, if the claim is a sheet's line for another day
    /// that is today somewhere on earth. It is accepted only after a person says that
    /// it is that day where the member is (see [`DueDay::there`]), so that an
    /// impostor has only one line a day to guess.
    #[must_use]
    pub fn other_day(&self, claim: &Claim, group: &Group) -> Option<Day> {
        let Self::Sheet { .. } = self else {
            return None;
        };
        let found = self.judge(claim, group, &[]);
        if found.verdict != Verdict::WrongTime {
            return None;
        }
        let day = claim.day.here.offset(found.steps_off)?;
        day.is_somewhere(claim.time).then_some(day)
    }
}

/// A half or code that someone said to show who they are, and what is needed to judge
/// it.
pub struct Claim {
    /// The typed text, or why it can't be read.
    pub heard: Result<Heard, HeardError>,
    /// The side that said it. A full code needs none.
    pub from: Option<Side>,
    /// The day, for the lines of a sheet.
    pub day: DueDay,
    /// The time by which it is judged.
    pub time: UnixTime,
}

impl Claim {
    /// Returns the part of the group's code that is due, if this is one. It is not
    /// accepted from a member with a pair or a sheet.
    fn groups_part(&self, group: &Group) -> Option<Part> {
        let heard = self.heard.as_ref().ok()?;
        let found = check(group, heard, self.from, &[], self.time);
        found.part.filter(|_| found.verdict.is_match())
    }
}

/// The current day, which decides the line of a sheet.
#[derive(Clone, Copy, Debug)]
pub struct DueDay {
    /// The day here.
    pub here: Day,
    /// The day where the member is, if a person said that it is another one: its line
    /// is then due instead.
    pub there: Option<Day>,
}

/// A finding and what it was judged against: everything that a sentence about it needs.
#[derive(Clone, Copy, Debug)]
pub struct FindingContext<'a> {
    /// The finding.
    pub finding: Finding,
    /// The code or sheet that it was judged against.
    pub expected: &'a Expected,
    /// The group.
    pub group: &'a Group,
    /// The day here when it was judged.
    pub today: Day,
}

impl FindingContext<'_> {
    /// Returns the day of the line that was recognised, or today.
    #[must_use]
    pub fn line_day(&self) -> Day {
        self.today
            .offset(self.finding.steps_off)
            .unwrap_or(self.today)
    }
}

/// The reason why nothing is accepted from a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NoCode {
    /// They are paired, and this device has no key.
    #[error("this device has no key")]
    NoKey,
    /// They are paired, but with their device key anyone could compute the shared
    /// secret.
    #[error("the device key is invalid: anyone could compute the shared secret")]
    WeakKey,
    /// They are paired, but the roll is not what the two confirmed to each other.
    #[error("{0}")]
    Parted(Parted),
    /// They hold a sheet, but it ended early or never came to this device.
    #[error("this device has no valid sheet for them")]
    NoSheet,
    /// The days of their sheet have not begun yet.
    #[error("the sheet is not valid yet")]
    NotYet {
        /// The first of them, on which it was printed.
        printed: Day,
    },
    /// The days of their sheet are over.
    #[error("the sheet has expired")]
    Over {
        /// The first of them, on which it was printed.
        printed: Day,
        /// The last of them.
        last: Day,
    },
}

#[cfg(test)]
mod tests;
