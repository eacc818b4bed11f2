//! Reads and writes a message's TOML. The names of its fields are a format: they change
//! only with [`VERSION`].

use std::borrow::Cow;
use std::collections::BTreeSet;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};
use zeroize::Zeroizing;

use super::content::{AcceptedOld, Content, Listed, MAX_RECIPIENTS, MessageKind, SealError, Split};
use crate::device::DevicePublic;
use crate::group::{
    Generation, Group, GroupId, Holds, Name, Organiser, Organisers, PromotionSignature, Rank,
    RotationId, refuse_hidden,
};
use crate::organiser::OrganiserKey;
use crate::otpauth::{base32, from_base32};
use crate::sheet::{Sheet, SheetId};
use crate::time::{Day, UnixTime};
use crate::words::{words_from_line, words_line};

/// The version of the format that is written, and the only one that is read.
const VERSION: i64 = 1;

/// The maximum number of messages for one rotation: enough for a million members.
const MAX_PARTS: u64 = 1000;

/// The maximum number of dropped device keys in a message.
const MAX_DROPPED: usize = Group::MAX_DROPPED;

/// The maximum size of a minisign signature in bytes.
const MAX_SIGNATURE: usize = 1024;

impl MessageKind {
    /// Returns the kind's name in a message.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Rotation => "rotation",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::Invitation, Self::Rotation]
            .into_iter()
            .find(|kind| kind.as_str() == name)
    }
}

/// The reason a message's text can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TextError {
    /// It is not TOML, or its fields are not those of a message.
    #[error("its contents are not a valid message")]
    Malformed,
    /// It has another version, most likely a newer one.
    #[error("it has format version {found}, but this ringtrue reads version {VERSION}")]
    Version {
        /// The version found.
        found: i64,
    },
    /// A field has an invalid value.
    #[error("its field \"{0}\" is invalid")]
    Wrong(&'static str),
}

impl Content {
    pub(super) fn to_toml(&self) -> Result<Zeroizing<String>, SealError> {
        let file = MessageFile {
            version: VERSION,
            kind: Cow::Borrowed(self.kind.as_str()),
            group: HEXLOWER.encode(self.group.as_bytes()),
            name: self.name.to_string(),
            generation: self.generation.number().into(),
            seed: Cow::Owned(base32(&self.secret).as_str().to_owned()),
            old_until: self.old.as_ref().map(|old| old.until.as_secs()),
            old: self.old.as_ref().map(|old| words_line(&old.check_words)),
            to: self.to.as_ref().map(Name::to_string),
            words: self.words_hash.map(|hash| HEXLOWER.encode(&hash)),
            rotation: self.brought_by.map(|it| HEXLOWER.encode(&it.rank.hash)),
            rotation_by: self.brought_by.map(|it| it.by.to_string()),
            lost: self.excludes,
            strong: false,
            dropped: self.dropped.iter().map(DevicePublic::to_string).collect(),
            ended_sheets: self.ended_sheets.iter().map(SheetId::to_string).collect(),
            part: self.part.map(|part| part.number),
            parts: self.part.map(|part| part.of),
            first: self
                .part
                .and_then(|part| part.first)
                .map(|hash| HEXLOWER.encode(&hash)),
            off: self.departed.iter().map(Name::to_string).collect(),
            demoted: self.demoted.iter().map(OrganiserKey::to_string).collect(),
            organiser: self.organisers.iter().map(OrganiserRecord::from).collect(),
            member: self.members.iter().map(MemberRecord::from).collect(),
        };
        toml::to_string(&file)
            .map(Zeroizing::new)
            .map_err(|_| SealError::Unwritable)
    }

    /// Parses the output of `to_toml`. Refuses names in any other form, and members or
    /// keys that are listed twice.
    pub(super) fn from_toml(text: &str) -> Result<Self, TextError> {
        // Comes first, since a newer version may have any other fields.
        let Versioned { version } = parsed(text)?;
        if version != VERSION {
            return Err(TextError::Version { found: version });
        }
        let file: MessageFile = parsed(text)?;
        let part = file.part()?;
        let content = Self {
            kind: MessageKind::from_name(&file.kind).ok_or(TextError::Wrong("kind"))?,
            group: group_id(&file.group).ok_or(TextError::Wrong("group"))?,
            name: name(&file.name).ok_or(TextError::Wrong("name"))?,
            generation: Generation::new(file.generation).ok_or(TextError::Wrong("generation"))?,
            secret: from_base32(&file.seed).map_err(|_| TextError::Wrong("seed"))?,
            old: file.old()?,
            to: optional(file.to.as_deref(), name, "to")?,
            words_hash: optional(file.words.as_deref(), hash, "words")?,
            brought_by: file.brought_by()?,
            excludes: file.lost,
            dropped: all(&file.dropped, |text| DevicePublic::from_text(text).ok())
                .ok_or(TextError::Wrong("dropped"))?,
            ended_sheets: all(&file.ended_sheets, |text| SheetId::from_text(text))
                .ok_or(TextError::Wrong("ended_sheets"))?,
            part,
            departed: all(&file.off, |text| name(text)).ok_or(TextError::Wrong("off"))?,
            demoted: all(&file.demoted, |text| OrganiserKey::from_text(text).ok())
                .ok_or(TextError::Wrong("demoted"))?,
            organisers: all(&file.organiser, |record| record.read(name))
                .ok_or(TextError::Wrong("organiser"))?,
            members: all(&file.member, MemberRecord::read).ok_or(TextError::Wrong("member"))?,
        };
        content.checked()
    }

