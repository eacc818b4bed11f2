//! `members promote` and `members demote`: who may sign the group's messages.

use ringtrue_core::group::{Organiser, OrganiserError};
use ringtrue_core::organiser::OrganiserKey;
use ringtrue_core::rotate::renamed_organisers;
use ringtrue_core::text::{check_words_line, in_quotes, quoted};
use ringtrue_core::{Group, Name};

use crate::args::{Demote, Global, Promote};
use crate::device::store;
use crate::failure::Failure;
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
    .hint(format!(
        "only an organiser can do that: {}",
        in_quotes(&names)
    ))
}

/// Somebody who is to be an organiser, by a key that a person compared.
pub struct Promotion {
    name: Name,
    key: OrganiserKey,
    /// The keys that they had before, if these no longer count.
    ended: Vec<OrganiserKey>,
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
    let old = keys(&group.organisers_called(name.as_str()));
    let renamed = once_called(&name, group);
    // What can't be done is said before anybody is asked.
    group.promote(name.as_str(), key)?;
    if !is_compared || arguments.accept_keys.is_some() {
        let typed = arguments.accept_keys.as_deref();
        confirm_organiser(&name, &key, typed, global, system)?;
    }
    let mut ended = Vec::new();
    if !old.is_empty() && !is_still_theirs(&name, global, system)? {
        ended = old;
    }
    ended.extend(ask_renamed(&name, &renamed, group, global, system)?);
    Ok(Promotion { name, key, ended })
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

fn keys(organisers: &[&Organiser]) -> Vec<OrganiserKey> {
    organisers.iter().map(|organiser| organiser.key).collect()
}

fn once_called(name: &Name, group: &Group) -> Vec<Organiser> {
    let organisers = group.organisers_once_called(name.as_str());
    organisers.into_iter().cloned().collect()
}

/// Asks about each organiser in `renamed`, who may be `name` under another name, and
/// returns the keys that no longer count. Unless a person says so, they still do.
fn ask_renamed(
    name: &Name,
    renamed: &[Organiser],
    group: &Group,
    global: &Global,
    system: &mut System,
) -> Result<Vec<OrganiserKey>, Failure> {
    let mut ended = Vec::new();
    for organiser in renamed {
        let now = &organiser.name;
        let words = check_words_line(&organiser.key.words());
        let question = texts().ask_renamed_organiser(now, name, &words);
        let sure = if global.yes {
            None
        } else {
            system.person.confirm(&question).transpose()?
        };
        match sure {
            Some(true) => ended.push(organiser.key),
            Some(false) => {}
            None => note(
                system,
                format_args!(
                    "{now} may be {name} under another name, and is still an organiser; to end \
                     that: ringtrue members demote -g {} {}",
                    quoted(group.local_name()),
                    quoted(now)
                ),
            ),
        }
    }
    Ok(ended)
}

/// Asks, before a member is taken off the roll or gives up a device, about the
/// organisers who may be them under another name, with nothing locked. Returns the keys
/// that no longer count.
pub fn ask_to_remove(
    name: &str,
    global: &Global,
    system: &mut System,
) -> Result<Vec<OrganiserKey>, Failure> {
    let vault = store::read(system)?;
    let group = vault.select(global.group.as_deref())?;
    let renamed: Vec<Organiser> = renamed_organisers(group, name)?
        .into_iter()
        .cloned()
        .collect();
    if renamed.is_empty() {
        return Ok(Vec::new());
    }
    let name = &group.member(name)?.name;
    ask_renamed(name, &renamed, group, global, system)
}

impl Promotion {
    /// Makes them an organiser.
    pub fn carry_out(&self, group: &mut Group, system: &mut System) -> Result<(), Failure> {
        let name = &self.name;
        if !self.ended.is_empty() {
            let before = group.organisers().pinned().to_vec();
            group.demote_keys(&self.ended)?;
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
    /// Which of their keys no longer count.
    keys: Vec<OrganiserKey>,
    /// Whether only this device hears of it, which is not an organiser's.
    only_here: bool,
}

/// Asks which keys are meant, if that is not plain, and asks before this device gives up an
/// organiser whose messages it takes, with nothing locked. An organiser's device tells the
/// others, and does not ask that.
pub fn ask_to_demote(
    arguments: &Demote,
    global: &Global,
    system: &mut System,
) -> Result<Demotion, Failure> {
    let mut vault = store::read(system)?;
    let group = vault.select_mut(global.group.as_deref())?;
    if !group.has_organiser() {
        return Err(nobody_yet(group));
    }
    let name = arguments.name.as_str();
    let spelt = match group.member(name) {
        Ok(member) => member.name.clone(),
        Err(_) => Name::tidy(name)?,
    };
    let demotion = Demotion {
        name: name.to_owned(),
        keys: which(arguments, &spelt, group, global, system)?,
        only_here: group.organisers().own().is_none(),
    };
    if !demotion.only_here {
        return Ok(demotion);
    }
    group.distrust(&demotion.keys)?;
    if global.yes {
        return Ok(demotion);
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
        return Ok(demotion);
    }
    Err(Failure::new("nothing was changed"))
}

/// Returns the keys that no longer count: the one that was typed, or else the one of
/// this name, if there are several after asking, and those of organisers who may be
/// them under another name, if a person says so.
fn which(
    arguments: &Demote,
    name: &Name,
    group: &mut Group,
    global: &Global,
    system: &mut System,
) -> Result<Vec<OrganiserKey>, Failure> {
    let called = keys(&group.organisers_called(&arguments.name));
    if let Some(typed) = &arguments.key {
        let key = public::organiser(Source::Typed(typed), system)?;
        if called.contains(&key) {
            return Ok(vec![key]);
        }
        return Err(
            Failure::new("nobody of that name is an organiser with that key")
                .command("see who is one: ringtrue members", "--words"),
        );
    }
    let renamed = once_called(name, group);
    if called.is_empty() && renamed.is_empty() {
        // Says why not.
        if group.organisers().own().is_some() {
            group.demote(&arguments.name)?;
        }
        return Err(OrganiserError::NotOne.into());
    }
    let mut ended = match called.as_slice() {
        [] | [_] => called,
        several => ask_which(name, several, group, global, system)?,
    };
    ended.extend(ask_renamed(name, &renamed, group, global, system)?);
    if ended.is_empty() {
        return Err(Failure::new("nothing was changed"));
    }
    Ok(ended)
}

/// Asks which of an organiser's keys no longer count. `--yes` does not answer for that.
fn ask_which(
    name: &Name,
    several: &[OrganiserKey],
    group: &Group,
    global: &Global,
    system: &mut System,
) -> Result<Vec<OrganiserKey>, Failure> {
    let count = u64::try_from(several.len()).unwrap_or(u64::MAX);
    let mut lines = vec![texts().demote_which(name, count)];
    for (number, key) in (1..).zip(several) {
        lines.push(format!("  {number}  {}", check_words_line(&key.words())));
    }
    lines.push(texts().ask_demote_which(name, "ringtrue words") + " ");
    let answer = if global.yes {
        None
    } else {
        system.person.ask(&lines.join("\n")).transpose()?
    };
    let answer = answer.ok_or_else(|| several_keys(name, several, group))?;
    let answer = answer.trim();
    if answer.eq_ignore_ascii_case("all") {
        return Ok(several.to_vec());
    }
    let number = answer.parse::<usize>().ok();
    let key = number.and_then(|number| several.get(number.checked_sub(1)?));
    Ok(key.copied().into_iter().collect())
}

/// Describes an organiser's keys, of which nobody was asked which one is meant.
fn several_keys(name: &Name, several: &[OrganiserKey], group: &Group) -> Failure {
    let described = several.iter().map(|key| {
        let words = check_words_line(&key.words());
        format!("{key} ({words})")
    });
    let described: Vec<String> = described.collect();
    Failure::new(format!(
        "{name} has {} organiser keys: {}",
        several.len(),
        described.join(", ")
    ))
    .hint(format!(
        "call {name} on a number that you know, and name the key that no longer counts: ringtrue \
         members demote -g {} {} --key KEY",
        quoted(group.local_name()),
        quoted(name)
    ))
}

impl Demotion {
    /// Makes them an organiser no more.
    pub fn carry_out(&self, group: &mut Group, system: &mut System) -> Result<(), Failure> {
        let name = self.name.as_str();
        let before = group.organisers().pinned().to_vec();
        if self.only_here {
            group.distrust(&self.keys)?;
        } else {
            group.demote_keys(&self.keys)?;
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

/// Takes somebody off the roll, who is an organiser no more either. Neither are those
/// who are `renamed`, by [`ask_to_remove`].
pub fn remove(
    name: &str,
    renamed: &[OrganiserKey],
    group: &mut Group,
    system: &mut System,
) -> Result<(), Failure> {
    let before = group.organisers().pinned().to_vec();
    if !renamed.is_empty() {
        group.demote_keys(renamed)?;
    }
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
