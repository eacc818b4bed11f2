//! Enrolling others by hand: a new group, its QR code, printed pages, keys.

pub mod device;
pub mod invite;
pub mod new;
mod renew;
pub mod sheet;
