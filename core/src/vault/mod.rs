//! All groups of a device, and how they are kept: as TOML (`file`), which is
//! then sealed to the device key (`device`). Text in, text out: which file it
//! lies in, and who may write it when, is the binary's.

mod file;
mod groups;
mod merge;

pub use file::FileError;
pub use groups::{NameTaken, SelectError, Unread, Vault};
pub use merge::Merged;

#[cfg(test)]
mod tests;
