//! `rotate`: replaces the seed, because a phone was lost or it is time, or goes back to
//! the previous one.

pub mod destination;
mod own_loss;
mod plan;
pub mod post;
mod refusal;
mod signer;

use crate::view::{When, roll_call, texts};
use ringtrue_core::device::DevicePublic;
use ringtrue_core::group::Holds;
use ringtrue_core::rotate::{Aim, Changed, Request};
use ringtrue_core::text::{check_words_line, shell_name};
use ringtrue_core::{Day, Group, Name, Secret};
use serde_json::{Value, json};

use self::destination::Destination;
use self::post::Posted;
use self::refusal::request_error;
use crate::args::{Global, Rotate};
use crate::call::code;
use crate::device::store::{Previous, Store};
use crate::failure::Failure;
use crate::roll::compare::settle_before_sealing;
use crate::roll::day_sheet;
use crate::roll::members::members_json;
use crate::roll::organisers::ask_to_remove;
use crate::shown::{can_show, show_enrolment};
use crate::sys::System;
use crate::tell::{Status, note, note_organiser_words, note_picture_command, say, say_json, when};

pub fn run(arguments: &Rotate, global: &Global, system: &mut System) -> Result<Status, Failure> {
    let (request, path) = ask(arguments, global, system)?;
    let asked = plan::ask(&request, global, system)?;
    let mut store = Store::open(system)?;
    // Without a group, fail before a device key is created.
    store.vault.select(global.group.as_deref())?;
    let has_backup = store.state()?.last_backup.is_some();
    let own = store.device_key()?.public();
    let group = store.vault.select_mut(global.group.as_deref())?;
    if let Some(asked) = asked {
        plan::check(&asked, group)?;
    }
    let (now, secret) = (
        system.now(),
        Secret::generate(|bytes| (system.random)(bytes))?,
    );
    let today = system.day(now);
    let ready = match request.ready(group, own) {
        Ok(ready) => ready,
        Err(error) => return Err(request_error(error, group)),
    };
    let roll = roll_before(ready.group(), own, today, &when(system));
    let changed = ready.change(secret, now);
    let changed = changed.map_err(|error| request_error(error, group))?;
    let previous = match group.accepted_before() {
        Some(_) if !arguments.undo => Previous::Keep,
        _ => Previous::Overwrite,
    };
    let name = global.group.as_deref();
    let posted = match path {
        Some(path) => {
            let off = changed.taken_off();
            Some(post::post(&path, name, &off, previous, &mut store, system)?)
        }
        None => store.save(previous).map(|()| None)?,
    };
    let vault = store.close().vault;
    let group = vault.select(name)?;
    let done = Rotated {
        roll,
        changed,
        posted,
        has_backup,
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

/// Asks any necessary questions, with nothing locked. Returns the request, and where the
/// message goes if there is one.
fn ask(
    arguments: &Rotate,
    global: &Global,
    system: &mut System,
) -> Result<(Request, Option<Destination>), Failure> {
    let chosen = settle_before_sealing(arguments, global, system)?;
    let lost = arguments.lost.as_deref();
    let mine = lost.map(|lost| own_loss::ask(lost, global, system));
    let mine = mine.transpose()?.flatten();
    let has_name = mine.is_some();
    let aim = match lost {
        Some(lost) => Aim::Lost {
            member: lost.to_owned(),
            mine,
            renamed: ask_to_remove(lost, global, system)?,
        },
        None if arguments.undo => Aim::Undo,
        None => Aim::New {
            overlap: arguments.overlap,
        },
    };
    let mut request = Request::of(aim);
    request.chosen = chosen;
    let path = arguments.sealed.as_deref();
    let path = path.map(|path| post::ask(path, &mut request, has_name, global, system));
    let path = path.transpose()?;
    Ok((request, path))
}

/// A rotation that was carried out, for the report.
struct Rotated {
    /// The roll before it.
    roll: String,
    changed: Changed,
    /// The sealed message, if there is one.
    posted: Option<Posted>,
    /// True if a backup was ever made on this device.
    has_backup: bool,
    /// This device's key.
    own: DevicePublic,
    today: Day,
}

fn roll_before(group: &Group, own: DevicePublic, today: Day, when: When<'_>) -> String {
    let roll = roll_call(group, Some(&own), today, when);
    format!("{}\n{roll}", texts().rotate_before(&group.key_name()))
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
    say(system, &done.roll)?;
    let now = texts().rotation_done(arguments.undo, group, &when(system));
    say(system, &(now.join("\n") + "\n"))?;
    print_demoted(&changed.demoted, system)?;
    day_sheet::note_ended_sheets(&changed.ended, group, system);
    if changed.undid_sealed {
        let text = "that key was sealed, and others may have it: change the key once more, so that \
                    everyone has the same";
        note(system, text);
    }
    if let Some(replaced) = &changed.replaced {
        say(system, &own_loss::next_steps(replaced, group))?;
    }
    let text = if let Some(posted) = &done.posted {
        posted.text(group, done.today)
    } else {
        let roll = roll_call(group, Some(&done.own), done.today, &when(system));
        format!("{}\n{roll}", texts().rotate_to_reach())
    };
    say(system, &text)?;
    if let Some((name, holds)) = &changed.lost {
        say(system, &joins_again(name, *holds, group))?;
    }
    if done.posted.is_some() {
        note_organiser_words(group, system);
    } else if !can_show(global, system) && !arguments.undo {
        note_picture_command(group, system);
    }
    if done.has_backup && !arguments.undo {
        let text =
            "your last backup doesn't have the new key; to write a new one: ringtrue backup FILE";
        note(system, text);
    }
    Ok(())
}

/// Returns the report as JSON.
fn in_json(done: &Rotated, group: &Group) -> Value {
    let changed = &done.changed;
    let names = |names: &[Name]| -> Vec<String> { names.iter().map(Name::to_string).collect() };
    let mut report = json!({
        "group": group.local_name().as_str(),
        "generation": group.generation().number(),
        "check_words": words(group),
        "old_accepted_until": group.accepted_before().map(|it| it.until.as_secs()),
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
            report.insert("this_device".to_owned(), own_loss::report(replaced));
        }
    }
    report
}

/// Returns how a member who lost something joins again.
fn joins_again(name: &Name, held: Holds, group: &Group) -> String {
    let command = match held {
        Holds::App | Holds::Ringtrue => "invite",
        Holds::Sheet => "sheet",
    };
    let of = shell_name(group.local_name());
    let command = format!("ringtrue {command} -g {of} --for {}", shell_name(name));
    texts().rotate_joins_again(name, &command) + "\n"
}

/// Prints who is no longer an organiser.
fn print_demoted(demoted: &[Name], system: &mut System) -> Result<(), Failure> {
    if demoted.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = demoted.iter().map(Name::as_str).collect();
    say(system, &(texts().rotate_demoted(&names.join(", ")) + "\n"))
}

fn words(group: &Group) -> String {
    check_words_line(&group.current().check_words())
}
