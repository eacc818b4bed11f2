//! `rotate`: a new seed, because a phone was lost or it is time; or back to the
//! seed before.

pub mod destination;
mod mine;
pub mod post;
mod signer;

use crate::view::{roll_call, texts};
use ringtrue_core::device::DevicePublic;
use ringtrue_core::group::{DEFAULT_OVERLAP_DAYS, Organiser, Previous};
use ringtrue_core::text::check_words_line;
use ringtrue_core::{Day, Group, Name, Secret, UnixTime};
use serde_json::json;

use self::mine::{Mine, Replaced};
use self::post::Posted;
use crate::args::{Global, Rotate};
use crate::call::code;
use crate::device::store::{Before, Store};
use crate::failure::Failure;
use crate::roll::compare::{accept, settle_before_sealing};
use crate::roll::members::members_json;
use crate::roll::paper;
use crate::shown::{can_show, show_enrolment};
use crate::sys::System;
use crate::tell::{Status, note, say, say_json, tell_organiser_words, tell_picture};

pub fn run(arguments: &Rotate, global: &Global, system: &mut System) -> Result<Status, Failure> {
    let chosen = settle_before_sealing(arguments, global, system)?;
    let mine = mine::ask(arguments, global, system)?;
    let ready = arguments.sealed.as_deref();
    let ready = ready.map(|path| post::ready(path, mine.is_some(), global, system));
    let ready = ready.transpose()?;
    let mut store = Store::open(system)?;
    // Where there is no group, no key is made either.
    store.vault.select(global.group.as_deref())?;
    let own = store.device_key()?.public();
    let group = store.vault.select_mut(global.group.as_deref())?;
    match (&ready, &mine) {
        (Some(ready), None) => ready.check(group, own)?,
        (None, _) => is_theirs(arguments, group)?,
        (Some(_), Some(_)) => {} // once it is on the roll
    }
    accept(&chosen, group)?;
    let today = system.day(system.now());
    let before = roll_before(group, own, today);
    let organisers = others(group);
    let Changed {
        before: kept,
        off,
        ended,
        replaced,
    } = change(arguments, mine.as_ref(), group, own, system)?;
    if let (Some(ready), Some(_)) = (&ready, &replaced) {
        ready.check(group, own)?;
    }
    let demoted = demoted(organisers, group);
    let name = global.group.as_deref();
    let posted = match ready {
        Some(ready) => Some(ready.post(name, &off, kept, &mut store, system)?),
        None => store.save(kept).map(|()| None)?,
    };
    let vault = store.close().vault;
    let group = vault.select(name)?;
    let done = Rotated {
        before,
        posted,
        ended,
        demoted,
        own,
        replaced,
        today,
    };
    report(&done, arguments, group, global, system)?;
    if can_show(global, system) && !arguments.undo && done.posted.is_none() {
        show_enrolment(group, system)?;
        return code::print_now(group, global, system);
    }
    Ok(Status::Done)
}

fn roll_before(group: &Group, own: DevicePublic, today: Day) -> String {
    let roll = roll_call(group, Some(&own), today);
    format!("{}\n{roll}", texts().rotate_before(group.generation()))
}

/// The organisers, but for this device's own key.
fn others(group: &Group) -> Vec<Organiser> {
    let organisers = group.organisers();
    let own = organisers.own().map(|own| own.key);
    let others = organisers.pinned().iter().filter(|it| own != Some(it.key));
    others.cloned().collect()
}

