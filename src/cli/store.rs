//! The vault on this device: read under a shared lock, changed under an
//! exclusive one, and old seeds removed when their time is over.

use std::fmt::Display;

use ringtrue::Vault;
use ringtrue::recent::Recent;
use ringtrue::vault::{DeviceKey, FileError, UnsealError};
use zeroize::Zeroizing;

use super::failure::Failure;
use super::{note, warn};
use crate::sys::System;
use crate::sys::files::Held;

const VAULT: &str = "vault.age";
const BACKUP: &str = "vault.age.bak";
const DEVICE_KEY: &str = "device.key";
const RECENT: &str = "recent.toml";

/// The largest vault in bytes that is read: some 80,000 groups.
const MAX_VAULT: u64 = 16 << 20;

/// The largest of the other files in bytes.
const MAX_SMALL: u64 = 1 << 20;

/// What a change does to the version of the vault before it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// It is kept as `vault.age.bak`.
    Keep,
    /// It holds a seed that must not stay: it is overwritten too.
    Retire,
}

/// Reads the vault. Old seeds whose time is over are removed on the way, under
/// the exclusive lock.
pub fn read(system: &mut System) -> Result<Vault, Failure> {
    let mut held = system.home.shared();
    let vault = load(&mut held)?.vault;
    tell_mended(system, &mut held);
    drop(held);
    tell_unread(system, &vault);
    if !vault.has_expired(system.now()) {
        return Ok(vault);
    }
    match Store::open(system) {
        Ok(store) => Ok(store.vault),
        // The answer is still right: what has expired is accepted no more.
        Err(failure) => {
            warn(
                system,
                "an old seed's time is over, but it can't be removed",
            );
            note(system, failure);
            Ok(vault)
        }
    }
}

/// The vault, held alone from reading to writing.
pub struct Store {
    pub vault: Vault,
    held: Held,
    key: Option<DeviceKey>,
}

impl Store {
    /// Opens it to change it.
    pub fn open(system: &mut System) -> Result<Self, Failure> {
        let mut held = system.home.exclusive()?;
        let loaded = load(&mut held)?;
        tell_mended(system, &mut held);
        let mut store = Self {
            vault: loaded.vault,
            held,
            key: loaded.key,
        };
        if store.vault.remove_expired(system.now()) {
            store.save(Before::Retire)?;
        }
        Ok(store)
    }

    /// Writes it.
    pub fn save(&mut self, before: Before) -> Result<(), Failure> {
        let key = match self.key.take() {
            Some(key) => key,
            None => self.make_key()?,
        };
        let text = self.vault.to_toml().map_err(|error| self.broken(error))?;
        let sealed = key
            .seal(text.as_bytes())
            .map_err(|_| Failure::new("can't seal the vault"))?;
        self.key = Some(key);
        match before {
            Before::Keep => {
                if let Some(old) = self.held.read(VAULT, MAX_VAULT)? {
                    self.held.write(BACKUP, &old)?;
                }
            }
            // First, so that nothing that was retired outlives a power cut: the
            // vault itself is retired again when it is opened next.
            Before::Retire => self.held.write(BACKUP, &sealed)?,
        }
        self.held.write(VAULT, &sealed)?;
        Ok(())
    }

    /// Which halves were accepted before. What is damaged is set aside: a call
    /// that can't be checked is worse than a half that is accepted twice.
    pub fn recent(&mut self, system: &mut System) -> Result<Recent, Failure> {
        let Some(bytes) = self.held.read(RECENT, MAX_SMALL)? else {
            return Ok(Recent::default());
        };
        let text = std::str::from_utf8(&bytes).ok();
        if let Some(recent) = text.and_then(|text| Recent::from_toml(text).ok()) {
            return Ok(recent);
        }
        let aside = self.held.set_aside(RECENT)?;
        warn(
            system,
            format_args!(
                "which halves were used before can't be read; the file is kept as {}",
                aside.display()
            ),
        );
        Ok(Recent::default())
    }

