//! The command line: what was typed, one short file a command, and what is told
//! when something fails. Everything it needs from the world it asks of `sys`.

mod args;
mod backup;
mod call;
mod check;
mod code;
mod completions;
mod device;
mod doctor;
mod failure;
mod groups;
mod invite;
#[cfg_attr(
    not(test),
    expect(
        clippy::too_many_lines,
        reason = "one function there tells a whole story"
    )
)]
mod join;
mod judge;
mod key;
mod man;
#[cfg_attr(
    not(test),
    expect(
        clippy::too_many_lines,
        reason = "one function there tells a whole story"
    )
)]
mod members;
mod new;
#[cfg_attr(
    not(test),
    expect(
        clippy::too_many_lines,
        reason = "one function there tells a whole story"
    )
)]
mod pair;
mod post;
mod practice;
mod protect;
mod public;
mod rotate;
mod sheet;
mod source;
mod store;
mod usage;
mod watch;

use std::cell::Cell;
use std::env;
use std::fmt::Display;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use crate::view::{enrolment_fits, enrolment_screen};
use clap::Parser as _;
use ringtrue_core::qr::Cells;
use ringtrue_core::text::quoted;
use ringtrue_core::{Group, UnixTime};
use serde::Serialize;

use self::args::{Arguments, Color, Command, Global};
use self::failure::Failure;
use crate::sys::files::Home;
use crate::sys::{Ends, Lines, System, files, hardening};

/// How a command ended, as grep ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Done, or a match.
    Done = 0,
    /// No match.
    NoMatch = 1,
    /// Something went wrong.
    Failed = 2,
    /// A match under duress.
    Duress = 3,
}

/// Runs the command that was typed.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse_from(env::args_os()) {
        Ok(arguments) => arguments,
        Err(error) => return exit(usage::tell(&error)),
    };
    let color = match arguments.global.color {
        _ if arguments.global.plain => anstream::ColorChoice::Never,
        Color::Never => anstream::ColorChoice::Never,
        Color::Always => anstream::ColorChoice::Always,
        Color::Auto => anstream::ColorChoice::Auto,
    };
    let result = match Home::locate() {
        Ok(home) => run(&arguments, &mut System::real(home, color)),
        Err(error) => Err(error.into()),
    };
    exit(result.unwrap_or_else(|failure| {
        let mut err = anstream::AutoStream::new(io::stderr(), color);
        let _ = err.write_all(failure.to_string().as_bytes());
        Status::Failed
    }))
}

fn exit(status: Status) -> ExitCode {
    ExitCode::from(status as u8)
}

fn run(arguments: &Arguments, system: &mut System) -> Result<Status, Failure> {
    let global = &arguments.global;
    system.passphrase_file = global.device_passphrase().map(Path::to_owned);
    let status = match &arguments.command {
        None => call::run(global, system),
        Some(Command::New(new)) => new::run(new, global, system),
        Some(Command::Invite(invite)) => invite::run(invite, global, system),
        Some(Command::Join(join)) => join::run(join, global, system),
        Some(Command::Code(code)) => code::run(code, global, system),
        Some(Command::Check(check)) => check::run(check, global, system),
        Some(Command::Practice(practice)) => practice::run(practice, global, system),
        Some(Command::Rotate(rotate)) => rotate::run(rotate, global, system),
        Some(Command::Sheet(sheet)) => sheet::run(sheet, global, system),
        Some(Command::Members(members)) => members::run(members, global, system),
        Some(Command::Device(device)) => device::run(device, global, system),
        Some(Command::Groups(groups)) => groups::run(groups, global, system),
        Some(Command::Protect(protect)) => protect::run(protect, global, system),
        Some(Command::Backup(backup)) => backup::run(backup, global, system),
        Some(Command::Restore(restore)) => backup::restore(restore, global, system),
        Some(Command::Doctor) => doctor::run(global, system),
        Some(Command::Completions(completions)) => completions::run(completions, system),
        Some(Command::Man(man)) => man::run(man, global, system),
    };
    hardening::wipe_stack();
    let status = status.map_err(|failure| match &global.group {
        Some(name) => failure.in_group(name),
        None => failure,
    })?;
    written(system.out.flush())?;
    Ok(status)
}

/// Prints a result.
fn say(system: &mut System, text: &str) -> Result<(), Failure> {
    written(system.out.write_all(text.as_bytes()))
}

/// Prints a result as one line of JSON.
fn say_json(system: &mut System, report: &impl Serialize) -> Result<(), Failure> {
    let line = json_line(report)?;
    say(system, &line)
}

/// One line of JSON.
fn json_line(report: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(report)
        .map(|line| line + "\n")
        .map_err(|_| Failure::new("the report has no spelling in JSON"))
}

/// A reader that went away (`ringtrue code | head -1`) has all it wanted.
fn written(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::new(format!("can't write the result: {error}"))),
        Ok(()) => Ok(()),
    }
}

