//! Messages between devices that run the real binary, and with other programs.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "tests set up files")]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a panic fails the test"
)]

#[path = "../common/mod.rs"]
mod common;

mod attacks;
mod demoted;
mod family;
mod folder;
mod lost;
mod names;
mod outside;
mod play;
mod refused;
mod renewed;
mod vectors;
