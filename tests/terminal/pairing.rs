//! `members pair` and `members unpair` on the terminal.

use ringtrue_core::device::DeviceKey;

use crate::common::Device;
use crate::session::Session;

/// Returns a device with Ben's key on the roll.
fn with_ben() -> Device {
    let device = Device::joined();
    let bens = DeviceKey::generate().public();
    device.edit(|group| {
        group.give_device("Ben", bens).unwrap();
    });
    device
}

const SAME: &str = "are right too? [y/N]";

#[test]
fn different_words_pair_nobody() {
    let device = with_ben();
    let mut session = Session::run(&device, &["members", "pair", "Ben", "--yes"]);
    session.shows("What Ben reads to you: ");
    session.shows(SAME).types("n\n").ends(2);
    let screen = session.contents();
    assert!(screen.contains("you and Ben were not paired"), "{screen}");
    let code = device.run(["code", "--with", "Ben"]).succeeds();
    assert!(code.err.contains("have not paired yet"), "{code:#?}");
}

#[test]
fn the_same_words_pair_two_members_until_they_unpair() {
    let device = with_ben();
    let mut session = Session::run(&device, &["members", "pair", "Ben"]);
    session.shows(SAME).types("y\n").ends(0);
    assert!(session.contents().contains("You and Ben are paired"));
    let mut session = Session::run(&device, &["code", "--with", "Ben"]);
    session.ends(0);
    let screen = session.contents();
    assert!(
        screen.contains("Smith family 1  you and Ben alone"),
        "{screen}"
    );

    let unpair = ["members", "unpair", "Ben"];
    let mut session = Session::run(&device, &unpair);
    session.shows("End the pairing? [y/N]").types("n\n").ends(2);
    assert!(session.contents().contains("you and Ben are still paired"));
    let mut session = Session::run(&device, &unpair);
    session.shows("End the pairing? [y/N]").types("y\n").ends(0);
    assert!(session.contents().contains("no longer paired"));
}
