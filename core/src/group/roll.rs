//! The roll: who is in a group, what they hold, and which generation they were
//! last seen on.

use super::generation::Generation;
use super::member::{Confirmation, Departure, Holds, Member, RollError};
use super::name::Name;
use super::seeds::Group;
use crate::device::DevicePublic;
use crate::sheet::{Sheet, SheetId};
use crate::time::{Day, UnixTime};

impl Group {
    /// The most sheets ended early that a group remembers and a message names. The oldest
    /// are forgotten first.
    pub(crate) const MAX_ENDED: usize = 200;

    /// Returns the members, in the order in which they were added.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// Returns the roll with members who are behind ([`Group::is_behind`]) first,
    /// otherwise in the order in which they were added. `own` is this device's key, if it
    /// has one.
    #[must_use]
    pub fn roll_call(&self, own: Option<&DevicePublic>, today: Day) -> Vec<&Member> {
        let mut roll: Vec<_> = self.members.iter().collect();
        roll.sort_by_key(|member| !self.is_behind(member, own, today));
        roll
    }

    /// Finds the member that a person means by typing `name`.
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
    /// [`RollError`] if the name is invalid or already on the roll.
    pub fn add_member(&mut self, name: &str, holds: Holds) -> Result<&Member, RollError> {
        let name = Name::tidy(name)?;
        if self.position(name.as_str()).is_ok() {
            return Err(RollError::Known(name));
        }
        let at = self.members.len();
        self.forget_departure(&name);
        self.members.push(self.newcomer(name, holds));
        self.members.get(at).ok_or(RollError::Unknown)
    }

