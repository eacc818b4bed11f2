//! Pair codes, which two devices share and nobody else has, not even the others of their
//! group. A pair has its own keys and a shadow of the group: the same generations, each
//! with the pair's key in place of the seed. So code that handles a group, such as `call`
//! and `recent`, can handle a pair.

use std::collections::BTreeMap;

use crate::device::{DeviceKey, DevicePublic};
use crate::group::{Group, GroupId, Organisers, Previous, Seed};
use crate::otp::{pair_id, pair_key};
use crate::secret::Secret;

/// This device and another one, whose keys agree on a secret.
#[derive(Debug)]
pub struct Pair {
    /// The secret that the two keys agree on, which depends on no seed. It stays on this
    /// device.
    agreed: Secret,
    /// Both public keys, sorted, so that both sides compute the same.
    keys: [[u8; DevicePublic::LENGTH]; 2],
}

impl Pair {
    /// Creates the pair of this device and `other`. Returns `None` if every key agrees
    /// with `other` on the same secret, all zeros (RFC 7748 section 6.1).
    ///
    /// ```
    /// use ringtrue_core::Secret;
    /// use ringtrue_core::device::DeviceKey;
    /// use ringtrue_core::pair::Pair;
    ///
    /// let (anns, bens) = (DeviceKey::generate(), DeviceKey::generate());
    /// let seed = Secret::new(b"12345678901234567890").unwrap();
    /// let here = Pair::new(&anns, &bens.public()).unwrap().key(&seed);
    /// let there = Pair::new(&bens, &anns.public()).unwrap().key(&seed);
    /// assert!(here.is_same_as(&there));
    /// ```
    #[must_use]
    pub fn new(own: &DeviceKey, other: &DevicePublic) -> Option<Self> {
        let agreed = own.agree(other)?;
        let mut keys = [*own.public().as_bytes(), *other.as_bytes()];
        keys.sort_unstable();
        Some(Self {
            agreed: Secret::new(agreed.as_slice()).ok()?,
            keys,
        })
    }

    /// Returns the pairs that this device has, or may have had, with the members
    /// of `group`.
    #[must_use]
    pub fn all(group: &Group, own: &DeviceKey) -> Vec<Self> {
        let members = group.members().iter();
        let keys = members.flat_map(|member| [member.paired, member.device]);
        keys.flatten()
            .filter_map(|key| Self::new(own, &key))
            .collect()
    }

    /// Returns the ids that change with that of `group`, each as old and new: its own,
    /// and those of this device's pairs in it.
    #[must_use]
    pub fn renamed(group: &Group, new: GroupId, own: &DeviceKey) -> Vec<(GroupId, GroupId)> {
        let old = group.id();
        if old == new {
            return Vec::new();
        }
        let pairs = Self::all(group, own).into_iter();
        let pairs = pairs.map(|pair| (pair.id(old), pair.id(new)));
        [(old, new)].into_iter().chain(pairs).collect()
    }

    /// Returns the key that the pair has in place of `seed`: 20 bytes, HKDF-SHA256 of the
    /// secret that they agree on, then the seed.
    #[must_use]
    pub fn key(&self, seed: &Secret) -> Secret {
        pair_key(&self.agreed, &self.keys, seed)
    }

    /// Returns the pair's shadow of `group`: its name, parameters and generations with
    /// the pair's keys in place of the seeds, and nobody on its roll. Its id means
    /// nothing elsewhere, and stays the same for as long as the keys and the group's id
    /// do.
    #[must_use]
    pub fn group(&self, group: &Group) -> Group {
        let seed = |seed: &Seed| Seed::new(seed.generation, self.key(&seed.secret), seed.since);
        let previous = group.previous.iter().map(|previous| Previous {
            seed: seed(&previous.seed),
            until: previous.until,
            accepted: previous.accepted,
            brought_by: previous.brought_by,
            by_link: previous.by_link,
            lost_by: previous.lost_by.clone(),
            unasked: previous.unasked,
        });
        Group {
            id: self.id(group.id),
            name: group.name.clone(),
            local_name: group.local_name.clone(),
            origin: group.origin.clone(),
            parameters: group.parameters,
            current: seed(&group.current),
            previous: previous.collect(),
            highest: group.highest,
            retired: Vec::new(),
            still_to_exclude: Vec::new(),
            members: Vec::new(),
            organisers: Organisers::default(),
            departed: Vec::new(),
            parted: Vec::new(),
            compared: Vec::new(),
            dropped: Vec::new(),
            leaked: None,
            ended_sheets: Vec::new(),
            key_words: BTreeMap::new(),
            brought_by: None,
            by_link: false,
        }
    }

    /// Returns the id of the pair's shadow of the group with this id.
    #[must_use]
    pub fn id(&self, group: GroupId) -> GroupId {
        GroupId::from_bytes(pair_id(&self.agreed, &self.keys, group.as_bytes()))
    }
}

#[cfg(test)]
mod tests;
