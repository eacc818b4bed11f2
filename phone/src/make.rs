//! Making a family on this phone, and letting people join it from its screen.

use ringtrue_core::call::{DEVICE_TRIES, check_device};
use ringtrue_core::group::{Holds, Member, RollError};
use ringtrue_core::otpauth::{key_to_type, link};
use ringtrue_core::vault::NameTaken;
use ringtrue_core::{Generation, Group, GroupId, Name, Secret};
use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::Error;
use crate::moment::time;
use crate::phone::Phone;
use crate::picture::Picture;
use crate::texts;

/// Someone who is shown the QR code of a group, until their device was checked.
pub struct Joiner {
    group: GroupId,
    generation: Generation,
    name: Name,
    holds: Holds,
    tries: usize,
    is_seen: bool,
}

#[wasm_bindgen]
impl Phone {
    /// Checks a name for a new family. Returns the `name` that every app can show, as
    /// JSON, with a `note` if it is not as typed.
    ///
    /// # Errors
    /// [`Error::Name`] and [`Error::NameTaken`].
    #[wasm_bindgen(js_name = checkFamilyName)]
    pub fn check_family_name(&self, typed: &str) -> Result<String, Error> {
        let name = self.free_name(typed)?;
        let note = (name.as_str() != typed.trim()).then(|| texts().new_called(&name));
        Ok(json!({ "name": name.as_str(), "note": note }).to_string())
    }

    /// Makes a family, with this phone on its list under the name `own`. Returns the
    /// sentence to show.
    ///
    /// # Errors
    /// [`Error::Name`], [`Error::NameTaken`], [`Error::Roll`], [`Error::Random`] and
    /// [`Error::Time`]; nothing is changed then.
    pub fn make(&mut self, name: &str, own: &str, now: f64) -> Result<String, Error> {
        let now = time(now)?;
        let name = self.free_name(name)?;
        let secret = Secret::generate(getrandom::fill).map_err(|_| Error::Random)?;
        let mut id = [0; GroupId::LENGTH];
        getrandom::fill(&mut id).map_err(|_| Error::Random)?;
        let mut group = Group::new(name, secret, GroupId::from_bytes(id), now);
        group.give_own_device(own, self.key.public())?;
        let (id, entry) = (group.id(), group.key_name());
        self.vault.add(group)?;
        self.flow.start_over();
        self.front = Some(id);
        Ok(texts().new_made(&entry))
    }

    /// Begins to let someone join the group in front, and pins that group. Returns the
    /// names of members not yet seen with the current key, as JSON.
    ///
    /// # Errors
    /// [`Error::NoGroup`].
    #[wasm_bindgen(js_name = beginJoining)]
    pub fn begin_joining(&mut self) -> Result<String, Error> {
        self.group_to_join = Some(self.group()?.id());
        let own = self.key.public();
        let names = self.group_to_join()?.not_seen_yet(Some(&own));
        let names = names.into_iter().map(|name| Value::from(name.as_str()));
        Ok(names.collect::<Value>().to_string())
    }

    /// Looks up the person who will join. Returns JSON: their `name`, and what they hold
    /// according to the list, as [`Phone::let_join`] takes it, or null.
    ///
    /// # Errors
    /// [`Error::Name`], [`Error::NoGroup`], [`Error::OnPaper`], and [`Error::Roll`] if
    /// this phone is theirs.
    #[wasm_bindgen(js_name = lookUpJoiner)]
    pub fn look_up_joiner(&self, typed: &str) -> Result<String, Error> {
        let (name, known) = self.joiner_called(typed)?;
        let holds = known.map(|member| member.holds.as_str());
        Ok(json!({ "name": name.as_str(), "holds": holds }).to_string())
    }

    /// Lets someone join who has `app` or `ringtrue`. Returns what to show beside the QR
    /// code, as JSON: `entry`, `words`, and the `question` for [`Phone::check_joiner`].
    ///
    /// # Errors
    /// Same as [`Phone::look_up_joiner`].
    #[wasm_bindgen(js_name = letJoin)]
    pub fn let_join(&mut self, name: &str, holds: &str) -> Result<String, Error> {
        let (name, known) = self.joiner_called(name)?;
        let said = match Holds::from_name(holds) {
            Some(Holds::Ringtrue) => Holds::Ringtrue,
            _ => Holds::App,
        };
        let holds = known.map_or(said, |member| member.holds);
        let group = self.group_to_join()?;
        let words = group.current().check_words();
        let words: Vec<&str> = words.iter().map(|word| word.as_str()).collect();
        let shown = json!({
            "entry": group.key_name(),
            "words": words,
            "question": texts().ask_device_code(name.as_str(), group),
        });
        self.joiner = Some(Joiner {
            group: group.id(),
            generation: group.generation(),
            name,
            holds,
            tries: 0,
            is_seen: false,
        });
        Ok(shown.to_string())
    }

