//! The other side of a practice call, and what it says.

use super::drill::{Drill, pick};
use crate::call::{Expected, Half, Manner, Side, Who};
use crate::device::DeviceKey;
use crate::group::{Enrolment, Group, GroupId, Member, Name};
use crate::otp::{Digits, practice_key};
use crate::sheet::Sheet;
use crate::time::{Counter, Day, UnixTime};

/// The ages of an old code in steps, or of an old line in days: too old for a check
/// to accept, and new enough to be recognised as old.
const OLD_STEPS: [i64; 4] = [3, 4, 5, 6];

/// The number of a practice sheet's days before today, and of all its days: enough for an
/// old line and for tomorrow's.
const SHEET_DAYS: (i64, u32) = (30, 60);

/// The other side of a practice call.
#[derive(Debug)]
pub struct Partner {
    group: Group,
    drill: Drill,
    own: Side,
    member: Option<Name>,
    expected: Expected,
    old: Counter,
}

impl Partner {
    /// Plays `drill` with a member of `group`, on the device whose key is `key`, when
    /// it is `today` here at `now`. If a call of `group` asks *Who is it?*, the partner
    /// is a member on its roll, otherwise nobody in particular.
    ///
    /// The person's side, the age of an old code and the member are drawn from three
    /// random bytes. The first two choose from 1, 2 or 4 values, so that none is
    /// likelier than another.
    #[must_use]
    pub fn new(
        drill: Drill,
        group: &Group,
        key: Option<&DeviceKey>,
        now: UnixTime,
        today: Day,
        random: [u8; 3],
    ) -> Self {
        let [side, age, who] = random;
        let group = practice_group(group, today);
        let (member, expected) = draw_member(drill, &group, key, who);
        let step = expected.step_at(&group, now, today);
        let old = pick(&OLD_STEPS, age).and_then(|steps| step.offset(-steps));
        Self {
            drill,
            own: pick(drill.sides(), side).unwrap_or(Side::Answerer),
            old: old.unwrap_or(step),
            group,
            member,
            expected,
        }
    }

    /// Returns the group of the practice codes, with practice sheets on its roll.
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

    /// Returns the member whom the program plays or claims to be.
    #[must_use]
    pub const fn member(&self) -> Option<&Name> {
        self.member.as_ref()
    }

    /// Returns what the partner says at `now`, when it is `today` here. `own_manner` is
    /// how the person says their own halves.
    #[must_use]
    pub fn says(&self, own_manner: Manner, now: UnixTime, today: Day) -> Saying {
        let due = self.expected.step_at(&self.group, now, today);
        let theirs = self.own.other();
        let half = |manner, side, step| {
            let generation = self.group.generation();
            let half = self
                .expected
                .half(&self.group, generation, manner, side, step);
            half.map_or(Saying::YouFirst, Saying::Half)
        };
        match self.drill {
            Drill::Relative => half(Manner::Freely, theirs, due),
            Drill::AsksFirst => Saying::YouFirst,
            Drill::RepeatsYours => half(own_manner, self.own, due),
            Drill::OldCode => half(Manner::Freely, theirs, self.old),
            Drill::Testing => Saying::WholeCode(self.expected.digits(&self.group)),
            Drill::Forced => half(Manner::UnderDuress, theirs, due),
        }
    }
}

/// Draws the member to play, and what they are held to.
fn draw_member(
    drill: Drill,
    group: &Group,
    key: Option<&DeviceKey>,
    random: u8,
) -> (Option<Name>, Expected) {
    let own = key.map(DeviceKey::public);
    let Some(who) = Who::of(group, own.as_ref(), "") else {
        return (None, Expected::Group);
    };
    let members = who.candidates().filter_map(|(choice, _)| choice.member());
    let played = members.filter_map(|name| {
        let member = group.member(name.as_str()).ok()?;
        let expected = Expected::new(Some(member), group, key).ok()?;
        // A sheet has no duress half, so its holder can't be played as forced.
        let is_played = drill != Drill::Forced || !matches!(expected, Expected::Sheet { .. });
        is_played.then(|| (Some(name.clone()), expected))
    });
    let mut played: Vec<_> = played.collect();
    match usize::from(random).checked_rem(played.len()) {
        Some(at) => played.swap_remove(at),
        None => (None, Expected::Group),
    }
}

/// A statement by the partner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saying {
    /// "Hello": they were called, and hear the caller first.
    Hello,
    /// This half.
    Half(Half),
    /// "You go first."
    YouFirst,
    /// "Read out the whole code", of this many digits.
    WholeCode(Digits),
}

/// Returns `group` with practice codes, whose keys are derived from the seed in force
/// and from those of its sheets. They are accepted on no call of `group`.
pub(super) fn practice_group(group: &Group, today: Day) -> Group {
    let enrolment = Enrolment {
        name: group.name().clone(),
        generation: group.generation(),
        origin: group.origin().clone(),
        parameters: group.parameters(),
        secret: practice_key(&group.current().secret),
    };
    // With another id, the halves remembered for one can't be taken for the other's.
    let id = GroupId::from_bytes(group.id().as_bytes().map(|byte| !byte));
    let since = group.current().since;
    let mut practice = Group::from_enrolment(enrolment, group.local_name.clone(), id, since);
    let members = group.members().iter().map(|member| Member {
        sheet: member
            .sheet
            .as_ref()
            .and_then(|sheet| practice_sheet(sheet, today)),
        ..member.clone()
    });
    practice.members = members.collect();
    practice
}

fn practice_sheet(sheet: &Sheet, today: Day) -> Option<Sheet> {
    let (before, days) = SHEET_DAYS;
    let from = today.offset(-before).unwrap_or(today);
    Sheet::new(practice_key(sheet.key()), from, days)
}
