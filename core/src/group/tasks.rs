//! The steps by which members get the seed in force.

use super::member::{Holds, Member};
use super::name::Name;
use super::seeds::Group;
use crate::device::DevicePublic;
use crate::time::Day;

/// The members' tasks after a rotation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tasks {
    /// Members who scan the QR code.
    pub scan: Vec<Name>,
    /// Members who open the message.
    pub open: Vec<Name>,
    /// Members who could open a message, if there were one: the group has an organiser, so
    /// their devices accept no QR code.
    pub message: Vec<Name>,
    /// Members whose devices may accept no QR code either, and who can get no message: they
    /// join again with an invitation.
    pub invite: Vec<Name>,
    /// Members who need a new day sheet.
    pub print: Vec<Name>,
    /// Members whose day sheet stays valid.
    pub nothing: Vec<Name>,
}

impl Group {
    /// Returns what each member has to do to follow the rotation to the seed in force.
    /// `own` is this device's key, if it has one; `is_sealed` means that a message goes
    /// to every device on the roll.
    #[must_use]
    pub fn tasks_after_rotation(
        &self,
        own: Option<&DevicePublic>,
        is_sealed: bool,
        today: Day,
    ) -> Tasks {
        let mut tasks = Tasks::default();
        for member in self.members.iter().filter(|member| !member.has_device(own)) {
            let has_device = member.device.is_some();
            let gets_message = is_sealed && has_device && member.disputed.is_none();
            let by_message = self.has_organiser() && member.holds == Holds::Ringtrue;
            let list = match member.holds {
                Holds::Sheet if member.needs_sheet(today) => &mut tasks.print,
                Holds::Sheet => &mut tasks.nothing,
                Holds::App | Holds::Ringtrue if member.is_on(self.generation()) => continue,
                Holds::App | Holds::Ringtrue if gets_message => &mut tasks.open,
                Holds::App | Holds::Ringtrue if by_message && has_device && !is_sealed => {
                    &mut tasks.message
                }
                Holds::App | Holds::Ringtrue if by_message => &mut tasks.invite,
                Holds::App | Holds::Ringtrue => &mut tasks.scan,
            };
            list.push(member.name.clone());
        }
        tasks
    }

    /// Returns the members who should get the seed in force from this device, which made
    /// it, and who have not been seen with it yet. `own` is this device's key.
    #[must_use]
    pub fn to_enrol_here(&self, own: Option<&DevicePublic>) -> Vec<&Name> {
        if !self.made_here() {
            return Vec::new();
        }
        self.not_seen_yet(own)
    }

    /// Reports whether a rotation or an undo on this device put the seed in force.
    fn made_here(&self) -> bool {
        let is_first = self.previous.is_empty() && self.retired.is_empty();
        let own = self.organisers().own_key().ok().flatten();
        let by_other = self.brought_by.is_some_and(|it| own != Some(it.by));
        !is_first && !self.by_link && !by_other
    }

