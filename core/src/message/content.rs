//! The content of a message.

use std::collections::BTreeSet;
use std::fmt;

use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::device::DevicePublic;
use crate::group::{
    Generation, Group, GroupId, Holds, Member, Name, Organiser, Origin, Rank, RotationId, Seed,
    Statement, Unconfirmed,
};
use crate::organiser::{OrganiserKey, SigningError};
use crate::otp::check_words;
use crate::secret::Secret;
use crate::sheet::{Sheet, SheetId};
use crate::time::UnixTime;
use crate::words::{PHRASE_WORDS, Phrase, Word};

/// The maximum number of devices that one message is sealed to: age's work on a header
/// grows with the square of this number.
pub const MAX_RECIPIENTS: usize = 1000;

/// Returns the hash that identifies the rotation with this text.
pub(super) fn hash_of(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}

/// Returns the hash that ties an invitation to its six words, so that someone who has
/// opened it can't seal it again to words of their own.
pub(super) fn words_hash(group: GroupId, words: &Phrase) -> [u8; 32] {
    Sha256::new()
        .chain_update(b"ringtrue/1|invitation|")
        .chain_update(group.as_bytes())
        .chain_update(words.to_text().as_bytes())
        .finalize()
        .into()
}

/// The kind of a message, which also decides what it is sealed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageKind {
    /// Lets someone who has six words join.
    Invitation,
    /// Brings a new seed to the devices of the members who stay.
    Rotation,
}

/// A member on a message's roll.
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

/// The place of a message among several that carry one rotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Split {
    /// Counted from 1.
    pub(super) number: u64,
    pub(super) of: u64,
    /// The hash of the first message; `None` in the first itself.
    pub(super) first: Option<[u8; 32]>,
}

/// The previous seed, which is accepted for a while.
#[derive(Debug)]
pub(super) struct AcceptedOld {
    pub(super) until: UnixTime,
    /// Identifies the seed: if two were made at once, the signer may know only one of
    /// them, and who has it.
    pub(super) check_words: [Word; PHRASE_WORDS],
}

impl AcceptedOld {
    /// Returns whether `seed` is this one.
    pub(super) fn is(&self, seed: &Seed) -> bool {
        seed.check_words() == self.check_words
    }
}

/// The content of a message.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) kind: MessageKind,
    pub(super) group: GroupId,
    pub(super) name: Name,
    pub(super) generation: Generation,
    pub(super) secret: Secret,
    /// The previous seed, if it is still accepted.
    pub(super) old: Option<AcceptedOld>,
    /// The member an invitation is for.
    pub(super) to: Option<Name>,
    /// The hash of an invitation's six words.
    pub(super) words_hash: Option<[u8; 32]>,
    /// The rotation that brought the seed of an invitation.
    pub(super) brought_by: Option<RotationId>,
    /// True if a rotation excludes someone.
    pub(super) excludes: bool,
    /// Device keys that no longer count, under any name.
    pub(super) dropped: Vec<DevicePublic>,
    /// Sheets that ended early.
    pub(super) ended_sheets: Vec<SheetId>,
    pub(super) part: Option<Split>,
    /// Members who left the group, by this rotation or before. An invitation has them
    /// too: it may come before the rotation whose seed it brings.
    pub(super) departed: Vec<Name>,
    pub(super) demoted: Vec<OrganiserKey>,
    pub(super) organisers: Vec<Organiser>,
    pub(super) members: Vec<Listed>,
}

impl Content {
    pub(super) fn of(
        group: &Group,
        kind: MessageKind,
        members: Vec<Listed>,
    ) -> Result<Self, SealError> {
        if group.origin != Origin::Ringtrue {
            return Err(SealError::Foreign);
        }
        let mut members = members;
        for listed in &mut members {
            // Devices refuse a message that seals to a key it drops, or has a sheet
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
            old: old.map(|previous| AcceptedOld {
                until: previous.until,
                check_words: previous.seed.check_words(),
            }),
            to: None,
            words_hash: None,
            brought_by: None,
            excludes: false,
            dropped: group.dropped.clone(),
            ended_sheets: group.ended_sheets.clone(),
            part: None,
            departed: group
                .departed
                .iter()
                .map(|left| left.name.clone())
                .collect(),
            demoted: group.organisers.counting.demoted.clone(),
            organisers: group.organisers.counting.pinned.clone(),
            members,
        })
    }
}

