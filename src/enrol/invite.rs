//! `invite`: the enrolment once more, on the screen or in a file, and whether
//! the new device shows the right code.

use std::path::Path;

use crate::view::{link_screen, texts};
use ringtrue_core::call::{self, Part, Side};
use ringtrue_core::group::{Holds, RollError};
use ringtrue_core::otpauth::link;
use ringtrue_core::qr::{Correction, Symbol};
use ringtrue_core::{Group, Heard, Verdict};
use serde_json::json;

use crate::args::{Global, Invite};
use crate::ask::overwrite;
use crate::device::store;
use crate::device::store::{Before, Store};
use crate::failure::Failure;
use crate::rotate::post;
use crate::shown::{can_show, show, show_enrolment, wants_screen};
use crate::sys::System;
use crate::tell::{Status, note, print_err, say, say_json, tell_check_words};

/// How often a code that does not fit may be typed again.
const TRIES: usize = 3;

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
    tell_check_words(group, system);
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
            "whoever has {} has the group's code: delete it when everybody is in",
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
    /// What the member has, if that was said.
    fn holds(&self) -> Option<Holds> {
        if self.ringtrue {
            Some(Holds::Ringtrue)
        } else {
            self.app.then_some(Holds::App)
        }
    }
}

/// Refuses what the roll says otherwise.
fn refuse_other(member: &str, holds: Holds, group: &Group) -> Result<(), Failure> {
    match group.member(member) {
        Ok(known) if known.holds != holds => Err(Failure::new(format!(
            "{} is on the roll with \"{}\"",
            known.name,
            known.holds.as_str()
        ))
        .hint("leave the option out, or take them off the roll first: ringtrue members remove")),
        _ => Ok(()),
    }
}

/// Asks for the code that a new device shows, and notes its holder on the roll.
fn confirm(
    member: &str,
    holds: Option<Holds>,
    group: &Group,
    global: &Global,
    system: &mut System,
) -> Result<(), Failure> {
    let (first, _) = digits(group);
    let question = texts().ask_device_code(member.trim(), first) + " ";
    for _ in 0..TRIES {
        let answer = system.person.ask(&question).ok_or_else(nobody_for_code)??;
        match is_right(&answer, group, system) {
            Ok(()) => {
                let holds = match holds {
                    Some(holds) => holds,
                    None => ask_holds(member, group, global, system)?,
                };
                return enter(member, holds, group, system);
            }
            Err(why) => print_err(system, format_args!("{why}\n")),
        }
    }
    Err(Failure::new(format!(
        "{member} was not confirmed: their device shows another code"
    ))
    .command(
        "let them delete the entry and scan the QR code again: ringtrue invite",
        "",
    ))
}

/// Asks what somebody has who is not on the roll yet.
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

/// How many digits a caller says, and how many a code has.
fn digits(group: &Group) -> (u64, u64) {
    let digits = group.parameters().digits.count() as u64;
    (digits.div_ceil(2), digits)
}

fn nobody_for_code() -> Failure {
    Failure::nobody().command(
        "put them on the roll with ringtrue members add, and have their code checked: ringtrue \
         check",
        "CODE --from MEMBER",
    )
}

fn is_right(answer: &str, group: &Group, system: &System) -> Result<(), String> {
    let heard =
        Heard::read(answer).map_err(|error| texts().device_code_unread(&error.to_string()))?;
    // Both sit at one table: nothing that was heard on a call counts here, and
    // nothing that is read here is used up.
    let finding = call::check(group, &heard, Some(Side::Caller), &[], system.now());
    match (finding.verdict, finding.part) {
        (Verdict::Match, _) => Ok(()),
        (Verdict::WrongTime, Some(Part::Both)) => Err(texts().device_code_time()),
        // Of a half by chance, and what there is to say of one is for a call.
        (Verdict::NoMatch | Verdict::WrongTime | Verdict::OwnHalf, _) => {
            let (first, all) = digits(group);
            Err(texts().device_code_wrong(first, all, &group.entry_in_app()))
        }
        (Verdict::MatchPreviousGeneration | Verdict::OldSeed, _) => {
            Err(texts().device_code_old(&group.entry_of(finding.generation), &group.entry()))
        }
        _ => Err(texts().verdict(&finding, group)),
    }
}

fn enter(member: &str, holds: Holds, group: &Group, system: &mut System) -> Result<(), Failure> {
    let (id, generation, now) = (group.id(), group.generation(), system.now());
    let mut store = Store::open(system)?;
    let group = store
        .vault
        .group_mut(id)
        .ok_or_else(|| Failure::new("the group is gone meanwhile"))?;
    if let Err(RollError::Unknown) = group.confirm_member(member, generation, now) {
        group.add_member(member, holds)?;
        group.confirm_member(member, generation, now)?;
    }
    store.save(Before::Keep)?;
    print_err(system, texts().device_code_right(member) + "\n");
    Ok(())
}
