//! Upkeep of this device: protection of its key, backups, its groups, its health.

pub mod backup;
mod calendar;
pub mod doctor;
pub mod groups;
pub mod protect;
