//! Links and QR codes: a new group, or a rotation that someone shows.

use super::outcome::{ApplyError, Done, Outcome, named};
use crate::group::{
    Enrolment, Generation, Group, GroupId, LinkFit, LinkMisfit, MAX_JUMP, Name, SeedFate,
    Unconfirmed, fit,
};
use crate::time::UnixTime;
use crate::vault::{NameTaken, Vault};

/// A link that came in, with what the user said in advance.
#[derive(Debug)]
pub struct IncomingLink {
    /// The link.
    pub enrolment: Unconfirmed<Enrolment>,
    /// The name to keep it under on this device, as a group of its own.
    pub local_name: Option<Name>,
    /// True to join a new group without a question.
    pub assume_yes: bool,
    /// If set, a rotation is followed without a question. One that is more than
    /// [`MAX_JUMP`] generations ahead must have this generation. The previous seed is
    /// then recognised but no longer accepted, as after a loss. Nobody reported one, so
    /// the rotation can be undone.
    pub accept_rotation: Option<u16>,
}

/// The plan for a link.
#[derive(Debug)]
pub enum LinkPlan {
    /// Nothing: its seed is in force here.
    Known(Done),
    /// Don't apply it.
    Refused(LinkRefusal),
    /// Ask whether to join a new group.
    AskToJoin(AskToJoin),
    /// Ask whether to replace a seed on this device.
    AskToFollow(AskToFollow),
    /// Apply it: the user said yes in advance.
    Ready(AcceptedLink),
}

/// The reason a rotation is not followed. [`IncomingLink::accept_rotation`] overrides
/// each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkRefusal {
    /// Rotations of this group come in messages, signed by an organiser.
    ByMessage {
        /// The group's name on this device.
        group: Name,
        /// The organiser to ask about it.
        organiser: Name,
    },
    /// It is more than [`MAX_JUMP`] generations ahead, and its number was not
    /// given.
    TooFar {
        /// The group's name on this device.
        group: Name,
        /// Its generation.
        found: Generation,
    },
    /// [`IncomingLink::assume_yes`] is not enough to replace a seed.
    NeedsQuestion {
        /// The group's name on this device.
        group: Name,
    },
}

/// Asks a person who compared the check words with someone in the group whether
/// to join it.
#[derive(Debug)]
pub struct AskToJoin {
    link: IncomingLink,
    chosen: Option<GroupId>,
}

/// Asks whether the person who rotated has the same check words and, if so, for what
/// [`Reason`].
#[derive(Debug)]
pub struct AskToFollow {
    link: IncomingLink,
    chosen: Option<GroupId>,
    /// The group's name on this device.
    pub group: Name,
    /// The generation that is replaced.
    pub replaces: Generation,
    /// How many generations the link is ahead. If more than one, ask whether
    /// there were that many rotations.
    pub jump: u16,
    /// The holders of sheets that count. If there are any and something was lost, ask
    /// whether it was a device with ringtrue, and so the keys of all sheets.
    pub sheets: Vec<Name>,
}

/// A link that was accepted: by a person, or by options.
#[derive(Debug)]
pub struct AcceptedLink {
    link: IncomingLink,
    chosen: Option<GroupId>,
    answer: Answer,
}

#[derive(Clone, Copy, Debug)]
enum Answer {
    Join,
    /// `None` if nobody was asked for the reason.
    Follow(Option<Reason>),
}

/// The reason for a rotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It was time.
    Routine,
    /// Someone left who should no longer be able to use the previous seed.
    Departure,
    /// A sheet was lost, or a device with an authenticator app.
    Loss,
    /// A device with ringtrue was lost, which may have had the keys of all sheets.
    LossOfSheetKeys,
}

impl Reason {
    /// Returns what becomes of the previous seed.
    const fn kept(self) -> SeedFate {
        match self {
            Self::Routine => SeedFate::Accepted,
            Self::Departure => SeedFate::Recognised,
            Self::Loss | Self::LossOfSheetKeys => SeedFate::Lost(Vec::new()),
        }
    }
}

impl IncomingLink {
    /// Plans what to do with the link. `chosen` is the group that the user named,
    /// if any.
    ///
    /// # Errors
    /// [`LinkMisfit`] for a link that can't be used here.
    pub fn plan(self, groups: &[Group], chosen: Option<&Group>) -> Result<LinkPlan, LinkMisfit> {
        let id = chosen.map(Group::id);
        Ok(match self.fit(groups, chosen)? {
            LinkFit::Known(group) => LinkPlan::Known(Done::new(group.id(), Outcome::Known)),
            LinkFit::New if self.assume_yes => LinkPlan::Ready(self.accepted(id, Answer::Join)),
            LinkFit::New => LinkPlan::AskToJoin(AskToJoin {
                link: self,
                chosen: id,
            }),
            LinkFit::Rotation(group) => self.plan_rotation(group, id),
        })
    }

