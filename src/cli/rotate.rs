//! `rotate`: a new seed, because a phone was lost or it is time; or back to the
//! seed before.

use ringtrue::device::DevicePublic;
use ringtrue::group::DEFAULT_OVERLAP_DAYS;
use ringtrue::view::{check_words_line, date, quoted, roll_call};
use ringtrue::{Group, Secret, check_words};
use serde_json::json;

use super::args::{Global, Rotate};
use super::failure::Failure;
use super::members::members_json;
use super::store::{Before, Store};
use super::{Status, can_show, code, key, note, say, say_json, show_enrolment};
use crate::sys::System;

pub fn run(arguments: &Rotate, global: &Global, system: &mut System) -> Result<Status, Failure> {
    let now = system.now();
    let own = key::public(system)?;
    let mut store = Store::open(system)?;
    let secret = Secret::generate(|bytes| (system.random)(bytes))?;
    let group = store.vault.select_mut(global.group.as_deref())?;
    let before = format!(
        "Before, on generation {}:\n{}",
        group.generation(),
        roll_call(group, own.as_ref())
    );
    let overlap = arguments.overlap.unwrap_or(DEFAULT_OVERLAP_DAYS);
    let kept = if arguments.undo {
        if group.undo_brings_back_lost() && !global.yes {
            return Err(
                Failure::new("the seed before was given up because something was lost")
                    .hint("to go back to it all the same: ringtrue rotate --undo --yes"),
            );
        }
        group.undo_rotation()?;
        Before::Retire
    } else if let Some(member) = &arguments.lost {
        group.rotate_without(member, secret, now)?;
        Before::Retire
    } else {
        group.rotate(secret, overlap, now)?;
        match overlap {
            0 => Before::Retire,
            _ => Before::Keep,
        }
    };
    store.save(kept)?;
    let vault = store.close();
    let group = vault.select(global.group.as_deref())?;
    report(&before, arguments, group, own.as_ref(), global, system)?;
    if can_show(global, system) && !arguments.undo {
        show_enrolment(group, system)?;
        return code::print_now(group, global, system);
    }
    Ok(Status::Done)
}

fn report(
    before: &str,
    arguments: &Rotate,
    group: &Group,
    own: Option<&DevicePublic>,
    global: &Global,
    system: &mut System,
) -> Result<(), Failure> {
    let words = check_words_line(&check_words(&group.current().secret));
    let accepted = group.previous().iter().find(|previous| previous.accepted);
    if global.json {
        return say_json(
            system,
            &json!({
                "group": group.local_name().as_str(),
                "generation": group.generation().number(),
                "check_words": words,
                "old_accepted_until": accepted.map(|previous| previous.until.as_secs()),
                "members": members_json(group, own),
            }),
        );
    }
    say(system, before)?;
    let name = group.local_name();
    let generation = group.generation();
    let change = if arguments.undo {
        format!("\"{name}\" is back on generation {generation}.\n")
    } else {
        format!("\"{name}\" is now on generation {generation}.\n")
    };
    say(system, &change)?;
    say(system, &format!("check words: {words}\n"))?;
    if let Some(previous) = accepted {
        let until = format!(
            "Generation {} is accepted until {}.\n",
            previous.seed.generation,
            date(previous.until)
        );
        say(system, &until)?;
    } else if !arguments.undo {
        let text = "The old seed is removed from this device. Other devices accept it until they \
                    have the new one.\n";
        say(system, text)?;
    }
    say(
        system,
        &format!(
            "Now, to reach with the new QR code:\n{}",
            roll_call(group, own)
        ),
    )?;
    if !can_show(global, system) && !arguments.undo {
        note(
            system,
            format_args!(
                "ringtrue: note: enrol the others: ringtrue invite -g {} --png invite.png\n",
                quoted(name)
            ),
        );
    }
    Ok(())
}
