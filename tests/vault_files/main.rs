//! The files of a device: written concurrently, damaged, symlinked, readable by others,
//! and cleared of expired seeds.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests set up files and processes, and fail by panicking"
)]

#[path = "../common/mod.rs"]
mod common;

mod many;
mod recent;
mod retired;
mod surroundings;
mod unread;

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use common::{Device, Run, read};
use ringtrue_core::device::DeviceKey;
use ringtrue_core::vault::seal_vault;

/// A change to the files of a device.
type Damage<'a> = &'a dyn Fn(&Device);

/// A command of every kind: some read the vault, the others change it.
const COMMANDS: [&[&str]; 12] = [
    &[],
    &["code"],
    &["check", "287082", "--at", "59"],
    &["check", "287", "--they-called"],
    &["invite", "--link"],
    &["join", "link.txt", "--yes"],
    &["members"],
    &["members", "add", "Anna"],
    &["rotate", "--yes"],
    &["groups"],
    &["groups", "forget", "Smith family", "--yes"],
    &["new", "Bakers"],
];

#[test]
fn files_are_created_closed_to_others_whatever_the_umask() {
    for umask in ["000", "022", "077"] {
        let device = Device::new();
        let line = format!("umask {umask}; exec \"$0\" \"$@\"");
        let run = |arguments: &[&str]| {
            let typed = device.command(arguments);
            let mut shell = std::process::Command::new("sh");
            let program = typed.get_program();
            shell.args(["-c", &line]).arg(program).args(arguments);
            shell.env("RINGTRUE_HOME", device.home());
            shell.current_dir(device.path("")).stdin(Stdio::null());
            let output = shell.output().unwrap();
            assert!(output.status.success(), "{output:?}");
        };
        run(&["new", "Smith family"]);
        run(&["members", "add", "Anna"]);
        run(&["invite", "--png", "invite.png", "--svg", "invite.svg"]);
        let code = device.run(["code", "--json"]).succeeds().json();
        run(&["check", code["code"].as_str().unwrap()]);
        assert_eq!(mode(&device.home()), 0o700);
        let mut names = Vec::new();
        for (path, _) in device.files() {
            assert_eq!(mode(&path), 0o600, "{}", path.display());
            names.push(path.file_name().unwrap().to_owned());
        }
        assert_eq!(
            names,
            [
                "device.key",
                "lock",
                "recent.toml",
                "state.toml",
                "vault.age",
                "vault.age.bak"
            ]
        );
        for name in ["invite.png", "invite.svg"] {
            assert_eq!(mode(&device.path(name)), 0o600, "{name}");
        }
    }
}

#[test]
fn files_opened_to_others_are_closed_with_a_note() {
    for (name, wide) in [
        ("", 0o755),
        ("vault.age", 0o644),
        ("device.key", 0o640),
        ("vault.age.bak", 0o604),
        ("recent.toml", 0o666),
        ("lock", 0o666),
    ] {
        let device = damaged(&|device| {
            device.run(["check", "287082", "--at", "59"]).succeeds();
        });
        let path = device.home().join(name);
        fs::set_permissions(&path, fs::Permissions::from_mode(wide)).unwrap();
        let run = device.run(["check", "755224", "--at", "0"]).succeeds();
        let told = format!("(mode {wide:o}); changed the mode to");
        assert!(run.err.contains(&told), "{name}: {}", run.err);
        let closed = if name.is_empty() { 0o700 } else { 0o600 };
        assert_eq!(mode(&path), closed, "{name}");
        assert_eq!(device.run(["code"]).succeeds().err, "", "{name}");
    }
}

#[test]
fn files_that_stay_open_to_others_are_not_called_closed() {
    if !common::is_installed("strace") {
        return;
    }
    let device = Device::joined();
    for name in ["", "device.key"] {
        let path = device.home().join(name);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o777)).unwrap();
    }
    // As on a Windows drive in WSL, where changing the mode does nothing.
    let inject = "inject=fchmod,chmod,fchmodat:retval=0";
    let strace = ["-f", "-qq", "-o", "/dev/null", "-e", inject];
    for _ in 0..2 {
        let output = device.command_under("strace", strace, &["code"]).output();
        let output = output.unwrap();
        assert!(output.status.success());
        let told = String::from_utf8_lossy(&output.stderr);
        let told: Vec<&str> = told.lines().collect();
        assert_eq!(told.len(), 2, "{told:?}");
        for line in told {
            let open = "(mode 777), and the mode can't be changed: the drive doesn't store";
            assert!(line.contains(open), "{line}");
        }
    }
}

#[test]
fn a_bad_record_is_kept_and_blocks_no_other() {
    let device = damaged(&|device| {
        let text = unsealed(device, "vault.age");
        let bad = "[[group]]\nid = \"zz\"\nname = \"Odd\"\nseed = \"KEPT\"\n";
        seal(device, &["vault.age"], &format!("{text}\n{bad}"));
    });
    let run = device.run(["code"]).succeeds();
    assert!(
        run.err
            .contains("warning: a group in the vault can't be read (line ")
    );
    device.run(["members", "add", "Ben"]).succeeds();
    device.run(["rotate", "--yes", "--overlap", "0"]).succeeds();
    assert!(unsealed(&device, "vault.age").contains("seed = \"KEPT\""));
}

