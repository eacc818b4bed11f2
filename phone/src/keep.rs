//! Backups, and the phone's reminders: a backup that is due, a clock that went back.

use ringtrue_core::calendar::{BackupDue, backup_due};
use ringtrue_core::group::Origin;
use ringtrue_core::health::{self, Fact};
use ringtrue_core::seal::{UnsealError, open_with_passphrase, seal_to_passphrase};
use ringtrue_core::vault::Merged;
use ringtrue_core::words::Phrase;
use ringtrue_core::{Group, Vault};
use serde_json::json;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use crate::error::Error;
use crate::moment::{Moment, time};
use crate::phone::Phone;
use crate::texts;

/// An opened backup, and what restoring it would do.
pub struct Backup {
    vault: Vault,
    preview: Vec<Merged>,
}

#[wasm_bindgen]
impl Phone {
    /// Returns the state of the backups and the clock, as JSON:
    /// - `backup`: the day of the last backup, or null;
    /// - `due`: why another one is due (`never`, `new-seed` or `old`), or null;
    /// - `clock`: what is wrong with the clock, or null.
    ///
    /// # Errors
    /// [`Error::Time`].
    #[wasm_bindgen(js_name = backupState)]
    pub fn backup_state(&self, now: f64, minutes_west: i32) -> Result<String, Error> {
        let moment = Moment::new(now, minutes_west)?;
        let backup = self.state.last_backup;
        let backup = backup.map(|made| texts().day_short(moment.day(made)));
        let due = backup_due(&self.state, &self.vault, moment.now);
        let due = due.map(|due| match due {
            BackupDue::Never => "never",
            BackupDue::NewSeed => "new-seed",
            BackupDue::Old => "old",
        });
        let clock = match health::clock(&self.state, moment.now).map(|found| found.what) {
            Some(Fact::ClockWentBack { last }) => {
                Some(texts().clock_went_back(&moment.written(moment.now), &moment.written(last)))
            }
            _ => None,
        };
        Ok(json!({ "backup": backup, "due": due, "clock": clock }).to_string())
    }

    /// Returns the plaintext of a backup. The caller passes it to [`seal`], then wipes it.
    ///
    /// # Errors
    /// [`Error::NoGroup`] and [`Error::Vault`].
    #[wasm_bindgen(js_name = backupText)]
    pub fn backup_text(&self) -> Result<Vec<u8>, Error> {
        if self.vault.groups().is_empty() {
            return Err(Error::NoGroup);
        }
        Ok(self.vault.to_toml()?.as_bytes().to_vec())
    }

    /// Records that a backup was made at `now`.
    ///
    /// # Errors
    /// [`Error::Time`].
    #[wasm_bindgen(js_name = recordBackup)]
    pub fn record_backup(&mut self, now: f64) -> Result<(), Error> {
        self.state.last_backup = Some(time(now)?);
        Ok(())
    }

    /// Parses the plaintext of a backup. Returns JSON: `lines` say what restoring it would do;
    /// `question` asks whether to restore it, and is null if nothing would change; with
    /// `isOrganiser`, it brings the key of an organiser.
    ///
    /// # Errors
    /// [`Error::NotText`] and [`Error::Vault`].
    #[wasm_bindgen(js_name = askRestore)]
    pub fn ask_restore(&mut self, text: Vec<u8>) -> Result<String, Error> {
        let text = Zeroizing::new(text);
        self.drop_question();
        let text = str::from_utf8(&text).map_err(|_| Error::NotText)?;
        let backup = Vault::from_backup(text)?;
        let preview = self.vault.merge_preview(&backup);
        let learns = self.vault.learns_from(&backup);
        let mut lines: Vec<String> = preview.iter().map(|it| texts().restored(it)).collect();
        if learns {
            lines.push(texts().restore_learns());
        }
        let signs = |group: &Group| group.organisers().own().is_some();
        let is_organiser = backup.groups().iter().any(signs);
        let is_change = learns || preview.iter().any(Merged::is_change);
        let question = is_change.then(|| texts().ask_restore());
        self.backup = Some(Backup {
            vault: backup,
            preview,
        });
        let said = json!({ "lines": lines, "question": question, "isOrganiser": is_organiser });
        Ok(said.to_string())
    }

