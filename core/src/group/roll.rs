//! The roll: who is in a group, what they hold, and which generation they were
//! last seen on.

use thiserror::Error;

use super::{Generation, Group, Name, NameError};
use crate::device::DevicePublic;
use crate::sheet::{Serial, Sheet};
use crate::time::UnixTime;

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
    /// Their sheet, where they hold one.
    pub sheet: Option<Sheet>,
    /// What messages are sealed to for them, where they hold ringtrue.
    pub device: Option<DevicePublic>,
    /// The device key that they and whoever has this device confirmed to each
    /// other. It stays where the roll names another one, or none, since then: no
    /// way leads back to the group's code.
    pub paired: Option<DevicePublic>,
    /// Whether a message of an organiser has them as they are here: then another
    /// one that does not name them takes them off the roll. What was changed on
    /// this device since is for its own next message to say.
    pub listed: bool,
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
            paired: None,
            listed: false,
        }
    }

    /// Whether they were seen on `generation` or a later one; who holds a
    /// sheet, whether that was made of it.
    #[must_use]
    pub fn is_on(&self, generation: Generation) -> bool {
        match (self.holds, self.sheet) {
            (Holds::Sheet, sheet) => sheet.is_some_and(|sheet| sheet.generation == generation),
            (_, _) => self
                .confirmed
                .is_some_and(|confirmed| confirmed.generation >= generation),
        }
    }

    /// Takes back what was seen after `generation`, when a rotation is undone:
    /// they may be on either.
    pub(super) fn forget_after(&mut self, generation: Generation) {
        self.confirmed = self.confirmed.filter(|seen| seen.generation <= generation);
    }
}

impl Group {
    /// Who is on the roll, in the order in which they were added.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The roll, those who were not yet seen on the generation in force first,
    /// and otherwise in the order in which they were added. `own` is the key of
    /// this device, where it has one.
    #[must_use]
    pub fn roll_call(&self, own: Option<&DevicePublic>) -> Vec<&Member> {
        let mut roll: Vec<_> = self.members.iter().collect();
        roll.sort_by_key(|member| !self.is_behind(member, own));
        roll
    }

    /// The member whom a person who types `name` means.
    ///
    /// # Errors
    /// [`RollError::Unknown`].
    pub fn member(&self, name: &str) -> Result<&Member, RollError> {
        let at = self.position(name)?;
        self.members.get(at).ok_or(RollError::Unknown)
    }

    /// Adds somebody to the roll, not yet seen on any generation.
    ///
    /// # Errors
    /// [`RollError`] where the name is none, or is on the roll already.
    pub fn add_member(&mut self, name: &str, holds: Holds) -> Result<&Member, RollError> {
        let name = Name::tidy(name)?;
        if self.position(name.as_str()).is_ok() {
            return Err(RollError::Known(name));
        }
        let at = self.members.len();
        self.note_on(&name);
        self.members.push(self.newcomer(name, holds));
        self.members.get(at).ok_or(RollError::Unknown)
    }

    /// Somebody who comes to the roll: paired where they were before they left it.
    pub(crate) fn newcomer(&self, name: Name, holds: Holds) -> Member {
        let folded = name.folded();
        let mut parted = self.parted.iter();
        let paired = parted.find(|(parted, _)| parted.folded() == folded);
        let mut member = Member::new(name, holds);
        member.paired = paired.map(|(_, device)| *device);
        member
    }

    /// Takes somebody off the roll.
    ///
    /// # Errors
    /// [`RollError::Unknown`].
    pub fn remove_member(&mut self, name: &str) -> Result<Member, RollError> {
        let at = self.position(name)?;
        let gone = self.members.remove(at);
        // Whoever brings them back, they are paired as before.
        let paired = gone.paired.map(|device| (gone.name.clone(), device));
        self.parted.extend(paired);
        if self.has_organiser() {
            self.note_off(&gone.name, false);
        }
        Ok(gone)
    }

