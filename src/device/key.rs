//! The device key: in the clear, sealed to a passphrase, or in the system's
//! keyring. A passphrase is asked for once, and before anything is locked.

use std::fmt::Display;
use std::path::Path;
use std::rc::Rc;

use ringtrue_core::device::{DeviceKey, DevicePublic};
use ringtrue_core::seal::seal_to_passphrase;

use crate::device::files::{MAX_VAULT, VAULT, print_mode_warnings};
use crate::device::passphrase;
use crate::device::passphrase::PassphraseFor;
pub use crate::device::passphrase::read_file as passphrase_file;
use crate::failure::Failure;
use crate::sys::System;
use crate::sys::files::LockedHome;
use crate::sys::keyring::KeyringError;
use crate::tell::{note, print_err, warn};
use crate::view::texts;

/// The device key in the clear.
pub const CLEAR: &str = "device.key";

/// The device key, sealed to a passphrase.
pub const SEALED: &str = "device.key.age";

/// The largest of these files in bytes.
const MAX_KEY: u64 = 1 << 20;

/// The place and form in which the device key is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyStorage {
    /// In the clear.
    Clear,
    /// Sealed to a passphrase.
    Passphrase,
    /// In the system's keyring.
    Keyring,
}

/// The stored forms of a device key, read before anyone is asked for a passphrase.
struct StoredKeys {
    entry: Result<Option<DeviceKey>, KeyringError>,
    sealed: Option<Vec<u8>>,
    clear: Option<Vec<u8>>,
    /// True if there is a vault, but neither file.
    is_missing: bool,
}

impl StoredKeys {
    fn read(system: &mut System) -> Result<Self, Failure> {
        // Before the directory is locked: the keyring may ask a person.
        let entry = (system.keyring)(system.home.directory());
        let mut held = system.home.shared();
        let sealed = held.read(SEALED, MAX_KEY)?;
        let clear = held.read(CLEAR, MAX_KEY)?;
        let is_missing =
            sealed.is_none() && clear.is_none() && held.read(VAULT, MAX_VAULT)?.is_some();
        print_mode_warnings(system, &mut held);
        let entry = match entry.map(|text| text.map(|text| parse_entry(&text))) {
            Ok(Some(Err(_))) if sealed.is_some() || clear.is_some() => {
                warn(system, "ignoring the keyring's entry: it is not a key");
                Ok(None)
            }
            Ok(entry) => Ok(entry.transpose()?),
            Err(error) => Err(error),
        };
        Ok(Self {
            entry,
            sealed,
            clear,
            is_missing,
        })
    }

    /// Returns the storage that counts: an entry in the keyring before any file, and a sealed file
    /// before a clear one. So a file that someone else puts there replaces no protected key.
    fn storage(&self) -> Option<KeyStorage> {
        match (&self.entry, &self.sealed, &self.clear) {
            // Only an existing entry can be locked.
            (Ok(Some(_)) | Err(KeyringError::Locked), ..) => Some(KeyStorage::Keyring),
            (_, Some(_), _) => Some(KeyStorage::Passphrase),
            (_, None, Some(_)) => Some(KeyStorage::Clear),
            _ => self.is_missing.then_some(KeyStorage::Keyring),
        }
    }
}

/// Returns how the device key is stored, or `None` if there is none yet.
pub fn key_storage(system: &mut System) -> Result<Option<KeyStorage>, Failure> {
    Ok(StoredKeys::read(system)?.storage())
}

