//! Which halves were accepted before, so that none is accepted twice. Kept
//! without names and without secrets: group ids that mean nothing elsewhere,
//! which step, and of a sheet its serial.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::call::{Accepted, Side};
use crate::group::{Generation, Group, GroupId};
use crate::sheet::Serial;
use crate::time::{Counter, UnixTime};

/// The version of the format.
const VERSION: u64 = 1;

/// How many halves of a group are remembered. More than a year of a call a
/// day; the oldest go first.
const MAX_PER_GROUP: usize = 1000;

/// How many halves of all groups together are remembered: under 1 MiB of text,
/// which is the most that the program reads. The oldest go first.
const MAX_ENTRIES: usize = 5000;

/// The halves that this device accepted.
#[derive(Debug, Default)]
pub struct Recent {
    entries: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    group: GroupId,
    accepted: Accepted,
    at: UnixTime,
}

impl Recent {
    /// Reads the text of `recent.toml`.
    ///
    /// # Errors
    /// [`Damaged`].
    pub fn from_toml(text: &str) -> Result<Self, Damaged> {
        let file: RecentFile = toml::from_str(text).map_err(|_| Damaged)?;
        if file.version != VERSION {
            return Err(Damaged);
        }
        let entries: Option<_> = file.accepted.into_iter().map(Record::into_entry).collect();
        Ok(Self {
            entries: entries.ok_or(Damaged)?,
        })
    }

    /// The text of `recent.toml`.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let file = RecentFile {
            version: VERSION,
            accepted: self.entries.iter().map(Record::from).collect(),
        };
        toml::to_string(&file).unwrap_or_else(|_| unreachable!("numbers and short strings"))
    }

    /// What was accepted of `group`.
    #[must_use]
    pub fn of(&self, group: &Group) -> Vec<Accepted> {
        let entries = self.entries.iter();
        entries
            .filter(|entry| entry.group == group.id())
            .map(|entry| entry.accepted)
            .collect()
    }

    /// Remembers what was accepted of `group` at `now`, and lets go what can
    /// mean nothing any more: halves of seeds that are gone.
    pub fn remember(&mut self, group: &Group, accepted: &[Accepted], now: UnixTime) {
        let kept = |generation: Generation| {
            let mut previous = group.previous().iter();
            group.generation() == generation
                || previous.any(|previous| previous.seed.generation == generation)
        };
        self.entries
            .retain(|entry| entry.group != group.id() || kept(entry.accepted.generation));
        self.entries.extend(accepted.iter().map(|accepted| Entry {
            group: group.id(),
            accepted: *accepted,
            at: now,
        }));
        let of_group = |entry: &Entry| entry.group == group.id();
        let count = self.entries.iter().filter(|entry| of_group(entry)).count();
        let mut surplus = count.saturating_sub(MAX_PER_GROUP);
        self.entries.retain(|entry| {
            let goes = surplus > 0 && of_group(entry);
            surplus -= usize::from(goes);
            !goes
        });
        let surplus = self.entries.len().saturating_sub(MAX_ENTRIES);
        self.entries.drain(..surplus);
    }

    /// Remembers what was accepted of the group `from` as of `to`: it has another
    /// id from now on.
    pub fn rename(&mut self, from: GroupId, to: GroupId) {
        for entry in &mut self.entries {
            if entry.group == from {
                entry.group = to;
            }
        }
    }

    /// Lets go all that was accepted of a group that is forgotten.
    pub fn forget(&mut self, group: GroupId) {
        self.entries.retain(|entry| entry.group != group);
    }
}

/// The text of `recent.toml` is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("it is damaged, or of another version")]
#[non_exhaustive]
pub struct Damaged;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RecentFile {
    version: u64,
    #[serde(default)]
    accepted: Vec<Record>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    group: String,
    generation: u64,
    side: String,
    counter: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<u32>,
    at: u64,
}

impl Record {
    fn into_entry(self) -> Option<Entry> {
        let group = HEXLOWER.decode(self.group.as_bytes()).ok()?;
        let sheet = match self.sheet {
            Some(number) => Some(Serial::new(number)?),
            None => None,
        };
        Some(Entry {
            group: GroupId::from_bytes(group.try_into().ok()?),
            accepted: Accepted {
                generation: Generation::new(self.generation)?,
                side: Side::from_name(&self.side)?,
                counter: Counter::new(self.counter),
                sheet,
            },
            at: UnixTime::from_secs(self.at),
        })
    }
}

impl From<&Entry> for Record {
    fn from(entry: &Entry) -> Self {
        Self {
            group: HEXLOWER.encode(entry.group.as_bytes()),
            generation: entry.accepted.generation.number().into(),
            side: entry.accepted.side.as_str().to_owned(),
            counter: entry.accepted.counter.as_u64(),
            sheet: entry.accepted.sheet.map(Serial::number),
            at: entry.at.as_secs(),
        }
    }
}

#[cfg(test)]
mod tests;
