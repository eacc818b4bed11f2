//! A rotation that was asked for, checked and carried out.

use thiserror::Error;

use super::keys::{AcceptError, ChosenKey, accept};
use super::loss::{OwnLostDevice, Replaced};
use super::signer::{SignerError, be_organiser};
use crate::device::DevicePublic;
use crate::group::{
    DEFAULT_OVERLAP_DAYS, Group, Holds, Name, Organiser, OrganiserError, RotateError,
};
use crate::organiser::OrganiserKey;
use crate::secret::Secret;
use crate::time::UnixTime;

/// The purpose of a rotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Aim {
    /// A new seed. The previous one is accepted for an overlap, by default
    /// [`DEFAULT_OVERLAP_DAYS`].
    New {
        /// The overlap in days.
        overlap: Option<u32>,
    },
    /// A new seed, because what this member had is lost.
    Lost {
        /// Their name.
        member: String,
        /// The user's own old device, if that is what was lost.
        mine: Option<OwnLostDevice>,
        /// The organisers' keys to demote with the loss although they go by another name
        /// ([`renamed_organisers`](super::renamed_organisers)).
        renamed: Vec<OrganiserKey>,
    },
    /// An undo, which goes back to the previous seed.
    Undo,
}

/// A rotation that a person asked for, with all that has to be known in advance.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// Its purpose.
    pub aim: Aim,
    /// The keys in dispute that count.
    pub chosen: Vec<ChosenKey>,
    /// True if it goes out by message from this device.
    pub is_sealed: bool,
    /// The name of this device's holder, if it has to become an organiser's
    /// ([`needs_own_name`](super::needs_own_name)).
    pub own_name: Option<String>,
}

/// A request that this device may carry out, and its group.
#[derive(Debug)]
pub struct Ready<'a> {
    request: &'a Request,
    group: &'a mut Group,
    own: DevicePublic,
}

impl Request {
    /// Creates a request without a message.
    #[must_use]
    pub const fn of(aim: Aim) -> Self {
        Self {
            aim,
            chosen: Vec::new(),
            is_sealed: false,
            own_name: None,
        }
    }

    /// Returns whether it goes back to the previous seed.
    #[must_use]
    pub const fn is_undo(&self) -> bool {
        matches!(self.aim, Aim::Undo)
    }

    /// Checks that this device, whose key is `own`, may rotate `group` as requested, and
    /// accepts the chosen keys. If a message goes out, this device is an organiser's from
    /// then on.
    ///
    /// # Errors
    /// [`RequestError`]; drop the group then.
    pub fn ready<'a>(
        &'a self,
        group: &'a mut Group,
        own: DevicePublic,
    ) -> Result<Ready<'a>, RequestError> {
        if !self.is_sealed {
            self.check_may_rotate(group)?;
        } else if self.own_lost_device().is_none() {
            // A device that replaces a lost one is not on the roll before the change.
            be_organiser(group, self.own_name.as_deref(), own)?;
        }
        accept(&self.chosen, group)?;
        Ok(Ready {
            request: self,
            group,
            own,
        })
    }

    const fn own_lost_device(&self) -> Option<&OwnLostDevice> {
        match &self.aim {
            Aim::Lost { mine, .. } => mine.as_ref(),
            Aim::New { .. } | Aim::Undo => None,
        }
    }

    /// Checks that this device may rotate: if the group has organisers, others accept a
    /// rotation only from them.
    fn check_may_rotate(&self, group: &Group) -> Result<(), RequestError> {
        let may = if self.is_undo() {
            group.may_undo()
        } else {
            group.may_rotate()
        };
        if may {
            return Ok(());
        }
        Err(RequestError::NotYours {
            group: group.local_name().clone(),
            organisers: group.organisers().names(),
        })
    }
}

impl Ready<'_> {
    /// Returns the group before the change.
    #[must_use]
    pub const fn group(&self) -> &Group {
        self.group
    }

    /// Puts another seed in force: `secret`, or for an undo the previous one.
    ///
    /// # Errors
    /// [`RequestError`]; drop the group then.
    pub fn change(self, secret: Secret, now: UnixTime) -> Result<Changed, RequestError> {
        let Self {
            request,
            group,
            own,
        } = self;
        let organisers = others(group);
        let mut changed = match &request.aim {
            Aim::New { overlap } => renew(*overlap, group, secret, now)?,
            Aim::Lost {
                member,
                mine,
                renamed,
            } => {
                if !renamed.is_empty() {
                    group.demote_keys(renamed)?;
                }
                match mine {
                    Some(mine) => replace(mine, group, own, secret, now)?,
                    None => exclude(member, group, own, secret, now)?,
                }
            }
            Aim::Undo => {
                let undid_sealed = group.is_in_message();
                group.undo_rotation()?;
                Changed {
                    undid_sealed,
                    ..Changed::default()
                }
            }
        };
        if request.is_sealed && changed.replaced.is_some() {
            be_organiser(group, request.own_name.as_deref(), own)?;
        }
        changed.demoted = demoted(organisers, group);
        Ok(changed)
    }
}

