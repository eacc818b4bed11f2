//! `rotate`: a new seed, because a phone was lost or it is time; or back to the
//! seed before.

pub mod destination;
mod mine;
pub mod post;
mod signer;

use crate::view::{roll_call, texts};
use ringtrue_core::device::DevicePublic;
use ringtrue_core::group::{DEFAULT_OVERLAP_DAYS, Previous};
use ringtrue_core::text::check_words_line;
use ringtrue_core::{Group, Name, Secret};
use serde_json::json;

use self::mine::{Mine, Replaced};
use self::post::Posted;
use crate::args::{Global, Rotate};
use crate::call::code;
use crate::device::store::{Before, Store};
use crate::failure::Failure;
use crate::roll::members::members_json;
use crate::shown::{can_show, show_enrolment};
use crate::sys::System;
use crate::tell::{Status, note, say, say_json, tell_picture};

pub fn run(arguments: &Rotate, global: &Global, system: &mut System) -> Result<Status, Failure> {
    let mine = mine::ask(arguments, global, system)?;
    let ready = arguments.sealed.as_deref();
    let ready = ready
        .map(|path| post::ready(path, mine.is_some(), global, system))
        .transpose()?;
    let mut store = Store::open(system)?;
    // Where there is no group, no key is made either.
    store.vault.select(global.group.as_deref())?;
    let own = store.device_key()?.public();
    let group = store.vault.select_mut(global.group.as_deref())?;
    match (&ready, &mine) {
        (Some(ready), None) => ready.check(group, own)?,
        (None, _) => is_theirs(arguments, group)?,
        // Once it is on the roll.
        (Some(_), Some(_)) => {}
    }
    let before = format!(
        "Before, on generation {}:\n{}",
        group.generation(),
        roll_call(group, Some(&own))
    );
    let (kept, off, replaced) = change(arguments, mine.as_ref(), group, own, system)?;
    if let (Some(ready), Some(_)) = (&ready, &replaced) {
        ready.check(group, own)?;
    }
    let posted = if let Some(ready) = ready {
        Some(ready.post(global.group.as_deref(), &off, kept, &mut store)?)
    } else {
        store.save(kept)?;
        None
    };
    let vault = store.close().vault;
    let group = vault.select(global.group.as_deref())?;
    let done = Rotated {
        before,
        posted,
        own,
        replaced,
    };
    report(&done, arguments, group, global, system)?;
    if can_show(global, system) && !arguments.undo && done.posted.is_none() {
        show_enrolment(group, system)?;
        return code::print_now(group, global, system);
    }
    Ok(Status::Done)
}

/// Where a group has an organiser, the others take a rotation from them alone.
fn is_theirs(arguments: &Rotate, group: &Group) -> Result<(), Failure> {
    let organisers = group.organisers();
    // What came by link, a person said yes to here, and may take back here.
    let takes_back = arguments.undo && !group.was_sealed();
    if takes_back || !group.has_organiser() || organisers.own().is_some() {
        return Ok(());
    }
    let names = organisers.pinned().iter().map(|it| it.name.as_str());
    let names: Vec<&str> = names.collect();
    let name = group.local_name();
    Err(Failure::new(format!(
        "rotations of \"{name}\" come by message, from {}",
        names.join(" or ")
    ))
    .hint(format!(
        "ask {}; or make a new group: ringtrue new NAME",
        names.join(" or ")
    )))
}

/// Puts another seed in force, and tells what becomes of the version before, who
/// is off the roll, and which device of one's own was lost.
fn change(
    arguments: &Rotate,
    mine: Option<&Mine>,
    group: &mut Group,
    own: DevicePublic,
    system: &mut System,
) -> Result<(Before, Vec<Name>, Option<Replaced>), Failure> {
    if let Some(mine) = mine {
        let replaced = mine.put_in_place(group, own, system)?;
        return Ok((Before::Retire, Vec::new(), Some(replaced)));
    }
    let now = system.now();
    let secret = Secret::generate(|bytes| (system.random)(bytes))?;
    if arguments.undo {
        let was_sealed = group.was_sealed();
        group.undo_rotation()?;
        if was_sealed {
            let text = "that rotation was sealed, and others may have it: rotate once more, so \
                        that all have the same";
            note(system, text);
        }
        return Ok((Before::Retire, Vec::new(), None));
    }
    if let Some(member) = &arguments.lost {
        let lost = group.member(member)?;
        let name = lost.name.clone();
        if lost.device == Some(own) {
            return Err(Failure::new(format!("{name} has this device"))
                .hint("name whose phone, laptop or sheet is lost"));
        }
        group.rotate_without(member, secret, now)?;
        return Ok((Before::Retire, vec![name], None));
    }
    let overlap = arguments.overlap.unwrap_or(DEFAULT_OVERLAP_DAYS);
    group.rotate(secret, overlap, now)?;
    let before = match overlap {
        0 => Before::Retire,
        _ => Before::Keep,
    };
    Ok((before, Vec::new(), None))
}

/// What there is to tell of a rotation.
struct Rotated {
    /// The roll before it.
    before: String,
    /// What was sealed.
    posted: Option<Posted>,
    /// This device's key.
    own: DevicePublic,
    /// The device before this one, if that is what was lost.
    replaced: Option<Replaced>,
}

fn report(
    done: &Rotated,
    arguments: &Rotate,
    group: &Group,
    global: &Global,
    system: &mut System,
) -> Result<(), Failure> {
    if global.json {
        let mut report = json!({
            "group": group.local_name().as_str(),
            "generation": group.generation().number(),
            "check_words": words(group),
            "old_accepted_until": accepted(group).map(|previous| previous.until.as_secs()),
            "members": members_json(group, Some(&done.own)),
        });
        if let (Some(posted), Some(report)) = (&done.posted, report.as_object_mut()) {
            report.extend(posted.report(group));
        }
        if let (Some(replaced), Some(report)) = (&done.replaced, report.as_object_mut()) {
            report.insert("this_device".to_owned(), replaced.report());
        }
        return say_json(system, &report);
    }
    say(system, &done.before)?;
    say(system, &put_in_force(arguments, group))?;
    if let Some(replaced) = &done.replaced {
        say(system, &replaced.told(group))?;
    }
    if let Some(posted) = &done.posted {
        return say(system, &posted.told(group));
    }
    say(
        system,
        &format!(
            "Now, to reach with the new QR code:\n{}",
            roll_call(group, Some(&done.own))
        ),
    )?;
    if !can_show(global, system) && !arguments.undo {
        tell_picture(group, system);
    }
    Ok(())
}

/// Which generation is in force now, its check words, and for how long the one
/// before still counts.
fn put_in_force(arguments: &Rotate, group: &Group) -> String {
    let (name, generation) = (group.local_name(), group.generation());
    let words = words(group);
    let change = if arguments.undo { "back" } else { "now" };
    let before = match accepted(group) {
        Some(previous) => format!(
            "Generation {} is accepted until {}.\n",
            previous.seed.generation,
            texts().moment(previous.until)
        ),
        None if arguments.undo => String::new(),
        None => "The old seed is removed from this device. Other devices accept it until they \
                 have the new one.\n"
            .to_owned(),
    };
    format!("\"{name}\" is {change} on generation {generation}.\ncheck words: {words}\n{before}")
}

fn words(group: &Group) -> String {
    check_words_line(&group.current().check_words())
}

/// The seed before, where it still counts.
fn accepted(group: &Group) -> Option<&Previous> {
    group.previous().iter().find(|previous| previous.accepted)
}
