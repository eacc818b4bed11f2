//! Device keys whose six words a person compared on this device, and disputes with
//! messages that contradict them.

use super::member::{Member, RollError};
use super::name::Name;
use super::seeds::Group;
use crate::device::DevicePublic;
use crate::organiser::OrganiserKey;
use crate::words::{PHRASE_WORDS, Word};

/// A dispute about a member's key, in which a message contradicts what a person compared.
/// Nothing is sealed to either key until a person has chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dispute {
    /// The member's name on the roll.
    pub name: Name,
    /// The key that is on the roll: the one that a person compared as theirs, or else the
    /// one that was there before.
    pub here: Option<DevicePublic>,
    /// The key that a message names instead.
    pub claimed: DevicePublic,
    /// The other name under which a person compared the claimed key, if any.
    pub known_as: Option<Name>,
}

impl Group {
    /// Returns the six words of a device's key: the kept ones, or else computed, which
    /// takes about 40 ms.
    #[must_use]
    pub fn device_words(&self, key: &DevicePublic) -> [Word; PHRASE_WORDS] {
        let kept = self.key_words.get(&key.to_string());
        kept.copied().unwrap_or_else(|| key.words())
    }

    /// Returns the six words of an organiser's key, like [`Group::device_words`].
    #[must_use]
    pub fn organiser_words(&self, key: &OrganiserKey) -> [Word; PHRASE_WORDS] {
        let kept = self.key_words.get(&key.to_string());
        kept.copied().unwrap_or_else(|| key.words())
    }

    /// Reports whether the words of every device key on the roll and of every organiser's
    /// key are kept.
    #[must_use]
    pub fn keeps_key_words(&self) -> bool {
        let mut devices = self.device_keys();
        let mut organisers = self.organisers.pinned().iter();
        devices.all(|key| self.key_words.contains_key(&key.to_string()))
            && organisers.all(|it| self.key_words.contains_key(&it.key.to_string()))
    }

    /// Keeps the words of every device key on the roll and of every organiser's key, and
    /// no others.
    pub fn keep_key_words(&mut self) {
        let devices = self.device_keys();
        let devices = devices.map(|key| (key.to_string(), self.device_words(&key)));
        let organisers = self.organisers.pinned().iter().map(|it| it.key);
        let organisers = organisers.map(|key| (key.to_string(), self.organiser_words(&key)));
        self.key_words = devices.chain(organisers).collect();
    }

    fn device_keys(&self) -> impl Iterator<Item = DevicePublic> {
        let members = self.members.iter();
        members.flat_map(|member| member.device.into_iter().chain(member.disputed))
    }

    /// Reports whether a person compared the words of this key as this member's.
    #[must_use]
    pub fn is_compared(&self, name: &Name, key: &DevicePublic) -> bool {
        self.compared_as(key)
            .is_some_and(|known| known.folded() == name.folded())
    }

    /// Returns the name under which a person compared the words of this key, if any.
    pub(crate) fn compared_as(&self, key: &DevicePublic) -> Option<&Name> {
        let mut compared = self.compared.iter();
        compared
            .find(|(_, known)| known == key)
            .map(|(name, _)| name)
    }

    /// Returns the key that a person compared as this member's, even after they left the
    /// roll.
    pub(crate) fn compared_key(&self, name: &Name) -> Option<DevicePublic> {
        let mut compared = self.compared.iter();
        let known = compared.find(|(known, _)| known.folded() == name.folded());
        known.map(|(_, key)| *key)
    }

    /// Reports whether a person compared this key under another name that is on the roll.
    pub(super) fn is_compared_as_another(&self, key: &DevicePublic, name: &Name) -> bool {
        self.compared_as(key).is_some_and(|known| {
            known.folded() != name.folded() && self.position(known.as_str()).is_ok()
        })
    }

    /// Reports whether the claim that this key is this member's contradicts what a person
    /// compared: another key as theirs, or this key as someone else's.
    #[must_use]
    pub fn contradicts(&self, name: &Name, claimed: &DevicePublic) -> bool {
        let other_key = self
            .compared_key(name)
            .is_some_and(|known| known != *claimed);
        let other_name = self
            .compared_as(claimed)
            .is_some_and(|known| known.folded() != name.folded());
        other_key || other_name
    }

    /// Notes that a person compared the words of a member's key: it is theirs, on
    /// this device, until a person says otherwise. If it was in dispute, the other key
    /// never counts again.
    ///
    /// # Errors
    /// [`RollError`] if they are not on the roll, or if that key was dropped.
    pub fn accept_key(&mut self, name: &str, key: DevicePublic) -> Result<(), RollError> {
        if self.dropped.contains(&key) {
            return Err(RollError::DeviceDropped);
        }
        let at = self.position(name)?;
        self.settle_dispute(at, key);
        let Some(member) = self.members.get_mut(at) else {
            return Err(RollError::Unknown);
        };
        let name = member.name.clone();
        if member.device != Some(key) {
            member.confirmed = None;
        }
        member.device = Some(key);
        for (other, member) in self.members.iter_mut().enumerate() {
            if other != at && member.device == Some(key) {
                member.device = None;
            }
        }
        let folded = name.folded();
        self.compared
            .retain(|(known, other)| known.folded() != folded && *other != key);
        self.compared.push((name, key));
        Ok(())
    }

