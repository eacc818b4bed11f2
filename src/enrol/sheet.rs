//! `sheet`: writes pages to print: an enrolment page, cards with the rules of a call,
//! and the day sheets of a member without a device.

use std::path::{Path, PathBuf};

use ringtrue_core::sheet::Sheet;
use ringtrue_core::text::{Contact, card_page, day_iso, day_sheet, invite_page};
use ringtrue_core::{Group, Name, Secret};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::args;
use crate::args::Global;
use crate::ask::{overwrite, warn_unsynced};
use crate::device::store;
use crate::device::store::{Previous, Store};
use crate::failure::Failure;
use crate::shown::{can_show, show_sheet_code};
use crate::sys::System;
use crate::sys::files;
use crate::tell::{Status, note, note_check_words, say, say_json, shown_path, warn};
use crate::view::texts;

pub fn run(
    arguments: &args::Sheet,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    let vault = store::read(system)?;
    let group = vault.select(global.group.as_deref())?;
    if let Some(member) = &arguments.member {
        return for_member(member, arguments, group, global, system);
    }
    let name = group.local_name();
    let own = system.device_key.as_ref().map(|key| key.public());
    let rotator = group.who_rotates(own.as_ref());
    let (kind, page) = if arguments.invite {
        let page = invite_page(group, rotator, texts())
            .map_err(|error| Failure::new(format!("can't draw the QR code: {error}")))?;
        (Kind::Invite, page)
    } else {
        let page = card_page(group, &to_call(&arguments.call)?, rotator, texts());
        (Kind::Card, page.into())
    };
    let target = Target::of(arguments, kind, group.name(), global, system)?;
    if let Target::File(path) = &target {
        overwrite(path, page.as_bytes(), global, system)?;
    }
    let report =
        |file: &str| json!({ "group": name.as_str(), "page": kind.as_str(), "file": file });
    let text = |file: &str| match kind {
        Kind::Invite => texts().page_invite(name, file),
        _ => texts().page_cards(file),
    };
    target.report(kind, &page, text, report, global, system)?;
    if kind == Kind::Invite {
        note_check_words(group, system);
    }
    target.open(arguments, system);
    Ok(Status::Done)
}

/// Parses the contacts of `--call`.
fn to_call(typed: &[String]) -> Result<Vec<Contact>, Failure> {
    if typed.len() > Contact::MAX {
        let (count, limit) = (typed.len(), Contact::MAX);
        return Err(Failure::new(format!(
            "--call was given {count} times; a card has room for {limit}"
        )));
    }
    let read = |text: &String| {
        Contact::parse(text).map_err(|error| {
            Failure::new(format!("can't use --call: {error}"))
                .hint("a name, a comma and a number: --call \"Anna, 555 0123\"")
        })
    };
    typed.iter().map(read).collect()
}

/// The kind of page to print.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Invite,
    Card,
    Days,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Invite => "invite",
            Self::Card => "card",
            Self::Days => "sheet",
        }
    }

    fn is_secret(self) -> bool {
        self != Self::Card
    }
}

/// Makes the day sheet of a member without a device.
fn for_member(
    member: &str,
    arguments: &args::Sheet,
    group: &Group,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    // Keep the spelling that the roll has already.
    let known = group.member(member).map(|known| known.name.as_str());
    let name = Name::tidy(known.unwrap_or(member))?;
    let target = Target::of(arguments, Kind::Days, &name, global, system)?;
    ask_to_end(member, group, global, system)?;
    let replace = target.may_replace(global, system)?;
    let (sheet, page) = make(&name, group, arguments.days, (&target, replace), system)?;

    let report = |file: &str| {
        json!({
            "group": group.local_name().as_str(),
            "page": Kind::Days.as_str(),
            "file": file,
            "member": name.as_str(),
            "from": day_iso(sheet.from()),
            "days": sheet.days(),
        })
    };
    let (day, last) = (
        texts().day_short(sheet.from()),
        texts().day_short(sheet.last()),
    );
    let text = |file: &str| match sheet.days() {
        1 => texts().page_sheet_one_day(&name, &day, file),
        _ => texts().page_sheet(&name, &day, &last, file),
    };
    target.report(Kind::Days, &page, text, report, global, system)?;
    drop(page);
    if can_show(global, system) {
        show_sheet_code(&name, &sheet, system)?;
    } else {
        note(
            system,
            "on a terminal, this also shows a code that adds the sheet to your other devices",
        );
    }
    target.open(arguments, system);
    Ok(Status::Done)
}

