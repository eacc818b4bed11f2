//! What can follow on a command line, as clap knows the commands.

use clap::builder::Str;
use clap::{Arg, Command};
use ringtrue::Name;

use super::line::Line;
use super::names::Names;

/// Something that can stand at the cursor.
#[derive(Debug, PartialEq, Eq)]
pub enum Candidate {
    /// A word, and what it means.
    Word(String, String),
    /// A file: the shell knows best which.
    File,
}

/// How far a line has come.
struct At<'a> {
    command: &'a Command,
    /// How many values without an option the command has.
    values: usize,
    /// The option that waits for its value.
    option: Option<&'a Arg>,
    /// Whether `--` has ended the options.
    only_values: bool,
}

/// What can stand at the cursor. `command` was built.
pub fn follow(command: &Command, line: &Line, names: &Names) -> Vec<Candidate> {
    let mut at = At {
        command,
        values: 0,
        option: None,
        only_values: false,
    };
    for word in line.before().iter().skip(1) {
        at.pass(word);
    }
    at.candidates(line.word(), names)
}

impl<'a> At<'a> {
    /// Goes past a word.
    fn pass(&mut self, word: &str) {
        if self.option.take().is_some() {
            return;
        }
        if self.only_values || !word.starts_with('-') || word == "-" {
            match self.command.find_subcommand(word) {
                Some(command) if self.values == 0 && !self.only_values => self.command = command,
                _ => self.values = self.values.saturating_add(1),
            }
        } else if word == "--" {
            self.only_values = true;
        } else if let Some(long) = word.strip_prefix("--") {
            self.option = self.taking(|arg| arg.get_long() == Some(long));
        } else if let Some((arg, "")) = self.short(word) {
            self.option = Some(arg);
        }
    }

    fn candidates(&self, word: &str, names: &Names) -> Vec<Candidate> {
        if let Some(option) = self.option {
            return values(option, self.command, "", word, names);
        }
        if word.starts_with('-') && !self.only_values {
            return self.begun_option(word, names);
        }
        let mut found = Vec::new();
        if self.values == 0 && !self.only_values {
            let commands = self.command.get_subcommands();
            let fitting = commands.filter(|command| command.get_name().starts_with(word));
            found.extend(fitting.map(|command| {
                let about = command.get_about().map(ToString::to_string);
                Candidate::Word(command.get_name().to_owned(), about.unwrap_or_default())
            }));
        }
        let mut positionals = self.command.get_positionals();
        if let Some(value) = positionals.nth(self.values) {
            found.extend(values(value, self.command, "", word, names));
        }
        // Options are many: they come where one was begun, or nothing else can.
        if found.is_empty() && word.is_empty() {
            found = self.options("");
        }
        found
    }

    /// What an option that was begun can become, or what its value can, where
    /// that is in the same word.
    fn begun_option(&self, word: &str, names: &Names) -> Vec<Candidate> {
        let option = match word
            .strip_prefix("--")
            .and_then(|long| long.split_once('='))
        {
            Some((long, value)) => {
                let option = self.taking(|arg| arg.get_long() == Some(long));
                option.map(|option| (option, value))
            }
            None => self.short(word).filter(|_| !word.starts_with("--")),
        };
        let Some((option, value)) = option else {
            return self.options(word);
        };
        let before = word.strip_suffix(value).unwrap_or_default();
        values(option, self.command, before, value, names)
    }

    /// The command's own options, then those of every command.
    fn options(&self, begun: &str) -> Vec<Candidate> {
        let named = self.command.get_arguments().filter_map(|arg| {
            let long = format!("--{}", arg.get_long()?);
            (!arg.is_hide_set() && long.starts_with(begun)).then_some((arg, long))
        });
        let mut options: Vec<_> = named.collect();
        options.sort_by_key(|(arg, _)| arg.is_global_set());
        let candidate = |(arg, long): (&Arg, String)| Candidate::Word(long, help(arg));
        options.into_iter().map(candidate).collect()
    }

    /// The option with a value in a word like `-yg`, and what of its value
    /// stands there already.
    fn short<'w>(&self, word: &'w str) -> Option<(&'a Arg, &'w str)> {
        let letters = word.strip_prefix('-')?;
        letters.char_indices().find_map(|(at, letter)| {
            let option = self.taking(|arg| arg.get_short() == Some(letter))?;
            let value = letters.get(at.saturating_add(letter.len_utf8())..)?;
            Some((option, value.strip_prefix('=').unwrap_or(value)))
        })
    }

    /// The first option that takes a value and is this one.
    fn taking(&self, is_it: impl Fn(&Arg) -> bool) -> Option<&'a Arg> {
        let mut options = self.command.get_opts();
        options.find(|arg| is_it(arg) && arg.get_action().takes_values())
    }
}

/// What the value of an argument can be, behind what of its word stays: told by
/// what the manual calls it.
fn values(
    arg: &Arg,
    command: &Command,
    before: &str,
    begun: &str,
    names: &Names,
) -> Vec<Candidate> {
    let called = arg.get_value_names().and_then(<[Str]>::first);
    let called = called.map(Str::as_str).unwrap_or_default();
    match (command.get_name(), called) {
        (_, "FILE" | "FILE|DIR" | "DIR") => vec![Candidate::File],
        (_, "MEMBER") | ("remove" | "promote" | "demote" | "pair" | "unpair", "NAME") => {
            fitting(&names.members(), before, begun)
        }
        ("default" | "forget", "NAME") => fitting(&names.groups(), before, begun),
        _ if arg.get_id() == "group" => fitting(&names.groups(), before, begun),
        _ => {
            let known = arg.get_possible_values();
            let known = known
                .iter()
                .filter(|value| value.get_name().starts_with(begun));
            let candidate = |value: &clap::builder::PossibleValue| {
                let help = value.get_help().map(ToString::to_string);
                Candidate::Word(
                    format!("{before}{}", value.get_name()),
                    help.unwrap_or_default(),
                )
            };
            known.map(candidate).collect()
        }
    }
}

/// The names that begin as what was typed does, in whatever case.
fn fitting(names: &[Name], before: &str, begun: &str) -> Vec<Candidate> {
    let begun = begun.to_lowercase();
    let names = names.iter().map(Name::as_str);
    names
        .filter(|name| name.to_lowercase().starts_with(&begun))
        .map(|name| Candidate::Word(format!("{before}{name}"), String::new()))
        .collect()
}

/// The first line of what an argument is for.
fn help(arg: &Arg) -> String {
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    help.lines().next().unwrap_or_default().to_owned()
}
