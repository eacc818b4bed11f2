//! The roll: who is in a group, what they hold, and which generation they were
//! last seen on.

use super::generation::Generation;
use super::member::{Confirmation, Holds, Member, Off, RollError};
use super::name::Name;
use super::seeds::Group;
use crate::device::DevicePublic;
use crate::sheet::{Serial, Sheet};
use crate::time::UnixTime;

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
