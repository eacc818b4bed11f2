//! The six words of this device that somebody may ask for.

use crate::device::DevicePublic;
use crate::group::Group;
use crate::organiser::SigningError;
use crate::words::{PHRASE_WORDS, Word};

/// Every set of six words that somebody may ask whoever has this device to compare.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WordsToCompare {
    /// Of the family's key.
    pub family: Option<[Word; PHRASE_WORDS]>,
    /// Of this device's key as an organiser, if it has one.
    pub organiser: Option<[Word; PHRASE_WORDS]>,
    /// Of this device's key, if it has one.
    pub device: Option<[Word; PHRASE_WORDS]>,
}

impl WordsToCompare {
    /// Computes the words for a group, if there is one, on the device with this key. Each
    /// set takes some 40 ms.
    ///
    /// # Errors
    /// [`SigningError`].
    pub fn of(group: Option<&Group>, device: Option<&DevicePublic>) -> Result<Self, SigningError> {
        let organiser = match group {
            Some(group) => group.organisers().own_key()?,
            None => None,
        };
        Ok(Self {
            family: group.map(|group| group.current().check_words()),
            organiser: organiser.map(|key| key.words()),
            device: device.map(DevicePublic::words),
        })
    }
}
