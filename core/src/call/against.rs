//! What a half is judged against, and what counts with a member.

use thiserror::Error;

use super::finding::{Accepted, Finding, Verdict};
use super::half::Side;
use super::judge::{Paper, check, check_line};
use crate::device::DeviceKey;
use crate::group::{Group, Member, Name, Pairing, Parted};
use crate::otp::Digits;
use crate::pair::Pair;
use crate::sheet::Sheet;
use crate::time::{Day, UnixTime};
use crate::words::{Heard, Unheard};

/// What a half is judged against. A member with a sheet or a pair is held to
/// that: the group's code does not count from them, since everyone has it.
#[derive(Debug)]
pub enum Against {
    /// The group's code.
    Group,
    /// The code that this device and one member share.
    Pair {
        /// The member.
        member: Name,
        /// The group, with the pair's keys in the place of its seeds.
        shared: Box<Group>,
    },
    /// A member's sheet.
    Sheet {
        /// The member.
        member: Name,
        /// The sheet.
        sheet: Sheet,
    },
}

impl Against {
    /// Resolves what counts from `member` of `group`, or from someone who is not
    /// named, on the device whose key is `own`.
    ///
    /// # Errors
    /// [`NoPair`] if the member is paired and the pair's code can't be computed.
    pub fn new(
        member: Option<&Member>,
        group: &Group,
        own: Option<&DeviceKey>,
    ) -> Result<Self, NoPair> {
        let Some(member) = member else {
            return Ok(Self::Group);
        };
        let pair = match member.pairing() {
            Pairing::Unpaired => None,
            Pairing::With(device) => {
                let own = own.ok_or(NoPair::NoKey)?;
                Some(Pair::new(own, &device).ok_or(NoPair::Useless)?)
            }
            Pairing::Parted(parted) => return Err(NoPair::Parted(parted)),
        };
        let name = member.name.clone();
        Ok(match (&member.sheet, pair) {
            (Some(sheet), _) => Self::Sheet {
                member: name,
                sheet: sheet.clone(),
            },
            (None, Some(pair)) => Self::Pair {
                member: name,
                shared: Box::new(pair.group(group)),
            },
            (None, None) => Self::Group,
        })
    }

    /// Returns the group whose halves are due and are remembered: the shared one
    /// of a pair, else `group` itself.
    #[must_use]
    pub fn counts<'a>(&'a self, group: &'a Group) -> &'a Group {
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

    /// Judges a claim. `accepted` are the halves of [`Against::counts`] that were
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
                // By chance the group's code may also be the pair's of another time.
                if is_unknown && claim.is_the_groups(group) {
                    return Finding::no_match(group);
                }
                found
            }
            Self::Sheet { sheet, .. } => {
                let paper = Paper {
                    sheet,
                    today: claim.day.here,
                    elsewhere: claim.day.elsewhere,
                };
                check_line(group, &paper, heard, from, accepted)
            }
        }
    }

    /// Returns the halves to remember after this finding, so that none is accepted
    /// twice. They are kept for the group of [`Against::counts`].
    #[must_use]
    pub fn to_remember(&self, finding: &Finding, claim: &Claim, group: &Group) -> Vec<Accepted> {
        match self {
            Self::Sheet { sheet, .. } => finding.line_to_remember(sheet.id(), claim.day.here),
            Self::Group | Self::Pair { .. } => {
                finding.to_remember(group.parameters().period, claim.time)
            }
        }
    }

    /// Returns the day to ask about if the claim is a sheet's line of another day
    /// that it is somewhere now. It counts only once a person has said that it is
    /// that day where the member is: see [`Today::elsewhere`]. One line a day is
    /// what an impostor has to guess.
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

/// What someone said to show who they are, and what it is judged by.
pub struct Claim {
    /// What was typed, or why that can't be read.
    pub heard: Result<Heard, Unheard>,
    /// The side that said it. A full code needs none.
    pub from: Option<Side>,
    /// The day, for the lines of a sheet.
    pub day: Today,
    /// The moment that it is judged by.
    pub time: UnixTime,
}

impl Claim {
    /// Returns true if it is due by the group's code, which does not count from a
    /// member with a pair or a sheet.
    #[must_use]
    pub fn is_the_groups(&self, group: &Group) -> bool {
        self.heard.as_ref().is_ok_and(|heard| {
            let found = check(group, heard, self.from, &[], self.time);
            found.verdict.is_match()
        })
    }
}

/// Which day it is, for the lines of a sheet.
#[derive(Clone, Copy, Debug)]
pub struct Today {
    /// The day here.
    pub here: Day,
    /// The day where the member is, if a person said that it is another one: its
    /// line is then due instead.
    pub elsewhere: Option<Day>,
}

/// Why the code of a pair can't be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NoPair {
    /// This device has no key.
    #[error("this device has no key")]
    NoKey,
    /// The member's device key agrees with everyone's.
    #[error("the device key is one that agrees with everybody's")]
    Useless,
    /// The roll is not what the two confirmed to each other.
    #[error("{0}")]
    Parted(Parted),
}

#[cfg(test)]
mod tests;
