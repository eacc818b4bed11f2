//! `members add`: somebody, what they hold, and their device's key.

use ringtrue_core::device::DevicePublic;
use ringtrue_core::group::{Holds, Member};
use ringtrue_core::text::quoted;
use ringtrue_core::{Group, Name};

use crate::args::{AddMember, Global};
use crate::device::store;
use crate::failure::Failure;
use crate::roll::compare::confirm_device;
use crate::roll::public::Source;
use crate::roll::{paper, public};
use crate::sys::System;
use crate::tell::note;
use crate::view::texts;

/// What somebody has, as it was typed.
#[derive(Clone, Copy)]
pub enum Brought {
    /// Nothing but what it is.
    Holds(Holds),
    /// The key of their device.
    Device(DevicePublic),
    /// The key of their device, whose six words a person compared.
    Compared(DevicePublic),
    /// They have this device.
    Own,
}

/// Reads what was typed or named, before anything is locked.
pub fn read(add: &AddMember, system: &mut System) -> Result<Brought, Failure> {
    let source = Source::of(add.device.as_deref(), add.scan.as_deref());
    Ok(match source {
        Some(source) => Brought::Device(public::device(source, system)?),
        None if add.me => Brought::Own,
        None if add.ringtrue => Brought::Holds(Holds::Ringtrue),
        None => Brought::Holds(Holds::App),
    })
}

/// Has the six words of a device key compared, with nothing locked.
pub fn compare(
    add: &AddMember,
    brought: Brought,
    global: &Global,
    system: &mut System,
) -> Result<Brought, Failure> {
    let Brought::Device(key) = brought else {
        return match add.accept_keys {
            Some(_) => Err(Failure::new("--accept-keys is for a device key")
                .hint("name one as well: --device KEY or --scan FILE")),
            None => Ok(brought),
        };
    };
    let mut vault = store::read(system)?;
    let group = vault.select_mut(global.group.as_deref())?;
    let name = match group.member(&add.name) {
        Ok(member) => member.name.clone(),
        Err(_) => Name::tidy(&add.name)?,
    };
    let typed = add.accept_keys.as_deref();
    // What can't be done is said before anybody is asked.
    group.give_device(&add.name, key)?;
    Ok(
        if confirm_device(&name, &key, typed, group, global, system)? {
            Brought::Compared(key)
        } else {
            Brought::Device(key)
        },
    )
}

/// Asks whether someone may have the device key that a member had before, with nothing
/// locked. Returns that key if it has to be given up: unless a person says that nobody
/// has it, they may.
pub fn ask_old_key(
    add: &AddMember,
    brought: Brought,
    global: &Global,
    system: &mut System,
) -> Result<Option<DevicePublic>, Failure> {
    let (Brought::Device(new) | Brought::Compared(new)) = brought else {
        return Ok(None);
    };
    let vault = store::read(system)?;
    let group = vault.select(global.group.as_deref())?;
    let Some(old) = group.device_before(&add.name, &new) else {
        return Ok(None);
    };
    if global.yes {
        return Ok(Some(old));
    }
    let question = texts().ask_old_key(&group.member(&add.name)?.name);
    let sure = system.person.confirm(&question).transpose()?;
    Ok((sure != Some(true)).then_some(old))
}

/// Gives up a member's old device key, and tells what follows from that.
pub fn give_up(old: DevicePublic, group: &mut Group, system: &mut System) {
    let ended = group.give_up_device(old);
    paper::tell_ended(&ended, group, system);
    note(
        system,
        format_args!(
            "someone may have the old key, and with it the family's key; rotate now: ringtrue \
             rotate -g {} --sealed FILE",
            quoted(group.local_name())
        ),
    );
}

/// Puts them on the roll.
pub fn run(
    name: &str,
    brought: Brought,
    own: Option<DevicePublic>,
    group: &mut Group,
    system: &mut System,
) -> Result<(), Failure> {
    match brought {
        Brought::Holds(holds) => {
            group.add_member(name, holds)?;
        }
        Brought::Device(key) => {
            enter_device(name, key, group, system)?;
            let name = group.member(name)?.name.clone();
            public::tell_words(Some(&name), &key.words(), system);
        }
        Brought::Compared(key) => {
            enter_device(name, key, group, system)?;
            group.accept_key(name, key)?;
        }
        Brought::Own => {
            let own = own.ok_or_else(|| Failure::new("this device has no key"))?;
            enter_own(name, own, group, system)?;
        }
    }
    Ok(())
}

fn enter_device(
    name: &str,
    key: DevicePublic,
    group: &mut Group,
    system: &mut System,
) -> Result<(), Failure> {
    let before = group.member(name).ok().cloned();
    group.give_device(name, key)?;
    let member = group.member(name)?;
    tell_change(before.as_ref(), member, group, system);
    Ok(())
}

fn enter_own(
    name: &str,
    own: DevicePublic,
    group: &mut Group,
    system: &mut System,
) -> Result<(), Failure> {
    let was = group.member_with(&own).map(|member| member.name.clone());
    let before = group.member(name).ok().cloned();
    group.give_own_device(name, own)?;
    let member = group.member(name)?;
    let spelt = &member.name;
    match was {
        Some(was) if was != *spelt => note(
            system,
            format_args!("this device is {spelt}'s from now on, not {was}'s"),
        ),
        _ => {}
    }
    tell_change(before.as_ref(), member, group, system);
    Ok(())
}

/// Tells what a member no longer has who was on the roll before.
fn tell_change(before: Option<&Member>, member: &Member, group: &Group, system: &mut System) {
    let Some(before) = before else {
        return;
    };
    let spelt = &member.name;
    if let Some(sheet) = &before.sheet {
        let day = texts().day_short(sheet.from());
        note(
            system,
            format_args!("{spelt}'s sheet of {day} no longer counts on this device"),
        );
    }
    if before.device.is_some() && before.device != member.device {
        note(
            system,
            format_args!("{spelt} had another key, which no longer counts"),
        );
    }
    if member.paired.is_some() && member.paired != member.device {
        note(
            system,
            format_args!(
                "{spelt} is paired with another key; to pair again: ringtrue members pair -g {} {}",
                quoted(group.local_name()),
                quoted(spelt)
            ),
        );
    }
}
