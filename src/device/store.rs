//! The vault on this device: read under a shared lock, changed under an
//! exclusive one. Expired seeds are removed on the way.

use std::fmt::Display;
use std::rc::Rc;

use ringtrue_core::device::{DeviceKey, DevicePublic};
use ringtrue_core::recent::Recent;
use ringtrue_core::state::State;
use ringtrue_core::text::shell_name;
use ringtrue_core::vault::{FileError, Renewed, open_vault, seal_vault, seal_vault_to_both};
use ringtrue_core::{UnixTime, Vault};

use crate::device::files::{BACKUP, MAX_VAULT, RECENT, STATE, VAULT, print_mode_warnings};
use crate::device::key;
use crate::device::renewal;
use crate::failure::Failure;
use crate::sys::System;
use crate::sys::files;
use crate::sys::files::LockedHome;
use crate::tell::{print_err, warn};

/// The largest of the other files in bytes.
const MAX_SMALL: u64 = 1 << 20;

/// The fate of the vault's previous version.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Previous {
    /// It is kept as `vault.age.bak`.
    Keep,
    /// It holds a seed that must not stay, and is overwritten too.
    Overwrite,
}

/// The vault as it was read, and its ciphertext: as long as the file is unchanged, the
/// vault need not be decrypted again.
#[derive(Default)]
pub struct ReadVault {
    pub vault: Vault,
    sealed: Vec<u8>,
}

/// Reads the vault. Removes expired seeds on the way, under the exclusive lock.
pub fn read(system: &mut System) -> Result<Vault, Failure> {
    Ok(read_with_ciphertext(system)?.vault)
}

/// Reads the vault like [`read`], but keeps the ciphertext so that
/// [`Store::reopen`] need not decrypt again.
pub fn read_with_ciphertext(system: &mut System) -> Result<ReadVault, Failure> {
    let key = key::unlock(system)?;
    let mut held = system.home.shared();
    let (mut read, _) = load(&mut held, key, None)?;
    print_mode_warnings(system, &mut held);
    drop(held);
    warn_unread(system, &read.vault);
    warn_displaced(system, &read.vault);
    let has_expired = read.vault.has_expired(system.now());
    if !has_expired && read.vault.renewal().is_none() {
        return Ok(read);
    }
    match Store::reopen(&mut read, system) {
        Ok(store) => Ok(store.close()),
        // The result is still right: an expired seed is no longer accepted.
        Err(failure) => {
            let left = if has_expired {
                "can't remove an old key that has expired"
            } else {
                "can't finish the interrupted renewal of the device key"
            };
            warn(system, left);
            print_err(system, failure);
            Ok(read)
        }
    }
}

/// The vault, locked exclusively from reading to writing.
pub struct Store {
    pub vault: Vault,
    sealed: Vec<u8>,
    pub held: LockedHome,
    key: Option<Rc<DeviceKey>>,
    /// The passphrase that a new device key is sealed to.
    passphrase: Option<String>,
    now: UnixTime,
}

impl Store {
    /// Opens the vault to change it.
    pub fn open(system: &mut System) -> Result<Self, Failure> {
        Self::open_with_passphrase(None, system)
    }

    /// Opens the vault to change it; seals a new device key to `passphrase`.
    pub fn open_with_passphrase(
        passphrase: Option<String>,
        system: &mut System,
    ) -> Result<Self, Failure> {
        let mut store = Self::open_held(None, system)?;
        store.passphrase = passphrase;
        if store.vault.remove_expired(store.now) {
            store.save(Previous::Overwrite)?;
        }
        Ok(store)
    }

    /// Opens the vault to change it, after [`read_with_ciphertext`]. The vault is moved
    /// out of `read`, unless this fails.
    pub fn reopen(read: &mut ReadVault, system: &mut System) -> Result<Self, Failure> {
        let mut store = Self::open_held(Some(read), system)?;
        if store.vault.remove_expired(store.now)
            && let Err(failure) = store.save(Previous::Overwrite)
        {
            *read = store.close();
            return Err(failure);
        }
        Ok(store)
    }

    fn open_held(mut read: Option<&mut ReadVault>, system: &mut System) -> Result<Self, Failure> {
        let key = key::unlock(system)?;
        let mut held = system.home.exclusive()?;
        let (ReadVault { vault, sealed }, key) = load(&mut held, key, read.as_deref_mut())?;
        print_mode_warnings(system, &mut held);
        let mut store = Self {
            vault,
            sealed,
            held,
            key,
            passphrase: None,
            now: system.now(),
        };
        if let Err(failure) = store.finish_renewal(system) {
            if let Some(read) = read {
                *read = store.close();
            }
            return Err(failure);
        }
        Ok(store)
    }

