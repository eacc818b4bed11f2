//! The other side of a practice call, and what it says.

use super::drill::{Drill, drawn};
use crate::call::{Half, Side, Spoken, half_to_say};
use crate::group::{Enrolment, Group, GroupId};
use crate::otp::{Digits, practice_key};
use crate::time::{Counter, UnixTime};

/// The ages of an old code in steps: too old for a check to accept, and new enough
/// to be recognised as old.
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
    /// Plays `drill` with a member of `group`. The person's side and the age of an
    /// old code are drawn from two random bytes, each from 1, 2 or 4 values, so that
    /// none is likelier than another.
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

    /// Returns the group of the practice codes.
    #[must_use]
    pub const fn group(&self) -> &Group {
        &self.group
    }

    /// Returns the drill.
    #[must_use]
    pub const fn drill(&self) -> Drill {
        self.drill
    }

    /// Returns the side that the person is on.
    #[must_use]
    pub const fn own(&self) -> Side {
        self.own
    }

    /// Returns what the partner says at `now`. `own_spoken` is how the person says
    /// their own halves.
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

/// What the partner says of the code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saying {
    /// This half.
    Half(Half),
    /// "You go first."
    YouFirst,
    /// "Read out the whole code", of this many digits.
    WholeCode(Digits),
}

/// Returns `group` with practice codes, from a key that is derived from the seed in
/// force. They count on no call of `group`.
pub(super) fn practice_group(group: &Group) -> Group {
    let enrolment = Enrolment {
        name: group.name().clone(),
        generation: group.generation(),
        origin: group.origin().clone(),
        parameters: group.parameters(),
        secret: practice_key(&group.current().secret),
    };
    // With another id, what is remembered of one can't be taken for the other's.
    let id = GroupId::from_bytes(group.id().as_bytes().map(|byte| !byte));
    let since = group.current().since;
    Group::from_enrolment(enrolment, group.local_name.clone(), id, since)
}
