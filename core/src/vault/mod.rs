//! All groups of a device, kept as TOML (`file`) that is sealed to the device key
//! (`sealed`). Files and locks are left to the program.

mod file;
mod groups;
mod merge;
mod renewal;
mod sealed;

pub use file::FileError;
pub use groups::{NameTaken, SelectError, Unread, Vault};
pub use merge::Merged;
pub use renewal::Renewed;
pub use sealed::{open_vault, seal_vault, seal_vault_to_both};

#[cfg(test)]
mod tests;
