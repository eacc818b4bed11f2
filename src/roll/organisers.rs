//! `members promote` and `members demote`: who may sign the group's messages.

use ringtrue_core::group::{Organiser, OrganiserError};
use ringtrue_core::organiser::OrganiserKey;
use ringtrue_core::roll;
use ringtrue_core::rotate::renamed_organisers;
use ringtrue_core::text::{check_words_line, in_quotes, shell_name};
use ringtrue_core::{Group, Name};

use crate::args::{Demote, Global, Promote};
use crate::device::store;
use crate::failure::Failure;
use crate::roll::compare::confirm_organiser;
use crate::roll::public_key;
use crate::roll::public_key::Source;
use crate::sys::System;
use crate::tell::note;
use crate::view::texts;

/// Checks that this device may promote a member, before anyone is asked for a key.
fn check_may_promote(group: &Group) -> Result<(), Failure> {
    group
        .require_organiser()
        .map_err(|error| failure(error, group))
}

fn failure(error: OrganiserError, group: &Group) -> Failure {
    match error {
        OrganiserError::NotYou => not_you(group),
        OrganiserError::Nobody => nobody_yet(group),
        error => error.into(),
    }
}

fn nobody_yet(group: &Group) -> Failure {
    let name = group.local_name();
    Failure::new(format!("\"{name}\" has no organiser yet")).hint(format!(
        "the first person to seal a message becomes the organiser: ringtrue invite -g {} --sealed \
         FILE",
        shell_name(name)
    ))
}

/// Names the organisers who can do it instead.
fn not_you(group: &Group) -> Failure {
    Failure::new(format!(
        "this device does not belong to an organiser of \"{}\"",
        group.local_name()
    ))
    .hint(format!(
        "only an organiser can do that: {}",
        in_quotes(&group.organisers().names())
    ))
}

/// A promotion to organiser, with a key that a person compared.
pub struct Promotion {
    plan: roll::PromotionPlan,
    /// The keys that no longer count.
    to_demote: Vec<OrganiserKey>,
}

/// Reads a member's organiser key and asks any necessary questions, with nothing locked.
pub fn ask(
    arguments: &Promote,
    global: &Global,
    system: &mut System,
) -> Result<Promotion, Failure> {
    let vault = store::read(system)?;
    let group = vault.select(global.group.as_deref())?;
    check_may_promote(group)?;
    let name = group.member(&arguments.name)?.name.clone();
    let source = Source::of(arguments.key.as_deref(), arguments.scan.as_deref());
    let source = source.ok_or_else(|| public_key::no_organiser_key(&name, group))?;
    let key = public_key::read_organiser_key(source, system)?;
    // Report what can't be done before asking anything.
    let plan = roll::PromotionPlan::plan(name.as_str(), key, group)?;
    if !plan.is_compared || arguments.accept_keys.is_some() {
        let typed = arguments.accept_keys.as_deref();
        confirm_organiser(&name, &key, typed, global, system)?;
    }
    let mut to_demote = Vec::new();
    if !plan.before.is_empty() && !is_still_theirs(&name, global, system)? {
        to_demote.clone_from(&plan.before);
    }
    to_demote.extend(ask_renamed(&name, &plan.renamed, group, global, system)?);
    Ok(Promotion { plan, to_demote })
}

/// Asks whether a member still has the device with the organiser key that counts. Without
/// a yes, someone else may have it.
fn is_still_theirs(name: &Name, global: &Global, system: &mut System) -> Result<bool, Failure> {
    if global.yes {
        return Ok(false);
    }
    let question = texts().ask_old_organiser_key(name);
    let sure = system.person.confirm(&question).transpose()?;
    Ok(sure == Some(true))
}

/// Asks about each organiser in `renamed`, who may be `name` under another name. Returns
/// the keys that no longer count: those for which the user said yes.
fn ask_renamed(
    name: &Name,
    renamed: &[Organiser],
    group: &Group,
    global: &Global,
    system: &mut System,
) -> Result<Vec<OrganiserKey>, Failure> {
    let mut to_demote = Vec::new();
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
            Some(true) => to_demote.push(organiser.key),
            Some(false) => {}
            None => note(
                system,
                format_args!(
                    "{now} may be {name} under another name, and is still an organiser; to end \
                     that: ringtrue members demote -g {} {}",
                    shell_name(group.local_name()),
                    shell_name(now)
                ),
            ),
        }
    }
    Ok(to_demote)
}

/// Asks about organisers who may be the member under another name, before the member is
/// taken off the roll or gives up a device, with nothing locked. Returns the keys that no
/// longer count.
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
    /// Makes the member an organiser.
    pub fn carry_out(&self, group: &mut Group, system: &mut System) -> Result<(), Failure> {
        let gone = self.plan.carry_out(&self.to_demote, group)?;
        note_demoted(&gone, system);
        if !self.to_demote.is_empty() {
            let name = &self.plan.name;
            note(
                system,
                format_args!("{name} had another organiser's key, which no longer counts"),
            );
        }
        note_next_message(group, system);
        Ok(())
    }
}

/// The removal of a member's organiser role.
pub struct Demotion {
    plan: roll::DemotionPlan,
    /// Those of their keys that no longer count.
    to_demote: Vec<OrganiserKey>,
}

