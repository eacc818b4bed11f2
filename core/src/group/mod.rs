//! A group: its seeds by generation, its rotations and its roll. `otp` computes
//! its codes, `call` checks what was heard, and `vault` stores it.

mod compared;
mod devices;
mod enrolment;
mod fit;
mod following;
mod generation;
mod member;
mod name;
mod organisers;
mod pairing;
mod promotion;
mod rank;
mod roll;
mod seeds;

pub use crate::id::GroupId;
pub use compared::Dispute;
pub use enrolment::{Enrolment, Origin, Unconfirmed};
pub use fit::{Fit, Misfit, fit};
pub use following::Following;
pub use generation::Generation;
pub use member::{Confirmation, Holds, Member, Moved, Off, RollError, SheetChange};
pub use name::{Name, NameError};
pub(crate) use name::{is_hidden, refuse_hidden};
pub(crate) use organisers::{Counting, Said};
pub use organisers::{Organiser, Organisers, Promotion};
pub use pairing::{Pairing, Parted};
pub use promotion::OrganiserError;
pub use rank::{Brought, Rank};
pub(crate) use seeds::Kept;
pub use seeds::{DEFAULT_OVERLAP_DAYS, Group, MAX_JUMP, Previous, RotateError, Seed};

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;
