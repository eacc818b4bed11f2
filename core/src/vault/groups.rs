//! The groups of a device.

use thiserror::Error;

use crate::device::DevicePublic;
use crate::group::{Group, GroupId, Name};
use crate::message::Message;
use crate::time::UnixTime;

/// A record that could not be read. It is written back as it came.
#[derive(Clone)]
pub struct Unread {
    /// The line of the vault's text that it begins on, counted from 1.
    pub line: usize,
    pub(super) value: toml::Value,
}

impl std::fmt::Debug for Unread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Unread(line {})", self.line)
    }
}

/// The groups of a device.
#[derive(Debug, Default)]
pub struct Vault {
    pub(super) groups: Vec<Group>,
    pub(super) default: Option<GroupId>,
    pub(super) unread: Vec<Unread>,
    /// The device key that another one is taking the place of.
    pub(super) renewal: Option<DevicePublic>,
}

impl Vault {
    /// The groups, in the order in which they came.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The records that could not be read. They are kept as they are.
    #[must_use]
    pub fn unread(&self) -> &[Unread] {
        &self.unread
    }

    /// Whether `group` is the one that is taken where none is named.
    #[must_use]
    pub fn is_default(&self, group: &Group) -> bool {
        self.default == Some(group.id())
    }

    /// The group that a person means: the one called so, or, where none is
    /// named, the default one, or else the only one.
    ///
    /// # Errors
    /// [`SelectError`].
    pub fn select(&self, name: Option<&str>) -> Result<&Group, SelectError> {
        let at = self.position(name)?;
        self.groups.get(at).ok_or(SelectError::Empty)
    }

    /// The same, to be changed.
    ///
    /// # Errors
    /// [`SelectError`].
    pub fn select_mut(&mut self, name: Option<&str>) -> Result<&mut Group, SelectError> {
        let at = self.position(name)?;
        self.groups.get_mut(at).ok_or(SelectError::Empty)
    }

    /// The group of this id.
    #[must_use]
    pub fn group(&self, id: GroupId) -> Option<&Group> {
        self.groups.iter().find(|group| group.id() == id)
    }

    /// The group of this id, to be changed.
    #[must_use]
    pub fn group_mut(&mut self, id: GroupId) -> Option<&mut Group> {
        self.groups.iter_mut().find(|group| group.id() == id)
    }

    /// Adds a group.
    ///
    /// # Errors
    /// [`NameTaken`] where another group goes by its name on this device.
    pub fn add(&mut self, group: Group) -> Result<(), NameTaken> {
        let name = group.local_name();
        if self.is_taken(name) {
            return Err(NameTaken(name.clone()));
        }
        self.groups.push(group);
        Ok(())
    }

    /// Notes that this device's key is known for its own in every group.
    pub fn remember_own(&mut self, own: DevicePublic) {
        for group in &mut self.groups {
            group.remember_own(own);
        }
    }

    /// Takes in a message that fits the group of this id
    /// ([`message::fit`](crate::message::fit)), `trusted` as in [`Group::take`]. Where it gives the group a name
    /// that another one here goes by, this one keeps the one it had.
    ///
    /// Returns the id that the group has from now on: `None` where there is no
    /// such group.
    pub fn take_message(
        &mut self,
        id: GroupId,
        message: Message,
        trusted: bool,
        now: UnixTime,
    ) -> Option<GroupId> {
        let name = message.name();
        let mut others = self.groups.iter().filter(|group| group.id() != id);
        let is_taken = others.any(|group| group.local_name().is_meant_by(name.as_str()));
        let was_default = self.default == Some(id);
        let group = self.group_mut(id)?;
        if is_taken && group.local_name.is_none() {
            group.local_name = Some(group.name.clone());
        }
        group.take(message, trusted, now);
        let id = group.id();
        if was_default {
            self.default = Some(id);
        }
        Some(id)
    }

    /// Reports whether a group here goes by `name`.
    #[must_use]
    pub fn is_taken(&self, name: &Name) -> bool {
        self.groups
            .iter()
            .any(|group| group.local_name().is_meant_by(name.as_str()))
    }

    /// Calls a group otherwise on this device. The others, and the links that this device
    /// shows, still call it by its own name.
    ///
    /// # Errors
    /// [`NameTaken`] if another group here is called so.
    pub fn rename(&mut self, id: GroupId, name: Name) -> Result<(), NameTaken> {
        let mut others = self.groups.iter().filter(|group| group.id() != id);
        if others.any(|group| group.local_name().is_meant_by(name.as_str())) {
            return Err(NameTaken(name));
        }
        if let Some(group) = self.group_mut(id) {
            group.local_name = (name != group.name).then_some(name);
        }
        Ok(())
    }

    /// Makes a group the one that is taken where none is named.
    pub fn set_default(&mut self, group: GroupId) {
        self.default = Some(group);
    }

    /// Lets a group go, with its seeds.
    pub fn remove(&mut self, group: GroupId) {
        self.groups.retain(|other| other.id() != group);
        if self.default == Some(group) {
            self.default = None;
        }
    }

    /// Removes the old seeds whose time is over, and tells whether there was
    /// one.
    pub fn remove_expired(&mut self, now: UnixTime) -> bool {
        self.groups
            .iter_mut()
            .fold(false, |any, group| group.remove_expired(now) | any)
    }

    /// Whether [`Vault::remove_expired`] would remove something.
    #[must_use]
    pub fn has_expired(&self, now: UnixTime) -> bool {
        let mut previous = self.groups.iter().flat_map(Group::previous);
        previous.any(|previous| previous.until <= now)
    }

    fn position(&self, name: Option<&str>) -> Result<usize, SelectError> {
        let names = || {
            let names = self.groups.iter().map(|group| group.local_name().clone());
            names.collect::<Vec<_>>()
        };
        let Some(name) = name else {
            let default = self.groups.iter().position(|group| self.is_default(group));
            return match (default, self.groups.len()) {
                (Some(at), _) => Ok(at),
                (None, 0) => Err(SelectError::Empty),
                // A default that can't be read is not silently another one.
                (None, 1) if self.default.is_none() => Ok(0),
                (None, _) => Err(SelectError::Several(names())),
            };
        };
        let called = |exact: bool| {
            self.groups.iter().position(|group| {
                let called = group.local_name();
                called.as_str() == name || (!exact && called.is_meant_by(name))
            })
        };
        called(true)
            .or_else(|| called(false))
            .ok_or_else(|| match self.groups.len() {
                0 => SelectError::Empty,
                _ => SelectError::Unknown(names()),
            })
    }
}

/// A group of that name is on the device.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("a group on this device is called \"{0}\" already")]
pub struct NameTaken(pub Name);

/// Why it is not clear which group is meant.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SelectError {
    /// There is none.
    #[error("there is no group on this device yet")]
    Empty,
    /// None is called so. Carries what there is.
    #[error("no group on this device has that name")]
    Unknown(Vec<Name>),
    /// There are several, none was named and none is the default.
    #[error("there is more than one group on this device")]
    Several(Vec<Name>),
}
