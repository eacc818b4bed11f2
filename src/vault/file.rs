//! The vault's TOML, both ways. What stands there under which name is a
//! format: it changes only with [`VERSION`].

mod group;
mod roll;

use std::ops::Range;

use data_encoding::HEXLOWER;
use serde::Serialize;
use thiserror::Error;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use zeroize::Zeroizing;

use self::group::GroupRecord;
use super::Vault;
use crate::group::{Group, GroupId, Name, NameError};
use crate::record::{self, integer};

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
        let mut vault = Self::default();
        let mut lines = Lines::of(text);
        // Group by group: read at once, many of them take several times the memory.
        for piece in pieces(text) {
            if vault.take(piece, &mut lines).is_err() {
                // Where a piece can't be read by itself, the whole says why.
                return Self::whole(text);
            }
        }
        Ok(vault)
    }

    fn whole(text: &str) -> Result<Self, FileError> {
        let mut vault = Self::default();
        vault.take(0..text.len(), &mut Lines::of(text))?;
        Ok(vault)
    }

    /// Takes in a piece of the vault's text. The first has the version.
    fn take(&mut self, piece: Range<usize>, lines: &mut Lines<'_>) -> Result<(), FileError> {
        let text = lines.text.get(piece.clone()).unwrap_or_default();
        let mut line_of = |at: usize| lines.line_of(piece.start + at);
        let table = DeTable::parse(text).map_err(|error| FileError::NotToml {
            line: line_of(error.span().map_or(0, |span| span.start)),
        })?;
        let table = table.into_inner();
        if piece.start == 0 {
            check_version(&table)?;
        }
        for (key, value) in table {
            match (key.get_ref().as_ref(), value.into_inner()) {
                ("version", _) => {}
                ("default", DeValue::String(id)) => {
                    self.default = Some(group_id(&id).ok_or(FileError::WrongKind("default"))?);
                }
                ("group", DeValue::Array(records)) => {
                    let mut kept = Kept::of(text);
                    for (number, record) in records.into_iter().enumerate() {
                        let start = record.span().start;
                        if let Some(group) = read(record) {
                            self.groups.push(group);
                        } else {
                            let value = kept.take(number);
                            let value = value.ok_or(FileError::WrongKind("group"))?;
                            let line = line_of(start);
                            self.unread.push(Unread { line, value });
                        }
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
        Ok(())
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

/// Lines of a text, counted as far as somebody asked.
struct Lines<'a> {
    text: &'a str,
    counted: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    const fn of(text: &'a str) -> Self {
        Self {
            text,
            counted: 0,
            line: 1,
        }
    }

    /// On which line, counted from 1, the byte at this place is. Mostly places are
    /// asked for in order.
    fn line_of(&mut self, at: usize) -> usize {
        if at < self.counted {
            *self = Self::of(self.text);
        }
        let passed = self.text.get(self.counted..at).unwrap_or_default();
        self.line += passed.matches('\n').count();
        self.counted = at;
        self.line
    }
}

/// A vault's text cut where the record of a group begins. A line that only looks
/// like that, within a longer string, leaves pieces that can't be read.
fn pieces(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut beginnings = text.match_indices("\n[[group]]\n").map(|(end, _)| end + 1);
    let mut start = Some(0);
    std::iter::from_fn(move || {
        let piece = start?;
        start = beginnings.next();
        Some(piece..start.unwrap_or(text.len()))
    })
}

/// First of all: what else stands in a newer one is not for this program to
/// judge.
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
    let record = record::from_value::<GroupRecord<'_>>(record.into_inner());
    record.ok().and_then(GroupRecord::into_group)
}

/// The records of a vault's text once more, for those that could not be read:
/// reading takes a record apart, and to copy each beforehand would take longer
/// than to read it.
struct Kept<'a> {
    text: &'a str,
    records: Option<Vec<Option<DeValue<'a>>>>,
}

impl<'a> Kept<'a> {
    const fn of(text: &'a str) -> Self {
        Self {
            text,
            records: None,
        }
    }

    /// The record of this number, counted from 0.
    fn take(&mut self, number: usize) -> Option<toml::Value> {
        let text = self.text;
        let records = self.records.get_or_insert_with(|| {
            let table = DeTable::parse(text).map(Spanned::into_inner);
            match table.ok().and_then(|mut table| table.remove("group")) {
                Some(group) => match group.into_inner() {
                    DeValue::Array(records) => {
                        let values = records.into_iter().map(Spanned::into_inner);
                        values.map(Some).collect()
                    }
                    _ => Vec::new(),
                },
                None => Vec::new(),
            }
        });
        records.get_mut(number)?.take().map(owned)
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

fn group_id(text: &str) -> Option<GroupId> {
    let mut id = [0; 16];
    if HEXLOWER.decode_len(text.len()) != Ok(id.len()) {
        return None;
    }
    HEXLOWER.decode_mut(text.as_bytes(), &mut id).ok()?;
    Some(GroupId::from_bytes(id))
}

/// A name as it was kept: checked for what can't be seen, otherwise as it is.
fn name(text: impl AsRef<str>) -> Result<Name, NameError> {
    Name::foreign(text.as_ref())
}
