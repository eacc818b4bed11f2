//! The question before a rotation.

use ringtrue_core::device::DevicePublic;

use crate::common::Device;
use crate::session::Session;
use crate::with_group;

/// A rotation's arguments, the lines printed before it, and the question.
type Case = (
    &'static [&'static str],
    &'static [&'static str],
    &'static str,
);

const ROTATE: &str = "Change the key? [y/N] ";

const CASES: [Case; 3] = [
    (
        &["rotate"],
        &[
            "\"Smith family\" gets a new key, Smith family 3.",
            "Need to scan the new QR code: Anna, Ben",
            "the old code also counts.",
        ],
        ROTATE,
    ),
    (
        &["rotate", "--lost", "Anna"],
        &[
            "gets a new key, Smith family 3, without Anna, whose device or sheet is lost.",
            "Need to scan the new QR code: Ben",
            "The old code stops counting: here at once",
        ],
        ROTATE,
    ),
    (
        &["rotate", "--undo"],
        &[
            "\"Smith family\" goes back to the previous key, Smith family 1.",
            "Smith family 2 will never count on this device again",
        ],
        "Go back? [y/N] ",
    ),
];

/// Returns a device that has Smith family 2 with two members.
fn rotated_once() -> Device {
    let device = with_group();
    for member in ["Anna", "Ben"] {
        device.run(["members", "add", member]).succeeds();
    }
    device.run(["rotate", "--yes"]).succeeds();
    device
}

fn generation(device: &Device) -> u64 {
    let code = device.run(["code", "--json"]).succeeds().json();
    code["generation"].as_u64().unwrap()
}

#[test]
fn no_and_escape_change_nothing_and_yes_acts() {
    for (command, said, question) in CASES {
        let device = rotated_once();
        let command = [command, &["--plain"]].concat();
        let before = device.files();
        for answer in ["n\r", "\r", "\x1b\rno\r"] {
            let mut session = Session::run(&device, &command);
            session.shows(question);
            for said in said {
                assert!(session.is_showing(said), "{said}: {}", session.contents());
            }
            session.types(answer).ends(2);
            assert!(session.contents().contains("nothing was changed"));
            assert_eq!(device.files(), before);
        }
        let mut session = Session::run(&device, &command);
        session.shows(question).types("y\r").ends(0);
        let is_undo = command.contains(&"--undo");
        assert_eq!(generation(&device), if is_undo { 1 } else { 3 });
    }
}

#[test]
fn a_key_that_changed_while_a_person_was_asked_is_not_changed_again() {
    let device = with_group();
    let mut session = Session::run(&device, &["rotate", "--plain"]);
    session.shows("Change the key? [y/N] ");
    device.run(["rotate", "--yes"]).succeeds();
    session.types("y\r").ends(2);
    session.shows("another ringtrue just changed the key");
    assert_eq!(generation(&device), 2);
}

#[test]
fn an_impossible_rotation_is_refused_before_any_question() {
    let device = with_group();
    for (command, error) in [
        (
            ["rotate", "--undo"].as_slice(),
            "no older key to go back to",
        ),
        (&["rotate", "--lost", "Zed"], "nobody on the list"),
    ] {
        let mut session = Session::run(&device, command);
        session.ends(2);
        let screen = session.contents();
        assert!(screen.contains(error), "{screen}");
        assert!(!screen.contains("[y/N]"), "{screen}");
    }
}

#[test]
fn none_of_several_files_is_replaced_without_asking() {
    let device = with_group();
    device.run(["members", "add", "Dad", "--me"]).succeeds();
    device.edit(|group| {
        for number in 0..1000_u16 {
            let mut key = [9; 32];
            key[..2].copy_from_slice(&number.to_be_bytes());
            let key = DevicePublic::from_bytes(key).unwrap();
            group.give_device(&format!("Member {number}"), key).unwrap();
        }
    });
    // Permission to replace one file does not cover the other.
    let [file, first, second] = ["all.age", "all-1.age", "all-2.age"].map(|it| device.path(it));
    std::fs::write(&second, "mine").unwrap();
    let before = device.files();
    let rotate = ["rotate", "--sealed", file.to_str().unwrap()];
    let mut session = Session::run(&device, &rotate);
    session.shows(ROTATE).types("y\r").ends(2);
    let screen = session.contents();
    assert!(screen.contains("all-2.age"), "{screen}");
    assert!(screen.contains("--yes"), "{screen}");
    assert_eq!(std::fs::read(&second).unwrap(), b"mine");
    assert!(!first.exists());
    assert_eq!(device.files(), before);
}
