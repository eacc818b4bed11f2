//! Whose signature counts, and which of two rotations. Nothing here asks; what
//! must be asked first, a [`Fit`] says.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use thiserror::Error;

use super::content::{Content, Kind, Message};
use crate::device::DevicePublic;
use crate::group::{
    self, Enrolment, Generation, Group, Holds, MAX_JUMP, Member, Name, Origin, Unconfirmed,
};
use crate::otp::Parameters;
use crate::secret::Secret;
use crate::words::{PHRASE_WORDS, Word};

/// How a message fits the groups that a device has.
#[derive(Debug)]
pub enum Fit<'a> {
    /// It brings a group that is not here yet, and an organiser to pin.
    New,
    /// It is of a group that is here without an organiser, or with another one
    /// whom a person gave up: it brings one to pin, and may bring a new seed.
    Pins(&'a Group),
    /// A pinned organiser brings a new seed.
    Rotation(&'a Group),
    /// The seed is here, and it has more of the roll, or all that a link did not bring.
    Completes(&'a Group),
    /// It is of a rotation that was made at the same time as the one in force,
    /// which counts. What it says about who may sign does count.
    Rival(&'a Group),
    /// All that it brings is here.
    Known(&'a Group),
}

/// Finds how `message` fits `groups`. `trust` is that a person has compared the
/// organiser's six words and takes them, whoever was pinned before; `local_name`
/// and `meant` are as for [`group::fit`].
///
/// # Errors
/// [`Misfit`], for what must not be taken in.
pub fn fit<'a>(
    groups: &'a [Group],
    message: &Unconfirmed<Message>,
    trust: bool,
    local_name: Option<&Name>,
    meant: Option<&'a Group>,
) -> Result<Fit<'a>, Misfit> {
    let message = message.held();
    let content = &message.content;
    let known = |group: &&Group| group.id == content.group;
    if let Some(group) = groups.iter().find(known) {
        if meant.is_some_and(|meant| meant.id != group.id) {
            return Err(Misfit::AnotherGroup {
                name: group.local_name().clone(),
            });
        }
        return message.against(group, trust);
    }
    let enrolment = Unconfirmed::new(content.enrolment()?);
    match group::fit(groups, &enrolment, local_name, meant)? {
        group::Fit::New => Ok(Fit::New),
        group::Fit::Known(group) | group::Fit::Rotation(group) => {
            // Another group of that name: only where a person says that it is to
            // take the place of this one.
            if group.has_organiser() && !(trust && meant.is_some()) {
                return Err(message.foreign(group));
            }
            Ok(Fit::Pins(group))
        }
    }
}

impl Message {
    /// Judges it against the group that it says it is of. An organiser whom a
    /// person trusts replaces all who are pinned, even one of them.
    fn against<'a>(&self, group: &'a Group, trust: bool) -> Result<Fit<'a>, Misfit> {
        let name = || group.local_name().clone();
        let content = &self.content;
        let is_pinned = !trust && group.counts(self);
        let is_same = group.current.secret.is_same_as(&content.secret);
        let order = content.generation.cmp(&group.generation());
        let is_demoted = group.organisers.demoted().contains(&self.signer);
        if !is_pinned && !trust && (group.has_organiser() || is_demoted) {
            let is_rival = order.is_eq() && !is_same && group.is_rival(self);
            let is_rotation = content.kind == Kind::Rotation;
            return if is_rotation && is_rival && self.is_news(group) {
                Ok(Fit::Rival(group))
            } else if order.is_eq() && self.ends_rotation_of(group) {
                Err(Misfit::Undecided { group: name() })
            } else {
                Err(self.foreign(group))
            };
        }
        match order {
            Ordering::Equal if is_same => self.again(group, is_pinned),
            Ordering::Equal if is_pinned => self.at_once(group),
            Ordering::Less if !trust => Err(Misfit::Older {
                group: name(),
                here: group.generation(),
                found: content.generation,
            }),
            Ordering::Greater if !trust && content.generation.number() > group.farthest() => {
                Err(Misfit::TooFar {
                    group: name(),
                    here: group.generation(),
                    found: content.generation,
                })
            }
            _ if is_same || group.is_retired(&content.secret) => {
                Err(Misfit::Retired { group: name() })
            }
            _ if is_pinned => Ok(Fit::Rotation(group)),
            _ => Ok(Fit::Pins(group)),
        }
    }

    /// Judges one that has the seed in force.
    fn again<'a>(&self, group: &'a Group, is_pinned: bool) -> Result<Fit<'a>, Misfit> {
        if !is_pinned {
            return Ok(Fit::Pins(group));
        }
        if self.disagrees(group) {
            return Err(Misfit::Disagrees {
                group: group.local_name().clone(),
            });
        }
        // A link brings a seed, and nothing of what else the rotation changed.
        let came_by_link = self.content.kind == Kind::Rotation && group.brought_by.is_none();
        Ok(if came_by_link || self.completes(group) {
            Fit::Completes(group)
        } else {
            Fit::Known(group)
        })
    }

    /// Judges one of an organiser who counts that was made at the same time as the one
    /// in force.
    fn at_once<'a>(&self, group: &'a Group) -> Result<Fit<'a>, Misfit> {
        let is_news = self.is_news(group);
        // Undone here: one that was only displaced is no news.
        if is_news && group.is_retired(&self.content.secret) {
            return Err(Misfit::Retired {
                group: group.local_name().clone(),
            });
        }
        if self.wins(group) {
            return Ok(Fit::Rotation(group));
        }
        if is_news && self.content.kind == Kind::Rotation {
            return Ok(Fit::Rival(group));
        }
        Err(self.rival(group))
    }

    /// Reports whether this rotation counts instead of the one in force, which
    /// was made at the same time: it demotes who signed that one, or else has the
    /// lower rank. A seed that came by no message comes last.
    ///
    /// An invitation only carries the rank that its organiser says, and a later part
    /// that of a file which may not be here: neither displaces a rotation by its rank. If
    /// the one in force came by a later part that says another seed than its first, the
    /// first part counts.
    fn wins(&self, group: &Group) -> bool {
        let Some(brought) = self.brought else {
            return false;
        };
        let Some(here) = group.brought_by else {
            return true;
        };
        let is_later_part = self.content.part.is_some_and(|part| part.number > 1);
        self.content.kind == Kind::Rotation
            && (self.ends_rotation_of(group)
                || !is_later_part
                    && (brought.rank < here.rank || brought.rank.hash == here.rank.hash))
    }

    /// Reports whether it demotes who signed the rotation in force, or everyone who
    /// vouches for them.
    fn ends_rotation_of(&self, group: &Group) -> bool {
        let (organisers, demoted) = (&group.organisers, &self.content.demoted);
        let here = group.brought_by;
        here.is_some_and(|here| organisers.falls_with(group.id, &here, demoted))
    }

    /// Reports whether what it says about who may sign is not known here yet.
    fn is_news(&self, group: &Group) -> bool {
        let mut said = group.organisers.said.iter();
        self.brought
            .is_some_and(|brought| said.all(|said| said.brought != brought))
    }

    /// Reports whether it is a part of the rotation in force and says otherwise
    /// whether that excludes someone.
    fn disagrees(&self, group: &Group) -> bool {
        let ranks = self.brought.zip(group.brought_by);
        ranks.is_some_and(|(brought, here)| {
            brought.rank.hash == here.rank.hash && brought.rank != here.rank
        })
    }

    /// Says that the rotation in force counts, and not this one.
    pub(crate) fn rival(&self, group: &Group) -> Misfit {
        Misfit::Rival {
            group: group.local_name().clone(),
            generation: self.content.generation,
            lost: self.lost(group),
            moved: self.moved(group),
        }
    }

    /// Whether it has somebody of the roll who is not here, and is of the
    /// rotation that is.
    fn completes(&self, group: &Group) -> bool {
        let is_part = self.content.part.is_some() && self.brought == group.brought_by;
        let members = group.members.iter().map(|member| &member.name);
        let known = members.chain(group.off.iter().map(|left| &left.name));
        let known: BTreeSet<String> = known.map(Name::folded).collect();
        let mut listed = self.content.members.iter();
        is_part && listed.any(|listed| !known.contains(&listed.name.folded()))
    }

    /// Those on the roll here whom it takes off, or whose device it drops and does not
    /// replace.
    fn lost(&self, group: &Group) -> Vec<Name> {
        let off: BTreeSet<String> = self.content.off.iter().map(Name::folded).collect();
        let moved = self.moved(group);
        let members = group.members.iter().filter(|member| {
            off.contains(&member.name.folded())
                || self.drops_device_of(member)
                    && moved.iter().all(|(name, _)| *name != member.name)
        });
        members.map(|member| member.name.clone()).collect()
    }

    /// Those on the roll here whose device it drops, or dropped before, and the one that
    /// it has in its place.
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

    fn foreign(&self, group: &Group) -> Misfit {
        let mut organisers = self.content.organisers.iter();
        let name = organisers.find(|organiser| organiser.key == self.signer);
        let name = name.map_or(&self.content.name, |organiser| &organiser.name);
        if group.organisers.demoted().contains(&self.signer) {
            return Misfit::Demoted {
                group: group.local_name().clone(),
                name: name.clone(),
            };
        }
        Misfit::ForeignOrganiser {
            group: group.local_name().clone(),
            is_same: group.id == self.content.group,
            name: name.clone(),
            words: self.signer.words(),
        }
    }
}

