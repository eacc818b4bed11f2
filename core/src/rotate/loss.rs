//! Lost devices: another member's, or the one that this device's holder had before.

use crate::device::DevicePublic;
use crate::group::{DeviceChange, Group, Holds, Name, Organiser, RollError, RotateError};
use crate::organiser::{OrganiserKey, SigningError, SigningKey};
use crate::secret::Secret;
use crate::time::UnixTime;

use super::request::RequestError;

/// The owner of a lost device, and what to ask about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loss {
    /// Another member.
    Theirs,
    /// Perhaps this device's holder, who had it before this one: ask whether they are
    /// this member. If so, it is [`OwnLostDevice`].
    MaybeMine(Name),
    /// This organiser, who had it before this device: ask whether it was behind a
    /// passphrase that nobody else knows. It is [`OwnLostDevice`] in any case.
    MineAsOrganiser(Name),
}

/// Returns whose device is lost if `lost` lost what they hold. `own` is this device's
/// key, if it has one.
///
/// # Errors
/// [`RollError::Unknown`].
pub fn loss(group: &Group, lost: &str, own: Option<&DevicePublic>) -> Result<Loss, RollError> {
    let member = group.member(lost)?;
    let name = member.name.clone();
    if member.has_device(own) {
        return Ok(Loss::Theirs);
    }
    if let Some(organiser) = group.organisers().own() {
        return Ok(if organiser.name.is_meant_by(name.as_str()) {
            Loss::MineAsOrganiser(name)
        } else {
            Loss::Theirs
        });
    }
    let is_on_roll = own.is_some_and(|own| group.member_with(own).is_some());
    let may_be_mine = member.holds == Holds::Ringtrue && !is_on_roll && !group.has_organiser();
    Ok(if may_be_mine {
        Loss::MaybeMine(name)
    } else {
        Loss::Theirs
    })
}

/// Returns the organisers who may be `name` under another name
/// ([`Group::organisers_once_called`]), if this device is an organiser's. Ask about them
/// before that member is taken off the roll or gives up a device: those who are the same
/// person are demoted too.
///
/// # Errors
/// [`RollError::Unknown`].
pub fn renamed_organisers<'a>(
    group: &'a Group,
    name: &str,
) -> Result<Vec<&'a Organiser>, RollError> {
    if group.organisers().own().is_none() {
        return Ok(Vec::new());
    }
    let name = &group.member(name)?.name;
    Ok(group.organisers_once_called(name.as_str()))
}

/// A lost device that this device's holder had before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnLostDevice {
    /// Their name on the roll.
    pub name: Name,
    /// True if someone may have the organiser's key that was on it. False only if a
    /// person ruled that out.
    pub may_have_key: bool,
}

impl OwnLostDevice {
    /// Puts this device in the place of the lost one, and `secret` in force.
    pub(super) fn put_in_place(
        &self,
        group: &mut Group,
        own: DevicePublic,
        secret: Secret,
        now: UnixTime,
    ) -> Result<Replaced, RequestError> {
        let moved = group.rotate_without_old_device(self.name.as_str(), own, secret, now)?;
        let key = if self.may_have_key {
            group.replace_organiser_key(SigningKey::generate)?
        } else {
            None
        };
        Ok(Replaced {
            name: self.name.clone(),
            moved,
            key,
        })
    }
}

impl From<SigningError> for RequestError {
    fn from(error: SigningError) -> Self {
        Self::Organiser(error.into())
    }
}

impl From<RollError> for RequestError {
    fn from(error: RollError) -> Self {
        RotateError::from(error).into()
    }
}

/// A lost device that this one replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// The owner's name.
    pub name: Name,
    /// The things to do again.
    pub moved: DeviceChange,
    /// The organiser's key that replaced the one on it, if someone may have that.
    pub key: Option<OrganiserKey>,
}
