//! The facts that this device remembers about itself, none of them secret: its last
//! backup, its clock's last time, and the drills that were done.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::practice::{Drill, Practised};
use crate::time::UnixTime;

/// The version of the format.
const VERSION: u64 = 1;

/// The facts that a device remembers about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct State {
    /// The time of the last backup.
    pub last_backup: Option<UnixTime>,
    /// The clock's time when something was last written.
    pub last_clock: Option<UnixTime>,
    /// A record for each drill that was done.
    pub practised: BTreeMap<Drill, Practised>,
}

impl State {
    /// Parses the text of `state.toml`.
    ///
    /// # Errors
    /// [`Damaged`].
    pub fn from_toml(text: &str) -> Result<Self, Damaged> {
        let file: StateFile = toml::from_str(text).map_err(|_| Damaged)?;
        if file.version != VERSION {
            return Err(Damaged);
        }
        let mut practised = BTreeMap::new();
        for record in file.drill {
            let (drill, done) = record.into_practised().ok_or(Damaged)?;
            if practised.insert(drill, done).is_some() {
                return Err(Damaged);
            }
        }
        Ok(Self {
            last_backup: file.last_backup.map(UnixTime::from_secs),
            last_clock: file.last_clock.map(UnixTime::from_secs),
            practised,
        })
    }

    /// Returns the text of `state.toml`.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let file = StateFile {
            version: VERSION,
            last_backup: self.last_backup.map(UnixTime::as_secs),
            last_clock: self.last_clock.map(UnixTime::as_secs),
            drill: self.practised.iter().map(Record::of).collect(),
        };
        toml::to_string(&file).unwrap_or_else(|_| unreachable!("numbers and the names of drills"))
    }

    /// Records that `drill` was done at `now`, and whether it ended correctly.
    pub fn note_drill(&mut self, drill: Drill, right: bool, now: UnixTime) {
        let before = self.practised.get(&drill).map_or(0, |done| done.times);
        let done = Practised {
            times: before.saturating_add(1),
            last: now,
            right,
        };
        self.practised.insert(drill, done);
    }
}

/// The error for text that is not a valid file of this device, `state.toml` or
/// `recent.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the file is damaged or has an unsupported version")]
#[non_exhaustive]
pub struct Damaged;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StateFile {
    version: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_backup: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_clock: Option<u64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    drill: Vec<Record>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    name: String,
    times: u32,
    last: u64,
    right: bool,
}

impl Record {
    fn of((drill, done): (&Drill, &Practised)) -> Self {
        Self {
            name: drill.as_str().to_owned(),
            times: done.times,
            last: done.last.as_secs(),
            right: done.right,
        }
    }

    fn into_practised(self) -> Option<(Drill, Practised)> {
        let done = Practised {
            times: (self.times > 0).then_some(self.times)?,
            last: UnixTime::from_secs(self.last),
            right: self.right,
        };
        Some((Drill::from_name(&self.name)?, done))
    }
}

#[cfg(test)]
mod tests {
    use super::{Damaged, State};
    use crate::practice::Drill;
    use crate::time::UnixTime;

    #[test]
    fn what_was_written_is_read() {
        for state in [
            State::default(),
            State {
                last_backup: Some(UnixTime::from_secs(1)),
                last_clock: Some(UnixTime::from_secs(1_795_370_400)),
                ..State::default()
            },
            State {
                last_backup: Some(UnixTime::from_secs(1 << 63)),
                last_clock: Some(UnixTime::from_secs(u64::MAX)),
                ..State::default()
            },
            practised(),
        ] {
            assert_eq!(State::from_toml(&state.to_toml()), Ok(state));
        }
    }

    #[test]
    fn what_is_damaged_or_newer_is_refused() {
        for text in [
            "",
            "version = 2",
            "version = 1\nnew = 1",
            "\u{0}",
            "version = 1\nlast_clock = -1",
            "version = 1\n[[drill]]\nname = \"testing\"",
        ] {
            assert_eq!(State::from_toml(text), Err(Damaged), "{text:?}");
        }
        let text = practised().to_toml();
        for (part, damaged) in [
            ("\"testing\"", "\"Testing\""),
            ("\"testing\"", "\"relative\""),
            ("times = 2", "times = 0"),
            ("times = 2", "times = 4294967296"),
            ("right = true", "right = 1"),
            ("right = true", "right = true\nnew = 1"),
        ] {
            let damaged = text.replacen(part, damaged, 1);
            assert_ne!(damaged, text);
            assert_eq!(State::from_toml(&damaged), Err(Damaged), "{damaged:?}");
        }
    }

    #[test]
    fn a_drill_is_kept_with_how_often_and_how_it_went_last() {
        let mut state = practised();
        state.note_drill(Drill::Testing, false, UnixTime::from_secs(3));
        assert_eq!(
            state.to_toml(),
            r#"version = 1

[[drill]]
name = "relative"
times = 2
last = 1795370400
right = true

[[drill]]
name = "testing"
times = 2
last = 3
right = false
"#
        );
        let done = state.practised.get_mut(&Drill::Testing).unwrap();
        done.times = u32::MAX;
        state.note_drill(Drill::Testing, true, UnixTime::from_secs(4));
        assert_eq!(state.practised[&Drill::Testing].times, u32::MAX);
    }

    fn practised() -> State {
        let mut state = State::default();
        state.note_drill(Drill::Testing, false, UnixTime::from_secs(1));
        for now in [2, 1_795_370_400] {
            state.note_drill(Drill::Relative, true, UnixTime::from_secs(now));
        }
        state
    }
}