#[test]
fn a_relative_data_directory_is_refused() {
    let device = Device::new();
    for home in ["home", "./home", "../home", "~/home"] {
        let mut command = device.command(["new", "Smith family"]);
        let output = command.env("RINGTRUE_HOME", home).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(
            String::from_utf8(output.stderr).unwrap(),
            format!(
                "ringtrue: error: RINGTRUE_HOME is not an absolute path: {home}\n\
                 ringtrue: hint: set RINGTRUE_HOME to the absolute path of a directory of your own\n"
            )
        );
    }
    assert!(fs::read_dir(device.path("")).unwrap().next().is_none());
}

#[test]
fn without_the_variable_the_vault_lies_where_the_platform_keeps_data() {
    let device = Device::new();
    let mut command = device.command(["new", "Smith family"]);
    command.env_remove("RINGTRUE_HOME");
    command.env("XDG_DATA_HOME", device.path("data"));
    assert!(command.output().unwrap().status.success());
    assert!(device.path("data/ringtrue/vault.age").is_file());
}

#[test]
fn the_next_write_removes_what_an_interrupted_one_left() {
    let device = damaged(&|device| {
        write(device, ".ringtrue-a1B2c3.tmp", b"sealed");
        write(device, ".ringtrue-notes.txt", b"mine");
        write(device, "other.tmp", b"mine");
    });
    let stale = device.home().join(".ringtrue-a1B2c3.tmp");
    device.run(["code"]).succeeds();
    assert!(stale.exists(), "a reader removes nothing");
    device.run(["members", "add", "Ben"]).succeeds();
    assert!(!stale.exists());
    assert!(device.home().join(".ringtrue-notes.txt").exists());
    assert!(device.home().join("other.tmp").exists());
}

#[test]
fn a_command_that_fails_writes_nothing() {
    let device = damaged(&|_| {});
    let before = device.files();
    let cases: [&[&str]; 8] = [
        &["new", "smith family"],
        &["members", "add", "anna"],
        &["members", "remove", "Carla"],
        &["rotate", "--yes", "--lost", "Carla"],
        &["rotate", "--yes", "--undo"],
        &["groups", "forget", "Jones", "--yes"],
        &["groups", "default", "Jones"],
        &["join", "nowhere.png", "--yes"],
    ];
    for arguments in cases {
        assert_eq!(device.run(arguments).status, 2, "{arguments:?}");
        assert_eq!(device.files(), before, "{arguments:?}");
    }
}

/// Returns a device with a member on the roll, after damaging its files.
fn damaged(damage: Damage<'_>) -> Device {
    let device = Device::joined();
    fs::write(device.path("link.txt"), common::TEST_LINK).unwrap();
    device.run(["members", "add", "Anna"]).succeeds();
    damage(&device);
    device
}

/// Asserts that every command fails, names the file and the reason, and leaves every byte as
/// it was.
#[track_caller]
fn assert_refused_by_all(device: &Device, name: &str, reason: &str) {
    let before = state(device);
    for arguments in COMMANDS {
        let Run { out, err, status } = device.run(arguments);
        let told = format!("{arguments:?}: {err}");
        assert_eq!((status, out.as_str()), (2, ""), "{told}");
        assert!(
            err.contains(&device.home().join(name).display().to_string()),
            "{told}"
        );
        assert!(err.contains(reason), "{told}\nwanted: {reason}");
        assert!(state(device) == before, "{told}");
    }
}

/// Returns every entry of the data directory and beside it, with its bytes if it is a
/// regular file: reading a pipe would block.
fn state(device: &Device) -> Vec<(PathBuf, Option<Vec<u8>>)> {
    let files = |directory| fs::read_dir(directory).unwrap();
    let entries = files(device.path("")).chain(files(device.home()));
    let mut state: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.clone(), path.is_file().then(|| read(&path))))
        .collect();
    state.sort();
    state
}

/// Starts the program, naming the group if the command needs one.
fn spawn(device: &Device, arguments: &[&str]) -> Child {
    let mut command = device.command(arguments);
    if arguments[0] == "members" && !arguments.contains(&"-g") {
        command.args(["-g", "Smith family"]);
    }
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn device_key(device: &Device) -> DeviceKey {
    let text = String::from_utf8(read(&device.home().join("device.key"))).unwrap();
    DeviceKey::from_text(&text).unwrap()
}

fn unsealed(device: &Device, name: &str) -> String {
    let sealed = read(&device.home().join(name));
    let text = device_key(device).open(&sealed).unwrap();
    String::from_utf8(text.to_vec()).unwrap()
}

fn seal(device: &Device, names: &[&str], text: &str) {
    seal_bytes(device, names, text.as_bytes());
}

fn seal_bytes(device: &Device, names: &[&str], bytes: &[u8]) {
    let sealed = seal_vault(bytes, &device_key(device)).unwrap();
    for name in names {
        write(device, name, &sealed);
    }
}

fn write(device: &Device, name: &str, bytes: &[u8]) {
    let path = device.home().join(name);
    fs::write(&path, bytes).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
}

/// Replaces the file with a directory, since root can read a file of any mode.
fn replace_with_directory(device: &Device, name: &str) {
    let path = device.home().join(name);
    let _ = fs::remove_file(&path);
    fs::create_dir(path).unwrap();
}

/// Replaces the file with a pipe, on which a reader would block.
fn replace_with_pipe(device: &Device, name: &str) {
    let path = device.home().join(name);
    fs::remove_file(&path).unwrap();
    let made = std::process::Command::new("mkfifo").arg(&path).status();
    assert!(made.unwrap().success());
}

/// Moves the file elsewhere, and replaces it with a symlink.
fn replace_with_symlink(device: &Device, name: &str) {
    let path = device.home().join(name);
    let target = device.path(&format!("target-{name}"));
    fs::rename(&path, &target).unwrap();
    symlink(target, path).unwrap();
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}
