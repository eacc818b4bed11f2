//! All groups of a device, and how they are kept: as TOML (`file`), which is
//! then sealed to the device key (`sealed`). Text in, text out: which file it
//! lies in, and who may write it when, is the binary's.

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
