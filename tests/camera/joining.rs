//! From a frame to the group, with answers from the terminal or the page.

use std::fs;
use std::sync::mpsc;
use std::time::Duration;

use ringtrue_core::device::DeviceKey;
use rustix::fs::{CWD, FileType, Mode, mknodat};

use crate::common::{Device, TEST_LINK, TEST_SEED, read};
use crate::film::frame;
use crate::session::Setup;
use crate::visitor::Visitor;
use crate::{NEXT_LINK, TEST_WORDS, camera};

/// Asserts that the device has this many groups.
#[track_caller]
fn assert_groups(device: &Device, count: usize) {
    let groups = device.run(["groups", "--json"]).succeeds().json();
    assert_eq!(
        groups["groups"].as_array().unwrap().len(),
        count,
        "{groups}"
    );
}

#[test]
fn a_found_code_is_confirmed_at_the_terminal() {
    let device = Device::new();
    let (mut session, address) = camera(&device, &[]);
    let ours = Visitor::first(&address);
    ours.posts("frame", &frame(&[TEST_LINK]));
    session.shows("Group: Smith family 1");
    session.shows(&format!("family's words: {TEST_WORDS}"));
    session.shows("Join it? [y/N]");
    let state = ours.posts("state", &[]).json();
    assert_eq!(state["stage"], "ask");
    assert_eq!(state["name"], "Smith family 1");
    assert_eq!(state["words"], TEST_WORDS);
    // An answer that is neither yes nor no is asked again.
    session.types("what\n").shows_times("Join it? [y/N]", 2);
    session.types("y\n").declines_passphrase();
    session.shows("joined \"Smith family 1\"").ends(0);
    session.assert_no_trace_of(TEST_SEED);
    assert_groups(&device, 1);
}

#[test]
fn a_found_code_is_confirmed_in_the_page() {
    let device = Device::new();
    let (mut session, address) = camera(&device, &[]);
    let ours = Visitor::first(&address);
    ours.posts("frame", &frame(&[TEST_LINK]));
    session.shows("Join it? [y/N]");
    assert_eq!(ours.posts("answer", b"yes").status, 200);
    session.shows("yes (in the browser)");
    session.shows("Passphrase for this device");
    ours.until("working");
    session
        .declines_passphrase()
        .shows("joined \"Smith family 1\"");
    // The page gets the result before the server stops.
    assert_eq!(ours.until("done")["name"], "Smith family");
    session.ends(0);
    assert_groups(&device, 1);
}

#[test]
fn no_in_the_page_or_at_the_terminal_joins_nothing() {
    for place in ["page", "terminal"] {
        let device = Device::new();
        let (mut session, address) = camera(&device, &[]);
        let ours = Visitor::first(&address);
        ours.posts("frame", &frame(&[TEST_LINK]));
        session.shows("Join it? [y/N]");
        if place == "page" {
            ours.posts("answer", b"no");
        } else {
            session.types("\n");
        }
        let ended = ours.until("ended");
        assert_eq!(ended["problem"], "not joined; nothing was changed");
        session.shows("not joined; nothing was changed").ends(2);
        assert_groups(&device, 0);
    }
}

#[test]
fn yes_joins_without_asking_and_a_known_group_is_recognised() {
    let device = Device::new();
    for (said, stage) in [("joined \"Smith family 1\"", "done"), ("already", "known")] {
        let (mut session, address) = camera(&device, &["--yes"]);
        let ours = Visitor::first(&address);
        ours.posts("frame", &frame(&[TEST_LINK]));
        assert_eq!(ours.until(stage)["name"], "Smith family");
        session.shows(said).ends(0);
        assert_groups(&device, 1);
    }
}

#[test]
fn a_code_without_an_enrolment_is_reported_in_both_places_and_the_search_goes_on() {
    let device = Device::new();
    let (mut session, address) = camera(&device, &[]);
    let ours = Visitor::first(&address);
    let doubled = format!("otpauth://totp/a?secret={TEST_SEED}&secret={TEST_SEED}");
    let two = [TEST_LINK, NEXT_LINK];
    for (texts, problem) in [
        (
            &["https://example.com"][..],
            "can't use what the camera sees: ",
        ),
        (&[&doubled], "can't use what the camera sees: "),
        (&two, "what the camera sees contains more than one code: "),
    ] {
        // The problem is printed once, however often it is seen.
        for _ in 0..2 {
            let answer = ours.posts("frame", &frame(texts));
            assert!(!answer.body.contains(&TEST_SEED[..16]), "{answer:?}");
            let state = answer.json();
            assert_eq!(state["stage"], "look");
            let told = state["problem"].as_str().unwrap();
            assert!(told.starts_with(problem), "{told}");
            let lines = session.shows(told).contents();
            assert_eq!(lines.matches(told).count(), 1, "{lines}");
        }
    }
    let empty = ours.posts("frame", &frame(&[])).json();
    assert!(empty["problem"].is_null());
    ours.posts("frame", &frame(&[TEST_LINK]));
    session.shows("Join it? [y/N]").types("n\n").ends(2);
    session.assert_no_trace_of(TEST_SEED);
}