    fn plan_rotation(self, group: &Group, chosen: Option<GroupId>) -> LinkPlan {
        let (here, brought) = (group.generation(), self.enrolment.generation());
        let jump = brought.number().saturating_sub(here.number());
        let is_named = |number: Option<u16>| jump <= MAX_JUMP || number == Some(brought.number());
        if self.accept_rotation.is_some() {
            if !is_named(self.accept_rotation) {
                return LinkPlan::Refused(LinkRefusal::TooFar {
                    group: group.local_name().clone(),
                    found: brought,
                });
            }
            return LinkPlan::Ready(self.accepted(chosen, Answer::Follow(None)));
        }
        let name = group.local_name().clone();
        if let [organiser, ..] = group.organisers().pinned() {
            return LinkPlan::Refused(LinkRefusal::ByMessage {
                group: name,
                organiser: organiser.name.clone(),
            });
        }
        if self.assume_yes {
            return LinkPlan::Refused(LinkRefusal::NeedsQuestion { group: name });
        }
        LinkPlan::AskToFollow(AskToFollow {
            link: self,
            chosen,
            group: name,
            replaces: here,
            jump,
            sheets: group.sheet_holders(),
        })
    }

    fn fit<'a>(
        &self,
        groups: &'a [Group],
        chosen: Option<&'a Group>,
    ) -> Result<LinkFit<'a>, LinkMisfit> {
        fit(groups, &self.enrolment, self.local_name.as_ref(), chosen)
    }

    const fn accepted(self, chosen: Option<GroupId>, answer: Answer) -> AcceptedLink {
        AcceptedLink {
            link: self,
            chosen,
            answer,
        }
    }
}

impl AskToJoin {
    /// Returns what to show: the group's name, its generation and the check words.
    #[must_use]
    pub const fn enrolment(&self) -> &Unconfirmed<Enrolment> {
        &self.link.enrolment
    }

    /// Answers that the check words are the same, and that the user wants to join.
    #[must_use]
    pub fn yes(self) -> AcceptedLink {
        self.link.accepted(self.chosen, Answer::Join)
    }
}

impl AskToFollow {
    /// Returns what to show beside the facts here: the group's name, the new generation
    /// and the check words.
    #[must_use]
    pub const fn enrolment(&self) -> &Unconfirmed<Enrolment> {
        &self.link.enrolment
    }

    /// Reports whether it is so far ahead that the person has to type its number.
    #[must_use]
    pub const fn needs_number(&self) -> bool {
        self.jump > MAX_JUMP
    }

    /// Answers that the check words are the same. For [`Reason::Routine`], the previous
    /// seed is accepted for
    /// [`DEFAULT_OVERLAP_DAYS`](crate::group::DEFAULT_OVERLAP_DAYS). `number` is what
    /// the person typed if [`needs_number`](Self::needs_number). Returns `None` if it
    /// is not the link's generation.
    #[must_use]
    pub fn yes(self, reason: Reason, number: Option<u16>) -> Option<AcceptedLink> {
        if self.needs_number() && number != Some(self.link.enrolment.generation().number()) {
            return None;
        }
        Some(
            self.link
                .accepted(self.chosen, Answer::Follow(Some(reason))),
        )
    }
}

impl AcceptedLink {
    /// Returns the name that a new group gets on this device. A group that is here
    /// already keeps its own.
    #[must_use]
    pub fn name(&self) -> &Name {
        let local_name = self.link.local_name.as_ref();
        local_name.unwrap_or_else(|| self.link.enrolment.name())
    }

    /// Applies it to the vault, which may have changed since the plan was made. A
    /// new group gets `id`, which should be random.
    ///
    /// # Errors
    /// [`ApplyError`]; the vault is then unchanged.
    pub fn apply(
        self,
        vault: &mut Vault,
        id: GroupId,
        now: UnixTime,
    ) -> Result<Done, ApplyError<LinkMisfit>> {
        let link = self.link;
        let fit = link.fit(vault.groups(), named(vault, self.chosen)?)?;
        match (fit, self.answer) {
            (LinkFit::New, Answer::Join) => {
                let group =
                    Group::from_enrolment(link.enrolment.confirm(), link.local_name, id, now);
                vault
                    .add(group)
                    .map_err(|NameTaken(name)| LinkMisfit::NameTaken(name))?;
                Ok(Done::new(id, Outcome::Joined))
            }
            (LinkFit::Rotation(group), Answer::Follow(reason)) => {
                let id = group.id();
                let group = vault.group_mut(id).ok_or(ApplyError::Changed)?;
                let old = reason.map_or(SeedFate::Unasked, Reason::kept);
                group.follow_keeping(old, link.enrolment.confirm(), now);
                group.by_link = true;
                if reason == Some(Reason::LossOfSheetKeys) {
                    group.end_sheets();
                }
                Ok(Done::new(id, Outcome::Rotated))
            }
            _ => Err(ApplyError::Changed),
        }
    }
}
