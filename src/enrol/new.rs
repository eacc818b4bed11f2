//! `new`: creates a group, with a random seed from the operating system.

use ringtrue_core::text::check_words_line;
use ringtrue_core::{Group, GroupId, Name, Secret};
use serde_json::json;

use crate::args::{Global, New};
use crate::call::code;
use crate::device::key;
use crate::device::store::{Previous, Store};
use crate::failure::Failure;
use crate::shown::{can_show, show_enrolment};
use crate::sys::System;
use crate::tell::{Status, note, note_check_words, note_picture_command, say, say_json};
use crate::view::texts;

pub fn run(arguments: &New, global: &Global, system: &mut System) -> Result<Status, Failure> {
    let name = Name::tidy(&arguments.name)?;
    let secret = Secret::generate(|bytes| (system.random)(bytes))?;
    let id = GroupId::from_bytes(system.random_bytes()?);
    let group = Group::new(name.clone(), secret, id, system.now());
    let passphrase = key::choose_passphrase(global.yes, system)?;
    let mut store = Store::open_with_passphrase(passphrase, system)?;
    store.vault.add(group).map_err(|error| {
        Failure::new(error.to_string()).hint("choose another name, or see ringtrue groups")
    })?;
    store.save(Previous::Keep)?;
    let has_backup = store.state()?.last_backup.is_some();
    if name.as_str() != arguments.name {
        note(system, texts().new_called(&name));
    }
    let vault = store.close().vault;
    let group = vault.select(Some(name.as_str()))?;
    if can_show(global, system) {
        show_enrolment(group, system)?;
        code::print_now(group, global, system)?;
        note_check_words(group, system);
    } else {
        report(group, global, system)?;
    }
    if !has_backup {
        note(
            system,
            "there is no backup yet; to write one: ringtrue backup FILE",
        );
    }
    Ok(Status::Done)
}

/// Reports the new group if nobody is at a terminal. The seed is not printed, only how
/// to show it.
fn report(group: &Group, global: &Global, system: &mut System) -> Result<(), Failure> {
    let words = check_words_line(&group.current().check_words());
    if global.json {
        say_json(
            system,
            &json!({
                "group": group.local_name().as_str(),
                "generation": group.generation().number(),
                "check_words": words,
            }),
        )?;
    } else {
        say(
            system,
            &format!(
                "{}\n{}\n",
                texts().new_made(&group.key_name()),
                texts().check_words_are(&words)
            ),
        )?;
        note_picture_command(group, system);
    }
    Ok(())
}
