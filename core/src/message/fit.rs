//! Decides whose signature counts, and which of two rotations. Nothing here asks a
//! person; a [`MessageFit`] says what must be asked first.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use thiserror::Error;

use super::content::{Content, Message, MessageKind};
use crate::device::DevicePublic;
use crate::group::{
    self, Enrolment, Generation, Group, Holds, MAX_JUMP, Member, Name, Origin, Unconfirmed,
};
use crate::otp::Parameters;
use crate::secret::Secret;
use crate::words::{PHRASE_WORDS, Word};

/// The way a message fits the groups on a device.
#[derive(Debug)]
pub enum MessageFit<'a> {
    /// It brings a group that is not here yet, and an organiser to pin.
    New,
    /// It is for a group here that has no organiser, or whose organisers no longer count
    /// because a person trusts this one: it brings one to pin, and may bring a new seed.
    Pins(&'a Group),
    /// A pinned organiser brings a new seed.
    Rotation(&'a Group),
    /// The seed is here already, and it adds to the roll, or brings all that a link did
    /// not.
    Completes(&'a Group),
    /// Its rotation loses to the one in force, which was made at the same time. What it
    /// says about who may sign still counts.
    Outranked(&'a Group),
    /// Everything that it brings is here already.
    Known(&'a Group),
}

/// Finds how `message` fits `groups`. `trust` means that a person compares the
/// organiser's six words and trusts them instead of those pinned; `local_name` and
/// `chosen` are as for [`group::fit`].
///
/// # Errors
/// [`MessageMisfit`] for a message that must not be applied.
pub fn fit<'a>(
    groups: &'a [Group],
    message: &Unconfirmed<Message>,
    trust: bool,
    local_name: Option<&Name>,
    chosen: Option<&'a Group>,
) -> Result<MessageFit<'a>, MessageMisfit> {
    let message = message.held();
    let content = &message.content;
    let known = |group: &&Group| group.id == content.group;
    if let Some(group) = groups.iter().find(known) {
        if chosen.is_some_and(|chosen| chosen.id != group.id) {
            return Err(MessageMisfit::AnotherGroup {
                name: group.local_name().clone(),
            });
        }
        return message.against(group, trust);
    }
    let enrolment = Unconfirmed::new(content.enrolment()?);
    match group::fit(groups, &enrolment, local_name, chosen)? {
        group::LinkFit::New => Ok(MessageFit::New),
        group::LinkFit::Known(group) | group::LinkFit::Rotation(group) => {
            // Another group of that name replaces this one only if a person says so.
            if group.has_organiser() && !(trust && chosen.is_some()) {
                return Err(message.foreign(group));
            }
            Ok(MessageFit::Pins(group))
        }
    }
}

impl Message {
    /// Judges it against the group that it names. An organiser whom a person trusts
    /// replaces all pinned ones, even if already one of them.
    fn against<'a>(&self, group: &'a Group, trust: bool) -> Result<MessageFit<'a>, MessageMisfit> {
        let name = || group.local_name().clone();
        let content = &self.content;
        let is_pinned = !trust && group.counts(self);
        let is_same = group.current.secret.is_same_as(&content.secret);
        let order = content.generation.cmp(&group.generation());
        let is_demoted = group.organisers.demoted().contains(&self.signer);
        if !is_pinned && !trust && (group.has_organiser() || is_demoted) {
            let is_rival = order.is_eq() && !is_same && group.is_rival(self);
            let is_rotation = content.kind == MessageKind::Rotation;
            return if is_rotation && is_rival && self.is_news(group) {
                Ok(MessageFit::Outranked(group))
            } else if order.is_eq() && self.ends_rotation_of(group) {
                Err(MessageMisfit::Undecided { group: name() })
            } else {
                Err(self.foreign(group))
            };
        }
        match order {
            Ordering::Equal if is_same => self.judge_same_seed(group, is_pinned),
            Ordering::Equal if is_pinned => self.judge_same_generation(group),
            Ordering::Less if !trust => Err(MessageMisfit::Older {
                group: name(),
                here: group.generation(),
                found: content.generation,
            }),
            Ordering::Greater if !trust && content.generation.number() > group.farthest() => {
                Err(MessageMisfit::TooFar {
                    group: name(),
                    here: group.generation(),
                    found: content.generation,
                })
            }
            _ if is_same || group.is_retired(&content.secret) => {
                Err(MessageMisfit::Retired { group: name() })
            }
            _ if is_pinned => Ok(MessageFit::Rotation(group)),
            _ => Ok(MessageFit::Pins(group)),
        }
    }

    /// Judges a message that has the seed in force.
    fn judge_same_seed<'a>(
        &self,
        group: &'a Group,
        is_pinned: bool,
    ) -> Result<MessageFit<'a>, MessageMisfit> {
        if !is_pinned {
            return Ok(MessageFit::Pins(group));
        }
        if self.disagrees(group) {
            return Err(MessageMisfit::Disagrees {
                group: group.local_name().clone(),
            });
        }
        // A link brings only the seed, and nothing else that the rotation changed.
        let came_by_link = self.content.kind == MessageKind::Rotation && group.brought_by.is_none();
        Ok(if came_by_link || self.completes(group) {
            MessageFit::Completes(group)
        } else {
            MessageFit::Known(group)
        })
    }

    /// Judges a message from an organiser who counts, of the generation in force but
    /// with another seed.
    fn judge_same_generation<'a>(&self, group: &'a Group) -> Result<MessageFit<'a>, MessageMisfit> {
        let is_news = self.is_news(group);
        // The seed was undone here: if it was only displaced, the message would not be
        // news.
        if is_news && group.is_retired(&self.content.secret) {
            return Err(MessageMisfit::Retired {
                group: group.local_name().clone(),
            });
        }
        if self.wins(group) {
            return Ok(MessageFit::Rotation(group));
        }
        if is_news && self.content.kind == MessageKind::Rotation {
            return Ok(MessageFit::Outranked(group));
        }
        Err(self.rival(group))
    }

    /// Reports whether this rotation beats the one in force, which was made at the same
    /// time: it demotes that one's signer, or has the lower rank. A seed that came by
    /// no message always loses.
    ///
    /// Neither an invitation nor a later part wins by its rank: an invitation's is only
    /// its organiser's claim, and a later part's is that of a first part that may not be
    /// here. If the one in force came by a later part with another seed than its first
    /// part, the first part wins.
    fn wins(&self, group: &Group) -> bool {
        let Some(brought) = self.brought else {
            return false;
        };
        let Some(here) = group.brought_by else {
            return true;
        };
        let is_later_part = self.content.part.is_some_and(|part| part.number > 1);
        self.content.kind == MessageKind::Rotation
            && (self.ends_rotation_of(group)
                || !is_later_part
                    && (brought.rank < here.rank || brought.rank.hash == here.rank.hash))
    }

    /// Reports whether it demotes the signer of the rotation in force, or everyone who
    /// vouches for that signer.
    fn ends_rotation_of(&self, group: &Group) -> bool {
        let (organisers, demoted) = (&group.organisers, &self.content.demoted);
        let here = group.brought_by;
        here.is_some_and(|here| organisers.falls_with(group.id, &here, demoted))
    }

    /// Reports whether what it says about who may sign is new here.
    fn is_news(&self, group: &Group) -> bool {
        let mut statements = group.organisers.statements.iter();
        self.brought
            .is_some_and(|brought| statements.all(|statement| statement.brought != brought))
    }

    /// Reports whether it is a part of the rotation in force but contradicts it about
    /// whether anyone is excluded.
    fn disagrees(&self, group: &Group) -> bool {
        let ranks = self.brought.zip(group.brought_by);
        ranks.is_some_and(|(brought, here)| {
            brought.rank.hash == here.rank.hash && brought.rank != here.rank
        })
    }

    /// Returns the misfit of a rotation that loses to the one in force.
    pub(crate) fn rival(&self, group: &Group) -> MessageMisfit {
        MessageMisfit::Outranked {
            group: group.local_name().clone(),
            generation: self.content.generation,
            removed: self.removed(group),
            moved: self.moved(group),
        }
    }

    /// Reports whether it is a part of the rotation in force and lists someone unknown
    /// here.
    fn completes(&self, group: &Group) -> bool {
        let is_part = self.content.part.is_some() && self.brought == group.brought_by;
        let members = group.members.iter().map(|member| &member.name);
        let known = members.chain(group.departed.iter().map(|left| &left.name));
        let known: BTreeSet<String> = known.map(Name::folded).collect();
        let mut listed = self.content.members.iter();
        is_part && listed.any(|listed| !known.contains(&listed.name.folded()))
    }

    /// Returns the members here whom it takes off the roll, or whose device it drops
    /// without a replacement.
    fn removed(&self, group: &Group) -> Vec<Name> {
        let departed: BTreeSet<String> = self.content.departed.iter().map(Name::folded).collect();
        let moved = self.moved(group);
        let members = group.members.iter().filter(|member| {
            departed.contains(&member.name.folded())
                || self.drops_device_of(member)
                    && moved.iter().all(|(name, _)| *name != member.name)
        });
        members.map(|member| member.name.clone()).collect()
    }

    /// Returns the members here whose device it drops, or dropped before, each with the
    /// replacement.
    fn moved(&self, group: &Group) -> Vec<(Name, DevicePublic)> {
        let listed = self.content.members.iter();
        let moved = listed.filter_map(|listed| {
            let (here, device) = (group.member(listed.name.as_str()).ok()?, listed.device?);
            let has_none = here.holds == Holds::Ringtrue && here.device.is_none();
            let is_moved = has_none || self.drops_device_of(here);
            is_moved.then(|| (here.name.clone(), device))
        });
        moved.collect()
    }

    fn drops_device_of(&self, member: &Member) -> bool {
        let dropped = &self.content.dropped;
        member.device.is_some_and(|key| dropped.contains(&key))
    }

    fn foreign(&self, group: &Group) -> MessageMisfit {
        let mut organisers = self.content.organisers.iter();
        let name = organisers.find(|organiser| organiser.key == self.signer);
        let name = name.map_or(&self.content.name, |organiser| &organiser.name);
        if group.organisers.demoted().contains(&self.signer) {
            return MessageMisfit::Demoted {
                group: group.local_name().clone(),
                name: name.clone(),
            };
        }
        MessageMisfit::ForeignOrganiser {
            group: group.local_name().clone(),
            is_same: group.id == self.content.group,
            name: name.clone(),
            words: self.signer.words(),
        }
    }
}

