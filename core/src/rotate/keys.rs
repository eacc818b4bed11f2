//! Device keys in dispute: which of two is a member's has to be known before anything is
//! sealed.

use thiserror::Error;

use crate::device::DevicePublic;
use crate::group::{Dispute, Group, Name, RollError};

/// A member's device key, by what a person said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Whose key it is.
    pub name: Name,
    /// Their key.
    pub key: DevicePublic,
}

/// Returns the disputes to settle before a rotation is sealed on this organiser's device:
/// all, but for the one about a member whose device is `lost`. On another device
/// rotations are not to be sealed, which is said elsewhere.
#[must_use]
pub fn disputes_to_settle(group: &Group, lost: Option<&str>) -> Vec<Dispute> {
    if group.organisers().own().is_none() {
        return Vec::new();
    }
    let mut disputes = group.disputes();
    disputes.retain(|dispute| !lost.is_some_and(|lost| dispute.name.is_meant_by(lost)));
    disputes
}

impl Dispute {
    /// Returns the keys to choose from: the one that was here, if it is another one, and
    /// the one by the message.
    #[must_use]
    pub fn keys(&self) -> (Option<DevicePublic>, DevicePublic) {
        let here = self.here.filter(|here| *here != self.claimed);
        (here, self.claimed)
    }
}

/// Takes in what a person chose.
///
/// # Errors
/// [`AcceptError`]; those before it are taken in.
pub fn accept(choices: &[Choice], group: &mut Group) -> Result<(), AcceptError> {
    for choice in choices {
        let disputes = group.disputes();
        let is_open = disputes.iter().any(|dispute| {
            dispute.name == choice.name
                && [dispute.here, Some(dispute.claimed)].contains(&Some(choice.key))
        });
        if !is_open {
            return Err(AcceptError::Changed);
        }
        group.accept_key(choice.name.as_str(), choice.key)?;
    }
    Ok(())
}

/// Why a choice between keys is not taken in.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum AcceptError {
    /// They are in dispute no longer.
    #[error("the roll was changed meanwhile")]
    Changed,
    /// The key can't be used.
    #[error(transparent)]
    Roll(#[from] RollError),
}