fn renew(
    overlap: Option<u32>,
    group: &mut Group,
    secret: Secret,
    now: UnixTime,
) -> Result<Changed, RequestError> {
    if group.is_exposed() && overlap.is_some_and(|days| days > 0) {
        return Err(RequestError::Exposed);
    }
    group.rotate(secret, overlap.unwrap_or(DEFAULT_OVERLAP_DAYS), now)?;
    Ok(Changed::default())
}

fn replace(
    mine: &OwnLostDevice,
    group: &mut Group,
    own: DevicePublic,
    secret: Secret,
    now: UnixTime,
) -> Result<Changed, RequestError> {
    let replaced = mine.put_in_place(group, own, secret, now)?;
    Ok(Changed {
        ended: replaced.moved.sheets.clone(),
        replaced: Some(replaced),
        ..Changed::default()
    })
}

fn exclude(
    member: &str,
    group: &mut Group,
    own: DevicePublic,
    secret: Secret,
    now: UnixTime,
) -> Result<Changed, RequestError> {
    let lost = group.member(member)?;
    let (name, holds) = (lost.name.clone(), lost.holds);
    if lost.has_device(Some(&own)) {
        return Err(RequestError::ThisDevice(name));
    }
    Ok(Changed {
        ended: group.rotate_without(member, secret, now)?,
        lost: Some((name, holds)),
        ..Changed::default()
    })
}

/// Returns the organisers except this device's own.
fn others(group: &Group) -> Vec<Organiser> {
    let organisers = group.organisers();
    let own = organisers.own().map(|own| own.key);
    let others = organisers.pinned().iter().filter(|it| own != Some(it.key));
    others.cloned().collect()
}

/// Returns the names of the organisers in `before` who no longer are.
fn demoted(before: Vec<Organiser>, group: &Group) -> Vec<Name> {
    let organisers = group.organisers();
    let demoted = before
        .into_iter()
        .filter(|it| organisers.of_key(&it.key).is_none());
    demoted.map(|organiser| organiser.name).collect()
}

/// The changes that a rotation made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Changed {
    /// The member taken off the roll, and what they held.
    pub lost: Option<(Name, Holds)>,
    /// The members whose sheets ended, because the lost device may have had their keys.
    pub ended: Vec<Name>,
    /// The organisers who were demoted.
    pub demoted: Vec<Name>,
    /// The user's own old device, if that is what was lost.
    pub replaced: Option<Replaced>,
    /// True if the undone rotation may have reached others by message.
    pub undid_sealed: bool,
}

impl Changed {
    /// Returns who was taken off the roll, for [`seal`](super::seal).
    #[must_use]
    pub fn taken_off(&self) -> Vec<Name> {
        let lost = self.lost.iter();
        lost.map(|(name, _)| name.clone()).collect()
    }
}

/// The reason why a rotation is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RequestError {
    /// Rotations of the group come by message.
    #[error("new keys of \"{group}\" come by message, from {}", or(organisers))]
    NotYours {
        /// The group's name on this device.
        group: Name,
        /// The organisers, one of whom has to rotate.
        organisers: Vec<Name>,
    },
    /// The member to exclude has this device.
    #[error("this is {0}'s device")]
    ThisDevice(Name),
    /// The old seed must no longer be accepted.
    #[error(
        "someone may have this key, through a member's old device: it can't be accepted any longer"
    )]
    Exposed,
    /// This device can't sign the message.
    #[error(transparent)]
    Signer(#[from] SignerError),
    /// The chosen keys can't be accepted.
    #[error(transparent)]
    Keys(#[from] AcceptError),
    /// The organisers can't be changed.
    #[error(transparent)]
    Organiser(#[from] OrganiserError),
    /// The group can't be rotated.
    #[error(transparent)]
    Rotate(#[from] RotateError),
}

fn or(names: &[Name]) -> String {
    let names: Vec<&str> = names.iter().map(Name::as_str).collect();
    names.join(" or ")
}
