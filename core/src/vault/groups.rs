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
    /// The device key that is being replaced.
    pub(super) renewal: Option<DevicePublic>,
}

impl Vault {
    /// Returns the groups, in the order in which they were added.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// Returns the records that could not be read. They are kept as they are.
    #[must_use]
    pub fn unread(&self) -> &[Unread] {
        &self.unread
    }

    /// Returns whether `group` is the one used when none is named.
    #[must_use]
    pub fn is_default(&self, group: &Group) -> bool {
        self.default == Some(group.id())
    }

    /// Returns the group with this name or, if no name is given, the default group or
    /// the only one.
    ///
    /// # Errors
    /// [`SelectError`].
    pub fn select(&self, name: Option<&str>) -> Result<&Group, SelectError> {
        let at = self.position(name)?;
        self.groups.get(at).ok_or(SelectError::Empty)
    }

    /// Selects a group to change, as [`Vault::select`] does.
    ///
    /// # Errors
    /// [`SelectError`].
    pub fn select_mut(&mut self, name: Option<&str>) -> Result<&mut Group, SelectError> {
        let at = self.position(name)?;
        self.groups.get_mut(at).ok_or(SelectError::Empty)
    }

    /// Returns the group with this id.
    #[must_use]
    pub fn group(&self, id: GroupId) -> Option<&Group> {
        self.groups.iter().find(|group| group.id() == id)
    }

    /// Returns the group with this id, to change it.
    #[must_use]
    pub fn group_mut(&mut self, id: GroupId) -> Option<&mut Group> {
        self.groups.iter_mut().find(|group| group.id() == id)
    }

    /// Adds a group.
    ///
    /// # Errors
    /// [`NameTaken`] if another group on this device has its name.
    pub fn add(&mut self, group: Group) -> Result<(), NameTaken> {
        let name = group.local_name();
        if self.is_taken(name) {
            return Err(NameTaken(name.clone()));
        }
        self.groups.push(group);
        Ok(())
    }

    /// Notes in every group that `own` is this device's own key.
    pub fn remember_own(&mut self, own: DevicePublic) {
        for group in &mut self.groups {
            group.remember_own(own);
        }
    }

    /// Applies a message that fits the group with this id
    /// ([`message::fit`](crate::message::fit)). `trusted` is as in [`Group::apply_message`]. If
    /// the message gives the group a name that another group here has, the group keeps
    /// its old name on this device.
    ///
    /// Returns the id that the group has from now on, or `None` if there is no such
    /// group.
    pub fn apply_message(
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
        group.apply_message(message, trusted, now);
        let id = group.id();
        if was_default {
            self.default = Some(id);
        }
        Some(id)
    }

    /// Reports whether a group here has the name `name`.
    #[must_use]
    pub fn is_taken(&self, name: &Name) -> bool {
        self.groups
            .iter()
            .any(|group| group.local_name().is_meant_by(name.as_str()))
    }

    /// Renames a group on this device only. Other devices, and the links shown here,
    /// keep the group's own name.
    ///
    /// # Errors
    /// [`NameTaken`] if another group here has that name.
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

    /// Makes a group the one used when none is named.
    pub fn set_default(&mut self, group: GroupId) {
        self.default = Some(group);
    }

    /// Removes a group, with its seeds.
    pub fn remove(&mut self, group: GroupId) {
        self.groups.retain(|other| other.id() != group);
        if self.default == Some(group) {
            self.default = None;
        }
    }

    /// Removes the old seeds that have expired. Returns whether there were any.
    pub fn remove_expired(&mut self, now: UnixTime) -> bool {
        self.groups
            .iter_mut()
            .fold(false, |any, group| group.remove_expired(now) | any)
    }

    /// Returns whether [`Vault::remove_expired`] would remove anything.
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
                // If the default group can't be read, don't silently use another one.
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

/// The error for a name that another group on the device has.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("this device already has a group called \"{0}\"")]
pub struct NameTaken(pub Name);

/// The reason no group could be selected.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SelectError {
    /// There is no group.
    #[error("there is no group on this device yet")]
    Empty,
    /// No group has this name. Carries the names there are.
    #[error("no group on this device has that name")]
    Unknown(Vec<Name>),
    /// There are several, none was named and none is the default. Carries their names.
    #[error("there is more than one group on this device")]
    Several(Vec<Name>),
}
