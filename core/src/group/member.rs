//! A member: who they are, what they hold, and which generation they were last
//! seen on.

use thiserror::Error;

use super::generation::Generation;
use super::name::{Name, NameError};
use crate::device::DevicePublic;
use crate::sheet::Sheet;
use crate::time::{Day, UnixTime};

/// What a member has the group's code on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Holds {
    /// A phone's stock authenticator app.
    #[default]
    App,
    /// This program.
    Ringtrue,
    /// Paper.
    Sheet,
}

impl Holds {
    /// Its name, as it is kept and shown.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Ringtrue => "ringtrue",
            Self::Sheet => "sheet",
        }
    }

    /// What has this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::App, Self::Ringtrue, Self::Sheet]
            .into_iter()
            .find(|holds| holds.as_str() == name)
    }
}

/// When a member was seen to have which generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Confirmation {
    /// The generation.
    pub generation: Generation,
    /// When it was seen.
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
    /// Their sheet, `None` where they hold something else, or where it ended
    /// before its last day.
    pub sheet: Option<Sheet>,
    /// What messages are sealed to for them, where they hold ringtrue.
    pub device: Option<DevicePublic>,
    /// Another device key that a message says is theirs, against what a person
    /// compared: nothing is sealed to either until a person has chosen.
    pub disputed: Option<DevicePublic>,
    /// The device key that they and whoever has this device confirmed to each
    /// other. It stays where the roll names another one, or none, since then: no
    /// way leads back to the group's code.
    pub paired: Option<DevicePublic>,
    /// Whether a message of an organiser has them as they are here: then another
    /// one that does not name them takes them off the roll. What was changed on
    /// this device since is for its own next message to say.
    pub listed: bool,
}

/// What no longer counts from a member who gets a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetChange {
    /// Their sheet, printed on this day.
    Ends(Day),
    /// The group's code, which they have on this.
    Instead(Holds),
}

/// Somebody who left the group.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Off {
    /// Their name on the roll.
    pub name: Name,
    /// Whether a message has said so: what was done on this device since the last
    /// one counts here until then.
    pub told: bool,
}

/// What has to be done again after this device's key changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Moved {
    /// Who has this device, if the roll says so.
    pub me: Option<Name>,
    /// Who has to pair again.
    pub pairs: Vec<Name>,
    /// Whose day sheet has to be printed again.
    pub sheets: Vec<Name>,
}

impl Off {
    /// How many are remembered; the oldest go first.
    pub const MAX: usize = 200;
}

impl Member {
    /// Somebody of whom nothing else is known.
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

    /// Takes back what was seen after `generation`, when a rotation is undone:
    /// they may be on either.
    pub(super) fn forget_after(&mut self, generation: Generation) {
        self.confirmed = self.confirmed.filter(|seen| seen.generation <= generation);
    }
}

/// What is wrong with a name on the roll.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RollError {
    /// Nobody on the roll has it.
    #[error("nobody of that name is on the roll")]
    Unknown,
    /// Somebody on the roll has it.
    #[error("{0} is on the roll already")]
    Known(Name),
    /// Another member has that device.
    #[error("that is the device of {0}")]
    DeviceTaken(Name),
    /// That device's key was given up: its device was lost, or it leaked.
    #[error("that device key was given up, and is not used again")]
    DeviceDropped,
    /// It is no name.
    #[error(transparent)]
    Name(#[from] NameError),
}
