//! `join --camera`: the page that it serves, requested with and without permission, and
//! in a real browser whose camera plays a film.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "tests set up files")]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a panic fails the test"
)]
#![allow(
    dead_code,
    reason = "these tests use only some of the terminal's helpers"
)]

#[path = "../common/mod.rs"]
mod common;
#[path = "../terminal/picture.rs"]
mod picture;
#[path = "../terminal/session.rs"]
mod session;

mod browser;
mod film;
mod joining;
mod requests;
mod visitor;

use common::Device;
use session::{Session, Setup};

/// A rotation of the test group.
const NEXT_LINK: &str = "otpauth://totp/ringtrue:Smith%20family%202?secret=MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U&issuer=ringtrue";

/// The check words of the test seed.
const TEST_WORDS: &str = "stylish cottage choir excellent hallway folklore";

/// Starts the command at a terminal, with no browser to open. Returns the session and
/// the page's address.
fn camera(device: &Device, more: &[&str]) -> (Session, String) {
    let arguments = [&["join", "--camera"], more].concat();
    let setup = Setup::of(device).variable("PATH", "/nonexistent");
    // Wide enough for the address to fit on one line.
    let mut session = setup.size(120, 24).run(&arguments);
    session.shows("No browser could be opened here.");
    let text = session.contents();
    let at = text.find("http://127.0.0.1:").unwrap();
    let address = text[at..].split_whitespace().next().unwrap().to_owned();
    (session, address)
}
