//! A laptop is lost, and its backup is restored on another one.

use crate::run::tests::Device;

const TAKE_IN: &str = "Restore this backup?";
const WAS_LOST: &str = "Is the device that made this backup lost, or could someone else have it? \
                        If you are not sure, say yes. [Y/n] ";
const BEHIND: &str = "Did ringtrue on the lost device ask for a passphrase that nobody else knows? \
                      If you are not sure, say no.";

/// Returns Dad's device, on the roll of his group; makes him an organiser if asked.
fn dads(is_organiser: bool) -> Device {
    let mut dad = Device::new();
    dad.done("new 'Smith family'");
    dad.done("members add Dad --me");
    if is_organiser {
        let file = dad.home.path().join("invitation.age");
        dad.done(&format!("invite --sealed {} --yes", file.display()));
    }
    dad
}

/// Returns Dad's new laptop at a terminal, with the backup restored; `was_lost`
/// answers whether the old one was lost.
fn restored(dad: &mut Device, was_lost: &str) -> Device {
    let file = dad.home.path().join("passphrase");
    std::fs::write(&file, "correct horse battery staple\n").unwrap();
    close(&file);
    let backup = dad.home.path().join("backup.age");
    let (file, backup) = (file.display(), backup.display());
    dad.done(&format!(
        "backup {backup} --yes --backup-passphrase-file {file}"
    ));
    let mut laptop = Device::new();
    laptop.fake.system.out_is_terminal = true;
    for answer in ["y", "", was_lost] {
        laptop.fake.will_answer(answer);
    }
    laptop.done(&format!("restore {backup} --backup-passphrase-file {file}"));
    let asked = laptop.fake.asked();
    assert!(asked[0].ends_with(TAKE_IN), "{asked:?}");
    assert_eq!(asked[2], WAS_LOST);
    laptop
}

#[cfg(unix)]
fn close(path: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

#[cfg(not(unix))]
fn close(_: &std::path::Path) {}

/// Returns a line of the vault.
fn line(device: &Device, field: &str) -> String {
    let text = device.opened("vault.age");
    let mut lines = text.lines();
    let line = lines.find(|line| line.starts_with(&format!("{field} = ")));
    line.unwrap_or_default().to_owned()
}

#[test]
fn restore_asks_whether_the_old_device_was_lost_and_names_the_command() {
    for (is_organiser, command) in [
        (
            true,
            "ringtrue rotate -g 'Smith family' --lost Dad --sealed FILE",
        ),
        (false, "ringtrue rotate -g 'Smith family' --lost NAME"),
    ] {
        let mut dad = dads(is_organiser);
        for unsure in ["y", ""] {
            let laptop = restored(&mut dad, unsure);
            let told = laptop.fake.out();
            assert!(told.contains(command), "{told}");
        }
        let laptop = restored(&mut dad, "n");
        let told = laptop.fake.out();
        assert!(!told.contains("rotate"), "{told}");
    }
}

#[test]
fn the_organisers_key_stays_if_nobody_else_knew_the_passphrase() {
    for (behind, stays) in [("y", true), ("n", false)] {
        let mut dad = dads(true);
        let mut laptop = restored(&mut dad, "y");
        let before = line(&laptop, "organiser_key");
        assert_ne!(before, "");
        let sealed = laptop.home.path().join("back.age");
        laptop.fake.out();
        laptop.fake.will_answer(behind);
        let sealed = sealed.display();
        // --yes does not answer this question.
        laptop.done(&format!("rotate --lost Dad --yes --sealed {sealed}"));
        assert_eq!(laptop.fake.asked(), [BEHIND]);
        assert_eq!(line(&laptop, "organiser_key") == before, stays, "{behind}");
        assert_eq!(line(&laptop, "generation"), "generation = 2");
        let told = laptop.fake.out();
        assert!(told.contains("This device is Dad's from now on"), "{told}");
        assert_eq!(told.contains("its six words: "), !stays, "{told}");
        assert_eq!(told.contains("join FILE --trust-organiser"), !stays);
        // The old one is off the roll for good.
        let old = line(&dad, "device");
        let dropped = line(&laptop, "dropped");
        assert!(dropped.contains(old.strip_prefix("device = ").unwrap()));
        assert_ne!(line(&laptop, "device"), old);
    }
}

#[test]
fn where_nobody_is_an_organiser_it_is_asked_whose_device_this_is() {
    for (is_me, roll) in [("y", "device = "), ("n", "")] {
        let mut dad = dads(false);
        let mut laptop = restored(&mut dad, "n");
        laptop.fake.will_answer(is_me);
        laptop.done("rotate --lost Dad --yes");
        let asked = laptop.fake.asked();
        assert!(asked[0].starts_with("Are you Dad, and does this device"));
        let device = line(&laptop, "device");
        assert_eq!(!device.is_empty(), !roll.is_empty(), "{device}");
        assert_ne!(device, line(&dad, "device"));
    }
}
