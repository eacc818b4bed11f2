//! What keeps a seed out of files that nobody asked for: no core file, no other
//! process of the same user that reads this one's memory, and nothing left of
//! it on the stack.

use std::hint::black_box;

use zeroize::Zeroize as _;

/// Takes effect at once and for good; `main` calls it first. What a system
/// does not offer is left as it is.
#[cfg(target_os = "linux")]
pub fn harden() {
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
    forbid_core_files();
}

/// Takes effect at once and for good; `main` calls it first.
#[cfg(all(unix, not(target_os = "linux")))]
pub fn harden() {
    forbid_core_files();
}

/// There is nothing of this kind to do here.
#[cfg(not(unix))]
pub fn harden() {}

#[cfg(unix)]
fn forbid_core_files() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    let _ = setrlimit(Resource::Core, none);
}

/// Wipes the stack below its caller, where functions that have returned left
/// what they computed with: hashes copy their keys there, and don't wipe them.
#[inline(never)]
#[expect(clippy::large_stack_arrays, reason = "the stack is what it is about")]
pub fn wipe_stack() {
    // Deeper than anything here goes, and far from the end of any stack.
    let mut below = [0_u8; 128 << 10];
    black_box(&mut below).zeroize();
}