/// Asks which keys are meant if there are several, and whether this device should stop
/// trusting the organiser, with nothing locked. On an organiser's device the second
/// question is not asked: the others learn of it from its next message.
pub fn ask_to_demote(
    arguments: &Demote,
    global: &Global,
    system: &mut System,
) -> Result<Demotion, Failure> {
    let vault = store::read(system)?;
    let group = vault.select(global.group.as_deref())?;
    let plan = roll::DemotionPlan::plan(&arguments.name, group);
    let plan = plan.map_err(|error| failure(error, group))?;
    let to_demote = keys_to_demote(arguments, &plan, group, global, system)?;
    let demotion = Demotion { plan, to_demote };
    if !demotion.plan.only_here || global.yes {
        return Ok(demotion);
    }
    let spelt = &demotion.plan.name;
    let left = roll::DemotionPlan::remaining(&demotion.to_demote, group);
    let question = if left.is_empty() {
        texts().ask_demote_last_here(spelt)
    } else {
        texts().ask_demote_here(spelt, &texts().any_of(&left))
    };
    let sure = system.person.confirm(&question);
    if sure.ok_or_else(|| Failure::no_terminal_hint("to do it without asking: --yes"))?? {
        return Ok(demotion);
    }
    Err(Failure::new("nothing was changed"))
}

/// Returns the keys that no longer count: the one that was typed; or else the one of this
/// name, chosen by the user if there are several, and those under other names that the
/// user says are theirs.
fn keys_to_demote(
    arguments: &Demote,
    plan: &roll::DemotionPlan,
    group: &Group,
    global: &Global,
    system: &mut System,
) -> Result<Vec<OrganiserKey>, Failure> {
    if let Some(typed) = &arguments.key {
        let key = public_key::read_organiser_key(Source::Typed(typed), system)?;
        if plan.keys.contains(&key) {
            return Ok(vec![key]);
        }
        return Err(Failure::new("no organiser has that name and that key")
            .hint_command("list the organisers: ringtrue members", "--words"));
    }
    let mut to_demote = match plan.keys.as_slice() {
        [] | [_] => plan.keys.clone(),
        several => ask_which_key(&plan.name, several, group, global, system)?,
    };
    to_demote.extend(ask_renamed(
        &plan.name,
        &plan.renamed,
        group,
        global,
        system,
    )?);
    if to_demote.is_empty() {
        return Err(Failure::new("nothing was changed"));
    }
    Ok(to_demote)
}

/// Asks which of an organiser's keys no longer count. `--yes` does not answer that.
fn ask_which_key(
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

/// Lists an organiser's keys in the error if nobody could be asked which one is meant.
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
        shell_name(group.local_name()),
        shell_name(name)
    ))
}

impl Demotion {
    /// Removes the organiser role.
    pub fn carry_out(&self, group: &mut Group, system: &mut System) -> Result<(), Failure> {
        let gone = self.plan.carry_out(&self.to_demote, group)?;
        note_demoted(&gone, system);
        if !self.plan.only_here {
            note_next_message(group, system);
        } else if !group.has_organiser() {
            note(
                system,
                format_args!(
                    "to change the key and show its QR code: ringtrue rotate -g {}",
                    shell_name(group.local_name())
                ),
            );
        }
        Ok(())
    }
}

/// Takes a member off the roll and removes their organiser role, with the keys in `renamed`
/// that [`ask_to_remove`] returned.
pub fn remove(
    name: &str,
    renamed: &[OrganiserKey],
    group: &mut Group,
    system: &mut System,
) -> Result<(), Failure> {
    let spelt = group.member(name)?.name.clone();
    let gone = roll::RemovalPlan::carry_out(name, renamed, group).map_err(|error| match error {
        OrganiserError::NotYou => Failure::new(format!(
            "{spelt} is an organiser, and this device is not an organiser's"
        ))
        .hint(format!(
            "on an organiser's device: ringtrue members demote -g {} {}",
            shell_name(group.local_name()),
            shell_name(&spelt)
        )),
        error => error.into(),
    })?;
    if let Some(gone) = gone {
        note_demoted(&gone, system);
        note_next_message(group, system);
    }
    note_still_has_seed(&spelt, group, system);
    Ok(())
}

/// Notes which others are no longer organisers.
fn note_demoted(gone: &[Name], system: &mut System) {
    for name in gone {
        note(system, texts().change_gone_organiser(name));
    }
}

/// Notes how to lock out someone who left the roll and still has the seed. If the group
/// has an organiser, the others take rotations only from them.
fn note_still_has_seed(name: &Name, group: &Group, system: &mut System) {
    let (who, sealed) = match (group.organisers().own(), group.has_organiser()) {
        (Some(_), _) => (String::new(), " --sealed FILE"),
        (None, true) => (
            format!(", ask {}", texts().any_of(&group.organisers().names())),
            " --sealed FILE",
        ),
        (None, false) => (String::new(), ""),
    };
    note(
        system,
        format_args!(
            "{name} still has the key; to lock them out{who}: ringtrue rotate -g {} --overlap \
             0{sealed}",
            shell_name(group.local_name())
        ),
    );
}

/// Notes how the other devices learn of the change.
fn note_next_message(group: &Group, system: &mut System) {
    note(
        system,
        format_args!(
            "the others learn of this from your next message: ringtrue rotate -g {} --sealed FILE",
            shell_name(group.local_name())
        ),
    );
}
