//! The roll of the group in front, and changes to it. `roll` in the core decides what can
//! be done and what to ask first.

use ringtrue_core::group::{Holds, Member, Organiser, Pairing};
use ringtrue_core::incoming::{PublicKeys, Text as Incoming};
use ringtrue_core::organiser::OrganiserKey;
use ringtrue_core::roll::{
    DemotionPlan, NewDevice, NewEntry, NewPair, PromotionPlan, RemovalPlan, put_on_roll,
};
use ringtrue_core::text::check_words_line;
use ringtrue_core::words::Word;
use ringtrue_core::{Group, GroupId, Name, UnixTime};
use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use crate::error::Error;
use crate::moment::Moment;
use crate::phone::Phone;
use crate::texts;

/// A change that a person is asked about.
pub struct Proposal {
    /// The text of the vault when they were asked.
    before: Zeroizing<String>,
    what: Change,
}

/// The change to make.
pub enum Change {
    /// A member gets a device key in this group.
    Device(GroupId, NewDevice),
    /// A member becomes an organiser.
    Promotion(GroupId, PromotionPlan),
    /// An organiser loses the role; these of their keys end.
    Demotion(GroupId, DemotionPlan, Vec<OrganiserKey>),
    /// A member is taken off the roll.
    Removal(GroupId, RemovalPlan),
    /// A member pairs with this phone's holder.
    Pair(GroupId, NewPair),
    /// A pairing ends.
    Unpair(GroupId, Name),
    /// This phone becomes a member's.
    Own(GroupId, Name),
    /// This phone gets a new key.
    Renewal,
}

#[wasm_bindgen]
impl Phone {
    /// Returns the roll of the group in front as JSON, members who are behind first: each with
    /// `name`, `holds` (`app`, `ringtrue` or `sheet`), `isYou`, and the `notes` on them. Then
    /// the organisers who are not on the roll, who hold null.
    ///
    /// # Errors
    /// [`Error::NoGroup`] and [`Error::Time`].
    pub fn roll(&self, now: f64, minutes_west: i32) -> Result<String, Error> {
        let moment = Moment::new(now, minutes_west)?;
        let group = self.group()?;
        let own = self.key.public();
        let roll = group.roll_call(Some(&own), moment.today).into_iter();
        let roll = roll.map(|member| self.entry(member, group, &moment));
        let organisers = group.organisers_off_roll().map(organiser_json);
        Ok(roll.chain(organisers).collect::<Value>().to_string())
    }

    /// Returns a member of the group in front as JSON: the fields of [`Phone::roll`], the six
    /// `words` of each of their keys with a label, and the `acts` that are possible: `device`,
    /// `new-device`, `own`, `pair`, `unpair`, `promote`, `demote` or `remove`.
    ///
    /// # Errors
    /// [`Error::NoGroup`], [`Error::Roll`] and [`Error::Time`].
    pub fn person(&self, name: &str, now: f64, minutes_west: i32) -> Result<String, Error> {
        let moment = Moment::new(now, minutes_west)?;
        let group = self.group()?;
        let organisers = group.organisers_called(name);
        let mut off_roll = group.organisers_off_roll();
        let (mut person, device, acts) = match group.member(name) {
            Ok(member) => {
                let device = member.device.filter(|_| !self.is_own(member));
                let device = device.map(|key| {
                    let label = texts().words_of_their_device(&member.name);
                    words(&label, &group.device_words(&key))
                });
                let person = self.entry(member, group, &moment);
                (person, device, self.acts(member, group))
            }
            Err(error) => {
                let organiser = off_roll.find(|it| it.name.is_meant_by(name));
                let acts = if organisers.is_empty() {
                    vec![]
                } else {
                    vec!["demote"]
                };
                (organiser_json(organiser.ok_or(error)?), None, acts)
            }
        };
        let organisers = organisers.into_iter().map(|organiser| {
            let label = texts().words_of_their_organiser_key(&organiser.name);
            words(&label, &group.organiser_words(&organiser.key))
        });
        if let Value::Object(person) = &mut person {
            let words = device.into_iter().chain(organisers).collect();
            person.insert("words".to_owned(), words);
            person.insert("acts".to_owned(), acts.into());
        }
        Ok(person.to_string())
    }

    /// Checks a name to put on the roll. Returns true if this phone's owner is not on it yet.
    ///
    /// # Errors
    /// [`Error::NoGroup`], [`Error::Name`] and [`Error::Roll`].
    #[wasm_bindgen(js_name = askAdd)]
    pub fn ask_add(&self, name: &str) -> Result<bool, Error> {
        let group = self.group()?;
        let name = Name::tidy(name)?;
        if let Ok(member) = group.member(name.as_str()) {
            return Err(ringtrue_core::group::RollError::Known(member.name.clone()).into());
        }
        Ok(group.member_with(&self.key.public()).is_none())
    }