/// Those of the organisers before who are none any more.
fn demoted(before: Vec<Organiser>, group: &Group) -> Vec<Name> {
    let organisers = group.organisers();
    let demoted = before
        .into_iter()
        .filter(|it| organisers.of_key(&it.key).is_none());
    demoted.map(|organiser| organiser.name).collect()
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

/// What a rotation changed.
struct Changed {
    /// What becomes of the version before.
    before: Before,
    /// Who is off the roll.
    off: Vec<Name>,
    /// Whose sheets ended.
    ended: Vec<Name>,
    /// Which device of one's own was lost.
    replaced: Option<Replaced>,
}

impl Changed {
    const fn seed(before: Before) -> Self {
        Self {
            before,
            off: Vec::new(),
            ended: Vec::new(),
            replaced: None,
        }
    }
}

/// Puts another seed in force.
fn change(
    arguments: &Rotate,
    mine: Option<&Mine>,
    group: &mut Group,
    own: DevicePublic,
    system: &mut System,
) -> Result<Changed, Failure> {
    if let Some(mine) = mine {
        let replaced = mine.put_in_place(group, own, system)?;
        return Ok(Changed {
            ended: replaced.sheets().to_vec(),
            replaced: Some(replaced),
            ..Changed::seed(Before::Retire)
        });
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
        return Ok(Changed::seed(Before::Retire));
    }
    if let Some(member) = &arguments.lost {
        return lose(member, group, own, secret, now);
    }
    if group.is_exposed() && arguments.overlap.is_some_and(|days| days > 0) {
        let text = "someone may have the old key of a member's device, and with it this key: no \
                    device is to accept it any longer";
        return Err(Failure::new(text).hint("rotate without --overlap"));
    }
    group.rotate(
        secret,
        arguments.overlap.unwrap_or(DEFAULT_OVERLAP_DAYS),
        now,
    )?;
    let before = match accepted(group) {
        Some(_) => Before::Keep,
        None => Before::Retire,
    };
    Ok(Changed::seed(before))
}

/// Puts another seed in force because what a member holds is lost.
fn lose(
    member: &str,
    group: &mut Group,
    own: DevicePublic,
    secret: Secret,
    now: UnixTime,
) -> Result<Changed, Failure> {
    let lost = group.member(member)?;
    let name = lost.name.clone();
    if lost.device == Some(own) {
        return Err(Failure::new(format!("{name} has this device"))
            .hint("name whose phone, laptop or sheet is lost"));
    }
    Ok(Changed {
        before: Before::Retire,
        ended: group.rotate_without(member, secret, now)?,
        off: vec![name],
        replaced: None,
    })
}

/// What there is to tell of a rotation.
struct Rotated {
    /// The roll before it.
    before: String,
    /// What was sealed.
    posted: Option<Posted>,
    /// Whose sheets ended, because the lost device may have had their keys.
    ended: Vec<Name>,
    /// Who is an organiser no longer.
    demoted: Vec<Name>,
    /// This device's key.
    own: DevicePublic,
    /// The device before this one, if that is what was lost.
    replaced: Option<Replaced>,
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
            if !done.ended.is_empty() {
                let ended: Vec<&str> = done.ended.iter().map(Name::as_str).collect();
                report.insert("sheets_ended".to_owned(), json!(ended));
            }
            if !done.demoted.is_empty() {
                let demoted: Vec<&str> = done.demoted.iter().map(Name::as_str).collect();
                report.insert("demoted".to_owned(), json!(demoted));
            }
        }
        if let (Some(replaced), Some(report)) = (&done.replaced, report.as_object_mut()) {
            report.insert("this_device".to_owned(), replaced.report());
        }
        return say_json(system, &report);
    }
    say(system, &done.before)?;
    say(system, &put_in_force(arguments, group))?;
    tell_demoted(&done.demoted, system)?;
    paper::tell_ended(&done.ended, group, system);
    if let Some(replaced) = &done.replaced {
        say(system, &replaced.told(group))?;
    }
    if let Some(posted) = &done.posted {
        say(system, &posted.told(group, done.today))?;
        tell_organiser_words(group, system);
        return Ok(());
    }
    say(
        system,
        &format!(
            "{}\n{}",
            texts().rotate_to_reach(),
            roll_call(group, Some(&done.own), done.today)
        ),
    )?;
    if !can_show(global, system) && !arguments.undo {
        tell_picture(group, system);
    }
    Ok(())
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
fn put_in_force(arguments: &Rotate, group: &Group) -> String {
    let (name, generation) = (group.local_name(), group.generation());
    let now = if arguments.undo {
        texts().rotate_back(name, generation)
    } else {
        texts().rotate_now(name, generation)
    };
    let before = match accepted(group) {
        Some(previous) => {
            Some(texts().rotate_accepted(previous.seed.generation, &texts().moment(previous.until)))
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

/// The seed before, where it still counts.
fn accepted(group: &Group) -> Option<&Previous> {
    group.previous().iter().find(|previous| previous.accepted)
}
