//! A group: its seeds by generation, its rotations and its roll. `otp` computes
//! its codes, `call` checks what was heard, and `vault` stores it.

mod compared;
mod devices;
mod enrolment;
mod fit;
mod generation;
mod member;
mod name;
mod organisers;
mod pairing;
mod promotion;
mod rank;
mod roll;
mod seeds;
mod tasks;

pub use crate::id::GroupId;
pub use compared::Dispute;
pub use enrolment::{Enrolment, Origin, Unconfirmed};
pub use fit::{LinkFit, LinkMisfit, fit};
pub use generation::Generation;
pub use member::{Confirmation, Departure, DeviceChange, Holds, Member, RollError, SheetChange};
pub use name::{Name, NameError};
pub(crate) use name::{is_hidden, refuse_hidden};
pub(crate) use organisers::{CountingKeys, Statement};
pub use organisers::{Organiser, Organisers, PromotionSignature};
pub use pairing::{Pairing, Parted};
pub use promotion::OrganiserError;
pub use rank::{Rank, RotationId};
pub(crate) use seeds::SeedFate;
pub use seeds::{DEFAULT_OVERLAP_DAYS, Group, MAX_JUMP, Previous, RotateError, Seed};
pub use tasks::Tasks;

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;