    /// Writes which halves were accepted.
    pub fn save_recent(&self, recent: &Recent) -> Result<(), Failure> {
        Ok(self.held.write(RECENT, recent.to_toml().as_bytes())?)
    }

    fn make_key(&self) -> Result<DeviceKey, Failure> {
        let key = DeviceKey::generate();
        self.held.write(DEVICE_KEY, key.to_text().as_bytes())?;
        Ok(key)
    }

    fn broken(&self, error: FileError) -> Failure {
        unreadable(&self.held, VAULT, error)
    }
}

struct Loaded {
    vault: Vault,
    /// `None` where nothing was ever kept here.
    key: Option<DeviceKey>,
}

fn load(held: &mut Held) -> Result<Loaded, Failure> {
    let key = held.read(DEVICE_KEY, MAX_SMALL)?;
    let sealed = held.read(VAULT, MAX_VAULT)?;
    held.mend(BACKUP);
    held.mend(RECENT);
    let key = key.map(|text| device_key(held, &text)).transpose()?;
    match (key, sealed) {
        (Some(key), Some(sealed)) => {
            let vault = unseal(held, &key, &sealed)?;
            Ok(Loaded {
                vault,
                key: Some(key),
            })
        }
        (None, Some(_)) => Err(Failure::new(format!(
            "{} is missing, and without it {} can't be opened",
            held.path(DEVICE_KEY).display(),
            held.path(VAULT).display()
        ))
        .hint("put it back, or enrol this device anew in another RINGTRUE_HOME")),
        (key, None) => {
            if held.read(BACKUP, MAX_VAULT)?.is_some() {
                return Err(Failure::new(format!(
                    "{} is missing, but {} is there",
                    held.path(VAULT).display(),
                    held.path(BACKUP).display()
                ))
                .hint("go back to the version before: copy the second to the first"));
            }
            Ok(Loaded {
                vault: Vault::default(),
                key,
            })
        }
    }
}

fn device_key(held: &Held, text: &[u8]) -> Result<DeviceKey, Failure> {
    let broken = |reason: &dyn Display| {
        Failure::new(format!(
            "can't use {}: {reason}",
            held.path(DEVICE_KEY).display()
        ))
        .hint("put the right one back; ringtrue changes nothing until then")
    };
    let text = std::str::from_utf8(text).map_err(|_| broken(&"it is not text"))?;
    DeviceKey::from_text(text).map_err(|error| broken(&error))
}

fn unseal(held: &Held, key: &DeviceKey, sealed: &[u8]) -> Result<Vault, Failure> {
    let open = || -> Result<Zeroizing<Vec<u8>>, UnsealError> {
        if sealed.is_empty() {
            return Err(UnsealError::Empty);
        }
        key.open(sealed)
    };
    let text = open().map_err(|error| unreadable(held, VAULT, error))?;
    let text = std::str::from_utf8(&text)
        .map_err(|_| unreadable(held, VAULT, "what is sealed in it is not text"))?;
    Vault::from_toml(text).map_err(|error| match error {
        FileError::Version { .. } => Failure::new(format!(
            "can't read {}: {error}",
            held.path(VAULT).display()
        ))
        .hint("install the newest ringtrue; nothing was changed"),
        _ => unreadable(held, VAULT, error),
    })
}

fn unreadable(held: &Held, name: &str, reason: impl Display) -> Failure {
    Failure::new(format!(
        "can't read {}: {reason}",
        held.path(name).display()
    ))
    .hint(format!(
        "nothing was changed; the version before is {}",
        held.path(BACKUP).display()
    ))
}

fn tell_mended(system: &mut System, held: &mut Held) {
    for mended in std::mem::take(&mut held.mended) {
        warn(system, mended);
    }
}

fn tell_unread(system: &mut System, vault: &Vault) {
    for unread in vault.unread() {
        warn(
            system,
            format_args!(
                "a group in the vault can't be read (line {}); it is kept as it is",
                unread.line
            ),
        );
    }
}
