//! The drills: how each should end, and which is due.

use std::collections::BTreeMap;

use crate::call::{Side, Verdict};
use crate::time::UnixTime;

/// Whom the program plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Drill {
    /// A relative, who says the half that is due.
    Relative,
    /// An impostor, who called and wants the answerer to speak first.
    AsksFirst,
    /// An impostor, who repeats what the caller said.
    RepeatsYours,
    /// An impostor, who says a half that was due some steps ago.
    OldCode,
    /// An impostor, who wants the whole code read out, as a test.
    Testing,
    /// A relative, who is forced to call and says the duress half.
    Forced,
}

impl Drill {
    /// All of them, the usual call first.
    pub const ALL: [Self; 6] = [
        Self::Relative,
        Self::AsksFirst,
        Self::RepeatsYours,
        Self::OldCode,
        Self::Testing,
        Self::Forced,
    ];

    /// Its name, as it is typed and kept, which never changes.
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

    /// The drill of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|drill| drill.as_str() == name)
    }

    /// The sides that the person may be on. Where it is either, nobody can tell
    /// by it which drill it is.
    #[must_use]
    pub const fn sides(self) -> &'static [Side] {
        match self {
            Self::AsksFirst | Self::Testing => &[Side::Answerer],
            Self::RepeatsYours => &[Side::Caller],
            Self::Relative | Self::OldCode | Self::Forced => &[Side::Answerer, Side::Caller],
        }
    }

    /// Whether the other side holds no seed of the group's.
    const fn is_impostor(self) -> bool {
        !matches!(self, Self::Relative | Self::Forced)
    }

    /// Whether it was right to end the call so. Hanging up on an impostor
    /// always is, on a relative only after a half that looked wrong; going on
    /// is right after a half that is accepted, or one said under duress.
    #[must_use]
    pub const fn is_right(self, ending: Ending) -> bool {
        match ending {
            Ending::HungUp(found) => {
                let looked_wrong = matches!(found, Some(verdict) if !lets_go_on(verdict));
                self.is_impostor() || looked_wrong
            }
            Ending::WentOn(verdict) => lets_go_on(verdict),
            Ending::GaveIn => false,
        }
    }
}

/// How the person ended a practice call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// They hung up: after this was found of what they heard, or before they
    /// had checked anything.
    HungUp(Option<Verdict>),
    /// They went on after this was found, and said what was theirs to say.
    WentOn(Verdict),
    /// They said what was theirs, or all of the code, before they had checked
    /// anything.
    GaveIn,
}

/// Whether a call goes on after this: they are who they say they are.
#[must_use]
pub const fn lets_go_on(verdict: Verdict) -> bool {
    verdict.is_them()
}

/// When a drill was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Practised {
    /// How often: at least once.
    pub times: u32,
    /// When last.
    pub last: UnixTime,
    /// Whether it ended right then.
    pub right: bool,
}

/// The drills to do next, each as good as another: those that were never done,
/// else those that went wrong last, else the one done longest ago.
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

/// One of these, by a random byte.
#[must_use]
pub fn drawn<T: Copy>(from: &[T], random: u8) -> Option<T> {
    let at = usize::from(random).checked_rem(from.len())?;
    from.get(at).copied()
}
