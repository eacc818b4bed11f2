//! `code --watch` into a pipe: each code once, until the reader closes it.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests set up files and processes, and fail by panicking"
)]

mod common;

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use common::Device;
use serde_json::Value;

/// A link whose code changes each second.
const FAST: &str = "otpauth://totp/fast?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&period=1";

#[test]
fn each_code_comes_once_until_the_reader_has_read_enough() {
    let device = Device::new();
    device.run_with(["join", "-", "--yes"], FAST).succeeds();
    let mut command = device.command(["code", "--watch", "--json"]);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut counter = || {
        let line = lines.next().unwrap().unwrap();
        let report: Value = serde_json::from_str(&line).unwrap();
        report["counter"].as_u64().unwrap()
    };
    let first = counter();
    let second = counter();
    let third = counter();
    assert!(first < second && second < third, "{first} {second} {third}");
    drop(lines);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
