//! Which halves were accepted before, so that none is accepted twice. Kept
//! without names and without secrets: ids of groups and sheets that mean nothing
//! elsewhere, and which step or day.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::call::{Accepted, Against, Claim, Finding, Of, Side};
use crate::device::DeviceKey;
use crate::group::{Generation, Group, GroupId};
use crate::pair::Pair;
use crate::sheet::SheetId;
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

    /// Judges a claim by what counts from whoever made it, and remembers the halves that
    /// it accepts, so that none is accepted twice. `more` were accepted too and are not
    /// remembered here. Each half goes with the id of the group that counts. Returns what
    /// was found, and the halves that were accepted now.
    pub fn judge(
        &mut self,
        claim: &Claim,
        against: &Against,
        group: &Group,
        more: &[(GroupId, Accepted)],
    ) -> (Finding, Vec<(GroupId, Accepted)>) {
        let counts = against.counts(group);
        let id = counts.id();
        let mut accepted = self.of(counts);
        accepted.extend(more.iter().filter(|(of, _)| *of == id).map(|(_, it)| *it));
        let finding = against.judge(claim, group, &accepted);
        let used = against.to_remember(&finding, claim, group);
        if !used.is_empty() {
            self.remember(counts, &used, claim.time);
        }
        (finding, used.into_iter().map(|used| (id, used)).collect())
    }

    /// Remembers what was accepted of `group` at `now`, and lets go what can
    /// mean nothing any more: halves of seeds that are gone. A sheet that ended
    /// may be scanned once more, and its lines must not count again.
    pub fn remember(&mut self, group: &Group, accepted: &[Accepted], now: UnixTime) {
        let kept = |of: Of| match of {
            Of::Seed(generation) => {
                let mut previous = group.previous().iter();
                group.generation() == generation
                    || previous.any(|previous| previous.seed.generation == generation)
            }
            Of::Sheet(_) => true,
        };
        self.entries
            .retain(|entry| entry.group != group.id() || kept(entry.accepted.of));
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

    /// Lets go all that was accepted of a group that is forgotten, and of the pairs in
    /// it that the device whose key is `own` has.
    pub fn forget(&mut self, group: &Group, own: Option<&DeviceKey>) {
        let id = group.id();
        self.forget_id(id);
        let pairs = own.map(|own| Pair::all(group, own));
        for pair in pairs.unwrap_or_default() {
            self.forget_id(pair.id(id));
        }
    }

    pub(crate) fn forget_id(&mut self, group: GroupId) {
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
    /// Of a half of the code.
    #[serde(skip_serializing_if = "Option::is_none")]
    generation: Option<u64>,
    /// Of a line of a sheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<String>,
    side: String,
    counter: u64,
    at: u64,
}

impl Record {
    fn into_entry(self) -> Option<Entry> {
        let group = HEXLOWER.decode(self.group.as_bytes()).ok()?;
        let of = match (self.generation, self.sheet) {
            (Some(generation), None) => Of::Seed(Generation::new(generation)?),
            (None, Some(sheet)) => Of::Sheet(SheetId::from_text(&sheet)?),
            _ => return None,
        };
        Some(Entry {
            group: GroupId::from_bytes(group.try_into().ok()?),
            accepted: Accepted {
                of,
                side: Side::from_name(&self.side)?,
                counter: Counter::new(self.counter),
            },
            at: UnixTime::from_secs(self.at),
        })
    }
}

impl From<&Entry> for Record {
    fn from(entry: &Entry) -> Self {
        let (generation, sheet) = match entry.accepted.of {
            Of::Seed(generation) => (Some(generation.number().into()), None),
            Of::Sheet(sheet) => (None, Some(sheet.to_string())),
        };
        Self {
            group: HEXLOWER.encode(entry.group.as_bytes()),
            generation,
            sheet,
            side: entry.accepted.side.as_str().to_owned(),
            counter: entry.accepted.counter.as_u64(),
            at: entry.at.as_secs(),
        }
    }
}

#[cfg(test)]
mod tests;