    /// Draws the QR code that the joiner scans.
    ///
    /// # Errors
    /// [`Error::NothingAsked`], [`Error::Changed`] and [`Error::Draw`].
    #[wasm_bindgen(js_name = joinPicture)]
    pub fn join_picture(&self) -> Result<Picture, Error> {
        let (_, group) = self.joiner_and_group()?;
        Picture::of(&link(group))
    }

    /// Returns the key for the joiner to type by hand, as JSON: `lines` that say how, and
    /// the `key`.
    ///
    /// # Errors
    /// [`Error::NothingAsked`] and [`Error::Changed`].
    #[wasm_bindgen(js_name = joinKey)]
    pub fn join_key(&self) -> Result<String, Error> {
        let (_, group) = self.joiner_and_group()?;
        let key = key_to_type(group);
        let lines = texts().typing_steps(group);
        Ok(json!({ "lines": lines, "key": key.as_str() }).to_string())
    }

    /// Judges the code that the joiner's device shows. Returns null if it is right, else
    /// the reason why not.
    ///
    /// # Errors
    /// [`Error::NothingAsked`], [`Error::Changed`] and [`Error::Time`].
    #[wasm_bindgen(js_name = checkJoiner)]
    pub fn check_joiner(&mut self, typed: &str, now: f64) -> Result<Option<String>, Error> {
        let (_, group) = self.joiner_and_group()?;
        let wrong = check_device(group, typed, time(now)?).err();
        let wrong = wrong.map(|why| texts().device_wrong(&why, group));
        if let Some(joiner) = &mut self.joiner {
            joiner.tries += 1;
            joiner.is_seen = wrong.is_none();
        }
        Ok(wrong)
    }

    /// Returns true, and resets the count, if the joiner's device was checked so often that
    /// it has to scan again.
    #[wasm_bindgen(js_name = mustScanAgain)]
    pub fn must_scan_again(&mut self) -> bool {
        let spent = self.joiner.as_mut().filter(|it| it.tries >= DEVICE_TRIES);
        spent.map(|joiner| joiner.tries = 0).is_some()
    }

    /// Records on the list that the joiner's device shows the right code. Returns the
    /// sentence to show.
    ///
    /// # Errors
    /// [`Error::NothingAsked`], [`Error::Changed`], [`Error::NoGroup`], [`Error::Roll`]
    /// and [`Error::Time`].
    #[wasm_bindgen(js_name = confirmJoiner)]
    pub fn confirm_joiner(&mut self, now: f64) -> Result<String, Error> {
        let now = time(now)?;
        let (joiner, _) = self.joiner_and_group()?;
        if !joiner.is_seen {
            return Err(Error::NothingAsked);
        }
        let (id, generation, holds) = (joiner.group, joiner.generation, joiner.holds);
        let name = joiner.name.clone();
        let group = self.vault.group_mut(id).ok_or(Error::NoGroup)?;
        let name = group.enrol_member(name.as_str(), holds, generation, now)?;
        self.joiner = None;
        Ok(texts().device_code_right(name.as_str()))
    }

    /// Ends what [`Phone::let_join`] began. Returns the sentence to show if the joiner was
    /// not confirmed.
    #[wasm_bindgen(js_name = leaveJoiner)]
    pub fn leave_joiner(&mut self) -> Option<String> {
        let joiner = self.joiner.take()?;
        Some(texts().join_not_seen(&joiner.name))
    }
}

impl Phone {
    fn free_name(&self, typed: &str) -> Result<Name, Error> {
        let name = Name::tidy(typed)?;
        if self.vault.is_taken(&name) {
            return Err(NameTaken(name).into());
        }
        Ok(name)
    }

    /// Returns the group that someone will join.
    pub(crate) fn group_to_join(&self) -> Result<&Group, Error> {
        let group = self.group_to_join.and_then(|id| self.vault.group(id));
        group.ok_or(Error::NoGroup)
    }

    /// Returns the name of someone who will join, and their entry on the list.
    fn joiner_called(&self, typed: &str) -> Result<(Name, Option<&Member>), Error> {
        let Ok(known) = self.group_to_join()?.member(typed) else {
            return Ok((Name::tidy(typed)?, None));
        };
        let name = known.name.clone();
        if known.has_device(Some(&self.key.public())) {
            return Err(RollError::Known(name).into());
        }
        if known.holds == Holds::Sheet {
            return Err(Error::OnPaper(name));
        }
        Ok((name, Some(known)))
    }

    /// Returns the joiner, and the group whose QR code they were shown.
    fn joiner_and_group(&self) -> Result<(&Joiner, &Group), Error> {
        let joiner = self.joiner.as_ref().ok_or(Error::NothingAsked)?;
        let group = self.vault.group(joiner.group).ok_or(Error::Changed)?;
        if group.generation() == joiner.generation {
            Ok((joiner, group))
        } else {
            Err(Error::Changed)
        }
    }
}
