//! Outgoing messages: invitations, rotations, and the members whom they don't reach.

use std::io;
use std::path::{Path, PathBuf};

use crate::view::{how_to_reach, phrase_screen, texts};
use ringtrue_core::group::Member;
use ringtrue_core::message::seal_invitation;
use ringtrue_core::rotate::{self, Request, not_reached, seal};
use ringtrue_core::text::shell_name;
use ringtrue_core::words::Phrase;
use ringtrue_core::{Day, Group, Name};
use serde_json::{Value, json};

use crate::args::Global;
use crate::device::store::{Previous, Store};
use crate::failure::Failure;
use crate::shown::wants_screen;
use crate::sys::terminal::Size;
use crate::sys::{CloseKeys, System};
use crate::tell::{
    Status, note, note_check_words, note_organiser_words, say, say_json, shown_path,
};

use crate::rotate::destination::Destination;
use crate::rotate::refusal::{not_invited, seal_error};
use crate::rotate::signer::ask_name;

/// The most recipients of a message to list by name.
const MAX_NAMED: usize = 20;

/// Seals the group to six words, for `member` if given.
pub fn invite(
    path: &Path,
    member: Option<&str>,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    let name = ask_name(!global.yes, global, system)?;
    let path = Destination::ask(path, global, system)?;
    let words = Phrase::draw(|bytes| (system.random)(bytes))?;
    let mut store = Store::open(system)?;
    let own = store.device()?;
    let group = store.vault.select_mut(global.group.as_deref())?;
    let tag = system.random_bytes()?;
    let invited = rotate::invite(group, name.as_deref(), member, &words, own, tag)
        .map_err(|error| not_invited(error, group))?;
    let letter =
        seal_invitation(&invited.signed, &words).map_err(|error| seal_error(error, group))?;
    let file = path.path_for(&invited.file);
    let written = path.write(&[(file, letter)], &mut store, Previous::Keep, system)?;
    let vault = store.close().vault;
    let group = vault.select(global.group.as_deref())?;
    print_words(&words, &written, group, global, system)?;
    Ok(Status::Done)
}

/// Shows the six words, once.
fn print_words(
    words: &Phrase,
    written: &[PathBuf],
    group: &Group,
    global: &Global,
    system: &mut System,
) -> Result<(), Failure> {
    let file = shown(written);
    if wants_screen(global, system) {
        show_words(words, &file, group, system)?;
    } else if global.json {
        say_json(
            system,
            &json!({
                "group": group.local_name().as_str(),
                "generation": group.generation().number(),
                "written": listed(written),
                "words": words.to_text().as_str(),
            }),
        )?;
    } else {
        say(system, &words.to_text())?;
        say(system, "\n")?;
    }
    note(
        system,
        format_args!(
            "send {file} any way you like, and read the six words aloud on a call, to a number \
             that you know; they are not shown again"
        ),
    );
    note(system, "on the new device: ringtrue join FILE");
    note_check_words(group, system);
    note_organiser_words(group, system);
    note(
        system,
        format_args!(
            "a phone without ringtrue can't open it; for one, a page with the QR code: ringtrue \
             sheet -g {} --invite",
            shell_name(group.local_name())
        ),
    );
    Ok(())
}

/// Shows the six words until Enter: any other key, pressed by mistake, would hide them
/// for good.
fn show_words(
    words: &Phrase,
    file: &str,
    group: &Group,
    system: &mut System,
) -> Result<(), Failure> {
    let lines = |size: Size| phrase_screen(words, file, size.columns);
    system
        .person
        .show(&lines, CloseKeys::Enter)
        .map_err(|error| {
            if error.kind() != io::ErrorKind::Interrupted {
                return error.into();
            }
            Failure::new("stopped; the six words are not shown again").hint(format!(
                "without them nobody can open {file}: delete it, and invite again: ringtrue invite \
             -g {} --sealed FILE",
                shell_name(group.local_name())
            ))
        })
}

