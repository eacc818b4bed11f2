//! This phone: its keys, renewing its device key, and deleting everything on it.

use ringtrue_core::calendar::backup_due;
use ringtrue_core::device::DeviceKey;
use ringtrue_core::group::{Group, Name};
use ringtrue_core::organiser::SigningKey;
use ringtrue_core::recent::Recent;
use ringtrue_core::roll::WordsToCompare;
use ringtrue_core::{Vault, words::Word};
use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::Error;
use crate::family::{Change, spellings, words};
use crate::moment::time;
use crate::phone::Phone;
use crate::picture::Picture;
use crate::texts;

/// A device key that will replace the phone's. Free it to wipe it.
#[wasm_bindgen]
pub struct NewKey(DeviceKey);

#[wasm_bindgen]
impl NewKey {
    /// Generates a new key.
    #[must_use]
    pub fn create() -> Self {
        Self(DeviceKey::generate())
    }

    /// Returns the text of `device.key`, for the caller to seal and wipe.
    #[must_use]
    pub fn text(&self) -> Vec<u8> {
        self.0.to_text().as_bytes().to_vec()
    }
}

#[wasm_bindgen]
impl Phone {
    /// Returns this phone's public key as JSON: the text `key` and its six `words`.
    #[must_use]
    #[wasm_bindgen(js_name = ownKey)]
    pub fn own_key(&self) -> String {
        let key = self.key.public();
        let key = json!({ "key": key.to_string(), "words": spellings(&key.words()) });
        key.to_string()
    }

    /// Returns this phone's public key as a QR code.
    ///
    /// # Errors
    /// [`Error::Draw`].
    #[wasm_bindgen(js_name = ownKeyPicture)]
    pub fn own_key_picture(&self) -> Result<Picture, Error> {
        Picture::of(&self.key.public().to_string())
    }

    /// Returns true if this phone has an organiser key in the group in front.
    ///
    /// # Errors
    /// [`Error::NoGroup`] and [`Error::Signing`].
    #[wasm_bindgen(js_name = hasOrganiserKey)]
    pub fn has_organiser_key(&self) -> Result<bool, Error> {
        let organisers = self.group()?.organisers();
        let key = organisers.own_key()?;
        Ok(key.is_some_and(|key| !organisers.demoted().contains(&key)))
    }

    /// Makes this phone's organiser key in the group in front, unless there is one.
    ///
    /// # Errors
    /// [`Error::NoGroup`] and [`Error::Signing`].
    #[wasm_bindgen(js_name = makeOrganiserKey)]
    pub fn make_organiser_key(&mut self) -> Result<(), Error> {
        let id = self.group()?.id();
        let group = self.vault.group_mut(id).ok_or(Error::NoGroup)?;
        group.offer_key(SigningKey::generate)?;
        Ok(())
    }

    /// Returns this phone's organiser key as JSON: the text `key`, its six `words`, and
    /// whether it `counts`.
    ///
    /// # Errors
    /// [`Error::NoGroup`], [`Error::NoOrganiserKey`] and [`Error::Signing`].
    #[wasm_bindgen(js_name = organiserKey)]
    pub fn organiser_key(&self) -> Result<String, Error> {
        let organisers = self.group()?.organisers();
        let key = organisers.own_key()?.ok_or(Error::NoOrganiserKey)?;
        let counts = organisers.own().is_some();
        let key = json!({
            "key": key.to_string(),
            "words": spellings(&key.words()),
            "counts": counts,
        });
        Ok(key.to_string())
    }

    /// Returns this phone's organiser key as a QR code.
    ///
    /// # Errors
    /// [`Error::NoGroup`], [`Error::NoOrganiserKey`], [`Error::Signing`] and [`Error::Draw`].
    #[wasm_bindgen(js_name = organiserKeyPicture)]
    pub fn organiser_key_picture(&self) -> Result<Picture, Error> {
        let key = self.group()?.organisers().own_key()?;
        Picture::of(&key.ok_or(Error::NoOrganiserKey)?.to_string())
    }

