//! The answers that the scripts ask for, without a shell.

use std::os::unix::fs::PermissionsExt as _;

use crate::common::Device;
use crate::{UNKIND, with_groups};

/// What can follow, as the script of `shell` gets it: without the first line,
/// which says that it is words.
fn words(device: &Device, shell: &str, word: &str, before: &[&str]) -> Vec<String> {
    let word = format!("--word={word}");
    let asked = ["completions", shell, &word, "--", "ringtrue"];
    let run = device.run(asked.iter().chain(before)).done();
    assert_eq!(run.err, "");
    let mut lines = run.out.lines().map(str::to_owned);
    assert_eq!(lines.next().unwrap(), "words");
    lines.collect()
}

#[test]
fn the_members_are_those_of_the_group_that_is_named() {
    let device = with_groups();
    let members = |before: &[&str]| words(&device, "bash", "", before);
    for before in [
        &["-g", "Chess\\ club", "code", "--with"][..],
        &["code", "-g'Chess club'", "--with"],
        &["-yg", "\"chess club\"", "check", "--from"],
        &["--group", "=", "Chess\\ club", "invite", "--for"],
        &["--group=Chess\\ club", "members", "promote"],
        &["rotate", "--group", "chess\\ club", "--lost", "="],
    ] {
        assert_eq!(members(before), ["Zoë\\ Lark"], "{before:?}");
    }
    assert_eq!(members(&["code", "--with"]), ["Zachary"]);
    assert!(members(&["-g", "Nobody", "code", "--with"]).is_empty());
}

#[test]
fn a_group_that_is_called_as_a_command_is_no_command() {
    let device = Device::new();
    device.run(["new", "new"]).done();
    device.run(["members", "add", "Anna"]).done();
    let found = words(&device, "bash", "", &["-g", "new", "code", "--with"]);
    assert_eq!(found, ["Anna"]);
}

#[test]
fn powershell_gets_quotes_a_name_and_what_it_means() {
    let device = with_groups();
    let script = device.run(["completions", "powershell"]).done().out;
    for part in [
        "Register-ArgumentCompleter -Native -CommandName ringtrue",
        "ringtrue completions powershell \"--word=$wordToComplete\" -- @before",
        "[System.Management.Automation.CompletionResult]::new(",
    ] {
        assert!(script.contains(part), "{part}");
    }
    // It runs nothing of what was typed.
    assert!(!script.contains("Invoke-Expression"));
    let found = words(&device, "powershell", "'Wren", &["groups", "default"]);
    assert_eq!(found, ["'Wren family'\tWren family\tWren family"]);
    let found = words(&device, "powershell", "Rob", &["groups", "default"]);
    let quoted = UNKIND.replace('\'', "''");
    assert_eq!(found, [format!("'{quoted}'\t{UNKIND}\t{UNKIND}")]);
    let found = words(&device, "powershell", "--ov", &["rotate"]);
    assert!(found[0].starts_with("--overlap\t--overlap\tFor how many days"));
}

#[test]
fn a_look_waits_for_no_lock_makes_no_file_and_mends_no_mode() {
    let device = with_groups();
    let lock = device.home().join("lock");
    let groups = ["Wren\\ family", "Chess\\ club"];
    let held = std::fs::File::open(&lock).unwrap();
    held.lock().unwrap();
    assert_eq!(words(&device, "bash", "", &["-g"])[..2], groups);
    drop(held);

    std::fs::remove_file(&lock).unwrap();
    let open = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(device.home(), open).unwrap();
    let files = device.files();
    assert_eq!(words(&device, "bash", "", &["-g"])[..2], groups);
    assert_eq!(files, device.files());
    let mode = std::fs::metadata(device.home()).unwrap().permissions();
    assert_eq!(mode.mode() & 0o777, 0o755);
}

#[test]
fn where_nothing_can_be_read_nothing_is_offered_and_nothing_told() {
    let fresh = Device::new();
    assert!(words(&fresh, "fish", "", &["-g"]).is_empty());
    assert!(!fresh.home().exists());
    for name in ["vault.age", "device.key"] {
        let device = with_groups();
        std::fs::write(device.home().join(name), "no such thing").unwrap();
        assert!(words(&device, "fish", "", &["-g"]).is_empty());
        assert!(!words(&device, "fish", "", &["rotate"]).is_empty());
    }
    // A clear key that stands beside a sealed one counts for every command, but
    // was about to go.
    let device = with_groups();
    std::fs::write(device.home().join("device.key.age"), "").unwrap();
    assert!(words(&device, "fish", "", &["-g"]).is_empty());
}