    /// Notes that somebody left.
    pub(crate) fn note_off(&mut self, name: &Name, told: bool) {
        self.note_on(name);
        let name = name.clone();
        self.off.push(Off { name, told });
        let surplus = self.off.len().saturating_sub(Off::MAX);
        self.off.drain(..surplus);
    }

    /// Notes that somebody is on the roll who may have left once.
    pub(crate) fn note_on(&mut self, name: &Name) {
        let folded = name.folded();
        self.off.retain(|off| off.name.folded() != folded);
    }

    /// Notes that a member was seen on `generation`. An older one than was seen
    /// before changes nothing: it says that an old device is still about, not
    /// that the new one is gone.
    ///
    /// # Errors
    /// [`RollError::Unknown`].
    pub fn confirm_member(
        &mut self,
        name: &str,
        generation: Generation,
        now: UnixTime,
    ) -> Result<(), RollError> {
        let at = self.position(name)?;
        if let Some(member) = self.members.get_mut(at)
            && member
                .confirmed
                .is_none_or(|seen| seen.generation <= generation)
        {
            member.confirmed = Some(Confirmation {
                generation,
                at: now,
            });
        }
        Ok(())
    }

    /// Gives a member the sheet `serial`, made of the seed in force, instead of
    /// the one that they had, which is returned and counts no more. Who is not
    /// on the roll is added. Their name is spelt as it is here from now on: the
    /// sheet's key depends on every letter of it.
    ///
    /// # Errors
    /// [`RollError::Name`] where the name is none.
    pub fn give_sheet(&mut self, name: &str, serial: Serial) -> Result<Option<Sheet>, RollError> {
        let spelt = Name::tidy(name)?;
        let sheet = Sheet {
            serial,
            generation: self.generation(),
        };
        let known = self.position(name).ok();
        self.note_on(&spelt);
        if let Some(member) = known.and_then(|at| self.members.get_mut(at)) {
            member.name = spelt;
            member.holds = Holds::Sheet;
            member.device = None;
            member.listed = false;
            let old = member.sheet.replace(sheet);
            if old.is_none_or(|old| old.serial != serial) {
                // Of this one nothing was heard yet.
                member.confirmed = None;
            }
            return Ok(old);
        }
        let mut member = self.newcomer(spelt, Holds::Sheet);
        member.sheet = Some(sheet);
        self.members.push(member);
        Ok(None)
    }

    /// Draws a serial that no member's sheet has.
    ///
    /// # Errors
    /// Whatever `fill` fails with, which fills bytes from a random source.
    pub fn draw_serial<E>(
        &self,
        mut fill: impl FnMut(&mut [u8]) -> Result<(), E>,
    ) -> Result<Serial, E> {
        loop {
            let serial = Serial::draw(&mut fill)?;
            let mut sheets = self.members.iter().filter_map(|member| member.sheet);
            if sheets.all(|sheet| sheet.serial != serial) {
                return Ok(serial);
            }
        }
    }

    /// Notes that a line of a member's sheet was heard that is made of the seed
    /// of `generation`: so that sheet is, whatever was thought before.
    ///
    /// # Errors
    /// [`RollError::Unknown`].
    pub fn confirm_sheet(
        &mut self,
        name: &str,
        generation: Generation,
        now: UnixTime,
    ) -> Result<(), RollError> {
        self.confirm_member(name, generation, now)?;
        let at = self.position(name)?;
        if let Some(sheet) = self.members.get_mut(at).and_then(|it| it.sheet.as_mut()) {
            sheet.generation = generation;
        }
        Ok(())
    }

    pub(super) fn position(&self, name: &str) -> Result<usize, RollError> {
        self.members
            .iter()
            .position(|member| member.name.is_meant_by(name))
            .ok_or(RollError::Unknown)
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
    /// It is no name.
    #[error(transparent)]
    Name(#[from] NameError),
}
