//! Promotions, demotions and removals.

use crate::group::{Group, Name, Organiser, OrganiserError};
use crate::organiser::OrganiserKey;
use crate::rotate::renamed_organisers;

/// A plan to make a member an organiser.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PromotionPlan {
    /// The member.
    pub name: Name,
    /// Their key as an organiser.
    pub key: OrganiserKey,
    /// True if a person already compared its six words on this device. If not, ask.
    pub is_compared: bool,
    /// The keys that they already have as an organiser. Ask whether they still have the
    /// device with those, and if not, or if nobody knows, demote them.
    pub before: Vec<OrganiserKey>,
    /// Organisers who may be the same person under another name. Ask about each, and
    /// demote the key if they are.
    pub renamed: Vec<Organiser>,
}

impl PromotionPlan {
    /// Plans to make the member meant by `name` an organiser.
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

    /// Demotes the keys in `to_demote`, then makes the member an organiser. Returns the names
    /// of others who are no longer organisers.
    ///
    /// # Errors
    /// [`OrganiserError`].
    pub fn carry_out(
        &self,
        to_demote: &[OrganiserKey],
        group: &mut Group,
    ) -> Result<Vec<Name>, OrganiserError> {
        let before = group.organisers().pinned().to_vec();
        if !to_demote.is_empty() {
            group.demote_keys(to_demote)?;
        }
        group.promote(self.name.as_str(), self.key)?;
        Ok(demoted_since(&before, self.name.as_str(), group))
    }
}

/// A plan to demote an organiser.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DemotionPlan {
    /// Their name.
    pub name: Name,
    /// Their keys as an organiser. If there are several, ask which are meant.
    pub keys: Vec<OrganiserKey>,
    /// Organisers who may be the same person under another name. Ask about each.
    pub renamed: Vec<Organiser>,
    /// True if this device is not an organiser's, so that no other device hears of it. If
    /// so, ask first.
    pub only_here: bool,
}

impl DemotionPlan {
    /// Plans to demote the organiser meant by `name`, who need not be on the roll.
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
                group.demotion_error(name.as_str())
            });
        }
        Ok(Self {
            name,
            keys: called,
            renamed,
            only_here,
        })
    }

    /// Returns the organisers who still count here once the keys in `to_demote` are demoted.
    #[must_use]
    pub fn remaining(to_demote: &[OrganiserKey], group: &Group) -> Vec<Name> {
        let pinned = group.organisers().pinned().iter();
        let left = pinned.filter(|organiser| !to_demote.contains(&organiser.key));
        let mut left: Vec<Name> = left.map(|organiser| organiser.name.clone()).collect();
        left.dedup();
        left
    }

    /// Demotes the keys in `to_demote`. Returns the names of others who are no longer
    /// organisers.
    ///
    /// # Errors
    /// [`OrganiserError`]; the group is then unchanged.
    pub fn carry_out(
        &self,
        to_demote: &[OrganiserKey],
        group: &mut Group,
    ) -> Result<Vec<Name>, OrganiserError> {
        let before = group.organisers().pinned().to_vec();
        if self.only_here {
            group.distrust(to_demote)?;
        } else {
            group.demote_keys(to_demote)?;
        }
        Ok(demoted_since(&before, self.name.as_str(), group))
    }
}

/// A plan to take a member off the roll.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RemovalPlan {
    /// The member.
    pub name: Name,
    /// Organisers who may be the same person under another name, if this device is an
    /// organiser's. Ask about each.
    pub renamed: Vec<Organiser>,
}

impl RemovalPlan {
    /// Plans to take the member meant by `name` off the roll.
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

    /// Takes the member off the roll, which also demotes them, and demotes the keys in
    /// `to_demote`. Returns the names of others who are no longer organisers, `None` if nobody
    /// was demoted at all.
    ///
    /// # Errors
    /// [`OrganiserError`].
    pub fn carry_out(
        name: &str,
        to_demote: &[OrganiserKey],
        group: &mut Group,
    ) -> Result<Option<Vec<Name>>, OrganiserError> {
        group.can_be_dismissed(name)?;
        let before = group.organisers().pinned().to_vec();
        if !to_demote.is_empty() {
            group.demote_keys(to_demote)?;
        }
        group.dismiss(name)?;
        let is_change = group.organisers().pinned().len() < before.len();
        Ok(is_change.then(|| demoted_since(&before, name, group)))
    }
}

fn keys(organisers: &[&Organiser]) -> Vec<OrganiserKey> {
    organisers.iter().map(|organiser| organiser.key).collect()
}

fn renamed(name: &Name, group: &Group) -> Vec<Organiser> {
    let organisers = group.organisers_once_called(name.as_str()).into_iter();
    organisers.cloned().collect()
}

/// Returns the organisers in `before` who no longer count, except `name`.
fn demoted_since(before: &[Organiser], name: &str, group: &Group) -> Vec<Name> {
    let gone = before.iter().filter(|organiser| {
        group.organisers().of_key(&organiser.key).is_none() && !organiser.name.is_meant_by(name)
    });
    gone.map(|organiser| organiser.name.clone()).collect()
}
