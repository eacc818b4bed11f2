//! An opened phone: its key, its groups, the open question and the call. The page
//! stores its data.

use ringtrue_core::call::CallFlow;
use ringtrue_core::device::DeviceKey;
use ringtrue_core::practice::Session;
use ringtrue_core::recent::Recent;
use ringtrue_core::state::State;
use ringtrue_core::vault::{open_vault, seal_vault};
use ringtrue_core::{Group, GroupId, Vault};
use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use crate::afar::Invitation;
use crate::error::Error;
use crate::family::Proposal;
use crate::join::{Input, Question};
use crate::keep::Backup;
use crate::make::Joiner;
use crate::message::Pending;
use crate::moment::time;
use crate::pages::NewSheet;
use crate::rotate::{Rotation, SealedFile};
use crate::texts;

/// This phone, opened. Free it to wipe its key and its groups.
#[wasm_bindgen]
pub struct Phone {
    pub(crate) key: DeviceKey,
    pub(crate) vault: Vault,
    pub(crate) recent: Recent,
    pub(crate) state: State,
    /// The selected group, set when a person picks one or a call begins.
    pub(crate) front: Option<GroupId>,
    pub(crate) flow: CallFlow,
    /// The practice call.
    pub(crate) drill: Option<Session>,
    /// The input that waits for an answer.
    pub(crate) input: Option<Input>,
    /// The open question about that input.
    pub(crate) question: Option<Question>,
    pub(crate) backup: Option<Backup>,
    pub(crate) message: Option<Pending>,
    /// The group that someone will join.
    pub(crate) group_to_join: Option<GroupId>,
    /// The person who is shown its QR code.
    pub(crate) joiner: Option<Joiner>,
    /// The invitation that is being sealed.
    pub(crate) invitation: Option<Invitation>,
    /// The sheet that is being printed.
    pub(crate) new_sheet: Option<NewSheet>,
    /// The change to the roll or to this phone that a person is asked about.
    pub(crate) proposal: Option<Proposal>,
    /// What is left to do since this phone has a new key.
    pub(crate) to_do: Vec<String>,
    pub(crate) rotation: Option<Rotation>,
    /// Messages that were sealed on this phone.
    pub(crate) sealed_files: Vec<SealedFile>,
    /// True if the previous vault holds a seed that must be erased.
    pub(crate) must_erase_previous: bool,
}

/// The data to store after a change.
#[wasm_bindgen]
pub struct Saved {
    vault: Vec<u8>,
    recent: String,
    state: String,
    sealed_files: Option<String>,
    must_erase_previous: bool,
}

#[wasm_bindgen]
impl Phone {
    /// Makes a phone with a new key and no groups.
    #[must_use]
    pub fn create() -> Self {
        Self::with(DeviceKey::generate())
    }

    /// Opens `vault.age` with the text of `device.key`. A damaged `recent.toml` or
    /// `state.toml` counts as missing: a call that can't be checked is worse than a half
    /// that is accepted twice.
    ///
    /// # Errors
    /// [`Error::NotText`], [`Error::Key`], [`Error::Unseal`] and [`Error::Vault`].
    pub fn open(
        key: Vec<u8>,
        vault: &[u8],
        recent: Option<String>,
        state: Option<String>,
    ) -> Result<Self, Error> {
        let key = Zeroizing::new(key);
        let key = str::from_utf8(&key).map_err(|_| Error::NotText)?;
        let mut phone = Self::with(DeviceKey::from_text(key)?);
        phone.reload(vault, recent, state)?;
        Ok(phone)
    }

    /// Reloads the vault after another page changed it. A call goes on, unless its group
    /// was forgotten.
    ///
    /// # Errors
    /// Same as [`Phone::open`]; nothing is changed then.
    pub fn reload(
        &mut self,
        vault: &[u8],
        recent: Option<String>,
        state: Option<String>,
    ) -> Result<(), Error> {
        let text = open_vault(vault, &self.key)?;
        let text = str::from_utf8(&text).map_err(|_| Error::NotText)?;
        self.vault = Vault::from_toml(text)?;
        let recent = recent.and_then(|text| Recent::from_toml(&text).ok());
        self.recent = recent.unwrap_or_default();
        let state = state.and_then(|text| State::from_toml(&text).ok());
        self.state = state.unwrap_or_default();
        self.must_erase_previous = false;
        if self.front.is_some_and(|id| self.vault.group(id).is_none()) {
            self.front = None;
            self.flow.start_over();
        }
        Ok(())
    }

    /// Returns the text of `device.key`, for the caller to seal and wipe.
    #[must_use]
    pub fn key(&self) -> Vec<u8> {
        self.key.to_text().as_bytes().to_vec()
    }

