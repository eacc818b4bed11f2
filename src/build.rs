//! Packs the relative relocations of the static program on Linux (`DT_RELR`):
//! 6,600 addresses that are 160 kB as they are usually written and 3 kB packed,
//! and that every start reads.
//!
//! A static program relocates itself, by the C library that is linked in. That of
//! GNU can read them packed since 2.36 (2022); with one before it, or none that
//! tells its version, they stay as they are.

#![expect(
    clippy::disallowed_methods,
    reason = "Cargo tells a build script by the environment what it builds"
)]

use std::env::var;
use std::process::Command;

/// The version of the GNU C library since which they are understood.
const SINCE: (u32, u32) = (2, 36);

fn main() {
    println!("cargo:rerun-if-changed=src/build.rs");
    println!("cargo:rerun-if-env-changed=RUSTC_LINKER");
    let is = |name: &str, value: &str| {
        var(name).is_ok_and(|found| found.split(',').any(|part| part == value))
    };
    let is_static = is("CARGO_CFG_TARGET_OS", "linux")
        && is("CARGO_CFG_TARGET_ENV", "gnu")
        && is("CARGO_CFG_TARGET_FEATURE", "crt-static");
    if is_static && c_library().is_some_and(|version| version >= SINCE) {
        // A linker that does not know it says so, and goes on.
        println!("cargo:rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

/// The version of the GNU C library beside the compiler that links the program,
/// as its headers tell it.
fn c_library() -> Option<(u32, u32)> {
    let compiler = var("RUSTC_LINKER").unwrap_or_else(|_| "cc".to_owned());
    let asked = [
        "-E",
        "-dM",
        "-include",
        "features.h",
        "-x",
        "c",
        "/dev/null",
    ];
    let told = Command::new(compiler).args(asked).output().ok()?;
    let told = String::from_utf8(told.stdout).ok()?;
    let number = |name: &str| {
        let mut lines = told.lines().filter_map(|line| line.strip_prefix(name));
        lines.next()?.trim().parse().ok()
    };
    Some((
        number("#define __GLIBC__ ")?,
        number("#define __GLIBC_MINOR__ ")?,
    ))
}