/// Makes a sheet, and writes the page before the vault: a sheet that can't be printed
/// must not end the one that someone has on paper.
fn make(
    name: &Name,
    group: &Group,
    days: u32,
    (target, replace): (&Target, bool),
    system: &mut System,
) -> Result<(Sheet, Zeroizing<String>), Failure> {
    let today = system.day(system.now());
    let key = Secret::generate(|bytes| (system.random)(bytes))?;
    let sheet = Sheet::new(key, today, days).ok_or_else(|| Failure::new("too many days"))?;
    let mut store = Store::open(system)?;
    let group = store
        .vault
        .group_mut(group.id())
        .ok_or_else(|| Failure::new("another ringtrue just removed the group"))?;
    group.give_sheet(name.as_str(), sheet.clone())?;
    let page = day_sheet(group, name, &sheet, texts());
    if let Target::File(path) = target {
        warn_unsynced(files::write_named(path, page.as_bytes(), replace)?, system);
    }
    if let Err(failure) = store.save(Previous::Keep) {
        if let Target::File(path) = target {
            let _ = files::remove_named(path);
        }
        return Err(failure);
    }
    Ok((sheet, page))
}

/// Asks for confirmation if the new sheet ends what the member has now.
fn ask_to_end(
    member: &str,
    group: &Group,
    global: &Global,
    system: &mut System,
) -> Result<(), Failure> {
    let Ok(known) = group.member(member) else {
        return Ok(());
    };
    let Some(change) = known.sheet_change() else {
        return Ok(());
    };
    if global.yes {
        return Ok(());
    }
    let name = &known.name;
    let answer = system
        .person
        .confirm(&texts().ask_new_sheet(name, change))
        .ok_or_else(|| Failure::no_terminal_hint("to make a new sheet without asking: --yes"))??;
    if answer {
        Ok(())
    } else {
        Err(Failure::new(format!("{name}'s sheet was not changed")))
    }
}

/// The destination of a page.
enum Target {
    File(PathBuf),
    Out,
}

impl Target {
    fn of(
        arguments: &args::Sheet,
        kind: Kind,
        name: &Name,
        global: &Global,
        system: &System,
    ) -> Result<Self, Failure> {
        match &arguments.out {
            Some(path) if path == Path::new("-") => {
                if global.json {
                    return Err(Failure::new(
                        "the page and the report can't both go to standard output",
                    )
                    .hint("write the page to a file: --out FILE"));
                }
                if system.out_is_terminal && kind.is_secret() {
                    return Err(Failure::new(
                        "the page is a secret, and standard output is a terminal",
                    )
                    .hint("write it to a file: --out FILE"));
                }
                Ok(Self::Out)
            }
            Some(path) => Ok(Self::File(path.clone())),
            None => {
                let what = format!("{}.html", kind.as_str());
                Ok(Self::File(name.file_name(&what).into()))
            }
        }
    }

    /// Asks whether an existing file may be overwritten, before anything is locked.
    fn may_replace(&self, global: &Global, system: &mut System) -> Result<bool, Failure> {
        match self {
            Self::File(path) if files::exists(path) && !global.yes => {
                crate::ask::ask_to_replace(path, system).map(|()| true)
            }
            _ => Ok(global.yes),
        }
    }

    /// Reports what was written, or prints the page itself.
    fn report(
        &self,
        kind: Kind,
        page: &str,
        text: impl FnOnce(&str) -> String,
        report: impl FnOnce(&str) -> Value,
        global: &Global,
        system: &mut System,
    ) -> Result<(), Failure> {
        let Self::File(path) = self else {
            return say(system, page);
        };
        if global.json {
            // JSON is UTF-8, which a path need not be.
            say_json(system, &report(&path.display().to_string()))?;
        } else {
            say(system, &(text(&shown_path(path)) + "\n"))?;
        }
        if kind.is_secret() {
            note(
                system,
                format_args!(
                    "print {} and then delete it: it is as secret as the paper",
                    path.display()
                ),
            );
        }
        Ok(())
    }

    /// Opens the page for printing, if someone is at a terminal.
    fn open(&self, arguments: &args::Sheet, system: &mut System) {
        let Self::File(path) = self else {
            return;
        };
        if arguments.no_open || !system.out_is_terminal {
            return;
        }
        if let Err(error) = (system.browse)(files::absolute(path).as_os_str()) {
            warn(
                system,
                format_args!("can't open it ({error}): open it in your browser, and print it"),
            );
        }
    }
}
