//! `ringtrue`: hardens the process, and runs the command line.

#![deny(unsafe_code)]
#![cfg_attr(not(test), warn(clippy::too_many_lines))]

mod args;
mod ask;
mod call;
mod device;
mod enrol;
mod failure;
mod join;
mod keep;
mod package;
mod roll;
mod rotate;
mod run;
mod shown;
mod source;
mod sys;
mod tell;
mod view;

use std::process::ExitCode;

/// Wipes every allocation when it is freed, so that no copy of a seed that a
/// parser or a decoder made stays behind.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    sys::hardening::harden();
    sys::terminal::install();
    // The panic hook has already reported it; exit as for any other error.
    std::panic::catch_unwind(run::main).unwrap_or(ExitCode::from(2))
}