/// An opened message, signed by an organiser that it names. [`fit`](super::fit())
/// decides whether that organiser counts here.
#[derive(Debug)]
pub struct Message {
    pub(super) content: Content,
    pub(crate) signer: OrganiserKey,
    pub(super) brought: Option<RotationId>,
}

impl Message {
    /// Returns what the signer's own rotation says about who may sign.
    pub(super) fn statement(&self) -> Option<Statement> {
        // An invitation may carry someone else's rotation, for which its signer can't
        // speak.
        self.brought.filter(|brought| brought.by == self.signer)?;
        Some(Statement {
            brought: self.brought?,
            organisers: self.content.organisers.clone(),
            demoted: self.content.demoted.clone(),
        })
    }

    /// Returns the name that it gives the group.
    pub(crate) const fn name(&self) -> &Name {
        &self.content.name
    }
}

impl Unconfirmed<Message> {
    /// Returns the group's name, which has no invisible characters.
    #[must_use]
    pub const fn name(&self) -> &Name {
        &self.held().content.name
    }

    /// Returns the kind of the message.
    #[must_use]
    pub const fn kind(&self) -> MessageKind {
        self.held().content.kind
    }

    /// Returns the id of the group it is for.
    #[must_use]
    pub const fn group(&self) -> GroupId {
        self.held().content.group
    }

    /// Returns the generation of the seed that it brings.
    #[must_use]
    pub const fn generation(&self) -> Generation {
        self.held().content.generation
    }

    /// Returns until when the previous seed is accepted; `None` if it no longer is.
    #[must_use]
    pub fn old_until(&self) -> Option<UnixTime> {
        self.held().content.old.as_ref().map(|old| old.until)
    }

    /// Returns the organisers whose messages count once a person trusts this one.
    #[must_use]
    pub fn organisers(&self) -> &[Organiser] {
        &self.held().content.organisers
    }

    /// Returns the members on its roll who are off the roll here.
    #[must_use]
    pub fn brings_back(&self, group: &Group) -> Vec<Name> {
        let listed = self.held().content.members.iter();
        let listed: BTreeSet<String> = listed.map(|listed| listed.name.folded()).collect();
        let departed = group.departed.iter().map(|left| &left.name);
        departed
            .filter(|name| listed.contains(&name.folded()))
            .cloned()
            .collect()
    }

    /// Returns the member an invitation is for, if it names one.
    #[must_use]
    pub const fn to(&self) -> Option<&Name> {
        self.held().content.to.as_ref()
    }

    /// Returns six words to compare with someone who has the seed.
    #[must_use]
    pub fn check_words(&self) -> [Word; PHRASE_WORDS] {
        check_words(&self.held().content.secret)
    }

    /// Returns whether its seed is the one in force in `group`.
    pub(crate) fn has_seed_of(&self, group: &Group) -> bool {
        let secret = &self.held().content.secret;
        group.current().secret.is_same_as(secret)
    }

    /// Returns whether somebody on its roll has this device.
    #[must_use]
    pub fn lists(&self, device: &DevicePublic) -> bool {
        let mut members = self.held().content.members.iter();
        members.any(|listed| listed.device.as_ref() == Some(device))
    }

    /// Returns the organiser who signed it.
    #[must_use]
    pub fn organiser(&self) -> Option<&Organiser> {
        let message = self.held();
        let mut organisers = message.content.organisers.iter();
        organisers.find(|organiser| organiser.key == message.signer)
    }

    /// Returns the rank of its rotation among those of one generation: the lowest wins.
    /// `None` comes last.
    #[must_use]
    pub const fn rank(&self) -> Option<Rank> {
        match self.held().brought {
            Some(brought) => Some(brought.rank),
            None => None,
        }
    }
}

/// The reason a message can't be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SealError {
    /// Another program made the group.
    #[error("another program made this group, so it has no messages")]
    Foreign,
    /// This device is not an organiser's.
    #[error("this device is not an organiser's")]
    NotYou,
    /// There are so many organisers that a message has no room for other recipients.
    #[error("it has too many organisers")]
    Organisers,
    /// The organiser's key can't be used.
    #[error(transparent)]
    Key(#[from] SigningError),
    /// The text can't be written as TOML, or every device would refuse it.
    #[error("it can't be written as valid TOML")]
    Unwritable,
    /// age failed, which nothing is known to cause.
    #[error("it can't be sealed")]
    Age,
}

impl fmt::Display for MessageKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
