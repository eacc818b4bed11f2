//! The vault's TOML, both ways. What stands there under which name is a
//! format: it changes only with [`VERSION`].

use std::borrow::Cow;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue, ValueDeserializer};
use zeroize::Zeroizing;

use super::Vault;
use crate::device::DevicePublic;
use crate::group::{
    Confirmation, Generation, Group, GroupId, Holds, Member, Name, NameError, Organiser,
    Organisers, Origin, Previous, Promotion, Seed,
};
use crate::organiser::{OrganiserKey, SigningKey};
use crate::otp::{Algorithm, Digits, Parameters};
use crate::otpauth::{base32, from_base32};
use crate::sheet::{Serial, Sheet};
use crate::time::{Period, UnixTime};

/// The version of the format that is written, and the newest that is read.
const VERSION: i64 = 1;

/// A record that could not be read. It is written back as it came.
#[derive(Clone)]
pub struct Unread {
    /// The line of the vault's text that it begins on, counted from 1.
    pub line: usize,
    pub(super) value: toml::Value,
}

impl std::fmt::Debug for Unread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Unread(line {})", self.line)
    }
}

impl Vault {
    /// Reads the vault's text. A group whose record can't be read is set apart
    /// ([`Vault::unread`]) and locks no other away.
    ///
    /// # Errors
    /// [`FileError`], which repeats nothing of the text.
    pub fn from_toml(text: &str) -> Result<Self, FileError> {
        let line_of = |at: usize| 1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count();
        let table = DeTable::parse(text).map_err(|error| FileError::NotToml {
            line: line_of(error.span().map_or(0, |span| span.start)),
        })?;
        let table = table.into_inner();
        // First of all: what else stands in a newer one is not for this
        // program to judge.
        match table.get("version").map(Spanned::get_ref) {
            None => return Err(FileError::NoVersion),
            Some(DeValue::Integer(number)) => match integer(number) {
                Some(VERSION) => {}
                Some(found) => return Err(FileError::Version { found }),
                None => return Err(FileError::WrongKind("version")),
            },
            Some(_) => return Err(FileError::WrongKind("version")),
        }
        let mut vault = Self::default();
        for (key, value) in table {
            match (key.get_ref().as_ref(), value.into_inner()) {
                ("version", _) => {}
                ("default", DeValue::String(id)) => {
                    vault.default = Some(group_id(&id).ok_or(FileError::WrongKind("default"))?);
                }
                ("group", DeValue::Array(records)) => {
                    for record in records {
                        let line = line_of(record.span().start);
                        vault.take(record, line);
                    }
                }
                ("default", _) => return Err(FileError::WrongKind("default")),
                ("group", _) => return Err(FileError::WrongKind("group")),
                // Nothing that this version would write.
                (_, _) => {
                    return Err(FileError::Unknown {
                        line: line_of(key.span().start),
                    });
                }
            }
        }
        Ok(vault)
    }

    fn take(&mut self, record: Spanned<DeValue<'_>>, line: usize) {
        let read = GroupRecord::deserialize(ValueDeserializer::from(record.clone()));
        match read.ok().and_then(GroupRecord::into_group) {
            Some(group) => self.groups.push(group),
            None => self.unread.push(Unread {
                line,
                value: owned(record.into_inner()),
            }),
        }
    }

    /// The vault's text, with every record that could not be read.
    ///
    /// # Errors
    /// [`FileError::Unwritable`], which nothing that a vault can hold is known to
    /// bring about.
    pub fn to_toml(&self) -> Result<Zeroizing<String>, FileError> {
        let groups = self
            .groups
            .iter()
            .map(GroupRecord::from_group)
            .map(Box::new);
        let unread = self.unread.iter().map(|unread| &unread.value);
        let file = VaultFile {
            version: VERSION,
            default: self.default.map(|id| HEXLOWER.encode(id.as_bytes())),
            group: groups
                .map(Record::Read)
                .chain(unread.map(Record::Unread))
                .collect(),
        };
        toml::to_string(&file)
            .map(Zeroizing::new)
            .map_err(|_| FileError::Unwritable)
    }
}

