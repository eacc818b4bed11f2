//! `protect`: changes how the device key is kept. The new copy is written, and read
//! back unless it is in the clear, before the old one is wiped.

use std::rc::Rc;

use ringtrue_core::device::DeviceKey;
use ringtrue_core::seal::open_with_passphrase;

use crate::args::{Global, Protect, ProtectCommand};
use crate::device::key;
use crate::device::key::{CLEAR, KeyStorage, SEALED};
use crate::device::passphrase;
use crate::device::passphrase::PassphraseFor;
use crate::device::store::Store;
use crate::failure::Failure;
use crate::keep::backup;
use crate::sys::{System, keyring};
use crate::tell::{Status, note, say, say_json, warn};
use crate::view::texts;

pub fn run(arguments: &Protect, global: &Global, system: &mut System) -> Result<Status, Failure> {
    let before = key::key_storage(system)?.ok_or_else(|| {
        Failure::new("there is nothing to protect yet")
            .hint("make a group first: ringtrue new NAME")
    })?;
    let kept = match arguments.command {
        ProtectCommand::Passphrase => by_passphrase(before, system)?,
        ProtectCommand::Keyring => by_keyring(before, global, system)?,
        ProtectCommand::Nothing => by_nothing(before, global, system)?,
    };
    if global.json {
        say_json(system, &serde_json::json!({ "device_key": kept }))?;
    } else {
        let text = match kept {
            "passphrase" => texts().protect_passphrase(),
            "keyring" => texts().protect_keyring(),
            _ => texts().protect_nothing(),
        };
        say(system, &(text + "\n"))?;
    }
    Ok(Status::Done)
}

fn by_passphrase(before: KeyStorage, system: &mut System) -> Result<&'static str, Failure> {
    let named = system.passphrase_file.clone();
    let passphrase = match named {
        // If the key is sealed already, the file has its current passphrase.
        Some(file) if before != KeyStorage::Passphrase => passphrase::choose_file(&file, system)?,
        _ => {
            key::unlock(system)?;
            passphrase::choose(&texts().ask_new_passphrase(), PassphraseFor::Device, system)?
        }
    };
    if passphrase.is_empty() {
        return Err(
            Failure::new("an empty passphrase protects nothing; nothing was changed")
                .hint("to keep the key in the clear: ringtrue protect nothing"),
        );
    }
    let (store, device_key) = open(system)?;
    key::write(&store.held, &device_key, Some(&passphrase))?;
    let path = store.held.path(SEALED);
    let mut home = store.held;
    let sealed = home.read(SEALED, 1 << 20)?.unwrap_or_default();
    if open_with_passphrase(&sealed, &passphrase).is_err() {
        return Err(Failure::new(format!(
            "{} is damaged after writing",
            path.display()
        )));
    }
    home.wipe(CLEAR)?;
    if before == KeyStorage::Keyring {
        forget_in_keyring(home.directory(), system);
    }
    if before != KeyStorage::Keyring {
        key::suggest_keyring(system);
    }
    if before == KeyStorage::Clear {
        note(
            system,
            "copies of the clear key may remain in a backup or on the disk; if someone else may \
             have one: ringtrue device --renew",
        );
    }
    Ok("passphrase")
}

fn by_keyring(
    before: KeyStorage,
    global: &Global,
    system: &mut System,
) -> Result<&'static str, Failure> {
    if before == KeyStorage::Keyring {
        key::unlock(system)?;
        return Ok("keyring");
    }
    // Fail without a keyring before asking anything.
    let home = system.home.directory().to_owned();
    keyring::get(&home).map_err(no_keyring)?;
    backup_first(global, system)?;
    let (store, device_key) = open(system)?;
    let text = device_key.to_text();
    keyring::set(&home, &text).map_err(no_keyring)?;
    let kept = keyring::get(&home);
    if !matches!(&kept, Ok(Some(kept)) if **kept == *text) {
        // Whatever the keyring may have stored is useless.
        forget_in_keyring(&home, system);
        return Err(match kept {
            Err(error) => no_keyring(error),
            Ok(_) => Failure::new("the keyring did not keep the key; nothing was changed"),
        });
    }
    store.held.wipe(SEALED)?;
    store.held.wipe(CLEAR)?;
    Ok("keyring")
}

/// Makes sure of a backup, or of the user's consent to go without: the keyring will hold
/// the only key to the vault.
fn backup_first(global: &Global, system: &mut System) -> Result<(), Failure> {
    let mut store = Store::open(system)?;
    let state = store.state()?;
    drop(store);
    if state.last_backup.is_some() {
        return Ok(());
    }
    let only = "the keyring will hold the only key to the groups, and there is no backup";
    if global.yes {
        warn(system, only);
        return Ok(());
    }
    let question = texts().ask_backup_first() + " ";
    let answer = system.person.ask(&question).ok_or_else(|| {
        Failure::new(only).hint("write one: ringtrue backup FILE; to go on without: --yes")
    })??;
    match answer.trim() {
        "" => {
            let sure = system.person.confirm(&texts().ask_no_backup());
            match sure.transpose()? {
                Some(true) => Ok(()),
                _ => Err(Failure::new("nothing was changed")),
            }
        }
        path => backup::write(path.as_ref(), global, system),
    }
}

fn by_nothing(
    before: KeyStorage,
    global: &Global,
    system: &mut System,
) -> Result<&'static str, Failure> {
    key::unlock(system)?;
    if before != KeyStorage::Clear && !global.yes {
        let sure = system
            .person
            .confirm(&texts().ask_protect_nothing())
            .ok_or_else(|| Failure::no_terminal_hint("to do it without asking: --yes"))??;
        if !sure {
            return Err(Failure::new("nothing was changed"));
        }
    }
    let (store, device_key) = open(system)?;
    key::write(&store.held, &device_key, None)?;
    store.held.wipe(SEALED)?;
    if before == KeyStorage::Keyring {
        forget_in_keyring(store.held.directory(), system);
    }
    Ok("nothing")
}

fn open(system: &mut System) -> Result<(Store, Rc<DeviceKey>), Failure> {
    let device_key = key::unlock(system)?.ok_or_else(|| Failure::new("there is no device key"))?;
    Ok((Store::open(system)?, device_key))
}

fn no_keyring(error: keyring::KeyringError) -> Failure {
    Failure::new(format!("{error}; nothing was changed"))
        .hint("use a passphrase instead: ringtrue protect passphrase")
}

fn forget_in_keyring(home: &std::path::Path, system: &mut System) {
    if let Err(error) = keyring::remove(home) {
        warn(
            system,
            format_args!("the old entry in the keyring could not be removed: {error}"),
        );
    }
}
