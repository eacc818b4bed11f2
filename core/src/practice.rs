//! Practice: the rules of the drills in which the program plays the other side
//! of a call. What it says in words is `view`'s; when which drill was done,
//! `state` keeps.

use std::collections::BTreeMap;

use crate::call::{Half, Side, Spoken, Verdict, half_to_say};
use crate::group::{Enrolment, Group, GroupId};
use crate::otp::{Digits, practice_key};
use crate::time::{Counter, UnixTime};

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

/// How many steps ago an old code was due: outside of what a check accepts, and
/// inside of what it recognises as old.
const OLD_STEPS: [i64; 4] = [3, 4, 5, 6];

/// The other side of a practice call.
#[derive(Debug)]
pub struct Partner {
    group: Group,
    drill: Drill,
    own: Side,
    old: Counter,
}

impl Partner {
    /// The one who plays `drill` with somebody of `group`, whose side and whose
    /// age of an old code are drawn from two random bytes. Both are drawn from
    /// four values at most, so that none is likelier than another.
    #[must_use]
    pub fn new(drill: Drill, group: &Group, now: UnixTime, random: [u8; 2]) -> Self {
        let [side, age] = random;
        let counter = group.parameters().period.counter_at(now);
        let old = drawn(&OLD_STEPS, age).and_then(|steps| counter.offset(-steps));
        Self {
            group: practice_group(group),
            drill,
            own: drawn(drill.sides(), side).unwrap_or(Side::Answerer),
            old: old.unwrap_or(counter),
        }
    }

    /// The group of the practice codes.
    #[must_use]
    pub const fn group(&self) -> &Group {
        &self.group
    }

    /// Which drill it is.
    #[must_use]
    pub const fn drill(&self) -> Drill {
        self.drill
    }

    /// The side that the person is on.
    #[must_use]
    pub const fn own(&self) -> Side {
        self.own
    }

    /// What they say at `now` to somebody who says their own halves so.
    #[must_use]
    pub fn says(&self, own_spoken: Spoken, now: UnixTime) -> Saying {
        let due = self.group.parameters().period.counter_at(now);
        let theirs = self.own.other();
        let half = |spoken, side, counter| {
            let generation = self.group.generation();
            Saying::Half(half_to_say(&self.group, generation, spoken, side, counter))
        };
        match self.drill {
            Drill::Relative => half(Spoken::Freely, theirs, due),
            Drill::AsksFirst => Saying::YouFirst,
            Drill::RepeatsYours => half(own_spoken, self.own, due),
            Drill::OldCode => half(Spoken::Freely, theirs, self.old),
            Drill::Testing => Saying::WholeCode(self.group.parameters().digits),
            Drill::Forced => half(Spoken::UnderDuress, theirs, due),
        }
    }
}

/// What the other side says of the code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saying {
    /// This half.
    Half(Half),
    /// That the person shall go first.
    YouFirst,
    /// That the person shall read out the whole code, of so many digits.
    WholeCode(Digits),
}

/// `group` with practice codes: of a key of its own, which comes of the seed in
/// force alone. What it says counts on no call of `group`.
fn practice_group(group: &Group) -> Group {
    let enrolment = Enrolment {
        name: group.name().clone(),
        generation: group.generation(),
        origin: group.origin().clone(),
        parameters: group.parameters(),
        secret: practice_key(&group.current().secret),
    };
    // Another id, so that nothing that is remembered of one meets the other.
    let id = GroupId::from_bytes(group.id().as_bytes().map(|byte| !byte));
    let since = group.current().since;
    Group::from_enrolment(enrolment, group.local_name.clone(), id, since)
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

#[cfg(test)]
mod tests;