/// Why a vault's text can't be read or written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FileError {
    /// It is not TOML.
    #[error("its text is not TOML (line {line})")]
    NotToml {
        /// Where it stops being that, counted from 1.
        line: usize,
    },
    /// It says no version.
    #[error("its text does not say which version it is")]
    NoVersion,
    /// It is of another version, most likely a newer one.
    #[error("it is of version {found}, and this ringtrue reads version {VERSION}")]
    Version {
        /// The version that it says.
        found: i64,
    },
    /// It has something at the top that no version 1 has.
    #[error("its text has a part that version {VERSION} does not know (line {line})")]
    Unknown {
        /// Where, counted from 1.
        line: usize,
    },
    /// A part that is known is not of its kind.
    #[error("\"{0}\" in its text is not what it should be")]
    WrongKind(&'static str),
    /// A value has no spelling in TOML.
    #[error("a value in it can't be written")]
    Unwritable,
}

#[derive(Serialize)]
struct VaultFile<'a> {
    version: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<String>,
    group: Vec<Record<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Record<'a> {
    Read(Box<GroupRecord<'a>>),
    Unread(&'a toml::Value),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupRecord<'a> {
    id: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    local_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    foreign: Option<ForeignRecord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    algorithm: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    digits: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<u64>,
    highest: u64,
    generation: u64,
    since: u64,
    #[serde(borrow)]
    seed: Cow<'a, str>,
    /// The SHA-256 of the message that brought the seed, in hex.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    /// This device's own organiser key, as minisign writes one without a
    /// passphrase.
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    organiser_key: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    demoted: Vec<String>,
    #[serde(borrow, default, skip_serializing_if = "Vec::is_empty")]
    previous: Vec<PreviousRecord<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    organiser: Vec<OrganiserRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    parted: Vec<PartedRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    member: Vec<MemberRecord>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ForeignRecord {
    #[serde(skip_serializing_if = "Option::is_none")]
    prefix: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issuer: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PreviousRecord<'a> {
    generation: u64,
    since: u64,
    until: u64,
    accepted: bool,
    #[serde(borrow)]
    seed: Cow<'a, str>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct MemberRecord {
    name: String,
    holds: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    generation: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confirmed: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet_generation: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paired: Option<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    listed: bool,
}

/// Somebody off the roll who was paired.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PartedRecord {
    name: String,
    paired: String,
}

impl PartedRecord {
    fn into_parted(self) -> Option<(Name, DevicePublic)> {
        let device = DevicePublic::from_text(&self.paired).ok()?;
        Some((name(self.name).ok()?, device))
    }
}

impl From<&(Name, DevicePublic)> for PartedRecord {
    fn from((name, device): &(Name, DevicePublic)) -> Self {
        Self {
            name: name.to_string(),
            paired: device.to_string(),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OrganiserRecord {
    name: String,
    key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    promoted_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    promotion: Option<String>,
}

impl GroupRecord<'_> {
    fn from_group(group: &Group) -> Self {
        let Parameters {
            algorithm,
            digits,
            period,
        } = group.parameters;
        let default = Parameters::default();
        let Organisers {
            pinned,
            demoted,
            own,
        } = &group.organisers;
        Self {
            id: HEXLOWER.encode(group.id.as_bytes()),
            name: group.name.to_string(),
            local_name: group.local_name.as_ref().map(Name::to_string),
            foreign: match &group.origin {
                Origin::Ringtrue => None,
                Origin::Foreign { prefix, issuer } => Some(ForeignRecord {
                    prefix: prefix.as_ref().map(Name::to_string),
                    issuer: issuer.as_ref().map(Name::to_string),
                }),
            },
            algorithm: (algorithm != default.algorithm).then(|| algorithm.as_str().to_owned()),
            digits: (digits != default.digits).then(|| digits.count() as u64),
            period: (period != default.period).then(|| period.as_secs()),
            highest: group.highest.number().into(),
            generation: group.current.generation.number().into(),
            since: group.current.since.as_secs(),
            seed: spelt(&group.current),
            message: group.brought_by.map(|digest| HEXLOWER.encode(&digest)),
            organiser_key: own
                .as_ref()
                .map(|key| Cow::Owned(key.to_text().as_str().to_owned())),
            demoted: demoted.iter().map(OrganiserKey::to_string).collect(),
            previous: group.previous.iter().map(PreviousRecord::from).collect(),
            organiser: pinned.iter().map(OrganiserRecord::from).collect(),
            parted: group.parted.iter().map(PartedRecord::from).collect(),
            member: group.members.iter().map(MemberRecord::from).collect(),
        }
    }

    fn into_group(self) -> Option<Group> {
        let default = Parameters::default();
        let parameters = Parameters {
            algorithm: match self.algorithm {
                Some(name) => Algorithm::from_name(&name)?,
                None => default.algorithm,
            },
            digits: match self.digits {
                Some(count) => Digits::new(count).ok()?,
                None => default.digits,
            },
            period: match self.period {
                Some(seconds) => Period::new(seconds).ok()?,
                None => default.period,
            },
        };
        let origin = match self.foreign {
            None => Origin::Ringtrue,
            Some(foreign) => Origin::Foreign {
                prefix: foreign.prefix.map(name).transpose().ok()?,
                issuer: foreign.issuer.map(name).transpose().ok()?,
            },
        };
        let previous = self.previous.into_iter().map(PreviousRecord::into_previous);
        let members = self.member.into_iter().map(MemberRecord::into_member);
        let organisers = self.organiser.into_iter();
        let organisers = organisers.map(OrganiserRecord::into_organiser);
        let parted = self.parted.into_iter().map(PartedRecord::into_parted);
        let demoted = self.demoted.iter().map(|key| OrganiserKey::from_text(key));
        let own = self.organiser_key.map(|key| SigningKey::from_text(&key));
        let own = own.transpose();
        Some(Group {
            id: group_id(&self.id)?,
            name: name(self.name).ok()?,
            local_name: self.local_name.map(name).transpose().ok()?,
            origin,
            parameters,
            highest: Generation::new(self.highest)?,
            current: seed(self.generation, &self.seed, self.since)?,
            previous: previous.collect::<Option<_>>()?,
            members: members.collect::<Option<_>>()?,
            organisers: Organisers {
                pinned: organisers.collect::<Option<_>>()?,
                demoted: demoted.collect::<Result<_, _>>().ok()?,
                own: own.ok()?,
            },
            parted: parted.collect::<Option<_>>()?,
            brought_by: match self.message {
                Some(text) => Some(digest(&text)?),
                None => None,
            },
        })
    }
}

impl PreviousRecord<'_> {
    fn into_previous(self) -> Option<Previous> {
        Some(Previous {
            seed: seed(self.generation, &self.seed, self.since)?,
            until: UnixTime::from_secs(self.until),
            accepted: self.accepted,
        })
    }
}

impl From<&Previous> for PreviousRecord<'_> {
    fn from(previous: &Previous) -> Self {
        Self {
            generation: previous.seed.generation.number().into(),
            since: previous.seed.since.as_secs(),
            until: previous.until.as_secs(),
            accepted: previous.accepted,
            seed: spelt(&previous.seed),
        }
    }
}

impl MemberRecord {
    fn into_member(self) -> Option<Member> {
        let confirmed = match (self.generation, self.confirmed) {
            (None, None) => None,
            (Some(generation), Some(at)) => Some(Confirmation {
                generation: Generation::new(generation)?,
                at: UnixTime::from_secs(at),
            }),
            _ => return None,
        };
        let holds = Holds::from_name(&self.holds)?;
        let sheet = match (self.sheet, self.sheet_generation) {
            (None, None) => None,
            (Some(serial), Some(generation)) if holds == Holds::Sheet => Some(Sheet {
                serial: Serial::new(serial)?,
                generation: Generation::new(generation)?,
            }),
            _ => return None,
        };
        let key = |text: Option<String>| text.map(|text| DevicePublic::from_text(&text));
        Some(Member {
            name: name(self.name).ok()?,
            holds,
            confirmed,
            sheet,
            device: key(self.device).transpose().ok()?,
            paired: key(self.paired).transpose().ok()?,
            listed: self.listed,
        })
    }
}

impl From<&Member> for MemberRecord {
    fn from(member: &Member) -> Self {
        Self {
            name: member.name.to_string(),
            holds: member.holds.as_str().to_owned(),
            generation: member
                .confirmed
                .map(|confirmed| confirmed.generation.number().into()),
            confirmed: member.confirmed.map(|confirmed| confirmed.at.as_secs()),
            sheet: member.sheet.map(|sheet| sheet.serial.number()),
            sheet_generation: member.sheet.map(|sheet| sheet.generation.number().into()),
            device: member.device.as_ref().map(DevicePublic::to_string),
            paired: member.paired.as_ref().map(DevicePublic::to_string),
            listed: member.listed,
        }
    }
}

impl OrganiserRecord {
    fn into_organiser(self) -> Option<Organiser> {
        let promoted = match (self.promoted_by, self.promotion) {
            (None, None) => None,
            (Some(by), Some(signature)) => Some(Promotion {
                by: OrganiserKey::from_text(&by).ok()?,
                signature,
            }),
            _ => return None,
        };
        Some(Organiser {
            name: name(self.name).ok()?,
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

/// A record once more, to be kept and written back. A number that is past what
/// can be held is kept as its text: it was nothing that a vault has.
fn owned(value: DeValue<'_>) -> toml::Value {
    match value {
        DeValue::String(text) => toml::Value::String(text.into_owned()),
        DeValue::Integer(number) => match integer(&number) {
            Some(number) => toml::Value::Integer(number),
            None => toml::Value::String(number.to_string()),
        },
        DeValue::Float(number) => match number.as_str().parse::<f64>() {
            Ok(held) if held.is_finite() || !number.as_str().ends_with(char::is_numeric) => {
                toml::Value::Float(held)
            }
            _ => toml::Value::String(number.to_string()),
        },
        DeValue::Boolean(boolean) => toml::Value::Boolean(boolean),
        DeValue::Datetime(datetime) => toml::Value::Datetime(datetime),
        DeValue::Array(array) => {
            let values = array.into_iter().map(Spanned::into_inner);
            toml::Value::Array(values.map(owned).collect())
        }
        DeValue::Table(table) => {
            let fields = table.into_iter();
            let fields = fields
                .map(|(key, value)| (key.into_inner().into_owned(), owned(value.into_inner())));
            toml::Value::Table(fields.collect())
        }
    }
}

fn integer(number: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}

fn spelt<'a>(seed: &Seed) -> Cow<'a, str> {
    Cow::Owned(base32(&seed.secret).as_str().to_owned())
}

fn seed(generation: u64, spelt: &str, since: u64) -> Option<Seed> {
    Some(Seed {
        generation: Generation::new(generation)?,
        secret: from_base32(spelt).ok()?,
        since: UnixTime::from_secs(since),
    })
}

/// A name as it was kept: checked for what can't be seen, otherwise as it is.
fn name(text: impl AsRef<str>) -> Result<Name, NameError> {
    Name::foreign(text.as_ref())
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks with a reference"
)]
const fn is_false(value: &bool) -> bool {
    !*value
}

fn digest(text: &str) -> Option<[u8; 32]> {
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}

fn group_id(text: &str) -> Option<GroupId> {
    let bytes = HEXLOWER.decode(text.as_bytes()).ok()?;
    Some(GroupId::from_bytes(bytes.try_into().ok()?))
}
