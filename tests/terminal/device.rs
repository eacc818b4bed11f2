//! `device` on the terminal.

use crate::common::Device;
use crate::picture;
use crate::session::{Session, Setup};

#[test]
fn the_key_stands_below_its_qr_code_on_the_normal_screen() {
    let device = Device::joined();
    let key = device.run(["device"]).succeeds().out;
    let mut session = Session::run(&device, &["device"]);
    // The public key is no secret, and stays on the screen.
    session.shows("[ended 0]");
    assert!(!session.screen().alternate_screen());
    // The whole QR code, with its margin, fits into the smallest common window.
    assert_eq!(
        picture::read(session.shows_symbol().screen()),
        key.trim_end()
    );
    for margin in picture::margins(session.screen()) {
        assert!((4..=5).contains(&margin));
    }
    assert!(session.contents().contains(key.trim_end()));
    assert!(session.is_cooked());
}

#[test]
fn the_key_is_only_text_if_its_qr_code_has_no_room_or_no_colours() {
    let device = Device::joined();
    let key = device.run(["device"]).succeeds().out;
    let small = |columns, rows| Setup::of(&device).size(columns, rows);
    for (setup, told) in [
        (small(40, 24), "too small"),
        (small(80, 22), "too small"),
        (small(80, 24).variable("NO_COLOR", "1"), "with colours"),
    ] {
        let mut session = setup.run(&["device"]);
        session.ends(0);
        assert!(!picture::has_symbol(session.screen()));
        let text = session.primary_text().replace(['\r', '\n'], "");
        assert!(text.contains(key.trim_end()), "{text}");
        assert!(text.contains(told), "{text}");
    }
}

#[test]
fn a_first_device_is_asked_for_a_passphrase() {
    let device = Device::new();
    let mut session = Session::run(&device, &["device"]);
    session.declines_passphrase().shows("[ended 0]");
    let key = device.run(["device"]).succeeds().out;
    assert_eq!(picture::read(session.screen()), key.trim_end());
}

#[test]
fn six_words_instead_of_a_weak_passphrase_leave_no_trace() {
    let device = Device::new();
    let mut session = Session::run(&device, &["device"]);
    let prompt = "Passphrase for this device (press Enter for none): ";
    session.shows(prompt).types("password1\n");
    session.shows("That passphrase is weak").shows("[y/N]");
    session.types("y\n").shows("six random words");
    session.shows("Press Enter to continue.");
    assert!(session.screen().alternate_screen());
    let screen = session.contents();
    let (_, after) = screen.split_once("six random words:").unwrap();
    let words = after.trim_start().lines().next().unwrap();
    let words = words.trim_end().to_owned();
    assert_eq!(words.split(' ').count(), 6, "{screen}");
    session.types("\r").shows("The six words (press Enter");
    session.types(&format!("{words}\n")).shows("[ended 0]");
    assert!(!session.primary_text().contains(&words));
    let file = device.write_with_mode("words.txt", &format!("{words}\n"), 0o600);
    let file = file.display().to_string();
    device
        .run(["device", "--passphrase-file", &file])
        .succeeds();
    assert!(!device.home().join("device.key").exists());
}
