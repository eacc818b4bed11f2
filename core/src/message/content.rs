//! What a message says.

use std::collections::BTreeSet;
use std::fmt;

use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::device::DevicePublic;
use crate::group::{
    Brought, Generation, Group, GroupId, Holds, Member, Name, Organiser, Origin, Rank, Said, Seed,
    Unconfirmed,
};
use crate::organiser::{OrganiserKey, SigningError};
use crate::otp::{CHECK_WORDS, check_words};
use crate::secret::Secret;
use crate::sheet::{Sheet, SheetId};
use crate::time::UnixTime;
use crate::words::{Phrase, Word};

/// The most devices that one message is sealed to: what age does with a header
/// grows with the square of their number.
pub const MAX_RECIPIENTS: usize = 1000;

/// Returns the hash by which a rotation with this text is told from others.
pub(super) fn hash_of(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}

/// Returns the hash that ties an invitation to its six words, so that whoever has
/// one can't seal it anew to words of their own.
pub(super) fn words_hash(group: GroupId, words: &Phrase) -> [u8; 32] {
    Sha256::new()
        .chain_update(b"ringtrue/1|invitation|")
        .chain_update(group.as_bytes())
        .chain_update(words.to_text().as_bytes())
        .finalize()
        .into()
}

/// What a message is for, which is also what it is sealed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It lets somebody in who has six words.
    Invitation,
    /// It brings a new seed to the devices of the members who stay.
    Rotation,
}

/// Somebody on a message's roll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) name: Name,
    pub(super) holds: Holds,
    pub(super) device: Option<DevicePublic>,
    pub(super) sheet: Option<Sheet>,
}

impl From<&Member> for Listed {
    fn from(member: &Member) -> Self {
        Self {
            name: member.name.clone(),
            holds: member.holds,
            device: member.device,
            sheet: member.sheet.clone(),
        }
    }
}

/// Which of several messages it is that carry one rotation between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Split {
    /// Counted from 1.
    pub(super) number: u64,
    pub(super) of: u64,
    /// The hash of the first, `None` in that one itself.
    pub(super) first: Option<[u8; 32]>,
}

/// The seed before that of a message, which is accepted for a while.
#[derive(Debug)]
pub(super) struct Old {
    pub(super) until: UnixTime,
    /// By which it is told from another one of its generation: of two that were
    /// made at once, whoever signed it may know but one, and who has that.
    pub(super) check_words: [Word; CHECK_WORDS],
}

impl Old {
    /// Whether it is this one.
    pub(super) fn is(&self, seed: &Seed) -> bool {
        seed.check_words() == self.check_words
    }
}

/// What a message says.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) kind: Kind,
    pub(super) group: GroupId,
    pub(super) name: Name,
    pub(super) generation: Generation,
    pub(super) secret: Secret,
    /// The seed before, where that is still accepted.
    pub(super) old: Option<Old>,
    /// Whom an invitation is for.
    pub(super) to: Option<Name>,
    /// The hash of an invitation's six words.
    pub(super) words: Option<[u8; 32]>,
    /// Which rotation brought the seed that an invitation brings.
    pub(super) brought_by: Option<Brought>,
    /// Whether a rotation excludes someone.
    pub(super) lost: bool,
    /// Device keys that count no longer, under any name.
    pub(super) dropped: Vec<DevicePublic>,
    /// Sheets that ended early.
    pub(super) ended: Vec<SheetId>,
    pub(super) part: Option<Split>,
    /// Who left the group, by this rotation or before. An invitation has them too: it
    /// may come before the rotation whose seed it brings.
    pub(super) off: Vec<Name>,
    pub(super) demoted: Vec<OrganiserKey>,
    pub(super) organisers: Vec<Organiser>,
    pub(super) members: Vec<Listed>,
}

impl Content {
    pub(super) fn of(group: &Group, kind: Kind, members: Vec<Listed>) -> Result<Self, SealError> {
        if group.origin != Origin::Ringtrue {
            return Err(SealError::Foreign);
        }
        let mut members = members;
        for listed in &mut members {
            // No device would read a message that seals to a key it drops, or has a sheet
            // that it ends.
            listed.device = listed.device.filter(|key| !group.dropped.contains(key));
            listed.sheet = listed.sheet.take().filter(|it| !group.has_ended(it));
        }
        let secret = Secret::new(group.current.secret.expose()).map_err(|_| SealError::Age)?;
        let old = group.previous.first();
        let old = old.filter(|previous| previous.accepted);
        Ok(Self {
            kind,
            group: group.id,
            name: group.name.clone(),
            generation: group.generation(),
            secret,
            old: old.map(|previous| Old {
                until: previous.until,
                check_words: previous.seed.check_words(),
            }),
            to: None,
            words: None,
            brought_by: None,
            lost: false,
            dropped: group.dropped.clone(),
            ended: group.ended.clone(),
            part: None,
            off: group.off.iter().map(|left| left.name.clone()).collect(),
            demoted: group.organisers.counting.demoted.clone(),
            organisers: group.organisers.counting.pinned.clone(),
            members,
        })
    }
}

