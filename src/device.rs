//! This device's own data: its files, its key, the vault.

pub mod key;
pub mod store;
