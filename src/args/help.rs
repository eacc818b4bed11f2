//! The help of `ringtrue` itself: its commands, grouped by what people do. clap lists
//! subcommands without groups, so the list is made here, from clap's own names and abouts.

use std::fmt::Write as _;

use clap::{Command, CommandFactory as _};

use super::Arguments;

/// Headings and their commands, in the order in which they are shown.
const GROUPS: [(&str, &[&str]); 6] = [
    ("On a call", &["code", "check", "practice"]),
    ("Enrol", &["new", "invite", "join", "sheet"]),
    ("Rotate", &["rotate"]),
    ("Who is in", &["members", "words", "device", "groups"]),
    ("Keep it safe", &["protect", "backup", "restore", "doctor"]),
    ("Shell", &["completions", "man"]),
];

/// Returns the command line for clap, with the grouped list in its help.
pub fn command() -> Command {
    let command = Arguments::command();
    let template = format!(
        "{{about}}\n{{usage-heading}} {{usage}}\n\n{}\n{{options}}{{after-help}}",
        list(&command)
    );
    command.help_template(template)
}

fn list(command: &Command) -> String {
    let mut list = String::new();
    for (heading, names) in GROUPS {
        let subcommands = names
            .iter()
            .filter_map(|name| command.find_subcommand(name));
        for (at, subcommand) in subcommands.enumerate() {
            let heading = if at == 0 { heading } else { "" };
            let name = subcommand.get_name();
            let about = subcommand.get_about().cloned().unwrap_or_default();
            let _ = writeln!(list, "{heading:13} {name:12} {about}");
        }
    }
    list
}

#[cfg(test)]
mod tests {
    #![allow(clippy::disallowed_methods, reason = "the book is a file")]

    use std::env;
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn each_command_is_in_one_group() {
        let command = command();
        let mut commands: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
        let mut grouped = GROUPS.map(|(_, names)| names).concat();
        commands.sort_unstable();
        grouped.sort_unstable();
        assert_eq!(commands, grouped);
    }

    /// A prompt takes the last of the 24 rows.
    #[test]
    fn short_help_fits_a_screen_and_shows_an_example() {
        for command in all() {
            let help = command.clone().render_help().to_string();
            assert!(help.lines().count() < 24, "{help}");
            assert!(
                help.lines().all(|line| line.chars().count() <= 80),
                "{help}"
            );
            let is_main = command.get_name() == "ringtrue";
            let has_example = help.contains("Example: ringtrue ");
            assert!(
                is_main || command.has_subcommands() || has_example,
                "{help}"
            );
        }
    }

    /// `UPDATE_BOOK=1` writes the page.
    #[test]
    fn the_book_has_the_help_of_every_command() {
        let mut page = "\
# Commands

What `--help` prints for each command. Options of every command are listed once, under `ringtrue`. \
`ringtrue man | man -l -` shows the same as a manual.
"
        .to_owned();
        for command in all() {
            let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
            let is_main = name == "ringtrue";
            let shown = command.clone().mut_args(|arg| {
                let is_elsewhere = arg.is_global_set() && !is_main;
                if is_elsewhere { arg.hide(true) } else { arg }
            });
            let help = shown.clone().render_long_help().to_string();
            let help = help
                .lines()
                .map(str::trim_end)
                .collect::<Vec<_>>()
                .join("\n");
            let _ = write!(page, "\n## {name}\n\n```text\n{}\n```\n", help.trim_end());
        }
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference/commands.md");
        if env::var_os("UPDATE_BOOK").is_some() {
            fs::write(&path, &page).unwrap();
        }
        let kept = fs::read_to_string(&path).unwrap();
        assert!(
            kept == page,
            "docs/reference/commands.md is out of date: UPDATE_BOOK=1 writes it"
        );
    }

    /// Returns the main command and all subcommands, built by clap.
    fn all() -> Vec<Command> {
        let mut main = command().term_width(80);
        main.build();
        let mut commands = Vec::new();
        collect(&main, &mut commands);
        commands
    }

    fn collect(command: &Command, commands: &mut Vec<Command>) {
        commands.push(command.clone());
        for command in command.get_subcommands() {
            collect(command, commands);
        }
    }
}
