//! Messages: an invitation, or a rotation that an organiser signed.

use super::changes::Before;
use super::outcome::{ApplyError, Done, Outcome, named};
use crate::device::DeviceKey;
use crate::group::{Generation, Group, GroupId, Name, Organiser, Unconfirmed};
use crate::message::{Message, MessageFit, MessageMisfit, fit};
use crate::pair::Pair;
use crate::time::UnixTime;
use crate::vault::{NameTaken, Vault};
use crate::words::Phrase;

/// An opened message, with what the user said in advance.
#[derive(Debug)]
pub struct IncomingMessage {
    /// The message.
    pub message: Unconfirmed<Message>,
    /// The name to keep it under on this device, as a group of its own.
    pub local_name: Option<Name>,
    /// The organiser that the user trusts.
    pub trust: Trust,
}

/// The organiser that the user trusts for a message.
#[derive(Debug, Default)]
pub enum Trust {
    /// Any organiser who counts for the group on this device.
    #[default]
    Known,
    /// Its signer, instead of all pinned organisers, once a person has compared
    /// the six words that they are shown.
    Signer,
    /// Its signer, instead of all pinned organisers, if these are their six words. What
    /// the user typed may have several readings.
    SignerWithWords(Vec<Phrase>),
}

/// The plan for a message.
#[derive(Debug)]
pub enum MessagePlan {
    /// Nothing: all of it is here.
    Known(Done),
    /// Ask whether its organiser is who they say they are.
    AskAboutOrganiser(AskAboutOrganiser),
    /// Apply it: a pinned organiser signed it, or the user typed the signer's words.
    Ready(AcceptedMessage),
}

/// Asks a person who called the organiser whether both see the same check words
/// and the same organiser's words.
#[derive(Debug)]
pub struct AskAboutOrganiser {
    accepted: AcceptedMessage,
    /// The changes to a group that is on this device, `None` if it brings a new one.
    pub change: Option<GroupChange>,
}

/// The changes that a message makes to a group on this device.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GroupChange {
    /// The group's name on this device.
    pub group: Name,
    /// The generation whose seed it replaces, `None` if it has the seed in force.
    pub replaces: Option<Generation>,
    /// The organisers whose rotations count from then on.
    pub organisers: Vec<Name>,
    /// The organisers whose rotations no longer count.
    pub gone: Vec<Name>,
    /// Organisers whom the message names, but whose key was demoted on this device:
    /// they need a new one.
    pub demoted: Vec<Name>,
}

/// A message that was accepted: by a person, by options, or by the signature of a
/// pinned organiser.
#[derive(Debug)]
pub struct AcceptedMessage {
    incoming: IncomingMessage,
    chosen: Option<GroupId>,
    /// The planned outcome. Applying fails if it is no longer the same.
    outcome: Outcome,
}

impl IncomingMessage {
    /// Plans what to do with the message. `chosen` is the group that the user
    /// named, if any.
    ///
    /// # Errors
    /// [`MessageMisfit`] for a message that can't be used here.
    pub fn plan(
        self,
        groups: &[Group],
        chosen: Option<&Group>,
    ) -> Result<MessagePlan, MessageMisfit> {
        let is_answered = match &self.trust {
            Trust::Known | Trust::Signer => false,
            Trust::SignerWithWords(readings) => {
                let words = self.message.held().signer.words();
                if !readings.iter().any(|read| read.is(&words)) {
                    return Err(MessageMisfit::OtherWords);
                }
                true
            }
        };
        let (outcome, here) = self.fit(groups, chosen)?;
        let change = here.map(|group| GroupChange::new(&self.message, group));
        let accepted = AcceptedMessage {
            incoming: self,
            chosen: chosen.map(Group::id),
            outcome,
        };
        Ok(match (outcome, here) {
            (Outcome::Known, Some(group)) => MessagePlan::Known(Done::new(group.id(), outcome)),
            (Outcome::Joined | Outcome::Pinned, _) if !is_answered => {
                MessagePlan::AskAboutOrganiser(AskAboutOrganiser { accepted, change })
            }
            _ => MessagePlan::Ready(accepted),
        })
    }

    const fn trusts(&self) -> bool {
        !matches!(self.trust, Trust::Known)
    }

    /// Returns what the message would do, and to which group on this device.
    fn fit<'a>(
        &self,
        groups: &'a [Group],
        chosen: Option<&'a Group>,
    ) -> Result<(Outcome, Option<&'a Group>), MessageMisfit> {
        let local_name = self.local_name.as_ref();
        let trusts = self.trusts();
        let fit = fit(groups, &self.message, trusts, local_name, chosen)?;
        Ok(match fit {
            MessageFit::New => (Outcome::Joined, None),
            MessageFit::Pins(group) => (Outcome::Pinned, Some(group)),
            MessageFit::Rotation(group) if group.generation() == self.message.generation() => {
                (Outcome::Displaced, Some(group))
            }
            MessageFit::Rotation(group) => (Outcome::Rotated, Some(group)),
            MessageFit::Outranked(group) => (Outcome::Outranked, Some(group)),
            MessageFit::Completes(group) => (Outcome::Completed, Some(group)),
            MessageFit::Known(group) => (Outcome::Known, Some(group)),
        })
    }
}

