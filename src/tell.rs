//! Prints results on standard output, and notes and warnings on standard error.

use std::fmt::Display;
use std::io::{self, Write};
use std::path::Path;
use std::rc::Rc;

use ringtrue_core::text::{check_words_line, escape_invisible, shell_name};
use ringtrue_core::{Group, UnixTime};
use serde::Serialize;

use crate::failure::Failure;
use crate::sys::System;
use crate::view::{texts, wrapped_lines};

/// The exit status of a command, modelled on grep's.
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

/// Returns a function that formats a time in the local time zone.
pub fn when(system: &System) -> impl Fn(UnixTime) -> String + use<> {
    let offset = Rc::clone(&system.offset);
    move |time| texts().moment(time, offset(time))
}

/// Prints a result.
pub fn say(system: &mut System, text: &str) -> Result<(), Failure> {
    ignore_closed_pipe(system.out.write_all(text.as_bytes()))
}

/// Prints a result as one line of JSON.
pub fn say_json(system: &mut System, report: &impl Serialize) -> Result<(), Failure> {
    let line = json_line(report)?;
    say(system, &line)
}

/// Returns a report as one line of JSON.
pub fn json_line(report: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(report)
        .map(|line| line + "\n")
        .map_err(|_| Failure::new("can't write the report as JSON"))
}

/// Checks the write of a result. A closed pipe (`ringtrue code | head -1`) is not an
/// error: its reader has all it wanted.
pub fn ignore_closed_pipe(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::new(format!("can't write the result: {error}"))),
        Ok(()) => Ok(()),
    }
}

/// Prints a note on standard error.
pub fn note(system: &mut System, text: impl Display) {
    let text = escape_invisible(&text.to_string());
    print_err(system, format_args!("ringtrue: note: {text}\n"));
}

/// Prints a warning on standard error.
pub fn warn(system: &mut System, text: impl Display) {
    let text = escape_invisible(&text.to_string());
    print_err(system, format_args!("ringtrue: warning: {text}\n"));
}

/// Returns a path that is safe to print: a file's name may contain anything.
pub fn shown_path(path: &Path) -> String {
    escape_invisible(&path.to_string_lossy())
}

/// Prints lines on standard error, wrapped between words on a terminal.
pub fn print_err(system: &mut System, text: impl Display) {
    let mut text = text.to_string();
    if let Some(columns) = system.err_columns {
        text = wrapped_lines(&text, usize::from(columns));
    }
    // In one piece: standard error is not buffered, and other programs may write there too.
    // If even this fails, there is nobody left to tell.
    let _ = system.err.write_all(text.as_bytes());
}

/// Prints the check words, by which someone who joins with ringtrue recognises this
/// group.
pub fn note_check_words(group: &Group, system: &mut System) {
    let words = check_words_line(&group.current().check_words());
    note(system, texts().check_words_are(&words));
}

/// Prints the words by which someone who takes this device's messages recognises them.
pub fn note_organiser_words(group: &Group, system: &mut System) {
    if let Some(organiser) = group.organisers().own() {
        let words = check_words_line(&organiser.key.words());
        note(system, texts().organiser_words_are(&organiser.name, &words));
    }
}

/// Prints the command that writes a picture to enrol the others.
pub fn note_picture_command(group: &Group, system: &mut System) {
    note(
        system,
        format_args!("enrol the others: {}", picture_command(group)),
    );
}

/// Returns the command that writes the enrolment as a picture.
pub fn picture_command(group: &Group) -> String {
    let name = group.local_name();
    let file = name.file_name("invite.png");
    format!("ringtrue invite -g {} --png {file}", shell_name(name))
}