    /// Creates a member for the roll, still paired if they were when they left it.
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
        self.forget_exclusion(&gone.name);
        // If they come back, they are still paired.
        let paired = gone.paired.map(|device| (gone.name.clone(), device));
        self.parted.extend(paired);
        if self.has_organiser() {
            self.note_departure(&gone.name, false);
        }
        Ok(gone)
    }

    /// Forgets that this device should rotate again without `name`: they are off the
    /// roll, or a person put them on it.
    pub(crate) fn forget_exclusion(&mut self, name: &Name) {
        let folded = name.folded();
        self.still_to_exclude
            .retain(|again| again.folded() != folded);
    }

    /// Notes that somebody left.
    pub(crate) fn note_departure(&mut self, name: &Name, reported: bool) {
        self.forget_departure(name);
        let name = name.clone();
        self.departed.push(Departure { name, reported });
        let surplus = self.departed.len().saturating_sub(Departure::MAX);
        self.departed.drain(..surplus);
    }

    /// Notes that somebody is on the roll, even if they left before.
    pub(crate) fn forget_departure(&mut self, name: &Name) {
        let folded = name.folded();
        self.departed.retain(|left| left.name.folded() != folded);
    }

    /// Notes that a member was seen on `generation`. If they were seen on a newer one
    /// before, this changes nothing: it shows that an old device is still in use, not
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

    /// Notes that a member's new device has the seed of `generation`. Adds the member to
    /// the roll, with what they hold, if they are not on it. Returns their name on the
    /// roll.
    ///
    /// # Errors
    /// [`RollError::Name`] if the name is invalid.
    pub fn enrol_member(
        &mut self,
        name: &str,
        holds: Holds,
        generation: Generation,
        now: UnixTime,
    ) -> Result<Name, RollError> {
        if self.member(name).is_err() {
            self.add_member(name, holds)?;
        }
        self.confirm_member(name, generation, now)?;
        Ok(self.member(name)?.name.clone())
    }

    /// Gives a member a sheet. Returns the one that it replaces, which has ended. Adds
    /// the member to the roll if they are not on it.
    ///
    /// # Errors
    /// [`RollError::Name`] if the name is invalid.
    pub fn give_sheet(&mut self, name: &str, sheet: Sheet) -> Result<Option<Sheet>, RollError> {
        let tidied = Name::tidy(name)?;
        let known = self.position(name).ok();
        self.forget_departure(&tidied);
        if self.has_ended(&sheet) {
            // A person says that it counts after all.
            let id = sheet.id();
            self.ended_sheets.retain(|ended| *ended != id);
        }
        let Some(member) = known.and_then(|at| self.members.get_mut(at)) else {
            let mut member = self.newcomer(tidied, Holds::Sheet);
            member.sheet = Some(sheet);
            self.members.push(member);
            return Ok(None);
        };
        member.holds = Holds::Sheet;
        member.device = None;
        member.disputed = None;
        member.listed = false;
        if member.sheet.as_ref() != Some(&sheet) {
            // Nothing was heard from this sheet yet.
            member.confirmed = None;
        }
        let old = member.sheet.replace(sheet.clone());
        let gone = old.as_ref().filter(|old| **old != sheet).map(Sheet::id);
        self.note_ended(gone);
        Ok(old)
    }

    /// Gives a member a sheet that another device printed, as [`Group::give_sheet`] does.
    /// The organiser decides whether it counts: if a message listed the member with a
    /// sheet, the next rotation that does not have this one ends it.
    ///
    /// # Errors
    /// [`RollError::Name`] if the name is invalid.
    pub fn apply_sheet(&mut self, name: &str, sheet: Sheet) -> Result<Option<Sheet>, RollError> {
        let known = self.member(name).ok();
        let is_listed = known.is_some_and(|it| it.listed && it.holds == Holds::Sheet);
        let old = self.give_sheet(name, sheet)?;
        let at = self.position(name)?;
        if let Some(member) = self.members.get_mut(at) {
            member.listed = is_listed;
        }
        Ok(old)
    }

    /// Returns the members whose sheet has not ended early.
    #[must_use]
    pub fn sheet_holders(&self) -> Vec<Name> {
        let holders = self.members.iter().filter(|member| member.sheet.is_some());
        holders.map(|member| member.name.clone()).collect()
    }

    /// Ends every sheet, because a lost device may have had all their keys. Returns the
    /// members whose sheet ended. They still hold the paper, but nothing counts from them
    /// until they get a new sheet.
    pub fn end_sheets(&mut self) -> Vec<Name> {
        let holders = self.members.iter_mut();
        let ended = holders.filter_map(|member| {
            let sheet = member.sheet.take()?;
            // Until the next message is sent, one made earlier must not bring the sheet
            // back.
            member.listed = false;
            Some((member.name.clone(), sheet.id()))
        });
        let (names, sheets): (_, Vec<_>) = ended.unzip();
        self.note_ended(sheets);
        names
    }

    /// Notes that sheets ended here, so that no message brings one back.
    pub(crate) fn note_ended(&mut self, sheets: impl IntoIterator<Item = SheetId>) {
        for sheet in sheets {
            // Sheets that ended here come first, so that messages can't push them out.
            self.ended_sheets.retain(|ended| *ended != sheet);
            self.ended_sheets.insert(0, sheet);
            self.ended_sheets.truncate(Self::MAX_ENDED);
        }
    }

    /// Ends the sheets that a message or a backup reports as ended.
    pub(crate) fn apply_ended(&mut self, ended: impl IntoIterator<Item = SheetId>) {
        let sheets = self.members.iter().filter_map(|it| it.sheet.as_ref());
        let on_roll: Vec<SheetId> = sheets.map(Sheet::id).collect();
        for id in ended {
            let has_room = self.ended_sheets.len() < Self::MAX_ENDED;
            if self.ended_sheets.contains(&id) || !(has_room || on_roll.contains(&id)) {
                continue;
            }
            // A sheet on the roll here always ends, even if the list is full.
            self.ended_sheets.truncate(Self::MAX_ENDED - 1);
            self.ended_sheets.push(id);
        }
        for member in &mut self.members {
            let sheet = member.sheet.take();
            member.sheet = sheet.filter(|sheet| !self.ended_sheets.contains(&sheet.id()));
        }
    }

    /// Reports whether a sheet ended early, here or according to others.
    pub(crate) fn has_ended(&self, sheet: &Sheet) -> bool {
        !self.ended_sheets.is_empty() && self.ended_sheets.contains(&sheet.id())
    }

    pub(super) fn position(&self, name: &str) -> Result<usize, RollError> {
        self.members
            .iter()
            .position(|member| member.name.is_meant_by(name))
            .ok_or(RollError::Unknown)
    }
}
