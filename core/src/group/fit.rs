//! How an enrolment fits the groups that this device has.

use std::cell::OnceCell;
use std::cmp::Ordering;

use thiserror::Error;

use super::enrolment::{Enrolment, Unconfirmed};
use super::generation::Generation;
use super::name::Name;
use super::seeds::Group;

/// How an enrolment fits the groups that a device has.
#[derive(Debug)]
pub enum Fit<'a> {
    /// It brings a group that is not here yet.
    New,
    /// The same seed is in force here already.
    Known(&'a Group),
    /// It is a later generation of a group that is here.
    Rotation(&'a Group),
}

/// Finds how `enrolment` fits `groups`. A person who keeps it under a name of
/// its own (`local_name`) says that it is a group apart; one who says which
/// group it is for (`meant`) narrows the choice to that.
///
/// # Errors
/// [`Misfit`], for what must not be taken in.
pub fn fit<'a>(
    groups: &'a [Group],
    enrolment: &Unconfirmed<Enrolment>,
    local_name: Option<&Name>,
    meant: Option<&'a Group>,
) -> Result<Fit<'a>, Misfit> {
    let brought = enrolment.held();
    if let Some(group) = groups
        .iter()
        .find(|group| group.current.secret.is_same_as(&brought.secret))
    {
        return Ok(Fit::Known(group));
    }
    if let Some(group) = passed_off(groups, enrolment, local_name) {
        return Err(Misfit::Retired {
            group: group.local_name().clone(),
        });
    }
    let fitting: Vec<&Group> = match (local_name, meant) {
        (Some(_), _) => Vec::new(),
        (None, Some(group)) if brought.is_of(group) => vec![group],
        (None, Some(group)) => {
            return Err(Misfit::AnotherName {
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
                Err(Misfit::NameTaken(name.clone()))
            } else {
                Ok(Fit::New)
            }
        }
        [group] => brought.against(group),
        several => Err(Misfit::Several {
            name: brought.name.clone(),
            groups: several
                .iter()
                .map(|group| group.local_name().clone())
                .collect(),
        }),
    }
}

/// Returns the group here of which an enrolment has a seed that was replaced, lost
/// or undone, as if it were a new one: that of a lost phone, say. An old link is
/// told by its number.
fn passed_off<'a>(
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
    /// Whether it goes by the name and the maker of `group`.
    fn is_of(&self, group: &Group) -> bool {
        self.name.is_meant_by(group.name.as_str()) && self.origin == group.origin
    }

    fn against<'a>(&self, group: &'a Group) -> Result<Fit<'a>, Misfit> {
        let name = || group.local_name().clone();
        let here = group.generation();
        match self.generation.cmp(&here) {
            Ordering::Greater if self.parameters != group.parameters => {
                Err(Misfit::OtherParameters { group: name() })
            }
            Ordering::Greater => Ok(Fit::Rotation(group)),
            Ordering::Equal => Err(Misfit::OtherSeed {
                group: name(),
                generation: here,
            }),
            Ordering::Less => Err(Misfit::Older {
                group: name(),
                here,
                found: self.generation,
            }),
        }
    }
}

/// Why an enrolment must not be taken in.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Misfit {
    /// It is an earlier generation of a group that is here.
    #[error("it is \"{}\", and this device already has \"{}\"", .group.entry(*.found), .group.entry(*.here))]
    Older {
        /// The group here.
        group: Name,
        /// The generation here.
        here: Generation,
        /// The generation that it brings.
        found: Generation,
    },
    /// It brings another seed for the generation that is in force.
    #[error("it has another key for \"{}\"", .group.entry(*.generation))]
    OtherSeed {
        /// The group here.
        group: Name,
        /// The generation of both.
        generation: Generation,
    },
    /// It brings a seed that was replaced here, as if it were a new one.
    #[error("it has a key of \"{group}\" that was replaced, as if it were a new one")]
    Retired {
        /// The group here.
        group: Name,
    },
    /// A rotation changes the seed and nothing else.
    #[error("it has other digits, another period or another algorithm than \"{group}\"")]
    OtherParameters {
        /// The group here.
        group: Name,
    },
    /// Several groups here have its name.
    #[error("\"{name}\" fits more than one group on this device: {}", list(groups))]
    Several {
        /// The name that it brings.
        name: Name,
        /// What they are called here.
        groups: Vec<Name>,
    },
    /// It is not of the group that the person named.
    #[error("it is for \"{found}\", not for \"{group}\"")]
    AnotherName {
        /// The group that was named.
        group: Name,
        /// The name that it brings.
        found: Name,
    },
    /// A group here is called so.
    #[error("a group on this device is called \"{0}\" already")]
    NameTaken(Name),
}

fn list(names: &[Name]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    quoted.join(", ")
}
