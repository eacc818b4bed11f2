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
//! assert_eq!(group.entry(), "Smith family 2");
//! # Ok::<(), ringtrue_core::rotate::Refusal>(())
//! ```

mod invitation;
mod keys;
mod loss;
mod plan;
mod request;
mod sealed;
mod signer;
mod way;

pub use self::invitation::{InviteError, Invited, invite};
pub use self::keys::{AcceptError, Choice, accept, disputes_to_settle};
pub use self::loss::{Loss, Mine, Replaced, loss, renamed_organisers};
pub use self::plan::{Asked, Changes, Plan};
pub use self::request::{Aim, Changed, Ready, Refusal, Request};
pub use self::sealed::{Outgoing, Reached, file_start, is_in_force, not_reached, reached, seal};
pub use self::signer::{NoSigner, be_organiser, needs_own_name};
pub use self::way::{Way, way};

#[cfg(test)]
mod tests;