    /// Returns the data to store, with the vault sealed, at `now`.
    ///
    /// # Errors
    /// [`Error::Time`], [`Error::Vault`] and [`Error::Seal`].
    pub fn save(&mut self, now: f64) -> Result<Saved, Error> {
        self.state.last_clock = Some(time(now)?);
        let text = self.vault.to_toml()?;
        Ok(Saved {
            vault: seal_vault(text.as_bytes(), &self.key)?,
            recent: self.recent.to_toml(),
            state: self.state.to_toml(),
            sealed_files: self.sealed_files(),
            must_erase_previous: self.must_erase_previous,
        })
    }

    /// Records that what [`Phone::save`] returned was written.
    #[wasm_bindgen(js_name = markSaved)]
    pub fn mark_saved(&mut self) {
        self.must_erase_previous = false;
    }

    /// Removes old seeds that have expired. Returns true if there is something to save.
    ///
    /// # Errors
    /// [`Error::Time`].
    pub fn expire(&mut self, now: f64) -> Result<bool, Error> {
        let has_expired = self.vault.remove_expired(time(now)?);
        self.must_erase_previous |= has_expired;
        Ok(has_expired)
    }

    /// Returns the groups as JSON: each with `name`, `entry`, and whether it is in
    /// front.
    #[must_use]
    pub fn groups(&self) -> String {
        let front = self.group().ok().map(Group::id);
        let groups = self.vault.groups().iter();
        let groups: Vec<Value> = groups
            .map(|group| {
                json!({
                    "name": group.local_name().as_str(),
                    "entry": group.key_name(),
                    "front": front == Some(group.id()),
                })
            })
            .collect();
        Value::from(groups).to_string()
    }

    /// Brings the group of this name to the front. A call goes on in it.
    ///
    /// # Errors
    /// [`Error::NoGroup`].
    pub fn select(&mut self, name: &str) -> Result<(), Error> {
        self.front = Some(named(&self.vault, name)?.id());
        self.flow.switch_group();
        self.ask_who()
    }

    /// Returns the question whether to forget the group of this name.
    ///
    /// # Errors
    /// [`Error::NoGroup`].
    #[wasm_bindgen(js_name = askForget)]
    pub fn ask_forget(&self, name: &str) -> Result<String, Error> {
        Ok(texts().ask_forget(named(&self.vault, name)?.local_name()))
    }

    /// Forgets the group of this name, its seeds, and the halves accepted from it and from
    /// its pairs. Call it once a person has said yes.
    ///
    /// # Errors
    /// [`Error::NoGroup`].
    pub fn forget(&mut self, name: &str) -> Result<(), Error> {
        let group = named(&self.vault, name)?;
        let id = group.id();
        self.recent.forget(group, Some(&self.key));
        self.vault.remove(id);
        self.must_erase_previous = true;
        if self.front == Some(id) {
            self.front = None;
            self.flow.start_over();
        }
        Ok(())
    }
}

impl Phone {
    pub(crate) fn with(key: DeviceKey) -> Self {
        Self {
            key,
            vault: Vault::default(),
            recent: Recent::default(),
            state: State::default(),
            front: None,
            flow: CallFlow::default(),
            drill: None,
            input: None,
            question: None,
            backup: None,
            message: None,
            group_to_join: None,
            joiner: None,
            invitation: None,
            new_sheet: None,
            proposal: None,
            to_do: Vec::new(),
            rotation: None,
            sealed_files: Vec::new(),
            must_erase_previous: false,
        }
    }

    /// Returns the group in front, which calls are in.
    pub(crate) fn group(&self) -> Result<&Group, Error> {
        front(&self.vault, self.front)
    }
}

fn named<'a>(vault: &'a Vault, name: &str) -> Result<&'a Group, Error> {
    vault.select(Some(name)).map_err(|_| Error::NoGroup)
}

/// Returns the group of this id. Without an id, returns the default group or else the
/// first, since the others are one tap away.
pub(crate) fn front(vault: &Vault, id: Option<GroupId>) -> Result<&Group, Error> {
    let group = match id {
        Some(id) => vault.group(id),
        None => vault.select(None).ok().or_else(|| vault.groups().first()),
    };
    group.ok_or(Error::NoGroup)
}

#[wasm_bindgen]
impl Saved {
    /// Returns the contents of `vault.age`.
    #[must_use]
    pub fn vault(&self) -> Vec<u8> {
        self.vault.clone()
    }

    /// Returns the contents of `recent.toml`, which has no secrets.
    #[must_use]
    pub fn recent(&self) -> String {
        self.recent.clone()
    }

    /// Returns the contents of `state.toml`, which has no secrets.
    #[must_use]
    pub fn state(&self) -> String {
        self.state.clone()
    }

    /// Returns the messages sealed on this phone that may still have to be handed over, for
    /// [`Phone::load_sealed_files`]. They are not secret.
    #[must_use]
    #[wasm_bindgen(js_name = sealedFiles)]
    pub fn sealed_files(&self) -> Option<String> {
        self.sealed_files.clone()
    }

    /// Returns true if the previous vault must be overwritten.
    #[must_use]
    #[wasm_bindgen(getter, js_name = mustErasePrevious)]
    pub fn must_erase_previous(&self) -> bool {
        self.must_erase_previous
    }
}
