//! Promoting members to organisers, and demoting them.

use thiserror::Error;

use super::member::{Member, RollError};
use super::name::Name;
use super::organisers::{Organiser, Organisers, PromotionSignature};
use super::seeds::Group;
use crate::organiser::{OrganiserKey, SigningError, SigningKey, promotion};

impl Group {
    /// Returns the organisers, whose messages count for the group.
    #[must_use]
    pub const fn organisers(&self) -> &Organisers {
        &self.organisers
    }

    /// Returns whether a member is an organiser.
    #[must_use]
    pub fn is_organiser(&self, member: &Member) -> bool {
        let mut pinned = self.organisers.counting.pinned.iter();
        pinned.any(|organiser| organiser.name.is_meant_by(member.name.as_str()))
    }

    /// Returns whether an organiser is pinned, so that rotations come by message.
    #[must_use]
    pub fn has_organiser(&self) -> bool {
        !self.organisers.counting.pinned.is_empty()
    }

    /// Returns this device's organiser key for the group, calling `make` if there is none
    /// or it was demoted. The key counts once somebody promotes it; for a group without
    /// an organiser, see [`Group::become_first_organiser`].
    ///
    /// # Errors
    /// [`SigningError`].
    pub fn offer_key(
        &mut self,
        make: impl FnOnce() -> Result<SigningKey, SigningError>,
    ) -> Result<OrganiserKey, SigningError> {
        if let Some(key) = self.organisers.own_key()?
            && !self.organisers.counting.demoted.contains(&key)
        {
            return Ok(key);
        }
        let key = make()?;
        let public = key.public()?;
        self.organisers.own = Some(key);
        Ok(public)
    }

    /// Makes this device the first organiser of a group that has none, under `name`,
    /// which must be on the roll.
    ///
    /// # Errors
    /// [`OrganiserError`]; the group is then unchanged.
    pub fn become_first_organiser(
        &mut self,
        name: &str,
        make: impl FnOnce() -> Result<SigningKey, SigningError>,
    ) -> Result<(), OrganiserError> {
        let name = self.member(name)?.name.clone();
        if self.has_organiser() {
            return Err(OrganiserError::NotYou);
        }
        let key = self.offer_key(make)?;
        self.organisers.counting.pinned.push(Organiser {
            name,
            key,
            promoted: None,
        });
        Ok(())
    }

    /// Promotes a member to organiser, signed with this device's own key.
    ///
    /// # Errors
    /// [`OrganiserError`]; the group is then unchanged.
    pub fn promote(&mut self, name: &str, key: OrganiserKey) -> Result<(), OrganiserError> {
        let name = self.can_be_promoted(name, &key)?;
        let by = self.organisers.own().ok_or(OrganiserError::NotYou)?.key;
        let own = self.organisers.own.as_ref().ok_or(OrganiserError::NotYou)?;
        let signature = own.sign(&promotion(self.id, &key))?;
        self.organisers.counting.pinned.push(Organiser {
            name,
            key,
            promoted: Some(PromotionSignature { by, signature }),
        });
        // The promoter has compared their words.
        self.organisers.note_compared(key);
        Ok(())
    }

    /// Returns the name of the member that [`Group::promote`] would promote, so that the
    /// user can be asked first.
    ///
    /// # Errors
    /// The same as [`Group::promote`].
    pub fn can_be_promoted(&self, name: &str, key: &OrganiserKey) -> Result<Name, OrganiserError> {
        let name = self.member(name)?.name.clone();
        self.require_organiser()?;
        if let Some(known) = self.organisers.of_key(key) {
            return Err(OrganiserError::Already(known.name.clone()));
        }
        if self.organisers.counting.demoted.contains(key) {
            return Err(OrganiserError::WasDemoted(name));
        }
        if self.organisers.counting.pinned.len() >= Organisers::MAX {
            return Err(OrganiserError::TooMany);
        }
        Ok(name)
    }

    /// Checks that this device is an organiser's.
    ///
    /// # Errors
    /// [`OrganiserError::Nobody`] and [`OrganiserError::NotYou`].
    pub fn require_organiser(&self) -> Result<(), OrganiserError> {
        match self.organisers.own() {
            Some(_) => Ok(()),
            None if self.has_organiser() => Err(OrganiserError::NotYou),
            None => Err(OrganiserError::Nobody),
        }
    }

    /// Returns the organisers now called `name`, one for each of their keys, except this
    /// device's own.
    ///
    /// Before promoting someone with another key, ask whether they still have the device
    /// with the old one. If not, or if nobody knows, demote the old key
    /// ([`Group::demote_keys`]).
    #[must_use]
    pub fn organisers_called(&self, name: &str) -> Vec<&Organiser> {
        let others = self.other_organisers();
        others.filter(|it| it.name.is_meant_by(name)).collect()
    }

