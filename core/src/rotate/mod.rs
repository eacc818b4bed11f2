//! Rotating a group: the request, what has to be known first, who may rotate, and what
//! changes for whom.
//!
//! A front end asks what [`Loss`], [`renamed_organisers`], [`disputes_to_settle`] and
//! [`needs_own_name`] call for, and makes a [`Request`] of the answers. [`Plan::of`]
//! tries it on a copy of the group, to say what it would change before the user confirms
//! it. [`Request::ready`] and [`Ready::change`] carry it out, and [`seal`] makes the
//! message.
//!
//! ```
//! use ringtrue_core::device::DeviceKey;
//! use ringtrue_core::rotate::{Aim, Request};
//! # use ringtrue_core::{Group, GroupId, Name, Secret, UnixTime};
//! # let now = UnixTime::from_secs(1_770_000_000);
//! # let [old, new] = [[1; 20], [2; 20]].map(|seed| Secret::new(&seed).unwrap());
//! # let name = Name::tidy("Smith family").unwrap();
//! # let mut group = Group::new(name, old, GroupId::from_bytes([7; 16]), now);
//!
//! let own = DeviceKey::generate().public();
//! let request = Request::of(Aim::New { overlap: None });
//! request.ready(&mut group, own)?.change(new, now)?;
//! assert_eq!(group.key_name(), "Smith family 2");
//! # Ok::<(), ringtrue_core::rotate::RequestError>(())
//! ```

mod delivery;
mod invitation;
mod keys;
mod loss;
mod plan;
mod request;
mod sealed;
mod signer;

pub use self::delivery::{Delivery, delivery};
pub use self::invitation::{InviteError, SignedInvitation, invite};
pub use self::keys::{AcceptError, ChosenKey, accept, disputes_to_settle};
pub use self::loss::{Loss, OwnLostDevice, Replaced, loss, renamed_organisers};
pub use self::plan::{Plan, Snapshot, StalePart};
pub use self::request::{Aim, Changed, Ready, Request, RequestError};
pub use self::sealed::{
    Reached, SealedRotation, file_start, is_in_force, not_reached, reached, seal,
};
pub use self::signer::{SignerError, be_organiser, needs_own_name};

#[cfg(test)]
mod tests;