    /// Puts someone on the roll who holds `app`, `ringtrue` or, as its owner, this phone
    /// (`own`). Returns sentences, as JSON.
    ///
    /// # Errors
    /// Same as [`Phone::ask_add`].
    #[wasm_bindgen(js_name = addMember)]
    pub fn add_member(&mut self, name: &str, holds: &str) -> Result<String, Error> {
        self.ask_add(name)?;
        let has = match Holds::from_name(holds) {
            Some(holds) => NewEntry::Holds(holds),
            None => NewEntry::Own(self.key.public()),
        };
        let id = self.group()?.id();
        self.enter_on_roll(id, name, has)
    }

    /// Asks whether a member is the owner of this phone. Answer with [`Phone::set_owner`].
    ///
    /// # Errors
    /// [`Error::NoGroup`] and [`Error::Roll`].
    #[wasm_bindgen(js_name = askOwner)]
    pub fn ask_owner(&mut self, name: &str) -> Result<String, Error> {
        let group = self.group()?;
        let name = group.member(name)?.name.clone();
        let question = texts().ask_own(&name);
        self.propose(Change::Own(group.id(), name))?;
        Ok(question)
    }

    /// Makes the member who was asked about this phone's owner. Returns sentences, as JSON.
    ///
    /// # Errors
    /// [`Error::NothingAsked`], [`Error::Changed`] and [`Error::Roll`].
    #[wasm_bindgen(js_name = setOwner)]
    pub fn set_owner(&mut self) -> Result<String, Error> {
        let Change::Own(id, name) = self.agreed()? else {
            return Err(Error::NothingAsked);
        };
        self.enter_on_roll(id, name.as_str(), NewEntry::Own(self.key.public()))
    }

    /// Parses a device key for a member. Returns JSON: its six `words`, null if they were
    /// compared before; the `question` below them; `no`, the answer if they differ; and
    /// `before`, a question about the member's previous key, or null.
    ///
    /// # Errors
    /// [`Error::PublicKey`], which never repeats the input, [`Error::NoGroup`] and
    /// [`Error::Roll`].
    #[wasm_bindgen(js_name = readDevice)]
    pub fn read_device(&mut self, name: &str, bytes: Vec<u8>) -> Result<String, Error> {
        let key = public_keys(bytes)?.device()?;
        let group = self.group()?;
        let plan = NewDevice::plan(name, key, group)?;
        let words = (!plan.is_compared).then(|| spellings(&group.device_words(&key)));
        let contradicts = plan
            .contradicts
            .then(|| texts().compare_contradicts(&plan.name));
        let asked = json!({
            "words": words,
            "lines": contradicts.into_iter().collect::<Vec<_>>(),
            "question": texts().compare_device_key(&plan.name),
            "no": texts().key_not_added(&plan.name),
            "before": plan.before.map(|_| texts().ask_old_key(&plan.name)),
        });
        self.propose(Change::Device(group.id(), plan))?;
        Ok(asked.to_string())
    }

    /// Gives the member the device key that was asked about, once its six words were found
    /// to be the same. `is_safe` is true if nobody else has their previous key. Returns
    /// sentences, as JSON.
    ///
    /// # Errors
    /// [`Error::NothingAsked`], [`Error::Changed`] and [`Error::Roll`].
    #[wasm_bindgen(js_name = giveDevice)]
    pub fn give_device(&mut self, is_safe: bool) -> Result<String, Error> {
        let Change::Device(id, plan) = self.agreed()? else {
            return Err(Error::NothingAsked);
        };
        let group = self.vault.group_mut(id).ok_or(Error::Changed)?;
        let has = NewEntry::Compared(plan.key);
        let mut lines = texts().entered(&put_on_roll(plan.name.as_str(), has, group)?, has);
        if let Some(before) = plan.before.filter(|_| !is_safe) {
            let ended = group.give_up_device(before);
            lines.extend(texts().given_up(&ended));
        }
        Ok(Value::from(lines).to_string())
    }