    fn checked(self) -> Result<Self, TextError> {
        let fits = |is: bool, what| {
            if is {
                Ok(())
            } else {
                Err(TextError::Wrong(what))
            }
        };
        let keys: BTreeSet<_> = self.organisers.iter().map(|it| it.key).collect();
        let count = self.organisers.len();
        fits((1..=Organisers::MAX).contains(&count), "organiser")?;
        fits(keys.len() == count, "organiser")?;
        fits(self.members.len() <= MAX_RECIPIENTS, "member")?;
        fits(self.demoted.len() <= Organisers::MAX_DEMOTED, "demoted")?;
        let devices: Vec<DevicePublic> = self.members.iter().filter_map(|it| it.device).collect();
        let different: BTreeSet<DevicePublic> = devices.iter().copied().collect();
        fits(different.len() == devices.len(), "device")?;
        let names: BTreeSet<String> = self.members.iter().map(|it| it.name.folded()).collect();
        fits(names.len() == self.members.len(), "member")?;
        let is_rotation = self.kind == MessageKind::Rotation;
        fits(self.to.is_none() || !is_rotation, "to")?;
        fits(self.words_hash.is_none() == is_rotation, "words")?;
        fits(self.brought_by.is_none() || !is_rotation, "rotation")?;
        fits(self.part.is_none() || is_rotation, "part")?;
        let departed = self.departed.iter().map(Name::folded);
        fits(
            departed.into_iter().all(|name| !names.contains(&name)),
            "off",
        )?;
        fits(self.dropped.len() <= MAX_DROPPED, "dropped")?;
        let listed = self.members.iter().filter_map(|it| it.device);
        fits(
            listed.into_iter().all(|key| !self.dropped.contains(&key)),
            "dropped",
        )?;
        fits(self.ended_sheets.len() <= Group::MAX_ENDED, "ended_sheets")?;
        let mut sheets = self.members.iter().filter_map(|it| it.sheet.as_ref());
        let has_none = sheets.all(|sheet| !self.ended_sheets.contains(&sheet.id()));
        fits(has_none, "ended_sheets")?;
        Ok(self)
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks with a reference"
)]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// Parses a record without `toml::from_str`, whose errors keep a copy of the text, and
/// so of the seed.
fn parsed<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, TextError> {
    let table = DeTable::parse(text).map_err(|_| TextError::Malformed)?;
    let span = table.span();
    let value = Spanned::new(span, DeValue::Table(table.into_inner()));
    T::deserialize(ValueDeserializer::from(value)).map_err(|_| TextError::Malformed)
}

/// The field that is read first.
#[derive(Deserialize)]
struct Versioned {
    version: i64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct MessageFile<'a> {
    version: i64,
    #[serde(borrow)]
    kind: Cow<'a, str>,
    group: String,
    name: String,
    generation: u64,
    #[serde(borrow)]
    seed: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    old_until: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rotation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rotation_by: Option<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    lost: bool,
    /// Reserved: a second word for each half. Groups have none yet.
    #[serde(default, skip_serializing_if = "is_false")]
    strong: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    dropped: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ended_sheets: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parts: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    off: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    demoted: Vec<String>,
    organiser: Vec<OrganiserRecord>,
    #[serde(borrow, default, skip_serializing_if = "Vec::is_empty")]
    member: Vec<MemberRecord<'a>>,
}

impl MessageFile<'_> {
    /// Returns the previous seed and until when it is accepted. One that is not named
    /// is not accepted.
    fn old(&self) -> Result<Option<AcceptedOld>, TextError> {
        let words = optional(self.old.as_deref(), words_from_line, "old")?;
        match (self.old_until, words) {
            (Some(until), Some(check_words)) => Ok(Some(AcceptedOld {
                until: UnixTime::from_secs(until),
                check_words,
            })),
            (_, None) => Ok(None),
            (None, Some(_)) => Err(TextError::Wrong("old")),
        }
    }

    fn brought_by(&self) -> Result<Option<RotationId>, TextError> {
        let hash = optional(self.rotation.as_deref(), hash, "rotation")?;
        let key = |text: &str| OrganiserKey::from_text(text).ok();
        let by = optional(self.rotation_by.as_deref(), key, "rotation_by")?;
        let excludes = self.lost;
        match (hash, by) {
            (Some(hash), Some(by)) => Ok(Some(RotationId {
                rank: Rank { excludes, hash },
                by,
            })),
            (None, None) => Ok(None),
            _ => Err(TextError::Wrong("rotation")),
        }
    }

    fn part(&self) -> Result<Option<Split>, TextError> {
        let first = optional(self.first.as_deref(), hash, "first")?;
        match (self.part, self.parts, first) {
            (None, None, None) => Ok(None),
            (Some(number), Some(of), first)
                if (2..=MAX_PARTS).contains(&of)
                    && (1..=of).contains(&number)
                    && first.is_some() == (number > 1) =>
            {
                Ok(Some(Split { number, of, first }))
            }
            _ => Err(TextError::Wrong("part")),
        }
    }
}

