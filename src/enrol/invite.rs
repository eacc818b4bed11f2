//! `invite`: shows the enrolment again, on the screen or in a file, and checks that
//! the new device shows the right code.

use std::path::Path;

use crate::view::{link_screen, texts};
use ringtrue_core::Group;
use ringtrue_core::call::{DEVICE_TRIES, check_device};
use ringtrue_core::group::Holds;
use ringtrue_core::otpauth::link;
use ringtrue_core::qr::{Correction, Symbol};
use serde_json::json;

use crate::args::{Global, Invite};
use crate::ask::overwrite;
use crate::device::store;
use crate::device::store::{Previous, Store};
use crate::failure::Failure;
use crate::rotate::post;
use crate::shown::{can_show, show, show_enrolment, wants_screen};
use crate::sys::System;
use crate::tell::{Status, note, note_check_words, print_err, say, say_json};

pub fn run(arguments: &Invite, global: &Global, system: &mut System) -> Result<Status, Failure> {
    if let Some(path) = &arguments.sealed {
        return post::invite(path, arguments.member.as_deref(), global, system);
    }
    let vault = store::read(system)?;
    let group = vault.select(global.group.as_deref())?;
    let to_files = [&arguments.svg, &arguments.png].into_iter().flatten();
    let to_files: Vec<&Path> = to_files.map(AsRef::as_ref).collect();
    if to_files.is_empty() && !arguments.link && !can_show(global, system) {
        return Err(Failure::new(
            "the enrolment is a secret, and there is no terminal to show it on",
        )
        .hint("write it to a file with --png FILE or --svg FILE, or print it with --link"));
    }
    if arguments.member.is_some() && !system.person.is_there() {
        return Err(nobody_for_code());
    }
    let holds = arguments.holds();
    if let (Some(member), Some(holds)) = (&arguments.member, holds) {
        refuse_other(member, holds, group)?;
    }
    write_pictures(arguments, group, global, system)?;
    if arguments.link {
        print_link(group, global, system)?;
    } else if to_files.is_empty() {
        show_enrolment(group, system)?;
    }
    note_check_words(group, system);
    let confirmed = match &arguments.member {
        Some(member) => {
            confirm(member, holds, group, global, system)?;
            Some(member)
        }
        None => None,
    };
    if global.json && !arguments.link {
        // JSON is UTF-8, which a path need not be.
        let written: Vec<String> = to_files
            .iter()
            .map(|path| path.display().to_string())
            .collect();
        say_json(
            system,
            &json!({
                "group": group.local_name().as_str(),
                "generation": group.generation().number(),
                "written": written,
                "confirmed": confirmed,
            }),
        )?;
    }
    Ok(Status::Done)
}

fn write_pictures(
    arguments: &Invite,
    group: &Group,
    global: &Global,
    system: &mut System,
) -> Result<(), Failure> {
    let symbol = || {
        Symbol::new(&link(group), Correction::Medium)
            .map_err(|error| Failure::new(format!("can't draw the QR code: {error}")))
    };
    if let Some(path) = &arguments.png {
        let png = symbol()?
            .png()
            .map_err(|error| Failure::new(format!("can't draw the QR code: {error}")))?;
        write(path, &png, global, system)?;
    }
    if let Some(path) = &arguments.svg {
        write(path, symbol()?.svg().as_bytes(), global, system)?;
    }
    Ok(())
}

fn write(path: &Path, bytes: &[u8], global: &Global, system: &mut System) -> Result<(), Failure> {
    overwrite(path, bytes, global, system)?;
    note(
        system,
        format_args!(
            "anyone with {} has the group's code: delete it once everyone has joined",
            path.display()
        ),
    );
    Ok(())
}

fn print_link(group: &Group, global: &Global, system: &mut System) -> Result<(), Failure> {
    if wants_screen(global, system) {
        let screen = |size: crate::sys::terminal::Size| link_screen(group, size.columns);
        return show(group, system, &screen);
    }
    let link = link(group);
    if global.json {
        let report = json!({ "group": group.local_name().as_str(), "link": link.as_str() });
        return say_json(system, &report);
    }
    say(system, link.as_str())?;
    say(system, "\n")
}

impl Invite {
    /// Returns what the member holds, if an option says so.
    fn holds(&self) -> Option<Holds> {
        if self.ringtrue {
            Some(Holds::Ringtrue)
        } else {
            self.app.then_some(Holds::App)
        }
    }
}

/// Refuses an option that contradicts the roll.
fn refuse_other(member: &str, holds: Holds, group: &Group) -> Result<(), Failure> {
    match group.member(member) {
        Ok(known) if known.holds != holds => Err(Failure::new(format!(
            "{} is already on the list with \"{}\"",
            known.name,
            known.holds.as_str()
        ))
        .hint("leave that option out, or take them off the list first: ringtrue members remove")),
        _ => Ok(()),
    }
}

/// Asks for the code that the new device shows, and enters its holder on the roll.
fn confirm(
    member: &str,
    holds: Option<Holds>,
    group: &Group,
    global: &Global,
    system: &mut System,
) -> Result<(), Failure> {
    let question = texts().ask_device_code(member.trim(), group) + " ";
    for _ in 0..DEVICE_TRIES {
        let answer = system.person.ask(&question).ok_or_else(nobody_for_code)??;
        match check_device(group, &answer, system.now()) {
            Ok(()) => {
                let holds = match holds {
                    Some(holds) => holds,
                    None => ask_holds(member, group, global, system)?,
                };
                return put_on_roll(member, holds, group, system);
            }
            Err(why) => print_err(system, texts().device_wrong(&why, group) + "\n"),
        }
    }
    Err(Failure::new(format!(
        "{member} was not confirmed: their device shows another code"
    ))
    .hint_command(
        "have them delete the entry and scan the QR code again: ringtrue invite",
        "",
    ))
}

/// Asks whether a member who is not on the roll yet has ringtrue or an app.
fn ask_holds(
    member: &str,
    group: &Group,
    global: &Global,
    system: &mut System,
) -> Result<Holds, Failure> {
    if global.yes || group.member(member).is_ok() {
        return Ok(Holds::App);
    }
    let question = texts().ask_has_ringtrue(member.trim());
    let has_ringtrue = system
        .person
        .confirm(&question)
        .ok_or_else(nobody_for_code)??;
    Ok(if has_ringtrue {
        Holds::Ringtrue
    } else {
        Holds::App
    })
}

fn nobody_for_code() -> Failure {
    Failure::no_terminal().hint_command(
        "put them on the list with ringtrue members add, then check their code: ringtrue check",
        "CODE --from MEMBER",
    )
}

fn put_on_roll(
    member: &str,
    holds: Holds,
    group: &Group,
    system: &mut System,
) -> Result<(), Failure> {
    let (id, generation, now) = (group.id(), group.generation(), system.now());
    let mut store = Store::open(system)?;
    let group = store
        .vault
        .group_mut(id)
        .ok_or_else(|| Failure::new("another ringtrue just removed the group"))?;
    group.enrol_member(member, holds, generation, now)?;
    store.save(Previous::Keep)?;
    print_err(system, texts().device_code_right(member) + "\n");
    Ok(())
}