    /// Restores the backup that was asked about. If it added a group or a key, another device
    /// may have made it. Returns JSON: what to do in case that one is lost, a sentence for
    /// each such group.
    ///
    /// # Errors
    /// [`Error::NothingAsked`], [`Error::Changed`] and [`Error::Time`].
    pub fn restore(&mut self, now: f64) -> Result<String, Error> {
        let now = time(now)?;
        let Backup { vault, preview } = self.backup.take().ok_or(Error::NothingAsked)?;
        if self.vault.merge_preview(&vault) != preview {
            return Err(Error::Changed);
        }
        if self.vault.groups().is_empty() {
            // This backup now has everything on this phone, even if the clock of the device
            // that made it was ahead.
            let made = vault.groups().iter().map(|group| group.current().since);
            let made = made
                .chain([now])
                .max()
                .map(|made| made.min(now.plus_days(1)));
            self.state.last_backup = made;
        }
        for (from, to) in self.vault.renamed_by(&vault, &self.key) {
            self.recent.rename(from, to);
            if self.front == Some(from) {
                self.front = Some(to);
            }
        }
        self.vault.remember_own(self.key.public());
        self.vault.merge(vault, now);
        let is_later = |merged: &Merged| matches!(merged, Merged::Replaced { .. });
        self.must_erase_previous |= preview.iter().any(is_later);
        let brought = preview.iter().filter_map(|merged| match merged {
            Merged::Added { name, .. } | Merged::Key { name } => {
                self.vault.select(Some(name.as_str())).ok()
            }
            _ => None,
        });
        // Only the app that made a foreign key can replace it.
        let ours = brought.filter(|group| *group.origin() == Origin::Ringtrue);
        Ok(json!(ours.map(end_lost).collect::<Vec<_>>()).to_string())
    }
}

/// Returns how to lock a lost device out of a group.
fn end_lost(group: &Group) -> String {
    let name = group.local_name();
    if !group.may_rotate() {
        let organisers = texts().any_of(&group.organisers().names());
        texts().end_lost_phone_ask(name, &organisers)
    } else if group.members().is_empty() {
        texts().end_lost_phone_nobody(name)
    } else {
        texts().end_lost_phone(name)
    }
}

/// Seals to a passphrase, as `age -p` does. This takes about a second and 64 MiB, which
/// an instance never frees: call it in a short-lived worker.
///
/// # Errors
/// [`Error::NotText`] and [`Error::Seal`].
#[wasm_bindgen]
pub fn seal(text: Vec<u8>, passphrase: Vec<u8>) -> Result<Vec<u8>, Error> {
    let (text, passphrase) = (Zeroizing::new(text), Zeroizing::new(passphrase));
    let passphrase = str::from_utf8(&passphrase).map_err(|_| Error::NotText)?;
    Ok(seal_to_passphrase(&text, passphrase)?)
}

/// Opens what [`seal`] sealed. Returns null if the passphrase is wrong.
///
/// # Errors
/// [`Error::NotText`] and [`Error::Unseal`].
#[wasm_bindgen]
pub fn unseal(sealed: &[u8], passphrase: Vec<u8>) -> Result<Option<Vec<u8>>, Error> {
    let passphrase = Zeroizing::new(passphrase);
    let passphrase = str::from_utf8(&passphrase).map_err(|_| Error::NotText)?;
    match open_with_passphrase(sealed, passphrase) {
        Ok(text) => Ok(Some(text.to_vec())),
        Err(UnsealError::WrongPassphrase) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Draws six words, which make a strong passphrase.
///
/// # Errors
/// [`Error::Random`].
#[wasm_bindgen(js_name = drawWords)]
pub fn draw_words() -> Result<String, Error> {
    let phrase = Phrase::draw(getrandom::fill).map_err(|_| Error::Random)?;
    Ok(phrase.to_text().to_string())
}
