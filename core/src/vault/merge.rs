//! Merges a backup into a vault: what it adds, what it replaces, and what it must not
//! touch. A retired seed never comes back.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::file::FileError;
use super::groups::Vault;
use crate::device::{DeviceKey, DevicePublic};
#[cfg(doc)]
use crate::group::MAX_JUMP;
use crate::group::{
    Departure, Enrolment, Generation, Group, GroupId, Holds, Member, Name, Organiser,
};
use crate::organiser::OrganiserKey;
use crate::pair::Pair;
use crate::sheet::SheetId;
use crate::time::UnixTime;
use crate::words::{PHRASE_WORDS, Word};

/// The effect of merging one group of a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Merged {
    /// The group is not here: it is added.
    Added {
        /// Its name.
        name: Name,
        /// Its generation.
        generation: Generation,
        /// The name of its key.
        entry: String,
    },
    /// The backup has a later seed: it replaces the one here.
    Replaced {
        /// Its name here.
        name: Name,
        /// The generation here.
        here: Generation,
        /// The generation in the backup.
        generation: Generation,
        /// The check words of its seed.
        words: [Word; PHRASE_WORDS],
        /// Members whose key here is kept against the backup, because a person compared
        /// it.
        kept: Vec<Name>,
        /// Those who are no longer organisers.
        demoted: Vec<Name>,
    },
    /// The backup is more than [`MAX_JUMP`] generations ahead: it stays out.
    TooFar {
        /// Its name here.
        name: Name,
        /// The generation here.
        here: Generation,
        /// The generation in the backup.
        generation: Generation,
    },
    /// The same seed is here.
    Same {
        /// Its name here.
        name: Name,
    },
    /// The group is here, and this device was an organiser's: its key is added.
    Key {
        /// Its name here.
        name: Name,
    },
    /// The seed in the backup is older than the one here, or does not count: it stays out.
    Retired {
        /// Its name here.
        name: Name,
        /// The generation here.
        here: Generation,
        /// The generation in the backup.
        generation: Generation,
    },
    /// Another group here goes by its name: it stays out.
    NameTaken {
        /// The name.
        name: Name,
    },
}

impl Merged {
    /// Returns whether it changes anything.
    #[must_use]
    pub const fn is_change(&self) -> bool {
        matches!(
            self,
            Self::Added { .. } | Self::Replaced { .. } | Self::Key { .. }
        )
    }
}

