//! `members add`: puts someone on the roll, with what they hold or their device key.

use ringtrue_core::Group;
use ringtrue_core::device::DevicePublic;
use ringtrue_core::group::Holds;
use ringtrue_core::roll::{NewDevice, NewEntry, RollUpdate, put_on_roll};
use ringtrue_core::text::shell_name;

use crate::args::{AddMember, Global};
use crate::device::store;
use crate::failure::Failure;
use crate::roll::compare::confirm_device;
use crate::roll::public_key::Source;
use crate::roll::{day_sheet, public_key};
use crate::sys::System;
use crate::tell::note;
use crate::view::texts;

/// A member's app or device key, as given on the command line.
#[derive(Clone, Copy)]
pub enum GivenEntry {
    /// An app or ringtrue, without a key.
    Holds(Holds),
    /// Their device key.
    Device(DevicePublic),
    /// Their device key, whose six words a person compared.
    Compared(DevicePublic),
    /// This device.
    Own,
}

/// Reads what was typed, or the file that was named, before anything is locked.
pub fn read(add: &AddMember, system: &mut System) -> Result<GivenEntry, Failure> {
    let source = Source::of(add.device.as_deref(), add.scan.as_deref());
    Ok(match source {
        Some(source) => GivenEntry::Device(public_key::read_device_key(source, system)?),
        None if add.me => GivenEntry::Own,
        None if add.ringtrue => GivenEntry::Holds(Holds::Ringtrue),
        None => GivenEntry::Holds(Holds::App),
    })
}

/// Asks the user to compare the six words of a device key, with nothing locked.
pub fn compare(
    add: &AddMember,
    given: GivenEntry,
    global: &Global,
    system: &mut System,
) -> Result<GivenEntry, Failure> {
    let GivenEntry::Device(key) = given else {
        return match add.accept_keys {
            Some(_) => Err(Failure::new("--accept-keys is for a device key")
                .hint("name one as well: --device KEY or --scan FILE")),
            None => Ok(given),
        };
    };
    let vault = store::read(system)?;
    let group = vault.select(global.group.as_deref())?;
    // Report what can't be done before asking anything.
    let plan = NewDevice::plan(&add.name, key, group)?;
    let typed = add.accept_keys.as_deref();
    Ok(if confirm_device(&plan, typed, global, system)? {
        GivenEntry::Compared(key)
    } else {
        GivenEntry::Device(key)
    })
}

/// Asks whether someone may have the member's previous device key, with nothing locked.
/// Returns that key, to be given up, unless the user says that nobody has it.
pub fn ask_old_key(
    add: &AddMember,
    given: GivenEntry,
    global: &Global,
    system: &mut System,
) -> Result<Option<DevicePublic>, Failure> {
    let (GivenEntry::Device(new) | GivenEntry::Compared(new)) = given else {
        return Ok(None);
    };
    let vault = store::read(system)?;
    let group = vault.select(global.group.as_deref())?;
    let plan = NewDevice::plan(&add.name, new, group)?;
    let Some(old) = plan.before else {
        return Ok(None);
    };
    if global.yes {
        return Ok(Some(old));
    }
    let question = texts().ask_old_key(&plan.name);
    let sure = system.person.confirm(&question).transpose()?;
    Ok((sure != Some(true)).then_some(old))
}

/// Gives up a member's old device key, and notes what follows from that.
pub fn give_up(old: DevicePublic, group: &mut Group, system: &mut System) {
    let ended = group.give_up_device(old);
    day_sheet::note_ended_sheets(&ended, group, system);
    note(
        system,
        format_args!(
            "someone may have the old key, and with it the family's key; change it now: ringtrue \
             rotate -g {} --sealed FILE",
            shell_name(group.local_name())
        ),
    );
}

/// Puts the member on the roll.
pub fn run(
    name: &str,
    given: GivenEntry,
    own: Option<DevicePublic>,
    group: &mut Group,
    system: &mut System,
) -> Result<(), Failure> {
    let has = match given {
        GivenEntry::Holds(holds) => NewEntry::Holds(holds),
        GivenEntry::Device(key) => NewEntry::Device(key),
        GivenEntry::Compared(key) => NewEntry::Compared(key),
        GivenEntry::Own => {
            NewEntry::Own(own.ok_or_else(|| Failure::new("this device has no key"))?)
        }
    };
    let entered = put_on_roll(name, has, group)?;
    note_roll_update(&entered, group, system);
    if let GivenEntry::Device(key) = given {
        public_key::note_words(Some(&entered.name), &key.words(), system);
    }
    Ok(())
}

/// Notes what a member who was on the roll before no longer has.
fn note_roll_update(entered: &RollUpdate, group: &Group, system: &mut System) {
    let spelt = &entered.name;
    if let Some(was) = &entered.was {
        note(
            system,
            format_args!("this device is {spelt}'s from now on, not {was}'s"),
        );
    }
    if let Some(sheet) = &entered.sheet {
        let day = texts().day_short(sheet.from());
        note(
            system,
            format_args!("{spelt}'s sheet of {day} no longer counts on this device"),
        );
    }
    if entered.had_key {
        note(
            system,
            format_args!("{spelt} had another key, which no longer counts"),
        );
    }
    if entered.pairs_again {
        note(
            system,
            format_args!(
                "{spelt} is paired with another key; to pair again: ringtrue members pair -g {} {}",
                shell_name(group.local_name()),
                shell_name(spelt)
            ),
        );
    }
}