    /// Parses an organiser key, for a member to promote. Returns what [`Phone::read_device`]
    /// does; `before` asks whether they still have the device with their current organiser
    /// key. `renamed` has a question for each organiser who may be the same person under
    /// another name.
    ///
    /// # Errors
    /// [`Error::PublicKey`], [`Error::NoGroup`] and [`Error::Organiser`].
    #[wasm_bindgen(js_name = readOrganiser)]
    pub fn read_organiser(&mut self, name: &str, bytes: Vec<u8>) -> Result<String, Error> {
        let key = public_keys(bytes)?.organiser()?;
        let group = self.group()?;
        let plan = PromotionPlan::plan(name, key, group)?;
        let words = (!plan.is_compared).then(|| spellings(&group.organiser_words(&key)));
        let has_key = !plan.before.is_empty();
        let asked = json!({
            "words": words,
            "lines": [],
            "question": texts().compare_organiser_key(&plan.name),
            "no": texts().not_promoted(&plan.name),
            "before": has_key.then(|| texts().ask_old_organiser_key(&plan.name)),
            "renamed": ask_renamed(&plan.name, &plan.renamed, group),
        });
        self.propose(Change::Promotion(group.id(), plan))?;
        Ok(asked.to_string())
    }

    /// Makes the member who was asked about an organiser, once the six words were found to be
    /// the same. `keeps` is true if they still have the device with their current organiser
    /// key; `renamed` has 1 for each organiser who is the same person, 0 for the others.
    /// Returns sentences, as JSON.
    ///
    /// # Errors
    /// [`Error::NothingAsked`], [`Error::Changed`] and [`Error::Organiser`].
    pub fn promote(&mut self, keeps: bool, renamed: &[u8]) -> Result<String, Error> {
        let Change::Promotion(id, plan) = self.agreed()? else {
            return Err(Error::NothingAsked);
        };
        let group = self.vault.group_mut(id).ok_or(Error::Changed)?;
        let mut to_demote = keys_answered_yes(&plan.renamed, renamed);
        if !keeps {
            to_demote.extend(&plan.before);
        }
        let gone = plan.carry_out(&to_demote, group)?;
        let mut lines = vec![texts().promoted(&plan.name)];
        lines.extend(gone.iter().map(|name| texts().demoted(name)));
        lines.push(texts().hear_of_it());
        Ok(Value::from(lines).to_string())
    }

    /// Returns what to ask before an organiser is demoted, as JSON: `which`, with a `line`, a
    /// `question` and `options` if they have several keys, else null; and `renamed` as in
    /// [`Phone::read_organiser`]. Then call [`Phone::plan_demotion`].
    ///
    /// # Errors
    /// [`Error::NoGroup`] and [`Error::Organiser`].
    #[wasm_bindgen(js_name = askDemote)]
    pub fn ask_demote(&mut self, name: &str) -> Result<String, Error> {
        let group = self.group()?;
        let plan = DemotionPlan::plan(name, group)?;
        let count = plan.keys.len();
        let which = (count > 1).then(|| {
            let keys = plan.keys.iter();
            let keys = keys.map(|key| check_words_line(&group.organiser_words(key)));
            json!({
                "line": texts().demote_which(&plan.name, count as u64),
                "question": texts().ask_which_key(&plan.name),
                "options": keys.collect::<Vec<_>>(),
            })
        });
        let renamed = ask_renamed(&plan.name, &plan.renamed, group);
        let asked = json!({ "which": which, "renamed": renamed });
        self.propose(Change::Demotion(group.id(), plan, Vec::new()))?;
        Ok(asked.to_string())
    }

    /// Takes the index of the key to end, or none for all of the organiser's keys, and
    /// `renamed` as in [`Phone::promote`]. Returns the last question; on yes, call
    /// [`Phone::demote`].
    ///
    /// # Errors
    /// [`Error::NothingAsked`] and [`Error::Changed`].
    #[wasm_bindgen(js_name = planDemotion)]
    pub fn plan_demotion(&mut self, which: Option<usize>, renamed: &[u8]) -> Result<String, Error> {
        let Change::Demotion(id, plan, _) = self.agreed()? else {
            return Err(Error::NothingAsked);
        };
        let group = self.vault.group(id).ok_or(Error::Changed)?;
        let mut to_demote = match which {
            Some(at) => plan.keys.get(at).copied().into_iter().collect(),
            None => plan.keys.clone(),
        };
        to_demote.extend(keys_answered_yes(&plan.renamed, renamed));
        if to_demote.is_empty() {
            return Err(Error::NothingAsked);
        }
        let left = DemotionPlan::remaining(&to_demote, group);
        let question = match (plan.only_here, left.is_empty()) {
            (false, _) => texts().ask_demote(&plan.name),
            (true, false) => texts().ask_demote_here(&plan.name, &texts().any_of(&left)),
            (true, true) => texts().ask_demote_last_here(&plan.name),
        };
        self.propose(Change::Demotion(id, plan, to_demote))?;
        Ok(question)
    }

