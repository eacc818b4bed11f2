//! Hardening that keeps a seed from leaking: no core file, no access to this memory
//! for other processes of the same user, and nothing left on the stack.

use std::mem::MaybeUninit;

use zeroize::Zeroize as _;

/// Hardens the process for good; `main` calls it first. Ignores what the system
/// doesn't offer.
#[cfg(target_os = "linux")]
pub fn harden() {
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
    forbid_core_files();
}

/// Hardens the process for good; `main` calls it first.
#[cfg(all(unix, not(target_os = "linux")))]
pub fn harden() {
    forbid_core_files();
}

/// Does nothing on this platform.
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

/// Wipes the stack below its caller, where functions that have returned left their
/// data: twice as deep as a seed was ever found.
#[inline(never)]
#[expect(clippy::large_stack_arrays, reason = "the stack is what it wipes")]
pub fn wipe_stack() {
    let mut below = [MaybeUninit::<u8>::uninit(); 32 << 10];
    below.zeroize();
}