impl Content {
    fn enrolment(&self) -> Result<Enrolment, MessageMisfit> {
        Ok(Enrolment {
            name: self.name.clone(),
            generation: self.generation,
            origin: Origin::Ringtrue,
            parameters: Parameters::default(),
            secret: Secret::new(self.secret.expose()).map_err(|_| MessageMisfit::NoSeed)?,
        })
    }
}

impl Group {
    /// Reports whether the signature of `message` counts here: its organiser is
    /// pinned, or was promoted by one who is.
    pub(super) fn counts(&self, message: &Message) -> bool {
        let named = &message.content.organisers;
        self.organisers.counts(self.id, &message.signer, named)
    }

    /// Reports whether what `message` says about who may sign counts, though its
    /// signer was demoted by another rotation that is not in force.
    fn is_rival(&self, message: &Message) -> bool {
        let named = &message.content.organisers;
        self.organisers.is_rival(self.id, &message.signer, named)
    }

    /// Returns the highest generation that this device follows without asking.
    pub(crate) const fn farthest(&self) -> u16 {
        self.current.generation.number().saturating_add(MAX_JUMP)
    }
}

/// The reason a message must not be applied.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MessageMisfit {
    /// Its organiser is not one that this device knows.
    #[error("it is signed by {name}, who is not an organiser of \"{group}\" on this device")]
    ForeignOrganiser {
        /// The group here.
        group: Name,
        /// True if it is for that group, false if for another one of its name.
        is_same: bool,
        /// The name they give themselves.
        name: Name,
        /// Their key as six words.
        words: [Word; PHRASE_WORDS],
    },
    /// Its organiser was demoted.
    #[error("it is signed by {name} with a key that no longer counts for \"{group}\"")]
    Demoted {
        /// The group here.
        group: Name,
        /// The name they give themselves.
        name: Name,
    },
    /// It brings an older generation than the one here.
    #[error(
        "it has \"{}\", but this device already has \"{}\"", .group.key_name(*.found), .group.key_name(*.here)
    )]
    Older {
        /// The group here.
        group: Name,
        /// The generation here.
        here: Generation,
        /// The generation that it brings.
        found: Generation,
    },
    /// Two organisers rotated at once, and the other rotation counts.
    #[error(
        "two organisers made \"{}\" at the same time, and the one on this device wins",
        .group.key_name(*.generation)
    )]
    Outranked {
        /// The group here.
        group: Name,
        /// The generation of both.
        generation: Generation,
        /// Members here whom it took off the roll, or whose device it drops without a
        /// replacement.
        removed: Vec<Name>,
        /// Members here whose device it replaces, with the new key, to which the
        /// rotation that counts is not sealed.
        moved: Vec<(Name, DevicePublic)>,
    },
    /// It brings a generation more than [`MAX_JUMP`] above the one here.
    #[error(
        "it is \"{}\", and this device has \"{}\": that is too far ahead to follow without asking",
        .group.key_name(*.found), .group.key_name(*.here)
    )]
    TooFar {
        /// The group here.
        group: Name,
        /// The generation here.
        here: Generation,
        /// The generation that it brings.
        found: Generation,
    },
    /// Two organisers rotated at once, and each demotes the other.
    #[error(
        "two organisers of \"{group}\" made a new key at the same time and demoted each other: \
         only people can decide which one counts"
    )]
    Undecided {
        /// The group here.
        group: Name,
    },
    /// It is a part of a rotation, and contradicts the other parts.
    #[error("it is part of a new key of \"{group}\" and contradicts its other parts")]
    Disagrees {
        /// The group here.
        group: Name,
    },
    /// It brings a seed that was replaced, lost or undone here.
    #[error("it passes off an old key of \"{group}\" as a new one")]
    Retired {
        /// The group here.
        group: Name,
    },
    /// The six words that were typed are not those of the key that signed it.
    #[error("the six words are not those of the organiser who signed it")]
    OtherWords,
    /// It is not for the group that the user named.
    #[error("it is for \"{name}\"")]
    AnotherGroup {
        /// The group that it is for.
        name: Name,
    },
    /// Its seed can't be used.
    #[error("its key can't be used")]
    NoSeed,
    /// It doesn't fit, for the same reason that a link with its content would not.
    #[error(transparent)]
    Enrolment(#[from] group::LinkMisfit),
}
