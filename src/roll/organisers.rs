//! `members promote` and `members demote`: who may sign the group's messages.

use ringtrue_core::group::OrganiserError;
use ringtrue_core::organiser::OrganiserKey;
use ringtrue_core::text::quoted;
use ringtrue_core::{Group, Name};

use crate::failure::{Failure, list};
use crate::sys::System;
use crate::tell::note;

/// Makes sure, before anybody is asked for a key, that this device may promote
/// a member and demote somebody.
pub fn may(group: &Group) -> Result<(), Failure> {
    if group.organisers().own().is_some() {
        return Ok(());
    }
    let name = group.local_name();
    if !group.has_organiser() {
        return Err(
            Failure::new(format!("\"{name}\" has no organiser yet")).hint(format!(
                "who seals the first message to it is one: ringtrue invite -g {} --sealed FILE",
                quoted(name)
            )),
        );
    }
    Err(not_you(group))
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

/// Makes a member an organiser by their key, which a person compared.
pub fn promote(
    name: &str,
    key: OrganiserKey,
    group: &mut Group,
    system: &mut System,
) -> Result<(), Failure> {
    group.promote(name, key)?;
    tell_next(group, system);
    Ok(())
}

/// Makes somebody an organiser no more.
pub fn demote(name: &str, group: &mut Group, system: &mut System) -> Result<(), Failure> {
    group.demote(name)?;
    tell_next(group, system);
    Ok(())
}

/// Takes somebody off the roll, who is an organiser no more either.
pub fn remove(name: &str, group: &mut Group, system: &mut System) -> Result<(), Failure> {
    let member = group.member(name)?;
    let (spelt, was_organiser) = (member.name.clone(), group.is_organiser(member));
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
    if was_organiser {
        tell_next(group, system);
    }
    tell_has_seed(&spelt, group, system);
    Ok(())
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
