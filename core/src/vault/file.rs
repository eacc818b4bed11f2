//! Reads and writes the vault's TOML. The names of its fields are a format: they change
//! only with [`VERSION`].

mod group;
mod read;
mod roll;

use data_encoding::HEXLOWER;
use serde::{Deserialize as _, Serialize};
use thiserror::Error;
use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue, ValueDeserializer};
use zeroize::Zeroizing;

use self::group::GroupRecord;
use self::read::group_id;
use super::groups::{Unread, Vault};
use crate::device::DevicePublic;
use crate::group::Group;

/// The version of the format that is written, and the only one that is read.
const VERSION: i64 = 1;

impl Vault {
    /// Parses the vault's text. A group whose record can't be read is set apart
    /// ([`Vault::unread`]), so that it does not lock out the others.
    ///
    /// # Errors
    /// [`FileError`], which never repeats the text.
    pub fn from_toml(text: &str) -> Result<Self, FileError> {
        let line_of = |at: usize| {
            let before = text.get(..at).unwrap_or_default();
            before.matches('\n').count() + 1
        };
        let table = DeTable::parse(text).map_err(|error| FileError::NotToml {
            line: line_of(error.span().map_or(0, |span| span.start)),
        })?;
        let table = table.into_inner();
        check_version(&table)?;
        let mut vault = Self::default();
        for (key, value) in table {
            match (key.get_ref().as_ref(), value.into_inner()) {
                ("version", _) => {}
                ("default", DeValue::String(id)) => {
                    vault.default = Some(group_id(&id).ok_or(FileError::WrongKind("default"))?);
                }
                ("renewal", DeValue::String(key)) => {
                    let key = DevicePublic::from_text(&key);
                    vault.renewal = Some(key.map_err(|_| FileError::WrongKind("renewal"))?);
                }
                ("group", DeValue::Array(records)) => {
                    for record in records {
                        let start = record.span().start;
                        if let Some(group) = read(record.clone()) {
                            vault.groups.push(group);
                        } else {
                            vault.unread.push(Unread {
                                line: line_of(start),
                                value: owned(record.into_inner()),
                            });
                        }
                    }
                }
                ("default", _) => return Err(FileError::WrongKind("default")),
                ("renewal", _) => return Err(FileError::WrongKind("renewal")),
                ("group", _) => return Err(FileError::WrongKind("group")),
                _ => {
                    return Err(FileError::Unknown {
                        line: line_of(key.span().start),
                    });
                }
            }
        }
        Ok(vault)
    }

    /// Writes the vault's text, with every record that could not be read.
    ///
    /// # Errors
    /// [`FileError::Unwritable`], which no vault is known to cause.
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
            renewal: self.renewal.map(|key| key.to_string()),
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

/// Checks the version. This comes first, since a newer version may hold anything.
fn check_version(table: &DeTable<'_>) -> Result<(), FileError> {
    match table.get("version").map(Spanned::get_ref) {
        None => Err(FileError::NoVersion),
        Some(DeValue::Integer(number)) => match integer(number) {
            Some(VERSION) => Ok(()),
            Some(found) => Err(FileError::Version { found }),
            None => Err(FileError::WrongKind("version")),
        },
        Some(_) => Err(FileError::WrongKind("version")),
    }
}

fn read(record: Spanned<DeValue<'_>>) -> Option<Group> {
    let record = GroupRecord::deserialize(ValueDeserializer::from(record));
    record.ok().and_then(GroupRecord::into_group)
}

/// The reason a vault's text can't be read or written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FileError {
    /// It is not TOML.
    #[error("its text is not TOML (line {line})")]
    NotToml {
        /// The line of the error, counted from 1.
        line: usize,
    },
    /// It has no version.
    #[error("it has no version")]
    NoVersion,
    /// It has another version, most likely a newer one.
    #[error("it has format version {found}, but this ringtrue reads version {VERSION}")]
    Version {
        /// The version found.
        found: i64,
    },
    /// It has a top-level key that version 1 does not know.
    #[error("it has a field unknown to version {VERSION} (line {line})")]
    Unknown {
        /// Its line, counted from 1.
        line: usize,
    },
    /// A known key has an invalid value.
    #[error("its field \"{0}\" is invalid")]
    WrongKind(&'static str),
    /// A value can't be written as TOML.
    #[error("it can't be written as valid TOML")]
    Unwritable,
}

#[derive(Serialize)]
struct VaultFile<'a> {
    version: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    renewal: Option<String>,
    group: Vec<Record<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Record<'a> {
    Read(Box<GroupRecord<'a>>),
    Unread(&'a toml::Value),
}

/// Copies a record that could not be read, so that it can be written back. A number too
/// large for [`toml::Value`] is kept as text.
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

/// Parses an integer in any base.
fn integer(number: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}
