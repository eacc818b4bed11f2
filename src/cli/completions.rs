//! `completions`: the script by which a shell completes ringtrue's command
//! lines, and the answers that the script asks for.
//!
//! An answer unlocks nothing, asks nobody, waits for no lock and changes
//! nothing: it looks at a vault whose key lies in the clear, and at no other.

mod follow;
mod line;
mod names;
mod quote;

use clap::CommandFactory as _;

use self::follow::{Candidate, follow};
use self::line::Line;
use self::names::Names;
use super::args::{Arguments, Completions, Shell};
use super::failure::Failure;
use super::{Status, say};
use crate::sys::System;

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
    let names = Names::of(&system.home, line.group());
    let mut command = Arguments::command();
    command.build();
    let found = follow(&command, line, &names);
    if found.contains(&Candidate::File) {
        return "files\n".to_owned();
    }
    let mut text = "words\n".to_owned();
    for candidate in found {
        if let Candidate::Word(word, help) = candidate {
            text += &quote::written(line, shell, &word, &help);
            text.push('\n');
        }
    }
    text
}
