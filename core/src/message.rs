//! Messages: an invitation, sealed to six words, and a rotation, sealed to
//! devices. Here: what is in one; how it is written (`text`), signed, sealed and
//! opened (`envelope`), how it fits a group (`fit`) and what it changes there
//! (`change`). Which file it lies in, and who says yes to it, is the binary's.
//!
//! A message is one age file, in armour. Inside: a minisign signature of four
//! lines, an empty line, then TOML to the end; exactly the TOML is signed.
//! `docs/formats.md` has it word for word.

mod change;
mod envelope;
mod fit;
mod text;

use std::collections::BTreeSet;
use std::fmt;

use sha2::{Digest as _, Sha256};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::device::DevicePublic;
use crate::group::{
    Generation, Group, GroupId, Holds, Member, Name, Organiser, Origin, Unconfirmed,
};
use crate::organiser::{OrganiserKey, SigningError};
use crate::otp::{CHECK_WORDS, check_words};
use crate::secret::Secret;
use crate::sheet::Sheet;
use crate::time::UnixTime;
use crate::words::{Phrase, Word};

pub use self::envelope::{MAX_BYTES, MAX_RECIPIENTS, Sealed, SealedTo, UnopenedError, is_message};
pub use self::fit::{Fit, Misfit, fit};
pub(crate) use self::text::OrganiserRecord;
pub use self::text::TextError;

/// SHA-256 of a rotation's text. Of two rotations to one generation the lower
/// counts, on every device alike.
pub type Rank = [u8; 32];

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
struct Listed {
    name: Name,
    holds: Holds,
    device: Option<DevicePublic>,
    sheet: Option<Sheet>,
}

impl From<&Member> for Listed {
    fn from(member: &Member) -> Self {
        Self {
            name: member.name.clone(),
            holds: member.holds,
            device: member.device,
            sheet: member.sheet,
        }
    }
}

/// Which of several messages it is that carry one rotation between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    /// Counted from 1.
    number: u64,
    of: u64,
    /// The rank of the first, `None` in that one itself.
    first: Option<Rank>,
}

/// The seed before that of a message, which is accepted for a while.
#[derive(Debug)]
struct Old {
    until: UnixTime,
    /// By which it is told from another one of its generation: of two that were
    /// made at once, whoever signed it may know but one, and who has that.
    check_words: [Word; CHECK_WORDS],
}

impl Old {
    /// Whether it is this one.
    fn is(&self, secret: &Secret) -> bool {
        check_words(secret) == self.check_words
    }
}

/// What a message says.
#[derive(Debug)]
struct Content {
    kind: Kind,
    group: GroupId,
    name: Name,
    generation: Generation,
    secret: Secret,
    /// The seed before, where that is still accepted.
    old: Option<Old>,
    /// Whom an invitation is for.
    to: Option<Name>,
    /// Which rotation brought the seed that an invitation brings.
    brought_by: Option<Rank>,
    part: Option<Part>,
    /// Who left the group, by this rotation or before.
    off: Vec<Name>,
    demoted: Vec<OrganiserKey>,
    organisers: Vec<Organiser>,
    members: Vec<Listed>,
}

impl Content {
    fn of(group: &Group, kind: Kind, members: Vec<Listed>) -> Result<Self, SealError> {
        if group.origin != Origin::Ringtrue {
            return Err(SealError::Foreign);
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
                check_words: check_words(&previous.seed.secret),
            }),
            to: None,
            brought_by: None,
            part: None,
            off: Vec::new(),
            demoted: group.organisers.demoted.clone(),
            organisers: group.organisers.pinned.clone(),
            members,
        })
    }
}

/// A message that was opened: its signature fits an organiser whom it names.
/// Whether that one counts here, [`fit()`] says.
#[derive(Debug)]
pub struct Message {
    content: Content,
    signer: OrganiserKey,
    rank: Option<Rank>,
}

impl Message {
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
        self.held().rank
    }
}

/// A rotation, sealed.
#[derive(Debug)]
#[non_exhaustive]
pub struct Rotation {
    /// The files, each for other members: every one is to reach whom it is for,
    /// so all of them go to everybody.
    pub letters: Vec<Letter>,
    /// By what it is told from another one of the same generation.
    pub rank: Rank,
}

