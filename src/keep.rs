//! Keeping it safe: protection, backups, the groups on this device, its health.

pub mod backup;
mod calendar;
pub mod doctor;
pub mod groups;
pub mod protect;
