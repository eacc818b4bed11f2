//! Who may sign the group's messages.

use crate::group::{Group, Name, Organiser, OrganiserError};
use crate::organiser::OrganiserKey;
use crate::rotate::renamed_organisers;

/// Someone who is to be an organiser.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Promotion {
    /// The member.
    pub name: Name,
    /// Their key as an organiser.
    pub key: OrganiserKey,
    /// Whether a person compared its six words on this device before. If not, ask.
    pub is_compared: bool,
    /// The keys that they have as an organiser already. Ask whether they still have the
    /// device with those, and if not, or if nobody knows, end them.
    pub before: Vec<OrganiserKey>,
    /// Organisers who may be them under another name. Ask about each, and end the key if a
    /// person says so.
    pub renamed: Vec<Organiser>,
}

impl Promotion {
    /// Plans to make whoever is meant by `name` an organiser.
    ///
    /// # Errors
    /// [`OrganiserError`].
    pub fn plan(name: &str, key: OrganiserKey, group: &Group) -> Result<Self, OrganiserError> {
        let name = group.can_be_promoted(name, &key)?;
        Ok(Self {
            key,
            is_compared: group.is_organiser_compared(&key),
            before: keys(&group.organisers_called(name.as_str())),
            renamed: renamed(&name, group),
            name,
        })
    }

    /// Makes them an organiser, after these keys no longer count. Returns who is one no
    /// longer under another name.
    ///
    /// # Errors
    /// [`OrganiserError`].
    pub fn carry_out(
        &self,
        ended: &[OrganiserKey],
        group: &mut Group,
    ) -> Result<Vec<Name>, OrganiserError> {
        let before = group.organisers().pinned().to_vec();
        if !ended.is_empty() {
            group.demote_keys(ended)?;
        }
        group.promote(self.name.as_str(), self.key)?;
        Ok(gone(&before, self.name.as_str(), group))
    }
}

/// Someone who is to be an organiser no longer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Demotion {
    /// Who that is.
    pub name: Name,
    /// The keys that they have as an organiser. If there are several, ask which are meant.
    pub keys: Vec<OrganiserKey>,
    /// Organisers who may be them under another name. Ask about each.
    pub renamed: Vec<Organiser>,
    /// Whether only this device hears of it, which is not an organiser's. Ask before that.
    pub only_here: bool,
}

impl Demotion {
    /// Plans to remove the organiser role of whoever is meant by `name`, who need not be
    /// on the roll.
    ///
    /// # Errors
    /// [`OrganiserError`].
    pub fn plan(name: &str, group: &Group) -> Result<Self, OrganiserError> {
        if !group.has_organiser() {
            return Err(OrganiserError::Nobody);
        }
        let name = match group.member(name) {
            Ok(member) => member.name.clone(),
            Err(_) => Name::tidy(name).map_err(|error| OrganiserError::Roll(error.into()))?,
        };
        let called = keys(&group.organisers_called(name.as_str()));
        let renamed = renamed(&name, group);
        let only_here = group.organisers().own().is_none();
        if called.is_empty() && renamed.is_empty() {
            return Err(if only_here {
                OrganiserError::NotOne
            } else {
                group.why_none(name.as_str())
            });
        }
        Ok(Self {
            name,
            keys: called,
            renamed,
            only_here,
        })
    }

    /// Returns whose messages still count here once these keys don't.
    #[must_use]
    pub fn left(ended: &[OrganiserKey], group: &Group) -> Vec<Name> {
        let pinned = group.organisers().pinned().iter();
        let left = pinned.filter(|organiser| !ended.contains(&organiser.key));
        let mut left: Vec<Name> = left.map(|organiser| organiser.name.clone()).collect();
        left.dedup();
        left
    }

    /// Lets these keys count no longer. Returns who is an organiser no longer under
    /// another name.
    ///
    /// # Errors
    /// [`OrganiserError`]; the group is then as it was.
    pub fn carry_out(
        &self,
        ended: &[OrganiserKey],
        group: &mut Group,
    ) -> Result<Vec<Name>, OrganiserError> {
        let before = group.organisers().pinned().to_vec();
        if self.only_here {
            group.distrust(ended)?;
        } else {
            group.demote_keys(ended)?;
        }
        Ok(gone(&before, self.name.as_str(), group))
    }
}

/// Someone who is to be off the roll.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Removal {
    /// The member.
    pub name: Name,
    /// Organisers who may be them under another name, if this device is an organiser's.
    /// Ask about each.
    pub renamed: Vec<Organiser>,
}

impl Removal {
    /// Plans to take whoever is meant by `name` off the roll.
    ///
    /// # Errors
    /// [`OrganiserError`].
    pub fn plan(name: &str, group: &Group) -> Result<Self, OrganiserError> {
        group.can_be_dismissed(name)?;
        let name = group.member(name)?.name.clone();
        let renamed = renamed_organisers(group, name.as_str())?;
        let renamed = renamed.into_iter().cloned().collect();
        Ok(Self { name, renamed })
    }

    /// Takes them off the roll; they are an organiser no longer either, nor are those with
    /// these keys. Returns who is one no longer under another name, `None` if nobody was.
    ///
    /// # Errors
    /// [`OrganiserError`].
    pub fn carry_out(
        name: &str,
        ended: &[OrganiserKey],
        group: &mut Group,
    ) -> Result<Option<Vec<Name>>, OrganiserError> {
        group.can_be_dismissed(name)?;
        let before = group.organisers().pinned().to_vec();
        if !ended.is_empty() {
            group.demote_keys(ended)?;
        }
        group.dismiss(name)?;
        let is_change = group.organisers().pinned().len() < before.len();
        Ok(is_change.then(|| gone(&before, name, group)))
    }
}

fn keys(organisers: &[&Organiser]) -> Vec<OrganiserKey> {
    organisers.iter().map(|organiser| organiser.key).collect()
}

fn renamed(name: &Name, group: &Group) -> Vec<Organiser> {
    let organisers = group.organisers_once_called(name.as_str()).into_iter();
    organisers.cloned().collect()
}

/// Returns those who counted before and no longer do, but for `name`.
fn gone(before: &[Organiser], name: &str, group: &Group) -> Vec<Name> {
    let gone = before.iter().filter(|organiser| {
        group.organisers().of_key(&organiser.key).is_none() && !organiser.name.is_meant_by(name)
    });
    gone.map(|organiser| organiser.name.clone()).collect()
}