    /// Returns the members with an app or ringtrue who have not been seen with the seed
    /// in force yet.
    #[must_use]
    pub fn not_seen_yet(&self, own: Option<&DevicePublic>) -> Vec<&Name> {
        let is_behind = |member: &&Member| {
            member.holds != Holds::Sheet
                && !member.has_device(own)
                && !member.is_on(self.generation())
        };
        let behind = self.members.iter().filter(is_behind);
        behind.map(|member| &member.name).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Tasks;
    use crate::device::DevicePublic;
    use crate::group::sample::{brought, group as sample};
    use crate::group::{Generation, Group, Holds, Name};
    use crate::organiser::SigningKey;
    use crate::secret::Secret;
    use crate::sheet::tests::{SUNDAY, sheet};
    use crate::time::UnixTime;

    const OURS: DevicePublic = DevicePublic::sample(7);
    const NOW: UnixTime = UnixTime::from_secs(1_770_000_000);

    fn names(names: &[&str]) -> Vec<Name> {
        names.iter().map(|it| Name::tidy(it).unwrap()).collect()
    }

    /// A group with a member of each kind, after a rotation that nobody has followed yet.
    fn rotated() -> Group {
        let mut group = sample("Smith family");
        group.give_own_device("Dad", OURS).unwrap();
        group.add_member("Ann", Holds::App).unwrap();
        group.give_device("Ben", DevicePublic::sample(8)).unwrap();
        group.give_device("Eve", DevicePublic::sample(9)).unwrap();
        group.members[3].disputed = Some(DevicePublic::sample(10));
        group.add_member("Mum", Holds::Ringtrue).unwrap();
        group.give_sheet("Opa", sheet(1, SUNDAY)).unwrap();
        group.add_member("Oma", Holds::Sheet).unwrap();
        let next = Secret::new(&[2; Secret::LENGTH]).unwrap();
        group.rotate(next, 7, NOW).unwrap();
        group
    }

    #[test]
    fn everyone_else_on_the_roll_has_one_task() {
        let mut group = rotated();
        for (is_sealed, scan, open) in [
            (false, vec!["Ann", "Ben", "Eve", "Mum"], vec![]),
            (true, vec!["Ann", "Eve", "Mum"], vec!["Ben"]),
        ] {
            assert_eq!(
                group.tasks_after_rotation(Some(&OURS), is_sealed, SUNDAY),
                Tasks {
                    scan: names(&scan),
                    open: names(&open),
                    print: names(&["Oma"]),
                    nothing: names(&["Opa"]),
                    ..Tasks::default()
                }
            );
        }
        let second = group.generation();
        group.confirm_member("Ann", second, NOW).unwrap();
        group.confirm_member("Mum", Generation::FIRST, NOW).unwrap();
        let tasks = group.tasks_after_rotation(Some(&OURS), false, SUNDAY);
        assert_eq!(tasks.scan, names(&["Ben", "Eve", "Mum"]));
    }

    #[test]
    fn with_an_organiser_only_apps_scan() {
        let mut group = rotated();
        group
            .become_first_organiser("Dad", SigningKey::generate)
            .unwrap();
        let apps = Tasks {
            scan: names(&["Ann"]),
            print: names(&["Oma"]),
            nothing: names(&["Opa"]),
            ..Tasks::default()
        };
        assert_eq!(
            group.tasks_after_rotation(Some(&OURS), false, SUNDAY),
            Tasks {
                message: names(&["Ben", "Eve"]),
                invite: names(&["Mum"]),
                ..apps.clone()
            }
        );
        assert_eq!(
            group.tasks_after_rotation(Some(&OURS), true, SUNDAY),
            Tasks {
                open: names(&["Ben"]),
                invite: names(&["Eve", "Mum"]),
                ..apps
            }
        );
    }

    #[test]
    fn the_maker_of_a_seed_enrols_the_others() {
        let mut group = rotated();
        assert_eq!(
            group.to_enrol_here(Some(&OURS)),
            group.not_seen_yet(Some(&OURS))
        );
        group.by_link = true;
        assert!(group.to_enrol_here(Some(&OURS)).is_empty());
        group.by_link = false;
        group.brought_by = Some(brought(1));
        assert!(group.to_enrol_here(Some(&OURS)).is_empty());
        // The maker of the first seed enrols the others one by one.
        let mut group = sample("Smith family");
        group.add_member("Ann", Holds::App).unwrap();
        assert!(group.to_enrol_here(Some(&OURS)).is_empty());
    }

    #[test]
    fn a_member_seen_with_the_new_seed_is_not_listed_as_missing() {
        let mut group = rotated();
        let second = group.generation();
        group.confirm_member("Ann", second, NOW).unwrap();
        let missing: Vec<&str> = group
            .not_seen_yet(Some(&OURS))
            .into_iter()
            .map(Name::as_str)
            .collect();
        assert_eq!(missing, ["Ben", "Eve", "Mum"]);
    }
}