    /// Finishes an interrupted renewal of the device key, or drops it if the key is
    /// still the old one.
    fn finish_renewal(&mut self, system: &mut System) -> Result<(), Failure> {
        let (Some(old), Some(key)) = (self.vault.renewal(), self.key.clone()) else {
            return Ok(());
        };
        let own = key.public();
        // Another process may have put the new key in place since this one read the
        // old one. Then nothing may be sealed to the old one alone.
        if old == own && !key::is_kept(&key, &mut self.held, system)? {
            return Err(
                Failure::new("another ringtrue is renewing the device key").hint("run it again")
            );
        }
        let renewed = self.vault.settle_renewal(own);
        self.save(Previous::Overwrite)?;
        if old != own {
            renewal::note_finished(&renewed, &own, &self.vault, system);
        }
        Ok(())
    }

    /// Replaces the device key; `write` stores the new one. If this is interrupted,
    /// the vault opens with whichever key is stored then.
    pub fn renew(
        &mut self,
        new: DeviceKey,
        write: impl FnOnce(&LockedHome, &DeviceKey) -> Result<(), Failure>,
    ) -> Result<Vec<Renewed>, Failure> {
        let old = self.device_key()?;
        self.vault.begin_renewal(old.public());
        let text = self.vault.to_toml().map_err(|error| self.broken(error))?;
        let sealed = seal_vault_to_both(text.as_bytes(), &old, &new)
            .map_err(|_| Failure::new("can't seal the vault"))?;
        self.held.write(BACKUP, &sealed)?;
        self.held.write(VAULT, &sealed)?;
        write(&self.held, &new)?;
        let own = new.public();
        self.key = Some(Rc::new(new));
        let renewed = self.vault.settle_renewal(own);
        self.save(Previous::Overwrite)?;
        Ok(renewed)
    }

    /// Returns this device's public key. If there is none yet, makes one and writes
    /// the vault too: a vault without a key file means a key in the keyring.
    pub fn device(&mut self) -> Result<DevicePublic, Failure> {
        Ok(self.device_key()?.public())
    }

    /// Returns this device's key, and makes one like [`Store::device`].
    pub fn device_key(&mut self) -> Result<Rc<DeviceKey>, Failure> {
        if self.key.is_none() {
            self.save(Previous::Keep)?;
        }
        let key = self.key.clone();
        key.ok_or_else(|| Failure::new("this device has no key"))
    }

    /// Releases the lock. A person may take any time over what follows, and may need
    /// another ringtrue for a call.
    pub fn close(self) -> ReadVault {
        ReadVault {
            vault: self.vault,
            sealed: self.sealed,
        }
    }

    /// Writes the vault.
    pub fn save(&mut self, previous: Previous) -> Result<(), Failure> {
        let key = match &self.key {
            Some(key) => Rc::clone(key),
            None => self.make_key()?,
        };
        let text = self.vault.to_toml().map_err(|error| self.broken(error))?;
        let sealed =
            seal_vault(text.as_bytes(), &key).map_err(|_| Failure::new("can't seal the vault"))?;
        match previous {
            Previous::Keep => {
                if let Some(old) = self.held.read(VAULT, MAX_VAULT)? {
                    self.held.write(BACKUP, &old)?;
                }
            }
            // The backup first, so that no retired seed stays in it after a power cut:
            // the vault itself is cleaned when it is next opened.
            Previous::Overwrite => self.held.write(BACKUP, &sealed)?,
        }
        self.held.write(VAULT, &sealed)?;
        self.sealed = sealed;
        // The time helps only `doctor`: the vault counts as written without it.
        let _ = self.note_clock();
        Ok(())
    }

    /// Reads this device's state. Sets a damaged file aside.
    pub fn state(&mut self) -> Result<State, Failure> {
        let Some(bytes) = self.held.read(STATE, MAX_SMALL)? else {
            return Ok(State::default());
        };
        let text = std::str::from_utf8(&bytes).ok();
        if let Some(state) = text.and_then(|text| State::from_toml(text).ok()) {
            return Ok(state);
        }
        self.held.set_aside(STATE)?;
        Ok(State::default())
    }

    /// Writes this device's state.
    pub fn save_state(&self, state: &State) -> Result<(), Failure> {
        Ok(self.held.write(STATE, state.to_toml().as_bytes())?)
    }

    fn note_clock(&mut self) -> Result<(), Failure> {
        let mut state = self.state()?;
        state.last_clock = Some(self.now);
        self.save_state(&state)
    }

    /// Reads which halves were accepted before. Sets a damaged file aside: a call
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
                "can't read the list of used halves; moved the file to {}",
                aside.display()
            ),
        );
        Ok(Recent::default())
    }

    /// Writes which halves were accepted.
    pub fn save_recent(&self, recent: &Recent) -> Result<(), Failure> {
        Ok(self.held.write(RECENT, recent.to_toml().as_bytes())?)
    }

    fn make_key(&mut self) -> Result<Rc<DeviceKey>, Failure> {
        let key = Rc::new(DeviceKey::generate());
        let passphrase = self.passphrase.take();
        key::write(&self.held, &key, passphrase.as_deref())?;
        self.key = Some(Rc::clone(&key));
        Ok(key)
    }

    fn broken(&self, error: FileError) -> Failure {
        unreadable(&self.held, VAULT, error)
    }
}