/// Returns the device key, or `None` if there is none yet. Takes the passphrase from
/// the file that was named, or asks for it. Never call it while the directory is
/// locked.
pub fn unlock(system: &mut System) -> Result<Option<Rc<DeviceKey>>, Failure> {
    if let Some(key) = &system.device_key {
        return Ok(Some(Rc::clone(key)));
    }
    let mut stored = StoredKeys::read(system)?;
    let Some(storage) = stored.storage() else {
        return Ok(None);
    };
    let key = match storage {
        KeyStorage::Clear => {
            let path = system.home.path(CLEAR);
            if matches!(stored.entry, Err(KeyringError::Failed)) {
                let path = path.display();
                warn(system, format_args!("the keyring failed; using {path}"));
            }
            parse(&stored.clear.unwrap_or_default(), &path.display())?
        }
        KeyStorage::Passphrase => {
            let sealed = stored.sealed.as_deref().unwrap_or_default();
            let key = unseal(sealed, &system.home.path(SEALED), system)?;
            remove_leftover_clear_key(&stored, &key, system);
            key
        }
        KeyStorage::Keyring => {
            let key = from_keyring(&mut stored, system)?;
            remove_leftover_clear_key(&stored, &key, system);
            key
        }
    };
    system.device_key = Some(Rc::new(key));
    system.device_key_file = stored.sealed;
    Ok(system.device_key.clone())
}

/// Returns true if a person would be asked for the passphrase of the key that was
/// unlocked.
pub const fn is_behind_passphrase(system: &System) -> bool {
    system.device_key_file.is_some() && system.passphrase_file.is_none()
}

/// Drops the unlocked key, which wipes it.
pub fn forget(system: &mut System) {
    system.device_key = None;
    system.device_key_file = None;
}

/// Returns whether `key`, which was unlocked before the directory was locked, is
/// still the stored one.
pub fn is_kept(key: &DeviceKey, held: &mut LockedHome, system: &System) -> Result<bool, Failure> {
    if let Ok(Some(text)) = (system.keyring)(held.directory()) {
        return Ok(parse_entry(&text).is_ok_and(|kept| kept.public() == key.public()));
    }
    if let Some(sealed) = held.read(SEALED, MAX_KEY)? {
        return Ok(Some(sealed) == system.device_key_file);
    }
    let clear = held.read(CLEAR, MAX_KEY)?.unwrap_or_default();
    Ok(parse(&clear, &CLEAR).is_ok_and(|kept| kept.public() == key.public()))
}

/// Removes the clear key beside a protected one if they are the same, as after an
/// interrupted change. Warns if they are not.
fn remove_leftover_clear_key(stored: &StoredKeys, key: &DeviceKey, system: &mut System) {
    let Some(clear) = &stored.clear else { return };
    let path = system.home.path(CLEAR);
    let path = path.display();
    let is_same = parse(clear, &path).is_ok_and(|clear| clear.public() == key.public());
    if !is_same {
        return warn(
            system,
            format_args!(
                "ignoring {path}: it is not this device's key; delete it, and if you did not put \
                 it there, someone else can write to this directory"
            ),
        );
    }
    match remove_clear(stored, system) {
        Ok(true) => note(
            system,
            format_args!("removed {path}, a leftover copy of the key in the clear"),
        ),
        Ok(false) => {}
        Err(failure) => print_err(system, failure.warning()),
    }
}

/// Removes the clear key unless it became the only one in the meantime.
fn remove_clear(stored: &StoredKeys, system: &System) -> Result<bool, Failure> {
    let mut held = system.home.exclusive()?;
    let is_protected = match &stored.sealed {
        Some(_) => held.read(SEALED, MAX_KEY)? == stored.sealed,
        None => matches!((system.keyring)(held.directory()), Ok(Some(_))),
    };
    if is_protected {
        held.wipe(CLEAR)?;
    }
    Ok(is_protected)
}

/// Returns the public half of the device key, or `None` if there is none yet.
pub fn public(system: &mut System) -> Result<Option<DevicePublic>, Failure> {
    Ok(unlock(system)?.map(|key| key.public()))
}

/// Returns the clear key that another process made since [`unlock`] found none.
pub fn read_new_key(held: &mut LockedHome) -> Result<Option<DeviceKey>, Failure> {
    if held.read(SEALED, MAX_KEY)?.is_some() {
        return Err(Failure::new("another ringtrue just made the device key").hint("run it again"));
    }
    let path = held.path(CLEAR);
    let text = held.read(CLEAR, MAX_KEY)?;
    text.map(|text| parse(&text, &path.display())).transpose()
}

