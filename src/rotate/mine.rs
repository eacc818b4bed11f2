//! `rotate --lost ME`: what was lost is the device that whoever has this one had
//! before.

use ringtrue_core::device::DevicePublic;
use ringtrue_core::group::{Holds, Moved};
use ringtrue_core::organiser::{OrganiserKey, SigningKey};
use ringtrue_core::text::{check_words_line, quoted};
use ringtrue_core::{Group, Name, Secret, UnixTime};
use serde_json::{Value, json};

use crate::args::{Global, Rotate};
use crate::device::store;
use crate::failure::Failure;
use crate::sys::System;
use crate::view::texts;

/// A device that was lost, of whoever has this one.
pub struct Mine {
    name: Name,
    /// Whether somebody may have the organiser's key that was on it.
    may_have_key: bool,
}

/// Asks what there is to know about a lost device, with nothing locked. `None` if
/// it is another member's.
pub fn ask(
    arguments: &Rotate,
    global: &Global,
    system: &mut System,
) -> Result<Option<Mine>, Failure> {
    let Some(lost) = &arguments.lost else {
        return Ok(None);
    };
    let vault = store::read(system)?;
    let group = vault.select(global.group.as_deref())?;
    let own = system.device_key.as_ref().map(|key| key.public());
    let member = group.member(lost)?;
    let name = member.name.clone();
    if member.has_device(own.as_ref()) {
        return Ok(None);
    }
    if let Some(organiser) = group.organisers().own() {
        if !organiser.name.is_meant_by(name.as_str()) {
            return Ok(None);
        }
        return Ok(Some(Mine {
            name,
            may_have_key: may_have_key(system)?,
        }));
    }
    let is_on_roll = own.is_some_and(|own| group.member_with(&own).is_some());
    let may_be_me = member.holds == Holds::Ringtrue && !is_on_roll && !group.has_organiser();
    if !may_be_me {
        return Ok(None);
    }
    let question = texts().ask_are_you(&name);
    let sure = system.person.confirm(&question).transpose()?;
    Ok((sure == Some(true)).then_some(Mine {
        name,
        may_have_key: false,
    }))
}

/// Asks whether somebody may have the organiser's key that was on the lost device.
/// Unless a person says no, they may.
fn may_have_key(system: &mut System) -> Result<bool, Failure> {
    let question = texts().ask_behind_passphrase();
    let sure = system.person.confirm(&question).transpose()?;
    Ok(sure != Some(true))
}

impl Mine {
    /// Puts this device in the place of the lost one, and another seed in force.
    pub fn put_in_place(
        &self,
        group: &mut Group,
        own: DevicePublic,
        secret: Secret,
        now: UnixTime,
    ) -> Result<Replaced, Failure> {
        let moved = group.rotate_without_old_device(self.name.as_str(), own, secret, now)?;
        let key = if self.may_have_key {
            group.replace_organiser_key(SigningKey::generate)?
        } else {
            None
        };
        Ok(Replaced {
            name: self.name.clone(),
            moved,
            key,
        })
    }
}

/// A lost device, in the place of which there is this one now.
pub struct Replaced {
    name: Name,
    moved: Moved,
    /// The organiser's key that takes the place of the one on it.
    key: Option<OrganiserKey>,
}

impl Replaced {
    /// Whose it is.
    pub const fn name(&self) -> &Name {
        &self.name
    }

    /// Whose sheets ended.
    pub fn sheets(&self) -> &[Name] {
        &self.moved.sheets
    }

    /// What a report has more.
    pub fn report(&self) -> Value {
        let pairs: Vec<&str> = self.moved.pairs.iter().map(Name::as_str).collect();
        let words = self.key.map(|key| check_words_line(&key.words()));
        json!({
            "member": self.name.as_str(),
            "organiser": self.key.map(|key| key.to_string()),
            "organiser_words": words,
            "pair_again": pairs,
        })
    }

    /// What there is to do for people.
    pub fn told(&self, group: &Group) -> String {
        let of = quoted(group.local_name());
        let mut lines = vec![texts().replaced_device(&self.name)];
        if let Some(key) = &self.key {
            let name = quoted(&self.name);
            lines.push(texts().replaced_key(
                &key.to_string(),
                &check_words_line(&key.words()),
                &format!("ringtrue members demote -g {of} {name}"),
                &format!("ringtrue members promote -g {of} {name} --key {key}"),
                "ringtrue join FILE --trust-organiser",
            ));
        }
        for pair in &self.moved.pairs {
            let command = format!("ringtrue members pair -g {of} {}", quoted(pair));
            lines.push(texts().replaced_pair(&command));
        }
        lines.into_iter().map(|line| line + "\n").collect()
    }
}
