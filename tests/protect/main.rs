//! How the device key is stored, and backups: with the real age and a real keyring.

#![allow(clippy::disallowed_methods, reason = "tests set up files")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic fails the test"
)]

#[path = "../common/mod.rs"]
mod common;

mod backup;
mod keyring;
mod renewal;

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::{Device, Run, TEST_LINK, read};
use ringtrue_core::device::DeviceKey;
use ringtrue_core::seal::open_with_passphrase;
use ringtrue_core::vault::seal_vault;

const PASSPHRASE: &str = "correct horse battery staple";

/// Writes a file that only its owner can read, and returns its path.
fn write_private(device: &Device, name: &str, text: &str) -> String {
    device
        .write_with_mode(name, text, 0o600)
        .display()
        .to_string()
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

/// Returns a device in the test group whose key is sealed to [`PASSPHRASE`], and the
/// passphrase file.
fn protected() -> (Device, String) {
    let device = Device::joined();
    let file = write_private(&device, "passphrase", &format!("{PASSPHRASE}\n"));
    device
        .run(["protect", "passphrase", "--passphrase-file", &file])
        .succeeds();
    (device, file)
}

/// Asserts that the run fails with these words, and changes no file of the device.
#[track_caller]
fn assert_refused(device: &Device, words: &str, run: impl FnOnce() -> Run) {
    let before = device.files();
    let run = run();
    assert_eq!(run.status, 2, "{run:#?}");
    assert!(run.err.contains(words), "{words}: {run:#?}");
    assert_eq!(device.files(), before, "{words}");
}

#[test]
fn a_passphrase_seals_the_key_and_the_clear_one_is_gone() {
    let (device, file) = protected();
    assert!(!device.home().join("device.key").exists());
    let sealed = read(&device.home().join("device.key.age"));
    assert!(sealed.starts_with(b"age-encryption.org/v1\n-> scrypt "));
    assert!(sealed.windows(4).any(|part| part == b" 16\n"), "2^16");
    let text = open_with_passphrase(&sealed, PASSPHRASE).unwrap();
    assert!(DeviceKey::from_text(std::str::from_utf8(&text).unwrap()).is_ok());
    let code = device
        .run(["code", "--at", "59", "--passphrase-file", &file])
        .succeeds();
    assert!(code.out.contains("caller: 287"), "{code:#?}");
}

#[test]
fn without_the_right_passphrase_nothing_opens_and_nothing_changes() {
    let (device, _) = protected();
    let wrong = write_private(&device, "wrong", "incorrect horse\n");
    let empty = write_private(&device, "empty", "\n");
    let commands = [
        vec!["code"],
        vec!["check", "287", "--they-called"],
        vec!["rotate", "--yes"],
        vec!["new", "Club"],
        vec!["members", "add", "Anna"],
        vec!["groups", "forget", "Smith family", "--yes"],
        vec!["protect", "nothing", "--yes"],
        vec!["backup", "b.age"],
    ];
    for command in commands {
        let with = |file: &str| device.run(command.iter().chain(&["--passphrase-file", file]));
        assert_refused(&device, "there is no terminal to ask on", || {
            device.run(&command)
        });
        assert_refused(
            &device,
            "device.key.age: wrong passphrase or damaged file",
            || with(&wrong),
        );
        assert_refused(&device, "the first line of", || with(&empty));
    }
}

#[test]
fn a_passphrase_may_follow_a_byte_order_mark_and_be_in_any_unicode_form() {
    let (device, _) = protected();
    let marked = write_private(&device, "marked", &format!("\u{feff}{PASSPHRASE}\r\n"));
    device
        .run(["code", "--passphrase-file", &marked])
        .succeeds();

    let device = Device::new();
    let composed = write_private(&device, "composed", "caf\u{e9} hiver bleu tortue\n");
    let decomposed = write_private(
        &device,
        "decomposed",
        "\u{feff}cafe\u{301} hiver bleu tortue\n",
    );
    device
        .run(["new", "Club", "--passphrase-file", &composed])
        .succeeds();
    device
        .run(["code", "--passphrase-file", &decomposed])
        .succeeds();
}

#[test]
fn a_weak_passphrase_in_a_file_is_taken_with_a_warning() {
    let device = Device::new();
    let weak = write_private(&device, "weak", "summer2026\n");
    let strong = write_private(&device, "strong", &format!("{PASSPHRASE}\n"));
    let warned = "weak is weak: it can be guessed";
    let run = device
        .run(["new", "Club", "--passphrase-file", &weak])
        .succeeds();
    assert!(run.err.contains(warned), "{run:#?}");
    // A passphrase is only judged when it is chosen, not whenever it is used.
    let run = device.run(["code", "--passphrase-file", &weak]).succeeds();
    assert_eq!(run.err, "");

    for (file, is_weak) in [(&weak, true), (&strong, false)] {
        let device = Device::joined();
        let protect = ["protect", "passphrase", "--passphrase-file", file];
        let run = device.run(protect).succeeds();
        assert_eq!(run.err.contains(warned), is_weak, "{run:#?}");
        let device = Device::joined();
        let backup = ["backup", "b.age", "--backup-passphrase-file", file];
        let run = device.run(backup).succeeds();
        assert_eq!(run.err.contains(warned), is_weak, "{run:#?}");
    }
}

#[test]
fn each_of_the_two_files_supplies_one_passphrase_only() {
    let (device, file) = protected();
    let backup = |options: &[&str]| device.run([&["backup", "b.age"], options].concat());
    assert_refused(&device, "--backup-passphrase-file FILE", || {
        backup(&["--passphrase-file", &file])
    });
    assert_refused(&device, ": --passphrase-file FILE", || {
        backup(&["--backup-passphrase-file", &file])
    });
    backup(&[
        "--passphrase-file",
        &file,
        "--backup-passphrase-file",
        &file,
    ])
    .succeeds();
    let other = Device::new();
    let name = device.path("b.age").display().to_string();
    assert_refused(&other, "--backup-passphrase-file FILE", || {
        other.run(["restore", &name, "--yes", "--passphrase-file", &file])
    });
    let restore = ["restore", &name, "--yes", "--backup-passphrase-file", &file];
    other.run(restore).succeeds();
    assert!(other.home().join("device.key").exists());
}

#[test]
fn a_passphrase_file_that_others_can_read_is_refused() {
    let (device, file) = protected();
    for mode in [0o644, 0o640, 0o604] {
        set_mode(Path::new(&file), mode);
        assert_refused(&device, "other users can read it", || {
            device.run(["code", "--passphrase-file", &file])
        });
    }
}

#[test]
fn a_damaged_key_and_one_with_too_high_a_work_factor_are_refused() {
    let (device, file) = protected();
    let path = device.home().join("device.key.age");
    let whole = read(&path);
    let code = || device.run(["code", "--passphrase-file", &file]);
    let text = String::from_utf8_lossy(&whole[..100]).into_owned();
    let at = text.find(" 16\n").unwrap();
    let mut greedy = whole.clone();
    greedy[at + 1..at + 3].copy_from_slice(b"20");
    for (bytes, words) in [
        (greedy, "its work factor is 20; the limit is 18"),
        (Vec::new(), "it is empty"),
        (b"something else".to_vec(), "it is not an age file"),
        (
            whole[..whole.len() - 1].to_vec(),
            "it was cut short or changed",
        ),
    ] {
        std::fs::write(&path, bytes).unwrap();
        assert_refused(&device, words, code);
    }
    std::fs::write(&path, whole).unwrap();
    code().succeeds();
}

#[test]
fn protection_is_removed_only_on_request() {
    let (device, file) = protected();
    assert_refused(&device, "there is no terminal to ask on", || {
        device.run(["protect", "nothing", "--passphrase-file", &file])
    });
    let back = ["protect", "nothing", "--yes", "--passphrase-file", &file];
    device.run(back).succeeds();
    assert!(!device.home().join("device.key.age").exists());
    device.run(["code"]).succeeds();
}

#[test]
fn a_script_can_protect_a_new_device_from_the_start() {
    let device = Device::new();
    let file = write_private(&device, "passphrase", PASSPHRASE);
    device
        .run(["new", "Club", "--passphrase-file", &file])
        .succeeds();
    assert!(!device.home().join("device.key").exists());
    device.run(["code", "--passphrase-file", &file]).succeeds();
}

#[test]
fn a_change_that_was_cut_off_is_finished_the_next_time() {
    let (device, file) = protected();
    let sealed = read(&device.home().join("device.key.age"));
    let clear = open_with_passphrase(&sealed, PASSPHRASE).unwrap();
    // Both exist, as after a power cut before the clear one was deleted.
    let path = device.home().join("device.key");
    std::fs::write(&path, &*clear).unwrap();
    set_mode(&path, 0o600);
    assert_refused(&device, "there is no terminal to ask on", || {
        device.run(["code"])
    });
    let run = device.run(["code", "--passphrase-file", &file]).succeeds();
    let told = format!("note: removed {}, a leftover copy", path.display());
    assert!(run.err.contains(&told), "{run:#?}");
    assert!(!path.exists());
    let run = device.run(["code", "--passphrase-file", &file]).succeeds();
    assert_eq!(run.err, "");
}

#[test]
fn a_clear_key_that_someone_planted_replaces_no_sealed_one() {
    let (device, file) = protected();
    let path = device.home().join("device.key");
    let foreign = DeviceKey::generate();
    // Along with a vault that it opens.
    let vault = device.home().join("vault.age");
    let own = read(&vault);
    let planted = seal_vault(b"version = 1\ngroup = []\n", &foreign).unwrap();
    for text in [foreign.to_text().as_str(), "damaged"] {
        std::fs::write(&path, text).unwrap();
        set_mode(&path, 0o600);
        std::fs::write(&vault, &planted).unwrap();
        assert_refused(&device, "there is no terminal to ask on", || {
            device.run(["code"])
        });
        assert_refused(&device, "it was sealed to another device key", || {
            device.run(["code", "--passphrase-file", &file])
        });
        std::fs::write(&vault, &own).unwrap();
        let before = device.files();
        let run = device.run(["code", "--at", "59", "--passphrase-file", &file]);
        let run = run.succeeds();
        assert!(run.out.contains("caller: 287"), "{run:#?}");
        let told = format!("ignoring {}: it is not this device's key", path.display());
        assert!(run.err.contains(&told), "{run:#?}");
        assert!(run.err.contains("delete it"), "{run:#?}");
        assert_eq!(device.files(), before);
    }
}

#[test]
fn an_abort_leaves_no_core_file() {
    let device = Device::joined();
    // `ulimit` raises the limit that the program lowers.
    let mut command = Command::new("sh");
    command
        .args(["-c", "ulimit -c unlimited 2>/dev/null; exec \"$@\"", "sh"])
        .args([env!("CARGO_BIN_EXE_ringtrue"), "join", "-"])
        .env("RINGTRUE_HOME", device.home())
        .current_dir(device.home())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    // It waits for more input, with a part of a link in its memory.
    child
        .stdin
        .as_mut()
        .unwrap()
        .write_all(&TEST_LINK.as_bytes()[..80])
        .unwrap();
    let limits = PathBuf::from(format!("/proc/{}/limits", child.id()));
    let hardened = || {
        let limits = std::fs::read_to_string(&limits).unwrap();
        let core = limits
            .lines()
            .find(|line| line.starts_with("Max core file size"));
        core.unwrap().split_whitespace().nth(4) == Some("0")
    };
    while !hardened() {
        std::thread::yield_now();
    }
    let process = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(process, rustix::process::Signal::ABORT).unwrap();
    let status = child.wait().unwrap();
    assert_eq!(status.signal(), Some(6));
    assert!(!status.core_dumped());
    let names = std::fs::read_dir(device.home()).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name());
    assert!(
        !names
            .into_iter()
            .any(|name| name.to_string_lossy().contains("core"))
    );
}

