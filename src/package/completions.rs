//! `completions`: prints the completion script for a shell, as `clap_complete`
//! generates it.

use clap::{Command, CommandFactory as _, ValueHint};
use clap_complete::generate;

use crate::args::{Arguments, Completions};
use crate::failure::Failure;
use crate::sys::System;
use crate::tell::{Status, say};

pub fn run(arguments: &Completions, system: &mut System) -> Result<Status, Failure> {
    let mut command = Arguments::command();
    command.build();
    let mut script = Vec::new();
    generate(
        arguments.shell,
        &mut mark_paths_as_files(command),
        "ringtrue",
        &mut script,
    );
    say(system, &String::from_utf8_lossy(&script))?;
    Ok(Status::Done)
}

/// Marks every path argument as a file. In bash, `clap_complete` splits other paths at
/// spaces and ends a directory with a space instead of a slash.
fn mark_paths_as_files(command: Command) -> Command {
    command
        .mut_args(|arg| match arg.get_value_hint() {
            ValueHint::AnyPath => arg.value_hint(ValueHint::FilePath),
            _ => arg,
        })
        .mut_subcommands(mark_paths_as_files)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `clap_complete` puts the help of a value between quotation marks and
    /// doesn't escape those in it: zsh would offer the words after them as values.
    #[test]
    fn the_help_of_no_value_has_a_quotation_mark() {
        let mut command = Arguments::command();
        command.build();
        let mut commands = vec![&command];
        while let Some(command) = commands.pop() {
            commands.extend(command.get_subcommands());
            for arg in command.get_arguments() {
                for value in arg.get_possible_values() {
                    let help = value.get_help().map(ToString::to_string);
                    assert!(!help.unwrap_or_default().contains('"'), "{value:?}");
                }
            }
        }
    }
}
