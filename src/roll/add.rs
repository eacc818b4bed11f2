//! `members add`: somebody, what they hold, and their device's key.

use ringtrue_core::Group;
use ringtrue_core::device::DevicePublic;
use ringtrue_core::group::{Holds, Member};
use ringtrue_core::text::quoted;

use crate::args::AddMember;
use crate::failure::Failure;
use crate::roll::public;
use crate::roll::public::Source;
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
        Brought::Device(key) => enter_device(name, key, group, system)?,
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
    let spelt = member.name.clone();
    tell_change(before.as_ref(), member, group, system);
    public::tell_words(Some(&spelt), &key.words(), system);
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
            format_args!("{spelt} had another key, which counts no more"),
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