    /// Demotes the organiser who was asked about. Returns sentences, as JSON.
    ///
    /// # Errors
    /// [`Error::NothingAsked`], [`Error::Changed`] and [`Error::Organiser`].
    pub fn demote(&mut self) -> Result<String, Error> {
        let Change::Demotion(id, plan, to_demote) = self.agreed()? else {
            return Err(Error::NothingAsked);
        };
        let group = self.vault.group_mut(id).ok_or(Error::Changed)?;
        let gone = plan.carry_out(&to_demote, group)?;
        let mut lines = vec![texts().demoted(&plan.name)];
        lines.extend(gone.iter().map(|name| texts().demoted(name)));
        lines.extend((!plan.only_here).then(|| texts().hear_of_it()));
        Ok(Value::from(lines).to_string())
    }

    /// Returns what to ask before a member is taken off the roll, as JSON: the `question`,
    /// and `renamed` as in [`Phone::read_organiser`]. On yes, call [`Phone::remove`].
    ///
    /// # Errors
    /// [`Error::NoGroup`] and [`Error::Organiser`].
    #[wasm_bindgen(js_name = askRemove)]
    pub fn ask_remove(&mut self, name: &str) -> Result<String, Error> {
        let group = self.group()?;
        let plan = RemovalPlan::plan(name, group)?;
        let renamed = ask_renamed(&plan.name, &plan.renamed, group);
        let asked = json!({ "question": texts().ask_remove(&plan.name), "renamed": renamed });
        self.propose(Change::Removal(group.id(), plan))?;
        Ok(asked.to_string())
    }

    /// Takes the member who was asked about off the roll, with `renamed` as in
    /// [`Phone::promote`]. Returns sentences, as JSON.
    ///
    /// # Errors
    /// [`Error::NothingAsked`], [`Error::Changed`] and [`Error::Organiser`].
    pub fn remove(&mut self, renamed: &[u8]) -> Result<String, Error> {
        let Change::Removal(id, plan) = self.agreed()? else {
            return Err(Error::NothingAsked);
        };
        let group = self.vault.group_mut(id).ok_or(Error::Changed)?;
        let to_demote = keys_answered_yes(&plan.renamed, renamed);
        let gone = RemovalPlan::carry_out(plan.name.as_str(), &to_demote, group)?;
        let mut lines = vec![texts().removed(&plan.name, group)];
        if let Some(gone) = gone {
            lines.extend(gone.iter().map(|name| texts().demoted(name)));
            lines.push(texts().hear_of_it());
        }
        Ok(Value::from(lines).to_string())
    }

    /// Returns what to compare before this phone is paired with a member's device, as JSON:
    /// two labelled sets of `words` and the `question`. On yes, call [`Phone::pair`].
    ///
    /// # Errors
    /// [`Error::NoGroup`] and [`Error::Pair`].
    #[wasm_bindgen(js_name = askPair)]
    pub fn ask_pair(&mut self, name: &str) -> Result<String, Error> {
        let group = self.group()?;
        let plan = NewPair::plan(name, group, &self.key)?;
        let [yours, theirs] = plan.words(group);
        let asked = json!({
            "words": [
                words(&texts().pair_yours(&plan.name), &yours),
                words(&texts().pair_theirs(&plan.name), &theirs),
            ],
            "question": texts().ask_pair(&plan.name),
        });
        self.propose(Change::Pair(group.id(), plan))?;
        Ok(asked.to_string())
    }

    /// Pairs this phone with the device that was asked about. Returns sentences, as JSON.
    ///
    /// # Errors
    /// [`Error::NothingAsked`], [`Error::Changed`] and [`Error::Roll`].
    pub fn pair(&mut self) -> Result<String, Error> {
        let Change::Pair(id, plan) = self.agreed()? else {
            return Err(Error::NothingAsked);
        };
        let group = self.vault.group_mut(id).ok_or(Error::Changed)?;
        plan.carry_out(group)?;
        Ok(Value::from(vec![texts().pair_done(&plan.name)]).to_string())
    }

    /// Returns the question whether to end a pairing. On yes, call [`Phone::unpair`].
    ///
    /// # Errors
    /// [`Error::NoGroup`] and [`Error::Roll`].
    #[wasm_bindgen(js_name = askUnpair)]
    pub fn ask_unpair(&mut self, name: &str) -> Result<String, Error> {
        let group = self.group()?;
        let name = group.member(name)?.name.clone();
        let question = texts().ask_unpair(&name);
        self.propose(Change::Unpair(group.id(), name))?;
        Ok(question)
    }

