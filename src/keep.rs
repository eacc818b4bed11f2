//! Keeping it safe: protection, backups, the groups on this device, its health.

pub mod backup;
pub mod doctor;
pub mod groups;
pub mod protect;
