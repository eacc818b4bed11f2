//! Lists what a rotation changes on the roll and among the organisers, for a person to
//! see.

use crate::device::DevicePublic;
use crate::group::{Dispute, Group, Name, Organiser};
use crate::organiser::OrganiserKey;

/// A change that a rotation made to the roll or the organisers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RollChange {
    /// Someone is new on the roll, with a device key.
    NewKey {
        /// Their name.
        name: Name,
    },
    /// A member has another device key, which nobody compared here.
    OtherKey {
        /// Their name.
        name: Name,
    },
    /// A device key that was on the roll is under another name now.
    Renamed {
        /// The name before.
        from: Name,
        /// The name now.
        to: Name,
    },
    /// A message contradicts what a person compared here: nothing is sealed to
    /// either key until a person has chosen.
    Disputed(Dispute),
    /// An organiser goes by another name now.
    RenamedOrganiser {
        /// The name before.
        from: Name,
        /// The name now.
        to: Name,
    },
    /// Someone is an organiser now.
    NewOrganiser {
        /// Their name.
        name: Name,
    },
    /// Someone is no longer an organiser.
    GoneOrganiser {
        /// Their name.
        name: Name,
    },
    /// A key of an organiser no longer counts, and another one of theirs does.
    GoneOrganiserKey {
        /// Their name.
        name: Name,
    },
    /// Someone is named as an organiser, and nobody who counts vouches for them:
    /// they count once a person has compared their six words.
    Uncompared {
        /// Their name.
        name: Name,
        /// Their key.
        key: OrganiserKey,
    },
}

/// The roll and the organisers before a rotation.
pub(super) struct Before {
    members: Vec<(Name, Option<DevicePublic>)>,
    disputes: Vec<Dispute>,
    organisers: Vec<(OrganiserKey, Name)>,
}

impl Before {
    pub(super) fn of(group: &Group) -> Self {
        let members = group.members().iter();
        Self {
            members: members.map(|it| (it.name.clone(), it.device)).collect(),
            disputes: group.disputes(),
            organisers: group
                .organisers()
                .pinned()
                .iter()
                .map(|it| (it.key, it.name.clone()))
                .collect(),
        }
    }

    /// Compares it with the group after a rotation that named these organisers.
    pub(super) fn changes(&self, group: &Group, named: &[Organiser]) -> Vec<RollChange> {
        let members = group.members().iter().filter_map(|member| {
            let key = member.device?;
            self.change(&member.name, key)
        });
        let disputes = group.disputes().into_iter();
        let disputes = disputes.filter(|dispute| !self.disputes.contains(dispute));
        let pinned = group.organisers().pinned().iter();
        let organisers = pinned.filter_map(|organiser| {
            let mut known = self.organisers.iter();
            let known = known.find(|(key, _)| *key == organiser.key);
            let to = organiser.name.clone();
            match known {
                None => Some(RollChange::NewOrganiser { name: to }),
                Some((_, from)) if *from != to => {
                    let from = from.clone();
                    Some(RollChange::RenamedOrganiser { from, to })
                }
                Some(_) => None,
            }
        });
        let gone = self.organisers.iter().filter_map(|(key, name)| {
            if group.organisers().of_key(key).is_some() {
                return None;
            }
            let mut pinned = group.organisers().pinned().iter();
            let name = name.clone();
            Some(if pinned.any(|it| it.name.folded() == name.folded()) {
                RollChange::GoneOrganiserKey { name }
            } else {
                RollChange::GoneOrganiser { name }
            })
        });
        let uncompared = group.organisers().unvouched(group.id(), named);
        members
            .chain(disputes.map(RollChange::Disputed))
            .chain(organisers)
            .chain(gone)
            .chain(
                uncompared
                    .into_iter()
                    .map(|organiser| RollChange::Uncompared {
                        name: organiser.name.clone(),
                        key: organiser.key,
                    }),
            )
            .collect()
    }

    fn change(&self, name: &Name, key: DevicePublic) -> Option<RollChange> {
        let same_name = |(known, _): &&(Name, _)| known.folded() == name.folded();
        let known = self.members.iter().find(same_name);
        if known.is_some_and(|(_, known)| *known == Some(key)) {
            return None;
        }
        let mut owners = self.members.iter();
        let name = name.clone();
        let owner = owners.find(|(_, device)| *device == Some(key));
        Some(match (owner, known) {
            (Some((from, _)), _) => RollChange::Renamed {
                from: from.clone(),
                to: name,
            },
            (None, Some(_)) => RollChange::OtherKey { name },
            (None, None) => RollChange::NewKey { name },
        })
    }
}