    /// Settles the dispute about the member at this index in favour of `chosen`, and
    /// drops the key that was turned down, unless it is someone else's.
    pub(super) fn settle_dispute(&mut self, at: usize, chosen: DevicePublic) {
        let Some(member) = self.members.get_mut(at) else {
            return;
        };
        let Some(claimed) = member.disputed.take() else {
            return;
        };
        let (name, here) = (member.name.folded(), member.device);
        if here != Some(chosen) {
            // Nothing was heard from that device yet.
            member.confirmed = None;
        }
        for key in here.into_iter().chain([claimed]) {
            let known = self.compared_as(&key);
            let is_known_as_theirs = known.is_none_or(|known| known.folded() == name);
            let mut others = self.members.iter().zip(0_usize..);
            let has_other_owner = others
                .any(|(it, place)| place != at && [it.device, it.disputed].contains(&Some(key)));
            if key != chosen && is_known_as_theirs && !has_other_owner {
                self.drop_device(key);
            }
        }
    }

    /// Returns the keys in dispute, in the order of the roll.
    #[must_use]
    pub fn disputes(&self) -> Vec<Dispute> {
        let dispute = |member: &Member| {
            let claimed = member.disputed?;
            let known_as = self.compared_as(&claimed);
            Some(Dispute {
                name: member.name.clone(),
                here: member.device,
                claimed,
                known_as: known_as
                    .filter(|known| known.folded() != member.name.folded())
                    .cloned(),
            })
        };
        self.members.iter().filter_map(dispute).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::device::DevicePublic;
    use crate::group::sample::group;
    use crate::group::{Name, RollError};

    const BENS: DevicePublic = DevicePublic::sample(9);
    const OTHER: DevicePublic = DevicePublic::sample(8);

    fn name(text: &str) -> Name {
        Name::tidy(text).unwrap()
    }

    #[test]
    fn a_compared_key_is_remembered_by_name_after_its_owner_leaves() {
        let mut group = group("Smith family");
        group.give_device("Ben", BENS).unwrap();
        assert!(!group.contradicts(&name("Ben"), &OTHER));
        group.accept_key("ben", BENS).unwrap();
        assert!(group.is_compared(&name("Ben"), &BENS));
        group.remove_member("Ben").unwrap();
        assert!(group.contradicts(&name("Ben"), &OTHER));
        assert!(group.contradicts(&name("Ben's phone"), &BENS));
        assert!(!group.contradicts(&name("Ben"), &BENS));
        assert!(!group.contradicts(&name("Ben's phone"), &OTHER));
    }

    #[test]
    fn the_words_of_keys_are_kept_for_as_long_as_the_keys_are_there() {
        let mut group = group("Smith family");
        group.give_device("Ben", BENS).unwrap();
        assert!(!group.keeps_key_words());
        group.keep_key_words();
        assert!(group.keeps_key_words());
        assert_eq!(group.key_words[&BENS.to_string()], BENS.words());
        // The kept words are shown, even if they are wrong.
        group.key_words.insert(BENS.to_string(), OTHER.words());
        assert_eq!(group.device_words(&BENS), OTHER.words());
        assert_eq!(group.device_words(&OTHER), OTHER.words());
        group.give_device("Ben", OTHER).unwrap();
        assert!(!group.keeps_key_words());
        group.keep_key_words();
        let kept: Vec<_> = group.key_words.into_keys().collect();
        assert_eq!(kept, [OTHER.to_string()]);
    }

    #[test]
    fn a_person_chooses_between_two_keys() {
        for (chosen, other) in [(BENS, OTHER), (OTHER, BENS)] {
            let mut group = group("Smith family");
            group.give_device("Ben", BENS).unwrap();
            group.accept_key("Ben", BENS).unwrap();
            group.members[0].disputed = Some(OTHER);
            let [dispute] = group.disputes().try_into().unwrap();
            assert_eq!((dispute.here, dispute.claimed), (Some(BENS), OTHER));
            group.accept_key("Ben", chosen).unwrap();
            assert!(group.disputes().is_empty());
            assert_eq!(group.member("Ben").unwrap().device, Some(chosen));
            assert!(group.is_compared(&name("Ben"), &chosen));
            // The other one never counts again, under any name.
            assert_eq!(
                group.accept_key("Ben", other),
                Err(RollError::DeviceDropped)
            );
            assert_eq!(
                group.give_device("Eve", other),
                Err(RollError::DeviceDropped)
            );
        }
    }

    #[test]
    fn a_rejected_key_is_kept_if_it_belongs_to_someone_else() {
        let mut group = group("Smith family");
        for (called, key) in [("Ben", BENS), ("Mum", OTHER)] {
            group.give_device(called, key).unwrap();
            group.accept_key(called, key).unwrap();
        }
        // They really did swap devices.
        let claims = |group: &mut crate::group::Group| {
            group.members[0].disputed = Some(OTHER);
            group.members[1].disputed = Some(BENS);
        };
        claims(&mut group);
        group.accept_key("Ben", OTHER).unwrap();
        group.accept_key("Mum", BENS).unwrap();
        assert_eq!(group.dropped, []);
        let device =
            |group: &crate::group::Group, called: &str| group.member(called).unwrap().device;
        assert_eq!(
            (device(&group, "Ben"), device(&group, "Mum")),
            (Some(OTHER), Some(BENS))
        );
        // A former member still has her device.
        group.remove_member("Mum").unwrap();
        group.members[0].disputed = Some(BENS);
        group.accept_key("Ben", OTHER).unwrap();
        assert_eq!(group.dropped, []);
    }
}
