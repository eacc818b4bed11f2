//! `backup` and `restore`: all groups as one age file, sealed to a passphrase.

use std::path::Path;

use ringtrue_core::incoming::FileKind;
use ringtrue_core::message::is_message;
use ringtrue_core::qr;
use ringtrue_core::seal::{UnsealError, seal_to_passphrase};
use ringtrue_core::text::{check_words_line, shell_name};
use ringtrue_core::vault::Merged;
use ringtrue_core::{Group, Name, Vault};
use serde_json::json;

use crate::args::{Backup, Global, Restore};
use crate::ask::overwrite;
use crate::device::files::MAX_VAULT;
use crate::device::key;
use crate::device::passphrase;
use crate::device::passphrase::PassphraseFor;
use crate::device::store;
use crate::device::store::{Previous, Store};
use crate::failure::Failure;
use crate::sys::{System, files};
use crate::tell::{Status, say, say_json, shown_path};
use crate::view::texts;

pub fn run(arguments: &Backup, global: &Global, system: &mut System) -> Result<Status, Failure> {
    write(&arguments.file, global, system)?;
    if global.json {
        // JSON is UTF-8, which a path need not be.
        say_json(
            system,
            &json!({ "written": arguments.file.display().to_string() }),
        )?;
    } else {
        let text = texts().backup_written(&shown_path(&arguments.file));
        say(system, &(text + "\n"))?;
    }
    Ok(Status::Done)
}

/// Writes a backup, and records when.
pub fn write(path: &Path, global: &Global, system: &mut System) -> Result<(), Failure> {
    let vault = store::read(system)?;
    if vault.groups().is_empty() {
        return Err(ringtrue_core::vault::SelectError::Empty.into());
    }
    let passphrase = match &global.backup_passphrase_file {
        Some(file) => passphrase::choose_file(file, system)?,
        None => passphrase::choose(
            &texts().ask_new_backup_passphrase(),
            PassphraseFor::Backup,
            system,
        )?,
    };
    if passphrase.is_empty() {
        return Err(Failure::new(
            "a backup needs a passphrase; nothing was written",
        ));
    }
    let text = vault
        .to_toml()
        .map_err(|error| Failure::new(error.to_string()))?;
    let sealed = seal_to_passphrase(text.as_bytes(), &passphrase)
        .map_err(|_| Failure::new("can't seal the backup"))?;
    overwrite(path, &sealed, global, system)?;
    let now = system.now();
    let mut store = Store::open(system)?;
    let mut state = store.state()?;
    state.last_backup = Some(now);
    state.last_clock = Some(now);
    store.save_state(&state)
}

pub fn restore(
    arguments: &Restore,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    let path = &arguments.file;
    let sealed = files::read_named(path, MAX_VAULT)?;
    if FileKind::of(&sealed) != Some(FileKind::Backup) {
        return Err(not_a_backup(&sealed, path));
    }
    let file = global.backup_passphrase_file.as_deref();
    let prompt = texts().ask_backup_passphrase();
    let text = passphrase::open(&sealed, path, file, &prompt, PassphraseFor::Backup, system)?;
    let broken = |reason: &dyn std::fmt::Display| {
        Failure::new(format!("can't read {}: {reason}", path.display()))
    };
    let text = std::str::from_utf8(&text).map_err(|_| broken(&"not UTF-8 text"))?;
    let backup = Vault::from_backup(text).map_err(|error| broken(&error))?;
    let vault = store::read(system)?;
    let preview = vault.merge_preview(&backup);
    let learns = vault.learns_from(&backup);
    if (learns || preview.iter().any(Merged::is_change)) && !global.yes {
        let mut question = listed(&preview);
        if learns {
            question.push_str(&(texts().restore_learns() + "\n"));
        }
        question.push_str(&texts().ask_restore());
        let sure = system
            .person
            .confirm(&question)
            .ok_or_else(|| Failure::no_terminal_hint("to restore without asking: --yes"))??;
        if !sure {
            return Err(Failure::new("not restored; nothing was changed"));
        }
    }
    drop(vault);
    let passphrase = key::choose_passphrase(global.yes, system)?;
    merge_backup(backup, &preview, passphrase, system)?;
    report(&preview, global, system)?;
    ask_lost(&preview, global, system)?;
    Ok(Status::Done)
}

