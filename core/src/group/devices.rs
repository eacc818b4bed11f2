//! Device keys on the roll, to which messages are sealed.

use super::member::{DeviceChange, Holds, Member, RollError};
use super::name::Name;
use super::seeds::Group;
use crate::device::DevicePublic;
use crate::sheet::Sheet;
use crate::time::Day;

impl Group {
    /// Returns the member who has this device key.
    #[must_use]
    pub fn member_with(&self, device: &DevicePublic) -> Option<&Member> {
        let mut members = self.members.iter();
        members.find(|member| member.device.as_ref() == Some(device))
    }

    /// Returns who makes a new seed after a loss: an organiser, or the holder of
    /// this device if the group has none.
    #[must_use]
    pub fn who_rotates(&self, own: Option<&DevicePublic>) -> Option<&Name> {
        let organiser = self.organisers().pinned().first();
        organiser.map(|organiser| &organiser.name).or_else(|| {
            let holder = self.member_with(own?)?;
            Some(&holder.name)
        })
    }

    /// Returns whether a member still has to get the seed in force, or needs a new sheet.
    /// The holder of this device, whose key is `own`, has it.
    #[must_use]
    pub fn is_behind(&self, member: &Member, own: Option<&DevicePublic>, today: Day) -> bool {
        match member.holds {
            Holds::Sheet => member.needs_sheet(today),
            Holds::App | Holds::Ringtrue => {
                !member.has_device(own) && !member.is_on(self.generation())
            }
        }
    }

    /// Sets the key of a member's device, to which messages are sealed from now on. Adds
    /// the member to the roll if they are not on it. Returns the sheet that they had,
    /// which no longer counts. If they are paired, the pairing stays with the key that
    /// was confirmed.
    ///
    /// # Errors
    /// [`RollError`] if the name is invalid, the key was dropped, or another member has
    /// that device; the roll is then unchanged.
    pub fn give_device(
        &mut self,
        name: &str,
        device: DevicePublic,
    ) -> Result<Option<Sheet>, RollError> {
        self.can_have_device(name, device)?;
        let spelt = Name::tidy(name)?;
        let known = self.position(name).ok();
        self.forget_departure(&spelt);
        self.forget_exclusion(&spelt);
        if let Some(at) = known {
            self.settle_dispute(at, device);
        }
        let Some(member) = known.and_then(|at| self.members.get_mut(at)) else {
            let mut member = self.newcomer(spelt, Holds::Ringtrue);
            member.device = Some(device);
            self.members.push(member);
            return Ok(None);
        };
        if member.holds == Holds::Sheet || member.device.is_some_and(|old| old != device) {
            // Nothing was heard from this device yet.
            member.confirmed = None;
        }
        member.holds = Holds::Ringtrue;
        member.listed &= member.device == Some(device);
        member.device = Some(device);
        Ok(member.sheet.take())
    }

    /// Returns the name of the member who would get this device key by
    /// [`Group::give_device`], so that the user can be asked first.
    ///
    /// # Errors
    /// The same as [`Group::give_device`].
    pub fn can_have_device(&self, name: &str, device: DevicePublic) -> Result<Name, RollError> {
        let spelt = Name::tidy(name)?;
        if self.dropped.contains(&device) {
            return Err(RollError::DeviceDropped);
        }
        let known = self.member(name).ok();
        match self.member_with(&device) {
            Some(other) if !other.name.is_meant_by(name) => {
                Err(RollError::DeviceTaken(other.name.clone()))
            }
            _ => Ok(known.map_or(spelt, |known| known.name.clone())),
        }
    }

