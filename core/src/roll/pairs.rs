//! Pairing two members, who get a code that only their two devices have.

use thiserror::Error;

use crate::device::{DeviceKey, DevicePublic};
use crate::group::{Group, Holds, Name, RollError};
use crate::pair::Pair;
use crate::words::{PHRASE_WORDS, Word};

/// A member to pair with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NewPair {
    /// Their name on the roll.
    pub name: Name,
    /// The key of this device.
    pub own: DevicePublic,
    /// The key of their device.
    pub device: DevicePublic,
}

impl NewPair {
    /// Plans to pair this device's holder with the member meant by `name`.
    ///
    /// # Errors
    /// [`PairError`].
    pub fn plan(name: &str, group: &Group, own: &DeviceKey) -> Result<Self, PairError> {
        let member = group.member(name)?;
        let name = member.name.clone();
        let device = member.device.filter(|_| member.holds == Holds::Ringtrue);
        let Some(device) = device else {
            return Err(PairError::NoDevice(name));
        };
        if own.public() == device {
            return Err(PairError::Own(name));
        }
        if Pair::new(own, &device).is_none() {
            return Err(PairError::WeakKey(name));
        }
        Ok(Self {
            name,
            own: own.public(),
            device,
        })
    }

    /// Returns the six words that each reads to the other: those of this device, then
    /// theirs. Words of the shared secret would not do: someone who gives each a false key
    /// can make the two agree in about 2^30 tries.
    #[must_use]
    pub fn words(&self, group: &Group) -> [[Word; PHRASE_WORDS]; 2] {
        [self.own, self.device].map(|key| group.device_words(&key))
    }

    /// Pairs them, once both have seen the same words.
    ///
    /// # Errors
    /// [`RollError`].
    pub fn carry_out(&self, group: &mut Group) -> Result<(), RollError> {
        group.pair(self.name.as_str(), Some(self.device))
    }
}

/// The reason why two members can't pair.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PairError {
    /// They are not on the roll.
    #[error(transparent)]
    Roll(#[from] RollError),
    /// Their device key is not known.
    #[error("{0}'s device key is not known here")]
    NoDevice(Name),
    /// They have this device.
    #[error("this is {0}'s own device: choose someone else to pair with")]
    Own(Name),
    /// Their key is one with which everyone would get the same code.
    #[error("{0}'s device key is not safe to pair with")]
    WeakKey(Name),
}