/// Returns the vault and the key that opened it, `None` if nothing was ever kept
/// here. `key` was unlocked before the directory was locked. Takes the vault out of
/// `before` if the file is unchanged since.
fn load(
    held: &mut LockedHome,
    key: Option<Rc<DeviceKey>>,
    before: Option<&mut ReadVault>,
) -> Result<(ReadVault, Option<Rc<DeviceKey>>), Failure> {
    let key = match key {
        Some(key) => Some(key),
        None => key::read_new_key(held)?.map(Rc::new),
    };
    let sealed = held.read(VAULT, MAX_VAULT)?;
    held.narrow(BACKUP);
    held.narrow(RECENT);
    held.narrow(STATE);
    match (key, sealed) {
        (Some(key), Some(sealed)) => {
            let vault = match before {
                Some(before) if before.sealed == sealed => std::mem::take(&mut before.vault),
                _ => unseal(held, &key, &sealed, VAULT)?,
            };
            Ok((ReadVault { vault, sealed }, Some(key)))
        }
        (None, Some(_)) => {
            Err(Failure::new("another ringtrue just created the vault").hint("run it again"))
        }
        (key, None) => {
            if held.read(BACKUP, MAX_VAULT)?.is_some() {
                return Err(Failure::new(format!(
                    "{} is missing, but {} exists",
                    held.path(VAULT).display(),
                    held.path(BACKUP).display()
                ))
                .hint("to restore the previous version, copy the second file to the first"));
            }
            Ok((ReadVault::default(), key))
        }
    }
}

/// Reads this device's state, and changes nothing.
pub fn read_state(held: &mut LockedHome) -> Result<State, Failure> {
    let bytes = held.read(STATE, MAX_SMALL)?.unwrap_or_default();
    let text = std::str::from_utf8(&bytes).unwrap_or_default();
    Ok(State::from_toml(text).unwrap_or_default())
}

/// Reads which halves were accepted before, and changes nothing.
pub fn read_recent(held: &mut LockedHome) -> Recent {
    let bytes = held.read(RECENT, MAX_SMALL).ok().flatten();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    text.and_then(|text| Recent::from_toml(&text).ok())
        .unwrap_or_default()
}

/// Checks that the vault's previous version can be read; `None` if there is none.
pub fn check_backup(held: &mut LockedHome, key: Option<&DeviceKey>) -> Option<Result<(), Failure>> {
    match (held.read(BACKUP, MAX_VAULT), key) {
        (Ok(None), _) | (_, None) => None,
        (Err(error), _) => Some(Err(error.into())),
        (Ok(Some(sealed)), Some(key)) => Some(unseal(held, key, &sealed, BACKUP).map(|_| ())),
    }
}

fn unseal(held: &LockedHome, key: &DeviceKey, sealed: &[u8], name: &str) -> Result<Vault, Failure> {
    let text = open_vault(sealed, key).map_err(|error| unreadable(held, name, error))?;
    let text = std::str::from_utf8(&text)
        .map_err(|_| unreadable(held, name, "its contents are not text"))?;
    Vault::from_toml(text).map_err(|error| match error {
        FileError::Version { .. } => {
            Failure::new(format!("can't read {}: {error}", held.path(name).display()))
                .hint("install the newest ringtrue; nothing was changed")
        }
        _ => unreadable(held, name, error),
    })
}

fn unreadable(held: &LockedHome, name: &str, reason: impl Display) -> Failure {
    Failure::new(format!(
        "can't read {}: {reason}",
        held.path(name).display()
    ))
    .hint(match held.path(BACKUP) {
        backup if name != BACKUP && files::exists(&backup) => format!(
            "nothing was changed; the previous version is {}",
            backup.display()
        ),
        _ => "nothing was changed; if you have a backup, move this file elsewhere, then: ringtrue \
              restore FILE"
            .to_owned(),
    })
}

/// Warns an organiser to rotate again without those that only one of two rotations left out.
fn warn_displaced(system: &mut System, vault: &Vault) {
    for group in vault.groups() {
        let Some(name) = group.still_to_exclude().first() else {
            continue;
        };
        let (of, lost) = (shell_name(group.local_name()), shell_name(name));
        warn(
            system,
            format_args!(
                "two organisers changed the key of \"{}\" at the same time, and only one of them \
                 left {name} out, who may have the key that counts; change it again: ringtrue rotate \
                 -g {of} --lost {lost} --sealed FILE",
                group.local_name()
            ),
        );
    }
}

fn warn_unread(system: &mut System, vault: &Vault) {
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
