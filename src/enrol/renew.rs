//! `device --renew`: replaces the device key, because the old one may have leaked.

use ringtrue_core::device::{DeviceKey, DevicePublic};
use ringtrue_core::text::check_words_line;
use ringtrue_core::vault::Renewed;
use ringtrue_core::{Group, Name, Vault};
use serde_json::json;

use crate::args::Global;
use crate::device::key::{self, KeyStorage};
use crate::device::passphrase::{self, PassphraseFor};
use crate::device::renewal::{command, to_do};
use crate::device::store::{self, Store};
use crate::failure::Failure;
use crate::sys::System;
use crate::sys::keyring;
use crate::tell::{Status, say, say_json};
use crate::view::texts;

pub fn run(global: &Global, system: &mut System) -> Result<Status, Failure> {
    let storage = key::key_storage(system)?.ok_or_else(|| {
        Failure::new("this device has no key yet").hint("to make one: ringtrue device")
    })?;
    // Reading unlocks the old key, and finishes a renewal that was interrupted.
    let vault = store::read(system)?;
    if !global.yes {
        ask(&vault, system)?;
    }
    let passphrase = match storage {
        KeyStorage::Passphrase => Some(new_passphrase(system)?),
        KeyStorage::Clear | KeyStorage::Keyring => None,
    };
    let mut store = Store::open(system)?;
    let renewed = store.renew(DeviceKey::generate(), |held, key| match storage {
        KeyStorage::Keyring => keep_in_keyring(held.directory(), key),
        KeyStorage::Passphrase | KeyStorage::Clear => key::write(held, key, passphrase.as_deref()),
    })?;
    let key = store.device_key()?;
    system.device_key = Some(key.clone());
    let own = key.public();
    let vault = store.close().vault;
    report(&renewed, &own, &vault, global, system)?;
    Ok(Status::Done)
}

/// Asks for confirmation, and says whose pairs and sheets will end.
fn ask(vault: &Vault, system: &mut System) -> Result<(), Failure> {
    let groups = vault.groups().iter();
    let names = groups.flat_map(Group::members);
    let names = names.filter(|member| member.paired.is_some() || member.sheet.is_some());
    let names: Vec<&str> = names.map(|member| member.name.as_str()).collect();
    let mut lines = vec![texts().renew_key()];
    if !names.is_empty() {
        lines.push(texts().renew_ends(&names.join(", ")));
    }
    lines.push(texts().ask_renew());
    let sure = system.person.confirm(&lines.join("\n"));
    if sure.ok_or_else(|| Failure::no_terminal_hint("to do it without asking: --yes"))?? {
        Ok(())
    } else {
        Err(Failure::new("nothing was changed"))
    }
}

/// Asks for the new key's passphrase, unless a file gives it. Someone with the old
/// key may know the old passphrase.
fn new_passphrase(system: &mut System) -> Result<String, Failure> {
    if let Some(file) = system.passphrase_file.clone() {
        return key::passphrase_file(&file);
    }
    let prompt = texts().ask_renewed_passphrase();
    let passphrase = passphrase::choose(&prompt, PassphraseFor::Device, system)?;
    if passphrase.is_empty() {
        return Err(Failure::new(
            "an empty passphrase protects nothing; nothing was changed",
        ));
    }
    Ok(passphrase)
}

fn keep_in_keyring(home: &std::path::Path, key: &DeviceKey) -> Result<(), Failure> {
    let failed = |error: &dyn std::fmt::Display| {
        Failure::new(format!("can't put the new key into the keyring: {error}"))
            .hint("run it again; the vault opens with either key")
    };
    let text = key.to_text();
    keyring::set(home, &text).map_err(|error| failed(&error))?;
    match keyring::get(home) {
        Ok(Some(kept)) if *kept == **text => Ok(()),
        Ok(_) => Err(failed(&"it did not keep it")),
        Err(error) => Err(failed(&error)),
    }
}

fn report(
    renewed: &[Renewed],
    own: &DevicePublic,
    vault: &Vault,
    global: &Global,
    system: &mut System,
) -> Result<(), Failure> {
    let words = check_words_line(&own.words());
    if !global.json {
        let text = texts().renewed_key(&own.to_string(), &words);
        say(system, &(text + "\n"))?;
        return say(system, &to_do(renewed, own, vault));
    }
    let groups = renewed.iter().filter_map(|renewed| {
        let group = vault.group(renewed.group)?;
        Some(json!({
            "group": group.local_name().as_str(),
            "member": renewed.moved.me.as_ref().map(Name::as_str),
            "organiser": group.organisers().own().is_some(),
            "command": command(renewed, own, group),
            "pair_again": strings(&renewed.moved.pairs),
            "print_again": strings(&renewed.moved.sheets),
        }))
    });
    let report = json!({
        "device": own.to_string(),
        "words": words,
        "groups": groups.collect::<Vec<_>>(),
    });
    say_json(system, &report)
}

fn strings(names: &[Name]) -> Vec<&str> {
    names.iter().map(Name::as_str).collect()
}
