//! `completions`: the script by which a shell completes ringtrue's command
//! lines, and the answers that the script asks for.
//!
//! An answer unlocks nothing, asks nobody, waits for no lock and changes
//! nothing: it looks at a vault whose key lies in the clear, and at no other.

mod line;
mod names;
mod quote;

use std::ffi::OsStr;
use std::sync::Arc;

use clap::builder::Str;
use clap::{Arg, Command, CommandFactory as _};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, complete};
use ringtrue::Name;

use self::line::Line;
use self::names::Names;
use super::args::{Arguments, Completions, Shell};
use super::failure::Failure;
use super::{Status, say};
use crate::sys::System;

/// By this a candidate says that files can follow: those a shell knows best.
const FILES: &str = "files";

pub fn run(arguments: &Completions, system: &mut System) -> Result<Status, Failure> {
    let shell = arguments.shell;
    let text = match &arguments.word {
        None => script(shell).to_owned(),
        Some(word) => answer(&Line::read(shell, &arguments.before, word), shell, system),
    };
    say(system, &text)?;
    Ok(Status::Done)
}

fn script(shell: Shell) -> &'static str {
    match shell {
        Shell::Bash => include_str!("completions/ringtrue.bash"),
        Shell::Zsh => include_str!("completions/ringtrue.zsh"),
        Shell::Fish => include_str!("completions/ringtrue.fish"),
        Shell::Power => include_str!("completions/ringtrue.ps1"),
        Shell::Elvish => include_str!("completions/ringtrue.elv"),
    }
}

/// What can follow: a line that says whether it is words or files, then each
/// word as the shell wants it.
fn answer(line: &Line, shell: Shell, system: &System) -> String {
    let names = Arc::new(Names::of(&system.home, line.group()));
    let mut found = candidates(line, &names);
    let is_option = |candidate: &CompletionCandidate| {
        let id = candidate.get_id();
        id.is_some_and(|id| id.starts_with("arg::"))
    };
    // Options are many: they come where one was begun, or nothing else can.
    if line.word().is_empty() && !found.iter().all(is_option) {
        found.retain(|candidate| !is_option(candidate));
    }
    let is_files =
        |candidate: &CompletionCandidate| candidate.get_id().is_some_and(|id| id == FILES);
    if !found.is_empty() && found.iter().all(is_files) {
        return "files\n".to_owned();
    }
    let mut text = "words\n".to_owned();
    for candidate in found.iter().filter(|candidate| !is_files(candidate)) {
        let value = candidate.get_value().to_string_lossy();
        let help = candidate.get_help().map(ToString::to_string);
        let help = help.as_deref().and_then(|help| help.lines().next());
        text += &quote::written(line, shell, &value, help.unwrap_or_default());
        text.push('\n');
    }
    text
}

/// What can follow, of the program's own words and of the vault's names.
fn candidates(line: &Line, names: &Arc<Names>) -> Vec<CompletionCandidate> {
    let mut command = with_values(Arguments::command(), names);
    let words: Vec<_> = line.words().map(Into::into).collect();
    let last = words.len().saturating_sub(1);
    complete(&mut command, words, last, None).unwrap_or_default()
}

/// The command, with what its arguments can be.
fn with_values(command: Command, names: &Arc<Names>) -> Command {
    let name = command.get_name().to_owned();
    command
        .mut_args(|arg| with_value(arg, &name, names))
        .mut_subcommands(|command| with_values(command, names))
}

/// An argument of this command, with what it can be: told by what the manual
/// calls its value.
fn with_value(arg: Arg, command: &str, names: &Arc<Names>) -> Arg {
    // A command's own options come first.
    let arg = if arg.is_global_set() {
        arg.display_order(900)
    } else {
        arg
    };
    let value = arg.get_value_names().and_then(<[_]>::first);
    let of: fn(&Names, &str) -> Vec<CompletionCandidate> = match (command, value.map(Str::as_str)) {
        (_, Some("FILE" | "FILE|DIR" | "DIR")) => |_, _| {
            let files = CompletionCandidate::new("");
            vec![files.id(Some(FILES.to_owned()))]
        },
        (_, Some("MEMBER"))
        | ("remove" | "promote" | "demote" | "pair" | "unpair", Some("NAME")) => {
            |names, begun| fitting(&names.members(), begun)
        }
        ("default" | "forget", Some("NAME")) => |names, begun| fitting(&names.groups(), begun),
        _ if arg.get_id() == "group" => |names, begun| fitting(&names.groups(), begun),
        _ => return arg,
    };
    let names = Arc::clone(names);
    arg.add(ArgValueCompleter::new(move |begun: &OsStr| {
        of(&names, &begun.to_string_lossy())
    }))
}

/// The names that begin as what was typed does, in whatever case.
fn fitting(names: &[Name], begun: &str) -> Vec<CompletionCandidate> {
    let begun = begun.to_lowercase();
    let names = names.iter().map(Name::as_str);
    names
        .filter(|name| name.to_lowercase().starts_with(&begun))
        .map(CompletionCandidate::new)
        .collect()
}