    /// Enters this device under `name`. If its key `own` is on the roll under another
    /// name, that entry is renamed, or merged with the entry of `name` if there is one.
    /// If this device is an organiser's, the organiser is renamed too.
    ///
    /// # Errors
    /// [`RollError`] if the name is invalid or the key was dropped; the roll is then
    /// unchanged.
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
                self.forget_departure(&spelt);
                if let Some(member) = self.members.get_mut(mine) {
                    member.name = spelt;
                }
            }
            (None, _) => {
                self.give_device(name, own)?;
            }
        }
        self.rename_own_organiser(name);
        if self.compared_as(&own).is_some() {
            self.compared.retain(|(_, key)| *key != own);
            self.remember_own(own);
        }
        Ok(())
    }

    /// The most dropped device keys that a group keeps and a message names.
    pub(crate) const MAX_DROPPED: usize = 500;

    /// Drops the keys that a message drops. One that a person compared here is dropped
    /// only if the message names its owner as `departed`: an organiser can't make this
    /// device give up its own key, or its friends'.
    pub(crate) fn apply_dropped(&mut self, dropped: Vec<DevicePublic>, departed: &[Name]) {
        for key in dropped {
            let owner = self.compared_as(&key);
            let has_left =
                |owner: &Name| departed.iter().any(|name| name.folded() == owner.folded());
            let is_known = self.dropped.contains(&key);
            let is_on_roll = self.members.iter().any(|it| it.device == Some(key));
            let has_room = self.dropped.len() < Self::MAX_DROPPED;
            if is_known || !owner.is_none_or(has_left) || !(has_room || is_on_roll) {
                continue;
            }
            // A key on the roll here is always dropped, even if the list is full.
            self.dropped.truncate(Self::MAX_DROPPED - 1);
            self.dropped.push(key);
            self.take_off_roll(key);
        }
    }

    /// Notes that a member's key is this device's own, which counts as compared.
    pub(crate) fn remember_own(&mut self, own: DevicePublic) {
        let name = self.member_with(&own).map(|member| member.name.clone());
        if let Some(name) = name
            && self.compared_as(&own).is_none()
        {
            let folded = name.folded();
            self.compared.retain(|(known, _)| known.folded() != folded);
            self.compared.push((name, own));
        }
    }

    /// Returns the device key of a member that `new` would replace, if this device is an
    /// organiser's. Ask whether someone may have the old key, and if so, or if nobody
    /// knows, give it up ([`Group::give_up_device`]).
    #[must_use]
    pub fn device_before(&self, name: &str, new: &DevicePublic) -> Option<DevicePublic> {
        self.organisers.own()?;
        let member = self.member(name).ok()?;
        member.device.filter(|old| old != new)
    }

    /// Returns the holder of this organiser's device, if the rotation in force put it in
    /// the place of their lost one. A concurrent rotation by another organiser is sealed
    /// to the lost device, so it can't be opened here even if it counts.
    #[must_use]
    pub fn replaced_lost_device(&self, own: &DevicePublic) -> Option<&Name> {
        self.organisers.own()?;
        let name = &self.member_with(own)?.name;
        let lost = self.previous.first()?.lost_by.as_ref()?;
        lost.contains(name).then_some(name)
    }

    /// Gives up a device key that someone may have, under any name. They could read
    /// messages with it, and so get the seed and the keys of all sheets: the next
    /// rotation gives up the seed ([`Group::is_exposed`]), and all sheets end. Returns
    /// the members whose sheets ended.
    pub fn give_up_device(&mut self, key: DevicePublic) -> Vec<Name> {
        self.drop_leaked(key);
        self.end_sheets()
    }

    /// Drops a device key that someone may have. If the group uses messages, notes that
    /// the others have to hear of it.
    fn drop_leaked(&mut self, key: DevicePublic) {
        self.drop_device(key);
        self.compared.retain(|(_, compared)| *compared != key);
        if self.has_organiser() {
            self.leaked = Some(self.generation());
        }
    }

    /// Changes this device's key from `old`, which never counts again, to `new`. Pairs
    /// end, since their codes are made with the old key. Their members are recorded as
    /// paired with `old`, a key that is on no roll, so that the group's code does not
    /// count in the pair's place.
    pub fn move_device(&mut self, old: DevicePublic, new: DevicePublic) -> DeviceChange {
        let me = self.member_with(&old).map(|member| member.name.clone());
        self.drop_leaked(old);
        let me = me.and_then(|me| {
            self.give_own_device(me.as_str(), new).ok()?;
            Some(self.member(me.as_str()).ok()?.name.clone())
        });
        DeviceChange {
            me,
            pairs: self.end_pairs(old),
            sheets: Vec::new(),
        }
    }

    /// Ends all pairs by recording `key`, which no other member can have, as the one that
    /// was confirmed. Returns the members who have to pair again.
    pub(super) fn end_pairs(&mut self, key: DevicePublic) -> Vec<Name> {
        for (_, paired) in &mut self.parted {
            *paired = key;
        }
        let members = self.members.iter_mut();
        let paired = members.filter(|member| member.paired.is_some());
        let pairs = paired.map(|member| {
            member.paired = Some(key);
            member.name.clone()
        });
        pairs.collect()
    }

    /// Drops a device key, so that it no longer counts under any name.
    pub(crate) fn drop_device(&mut self, key: DevicePublic) {
        // Keys given up here come first, so that messages can't push them out.
        if !self.dropped.contains(&key) {
            self.dropped.insert(0, key);
            self.dropped.truncate(Self::MAX_DROPPED);
        }
        self.take_off_roll(key);
    }

    /// Takes a key off the roll. A dispute about it is settled: the other key stays.
    fn take_off_roll(&mut self, key: DevicePublic) {
        for member in &mut self.members {
            if member.device == Some(key) {
                member.device = None;
            }
            if member.disputed == Some(key) {
                member.disputed = None;
            }
        }
    }

    fn rename_own_organiser(&mut self, name: &str) {
        let Ok(Some(key)) = self.organisers.own_key() else {
            return;
        };
        let Ok(name) = self.member(name).map(|member| member.name.clone()) else {
            return;
        };
        let mut pinned = self.organisers.counting.pinned.iter_mut();
        if let Some(organiser) = pinned.find(|organiser| organiser.key == key) {
            organiser.name = name;
        }
    }
}

