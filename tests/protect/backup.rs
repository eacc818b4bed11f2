//! Backups, and restoring them.

use std::io::{Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use crate::common::{Device, is_installed, read};
use crate::{PASSPHRASE, assert_refused, write_private};

#[test]
fn a_backup_brings_the_groups_to_another_device_but_no_retired_seed_back() {
    let device = Device::joined();
    device.run(["members", "add", "Anna"]).succeeds();
    let file = write_private(&device, "passphrase", PASSPHRASE);
    let backup = device.path("backup.age").display().to_string();
    let write = ["backup", &backup, "--backup-passphrase-file", &file];
    device.run(write).succeeds();
    let mode = std::fs::metadata(&backup).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_refused(&device, "already exists", || device.run(write));

    let other = Device::new();
    let restore = ["restore", &backup, "--backup-passphrase-file", &file];
    assert_refused(&other, "to restore without asking: --yes", || {
        other.run(restore)
    });
    let protected = ["--yes", "--passphrase-file", &file];
    let restored = other.run(restore.iter().chain(&protected)).succeeds();
    assert_eq!(restored.out, "\"Smith family 1\" is new on this device\n");
    let members = other
        .run(["members", "--passphrase-file", &file])
        .succeeds();
    assert!(members.out.contains("Anna"), "{members:#?}");

    device.run(["rotate", "--yes", "--lost", "Anna"]).succeeds();
    let before = device.files();
    let restored = device.run(restore.iter().chain(&["--yes"])).succeeds();
    assert!(
        restored
            .out
            .contains("has been replaced by \"Smith family 2\", and is left out")
    );
    assert_eq!(device.files(), before);
}

#[test]
fn a_backup_that_can_not_be_read_is_refused() {
    let device = Device::joined();
    let file = write_private(&device, "passphrase", PASSPHRASE);
    let wrong = write_private(&device, "wrong", "wrong");
    let backup = device.path("backup.age");
    let name = backup.display().to_string();
    let write = ["backup", &name, "--backup-passphrase-file", &file];
    device.run(write).succeeds();
    let restore =
        |file: &str| device.run(["restore", &name, "--yes", "--backup-passphrase-file", file]);
    assert_refused(&device, "wrong passphrase or damaged file", || {
        restore(&wrong)
    });
    let whole = read(&backup);
    for (bytes, words) in [
        (
            whole[..whole.len() - 1].to_vec(),
            "it was cut short or changed",
        ),
        (Vec::new(), "it is empty"),
        (b"otpauth".to_vec(), "it is not an age file"),
        (
            read(&device.home().join("vault.age")),
            "it is not sealed with a passphrase",
        ),
    ] {
        std::fs::write(&backup, bytes).unwrap();
        assert_refused(&device, words, || restore(&file));
    }
}

#[test]
fn debians_age_opens_a_backup_and_ringtrue_one_that_age_sealed() {
    if !is_installed("age") {
        return;
    }
    let device = Device::joined();
    let file = write_private(&device, "passphrase", PASSPHRASE);
    let backup = device.path("backup.age").display().to_string();
    let plain = device.path("plain.toml").display().to_string();
    let sealed = device.path("sealed.age").display().to_string();
    let write = ["backup", &backup, "--backup-passphrase-file", &file];
    device.run(write).succeeds();
    age(&["-d", "-o", &plain, &backup]);
    let text = String::from_utf8(read(Path::new(&plain))).unwrap();
    assert!(text.contains("name = \"Smith family\""), "{text}");
    age(&["-p", "-o", &sealed, &plain]);
    let other = Device::new();
    let restore = [
        "restore",
        &sealed,
        "--yes",
        "--backup-passphrase-file",
        &file,
    ];
    other.run(restore).succeeds();
}

/// Runs age in a terminal of its own, where it asks for passphrases.
fn age(arguments: &[&str]) {
    let pair = native_pty_system().openpty(PtySize::default()).unwrap();
    let mut command = CommandBuilder::new("age");
    command.args(arguments);
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut keys = pair.master.take_writer().unwrap();
    let mut screen = pair.master.try_clone_reader().unwrap();
    let mut shown = String::new();
    let mut answered = 0;
    let mut byte = [0];
    // Ends when age does, and its side of the terminal is closed.
    while screen.read(&mut byte).is_ok_and(|count| count == 1) {
        shown.push(char::from(byte[0]));
        if shown.matches("passphrase").count() > answered && shown.ends_with(": ") {
            answered += 1;
            writeln!(keys, "{PASSPHRASE}").unwrap();
        }
    }
    assert!(child.wait().unwrap().success(), "{shown}");
}
