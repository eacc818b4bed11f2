//! `rotate`: a new seed, because a phone was lost or it is time; or back to the
//! seed before.

mod change;
pub mod destination;
mod mine;
mod plan;
pub mod post;
mod signer;

use crate::view::{When, roll_call, texts};
use ringtrue_core::device::DevicePublic;
use ringtrue_core::group::Holds;
use ringtrue_core::text::{check_words_line, quoted};
use ringtrue_core::{Day, Group, Name, Secret};
use serde_json::{Value, json};

use self::change::{Changed, Request, accepted};
use self::post::Posted;
use crate::args::{Global, Rotate};
use crate::call::code;
use crate::device::store::{Before, Store};
use crate::failure::Failure;
use crate::roll::members::members_json;
use crate::roll::paper;
use crate::shown::{can_show, show_enrolment};
use crate::sys::System;
use crate::tell::{Status, note, say, say_json, tell_organiser_words, tell_picture, when};

pub fn run(arguments: &Rotate, global: &Global, system: &mut System) -> Result<Status, Failure> {
    let request = Request::ask(arguments, global, system)?;
    let asked = plan::ask(&request, global, system)?;
    let mut store = Store::open(system)?;
    // Where there is no group, no key is made either.
    store.vault.select(global.group.as_deref())?;
    let own = store.device_key()?.public();
    let group = store.vault.select_mut(global.group.as_deref())?;
    if let Some(asked) = asked {
        asked.check(group)?;
    }
    let (now, secret) = (
        system.now(),
        Secret::generate(|bytes| (system.random)(bytes))?,
    );
    let today = system.day(now);
    let changed = request.carry_out(group, own, secret, now, today, &when(system))?;
    let before = match accepted(group) {
        Some(_) if !arguments.undo => Before::Keep,
        _ => Before::Retire,
    };
    let name = global.group.as_deref();
    let posted = match request.ready {
        Some(ready) => Some(ready.post(name, &changed.off(), before, &mut store, system)?),
        None => store.save(before).map(|()| None)?,
    };
    let vault = store.close().vault;
    let group = vault.select(name)?;
    let done = Rotated {
        changed,
        posted,
        own,
        today,
    };
    report(&done, arguments, group, global, system)?;
    if can_show(global, system) && !arguments.undo && done.posted.is_none() {
        show_enrolment(group, system)?;
        return code::print_now(group, global, system);
    }
    Ok(Status::Done)
}

/// What there is to tell of a rotation.
struct Rotated {
    changed: Changed,
    /// What was sealed.
    posted: Option<Posted>,
    /// This device's key.
    own: DevicePublic,
    today: Day,
}

fn report(
    done: &Rotated,
    arguments: &Rotate,
    group: &Group,
    global: &Global,
    system: &mut System,
) -> Result<(), Failure> {
    if global.json {
        return say_json(system, &in_json(done, group));
    }
    let changed = &done.changed;
    say(system, &changed.roll)?;
    say(system, &put_in_force(arguments, group, &when(system)))?;
    tell_demoted(&changed.demoted, system)?;
    paper::tell_ended(&changed.ended, group, system);
    if changed.undid_sealed {
        let text = "that rotation was sealed, and others may have it: rotate once more, so that \
                    all have the same";
        note(system, text);
    }
    if let Some(replaced) = &changed.replaced {
        say(system, &replaced.told(group))?;
    }
    let told = if let Some(posted) = &done.posted {
        posted.told(group, done.today)
    } else {
        let roll = roll_call(group, Some(&done.own), done.today, &when(system));
        format!("{}\n{roll}", texts().rotate_to_reach())
    };
    say(system, &told)?;
    if let Some((name, holds)) = &changed.lost {
        say(system, &joins_again(name, *holds, group))?;
    }
    if done.posted.is_some() {
        tell_organiser_words(group, system);
    } else if !can_show(global, system) && !arguments.undo {
        tell_picture(group, system);
    }
    Ok(())
}

/// The report as JSON.
fn in_json(done: &Rotated, group: &Group) -> Value {
    let changed = &done.changed;
    let names = |names: &[Name]| -> Vec<String> { names.iter().map(Name::to_string).collect() };
    let mut report = json!({
        "group": group.local_name().as_str(),
        "generation": group.generation().number(),
        "check_words": words(group),
        "old_accepted_until": accepted(group).map(|previous| previous.until.as_secs()),
        "members": members_json(group, Some(&done.own), done.today),
    });
    if let Some(report) = report.as_object_mut() {
        if let Some(posted) = &done.posted {
            report.extend(posted.report(group, done.today));
        }
        if !changed.ended.is_empty() {
            report.insert("sheets_ended".to_owned(), json!(names(&changed.ended)));
        }
        if !changed.demoted.is_empty() {
            report.insert("demoted".to_owned(), json!(names(&changed.demoted)));
        }
        if let Some(replaced) = &changed.replaced {
            report.insert("this_device".to_owned(), replaced.report());
        }
    }
    report
}

/// How a member who lost something joins again.
fn joins_again(name: &Name, held: Holds, group: &Group) -> String {
    let command = match held {
        Holds::App | Holds::Ringtrue => "invite",
        Holds::Sheet => "sheet",
    };
    let of = quoted(group.local_name());
    let command = format!("ringtrue {command} -g {of} --for {}", quoted(name));
    texts().rotate_joins_again(name, &command) + "\n"
}

/// Tells who is an organiser no longer.
fn tell_demoted(demoted: &[Name], system: &mut System) -> Result<(), Failure> {
    if demoted.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = demoted.iter().map(Name::as_str).collect();
    say(system, &(texts().rotate_demoted(&names.join(", ")) + "\n"))
}

/// Which generation is in force now, its check words, and for how long the one
/// before still counts.
fn put_in_force(arguments: &Rotate, group: &Group, when: When<'_>) -> String {
    let (name, key) = (group.local_name(), group.entry());
    let now = if arguments.undo {
        texts().rotate_back(name, &key)
    } else {
        texts().rotate_now(name, &key)
    };
    let before = match accepted(group) {
        Some(previous) => {
            let key = group.entry_of(previous.seed.generation);
            Some(texts().rotate_accepted(&key, &when(previous.until)))
        }
        None if arguments.undo => None,
        None => Some(texts().rotate_removed()),
    };
    let words = texts().check_words_are(&words(group));
    let lines = [Some(now), Some(words), before].into_iter().flatten();
    lines.map(|line| line + "\n").collect()
}

fn words(group: &Group) -> String {
    check_words_line(&group.current().check_words())
}