impl Member {
    /// Returns whether they have the device with this key.
    #[must_use]
    pub fn has_device(&self, device: Option<&DevicePublic>) -> bool {
        device.is_some() && self.device.as_ref() == device
    }
}

#[cfg(test)]
mod tests {
    use crate::device::DevicePublic;
    use crate::group::sample::{group, rank};
    use crate::group::{Confirmation, Generation, Group, Holds, RollError};
    use crate::organiser::SigningKey;
    use crate::sheet::tests::{SUNDAY, sheet};
    use crate::time::UnixTime;

    const OURS: DevicePublic = DevicePublic::sample(7);
    const ANNS: DevicePublic = DevicePublic::sample(8);
    const OTHER: DevicePublic = DevicePublic::sample(9);
    const NOW: UnixTime = UnixTime::from_secs(1_770_000_000);

    fn names(group: &Group) -> Vec<&str> {
        let members = group.members().iter();
        members.map(|member| member.name.as_str()).collect()
    }

    #[test]
    fn a_device_key_replaces_an_app_or_a_sheet() {
        let mut group = group("Smith family");
        group.add_member("Ann", Holds::App).unwrap();
        group.confirm_member("Ann", Generation::FIRST, NOW).unwrap();
        assert_eq!(group.give_device(" ANN ", ANNS), Ok(None));
        let ann = group.member("Ann").unwrap();
        assert_eq!((ann.holds, ann.device), (Holds::Ringtrue, Some(ANNS)));
        // It may well be the same phone.
        assert!(ann.confirmed.is_some());

        group.members[0].disputed = Some(OTHER);
        group.give_sheet("Ann", sheet(1, SUNDAY)).unwrap();
        let ann = group.member("Ann").unwrap();
        assert_eq!((ann.device, ann.disputed), (None, None));
        group.confirm_member("Ann", Generation::FIRST, NOW).unwrap();
        let ended = group.give_device("Ann", ANNS).unwrap();
        assert_eq!(ended, Some(sheet(1, SUNDAY)));
        let ann = group.member("Ann").unwrap();
        assert_eq!((ann.holds, &ann.sheet), (Holds::Ringtrue, &None));
        assert_eq!(ann.confirmed, None);
    }