impl Vault {
    /// Parses the text of a backup. Anyone who knows its passphrase may have written
    /// it, so its cached check words are discarded and computed again.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn from_backup(text: &str) -> Result<Self, FileError> {
        let mut backup = Self::from_toml(text)?;
        for group in &mut backup.groups {
            let previous = group.previous.iter_mut();
            let seeds = previous.map(|previous| &mut previous.seed);
            for seed in seeds.chain([&mut group.current]) {
                seed.words.take();
            }
            group.key_words.clear();
        }
        Ok(backup)
    }

    /// Returns what [`Vault::merge`] would do with each group of `backup`, in order.
    #[must_use]
    pub fn merge_preview(&self, backup: &Self) -> Vec<Merged> {
        let groups = backup.groups.iter();
        groups.map(|group| self.compare(group)).collect()
    }

    /// Reports whether a group here would learn anything from `backup`, such as a key
    /// that was given up, whatever happens to its seed.
    #[must_use]
    pub fn learns_from(&self, backup: &Self) -> bool {
        backup.groups.iter().any(|group| {
            let known = self.counterpart(group);
            known.is_some_and(|known| !known.news_of(group).is_empty())
        })
    }

    /// Returns the ids that [`Vault::merge`] changes, old and new, of groups and of this
    /// device's pairs in them: pass each to
    /// [`Recent::rename`](crate::recent::Recent::rename).
    #[must_use]
    pub fn renamed_by(&self, backup: &Self, own: &DeviceKey) -> Vec<(GroupId, GroupId)> {
        let groups = backup.groups.iter();
        let renamed = groups.filter_map(|group| {
            let known = self.counterpart(group)?;
            let takes_id = known.lacks_key_of(group) && !known.has_organiser();
            takes_id.then(|| Pair::renamed(known, group.id, own))
        });
        renamed.flatten().collect()
    }

    /// Merges a backup: adds groups that are not here, and later seeds of those that
    /// are. The backup's own old seeds stay out. Anything that it records as given up
    /// is recorded here too ([`Vault::learns_from`]). Returns whether anything changed.
    pub fn merge(&mut self, backup: Self, now: UnixTime) -> bool {
        let mut has_changed = false;
        for mut group in backup.groups {
            let merged = self.compare(&group);
            has_changed |= merged.is_change();
            let known = self.counterpart(&group).map(Group::id);
            match (merged, known) {
                (Merged::Added { .. }, _) => {
                    group.forget_previous();
                    self.groups.push(group);
                }
                (merged, Some(id)) => {
                    let Some(notes) = self.group(id).map(|known| known.news_of(&group)) else {
                        continue;
                    };
                    has_changed |= !notes.is_empty();
                    let id = match merged {
                        Merged::Replaced { .. } => self.replace(group, &notes.ended_sheets, now),
                        Merged::Key { .. } => self.adopt_organiser_key(id, group),
                        _ => None,
                    }
                    .unwrap_or(id);
                    if let Some(known) = self.group_mut(id) {
                        known.apply_notes(notes);
                    }
                }
                (_, None) => {}
            }
        }
        has_changed
    }

    fn compare(&self, group: &Group) -> Merged {
        let name = || group.local_name().clone();
        let generation = group.generation();
        let Some(known) = self.counterpart(group) else {
            return if self.is_taken(group.local_name()) {
                Merged::NameTaken { name: name() }
            } else {
                Merged::Added {
                    name: name(),
                    generation,
                    entry: group.key_name(),
                }
            };
        };
        let here = known.generation();
        let name = known.local_name().clone();
        if known.current.secret.is_same_as(&group.current.secret) {
            if known.lacks_key_of(group) {
                Merged::Key { name }
            } else {
                Merged::Same { name }
            }
        } else if known.is_replaced_by(group) {
            Merged::Replaced {
                name,
                here,
                generation,
                words: group.current.check_words(),
                kept: known.keeps_against(group),
                demoted: known
                    .demoted_by(group)
                    .filter_map(|key| known.organisers.of_key(key))
                    .map(|organiser| organiser.name.clone())
                    .collect(),
            }
        } else if known.lacks_key_of(group) {
            Merged::Key { name }
        } else if generation.number() > known.farthest() {
            Merged::TooFar {
                name,
                here,
                generation,
            }
        } else {
            Merged::Retired {
                name,
                here,
                generation,
            }
        }
    }

    /// Returns the group here that a backup's group stands for: the one with its id, else
    /// the one with its seed, else one that retired its seed.
    fn counterpart(&self, group: &Group) -> Option<&Group> {
        let seed = &group.current.secret;
        let groups = || self.groups.iter();
        self.group(group.id)
            .or_else(|| groups().find(|known| known.current.secret.is_same_as(seed)))
            .or_else(|| groups().find(|known| known.has_retired(group)))
    }

    fn replace(&mut self, group: Group, ended: &[SheetId], now: UnixTime) -> Option<GroupId> {
        let known = self.group_mut(group.id)?;
        let demoted: Vec<OrganiserKey> = known.demoted_by(&group).copied().collect();
        let members = group.members;
        known.organisers.demote(&demoted);
        known.organisers.restore(group.organisers);
        // No number that the backup's device has issued is issued again. A forged backup
        // must not use them all up.
        if group.highest.number() <= known.farthest() {
            known.highest = known.highest.max(group.highest);
        }
        if group.current.generation == known.current.generation {
            // Two rotations were made at once, and the one here loses.
            let displaced = std::mem::replace(&mut known.current, group.current);
            known.retire(&displaced);
            known.refuse_old();
            known.by_link = false;
            known.organisers.forget_statements();
        } else {
            known.follow(
                Enrolment {
                    name: group.name,
                    generation: group.current.generation,
                    origin: group.origin,
                    parameters: group.parameters,
                    secret: group.current.secret,
                },
                false,
                now,
            );
        }
        known.brought_by = group.brought_by;
        known.remove_departed(group.departed, &members);
        known.merge_members(members, ended);
        Some(group.id)
    }

    /// Takes the organiser key of a backup's group into the group `id`, which lacks it.
    fn adopt_organiser_key(&mut self, id: GroupId, group: Group) -> Option<GroupId> {
        let was_default = self.default == Some(id);
        let known = self.group_mut(id)?;
        if !known.has_organiser() {
            known.id = group.id;
            known.brought_by = group.brought_by;
        }
        known.organisers.restore(group.organisers);
        let id = known.id;
        if was_default {
            self.default = Some(id);
        }
        Some(id)
    }
}