/// Returns the error for a file that is not a backup, before anyone types a passphrase for it.
fn not_a_backup(bytes: &[u8], path: &Path) -> Failure {
    let path = path.display();
    let join = |kind: &str| {
        Failure::new(format!("{path} is {kind}, not a backup"))
            .hint_command("to use it: ringtrue join", "FILE")
    };
    let unopened = |error: UnsealError| Failure::new(format!("can't open {path}: {error}"));
    match FileKind::of(bytes) {
        _ if is_message(bytes) => join("a message"),
        _ if qr::looks_like_image(bytes) => join("a picture"),
        Some(FileKind::Empty) => unopened(UnsealError::Empty),
        Some(FileKind::Vault) => unopened(UnsealError::NoPassphrase).hint(
            "it is a vault, which opens only on its own device; run ringtrue backup FILE there to make \
             a backup",
        ),
        Some(kind) => Failure::new(format!("{path} is {kind}, not a backup")),
        None => unopened(UnsealError::NotAge),
    }
}

/// Asks whether the device that made the backup was lost, and prints the command that
/// locks it out.
fn ask_lost(preview: &[Merged], global: &Global, system: &mut System) -> Result<(), Failure> {
    let is_new = |merged: &&Merged| matches!(merged, Merged::Added { .. } | Merged::Key { .. });
    let is_asked = system.out_is_terminal && !global.json && !global.yes;
    if !is_asked || !preview.iter().any(|merged| is_new(&merged)) {
        return Ok(());
    }
    let answer = system.person.yes_or_unsure(&texts().ask_backup_lost());
    if answer.transpose()? != Some(true) {
        return Ok(());
    }
    let vault = store::read(system)?;
    for merged in preview.iter().filter(is_new) {
        let (Merged::Added { name, .. } | Merged::Key { name }) = merged else {
            continue;
        };
        if let Ok(group) = vault.select(Some(name.as_str())) {
            let line = end_lost(group) + "\n";
            say(system, &line)?;
        }
    }
    Ok(())
}

/// Returns how to lock a lost device out of this group.
fn end_lost(group: &Group) -> String {
    let (name, of) = (group.local_name(), shell_name(group.local_name()));
    let organisers = group.organisers();
    match organisers.own() {
        Some(own) => {
            let me = shell_name(&own.name);
            let command = format!("ringtrue rotate -g {of} --lost {me} --sealed FILE");
            texts().end_lost(name, &command)
        }
        None if group.has_organiser() => {
            let command = format!("ringtrue rotate -g {of} --lost NAME --sealed FILE");
            texts().end_lost_ask(name, &texts().any_of(&organisers.names()), &command)
        }
        None => texts().end_lost_alone(name, &format!("ringtrue rotate -g {of} --lost NAME")),
    }
}

/// Merges the backup under the exclusive lock, if that still does what was shown.
fn merge_backup(
    backup: Vault,
    preview: &[Merged],
    passphrase: Option<String>,
    system: &mut System,
) -> Result<(), Failure> {
    let now = system.now();
    let mut store = Store::open_with_passphrase(passphrase, system)?;
    if store.vault.merge_preview(&backup) != preview {
        return Err(Failure::new("another ringtrue just changed the groups")
            .hint("run it again: nothing was changed"));
    }
    let own = system.device_key.as_ref();
    let renamed = own.map(|own| store.vault.renamed_by(&backup, own));
    if let Some(own) = own {
        store.vault.remember_own(own.public());
    }
    if store.vault.merge(backup, now) {
        store.save(Previous::Keep)?;
    }
    let renamed = renamed.unwrap_or_default();
    if !renamed.is_empty() {
        let mut recent = store.recent(system)?;
        for (from, to) in renamed {
            recent.rename(from, to);
        }
        store.save_recent(&recent)?;
    }
    Ok(())
}

fn report(preview: &[Merged], global: &Global, system: &mut System) -> Result<(), Failure> {
    if global.json {
        let groups: Vec<_> = preview.iter().map(report_of).collect();
        say_json(system, &json!({ "groups": groups }))?;
    } else {
        say(system, &listed(preview))?;
    }
    Ok(())
}

fn listed(preview: &[Merged]) -> String {
    preview
        .iter()
        .map(|merged| texts().restored(merged) + "\n")
        .collect()
}

fn report_of(merged: &Merged) -> serde_json::Value {
    let (name, result) = match merged {
        Merged::Added { name, .. } => (name, "added"),
        Merged::Replaced {
            name, words, kept, ..
        } => {
            let kept: Vec<&str> = kept.iter().map(Name::as_str).collect();
            return json!({
                "name": name.as_str(),
                "result": "replaced",
                "check_words": check_words_line(words),
                "kept": kept,
            });
        }
        Merged::Same { name } => (name, "same"),
        Merged::Key { name } => (name, "key_added"),
        Merged::Retired { name, .. } => (name, "retired"),
        Merged::TooFar { name, .. } => (name, "too_far"),
        Merged::NameTaken { name } => (name, "name_taken"),
        _ => return serde_json::Value::Null,
    };
    json!({ "name": name.as_str(), "result": result })
}
