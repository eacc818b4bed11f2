//! The drills: how each should end, and which is due.

use std::collections::BTreeMap;

use crate::call::{Side, Verdict};
use crate::time::UnixTime;

/// A drill: the person whom the program plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Drill {
    /// A relative who says the half that is due.
    Relative,
    /// An impostor who called and wants the answerer to speak first.
    AsksFirst,
    /// An impostor who repeats what the caller said.
    RepeatsYours,
    /// An impostor who says a half that was due some steps ago.
    OldCode,
    /// An impostor who wants the whole code read out, as a test.
    Testing,
    /// A relative who is forced to call and says the duress half.
    Forced,
}

impl Drill {
    /// All drills, the usual call first.
    pub const ALL: [Self; 6] = [
        Self::Relative,
        Self::AsksFirst,
        Self::RepeatsYours,
        Self::OldCode,
        Self::Testing,
        Self::Forced,
    ];

    /// Returns its name, as typed and stored. It never changes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Relative => "relative",
            Self::AsksFirst => "asks-first",
            Self::RepeatsYours => "repeats-yours",
            Self::OldCode => "old-code",
            Self::Testing => "testing",
            Self::Forced => "forced",
        }
    }

    /// Returns the drill with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|drill| drill.as_str() == name)
    }

    /// Returns the sides that the person may be on. If both are possible, the side does
    /// not give away the drill.
    #[must_use]
    pub const fn sides(self) -> &'static [Side] {
        match self {
            Self::AsksFirst | Self::Testing => &[Side::Answerer],
            Self::RepeatsYours => &[Side::Caller],
            Self::Relative | Self::OldCode | Self::Forced => &[Side::Answerer, Side::Caller],
        }
    }

    /// Returns true if the other side holds none of the group's seeds.
    const fn is_impostor(self) -> bool {
        !matches!(self, Self::Relative | Self::Forced)
    }

    /// Returns true if it was right to end the call like this. Hanging up on an
    /// impostor always is; on a relative only after a half that looked wrong. Going
    /// on is right after a half that is accepted, or one said under duress.
    #[must_use]
    pub const fn is_right(self, ending: Ending) -> bool {
        match ending {
            Ending::HungUp(found) => {
                let looked_wrong = matches!(found, Some(verdict) if !verdict.is_genuine());
                self.is_impostor() || looked_wrong
            }
            Ending::WentOn(verdict) => verdict.is_genuine(),
            Ending::GaveIn => false,
        }
    }
}

/// How the person ended a practice call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// They hung up: after this verdict, or before they had checked anything.
    HungUp(Option<Verdict>),
    /// They went on after this verdict, and said their half.
    WentOn(Verdict),
    /// They said their half, or all of the code, before they had checked anything.
    GaveIn,
}

/// The record of a drill that was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Practised {
    /// How many times it was done: at least once.
    pub times: u32,
    /// When it was done last.
    pub last: UnixTime,
    /// True if it ended correctly that time.
    pub right: bool,
}

/// Returns the drills to do next, any of which will do: those that were never done,
/// else those that went wrong last time, else the one done longest ago.
#[must_use]
pub fn due(practised: &BTreeMap<Drill, Practised>) -> Vec<Drill> {
    let chosen = |wanted: &dyn Fn(Option<&Practised>) -> bool| -> Vec<Drill> {
        let drills = Drill::ALL.into_iter();
        drills
            .filter(|drill| wanted(practised.get(drill)))
            .collect()
    };
    let never = chosen(&|done| done.is_none());
    if !never.is_empty() {
        return never;
    }
    let wrong = chosen(&|done| done.is_some_and(|done| !done.right));
    if !wrong.is_empty() {
        return wrong;
    }
    let oldest = practised.values().map(|done| done.last).min();
    chosen(&|done| done.map(|done| done.last) == oldest)
}

/// Picks one of `from` using a random byte.
#[must_use]
pub fn pick<T: Copy>(from: &[T], random: u8) -> Option<T> {
    let at = usize::from(random).checked_rem(from.len())?;
    from.get(at).copied()
}