/// Facts that a backup's group has and the group here lacks: what was given up, and
/// which organisers' keys were compared.
struct Notes {
    retired: Vec<[Word; PHRASE_WORDS]>,
    dropped: Vec<DevicePublic>,
    /// Members who left, so that even their compared keys are dropped.
    departed: Vec<Name>,
    /// Members whose compared key was dropped there for another one.
    disputes: Vec<(Name, DevicePublic)>,
    /// The generation of the latest seed that may have leaked, if it differs from the
    /// one known here.
    leaked: Option<Generation>,
    ended_sheets: Vec<SheetId>,
    organisers: Vec<OrganiserKey>,
}

impl Notes {
    fn is_empty(&self) -> bool {
        self.retired.is_empty()
            && self.dropped.is_empty()
            && self.disputes.is_empty()
            && self.leaked.is_none()
            && self.ended_sheets.is_empty()
            && self.organisers.is_empty()
    }
}

impl Group {
    /// Returns the facts in a backup that are not known here. A device key that a person
    /// compared here is given up only if its owner left. No more keys are taken than
    /// there is room for, so that a forged backup can't push out others.
    fn news_of(&self, backup: &Self) -> Notes {
        let previous = backup.previous.iter();
        let previous = previous.map(|previous| previous.seed.check_words());
        let retired = backup.retired.iter().copied().chain(previous);
        let in_force = self.current.check_words();
        let is_new = |words: &[Word; PHRASE_WORDS]| {
            let mut kept = self.previous.iter();
            *words != in_force
                && !self.retired.contains(words)
                && kept.all(|kept| kept.seed.check_words() != *words)
        };
        let replaces = self.is_replaced_by(backup);
        let left = backup.departed.iter().map(|left| &left.name);
        let left = left.filter(|name| replaces && backup.member(name.as_str()).is_err());
        let departed: Vec<Name> = left.cloned().collect();
        let has_left = |owner: &Name| departed.iter().any(|name| name.folded() == owner.folded());
        let dropped = backup.dropped.iter().filter(|key| {
            !self.dropped.contains(key) && self.compared_as(key).is_none_or(has_left)
        });
        let room = Self::MAX_DROPPED.saturating_sub(self.dropped.len());
        let is_on_roll = |id: &SheetId| {
            let mut sheets = self.members.iter().filter_map(|it| it.sheet.as_ref());
            sheets.any(|sheet| sheet.id() == *id)
        };
        let has_room = self.ended_sheets.len() < Self::MAX_ENDED;
        let ended = backup
            .ended_sheets
            .iter()
            .filter(|id| !self.ended_sheets.contains(id));
        let organisers = backup.organisers.compared.iter();
        Notes {
            retired: retired.filter(is_new).collect(),
            dropped: dropped.take(room).copied().collect(),
            disputes: self.disputed_by(backup),
            leaked: self
                .leaked_with(backup, replaces)
                .filter(|leaked| self.leaked != Some(*leaked)),
            ended_sheets: ended
                .filter(|id| has_room || is_on_roll(id))
                .copied()
                .collect(),
            organisers: organisers
                .filter(|key| !self.organisers.compared.contains(key))
                .filter(|key| self.organisers.of_key(key).is_some())
                .copied()
                .collect(),
            departed,
        }
    }

