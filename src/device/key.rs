//! The device key: in the clear, sealed to a passphrase, or in the system's
//! keyring. Whoever is asked for a passphrase is asked before anything is
//! locked, and once.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use ringtrue_core::device::{DeviceKey, DevicePublic};
use ringtrue_core::seal::{UnsealError, open_with_passphrase, seal_to_passphrase};
use zeroize::Zeroizing;

use crate::device::files::{MAX_VAULT, VAULT, tell_mended};
use crate::failure::Failure;
use crate::sys::files::LockedHome;
use crate::sys::{System, files, keyring};
use crate::tell::{note, print_err};

/// The device key in the clear.
pub const CLEAR: &str = "device.key";

/// The device key, sealed to a passphrase.
pub const SEALED: &str = "device.key.age";

/// The largest of these files in bytes.
const MAX_KEY: u64 = 1 << 20;

/// The longest passphrase in bytes.
const MAX_PASSPHRASE: u64 = 1024;

/// How often a passphrase may be typed.
const TRIES: usize = 3;

/// How a device key is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// In the clear.
    Nothing,
    /// Sealed to a passphrase.
    Passphrase,
    /// In the system's keyring.
    Keyring,
}

/// How the key is kept, `None` where there is none. A clear key that stands
/// beside a sealed one (a change that was cut off) counts.
pub fn keeping(held: &mut LockedHome) -> Result<Option<Keeping>, Failure> {
    Ok(if held.read(CLEAR, MAX_KEY)?.is_some() {
        Some(Keeping::Nothing)
    } else if held.read(SEALED, MAX_KEY)?.is_some() {
        Some(Keeping::Passphrase)
    } else if held.read(VAULT, MAX_VAULT)?.is_some() {
        Some(Keeping::Keyring)
    } else {
        None
    })
}

/// The device key, `None` where there is none yet. A passphrase is taken from
/// the file that was named, or asked for. Never while the directory is held.
pub fn unlock(system: &mut System) -> Result<Option<Rc<DeviceKey>>, Failure> {
    if let Some(key) = &system.device_key {
        return Ok(Some(Rc::clone(key)));
    }
    let mut held = system.home.shared();
    let keeping = keeping(&mut held)?;
    tell_mended(system, &mut held);
    let key = match keeping {
        None => return Ok(None),
        Some(Keeping::Nothing) => clear(&mut held)?,
        Some(Keeping::Passphrase) => {
            let sealed = held.read(SEALED, MAX_KEY)?.unwrap_or_default();
            let path = held.path(SEALED);
            // Nobody else should wait while a person types.
            drop(held);
            Some(unseal(&sealed, &path, system)?)
        }
        Some(Keeping::Keyring) => Some(from_keyring(&held)?),
    };
    system.device_key = key.map(Rc::new);
    Ok(system.device_key.clone())
}

/// The device key where nobody has to be asked for it: it was unlocked before, or
/// lies in the clear.
pub fn at_hand(
    held: &mut LockedHome,
    system: &mut System,
) -> Result<Option<Rc<DeviceKey>>, Failure> {
    if system.device_key.is_none() {
        system.device_key = clear(held)?.map(Rc::new);
    }
    Ok(system.device_key.clone())
}

/// The public half of the device key, `None` where there is none yet.
pub fn public(system: &mut System) -> Result<Option<DevicePublic>, Failure> {
    Ok(unlock(system)?.map(|key| key.public()))
}

/// The key that lies in the clear, `None` where none does.
pub fn clear(held: &mut LockedHome) -> Result<Option<DeviceKey>, Failure> {
    let path = held.path(CLEAR);
    let text = held.read(CLEAR, MAX_KEY)?;
    text.map(|text| parse(&text, &path.display())).transpose()
}

/// Writes a key that was just made: sealed where there is a passphrase.
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

