//! `man`: the manual. The main page alone goes to standard output
//! (`ringtrue man | man -l -`); all pages go to a directory, as a package installs them.

use std::path::{Path, PathBuf};

use clap::{Command, CommandFactory as _};

use crate::args::{Arguments, Global, Man};
use crate::ask::warn_unsynced;
use crate::failure::Failure;
use crate::package::page;
use crate::sys::{System, files};
use crate::tell::{Status, say, shown_path};

pub fn run(arguments: &Man, global: &Global, system: &mut System) -> Result<Status, Failure> {
    let mut command = Arguments::command();
    command.build();
    let Some(directory) = &arguments.directory else {
        say(system, &page::page(&command)?)?;
        return Ok(Status::Done);
    };
    let mut pages = Vec::new();
    all(&command, directory, &mut pages)?;
    let replace = may_replace(&pages, directory, global, system)?;
    files::make_public_directory(directory)?;
    for (path, page) in &pages {
        warn_unsynced(files::write_public(path, page.as_bytes(), replace)?, system);
    }
    let directory = shown_path(directory);
    say(
        system,
        &format!("{} pages are in {directory}\n", pages.len()),
    )?;
    Ok(Status::Done)
}

/// Collects the pages of a command and its subcommands, each with its file.
fn all(
    command: &Command,
    directory: &Path,
    pages: &mut Vec<(PathBuf, String)>,
) -> Result<(), Failure> {
    let file = directory.join(format!("{}.1", page::title(command)));
    pages.push((file, page::page(command)?));
    for command in command.get_subcommands() {
        all(command, directory, pages)?;
    }
    Ok(())
}

/// Asks whether existing pages may be overwritten, once for all of them.
fn may_replace(
    pages: &[(PathBuf, String)],
    directory: &Path,
    global: &Global,
    system: &mut System,
) -> Result<bool, Failure> {
    let there = pages.iter().filter(|(path, _)| files::exists(path)).count();
    if global.yes || there == 0 {
        return Ok(global.yes);
    }
    let directory = directory.display();
    let question = format!("{there} of the pages already exist in {directory}. Replace them?");
    let replace = system.person.confirm(&question).ok_or_else(|| {
        Failure::new(format!("{there} of the pages already exist in {directory}"))
            .hint("to replace them without asking: --yes")
    })??;
    if replace {
        return Ok(true);
    }
    Err(Failure::new(format!("{directory} was not changed")))
}
