//! Whose signature counts, and which of two rotations. Nothing here asks; what
//! must be asked first, a [`Fit`] says.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use thiserror::Error;

use super::content::{Content, Message, Rank};
use crate::group::{self, Enrolment, Generation, Group, Name, Origin, Unconfirmed};
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
    /// The seed is here, and it has more of the roll.
    Completes(&'a Group),
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
    /// Against the group that it says it is of. Whom a person trusts, they trust
    /// instead of those who are pinned, be that one of them.
    fn against<'a>(&self, group: &'a Group, trust: bool) -> Result<Fit<'a>, Misfit> {
        let name = || group.local_name().clone();
        let content = &self.content;
        let is_pinned = !trust && group.counts(self);
        if !is_pinned && !trust && group.has_organiser() {
            return Err(self.foreign(group));
        }
        let is_same = group.current.secret.is_same_as(&content.secret);
        let mut kept = std::iter::once(&group.current)
            .chain(group.previous.iter().map(|previous| &previous.seed));
        let is_old = kept.any(|seed| seed.secret.is_same_as(&content.secret));
        match content.generation.cmp(&group.generation()) {
            Ordering::Less => Err(Misfit::Older {
                group: name(),
                here: group.generation(),
                found: content.generation,
            }),
            Ordering::Equal if is_same && !is_pinned => Ok(Fit::Pins(group)),
            Ordering::Equal if is_same && self.completes(group) => Ok(Fit::Completes(group)),
            Ordering::Equal if is_same => Ok(Fit::Known(group)),
            Ordering::Equal if is_old => Err(Misfit::Retired { group: name() }),
            // Whom a person trusts anew, they trust against the one before.
            Ordering::Equal if !is_pinned => Ok(Fit::Pins(group)),
            Ordering::Equal if comes_first(self.rank, group.brought_by) => Ok(Fit::Rotation(group)),
            Ordering::Equal => Err(Misfit::Rival {
                group: name(),
                generation: content.generation,
                lost: self.lost(group),
            }),
            Ordering::Greater if content.generation <= group.highest => Err(Misfit::Undone {
                group: name(),
                generation: content.generation,
            }),
            Ordering::Greater if is_old => Err(Misfit::Retired { group: name() }),
            Ordering::Greater if is_pinned => Ok(Fit::Rotation(group)),
            Ordering::Greater => Ok(Fit::Pins(group)),
        }
    }

    /// Whether it has somebody of the roll who is not here, and is of the
    /// rotation that is.
    fn completes(&self, group: &Group) -> bool {
        let is_part = self.content.part.is_some() && self.rank == group.brought_by;
        let members = group.members.iter().map(|member| &member.name);
        let known = members.chain(group.off.iter().map(|left| &left.name));
        let known: BTreeSet<String> = known.map(Name::folded).collect();
        let mut listed = self.content.members.iter();
        is_part && listed.any(|listed| !known.contains(&listed.name.folded()))
    }

    /// Those on the roll here whom it takes off.
    fn lost(&self, group: &Group) -> Vec<Name> {
        let off = self.content.off.iter();
        off.filter(|name| group.member(name.as_str()).is_ok())
            .cloned()
            .collect()
    }

    fn foreign(&self, group: &Group) -> Misfit {
        let mut organisers = self.content.organisers.iter();
        let name = organisers.find(|organiser| organiser.key == self.signer);
        let name = name.map_or(&self.content.name, |organiser| &organiser.name);
        if group.organisers.demoted.contains(&self.signer) {
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

/// Whether the rotation of rank `brought` counts, and not the one of rank `here`,
/// which brought the same generation. One that came by no message comes last.
fn comes_first(brought: Option<Rank>, here: Option<Rank>) -> bool {
    match (brought, here) {
        (Some(brought), Some(here)) => brought < here,
        (Some(_), None) => true,
        (None, _) => false,
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
    /// Whether the signature of `message` counts here: its organiser is pinned,
    /// or was promoted by one who is.
    pub(super) fn counts(&self, message: &Message) -> bool {
        let signer = &message.signer;
        let organisers = &self.organisers;
        organisers.of_key(signer).is_some()
            || organisers
                .vouched(self.id, &message.content.organisers)
                .iter()
                .any(|organiser| organiser.key == *signer)
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
    #[error("it is signed by {name} with a key that counts no more for \"{group}\"")]
    Demoted {
        /// The group here.
        group: Name,
        /// Who they say they are.
        name: Name,
    },
    /// It brings a generation before the one that is here.
    #[error(
        "it is older than what this device has: generation {found} of \"{group}\", and here is generation {here}"
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
        "two organisers made generation {generation} of \"{group}\" at once, and the one that \
         this device has counts"
    )]
    Rival {
        /// The group here.
        group: Name,
        /// The generation of both.
        generation: Generation,
        /// Those whom it took off the roll, and who are on it here.
        lost: Vec<Name>,
    },
    /// The rotation that it brings was undone here.
    #[error("it brings generation {generation} of \"{group}\", which was undone on this device")]
    Undone {
        /// The group here.
        group: Name,
        /// The generation that it brings.
        generation: Generation,
    },
    /// It brings a seed that is here already, as if it were a new one.
    #[error("it has an old seed of \"{group}\", as if it were a new one")]
    Retired {
        /// The group here.
        group: Name,
    },
    /// It is not of the group that the person named.
    #[error("it is for \"{name}\"")]
    AnotherGroup {
        /// The group that it is for.
        name: Name,
    },
    /// It has no seed that could be taken over.
    #[error("its seed can't be used")]
    NoSeed,
    /// It fits no better than a link of the same would.
    #[error(transparent)]
    Enrolment(#[from] group::Misfit),
}
