//! This device's own data: its files, its key, the vault.

pub mod files;
pub mod key;
pub mod passphrase;
pub mod renewal;
pub mod store;