/// On the first group of a device: a passphrase for its key, where a person can
/// be asked or a script named a file. `None` for none.
pub fn offer(unasked: bool, system: &mut System) -> Result<Option<String>, Failure> {
    let mut held = system.home.shared();
    let is_first = keeping(&mut held)?.is_none();
    tell_mended(system, &mut held);
    drop(held);
    if !is_first {
        return Ok(None);
    }
    if let Some(path) = system.passphrase_file.clone() {
        let passphrase = passphrase_file(&path)?;
        let path = path.display();
        note(
            system,
            format_args!("this device is protected by the passphrase in {path}"),
        );
        return Ok(Some(passphrase));
    }
    if unasked || !system.out_is_terminal {
        return Ok(None);
    }
    print_err(
        system,
        "A passphrase keeps the code from whoever gets hold of this device or its files.\n",
    );
    let passphrase = choose(
        "Passphrase for this device (Enter alone for none): ",
        system,
    )?;
    if passphrase.is_empty() {
        print_err(
            system,
            "Without one, whoever can read your files has the code. Later: ringtrue protect \
             passphrase\n",
        );
        return Ok(None);
    }
    Ok(Some(passphrase))
}

/// Asks twice for a new passphrase, unseen. Enter alone is an empty one.
pub fn choose(prompt: &str, system: &mut System) -> Result<String, Failure> {
    for _ in 0..TRIES {
        let passphrase = ask(prompt, system)?;
        if passphrase.is_empty() || *passphrase == *ask("The same once more: ", system)? {
            return Ok(passphrase);
        }
        print_err(system, "Those two are not the same.\n");
    }
    Err(Failure::new(
        "no passphrase was typed twice alike; nothing was changed",
    ))
}

/// The passphrase in a file: its first line.
pub fn passphrase_file(path: &Path) -> Result<String, Failure> {
    let bytes = files::read_private(path, MAX_PASSPHRASE)?;
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| Failure::new(format!("{} is not text", path.display())))?;
    match text.lines().next().unwrap_or_default() {
        "" => Err(Failure::new(format!(
            "{} has no passphrase in it",
            path.display()
        ))),
        line => Ok(line.to_owned()),
    }
}

/// Opens something sealed to a passphrase, which is taken from `file` or asked
/// for.
pub fn open_asked(
    sealed: &[u8],
    path: &Path,
    file: Option<PathBuf>,
    prompt: &str,
    system: &mut System,
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let failed = |error| Failure::new(format!("can't open {}: {error}", path.display()));
    if let Some(file) = file {
        let passphrase = passphrase_file(&file)?;
        return open_with_passphrase(sealed, &passphrase).map_err(failed);
    }
    let mut tries = TRIES;
    loop {
        let passphrase = ask(prompt, system)?;
        tries -= 1;
        match open_with_passphrase(sealed, &passphrase) {
            Err(UnsealError::WrongPassphrase) if tries > 0 => {
                print_err(system, "That does not open it. Once more:\n");
            }
            opened => return opened.map_err(failed),
        }
    }
}

fn unseal(sealed: &[u8], path: &Path, system: &mut System) -> Result<DeviceKey, Failure> {
    let file = system.passphrase_file.clone();
    let prompt = "Passphrase of this device: ";
    let text = open_asked(sealed, path, file, prompt, system)?;
    parse(&text, &path.display())
}

fn from_keyring(held: &LockedHome) -> Result<DeviceKey, Failure> {
    let missing = |reason: &dyn Display| {
        Failure::new(format!(
            "the device key is neither in {} nor in the system's keyring: {reason}",
            held.path(CLEAR).display()
        ))
        .hint(
            "put the key file back, or unlock the keyring, or restore a backup in another \
             RINGTRUE_HOME: ringtrue restore FILE",
        )
    };
    match keyring::get(held.directory()) {
        Ok(Some(text)) => parse(text.as_bytes(), &"the keyring's entry"),
        Ok(None) => Err(missing(&"it has no such entry")),
        Err(error) => Err(missing(&error)),
    }
}

fn ask(prompt: &str, system: &mut System) -> Result<String, Failure> {
    let answer = system.person.ask_unseen(prompt).ok_or_else(|| {
        Failure::nobody_to_ask("name a file with the passphrase: --passphrase-file FILE")
    })?;
    Ok(answer?)
}

fn parse(text: &[u8], place: &dyn Display) -> Result<DeviceKey, Failure> {
    let broken = |reason: &dyn Display| {
        Failure::new(format!("can't use {place}: {reason}"))
            .hint("put the right one back; ringtrue changes nothing until then")
    };
    let text = std::str::from_utf8(text).map_err(|_| broken(&"it is not text"))?;
    DeviceKey::from_text(text).map_err(|error| broken(&error))
}
