//! Pairings of members with this device's holder, and what ended them. The keys
//! are computed in `pair`.

use thiserror::Error;

use super::member::{Holds, Member, RollError};
use super::seeds::Group;
use crate::device::DevicePublic;

/// The code that counts between a member and this device's holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pairing {
    /// The group's code.
    Unpaired,
    /// The code that only this device and theirs have.
    With(DevicePublic),
    /// No code: the roll no longer has what they confirmed to each other. The
    /// group's code does not count in its place.
    Parted(Parted),
}

/// The change on the roll that parted a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Parted {
    /// They have a device with another key.
    #[error("their device key on the list has changed")]
    OtherKey,
    /// They have ringtrue, but no key is known.
    #[error("the list no longer has a device key for them")]
    NoKey,
    /// They have an app.
    #[error("they now use an app")]
    App,
    /// They have a sheet.
    #[error("they now use a day sheet")]
    Sheet,
}

impl Member {
    /// Returns the code that counts between them and this device's holder.
    #[must_use]
    pub fn pairing(&self) -> Pairing {
        match (self.paired, self.holds, self.device) {
            (None, _, _) => Pairing::Unpaired,
            (Some(_), Holds::App, _) => Pairing::Parted(Parted::App),
            (Some(_), Holds::Sheet, _) => Pairing::Parted(Parted::Sheet),
            (Some(_), Holds::Ringtrue, None) => Pairing::Parted(Parted::NoKey),
            // One of the two may be a copy in wrong hands.
            (Some(_), Holds::Ringtrue, Some(_)) if self.disputed.is_some() => {
                Pairing::Parted(Parted::OtherKey)
            }
            (Some(paired), Holds::Ringtrue, Some(device)) if paired == device => {
                Pairing::With(device)
            }
            (Some(_), Holds::Ringtrue, Some(_)) => Pairing::Parted(Parted::OtherKey),
        }
    }
}

impl Group {
    /// Pairs a member with this device's holder after they confirmed `device` to
    /// each other. `None` ends the pairing.
    ///
    /// # Errors
    /// [`RollError::Unknown`], or [`RollError::DeviceDropped`] if that key was given up.
    pub fn pair(&mut self, name: &str, device: Option<DevicePublic>) -> Result<(), RollError> {
        if let Some(device) = device {
            // They read its words to each other.
            self.accept_key(name, device)?;
        }
        let mut members = self.members.iter_mut();
        let member = members.find(|member| member.name.is_meant_by(name));
        member.ok_or(RollError::Unknown)?.paired = device;
        self.parted.retain(|(parted, _)| !parted.is_meant_by(name));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Pairing, Parted};
    use crate::device::DevicePublic;
    use crate::group::sample::group;
    use crate::group::{Group, Holds, RollError};
    use crate::secret::Secret;
    use crate::sheet::tests::{SUNDAY, sheet};
    use crate::time::UnixTime;

    const BENS: DevicePublic = DevicePublic::sample(9);

    #[test]
    fn a_later_roll_never_falls_back_to_the_groups_code() {
        let mut group = group("Smith family");
        group.add_member("Ben", Holds::Ringtrue).unwrap();
        group.members[0].device = Some(BENS);
        assert_eq!(group.members[0].pairing(), Pairing::Unpaired);
        group.pair("ben", Some(BENS)).unwrap();
        assert_eq!(group.members[0].pairing(), Pairing::With(BENS));
        let other = Some(DevicePublic::sample(8));
        for (holds, device, parted) in [
            (Holds::Ringtrue, other, Parted::OtherKey),
            (Holds::Ringtrue, None, Parted::NoKey),
            (Holds::App, Some(BENS), Parted::App),
            (Holds::Sheet, None, Parted::Sheet),
        ] {
            let ben = &mut group.members[0];
            (ben.holds, ben.device) = (holds, device);
            assert_eq!(ben.pairing(), Pairing::Parted(parted));
        }
        // In dispute, the key that was confirmed may be the one that leaked.
        let ben = &mut group.members[0];
        (ben.holds, ben.device, ben.disputed) = (Holds::Ringtrue, Some(BENS), other);
        assert_eq!(ben.pairing(), Pairing::Parted(Parted::OtherKey));
        group.pair("Ben", None).unwrap();
        assert_eq!(group.members[0].pairing(), Pairing::Unpaired);
        assert_eq!(group.pair("Carla", None), Err(RollError::Unknown));
    }

    #[test]
    fn a_member_who_returns_is_still_paired() {
        type Way = (&'static str, fn(&mut Group));
        let ways: [Way; 4] = [
            ("app", |group| {
                group.add_member("ben", Holds::App).unwrap();
            }),
            ("the same device", |group| {
                // The key of a lost device never comes back.
                if group.give_device("Ben", BENS).is_err() {
                    group.add_member("Ben", Holds::Ringtrue).unwrap();
                }
            }),
            ("another device", |group| {
                let other = DevicePublic::sample(8);
                group.give_device("Ben", other).unwrap();
            }),
            ("a sheet", |group| {
                group.give_sheet("Ben", sheet(1, SUNDAY)).unwrap();
            }),
        ];
        for (what, comes_back) in ways {
            for is_lost in [false, true] {
                let mut group = group("Smith family");
                group.give_device("Ben", BENS).unwrap();
                group.pair("Ben", Some(BENS)).unwrap();
                if is_lost {
                    let secret = Secret::new(&[2; Secret::LENGTH]).unwrap();
                    let now = UnixTime::from_secs(0);
                    group.rotate_without("Ben", secret, now).unwrap();
                } else {
                    group.dismiss("Ben").unwrap();
                }
                comes_back(&mut group);
                let ben = group.member("Ben").unwrap();
                assert_ne!(ben.pairing(), Pairing::Unpaired, "{what}");
                group.pair("Ben", None).unwrap();
                group.remove_member("Ben").unwrap();
                comes_back(&mut group);
                let ben = group.member("Ben").unwrap();
                assert_eq!(ben.pairing(), Pairing::Unpaired, "{what}");
            }
        }
    }
}