#[test]
fn a_rotation_is_asked_about_at_the_terminal_alone() {
    let device = Device::joined();
    let (mut session, address) = camera(&device, &[]);
    let ours = Visitor::first(&address);
    ours.posts("frame", &frame(&[NEXT_LINK]));
    session.shows("This replaces \"Smith family 1\" on this device.");
    session.shows("Are they the same? [y/N]");
    assert_eq!(ours.until("terminal")["name"], "Smith family 2");
    assert_eq!(ours.posts("answer", b"yes").status, 409);
    session.types("y\n").shows("lost? [Y/n]").types("y\n");
    session.shows("this device now has \"Smith family 2\"");
    ours.until("done");
    session.ends(0);
}

#[test]
fn yes_does_not_answer_for_a_rotation() {
    let device = Device::joined();
    let (mut session, address) = camera(&device, &["--yes"]);
    Visitor::first(&address).posts("frame", &frame(&[NEXT_LINK]));
    session.shows("which --yes does not accept").ends(2);
}

#[test]
fn after_a_second_browser_the_page_cannot_confirm() {
    let device = Device::new();
    let (mut session, address) = camera(&device, &[]);
    let ours = Visitor::first(&address);
    ours.posts("frame", &frame(&[TEST_LINK]));
    session.shows("Join it? [y/N]");
    assert_eq!(Visitor::of(&address).page().status, 403);
    session.shows("Only what is answered here counts now.");
    session.shows_times("Join it? [y/N]", 2);
    assert_eq!(ours.posts("answer", b"yes").status, 409);
    ours.until("terminal");
    session.types("y\n").declines_passphrase();
    session.shows("joined \"Smith family 1\"").ends(0);

    for unasked in ["--yes", "--accept-rotation"] {
        let device = Device::new();
        let (mut session, address) = camera(&device, &[unasked]);
        let ours = Visitor::first(&address);
        assert_eq!(Visitor::of(&address).page().status, 403);
        ours.until("ended");
        session.shows("two browsers asked for the page; nothing was changed");
        session.ends(2);
        assert_groups(&device, 0);
    }
}

#[test]
fn the_browser_gets_the_address_and_no_access_to_the_terminal() {
    let device = Device::new();
    let (told_in, programs) = (device.path("told"), device.path("programs"));
    mknodat(CWD, &told_in, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    fs::create_dir(&programs).unwrap();
    let opener = device.write_with_mode(
        "programs/xdg-open",
        "#!/bin/sh\n[ -t 0 ] || [ -t 1 ] || [ -t 2 ] || echo \"$# $1\" >\"$OPENED\"\n",
        0o700,
    );
    let setup = Setup::of(&device)
        .size(120, 24)
        .variable("PATH", opener.parent().unwrap().to_str().unwrap())
        .variable("OPENED", told_in.to_str().unwrap());
    let mut session = setup.run(&["join", "--camera"]);
    session.shows("Opening your browser. If it does not open, go to: http://127.0.0.1:");
    // Read on a thread: a read from a pipe that nobody writes to never ends.
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || sender.send(fs::read_to_string(told_in)));
    let told = receiver
        .recv_timeout(Duration::from_secs(20))
        .unwrap()
        .unwrap();
    let address = told.trim_end().strip_prefix("1 ").unwrap();
    assert!(session.contents().contains(address));
    assert_eq!(Visitor::of(address).page().status, 200);
    session.types("\x03").ends(2);
}

#[test]
fn no_seed_is_left_in_what_the_device_keeps_in_the_clear() {
    let device = Device::new();
    let (mut session, address) = camera(&device, &["--yes"]);
    Visitor::first(&address).posts("frame", &frame(&[TEST_LINK]));
    session.shows("joined").ends(0);
    let key = String::from_utf8(read(&device.home().join("device.key"))).unwrap();
    let sealed = read(&device.home().join("vault.age"));
    let vault = DeviceKey::from_text(&key).unwrap().open(&sealed).unwrap();
    assert!(std::str::from_utf8(&vault).unwrap().contains(TEST_SEED));
    session.assert_no_trace_of(TEST_SEED);
}
