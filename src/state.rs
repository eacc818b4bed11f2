//! What this device remembers of itself, without secrets: when it was backed
//! up, and what its clock said last.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::time::UnixTime;

/// The version of the format.
const VERSION: u64 = 1;

/// What a device remembers of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// When the last backup was written.
    pub last_backup: Option<UnixTime>,
    /// What the clock said when something was last written.
    pub last_clock: Option<UnixTime>,
}

impl State {
    /// Reads the text of `state.toml`.
    ///
    /// # Errors
    /// [`Damaged`].
    pub fn from_toml(text: &str) -> Result<Self, Damaged> {
        let file: StateFile = toml::from_str(text).map_err(|_| Damaged)?;
        if file.version != VERSION {
            return Err(Damaged);
        }
        Ok(Self {
            last_backup: file.last_backup.map(UnixTime::from_secs),
            last_clock: file.last_clock.map(UnixTime::from_secs),
        })
    }

    /// The text of `state.toml`.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let file = StateFile {
            version: VERSION,
            last_backup: self.last_backup.map(UnixTime::as_secs),
            last_clock: self.last_clock.map(UnixTime::as_secs),
        };
        toml::to_string(&file).unwrap_or_else(|_| unreachable!("numbers under 2^63"))
    }
}

/// The text of `state.toml` is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("it is damaged, or of another version")]
pub struct Damaged;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StateFile {
    version: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_backup: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_clock: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::{Damaged, State};
    use crate::time::UnixTime;

    #[test]
    fn what_was_written_is_read() {
        for state in [
            State::default(),
            State {
                last_backup: Some(UnixTime::from_secs(1)),
                last_clock: Some(UnixTime::from_secs(1_795_370_400)),
            },
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
        ] {
            assert_eq!(State::from_toml(text), Err(Damaged), "{text:?}");
        }
    }
}