    /// Returns the organisers whose messages count although their name is not on the roll.
    pub fn organisers_off_roll(&self) -> impl Iterator<Item = &Organiser> {
        let organisers = self.organisers.pinned().iter();
        organisers.filter(|it| self.member(it.name.as_str()).is_err())
    }

    /// Returns the organisers who may be `name` under another name: their key first
    /// counted here as `name`, or they go or went by the name under which a person
    /// compared this member's device key. The promoter chose that first name, so before
    /// giving up such a key for `name`, ask a person about the name that its owner has
    /// now.
    #[must_use]
    pub fn organisers_once_called(&self, name: &str) -> Vec<&Organiser> {
        let member = self.member(name).ok();
        let compared = member.and_then(|member| {
            let device = member.device?;
            let is_another = self.is_compared_as_another(&device, &member.name);
            self.compared_as(&device).filter(|_| !is_another)
        });
        let may_be_theirs = |organiser: &&Organiser| {
            let is_called = |name: &str| self.organisers.is_called(organiser, name);
            !organiser.name.is_meant_by(name)
                && (is_called(name) || compared.is_some_and(|known| is_called(known.as_str())))
        };
        self.other_organisers().filter(may_be_theirs).collect()
    }

    /// Returns the organisers except this device's own.
    fn other_organisers(&self) -> impl Iterator<Item = &Organiser> {
        let own = self.organisers.own().map(|own| own.key);
        let pinned = self.organisers.pinned().iter();
        pinned.filter(move |organiser| own != Some(organiser.key))
    }

    /// Returns the keys of [`Group::organisers_called`].
    pub(super) fn organiser_keys_of(&self, name: &str) -> Vec<OrganiserKey> {
        let called = self.organisers_called(name).into_iter();
        called.map(|organiser| organiser.key).collect()
    }

    /// Notes that a person compared the six words of an organiser's key that a
    /// rotation named: it counts from now on, unless it was demoted.
    pub fn accept_organiser(&mut self, key: OrganiserKey) {
        self.organisers.accept(self.id, key);
    }

    /// Reports whether a person compared the six words of an organiser's key on this
    /// device, as promoting one requires.
    #[must_use]
    pub fn is_organiser_compared(&self, key: &OrganiserKey) -> bool {
        self.organisers.compared.contains(key)
    }

    /// Returns the organisers named by the rotation in force who don't count until a
    /// person compares their six words, since nobody who counts vouches for them.
    #[must_use]
    pub fn uncompared_organisers(&self) -> Vec<&Organiser> {
        let in_force = self.organisers.statements.first();
        in_force.map_or_else(Vec::new, |statement| {
            self.organisers.unvouched(self.id, &statement.organisers)
        })
    }

    /// Demotes the organiser now called `name`: none of their keys counts again. This
    /// device's own key stays: nobody would hear of the demotion from a key that no
    /// longer counts.
    ///
    /// # Errors
    /// [`OrganiserError`]; the group is then unchanged.
    pub fn demote(&mut self, name: &str) -> Result<(), OrganiserError> {
        let keys = self.organiser_keys_of(name);
        if keys.is_empty() {
            return Err(self.demotion_error(name));
        }
        self.demote_keys(&keys)
    }

    /// Returns the reason why there is no key of `name` to demote.
    pub(crate) fn demotion_error(&self, name: &str) -> OrganiserError {
        match self.organisers.own() {
            None => OrganiserError::NotYou,
            Some(own) if own.name.is_meant_by(name) => self.own_key_error(),
            Some(_) => OrganiserError::NotOne,
        }
    }

    /// Demotes these organisers' keys, so that none counts again. This device's own must
    /// not be among them.
    ///
    /// # Errors
    /// [`OrganiserError`], [`OrganiserError::NotOne`] if one of them does not count; the
    /// group is then unchanged.
    pub fn demote_keys(&mut self, keys: &[OrganiserKey]) -> Result<(), OrganiserError> {
        let own = self.organisers.own().ok_or(OrganiserError::NotYou)?;
        if keys.contains(&own.key) {
            return Err(self.own_key_error());
        }
        self.all_count(keys)?;
        self.organisers.counting.demote(keys);
        Ok(())
    }

    fn all_count(&self, keys: &[OrganiserKey]) -> Result<(), OrganiserError> {
        let counts = |key: &OrganiserKey| self.organisers.of_key(key).is_some();
        if keys.is_empty() || !keys.iter().all(counts) {
            return Err(OrganiserError::NotOne);
        }
        Ok(())
    }