/// A rotation that was sealed.
pub struct Posted {
    /// The files that were written.
    pub written: Vec<PathBuf>,
    /// The members it reaches.
    pub reached: Vec<Name>,
    /// Those of them whose keys nobody compared on this device.
    pub not_compared: Vec<Name>,
}

impl Posted {
    /// Returns what a sealed rotation adds to the report.
    pub fn report(&self, group: &Group, today: Day) -> serde_json::Map<String, Value> {
        let names = |names: &[Name]| -> Vec<String> { names.iter().map(Name::to_string).collect() };
        let not: Vec<&str> = not_reached(group, today)
            .map(|member| member.name.as_str())
            .collect();
        let fields = [
            ("written", json!(listed(&self.written))),
            ("sealed_to", json!(names(&self.reached))),
            ("not_compared", json!(names(&self.not_compared))),
            ("not_reached", json!(not)),
        ];
        fields
            .map(|(name, value)| (name.to_owned(), value))
            .into_iter()
            .collect()
    }

    /// Returns whom the files reach, and what to do for each of the others.
    pub fn text(&self, group: &Group, today: Day) -> String {
        let files = shown(&self.written);
        let others: Vec<&Member> = not_reached(group, today).collect();
        if self.reached.len() == 1 {
            let of = shell_name(group.local_name());
            let nobody = texts().sealed_to_nobody(
                &files,
                &format!("ringtrue members add -g {of} NAME --device KEY"),
                &format!("ringtrue invite -g {of} --for NAME --sealed FILE"),
            );
            return format!("{nobody}\n{}", how_to_reach(group, &others));
        }
        let sealed = match (self.reached.len(), self.not_compared.len()) {
            (many, 0) if many > MAX_NAMED => texts().sealed_to_many(many as u64, &files),
            (many, keys) if many > MAX_NAMED => {
                texts().sealed_to_many_not_compared(many as u64, keys as u64, &files)
            }
            _ => texts().sealed_to(&self.reached_names(), &files),
        };
        let there = match self.written.len() {
            1 => texts().sealed_there("ringtrue join FILE"),
            _ => texts().sealed_there_all("ringtrue join DIRECTORY"),
        };
        format!("{sealed}\n{there}\n{}", how_to_reach(group, &others))
    }

    /// Lists the members it reaches, and marks those whose key nobody compared.
    fn reached_names(&self) -> String {
        let marked = |name: &Name| {
            if self.not_compared.contains(name) {
                texts().sealed_not_compared(name)
            } else {
                name.to_string()
            }
        };
        let names: Vec<String> = self.reached.iter().map(marked).collect();
        names.join(", ")
    }
}

/// Lists paths for people.
fn shown(paths: &[PathBuf]) -> String {
    let paths: Vec<String> = paths.iter().map(|path| shown_path(path)).collect();
    paths.join(", ")
}

/// Lists paths for JSON, which is UTF-8 and a path need not be.
fn listed(paths: &[PathBuf]) -> Vec<String> {
    let paths = paths.iter().map(|path| path.display().to_string());
    paths.collect()
}

/// Asks any questions necessary before a rotation is sealed, with nothing locked.
/// `has_name` is true if it is already known whose device this is.
pub fn ask(
    path: &Path,
    request: &mut Request,
    has_name: bool,
    global: &Global,
    system: &mut System,
) -> Result<Destination, Failure> {
    request.is_sealed = true;
    if !has_name {
        request.own_name = ask_name(true, global, system)?;
    }
    Destination::ask(path, global, system)
}

/// Seals the current seed of the group called `name`, and writes the messages before the
/// vault.
pub fn post(
    path: &Destination,
    name: Option<&str>,
    off: &[Name],
    previous: Previous,
    store: &mut Store,
    system: &mut System,
) -> Result<Posted, Failure> {
    let own = store.device()?;
    let group = store.vault.select_mut(name)?;
    let made = seal(group, off, own).map_err(|error| seal_error(error, group))?;
    Ok(Posted {
        written: path.write(&path.files(made.files), store, previous, system)?,
        reached: made.reached.names,
        not_compared: made.reached.not_compared,
    })
}
