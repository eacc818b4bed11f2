//! Who may sign a group's messages: the keys that are pinned, those that count
//! no more, and this device's own.

use super::name::Name;
use crate::id::GroupId;
use crate::organiser::{OrganiserKey, SigningError, SigningKey, promotion};

/// Somebody whose messages count.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Organiser {
    /// Their name on the roll.
    pub name: Name,
    /// What their messages are verified with.
    pub key: OrganiserKey,
    /// Who promoted them, `None` for the first one. By this a device knows an
    /// organiser of whose promotion it has not heard yet.
    pub promoted: Option<Promotion>,
}

/// That one organiser made another one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Promotion {
    /// Who did.
    pub by: OrganiserKey,
    /// Their minisign signature of the promotion's bytes, four lines
    /// (`docs/formats.md`).
    pub signature: String,
}

/// Whose messages count for a group on this device.
#[derive(Debug, Default)]
pub struct Organisers {
    /// They do, in the order in which they came.
    pub(crate) pinned: Vec<Organiser>,
    /// They did once, and never will again.
    pub(crate) demoted: Vec<OrganiserKey>,
    /// What this device signs with. Whether that counts is told by whether its
    /// public half is pinned.
    pub(crate) own: Option<SigningKey>,
}

impl Organisers {
    /// The most organisers that a group may have.
    pub const MAX: usize = 50;

    /// Those whose messages count.
    #[must_use]
    pub fn pinned(&self) -> &[Organiser] {
        &self.pinned
    }

    /// The organiser of this key, `None` for a key that is not pinned.
    #[must_use]
    pub fn of_key(&self, key: &OrganiserKey) -> Option<&Organiser> {
        self.pinned.iter().find(|organiser| organiser.key == *key)
    }

    /// This device's own key, where there is one.
    ///
    /// # Errors
    /// [`SigningError`] where it can't be used.
    pub fn own_key(&self) -> Result<Option<OrganiserKey>, SigningError> {
        self.own.as_ref().map(SigningKey::public).transpose()
    }

    /// The organiser that this device is, `None` where it is none.
    #[must_use]
    pub fn own(&self) -> Option<&Organiser> {
        self.of_key(&self.own_key().ok()??)
    }

    /// Takes in whom a later state of the group demoted: they count no more.
    pub(crate) fn follow(&mut self, demoted: &[OrganiserKey]) {
        for key in demoted {
            if !self.demoted.contains(key) {
                self.demoted.push(*key);
            }
        }
        let demoted = &self.demoted;
        self.pinned
            .retain(|organiser| !demoted.contains(&organiser.key));
    }

    /// Takes in what a backup has: the own key where there is none here, whom it
    /// pins where nobody is pinned here, and never one who was demoted here.
    pub(crate) fn restore(&mut self, backup: Self) {
        if self.pinned.is_empty() {
            self.pinned = backup.pinned;
        }
        for key in backup.demoted {
            if !self.demoted.contains(&key) && self.of_key(&key).is_none() {
                self.demoted.push(key);
            }
        }
        // The backup may pin whom this device knows to be demoted.
        self.follow(&[]);
        let counts = backup.own.as_ref().is_some_and(|own| {
            let key = own.public();
            key.is_ok_and(|key| self.of_key(&key).is_some())
        });
        // One that was offered here, somebody may be about to promote.
        if self.own.is_none() && backup.own.is_some() || counts && self.own().is_none() {
            self.own = backup.own;
        }
    }

    /// Those of `brought` who count beside those that are pinned: each was
    /// promoted by one who counts, and none was demoted.
    pub(crate) fn vouched<'a>(
        &self,
        group: GroupId,
        brought: &'a [Organiser],
    ) -> Vec<&'a Organiser> {
        let mut vouched: Vec<&Organiser> = Vec::new();
        loop {
            let counts = |key: &OrganiserKey| {
                self.of_key(key).is_some() || vouched.iter().any(|known| known.key == *key)
            };
            let next = brought.iter().find(|organiser| {
                !counts(&organiser.key)
                    && !self.demoted.contains(&organiser.key)
                    && organiser.promoted.as_ref().is_some_and(|promoted| {
                        let text = promotion(group, &organiser.key);
                        counts(&promoted.by) && promoted.by.has_signed(&text, &promoted.signature)
                    })
            });
            match next {
                Some(organiser) => vouched.push(organiser),
                None => return vouched,
            }
        }
    }
}