    /// Stops accepting messages signed with these organisers' keys on this device, which
    /// is not an organiser's, so that nobody else hears of it. None of the keys counts
    /// here again, unless a person compares its words with the owner. If no organiser is
    /// left, rotations come by link.
    ///
    /// # Errors
    /// [`OrganiserError::NotOne`]; the group is then unchanged.
    pub fn distrust(&mut self, keys: &[OrganiserKey]) -> Result<(), OrganiserError> {
        self.all_count(keys)?;
        self.organisers.distrust(keys);
        Ok(())
    }

    /// Takes a member who leaves the group off the roll. An organiser is demoted first.
    ///
    /// # Errors
    /// [`OrganiserError`]; the group is then unchanged.
    pub fn dismiss(&mut self, name: &str) -> Result<Member, OrganiserError> {
        self.can_be_dismissed(name)?;
        if !self.organisers_called(name).is_empty() {
            self.demote(name)?;
        }
        Ok(self.remove_member(name)?)
    }

    /// Checks that [`Group::dismiss`] would succeed, before the user is asked.
    ///
    /// # Errors
    /// The same as [`Group::dismiss`].
    pub fn can_be_dismissed(&self, name: &str) -> Result<(), OrganiserError> {
        self.member(name)?;
        match self.organisers.own() {
            Some(own) if own.name.is_meant_by(name) => Err(self.own_key_error()),
            None if !self.organisers_called(name).is_empty() => Err(OrganiserError::NotYou),
            _ => Ok(()),
        }
    }

    /// Replaces this device's own organiser key, which someone else may have, with a new
    /// one from `make`. The old key never counts again. It can't vouch for the new one,
    /// since the other person could sign too, nor for those that it promoted: they stop
    /// counting unless their words were compared on this device. Returns the new key, or
    /// `None` if this device is not an organiser's.
    ///
    /// # Errors
    /// [`SigningError`]; the group is then unchanged.
    pub fn replace_organiser_key(
        &mut self,
        make: impl FnOnce() -> Result<SigningKey, SigningError>,
    ) -> Result<Option<OrganiserKey>, SigningError> {
        let Some(own) = self.organisers.own().cloned() else {
            return Ok(None);
        };
        let new = make()?;
        let key = new.public()?;
        let mut counting = self.organisers.counting.clone();
        let compared = self.organisers.compared.clone();
        counting.pinned.retain(|organiser| {
            let by = organiser.promoted.as_ref().map(|promoted| promoted.by);
            by != Some(own.key) || compared.contains(&organiser.key)
        });
        for organiser in &mut counting.pinned {
            if organiser.key == own.key {
                (organiser.key, organiser.promoted) = (key, None);
            } else if organiser
                .promoted
                .as_ref()
                .is_some_and(|it| it.by == own.key)
            {
                organiser.promoted = Some(PromotionSignature {
                    by: key,
                    signature: new.sign(&promotion(self.id, &organiser.key))?,
                });
            }
        }
        counting.demoted.insert(0, own.key);
        self.organisers.own = Some(new);
        self.organisers.trust(None, None, counting);
        // `trust` cleared this, but their words were compared by this device's holder.
        self.organisers.compared = compared;
        Ok(Some(key))
    }

    /// Returns the reason why this device's own key is not demoted.
    const fn own_key_error(&self) -> OrganiserError {
        match self.organisers.counting.pinned.len() {
            1 => OrganiserError::LastOne,
            _ => OrganiserError::Yourself,
        }
    }
}

