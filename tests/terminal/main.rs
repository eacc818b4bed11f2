//! ringtrue as a person sees it: the real program in a pseudo-terminal, with keys typed
//! and the screen read.

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
mod picture;
mod session;

mod asking;
mod code;
mod comparing;
mod device;
mod enrolment;
mod invitation;
mod joining;
mod pairing;
mod rotating;

use std::time::{SystemTime, UNIX_EPOCH};

use ringtrue_core::{Code, Group, GroupId, Heard, UnixTime, Verdict, call, otpauth};

use common::Device;

/// Returns a device with the group "Smith family".
fn with_group() -> Device {
    let device = Device::new();
    device.run(["new", "Smith family"]).succeeds();
    device
}

/// Returns the enrolment link of the device's one group.
fn link_of(device: &Device) -> String {
    let run = device.run(["invite", "--link"]).succeeds();
    run.out.trim_end().to_owned()
}

/// Returns the seed in a link, in base32.
fn seed_of(link: &str) -> String {
    let (_, rest) = link.split_once("secret=").unwrap();
    rest.split('&').next().unwrap().to_owned()
}

/// Returns the group of a link, as any other device would have it.
fn group_of(link: &str) -> Group {
    let enrolment = otpauth::parse(link).unwrap().confirm();
    Group::from_enrolment(enrolment, None, GroupId::from_bytes([7; 16]), now())
}

/// Returns the code that another device with this link shows now. It is still accepted
/// for ten seconds into the next step.
fn code_of(link: &str) -> Code {
    group_of(link).codes().at(now())
}

/// Returns a code that is wrong for the group, now and soon.
fn wrong_code(link: &str) -> String {
    let group = group_of(link);
    let is_wrong = |code: &String| {
        let heard = Heard::read(code).unwrap();
        (0..3).all(|step| {
            let then = UnixTime::from_secs(now().as_secs() + 30 * step);
            call::check(&group, &heard, None, &[], then).verdict == Verdict::NoMatch
        })
    };
    let mut codes = (111_111..).map(|number: u32| number.to_string());
    codes.find(is_wrong).unwrap()
}

fn now() -> UnixTime {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    UnixTime::from_secs(since_1970.as_secs())
}

/// Returns a device's verdict on a whole code.
fn verdict_on(device: &Device, code: &Code) -> String {
    let run = device.run(["check", code.as_str(), "--json"]);
    run.json()["verdict"].as_str().unwrap().to_owned()
}

/// The last line of the enrolment screen.
const GO_ON: &str = "Press Enter to continue.";
