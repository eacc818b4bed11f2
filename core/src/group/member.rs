//! A member: who they are, what they hold, and which generation they were last
//! seen on.

use thiserror::Error;

use super::generation::Generation;
use super::name::{Name, NameError};
use crate::device::DevicePublic;
use crate::sheet::Sheet;
use crate::time::{Day, UnixTime};

/// The means by which a member gets the group's code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Holds {
    /// Any authenticator app.
    #[default]
    App,
    /// ringtrue: the program or the phone page.
    Ringtrue,
    /// A day sheet on paper.
    Sheet,
}

impl Holds {
    /// Returns its name, as it is stored and shown.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Ringtrue => "ringtrue",
            Self::Sheet => "sheet",
        }
    }

    /// Returns the variant with this name, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::App, Self::Ringtrue, Self::Sheet]
            .into_iter()
            .find(|holds| holds.as_str() == name)
    }
}

/// A generation that a member was seen to have, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Confirmation {
    /// The generation.
    pub generation: Generation,
    /// The time at which it was seen.
    pub at: UnixTime,
}

/// A person in a group.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Member {
    /// Their name on the roll.
    pub name: Name,
    /// What they hold.
    pub holds: Holds,
    /// The newest generation that they were seen on.
    pub confirmed: Option<Confirmation>,
    /// Their sheet, `None` if they hold something else, or if it ended before its last
    /// day.
    pub sheet: Option<Sheet>,
    /// The key to which their messages are sealed, if they hold ringtrue.
    pub device: Option<DevicePublic>,
    /// Another device key that a message says is theirs, contradicting what a person
    /// compared. Nothing is sealed to either until a person has chosen.
    pub disputed: Option<DevicePublic>,
    /// The device key that they and this device's holder confirmed to each other. It
    /// stays even if the roll has another one since, or none: nothing falls back to the
    /// group's code.
    pub paired: Option<DevicePublic>,
    /// True if an organiser's message lists them as they are here. A later one that does
    /// not name them then takes them off the roll. False if this device's own next
    /// message has yet to report a change made here.
    pub listed: bool,
}

/// Something that no longer counts once a member gets a new sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetChange {
    /// Their sheet, printed on this day.
    Ends(Day),
    /// The group's code, which they get by these means.
    Instead(Holds),
}

/// Somebody who left the group.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Departure {
    /// Their name on the roll.
    pub name: Name,
    /// True if a message has reported it. Until then, other messages don't bring them
    /// back on an organiser's device.
    pub reported: bool,
}

/// The things to do again after this device's key changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeviceChange {
    /// The member who has this device, if the roll says so.
    pub me: Option<Name>,
    /// The members who have to pair again.
    pub pairs: Vec<Name>,
    /// The members whose day sheet has to be printed again.
    pub sheets: Vec<Name>,
}

impl Departure {
    /// The most that are remembered. The oldest are forgotten first.
    pub const MAX: usize = 200;
}

impl Member {
    /// Creates a member of whom nothing else is known.
    #[must_use]
    pub const fn new(name: Name, holds: Holds) -> Self {
        Self {
            name,
            holds,
            confirmed: None,
            sheet: None,
            device: None,
            disputed: None,
            paired: None,
            listed: false,
        }
    }

    /// Returns whether they were seen on `generation` or a later one.
    #[must_use]
    pub fn is_on(&self, generation: Generation) -> bool {
        self.confirmed
            .is_some_and(|confirmed| confirmed.generation >= generation)
    }

    /// Returns whether they hold a sheet that ended, or ends soon.
    #[must_use]
    pub fn needs_sheet(&self, today: Day) -> bool {
        let ends = |sheet: &Sheet| sheet.ends_soon(today);
        self.holds == Holds::Sheet && self.sheet.as_ref().is_none_or(ends)
    }

    /// Returns what no longer counts from them once they get a new sheet, if anything.
    #[must_use]
    pub fn sheet_change(&self) -> Option<SheetChange> {
        match (&self.sheet, self.holds) {
            (Some(sheet), _) => Some(SheetChange::Ends(sheet.from())),
            (None, Holds::Sheet) => None,
            (None, holds) => Some(SheetChange::Instead(holds)),
        }
    }

    /// Forgets that they were seen on a generation after this one, when a rotation is
    /// undone: they may be on either.
    pub(super) fn forget_after(&mut self, generation: Generation) {
        self.confirmed = self.confirmed.filter(|seen| seen.generation <= generation);
    }
}

/// The reason why a change to the roll is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RollError {
    /// Nobody on the roll has that name.
    #[error("nobody on the list has that name")]
    Unknown,
    /// Somebody on the roll already has that name.
    #[error("{0} is already on the list")]
    Known(Name),
    /// Another member has that device.
    #[error("that device key belongs to {0}")]
    DeviceTaken(Name),
    /// That device key was given up, because the device was lost or the key leaked.
    #[error("that device key was given up and can't be used again")]
    DeviceDropped,
    /// The name is invalid.
    #[error(transparent)]
    Name(#[from] NameError),
}
