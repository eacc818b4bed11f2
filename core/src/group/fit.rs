//! Matching an enrolment to the groups on this device.

use std::cell::OnceCell;
use std::cmp::Ordering;

use thiserror::Error;

use super::enrolment::{Enrolment, Unconfirmed};
use super::generation::Generation;
use super::name::Name;
use super::seeds::Group;

/// The relation of an enrolment to the groups on a device.
#[derive(Debug)]
pub enum LinkFit<'a> {
    /// A group that is not on this device yet.
    New,
    /// The seed that is already in force in this group.
    Known(&'a Group),
    /// A later generation of this group.
    Rotation(&'a Group),
}

/// Matches `enrolment` to `groups`. With `local_name`, the user keeps it as a separate
/// group under that name; with `chosen`, they say which group it is for.
///
/// # Errors
/// [`LinkMisfit`] if the enrolment must not be accepted.
pub fn fit<'a>(
    groups: &'a [Group],
    enrolment: &Unconfirmed<Enrolment>,
    local_name: Option<&Name>,
    chosen: Option<&'a Group>,
) -> Result<LinkFit<'a>, LinkMisfit> {
    let brought = enrolment.held();
    if let Some(group) = groups
        .iter()
        .find(|group| group.current.secret.is_same_as(&brought.secret))
    {
        return Ok(LinkFit::Known(group));
    }
    if let Some(group) = group_that_retired(groups, enrolment, local_name) {
        return Err(LinkMisfit::Retired {
            group: group.local_name().clone(),
        });
    }
    let fitting: Vec<&Group> = match (local_name, chosen) {
        (Some(_), _) => Vec::new(),
        (None, Some(group)) if brought.is_of(group) => vec![group],
        (None, Some(group)) => {
            return Err(LinkMisfit::AnotherName {
                group: group.local_name().clone(),
                found: brought.name.clone(),
            });
        }
        (None, None) => groups.iter().filter(|group| brought.is_of(group)).collect(),
    };
    match fitting.as_slice() {
        [] => {
            let name = local_name.unwrap_or(&brought.name);
            let is_name = |group: &Group| group.local_name().is_meant_by(name.as_str());
            if groups.iter().any(is_name) {
                Err(LinkMisfit::NameTaken(name.clone()))
            } else {
                Ok(LinkFit::New)
            }
        }
        [group] => brought.against(group),
        several => Err(LinkMisfit::Several {
            name: brought.name.clone(),
            groups: several
                .iter()
                .map(|group| group.local_name().clone())
                .collect(),
        }),
    }
}

/// Returns the group whose replaced, lost or undone seed an enrolment presents as new,
/// such as the seed of a lost phone. An old link does not count: its number gives it away.
fn group_that_retired<'a>(
    groups: &'a [Group],
    enrolment: &Unconfirmed<Enrolment>,
    local_name: Option<&Name>,
) -> Option<&'a Group> {
    let brought = enrolment.held();
    let words = OnceCell::new();
    groups.iter().find(|group| {
        let is_old_link = local_name.is_none()
            && brought.is_of(group)
            && brought.generation <= group.generation();
        !is_old_link
            && group.is_retired_as(&brought.secret, || {
                *words.get_or_init(|| enrolment.check_words())
            })
    })
}

impl Enrolment {
    /// Returns whether it has the name and the origin of `group`.
    fn is_of(&self, group: &Group) -> bool {
        self.name.is_meant_by(group.name.as_str()) && self.origin == group.origin
    }

    fn against<'a>(&self, group: &'a Group) -> Result<LinkFit<'a>, LinkMisfit> {
        let name = || group.local_name().clone();
        let here = group.generation();
        match self.generation.cmp(&here) {
            Ordering::Greater if self.parameters != group.parameters => {
                Err(LinkMisfit::OtherParameters { group: name() })
            }
            Ordering::Greater => Ok(LinkFit::Rotation(group)),
            Ordering::Equal => Err(LinkMisfit::OtherSeed {
                group: name(),
                generation: here,
            }),
            Ordering::Less => Err(LinkMisfit::Older {
                group: name(),
                here,
                found: self.generation,
            }),
        }
    }
}

/// The reason why an enrolment must not be accepted.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LinkMisfit {
    /// It is an earlier generation of a group on this device.
    #[error("it has \"{}\", but this device already has \"{}\"", .group.key_name(*.found), .group.key_name(*.here))]
    Older {
        /// The group here.
        group: Name,
        /// The generation here.
        here: Generation,
        /// The generation that it brings.
        found: Generation,
    },
    /// It brings another seed for the generation that is in force.
    #[error("it has another key for \"{}\"", .group.key_name(*.generation))]
    OtherSeed {
        /// The group here.
        group: Name,
        /// The generation of both.
        generation: Generation,
    },
    /// It brings a seed that was replaced here, as if it were a new one.
    #[error("it presents an old key of \"{group}\" as a new one")]
    Retired {
        /// The group here.
        group: Name,
    },
    /// Its parameters differ: a rotation changes nothing but the seed.
    #[error("its digits, period or algorithm differ from those of \"{group}\"")]
    OtherParameters {
        /// The group here.
        group: Name,
    },
    /// Several groups on this device have its name.
    #[error("\"{name}\" fits more than one group on this device: {}", list(groups))]
    Several {
        /// The name that it brings.
        name: Name,
        /// Their names on this device.
        groups: Vec<Name>,
    },
    /// It is not for the group that the user named.
    #[error("it is for the group \"{found}\", not \"{group}\"")]
    AnotherName {
        /// The group that was named.
        group: Name,
        /// The name that it brings.
        found: Name,
    },
    /// A group on this device already has that name.
    #[error("this device already has a group called \"{0}\"")]
    NameTaken(Name),
}

fn list(names: &[Name]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    quoted.join(", ")
}