/// One message, in armour.
#[derive(Debug)]
#[non_exhaustive]
pub struct Letter {
    /// Its bytes: ASCII, without a line end after the last line.
    pub bytes: Vec<u8>,
    /// How many devices can open it.
    pub recipients: usize,
}

/// Seals the seed in force to every member's device, signed with this device's
/// organiser key; `off` are those whom the rotation took off the roll. Of more
/// than [`MAX_RECIPIENTS`] members it makes several messages, each with a part
/// of the roll; organisers can open them all.
///
/// # Errors
/// [`SealError`].
pub fn rotation(group: &Group, off: &[Name]) -> Result<Rotation, SealError> {
    let organisers = group.organisers.pinned.iter();
    let organisers: BTreeSet<String> = organisers.map(|it| it.name.folded()).collect();
    let is_organiser = |member: &&Member| organisers.contains(&member.name.folded());
    let (organisers, others): (Vec<&Member>, Vec<&Member>) =
        group.members.iter().partition(is_organiser);
    let room = MAX_RECIPIENTS
        .checked_sub(organisers.len())
        .filter(|room| *room > 0)
        .ok_or(SealError::Organisers)?;
    let mut chunks: Vec<&[&Member]> = others.chunks(room).collect();
    if chunks.is_empty() {
        chunks.push(&[]);
    }
    let mut first = None;
    let mut letters = Vec::with_capacity(chunks.len());
    for (number, chunk) in (1..).zip(&chunks) {
        let members: Vec<&Member> = organisers.iter().chain(*chunk).copied().collect();
        let listed = members.iter().map(|member| Listed::from(*member));
        let mut content = Content::of(group, Kind::Rotation, listed.collect())?;
        let left = group.off.iter().map(|left| &left.name);
        let off = off
            .iter()
            .filter(|name| group.off.iter().all(|left| left.name != **name));
        content.off = left.chain(off).cloned().collect();
        content.part = (chunks.len() > 1).then_some(Part {
            number,
            of: chunks.len() as u64,
            first,
        });
        let text = content.to_toml()?;
        first = first.or_else(|| Some(rank_of(&text)));
        let devices: Vec<DevicePublic> = members.iter().filter_map(|it| it.device).collect();
        if devices.is_empty() {
            continue;
        }
        letters.push(Letter {
            bytes: envelope::seal_to_devices(&signed(group, &text)?, &devices)?,
            recipients: devices.len(),
        });
    }
    Ok(Rotation {
        letters,
        rank: first.unwrap_or_default(),
    })
}

/// Seals the seed in force to six words, signed with this device's organiser
/// key, for `to` where that is given. Of more than [`MAX_RECIPIENTS`] members
/// only the organisers and `to` are on its roll.
///
/// # Errors
/// [`SealError`].
pub fn invitation(group: &Group, to: Option<&Name>, words: &Phrase) -> Result<Vec<u8>, SealError> {
    let is_all = group.members.len() <= MAX_RECIPIENTS;
    let is_told =
        |member: &&Member| is_all || group.is_organiser(member) || Some(&member.name) == to;
    let listed = group.members.iter().filter(is_told).map(Listed::from);
    let mut content = Content::of(group, Kind::Invitation, listed.collect())?;
    content.to = to.cloned();
    content.brought_by = group.brought_by;
    let text = content.to_toml()?;
    envelope::seal_to_words(&signed(group, &text)?, words)
}

/// The text with its signature before it.
fn signed(group: &Group, text: &str) -> Result<Zeroizing<String>, SealError> {
    let organisers = &group.organisers;
    let (Some(key), Some(_)) = (&organisers.own, organisers.own()) else {
        return Err(SealError::NotYou);
    };
    let signature = key.sign(text.as_bytes())?;
    Ok(Zeroizing::new([&signature, "\n", text].concat()))
}

fn rank_of(text: &str) -> Rank {
    Sha256::digest(text).into()
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

#[cfg(test)]
mod tests;
