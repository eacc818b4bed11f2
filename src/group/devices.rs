//! Device keys on the roll: to whose devices messages are sealed.

use super::{Group, Holds, Member, Name, RollError};
use crate::device::DevicePublic;
use crate::sheet::Sheet;

impl Group {
    /// The member who has this device key.
    #[must_use]
    pub fn member_with(&self, device: &DevicePublic) -> Option<&Member> {
        let mut members = self.members.iter();
        members.find(|member| member.device.as_ref() == Some(device))
    }

    /// Whether a member still has to be brought to the generation in force.
    /// Who has this device, the key of which is `own`, is on it.
    #[must_use]
    pub fn is_behind(&self, member: &Member, own: Option<&DevicePublic>) -> bool {
        !member.has_device(own) && !member.is_on(self.generation())
    }

    /// Notes the key of a member's device, to which messages are sealed from now
    /// on. Who is not on the roll is added; a sheet that they had counts no more
    /// and is returned. What they and this device confirmed to each other stays
    /// with the key that it was confirmed of.
    ///
    /// # Errors
    /// [`RollError`] where the name is none, or another member has that device;
    /// the roll is then as it was.
    pub fn give_device(
        &mut self,
        name: &str,
        device: DevicePublic,
    ) -> Result<Option<Sheet>, RollError> {
        let spelt = Name::tidy(name)?;
        let known = self.position(name).ok();
        let other = |(at, member): (usize, &Member)| {
            (member.device == Some(device) && known != Some(at)).then(|| member.name.clone())
        };
        if let Some(other) = self.members.iter().enumerate().find_map(other) {
            return Err(RollError::DeviceTaken(other));
        }
        let Some(member) = known.and_then(|at| self.members.get_mut(at)) else {
            let mut member = Member::new(spelt, Holds::Ringtrue);
            member.device = Some(device);
            self.members.push(member);
            return Ok(None);
        };
        if member.holds == Holds::Sheet || member.device.is_some_and(|old| old != device) {
            // Of this one nothing was heard yet.
            member.confirmed = None;
        }
        member.holds = Holds::Ringtrue;
        member.device = Some(device);
        Ok(member.sheet.take())
    }

    /// Enters this device itself under `name`. Where its key `own` is on the
    /// roll under another name, that entry is renamed, and where both are there,
    /// they become one; the organiser that this device is goes by the name too.
    ///
    /// # Errors
    /// [`RollError::Name`] where the name is none; the roll is then as it was.
    pub fn give_own_device(&mut self, name: &str, own: DevicePublic) -> Result<(), RollError> {
        let spelt = Name::tidy(name)?;
        let known = self.position(name).ok();
        let mine = self.member_with(&own).map(|mine| mine.name.clone());
        let mine = mine.and_then(|mine| self.position(mine.as_str()).ok());
        match (mine, known) {
            (Some(mine), Some(known)) if mine != known => {
                let gone = self.members.remove(mine);
                self.give_device(name, own)?;
                if let Ok(at) = self.position(name)
                    && let Some(member) = self.members.get_mut(at)
                {
                    member.listed |= gone.listed;
                }
            }
            (Some(mine), _) => {
                if let Some(member) = self.members.get_mut(mine) {
                    member.name = spelt;
                }
            }
            (None, _) => {
                self.give_device(name, own)?;
            }
        }
        self.rename_own_organiser(name);
        Ok(())
    }

    fn rename_own_organiser(&mut self, name: &str) {
        let Ok(Some(key)) = self.organisers.own_key() else {
            return;
        };
        let Ok(name) = self.member(name).map(|member| member.name.clone()) else {
            return;
        };
        let mut pinned = self.organisers.pinned.iter_mut();
        if let Some(organiser) = pinned.find(|organiser| organiser.key == key) {
            organiser.name = name;
        }
    }
}

impl Member {
    /// Whether theirs is the device of this key.
    #[must_use]
    pub fn has_device(&self, device: Option<&DevicePublic>) -> bool {
        device.is_some() && self.device.as_ref() == device
    }
}