/// A message that was opened: its signature fits an organiser whom it names.
/// Whether that one counts here, [`fit`](super::fit()) says.
#[derive(Debug)]
pub struct Message {
    pub(super) content: Content,
    pub(crate) signer: OrganiserKey,
    pub(super) brought: Option<Brought>,
}

impl Message {
    /// What it says about who may sign, if it is of a rotation.
    pub(super) fn said(&self) -> Option<Said> {
        // An invitation may carry someone else's rotation: that says nothing here.
        self.brought.filter(|brought| brought.by == self.signer)?;
        Some(Said {
            brought: self.brought?,
            organisers: self.content.organisers.clone(),
            demoted: self.content.demoted.clone(),
        })
    }

    /// The name that it gives the group.
    pub(crate) const fn name(&self) -> &Name {
        &self.content.name
    }
}

impl Unconfirmed<Message> {
    /// The group's name: every character of it can be seen.
    #[must_use]
    pub const fn name(&self) -> &Name {
        &self.held().content.name
    }

    /// What it is for.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.held().content.kind
    }

    /// Which group it is for.
    #[must_use]
    pub const fn group(&self) -> GroupId {
        self.held().content.group
    }

    /// The generation of the seed that it brings.
    #[must_use]
    pub const fn generation(&self) -> Generation {
        self.held().content.generation
    }

    /// Until when the seed before is accepted, `None` where it is no more.
    #[must_use]
    pub fn old_until(&self) -> Option<UnixTime> {
        self.held().content.old.as_ref().map(|old| old.until)
    }

    /// Whose messages count from now on where a person trusts it.
    #[must_use]
    pub fn organisers(&self) -> &[Organiser] {
        &self.held().content.organisers
    }

    /// Those on its roll who are off the one here.
    #[must_use]
    pub fn brings_back(&self, group: &Group) -> Vec<Name> {
        let listed = self.held().content.members.iter();
        let listed: BTreeSet<String> = listed.map(|listed| listed.name.folded()).collect();
        let off = group.off.iter().map(|left| &left.name);
        off.filter(|name| listed.contains(&name.folded()))
            .cloned()
            .collect()
    }

    /// Whom an invitation is for, where it says.
    #[must_use]
    pub const fn to(&self) -> Option<&Name> {
        self.held().content.to.as_ref()
    }

    /// Six words to compare with somebody who has the seed.
    #[must_use]
    pub fn check_words(&self) -> [Word; CHECK_WORDS] {
        check_words(&self.held().content.secret)
    }

    /// Whether its seed is the one in force in `group`.
    pub(crate) fn has_seed_of(&self, group: &Group) -> bool {
        let secret = &self.held().content.secret;
        group.current().secret.is_same_as(secret)
    }

    /// Whether somebody on its roll has this device.
    #[must_use]
    pub fn lists(&self, device: &DevicePublic) -> bool {
        let mut members = self.held().content.members.iter();
        members.any(|listed| listed.device.as_ref() == Some(device))
    }

    /// Who signed it.
    #[must_use]
    pub fn organiser(&self) -> Option<&Organiser> {
        let message = self.held();
        let mut organisers = message.content.organisers.iter();
        organisers.find(|organiser| organiser.key == message.signer)
    }

    /// Which rotation it is of, where several are of one generation: lower
    /// counts. `None` comes last.
    #[must_use]
    pub const fn rank(&self) -> Option<Rank> {
        match self.held().brought {
            Some(brought) => Some(brought.rank),
            None => None,
        }
    }
}

/// Why a message can't be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SealError {
    /// Another program made the group.
    #[error("it was not made by ringtrue, and has no messages")]
    Foreign,
    /// This device is no organiser's.
    #[error("this device is not an organiser's")]
    NotYou,
    /// There are more organisers than a message has recipients.
    #[error("it has too many organisers")]
    Organisers,
    /// The organiser's key can't be used.
    #[error(transparent)]
    Key(#[from] SigningError),
    /// The text has no spelling in TOML.
    #[error("a value in it can't be written")]
    Unwritable,
    /// age failed, which nothing in memory is known to bring about.
    #[error("it can't be sealed")]
    Age,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