    fn apply_notes(&mut self, notes: Notes) {
        self.retired.extend(notes.retired);
        self.apply_dropped(notes.dropped, &notes.departed);
        for (name, claimed) in notes.disputes {
            let mut members = self.members.iter_mut();
            if let Some(member) = members.find(|member| member.name == name) {
                member.disputed = Some(claimed);
            }
        }
        self.leaked = notes.leaked.or(self.leaked);
        self.apply_ended(notes.ended_sheets);
        for key in notes.organisers {
            self.organisers.note_compared(key);
        }
    }

    /// Returns the members whose key a person compared here and a backup dropped for
    /// another one.
    fn disputed_by(&self, backup: &Self) -> Vec<(Name, DevicePublic)> {
        let members = self.members.iter().filter_map(|member| {
            let here = member.device.filter(|_| member.disputed.is_none())?;
            let claimed = backup.member(member.name.as_str()).ok()?.device?;
            let is_dropped =
                self.is_compared(&member.name, &here) && backup.dropped.contains(&here);
            let is_open = is_dropped && claimed != here && !self.dropped.contains(&claimed);
            is_open.then(|| (member.name.clone(), claimed))
        });
        members.collect()
    }

    /// Returns the generation of the latest seed that may have leaked through a device
    /// key: the one in force, if its signer did not know that the other side gave that
    /// key up.
    fn leaked_with(&self, backup: &Self, replaces: bool) -> Option<Generation> {
        let (counts, other) = if replaces {
            (backup, self)
        } else {
            (self, backup)
        };
        let is_same = self.current.secret.is_same_as(&backup.current.secret);
        let mut dropped = other.dropped.iter();
        let knows = dropped.all(|key| counts.dropped.contains(key));
        let mut devices = counts.members.iter().filter_map(|member| member.device);
        let is_sealed = counts.has_organiser() && devices.any(|key| other.dropped.contains(&key));
        let generation = counts.generation();
        if !is_same && !knows && (is_sealed || other.leaked.is_some()) {
            Some(generation)
        } else if knows && !replaces && backup.leaked < Some(generation) {
            self.leaked
        } else {
            self.leaked.max(backup.leaked)
        }
    }

    /// Reports whether an organiser stays, whatever a backup of a later seed says: the
    /// key is this device's own, or a person compared its words and its owner did not
    /// leave.
    fn stays(&self, organiser: &Organiser, backup: &Self) -> bool {
        let has_left = |left: &Departure| {
            let name = left.name.folded();
            name == organiser.name.folded() && backup.member(&name).is_err()
        };
        let is_own = self
            .organisers
            .own()
            .is_some_and(|own| own.key == organiser.key);
        let is_compared = self.organisers.compared.contains(&organiser.key);
        is_own || is_compared && !backup.departed.iter().any(has_left)
    }