/// Writes a new key, sealed if there is a passphrase.
pub fn write(held: &LockedHome, key: &DeviceKey, passphrase: Option<&str>) -> Result<(), Failure> {
    let text = key.to_text();
    match passphrase {
        None => Ok(held.write(CLEAR, text.as_bytes())?),
        Some(passphrase) => {
            let sealed = seal_to_passphrase(text.as_bytes(), passphrase)
                .map_err(|_| Failure::new("can't seal the device key"))?;
            Ok(held.write(SEALED, &sealed)?)
        }
    }
}

/// Offers a passphrase for the device key when it is created, if a person can be
/// asked or a script named a file. Returns `None` for no passphrase. With
/// `skip_questions` (`--yes`), nobody is asked.
pub fn choose_passphrase(
    skip_questions: bool,
    system: &mut System,
) -> Result<Option<String>, Failure> {
    if key_storage(system)?.is_some() {
        return Ok(None);
    }
    if let Some(path) = system.passphrase_file.clone() {
        let passphrase = passphrase::choose_file(&path, system)?;
        let path = path.display();
        note(
            system,
            format_args!("this device is protected by the passphrase in {path}"),
        );
        return Ok(Some(passphrase));
    }
    if skip_questions || !system.out_is_terminal {
        return Ok(None);
    }
    print_err(system, texts().passphrase_offer() + "\n");
    let prompt = texts().ask_first_passphrase();
    let passphrase = passphrase::choose(&prompt, PassphraseFor::Device, system)?;
    if passphrase.is_empty() {
        let text = texts().passphrase_none("ringtrue protect passphrase");
        print_err(system, text + "\n");
        return Ok(None);
    }
    suggest_keyring(system);
    Ok(Some(passphrase))
}

/// Prints how to type the passphrase less often.
pub fn suggest_keyring(system: &mut System) {
    note(
        system,
        texts().passphrase_less_often("ringtrue protect keyring"),
    );
}

fn unseal(sealed: &[u8], path: &Path, system: &mut System) -> Result<DeviceKey, Failure> {
    let file = system.passphrase_file.clone();
    let prompt = texts().ask_device_passphrase();
    let text = passphrase::open(
        sealed,
        path,
        file.as_deref(),
        &prompt,
        PassphraseFor::Device,
        system,
    )?;
    parse(&text, &path.display())
}

fn from_keyring(stored: &mut StoredKeys, system: &System) -> Result<DeviceKey, Failure> {
    let clear = system.home.path(CLEAR);
    let missing = |reason: &dyn Display| {
        let path = clear.display();
        let message = if stored.is_missing {
            format!("the device key is neither in {path} nor in the system's keyring: {reason}")
        } else {
            format!("the device key is in the system's keyring: {reason}")
        };
        Failure::new(message).hint(
            "put the key file back, or unlock the keyring, or restore a backup in another \
             RINGTRUE_HOME: ringtrue restore FILE",
        )
    };
    match std::mem::replace(&mut stored.entry, Ok(None)) {
        Ok(Some(key)) => Ok(key),
        Err(error) => Err(missing(&error)),
        // Another process may have put it there after the first look.
        Ok(None) => match (system.keyring)(system.home.directory()) {
            Ok(Some(text)) => parse_entry(&text),
            Ok(None) => Err(missing(&"it has no such entry")),
            Err(error) => Err(missing(&error)),
        },
    }
}

fn parse_entry(text: &str) -> Result<DeviceKey, Failure> {
    parse(text.as_bytes(), &"the keyring's entry")
}

fn parse(text: &[u8], place: &dyn Display) -> Result<DeviceKey, Failure> {
    let broken = |reason: &dyn Display| {
        Failure::new(format!("can't use {place}: {reason}"))
            .hint("put the right key back; nothing was changed")
    };
    let text = std::str::from_utf8(text).map_err(|_| broken(&"it is not text"))?;
    // Editors on Windows put a byte order mark before it.
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    DeviceKey::from_text(text).map_err(|error| broken(&error))
}
