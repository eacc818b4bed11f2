//! `join --camera`: the page that it serves, asked by whoever may and by whoever
//! may not, and in a real browser before a camera that plays a film.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "tests arrange the world")]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "so a test fails"
)]
#![allow(dead_code, reason = "the terminal's parts are for all that it can do")]

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

/// The command at a terminal, and where its page is. No browser is there to be
/// opened.
fn camera(device: &Device, more: &[&str]) -> (Session, String) {
    let arguments = [&["join", "--camera"], more].concat();
    let setup = Setup::of(device).variable("PATH", "/nonexistent");
    // Wide enough that the address stands on one line.
    let mut session = setup.size(120, 24).run(&arguments);
    session.shows("No browser could be opened here.");
    let text = session.contents();
    let at = text.find("http://127.0.0.1:").unwrap();
    let address = text[at..].split_whitespace().next().unwrap().to_owned();
    (session, address)
}