    /// Returns the organiser keys that a backup of a later seed demotes here.
    fn demoted_by<'a>(&self, backup: &'a Self) -> impl Iterator<Item = &'a OrganiserKey> {
        let demoted = backup.organisers.demoted().iter();
        demoted.filter(|key| {
            let here = self.organisers.of_key(key);
            !here.is_some_and(|organiser| self.stays(organiser, backup))
        })
    }

    /// Returns those whose compared key stays here, although a backup of a later seed
    /// has another one or demotes it.
    fn keeps_against(&self, backup: &Self) -> Vec<Name> {
        let demoted = self.organisers.pinned().iter().filter(|organiser| {
            self.stays(organiser, backup) && backup.organisers.demoted().contains(&organiser.key)
        });
        let demoted = demoted.map(|organiser| organiser.name.clone());
        let replaced = self.members.iter().filter(|here| {
            let there = backup.member(here.name.as_str());
            let there = there.ok().and_then(|there| there.device);
            there.is_some()
                && there != here.device
                && here
                    .device
                    .is_some_and(|key| self.compared_as(&key).is_some())
        });
        let mut kept: Vec<Name> = demoted.collect();
        for member in replaced {
            if !kept.contains(&member.name) {
                kept.push(member.name.clone());
            }
        }
        kept
    }

    /// Reports whether a backup's seed in force replaces the one here: it is of a later
    /// generation, or of a rotation made at the same time that wins, and it was not
    /// given up here. As with messages, a seed that a demoted key brought never counts,
    /// whatever its rank.
    fn is_replaced_by(&self, backup: &Self) -> bool {
        let (here, there) = (self.generation(), backup.generation());
        if backup.is_brought_by_demoted_of(self) {
            return false;
        }
        let is_later = match there.cmp(&here) {
            Ordering::Less => false,
            Ordering::Equal => match (backup.brought_by, self.brought_by) {
                (Some(_), Some(_)) if self.is_brought_by_demoted_of(backup) => true,
                (Some(there), Some(here)) => there.rank < here.rank,
                (there, None) => there.is_some(),
                (None, _) => false,
            },
            Ordering::Greater => there.number() <= self.farthest(),
        };
        let is_same = self.current.secret.is_same_as(&backup.current.secret);
        is_later && !is_same && !self.has_retired(backup)
    }

    /// Reports whether the key that brought its seed is demoted in the other group.
    fn is_brought_by_demoted_of(&self, other: &Self) -> bool {
        self.brought_by
            .is_some_and(|brought| other.organisers.demoted().contains(&brought.by))
    }

    fn has_retired(&self, backup: &Self) -> bool {
        let seed = &backup.current;
        self.is_retired_as(&seed.secret, || seed.check_words())
    }

    /// Reports whether a backup has an organiser key that counts here, or would if
    /// nobody is pinned yet, while this device has none that does.
    fn lacks_key_of(&self, backup: &Self) -> bool {
        let here = &self.organisers;
        let Some(own) = backup.organisers.own() else {
            return false;
        };
        if here.own().is_some() || here.demoted().contains(&own.key) {
            return false;
        }
        if self.has_organiser() {
            self.id == backup.id && here.of_key(&own.key).is_some()
        } else {
            self.current.secret.is_same_as(&backup.current.secret)
        }
    }

    /// Takes off the roll everyone who left by the time of a backup of a later seed, so
    /// that nothing more is sealed to their devices. `members` is the backup's roll.
    fn remove_departed(&mut self, departed: Vec<Departure>, members: &[Member]) {
        let there: BTreeSet<String> = members.iter().map(|it| it.name.folded()).collect();
        for left in departed {
            if there.contains(&left.name.folded()) {
                continue;
            }
            // Someone who is not here needs no removal, but must not come back either.
            let _ = self.remove_member(left.name.as_str());
            self.note_departure(&left.name, left.reported);
        }
    }

    /// Merges the roll of a backup of a later seed. Of two sheets the one printed on a
    /// later day is kept; of one day the one here, unless it `ended` there. A sheet
    /// that ended here never comes back. A device key is taken unless the member holds
    /// a sheet here, someone else has the key, it was dropped here, or it contradicts
    /// what a person compared.
    fn merge_members(&mut self, members: Vec<Member>, ended: &[SheetId]) {
        let places = self.members.iter().map(|member| member.name.folded());
        let places: BTreeMap<String, usize> = places.zip(0..).collect();
        let devices = self.members.iter().zip(0_usize..);
        let mut devices: BTreeMap<DevicePublic, usize> = devices
            .filter_map(|(member, at)| Some((member.device?, at)))
            .collect();
        let compared: BTreeSet<DevicePublic> = self.compared.iter().map(|(_, key)| *key).collect();
        for mut member in members {
            member.sheet = member.sheet.filter(|sheet| !self.has_ended(sheet));
            let at = places.get(&member.name.folded()).copied();
            let at = at.unwrap_or(self.members.len());
            member.device = member.device.filter(|device| {
                !self.dropped.contains(device)
                    && !self.contradicts(&member.name, device)
                    && *devices.entry(*device).or_insert(at) == at
            });
            let Some(known) = self.members.get_mut(at) else {
                self.forget_departure(&member.name);
                self.members.push(member);
                continue;
            };
            if let (Some(here), Some(there)) = (&known.sheet, member.sheet)
                && (there.from() > here.from() || ended.contains(&here.id()))
            {
                known.sheet = Some(there);
            }
            if known.holds != Holds::Sheet
                && member.device.is_some()
                && known
                    .device
                    .is_none_or(|device| !compared.contains(&device))
            {
                known.holds = member.holds;
                known.device = member.device;
            }
        }
    }
}
