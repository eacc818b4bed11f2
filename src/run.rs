//! Parses the command line, dispatches to the command, and exits.

use std::env;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::FromArgMatches as _;

use crate::args::{Arguments, Color, Command, help, usage};
use crate::call::{check, code, practice, screen};
use crate::enrol::{device, invite, new, sheet};
use crate::failure::Failure;
use crate::keep::{backup, doctor, groups, protect};
use crate::package::{completions, man};
use crate::roll::{members, words};
use crate::sys::files::Home;
use crate::sys::{System, hardening};
use crate::tell::{Status, ignore_closed_pipe, print_err, warn};
use crate::{args, join, rotate};

/// Runs the command that was typed.
pub fn main() -> ExitCode {
    let matches = help::command().try_get_matches_from(env::args_os());
    let arguments = match matches.and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(arguments) => arguments,
        Err(error) => return exit(usage::report(&error)),
    };
    let color = match arguments.global.color {
        _ if arguments.global.plain => anstream::ColorChoice::Never,
        Color::Never => anstream::ColorChoice::Never,
        Color::Always => anstream::ColorChoice::Always,
        Color::Auto => anstream::ColorChoice::Auto,
    };
    let home = match Home::locate() {
        Ok(home) => home,
        Err(error) => {
            let mut err = anstream::AutoStream::new(io::stderr(), color);
            let _ = err.write_all(Failure::from(error).to_string().as_bytes());
            return exit(Status::Failed);
        }
    };
    let mut system = System::real(home, color);
    exit(run(&arguments, &mut system).unwrap_or_else(|failure| {
        print_err(&mut system, failure);
        Status::Failed
    }))
}

fn exit(status: Status) -> ExitCode {
    ExitCode::from(status as u8)
}

pub fn run(arguments: &Arguments, system: &mut System) -> Result<Status, Failure> {
    let global = &arguments.global;
    system.passphrase_file.clone_from(&global.passphrase_file);
    system.is_plain = global.plain;
    let status = match &arguments.command {
        None if system.out_is_terminal && !global.json => screen::run(global, system),
        None => code::run(&args::Code::default(), global, system),
        Some(Command::New(new)) => new::run(new, global, system),
        Some(Command::Invite(invite)) => invite::run(invite, global, system),
        Some(Command::Join(join)) => join::run(join, global, system),
        Some(Command::Code(code)) => code::run(code, global, system),
        Some(Command::Check(check)) => check::run(check, global, system),
        Some(Command::Practice(practice)) => practice::run(practice, global, system),
        Some(Command::Rotate(rotate)) => rotate::run(rotate, global, system),
        Some(Command::Sheet(sheet)) => sheet::run(sheet, global, system),
        Some(Command::Members(members)) => members::run(members, global, system),
        Some(Command::Words) => words::run(global, system),
        Some(Command::Device(device)) => device::run(device, global, system),
        Some(Command::Groups(groups)) => groups::run(groups, global, system),
        Some(Command::Protect(protect)) => protect::run(protect, global, system),
        Some(Command::Backup(backup)) => backup::run(backup, global, system),
        Some(Command::Restore(restore)) => backup::restore(restore, global, system),
        Some(Command::Doctor(arguments)) => doctor::run(arguments, global, system),
        Some(Command::Completions(completions)) => completions::run(completions, system),
        Some(Command::Man(man)) => man::run(man, global, system),
    };
    hardening::wipe_stack();
    if let Some(unsynced) = system.home.take_unsynced() {
        warn(system, unsynced);
    }
    let status = status.map_err(|failure| match &global.group {
        Some(name) => failure.in_group(name),
        None => failure,
    })?;
    ignore_closed_pipe(system.out.flush())?;
    Ok(status)
}

/// Runs a command line in a test's world.
#[cfg(test)]
pub fn run_line(line: &str, system: &mut System) -> Status {
    let words = ["ringtrue"].into_iter().chain(line.split_whitespace());
    let matches = help::command().try_get_matches_from(words).unwrap();
    let arguments = Arguments::from_arg_matches(&matches).unwrap();
    run(&arguments, system).unwrap()
}

#[cfg(test)]
mod memory_tests;
#[cfg(test)]
mod tests;
