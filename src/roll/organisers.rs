//! `members promote` and `members demote`: who may sign the group's messages.

use ringtrue_core::group::{Organiser, OrganiserError};
use ringtrue_core::organiser::OrganiserKey;
use ringtrue_core::text::quoted;
use ringtrue_core::{Group, Name};

use crate::args::{Global, Promote};
use crate::device::store;
use crate::failure::{Failure, list};
use crate::roll::compare::confirm_organiser;
use crate::roll::public;
use crate::roll::public::Source;
use crate::sys::System;
use crate::tell::note;
use crate::view::texts;

/// Makes sure, before anybody is asked for a key, that this device may promote a
/// member.
fn may(group: &Group) -> Result<(), Failure> {
    if group.organisers().own().is_some() {
        return Ok(());
    }
    Err(if group.has_organiser() {
        not_you(group)
    } else {
        nobody_yet(group)
    })
}

fn nobody_yet(group: &Group) -> Failure {
    let name = group.local_name();
    Failure::new(format!("\"{name}\" has no organiser yet")).hint(format!(
        "who seals the first message to it is one: ringtrue invite -g {} --sealed FILE",
        quoted(name)
    ))
}

/// Another one has to do it.
fn not_you(group: &Group) -> Failure {
    let organisers = group.organisers().pinned().iter();
    let mut names: Vec<_> = organisers.map(|organiser| organiser.name.clone()).collect();
    names.dedup();
    Failure::new(format!(
        "this device is not an organiser's of \"{}\"",
        group.local_name()
    ))
    .hint(format!("only an organiser can do that: {}", list(&names)))
}

/// Somebody who is to be an organiser, by a key that a person compared.
pub struct Promotion {
    name: Name,
    key: OrganiserKey,
    /// Whether the key that they had before counts no longer.
    ends_old: bool,
}

/// Reads a member's organiser key and asks what has to be asked, with nothing locked.
pub fn ask(
    arguments: &Promote,
    global: &Global,
    system: &mut System,
) -> Result<Promotion, Failure> {
    let mut vault = store::read(system)?;
    let group = vault.select_mut(global.group.as_deref())?;
    may(group)?;
    let name = group.member(&arguments.name)?.name.clone();
    let source = Source::of(arguments.key.as_deref(), arguments.scan.as_deref());
    let source = source.ok_or_else(|| public::no_organiser_key(&name, group))?;
    let key = public::organiser(source, system)?;
    let is_compared = group.is_organiser_compared(&key);
    let has_old = group.has_organiser_key_of(name.as_str());
    // What can't be done is said before anybody is asked.
    group.promote(name.as_str(), key)?;
    if !is_compared || arguments.accept_keys.is_some() {
        let typed = arguments.accept_keys.as_deref();
        confirm_organiser(&name, &key, typed, global, system)?;
    }
    let ends_old = has_old && !is_still_theirs(&name, global, system)?;
    Ok(Promotion {
        name,
        key,
        ends_old,
    })
}

/// Asks whether a member still has the device with the organiser's key that counts.
/// Unless a person says so, someone else may have it.
fn is_still_theirs(name: &Name, global: &Global, system: &mut System) -> Result<bool, Failure> {
    if global.yes {
        return Ok(false);
    }
    let question = texts().ask_old_organiser_key(name);
    let sure = system.person.confirm(&question).transpose()?;
    Ok(sure == Some(true))
}

impl Promotion {
    /// Makes them an organiser.
    pub fn carry_out(&self, group: &mut Group, system: &mut System) -> Result<(), Failure> {
        let name = &self.name;
        if self.ends_old {
            let before = group.organisers().pinned().to_vec();
            group.demote(name.as_str())?;
            tell_demoted(&before, name.as_str(), group, system);
            note(
                system,
                format_args!("{name} had another organiser's key, which no longer counts"),
            );
        }
        group.promote(name.as_str(), self.key)?;
        tell_next(group, system);
        Ok(())
    }
}

/// Somebody who is to be an organiser no more.
pub struct Demotion {
    name: String,
    /// Whether only this device hears of it, which is not an organiser's.
    only_here: bool,
}

