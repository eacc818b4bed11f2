//! What keeps a seed out of files that nobody asked for: no core file, no other
//! process of the same user that reads this one's memory, and nothing left of
//! it on the stack.

use std::mem::MaybeUninit;

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
/// what they computed with: twice as deep as a seed was ever found.
#[inline(never)]
#[expect(clippy::large_stack_arrays, reason = "the stack is what it wipes")]
pub fn wipe_stack() {
    let mut below = [MaybeUninit::<u8>::uninit(); 32 << 10];
    below.zeroize();
}