    /// Returns every set of six words that someone may ask this phone's owner for, as JSON:
    /// each with a `label` that says what it is for.
    ///
    /// # Errors
    /// [`Error::Signing`].
    #[wasm_bindgen(js_name = wordsToCompare)]
    pub fn words_to_compare(&self) -> Result<String, Error> {
        let group = self.group().ok();
        let found = WordsToCompare::of(group, Some(&self.key.public()))?;
        let entry = group.map(Group::key_name).unwrap_or_default();
        let set = |label: String, found: Option<[Word; 6]>| Some(words(&label, &found?));
        let all = [
            set(texts().words_family(&entry), found.family),
            set(texts().words_organiser(), found.organiser),
            set(texts().words_device(), found.device),
        ];
        Ok(all.into_iter().flatten().collect::<Value>().to_string())
    }

    /// Returns what to show before this phone gets a new key, as JSON: `lines` and the
    /// `question`. On yes, call [`Phone::with_new_key`].
    ///
    /// # Errors
    /// [`Error::Vault`].
    #[wasm_bindgen(js_name = askRenew)]
    pub fn ask_renew(&mut self) -> Result<String, Error> {
        let members = self.vault.groups().iter().flat_map(Group::members);
        let ends = members.filter(|member| member.paired.is_some() || member.sheet.is_some());
        let ends: Vec<&str> = ends.map(|member| member.name.as_str()).collect();
        let ends = (!ends.is_empty()).then(|| texts().renew_ends(&ends.join(", ")));
        let lines: Vec<String> = [texts().renew_key()].into_iter().chain(ends).collect();
        let asked = json!({ "lines": lines, "question": texts().ask_renew() });
        self.propose(Change::Renewal)?;
        Ok(asked.to_string())
    }

    /// Returns a copy of this phone with `new` as its key, after a person said yes. Save the
    /// copy together with its key, or free it. Overwrite all stored versions of the previous
    /// vault, since the old key opens them.
    ///
    /// # Errors
    /// [`Error::NothingAsked`], [`Error::Changed`], [`Error::Vault`] and [`Error::Key`].
    #[wasm_bindgen(js_name = withNewKey)]
    pub fn with_new_key(&mut self, new: &NewKey) -> Result<Self, Error> {
        let Change::Renewal = self.agreed()? else {
            return Err(Error::NothingAsked);
        };
        let mut phone = Self::with(DeviceKey::from_text(&new.0.to_text())?);
        phone.vault = Vault::from_toml(&self.vault.to_toml()?)?;
        phone.recent = Recent::from_toml(&self.recent.to_toml()).unwrap_or_default();
        phone.state = self.state.clone();
        phone.front = self.front;
        phone.load_sealed_files(self.sealed_files());
        phone.must_erase_previous = true;
        phone.vault.begin_renewal(self.key.public());
        let renewed = phone.vault.settle_renewal(phone.key.public());
        let lines = renewed.iter().flat_map(|renewed| {
            let group = phone.vault.group(renewed.group);
            group.map_or_else(Vec::new, |group| {
                texts().renewed_on_phone(&renewed.moved, group)
            })
        });
        phone.to_do = lines.collect();
        Ok(phone)
    }

    /// Returns what is left to do after [`Phone::with_new_key`], as sentences in JSON.
    #[must_use]
    #[wasm_bindgen(js_name = toDo)]
    pub fn to_do(&self) -> String {
        Value::from(self.to_do.clone()).to_string()
    }

    /// Returns what to show before everything on this phone is deleted, as JSON: `lines`, and
    /// `isLast`, which is true if a backup is due.
    ///
    /// # Errors
    /// [`Error::Time`].
    #[wasm_bindgen(js_name = askWipe)]
    pub fn ask_wipe(&self, now: f64) -> Result<String, Error> {
        let groups = self.vault.groups().iter();
        let only_one = groups.filter(|group| {
            group.organisers().own().is_some() && group.organisers().pinned().len() == 1
        });
        let names: Vec<&Name> = only_one.map(Group::local_name).collect();
        let lines: Vec<String> = names
            .iter()
            .map(|name| texts().wipe_organiser(name))
            .collect();
        let is_last = backup_due(&self.state, &self.vault, time(now)?).is_some();
        Ok(json!({ "lines": lines, "isLast": is_last }).to_string())
    }
}