/// Asks before this device gives up an organiser whose messages it takes, with nothing
/// locked. An organiser's device tells the others, and does not ask.
pub fn ask_to_demote(
    name: &str,
    global: &Global,
    system: &mut System,
) -> Result<Demotion, Failure> {
    let mut vault = store::read(system)?;
    let group = vault.select_mut(global.group.as_deref())?;
    if !group.has_organiser() {
        return Err(nobody_yet(group));
    }
    let demotion = |only_here| Demotion {
        name: name.to_owned(),
        only_here,
    };
    if group.organisers().own().is_some() {
        return Ok(demotion(false));
    }
    let spelt = match group.member(name) {
        Ok(member) => member.name.clone(),
        Err(_) => Name::tidy(name)?,
    };
    // What can't be done is said before anybody is asked.
    group.distrust(name)?;
    if global.yes {
        return Ok(demotion(true));
    }
    let left = group.organisers().pinned().iter();
    let mut left: Vec<Name> = left.map(|organiser| organiser.name.clone()).collect();
    left.dedup();
    let question = if left.is_empty() {
        texts().ask_demote_last_here(&spelt)
    } else {
        texts().ask_demote_here(&spelt, &texts().any_of(&left))
    };
    let sure = system.person.confirm(&question);
    if sure.ok_or_else(|| Failure::nobody_to_ask("to do it unasked: --yes"))?? {
        return Ok(demotion(true));
    }
    Err(Failure::new("nothing was changed"))
}

impl Demotion {
    /// Makes them an organiser no more.
    pub fn carry_out(&self, group: &mut Group, system: &mut System) -> Result<(), Failure> {
        let name = self.name.as_str();
        let before = group.organisers().pinned().to_vec();
        if self.only_here {
            group.distrust(name)?;
        } else {
            group.demote(name)?;
        }
        tell_demoted(&before, name, group, system);
        if !self.only_here {
            tell_next(group, system);
        } else if !group.has_organiser() {
            note(
                system,
                format_args!(
                    "to change the key and show its QR code: ringtrue rotate -g {}",
                    quoted(group.local_name())
                ),
            );
        }
        Ok(())
    }
}

/// Takes somebody off the roll, who is an organiser no more either.
pub fn remove(name: &str, group: &mut Group, system: &mut System) -> Result<(), Failure> {
    let before = group.organisers().pinned().to_vec();
    let spelt = group.member(name)?.name.clone();
    group.dismiss(name).map_err(|error| match error {
        OrganiserError::NotYou => Failure::new(format!(
            "{spelt} is an organiser, and this device is not an organiser's"
        ))
        .hint(format!(
            "on an organiser's device: ringtrue members demote -g {} {}",
            quoted(group.local_name()),
            quoted(&spelt)
        )),
        error => error.into(),
    })?;
    if group.organisers().pinned().len() < before.len() {
        tell_demoted(&before, name, group, system);
        tell_next(group, system);
    }
    tell_has_seed(&spelt, group, system);
    Ok(())
}

/// Tells by which other name an organiser went who is none any more.
fn tell_demoted(before: &[Organiser], name: &str, group: &Group, system: &mut System) {
    for organiser in before {
        let is_gone = group.organisers().of_key(&organiser.key).is_none();
        if is_gone && !organiser.name.is_meant_by(name) {
            let line = texts().change_gone_organiser(&organiser.name);
            note(system, line);
        }
    }
}

/// Tells how to end that somebody off the roll has the seed: where the group has
/// an organiser, the others take a rotation from them alone.
fn tell_has_seed(name: &Name, group: &Group, system: &mut System) {
    let (who, sealed) = match (group.organisers().own(), group.has_organiser()) {
        (Some(_), _) => (String::new(), " --sealed FILE"),
        (None, true) => (format!(", ask {}", organisers(group)), " --sealed FILE"),
        (None, false) => (String::new(), ""),
    };
    note(
        system,
        format_args!(
            "{name} still has the seed; to end that{who}: ringtrue rotate -g {} --overlap \
             0{sealed}",
            quoted(group.local_name())
        ),
    );
}

/// Those who can do it.
fn organisers(group: &Group) -> String {
    let organisers = group.organisers().pinned().iter();
    let mut names: Vec<&str> = organisers.map(|it| it.name.as_str()).collect();
    names.dedup();
    names.join(" or ")
}

/// Tells how the others hear of it.
fn tell_next(group: &Group, system: &mut System) {
    note(
        system,
        format_args!(
            "the others hear of it with your next message: ringtrue rotate -g {} --sealed FILE",
            quoted(group.local_name())
        ),
    );
}