    /// Ends the pairing that was asked about. Returns sentences, as JSON.
    ///
    /// # Errors
    /// [`Error::NothingAsked`], [`Error::Changed`] and [`Error::Roll`].
    pub fn unpair(&mut self) -> Result<String, Error> {
        let Change::Unpair(id, name) = self.agreed()? else {
            return Err(Error::NothingAsked);
        };
        let group = self.vault.group_mut(id).ok_or(Error::Changed)?;
        group.pair(name.as_str(), None)?;
        Ok(Value::from(vec![texts().pair_ended(&name)]).to_string())
    }
}

impl Phone {
    /// Records the change that a person is about to be asked about, with the current vault.
    pub(crate) fn propose(&mut self, what: Change) -> Result<(), Error> {
        let before = self.vault.to_toml()?;
        self.proposal = Some(Proposal { before, what });
        Ok(())
    }

    /// Returns the change that a person was asked about, unless the vault has changed since.
    pub(crate) fn agreed(&mut self) -> Result<Change, Error> {
        let Proposal { before, what } = self.proposal.take().ok_or(Error::NothingAsked)?;
        if *self.vault.to_toml()? != *before {
            return Err(Error::Changed);
        }
        Ok(what)
    }

    fn is_own(&self, member: &Member) -> bool {
        member.has_device(Some(&self.key.public()))
    }

    fn entry(&self, member: &Member, group: &Group, moment: &Moment) -> Value {
        let own = self.key.public();
        let when = |time: UnixTime| moment.written(time);
        json!({
            "name": member.name.as_str(),
            "holds": member.holds.as_str(),
            "isYou": self.is_own(member),
            "notes": texts().roll_notes(member, group, Some(&own), moment.today, &when),
        })
    }

    fn enter_on_roll(&mut self, id: GroupId, name: &str, has: NewEntry) -> Result<String, Error> {
        let group = self.vault.group_mut(id).ok_or(Error::Changed)?;
        let entered = put_on_roll(name, has, group)?;
        Ok(Value::from(texts().entered(&entered, has)).to_string())
    }

    /// Returns the acts that are possible on a member.
    fn acts(&self, member: &Member, group: &Group) -> Vec<&'static str> {
        let name = member.name.as_str();
        let is_other = !self.is_own(member);
        let is_organiser = !group.organisers_called(name).is_empty();
        let pairing = member.pairing();
        let can_pair = NewPair::plan(name, group, &self.key).is_ok();
        let acts = [
            ("pair", can_pair && !matches!(pairing, Pairing::With(_))),
            ("unpair", pairing != Pairing::Unpaired),
            ("device", is_other && member.device.is_none()),
            ("new-device", is_other && member.device.is_some()),
            ("promote", is_other && group.require_organiser().is_ok()),
            ("demote", is_other && is_organiser),
            ("own", is_other && !is_organiser),
            ("remove", RemovalPlan::plan(name, group).is_ok()),
        ];
        let acts = acts.into_iter().filter(|(_, can)| *can);
        acts.map(|(act, _)| act).collect()
    }
}

/// Returns an organiser who is not on the roll.
fn organiser_json(organiser: &Organiser) -> Value {
    json!({
        "name": organiser.name.as_str(),
        "holds": null,
        "isYou": false,
        "notes": [texts().roll_organiser_only()],
    })
}

/// Finds the public keys in what was scanned, chosen or pasted.
fn public_keys(bytes: Vec<u8>) -> Result<PublicKeys, Error> {
    let bytes = Zeroizing::new(bytes);
    let text = Incoming::read(&bytes).ok_or(Error::NotText)?;
    Ok(PublicKeys::find(&[text.as_str()])?)
}

/// Returns a question for each organiser who may be `name` under another name.
fn ask_renamed(name: &Name, renamed: &[Organiser], group: &Group) -> Vec<String> {
    let renamed = renamed.iter().map(|organiser| {
        let words = check_words_line(&group.organiser_words(&organiser.key));
        texts().ask_renamed_organiser(&organiser.name, name, &words)
    });
    renamed.collect()
}

/// Returns the keys of the organisers for whom the answer was yes.
fn keys_answered_yes(organisers: &[Organiser], answers: &[u8]) -> Vec<OrganiserKey> {
    let chosen = organisers.iter().zip(answers);
    let chosen = chosen.filter(|(_, answer)| **answer == 1);
    chosen.map(|(organiser, _)| organiser.key).collect()
}

/// Returns six words to compare, with their label.
pub(crate) fn words(label: &str, words: &[Word]) -> Value {
    json!({ "label": label, "words": spellings(words) })
}

pub(crate) fn spellings(words: &[Word]) -> Vec<&'static str> {
    words.iter().map(|word| word.as_str()).collect()
}
