//! Prepares this device to sign: its holder must be on the roll, and an organiser.

use thiserror::Error;

use crate::device::DevicePublic;
use crate::group::{Group, Name, OrganiserError, RollError};
use crate::message::SealError;
use crate::organiser::SigningKey;

/// Reports whether the holder of this device has to be asked for their name before it can
/// sign: the group has no organiser yet, and the roll does not name the holder.
#[must_use]
pub fn needs_own_name(group: &Group, own: Option<&DevicePublic>) -> bool {
    !group.has_organiser() && own.and_then(|own| group.member_with(own)).is_none()
}

/// Makes this device an organiser's if the group has none, with its holder on the roll
/// under `name`, if given. If the group has organisers, this device must already be one
/// of theirs.
///
/// # Errors
/// [`SignerError`]; the roll may then have changed.
pub fn be_organiser(
    group: &mut Group,
    name: Option<&str>,
    own: DevicePublic,
) -> Result<(), SignerError> {
    if let Some(name) = name {
        let taken = group
            .member(name)
            .is_ok_and(|it| it.device.is_some_and(|key| key != own));
        if taken {
            return Err(SignerError::Taken(
                Name::tidy(name).map_err(RollError::from)?,
            ));
        }
        group.give_device(name, own)?;
    }
    let me = group.member_with(&own).map(|member| member.name.clone());
    if let Some(organiser) = group.organisers().own() {
        // After a restore, the roll may still have the device before this one.
        return match me {
            Some(_) => Ok(()),
            None => Err(SignerError::NotOnRoll(organiser.name.clone())),
        };
    }
    match me {
        Some(me) if !group.has_organiser() => {
            Ok(group.become_first_organiser(me.as_str(), SigningKey::generate)?)
        }
        _ => Err(SignerError::NotYou),
    }
}

/// The reason why this device can't sign for a group.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SignerError {
    /// The member of that name has another device.
    #[error("{0} is already on the list with another device")]
    Taken(Name),
    /// This device has the organiser's key of this member, but the roll has another
    /// device of theirs.
    #[error("this device is not on the list")]
    NotOnRoll(Name),
    /// This device is not an organiser's, or nobody on the roll has it.
    #[error("{}", SealError::NotYou)]
    NotYou,
    /// The holder of this device can't be put on the roll.
    #[error(transparent)]
    Roll(#[from] RollError),
    /// This device can't be made an organiser's.
    #[error(transparent)]
    Organiser(#[from] OrganiserError),
}
