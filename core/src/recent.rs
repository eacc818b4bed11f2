//! The halves that were accepted before, so that none is accepted twice. Stored without
//! names and secrets: only ids of groups and sheets, which mean nothing elsewhere, and
//! the step or day.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use crate::call::{Accepted, Claim, CodeId, Expected, Finding, Side};
use crate::device::DeviceKey;
use crate::group::{Generation, Group, GroupId};
use crate::pair::Pair;
use crate::sheet::SheetId;
use crate::state::Damaged;
use crate::time::{Counter, UnixTime};

/// The version of the format.
const VERSION: u64 = 1;

/// Halves remembered per group: more than a year of daily calls. The oldest are dropped
/// first.
const MAX_PER_GROUP: usize = 1000;

/// Halves remembered for all groups together: under 1 MiB of text, the most that the
/// program reads. The oldest are dropped first.
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
    /// Parses the text of `recent.toml`.
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

    /// Returns the text of `recent.toml`.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let file = RecentFile {
            version: VERSION,
            accepted: self.entries.iter().map(Record::from).collect(),
        };
        toml::to_string(&file).unwrap_or_else(|_| unreachable!("numbers and short strings"))
    }

    /// Returns the halves that were accepted for `group`.
    #[must_use]
    pub fn of(&self, group: &Group) -> Vec<Accepted> {
        let entries = self.entries.iter();
        entries
            .filter(|entry| entry.group == group.id())
            .map(|entry| entry.accepted)
            .collect()
    }

    /// Judges a claim, and remembers the halves that it accepts, so that none is
    /// accepted twice. `more` are halves that were also accepted but are not remembered
    /// here. Each half comes with the id of the group that it counts for. Returns the
    /// finding, and the halves accepted now.
    pub fn judge(
        &mut self,
        claim: &Claim,
        expected: &Expected,
        group: &Group,
        more: &[(GroupId, Accepted)],
    ) -> (Finding, Vec<(GroupId, Accepted)>) {
        let code_group = expected.code_group(group);
        let id = code_group.id();
        let mut accepted = self.of(code_group);
        accepted.extend(more.iter().filter(|(of, _)| *of == id).map(|(_, it)| *it));
        let finding = expected.judge(claim, group, &accepted);
        let used = expected.to_remember(&finding, claim, group);
        if !used.is_empty() {
            self.remember(code_group, &used, claim.time);
        }
        (finding, used.into_iter().map(|used| (id, used)).collect())
    }

    /// Remembers the halves accepted for `group` at `now`, and drops those of seeds
    /// that are gone. Lines of a sheet stay: a sheet that ended may be scanned again,
    /// and its lines must not be accepted twice.
    pub fn remember(&mut self, group: &Group, accepted: &[Accepted], now: UnixTime) {
        let kept = |code: CodeId| match code {
            CodeId::Seed(generation) => {
                let mut previous = group.previous().iter();
                group.generation() == generation
                    || previous.any(|previous| previous.seed.generation == generation)
            }
            CodeId::Sheet(_) => true,
        };
        self.entries
            .retain(|entry| entry.group != group.id() || kept(entry.accepted.code));
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

    /// Moves the halves of the group `from` to `to`, its new id.
    pub fn rename(&mut self, from: GroupId, to: GroupId) {
        for entry in &mut self.entries {
            if entry.group == from {
                entry.group = to;
            }
        }
    }

    /// Drops the halves of a forgotten group, and of its pairs with the device whose
    /// key is `own`.
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
    /// Set for a half of the code.
    #[serde(skip_serializing_if = "Option::is_none")]
    generation: Option<u64>,
    /// Set for a line of a sheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<String>,
    side: String,
    counter: u64,
    at: u64,
}

impl Record {
    fn into_entry(self) -> Option<Entry> {
        let group = HEXLOWER.decode(self.group.as_bytes()).ok()?;
        let code = match (self.generation, self.sheet) {
            (Some(generation), None) => CodeId::Seed(Generation::new(generation)?),
            (None, Some(sheet)) => CodeId::Sheet(SheetId::from_text(&sheet)?),
            _ => return None,
        };
        Some(Entry {
            group: GroupId::from_bytes(group.try_into().ok()?),
            accepted: Accepted {
                code,
                side: Side::from_name(&self.side)?,
                counter: Counter::new(self.counter),
            },
            at: UnixTime::from_secs(self.at),
        })
    }
}

impl From<&Entry> for Record {
    fn from(entry: &Entry) -> Self {
        let (generation, sheet) = match entry.accepted.code {
            CodeId::Seed(generation) => (Some(generation.number().into()), None),
            CodeId::Sheet(sheet) => (None, Some(sheet.to_string())),
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