/// An organiser's record, the same in a message and in the vault.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrganiserRecord {
    name: String,
    key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    promoted_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    promotion: Option<String>,
}

impl OrganiserRecord {
    /// Reads the organiser, parsing their name with `name`.
    pub(crate) fn read(&self, name: impl FnOnce(&str) -> Option<Name>) -> Option<Organiser> {
        let promoted = match (&self.promoted_by, &self.promotion) {
            (None, None) => None,
            (Some(by), Some(signature)) if signature.len() <= MAX_SIGNATURE => {
                Some(PromotionSignature {
                    by: OrganiserKey::from_text(by).ok()?,
                    signature: signature.clone(),
                })
            }
            _ => return None,
        };
        Some(Organiser {
            name: name(&self.name)?,
            key: OrganiserKey::from_text(&self.key).ok()?,
            promoted,
        })
    }
}

impl From<&Organiser> for OrganiserRecord {
    fn from(organiser: &Organiser) -> Self {
        let promoted = organiser.promoted.as_ref();
        Self {
            name: organiser.name.to_string(),
            key: organiser.key.to_string(),
            promoted_by: promoted.map(|promoted| promoted.by.to_string()),
            promotion: promoted.map(|promoted| promoted.signature.clone()),
        }
    }
}

/// A sheet's record, the same in a message and in the vault.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SheetRecord<'a> {
    #[serde(borrow)]
    key: Cow<'a, str>,
    from: String,
    days: u32,
}

impl SheetRecord<'_> {
    pub(crate) fn read(&self) -> Option<Sheet> {
        let key = from_base32(&self.key).ok()?;
        Sheet::new(key, Day::from_iso(&self.from)?, self.days)
    }
}

impl From<&Sheet> for SheetRecord<'_> {
    fn from(sheet: &Sheet) -> Self {
        Self {
            key: Cow::Owned(base32(sheet.key()).as_str().to_owned()),
            from: sheet.from().to_string(),
            days: sheet.days(),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct MemberRecord<'a> {
    name: String,
    holds: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<String>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    sheet: Option<SheetRecord<'a>>,
}

impl MemberRecord<'_> {
    fn read(&self) -> Option<Listed> {
        let holds = Holds::from_name(&self.holds)?;
        let device = |text: &str| DevicePublic::from_text(text).ok();
        let sheet = match &self.sheet {
            None => None,
            Some(record) if holds == Holds::Sheet => Some(record.read()?),
            Some(_) => return None,
        };
        Some(Listed {
            name: name(&self.name)?,
            holds,
            device: optional(self.device.as_deref(), device, "device")
                .ok()?
                .filter(|_| holds == Holds::Ringtrue),
            sheet,
        })
    }
}

impl From<&Listed> for MemberRecord<'_> {
    fn from(listed: &Listed) -> Self {
        Self {
            name: listed.name.to_string(),
            holds: listed.holds.as_str().to_owned(),
            device: listed.device.as_ref().map(DevicePublic::to_string),
            sheet: listed.sheet.as_ref().map(SheetRecord::from),
        }
    }
}

/// Parses the field `what`, which may be left out.
fn optional<T>(
    text: Option<&str>,
    read: impl FnOnce(&str) -> Option<T>,
    what: &'static str,
) -> Result<Option<T>, TextError> {
    text.map(|text| read(text).ok_or(TextError::Wrong(what)))
        .transpose()
}

fn all<R, T>(records: &[R], read: impl Fn(&R) -> Option<T>) -> Option<Vec<T>> {
    records.iter().map(read).collect()
}

/// Parses a name that is already in the form of [`Name::tidy`].
fn name(text: &str) -> Option<Name> {
    refuse_hidden(text).ok()?;
    Name::tidy(text).ok().filter(|name| name.as_str() == text)
}

fn group_id(text: &str) -> Option<GroupId> {
    let bytes = HEXLOWER.decode(text.as_bytes()).ok()?;
    Some(GroupId::from_bytes(bytes.try_into().ok()?))
}

fn hash(text: &str) -> Option<[u8; 32]> {
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}