#[test]
fn doctor_reports_what_is_well_and_what_needs_a_look() {
    let device = Device::joined();
    device.run(["members", "add", "Anna"]).succeeds();
    let health = |run: &Run, topic: &str| {
        let report = run.json();
        let findings = report["findings"].as_array().unwrap();
        let of_topic = findings.iter().find(|finding| finding["topic"] == topic);
        of_topic.unwrap()["health"].as_str().unwrap().to_owned()
    };
    let run = device.run(["doctor", "--json"]).succeeds();
    assert_eq!(health(&run, "files"), "well");
    assert_eq!(health(&run, "vault"), "well");
    assert_eq!(health(&run, "vault.age.bak"), "well");
    assert_eq!(health(&run, "device key"), "look");
    assert_eq!(health(&run, "backup"), "look");
    assert_eq!(health(&run, "practice"), "look");
    assert_eq!(health(&run, "seed of \"Smith family\""), "well");
    assert_eq!(health(&run, "roll of \"Smith family\""), "look");
    assert!(
        run.out
            .contains("nobody has checked yet whether these have Smith family 1: Anna")
    );

    let file = write_private(&device, "passphrase", PASSPHRASE);
    let backup = device.path("b.age").display().to_string();
    device
        .run(["backup", &backup, "--backup-passphrase-file", &file])
        .succeeds();
    set_mode(&device.home().join("vault.age"), 0o644);
    std::fs::write(device.home().join("vault.age.bak"), "x").unwrap();
    let state = "version = 1\nlast_backup = 1795370400\nlast_clock = 4000000000\n";
    std::fs::write(device.home().join("state.toml"), state).unwrap();
    let run = device.run(["doctor", "--json"]);
    assert_eq!(run.status, 2);
    assert_eq!(health(&run, "files"), "look");
    assert_eq!(health(&run, "vault.age.bak"), "look");
    assert!(run.out.contains("it went back"), "{run:#?}");

    std::fs::write(device.home().join("vault.age"), "x").unwrap();
    let run = device.run(["doctor", "--json"]);
    assert_eq!(run.status, 2);
    assert_eq!(health(&run, "vault"), "wrong");
}
