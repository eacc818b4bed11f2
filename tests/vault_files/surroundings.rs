//! Outside influences on the vault's directory: sync programs, `sudo`, drives that can't
//! lock.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};

use crate::common::{Device, is_installed};

/// The user `nobody`.
const NOBODY: u32 = 65_534;

#[test]
fn a_previous_version_is_named_only_if_there_is_one() {
    let device = Device::joined();
    let _ = fs::remove_file(device.home().join("vault.age.bak"));
    fs::write(device.home().join("vault.age"), "").unwrap();
    let run = device.run(["code"]);
    assert_eq!(run.status, 2);
    assert!(!run.err.contains(".bak"), "{run:#?}");
    assert!(run.err.contains("ringtrue restore FILE"), "{run:#?}");
    fs::write(device.home().join("vault.age.bak"), "").unwrap();
    let run = device.run(["code"]);
    assert!(run.err.contains("vault.age.bak"), "{run:#?}");
}

#[test]
fn a_byte_order_mark_before_the_device_key_is_skipped() {
    let device = Device::joined();
    let before = device.run(["code", "--at", "59"]).succeeds().out;
    let path = device.home().join("device.key");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("\u{FEFF}{text}")).unwrap();
    assert_eq!(device.run(["code", "--at", "59"]).succeeds().out, before);
}

#[test]
fn doctor_names_the_copies_of_sync_programs() {
    let device = Device::joined();
    assert!(
        !device
            .run(["doctor"])
            .succeeds()
            .out
            .contains("sync program")
    );
    let copies = [
        "vault (laptop's conflicted copy 2026-11-25).age",
        "vault.sync-conflict-20261125-120000-ABCDEFG.age",
        "device 2.key",
    ];
    for name in copies {
        fs::write(device.home().join(name), "").unwrap();
    }
    // Neither another program's file nor a file that ringtrue set aside is such a copy.
    for name in ["notes.txt", "state.toml.damaged", "state.toml.damaged.2"] {
        fs::write(device.home().join(name), "").unwrap();
    }
    let out = device.run(["doctor"]).out;
    // The lines may be wrapped.
    let told = out.split_whitespace().collect::<Vec<_>>().join(" ");
    for name in copies {
        assert!(told.contains(name), "{name}: {out}");
    }
    assert!(told.contains("stop syncing this folder"), "{out}");
    assert!(
        !told.contains("notes.txt") && !told.contains(".damaged"),
        "{out}"
    );
}

#[test]
fn a_symlink_gets_a_hint() {
    let device = Device::joined();
    let (vault, elsewhere) = (device.home().join("vault.age"), device.path("elsewhere"));
    fs::rename(&vault, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &vault).unwrap();
    let run = device.run(["code"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("symbolic link"), "{run:#?}");
    assert!(run.err.contains("hint: replace the link"), "{run:#?}");
}

#[test]
fn a_drive_that_cannot_lock_gets_a_hint() {
    if !is_installed("strace") {
        return;
    }
    let device = Device::joined();
    let strace = [
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        "inject=flock:error=ENOLCK",
    ];
    let output = device
        .command_under("strace", strace, &["members", "add", "Ann"])
        .output();
    let output = output.unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("hint: the drive can't lock files"), "{told}");
}

#[test]
fn a_hint_explains_files_that_sudo_made_roots() {
    let device = Device::joined();
    let (home, root) = (device.home(), device.path("."));
    // Only root can set this up.
    if fs::metadata(&home).unwrap().uid() != 0 || !is_installed("setpriv") {
        return;
    }
    fs::set_permissions(root, fs::Permissions::from_mode(0o755)).unwrap();
    chown(&home, Some(NOBODY), Some(NOBODY)).unwrap();
    for entry in fs::read_dir(&home).unwrap() {
        let path = entry.unwrap().path();
        if !path.ends_with("vault.age") {
            chown(&path, Some(NOBODY), Some(NOBODY)).unwrap();
        }
    }
    let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];
    let output = device.command_under("setpriv", nobody, &["code"]).output();
    let output = output.unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{told}");
    let hint = "hint: it belongs to root, probably because of sudo ringtrue";
    assert!(told.contains(hint), "{told}");
}