/// The reason why somebody can't be promoted or demoted.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum OrganiserError {
    /// This device is not an organiser's.
    #[error("this device is not an organiser's")]
    NotYou,
    /// The group has no organiser, so nobody can make another one.
    #[error("nobody is an organiser yet")]
    Nobody,
    /// An organiser already has this key.
    #[error("{0} is already an organiser with that key")]
    Already(Name),
    /// This key was demoted.
    #[error("that key of {0} was demoted and can't be used again")]
    WasDemoted(Name),
    /// They are not an organiser.
    #[error("no organiser has that name")]
    NotOne,
    /// No organiser would be left.
    #[error("they are the only organiser")]
    LastOne,
    /// This device can't demote its own key.
    #[error("a device can't demote its own organiser")]
    Yourself,
    /// There are already [`Organisers::MAX`] organisers.
    #[error("there are already {} organisers, the most allowed", Organisers::MAX)]
    TooMany,
    /// They are not on the roll.
    #[error(transparent)]
    Roll(#[from] RollError),
    /// The key can't be used.
    #[error(transparent)]
    Key(#[from] SigningError),
}

#[cfg(test)]
mod tests {
    use super::OrganiserError;
    use crate::group::sample::group;
    use crate::group::{Group, Holds};
    use crate::organiser::{OrganiserKey, SigningKey};

    fn new_key() -> OrganiserKey {
        SigningKey::generate().unwrap().public().unwrap()
    }

    /// A group that Dad founded on this device, with Mum and Ann on its roll.
    fn dads() -> Group {
        let mut group = group("Smith family");
        for called in ["Dad", "Mum", "Ann"] {
            group.add_member(called, Holds::Ringtrue).unwrap();
        }
        group
            .become_first_organiser("Dad", SigningKey::generate)
            .unwrap();
        group
    }

    #[test]
    fn a_key_that_was_demoted_never_counts_again() {
        let mut group = dads();
        let (key, second) = (new_key(), new_key());
        group.promote("mum", key).unwrap();
        group.promote("Mum", second).unwrap();
        let mum = group.member("Mum").unwrap().name.clone();
        assert!(group.is_organiser(group.member("Mum").unwrap()));
        for called in ["Mum", "Ann"] {
            let already = OrganiserError::Already(mum.clone());
            assert_eq!(group.promote(called, key), Err(already));
        }
        group.demote("MUM").unwrap();
        assert!(!group.is_organiser(group.member("Mum").unwrap()));
        assert_eq!(group.organisers().pinned().len(), 1);
        for key in [key, second] {
            let demoted = OrganiserError::WasDemoted(mum.clone());
            assert_eq!(group.promote("Mum", key), Err(demoted));
        }
        assert_eq!(group.demote("Mum"), Err(OrganiserError::NotOne));
        group.promote("Mum", new_key()).unwrap();
    }

    #[test]
    fn this_device_demotes_an_older_key_of_its_holder_but_never_its_own() {
        let mut group = dads();
        let own = group.organisers().own().unwrap().key;
        assert_eq!(group.demote("Dad"), Err(OrganiserError::LastOne));
        assert_eq!(group.dismiss("Dad"), Err(OrganiserError::LastOne));
        group.promote("Mum", new_key()).unwrap();
        assert_eq!(group.demote("Dad"), Err(OrganiserError::Yourself));
        let old = new_key();
        group.promote("Dad", old).unwrap();
        assert_eq!(group.dismiss("Dad"), Err(OrganiserError::Yourself));
        assert!(group.organisers().of_key(&old).is_some());
        group.demote("Dad").unwrap();
        assert!(group.organisers().of_key(&old).is_none());
        assert_eq!(group.organisers().own().unwrap().key, own);
    }

    #[test]
    fn one_key_of_several_is_demoted_and_never_this_devices_own() {
        let mut group = dads();
        let (mums, second) = (new_key(), new_key());
        group.promote("Mum", mums).unwrap();
        group.promote("Mum", second).unwrap();
        let own = group.organisers().own().unwrap().key;
        for (keys, error) in [
            (&[][..], OrganiserError::NotOne),
            (&[mums, new_key()], OrganiserError::NotOne),
            (&[mums, own], OrganiserError::Yourself),
        ] {
            assert_eq!(group.demote_keys(keys), Err(error));
            assert_eq!(group.organisers().pinned().len(), 3);
        }
        group.demote_keys(&[second]).unwrap();
        let [left] = group.organisers_called("mum").try_into().unwrap();
        assert_eq!(left.key, mums);
        assert_eq!(group.organisers().demoted(), [second]);
    }

    #[test]
    fn a_leaked_organiser_key_is_replaced_by_one_that_vouches_for_the_others() {
        let mut group = dads();
        let mums = new_key();
        group.promote("Mum", mums).unwrap();
        let old = group.organisers().own().unwrap().key;
        let new = group.replace_organiser_key(SigningKey::generate);
        let new = new.unwrap().unwrap();
        let own = group.organisers().own().unwrap();
        assert_eq!((own.key, own.name.as_str()), (new, "Dad"));
        assert_eq!(own.promoted, None);
        assert_eq!(group.organisers().demoted(), [old]);
        let mum = group.organisers().of_key(&mums).unwrap();
        let promoted = mum.promoted.as_ref().unwrap();
        let text = crate::organiser::promotion(group.id(), &mums);
        assert_eq!(promoted.by, new);
        assert!(new.has_signed(&text, &promoted.signature));
    }

    #[test]
    fn an_organiser_who_is_dismissed_is_demoted_if_this_device_may() {
        let mut group = dads();
        let mums = new_key();
        group.promote("Mum", mums).unwrap();
        assert_eq!(group.dismiss("Ann").unwrap().name.as_str(), "Ann");
        // On a device that is not an organiser's.
        let own = group.organisers.own.take();
        assert_eq!(group.dismiss("Mum"), Err(OrganiserError::NotYou));
        assert!(group.member("Mum").is_ok());
        group.organisers.own = own;
        group.dismiss("Mum").unwrap();
        assert!(group.member("Mum").is_err());
        assert!(group.organisers.counting.demoted.contains(&mums));
    }
}
