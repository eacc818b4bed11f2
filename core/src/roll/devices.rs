//! A member's entry on the roll: what they hold, and their device's key.

use crate::device::DevicePublic;
use crate::group::{Group, Holds, Member, Name, RollError};
use crate::sheet::Sheet;

/// A plan to give a member a device key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NewDevice {
    /// The member, as their name is spelt on the roll.
    pub name: Name,
    /// The key.
    pub key: DevicePublic,
    /// True if a person already compared its six words on this device. If not, ask.
    pub is_compared: bool,
    /// True if it contradicts what a person compared before. If so, warn.
    pub contradicts: bool,
    /// The key that it replaces. Ask whether someone may have that one, and if so, or if
    /// nobody knows, give it up ([`Group::give_up_device`]).
    pub before: Option<DevicePublic>,
}

impl NewDevice {
    /// Plans to give `key` to the person meant by `name`.
    ///
    /// # Errors
    /// [`RollError`].
    pub fn plan(name: &str, key: DevicePublic, group: &Group) -> Result<Self, RollError> {
        let name = group.can_have_device(name, key)?;
        Ok(Self {
            is_compared: group.is_compared(&name, &key),
            contradicts: group.contradicts(&name, &key),
            before: group.device_before(name.as_str(), &key),
            name,
            key,
        })
    }
}

/// A member's new entry on the roll.
#[derive(Clone, Copy, Debug)]
pub enum NewEntry {
    /// Something of this kind; nothing more is known.
    Holds(Holds),
    /// A device with this key, which nobody compared.
    Device(DevicePublic),
    /// A device with this key, whose six words a person compared.
    Compared(DevicePublic),
    /// This device, which has this key.
    Own(DevicePublic),
}

/// The result of [`put_on_roll`]: who was put on the roll or changed there, and what ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RollUpdate {
    /// Their name on the roll.
    pub name: Name,
    /// The other name that this device had on the roll, if it is theirs.
    pub was: Option<Name>,
    /// The sheet that they had, which no longer counts.
    pub sheet: Option<Sheet>,
    /// True if they had another device key, which no longer counts.
    pub had_key: bool,
    /// True if they are paired with another key, and have to pair again.
    pub pairs_again: bool,
}

/// Puts somebody on the roll, or changes what they have.
///
/// # Errors
/// [`RollError`]; the roll is then unchanged.
pub fn put_on_roll(name: &str, has: NewEntry, group: &mut Group) -> Result<RollUpdate, RollError> {
    let before = group.member(name).ok().cloned();
    let mut was = None;
    match has {
        NewEntry::Holds(holds) => {
            group.add_member(name, holds)?;
        }
        NewEntry::Device(key) => {
            group.give_device(name, key)?;
        }
        NewEntry::Compared(key) => {
            group.give_device(name, key)?;
            group.accept_key(name, key)?;
        }
        NewEntry::Own(key) => {
            was = group.member_with(&key).map(|member| member.name.clone());
            group.give_own_device(name, key)?;
        }
    }
    let member = group.member(name)?;
    let had = |part: fn(&Member) -> bool| before.as_ref().is_some_and(part);
    Ok(RollUpdate {
        name: member.name.clone(),
        was: was.filter(|was| *was != member.name),
        had_key: had(|it| it.device.is_some())
            && before.as_ref().map(|it| it.device) != Some(member.device),
        pairs_again: before.is_some() && member.paired.is_some() && member.paired != member.device,
        sheet: before.and_then(|before| before.sheet),
    })
}
