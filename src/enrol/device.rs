//! `device`: prints this device's public keys, for others to put on their roll. They
//! are not secret, so they go to the normal screen.

use crate::view::{Cells, key_code};
use ringtrue_core::organiser::SigningKey;
use ringtrue_core::text::{check_words_line, shell_name};
use serde_json::json;

use crate::args::{Device, Global};
use crate::device::key;
use crate::device::store::{Previous, Store};
use crate::enrol::renew;
use crate::failure::Failure;
use crate::roll::public_key;
use crate::sys::System;
use crate::tell::{Status, note, say, say_json};

pub fn run(arguments: &Device, global: &Global, system: &mut System) -> Result<Status, Failure> {
    if arguments.organiser {
        return organiser(global, system);
    }
    if arguments.renew {
        return renew::run(global, system);
    }
    let key = if let Some(key) = key::public(system)? {
        key
    } else {
        let passphrase = key::choose_passphrase(global.yes, system)?;
        let mut store = Store::open_with_passphrase(passphrase, system)?;
        // Write the vault too: its presence is how later runs know that the keyring
        // must have a key.
        store.save(Previous::Keep)?;
        store.device_key()?.public()
    };
    let words = key.words();
    if global.json {
        let words = check_words_line(&words);
        let report = json!({ "device": key.to_string(), "words": words });
        say_json(system, &report)?;
        return Ok(Status::Done);
    }
    public_key::note_words(None, &words, system);
    print(&key.to_string(), global, system)?;
    Ok(Status::Done)
}

/// Prints this device's organiser key for the group, creating it on first use.
fn organiser(global: &Global, system: &mut System) -> Result<Status, Failure> {
    let mut store = Store::open(system)?;
    let group = store.vault.select_mut(global.group.as_deref())?;
    let before = group.organisers().own_key()?;
    let key = group.offer_key(SigningKey::generate)?;
    let counts = group.organisers().own().is_some();
    let name = group.local_name().clone();
    if before != Some(key) {
        store.save(Previous::Keep)?;
    }
    // Release the lock before printing: a pager may block for as long as someone reads.
    drop(store);
    let words = key.words();
    if global.json {
        let report = json!({
            "group": name.as_str(),
            "organiser": key.to_string(),
            "words": check_words_line(&words),
        });
        say_json(system, &report)?;
        return Ok(Status::Done);
    }
    public_key::note_words(None, &words, system);
    if !counts {
        note(
            system,
            format_args!(
                "it counts once an organiser runs: ringtrue members promote -g {} NAME --key KEY",
                shell_name(&name)
            ),
        );
    }
    print(&key.to_string(), global, system)?;
    Ok(Status::Done)
}

/// Prints a public key, below its QR code on a terminal.
fn print(key: &str, global: &Global, system: &mut System) -> Result<(), Failure> {
    if system.out_is_terminal && !global.plain {
        print_code(key, system)?;
    }
    say(system, &format!("{key}\n"))
}

fn print_code(key: &str, system: &mut System) -> Result<(), Failure> {
    if !system.features.colour {
        // Without colours it may come out light on dark, which scanners fail to read.
        note(system, "the QR code needs a terminal with colours");
        return Ok(());
    }
    let cells = if system.features.halves {
        Cells::Halves
    } else {
        Cells::Blanks
    };
    let (columns, rows) = (system.columns.unwrap_or(80), system.rows.unwrap_or(24));
    match key_code(key, columns, rows, cells) {
        Ok(lines) => {
            for line in lines {
                say(system, &format!("{}\n", line.as_str()))?;
            }
        }
        Err(small) => note(
            system,
            format_args!(
                "this window is too small for the QR code, which needs {} columns by {} rows",
                small.columns, small.rows
            ),
        ),
    }
    Ok(())
}