impl Content {
    fn enrolment(&self) -> Result<Enrolment, Misfit> {
        Ok(Enrolment {
            name: self.name.clone(),
            generation: self.generation,
            origin: Origin::Ringtrue,
            parameters: Parameters::default(),
            secret: Secret::new(self.secret.expose()).map_err(|_| Misfit::NoSeed)?,
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

    /// The highest generation that this device follows unasked.
    pub(crate) const fn farthest(&self) -> u16 {
        self.current.generation.number().saturating_add(MAX_JUMP)
    }
}

/// Why a message must not be taken in.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Misfit {
    /// Its organiser is not one of those whom this device knows.
    #[error("it is signed by {name}, who is no organiser of \"{group}\" on this device")]
    ForeignOrganiser {
        /// The group here.
        group: Name,
        /// Whether it is of that group, and not of another one of its name.
        is_same: bool,
        /// Who they say they are.
        name: Name,
        /// Their key as six words.
        words: [Word; PHRASE_WORDS],
    },
    /// Its organiser was one, and is no more.
    #[error("it is signed by {name} with a key that no longer counts for \"{group}\"")]
    Demoted {
        /// The group here.
        group: Name,
        /// Who they say they are.
        name: Name,
    },
    /// It brings a generation before the one that is here.
    #[error(
        "it is \"{}\", and this device already has \"{}\"", .group.entry(*.found), .group.entry(*.here)
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
        "two organisers made \"{}\" at once, and the one that this device has counts",
        .group.entry(*.generation)
    )]
    Rival {
        /// The group here.
        group: Name,
        /// The generation of both.
        generation: Generation,
        /// Those whom it took off the roll, and who are on it here.
        lost: Vec<Name>,
        /// Those on the roll here whose device it drops and for whom it has another
        /// one: to that, the rotation that counts is not sealed.
        moved: Vec<(Name, DevicePublic)>,
    },
    /// It brings a generation more than [`MAX_JUMP`] above the one here.
    #[error(
        "it is \"{}\", and this device has \"{}\": so large a step is not taken unasked",
        .group.entry(*.found), .group.entry(*.here)
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
        "two organisers of \"{group}\" rotated at once, and each of them demotes the other: only \
         people can decide which one counts"
    )]
    Undecided {
        /// The group here.
        group: Name,
    },
    /// It is a part of a rotation, and does not agree with the other parts.
    #[error("it is a part of a rotation of \"{group}\" and does not agree with the other parts")]
    Disagrees {
        /// The group here.
        group: Name,
    },
    /// It brings a seed that was replaced, lost or undone here.
    #[error("it has an old key of \"{group}\", as if it were a new one")]
    Retired {
        /// The group here.
        group: Name,
    },
    /// The six words that were typed are not those of the key that signed it.
    #[error("the six words are not those of the organiser who signed it")]
    OtherWords,
    /// It is not of the group that the person named.
    #[error("it is for \"{name}\"")]
    AnotherGroup {
        /// The group that it is for.
        name: Name,
    },
    /// It has no seed that could be taken over.
    #[error("its key can't be used")]
    NoSeed,
    /// It fits no better than a link of the same would.
    #[error(transparent)]
    Enrolment(#[from] group::Misfit),
}
