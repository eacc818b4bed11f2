//! The names of this device's files, and how large they may be.

use crate::sys::System;
use crate::sys::files::LockedHome;
use crate::tell::warn;

pub const VAULT: &str = "vault.age";
pub const BACKUP: &str = "vault.age.bak";
pub const RECENT: &str = "recent.toml";
pub const STATE: &str = "state.toml";

/// The largest vault in bytes that is read: some 80,000 groups.
pub const MAX_VAULT: u64 = 16 << 20;

/// Prints the warnings about files that were open to others.
pub fn print_mode_warnings(system: &mut System, held: &mut LockedHome) {
    for warning in std::mem::take(&mut held.mode_warnings) {
        warn(system, warning);
    }
}
