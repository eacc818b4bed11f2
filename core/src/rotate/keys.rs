//! Device keys in dispute, which have to be settled before anything is sealed.

use thiserror::Error;

use crate::device::DevicePublic;
use crate::group::{Dispute, Group, Name, RollError};

/// A member's device key, as chosen by a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenKey {
    /// The member's name.
    pub name: Name,
    /// Their key.
    pub key: DevicePublic,
}

/// Returns the disputes to settle before a rotation is sealed on this organiser's device:
/// all except the one about a member whose device is `lost`. There are none on another
/// device, which can't seal rotations.
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
    /// Returns the keys to choose from: the one on the roll here, if it is another one,
    /// and the one in the message.
    #[must_use]
    pub fn keys(&self) -> (Option<DevicePublic>, DevicePublic) {
        let here = self.here.filter(|here| *here != self.claimed);
        (here, self.claimed)
    }
}

/// Accepts the keys that a person chose.
///
/// # Errors
/// [`AcceptError`]; earlier choices are then accepted.
pub fn accept(choices: &[ChosenKey], group: &mut Group) -> Result<(), AcceptError> {
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

/// The reason why a choice between keys is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum AcceptError {
    /// The keys are no longer in dispute.
    #[error("the list has just changed")]
    Changed,
    /// The key can't be used.
    #[error(transparent)]
    Roll(#[from] RollError),
}