/// Prints a line beside the result.
fn note(system: &mut System, text: impl Display) {
    print_err(system, format_args!("ringtrue: note: {text}\n"));
}

/// Prints a line about something that the user may want to mend.
fn warn(system: &mut System, text: impl Display) {
    print_err(system, format_args!("ringtrue: warning: {text}\n"));
}

/// Prints text to standard error as it is.
fn print_err(system: &mut System, text: impl Display) {
    // In one piece: standard error is not buffered, and other programs may write there too.
    // If even this fails, there is nobody left to tell.
    let _ = system.err.write_all(text.to_string().as_bytes());
}

/// Tells the words by which somebody who joins with ringtrue sees that it is
/// this group.
fn tell_check_words(group: &Group, system: &mut System) {
    let words = ringtrue_core::check_words(&group.current().secret);
    let words = ringtrue_core::text::check_words_line(&words);
    note(system, format_args!("check words: {words}"));
}

/// Whether a secret can be shown on the alternate screen.
fn can_show(global: &Global, system: &System) -> bool {
    system.out_has_screen && wants_screen(global, system)
}

/// Whether a secret must be shown on the alternate screen or not at all.
fn wants_screen(global: &Global, system: &System) -> bool {
    system.out_is_terminal && !global.plain && !global.json
}

/// Shows the enrolment of `group` where it leaves nothing behind.
fn show_enrolment(group: &Group, system: &mut System) -> Result<(), Failure> {
    let picture = picture(group);
    let cells = if system.shows.halves {
        Cells::Halves
    } else {
        Cells::Blanks
    };
    let fits = Cell::new(false);
    show(group, system, &|size| {
        fits.set(enrolment_fits(group, size.columns, size.rows, cells));
        enrolment_screen(group, size.columns, size.rows, cells, &picture)
    })?;
    if !fits.get() {
        tell_picture(group, system);
    }
    Ok(())
}

/// Prints how to enrol the others by a picture.
fn tell_picture(group: &Group, system: &mut System) {
    note(system, format_args!("enrol the others: {}", picture(group)));
}

/// Returns the command that writes the enrolment as a picture.
fn picture(group: &Group) -> String {
    let name = quoted(group.local_name());
    format!("ringtrue invite -g {name} --png invite.png")
}

/// Writes a file that only its owner can read, and one that is there already
/// only where somebody said so.
fn overwrite(
    path: &Path,
    bytes: &[u8],
    global: &Global,
    system: &mut System,
) -> Result<(), Failure> {
    match files::write_named(path, bytes, global.yes) {
        Err(error) if error.is_there_already() => {
            ask_to_replace(path, system)?;
            Ok(files::write_named(path, bytes, true)?)
        }
        written => Ok(written?),
    }
}

/// Asks whether a file may go that is there already.
fn ask_to_replace(path: &Path, system: &mut System) -> Result<(), Failure> {
    let question = format!("{} is there already. Replace it?", path.display());
    let replace = system.person.confirm(&question).ok_or_else(|| {
        Failure::new(format!("{} is there already", path.display()))
            .hint("to replace it unasked: --yes")
    })??;
    if replace {
        Ok(())
    } else {
        Err(Failure::new(format!(
            "{} was left as it is",
            path.display()
        )))
    }
}

/// Shows a secret of `group`. Ctrl-C ends the command, and whoever pressed it
/// learns that this undid nothing.
fn show(group: &Group, system: &mut System, lines: &Lines<'_>) -> Result<(), Failure> {
    let name = group.local_name();
    system.person.show(lines, Ends::AnyKey).map_err(|error| {
        if error.kind() != io::ErrorKind::Interrupted {
            return error.into();
        }
        Failure::new(format!("stopped; \"{name}\" stays on this device")).hint(format!(
            "see its QR code again: ringtrue invite -g {}",
            quoted(name)
        ))
    })
}

/// A moment as it was typed: RFC 3339, or seconds since 1970.
fn moment(text: &str) -> Result<UnixTime, Failure> {
    /// The last second of the year 9999, where RFC 3339 ends.
    const LAST: u64 = 253_402_300_799;
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = if digits {
        text.parse().ok()
    } else {
        let timestamp: Option<jiff::Timestamp> = text.parse().ok();
        timestamp.and_then(|timestamp| u64::try_from(timestamp.as_second()).ok())
    };
    seconds
        .filter(|seconds| *seconds <= LAST)
        .map(UnixTime::from_secs)
        .ok_or_else(|| {
            Failure::new("--at is not a moment from 1970 to 9999")
                .hint("write it as 2026-11-22T18:30:00Z, or as seconds since 1970")
        })
}

/// Runs a command line in a test's world.
#[cfg(test)]
pub fn run_line(line: &str, system: &mut System) -> Status {
    let words = ["ringtrue"].into_iter().chain(line.split_whitespace());
    let arguments = Arguments::try_parse_from(words).unwrap();
    run(&arguments, system).unwrap()
}

#[cfg(test)]
mod tests;