    #[test]
    fn a_key_that_is_dropped_is_in_dispute_no_longer() {
        type Drop = fn(&mut Group, DevicePublic);
        let drops: [Drop; 2] = [Group::drop_device, |group, key| {
            group.apply_dropped(vec![key], &[]);
        }];
        for drop in drops {
            let mut group = group("Smith family");
            group.give_device("Ann", ANNS).unwrap();
            group.members[0].disputed = Some(OTHER);
            drop(&mut group, OTHER);
            let ann = group.member("Ann").unwrap();
            assert_eq!((ann.device, ann.disputed), (Some(ANNS), None));
        }
    }

    #[test]
    fn a_new_device_is_unconfirmed_and_a_pairing_stays_with_the_old_one() {
        let mut group = group("Smith family");
        group.give_device("Ann", ANNS).unwrap();
        group.pair("Ann", Some(ANNS)).unwrap();
        group.confirm_member("Ann", Generation::FIRST, NOW).unwrap();
        group.give_device("Ann", ANNS).unwrap();
        let seen = Confirmation {
            generation: Generation::FIRST,
            at: NOW,
        };
        assert_eq!(group.member("Ann").unwrap().confirmed, Some(seen));
        group.give_device("Ann", OTHER).unwrap();
        let ann = group.member("Ann").unwrap();
        assert_eq!((ann.confirmed, ann.paired), (None, Some(ANNS)));
    }

    #[test]
    fn a_device_belongs_to_one_member() {
        let mut group = group("Smith family");
        group.give_device("Ann", ANNS).unwrap();
        group.add_member("Ben", Holds::Ringtrue).unwrap();
        for called in ["Ben", "Carla"] {
            let taken = RollError::DeviceTaken(group.member("Ann").unwrap().name.clone());
            assert_eq!(group.give_device(called, ANNS), Err(taken));
        }
        assert!(matches!(
            group.give_device("&", OTHER),
            Err(RollError::Name(_))
        ));
        assert_eq!(names(&group), ["Ann", "Ben"]);
        assert_eq!(group.member("Ben").unwrap().device, None);
    }

    #[test]
    fn this_device_and_its_organiser_have_one_name() {
        let mut group = group("Smith family");
        group.give_own_device("Organiser", OURS).unwrap();
        group
            .become_first_organiser("Organiser", SigningKey::generate)
            .unwrap();
        let organiser = |group: &Group| group.organisers().own().unwrap().name.to_string();
        for called in ["Father", "FATHER", "Dad"] {
            group.give_own_device(called, OURS).unwrap();
            assert_eq!(names(&group), [called]);
            assert_eq!(organiser(&group), called);
        }
        group.add_member("Papa", Holds::App).unwrap();
        group.mark_sent(rank(1));
        group.give_own_device("papa", OURS).unwrap();
        assert_eq!(names(&group), ["Papa"]);
        assert_eq!(organiser(&group), "Papa");
        let papa = group.member("Papa").unwrap();
        assert_eq!((papa.device, papa.listed), (Some(OURS), true));
        assert!(group.is_organiser(papa));
    }

    #[test]
    fn the_holder_of_this_device_is_never_behind() {
        let mut group = group("Smith family");
        group.give_device("Ann", ANNS).unwrap();
        group.give_own_device("Dad", OURS).unwrap();
        let called = |group: &Group, own: Option<&DevicePublic>| {
            let roll = group.roll_call(own, SUNDAY);
            let names = roll.iter().map(|member| member.name.to_string());
            names.collect::<Vec<_>>()
        };
        assert_eq!(called(&group, Some(&OURS)), ["Ann", "Dad"]);
        assert_eq!(called(&group, Some(&ANNS)), ["Dad", "Ann"]);
        assert_eq!(called(&group, None), ["Ann", "Dad"]);
        // `None` is nobody's key.
        group.add_member("Ben", Holds::App).unwrap();
        assert!(group.is_behind(group.member("Ben").unwrap(), None, SUNDAY));
    }
}
