//! The six words that others may ask this device's holder to compare.

use crate::device::DevicePublic;
use crate::group::Group;
use crate::organiser::SigningError;
use crate::words::{PHRASE_WORDS, Word};

/// All sets of six words that others may ask this device's holder to compare.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WordsToCompare {
    /// The words of the family's key.
    pub family: Option<[Word; PHRASE_WORDS]>,
    /// The words of this device's key as an organiser, if it has one.
    pub organiser: Option<[Word; PHRASE_WORDS]>,
    /// The words of this device's key, if it has one.
    pub device: Option<[Word; PHRASE_WORDS]>,
}

impl WordsToCompare {
    /// Computes the words for a group, if there is one, on the device with this key. Each
    /// set takes about 40 ms.
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
