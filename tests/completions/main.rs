//! What shells complete after ringtrue, in the real bash, zsh, fish and elvish.
//! PowerShell is in no package of Debian: its script is only looked at for what
//! it has to contain, and the answers that it asks for are read. Whether it works
//! there is not tested.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "tests arrange the world")]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "so a test fails"
)]

mod answers;
#[path = "../common/mod.rs"]
mod common;
mod shell;

use common::{Device, has};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use shell::{BASH, ELVISH, FISH, Kind, Typed, ZSH};

/// The name of a group that somebody else chose.
const UNKIND: &str = "Rob's $(touch x) `touch x` & \"b\" *!!; \\ ü";

/// A device with groups: the Wren family with Zachary, the default; a chess club
/// with Zoë; and one with an unkind name.
fn with_groups() -> Device {
    let device = Device::new();
    device.run(["new", "Wren family"]).done();
    device.run(["new", "Chess club"]).done();
    device.run(["groups", "default", "Wren family"]).done();
    device.run(["members", "add", "Zachary"]).done();
    device
        .run(["members", "add", "-g", "Chess club", "Zoë Lark"])
        .done();
    let name = utf8_percent_encode(UNKIND, NON_ALPHANUMERIC);
    let link = format!("otpauth://totp/{name}?secret={}", common::TEST_SEED);
    device.run_with(["join", "-", "--yes"], link).done();
    device
}

/// The group that is meant where none is named.
fn default_of(device: &Device) -> String {
    let report = device.run(["groups", "--json"]).done().json();
    let groups = report["groups"].as_array().unwrap();
    let default = groups.iter().find(|group| group["default"] == true);
    default.unwrap()["name"].as_str().unwrap().to_owned()
}

/// A command, an option, a file, and names: all in one shell.
fn completes(kind: Kind) {
    if !has(kind.name) {
        return;
    }
    let device = with_groups();
    let tab = |line: &str| Typed::tab(kind, &device, line);
    let files = device.files();
    tab("ringtrue rota").shows("go: ringtrue rotate");
    tab("ringtrue rotate --ove").shows("go: ringtrue rotate --overlap");
    tab("ringtrue rotate --lost Z").shows("go: ringtrue rotate --lost Zachary");
    std::fs::write(device.path("picture of it.png"), "").unwrap();
    tab("ringtrue join pic").shows("it.png");
    assert_eq!(files, device.files(), "a look changed something");

    // The whole line is run, so that it is seen to say what it means.
    for (begun, name) in [
        ("Che", "Chess club"),
        ("'Wre", "Wren family"),
        ("\"Che", "Chess club"),
        ("wre", "Wren family"),
        ("Rob", UNKIND),
    ] {
        // These take small letters for small letters, unless told otherwise.
        if begun == "wre" && ["zsh", "elvish"].contains(&kind.name) {
            continue;
        }
        // Elvish hands words over without quotes, and may end the word at once.
        if begun.starts_with(['\'', '"']) && kind.name == "elvish" {
            continue;
        }
        let mut typed = tab(&format!("ringtrue groups default {begun}"));
        typed.accept();
        typed.keys(" --json\r");
        typed.shows("{\"groups\"");
        assert_eq!(default_of(&device), name, "{begun}: {}", typed.screen());
    }
    assert!(!device.path("x").exists(), "a name was run as a command");

    device.run(["groups", "default", "Wren family"]).done();
    let mut typed = tab("ringtrue members remove -g 'Chess club' Z");
    typed.accept();
    typed.keys(" --json\r");
    typed.shows("\"members\":[]");
}

/// Where a passphrase protects the key, nothing of the vault is offered, nobody is
/// asked for it, and nothing is written.
fn keeps_quiet(kind: Kind) {
    if !has(kind.name) {
        return;
    }
    let device = with_groups();
    device.passphrase("pass.txt", "correct horse battery staple\n", 0o600);
    device
        .run(["protect", "passphrase", "--passphrase-file", "pass.txt"])
        .done();
    let files = device.files();
    let mut typed = Typed::tab(kind, &device, "ringtrue groups default Wr");
    typed.keys(" --plain -h\r");
    typed.shows("Usage:");
    let screen = typed.screen();
    assert!(screen.contains("default Wr"), "{screen}");
    assert!(!screen.contains("Wren"), "{screen}");
    assert!(!screen.to_lowercase().contains("passphrase of"), "{screen}");
    assert!(!screen.contains("ringtrue: "), "{screen}");
    assert_eq!(files, device.files());
}

#[test]
fn bash_completes_commands_options_and_names() {
    completes(BASH);
}

#[test]
fn zsh_completes_commands_options_and_names() {
    completes(ZSH);
}

#[test]
fn fish_completes_commands_options_and_names() {
    completes(FISH);
}

#[test]
fn elvish_completes_commands_options_and_names() {
    completes(ELVISH);
}

#[test]
fn bash_offers_nothing_of_a_protected_vault() {
    keeps_quiet(BASH);
}

#[test]
fn zsh_offers_nothing_of_a_protected_vault() {
    keeps_quiet(ZSH);
}

#[test]
fn fish_offers_nothing_of_a_protected_vault() {
    keeps_quiet(FISH);
}

#[test]
fn elvish_offers_nothing_of_a_protected_vault() {
    keeps_quiet(ELVISH);
}
