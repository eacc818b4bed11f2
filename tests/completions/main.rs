//! Completions in the real bash, zsh, fish and elvish. Debian has no package of
//! PowerShell: its script is only checked to register a completer.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "tests set up files")]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a panic fails the test"
)]

#[path = "../common/mod.rs"]
mod common;
mod shell;

use common::{Device, is_installed};
use shell::{BASH, ELVISH, FISH, Kind, Typed, ZSH};

/// Asserts that a command, an option, its value and files complete, each in a new shell.
fn completes(kind: Kind) {
    if !is_installed(kind.name) {
        return;
    }
    let device = Device::new();
    let tab = |line: &str| Typed::tab(kind, &device, line);
    tab("ringtrue rota").shows("go: ringtrue rotate");
    tab("ringtrue rotate --ove").shows("go: ringtrue rotate --overlap");
    // The elvish script does not complete values and files.
    if kind.name == ELVISH.name {
        return;
    }
    tab("ringtrue code --color al").shows("go: ringtrue code --color always");
    std::fs::write(device.path("picture of it.png"), "").unwrap();
    tab("ringtrue join pic").shows("it.png");
    tab("ringtrue invite --svg pic").shows("it.png");
}

#[test]
fn bash_completes_commands_options_values_and_files() {
    completes(BASH);
}

#[test]
fn zsh_completes_commands_options_values_and_files() {
    completes(ZSH);
}

#[test]
fn fish_completes_commands_options_values_and_files() {
    completes(FISH);
}

#[test]
fn elvish_completes_commands_and_options() {
    completes(ELVISH);
}

#[test]
fn powershell_registers_a_completer() {
    let script = Device::new()
        .run(["completions", "powershell"])
        .succeeds()
        .out;
    for part in [
        "Register-ArgumentCompleter -Native -CommandName 'ringtrue'",
        "[CompletionResult]::new('rotate', 'rotate',",
    ] {
        assert!(script.contains(part), "{part}");
    }
}