impl GroupChange {
    fn new(message: &Unconfirmed<Message>, group: &Group) -> Self {
        let names = |organisers: &[&Organiser]| {
            let names = organisers.iter().map(|organiser| organiser.name.clone());
            names.collect()
        };
        let signer = message.held().signer;
        let demoted = group.organisers().demoted();
        let (brought, demoted): (Vec<&Organiser>, Vec<&Organiser>) = message
            .organisers()
            .iter()
            .partition(|it| it.key == signer || !demoted.contains(&it.key));
        let pinned = group.organisers().pinned().iter();
        let gone: Vec<&Organiser> = pinned
            .filter(|pinned| brought.iter().all(|brought| brought.key != pinned.key))
            .collect();
        Self {
            group: group.local_name().clone(),
            replaces: (!message.has_seed_of(group)).then(|| group.generation()),
            organisers: names(&brought),
            gone: names(&gone),
            demoted: names(&demoted),
        }
    }
}

impl AskAboutOrganiser {
    /// Returns what to show beside the change: the group's name, its generation, the
    /// organiser with their words, and the check words.
    #[must_use]
    pub const fn message(&self) -> &Unconfirmed<Message> {
        &self.accepted.incoming.message
    }

    /// Answers that the organiser has the same words.
    #[must_use]
    pub fn yes(self) -> AcceptedMessage {
        self.accepted
    }
}

impl AcceptedMessage {
    /// Applies it to the vault, which may have changed since the plan was made.
    /// `own` is this device's key.
    ///
    /// # Errors
    /// [`ApplyError`]; the vault is then unchanged.
    pub fn apply(
        self,
        vault: &mut Vault,
        own: &DeviceKey,
        now: UnixTime,
    ) -> Result<Done, ApplyError<MessageMisfit>> {
        let incoming = self.incoming;
        let (outcome, here) = incoming.fit(vault.groups(), named(vault, self.chosen)?)?;
        if outcome != self.outcome {
            return Err(ApplyError::Changed);
        }
        let trusts = incoming.trusts();
        let message = incoming.message;
        let signer = message.held().signer;
        let is_unlisted = !message.lists(&own.public());
        let Some(group) = here else {
            let id = add(message, incoming.local_name, vault, own, now)?;
            return Ok(Done {
                is_unlisted,
                ..Done::new(id, outcome)
            });
        };
        let (old, new) = (group.id(), message.group());
        if outcome == Outcome::Outranked {
            return outranked(&message, old, vault);
        }
        let renamed = Pair::renamed(group, new, own);
        let back = message.brings_back(group);
        let (before, here) = (Before::of(group), group.generation());
        let named = message.organisers().to_vec();
        if let Some(group) = vault.group_mut(old) {
            group.remember_own(own.public());
        }
        let id = vault
            .apply_message(old, message.confirm(), trusts, now)
            .ok_or(ApplyError::Changed)?;
        let group = vault.group_mut(id).ok_or(ApplyError::Changed)?;
        if outcome == Outcome::Pinned {
            group.accept_organiser(signer);
        }
        let changes = before.changes(group, &named);
        Ok(Done {
            group: id,
            outcome,
            is_unlisted,
            changes,
            went_down: (group.generation() < here).then_some(here),
            back,
            renamed,
            outranked: None,
            gives_up_seed: outcome != Outcome::Completed,
        })
    }
}

/// Applies what a losing rotation says about who may sign.
fn outranked(
    message: &Unconfirmed<Message>,
    id: GroupId,
    vault: &mut Vault,
) -> Result<Done, ApplyError<MessageMisfit>> {
    let group = vault.group_mut(id).ok_or(ApplyError::Changed)?;
    let (rival, before) = (message.held().rival(group), Before::of(group));
    group.apply_losing_rotation(message.held());
    Ok(Done {
        changes: before.changes(group, message.organisers()),
        outranked: Some(rival),
        ..Done::new(id, Outcome::Outranked)
    })
}

/// Adds the group that an invitation brings.
fn add(
    message: Unconfirmed<Message>,
    local_name: Option<Name>,
    vault: &mut Vault,
    own: &DeviceKey,
    now: UnixTime,
) -> Result<GroupId, MessageMisfit> {
    let to = message.to().cloned();
    let signer = message.held().signer;
    let mut group = Group::from_message(message.confirm(), local_name, now);
    group.accept_organiser(signer);
    if let Some(to) = to {
        // On failure, keep the organiser's roll: another member may have this device.
        let _ = group.give_device(to.as_str(), own.public());
    }
    let id = group.id();
    vault
        .add(group)
        .map_err(|NameTaken(name)| crate::group::LinkMisfit::NameTaken(name))?;
    Ok(id)
}
