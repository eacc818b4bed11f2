//! Prints results on standard output, and notes and warnings on standard error.

use std::fmt::Display;
use std::io::{self, Write};
use std::path::Path;
use std::rc::Rc;

use ringtrue_core::text::{check_words_line, quoted, visible};
use ringtrue_core::{Group, UnixTime};
use serde::Serialize;

use crate::failure::Failure;
use crate::sys::System;
use crate::view::{texts, wrapped_lines};

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

/// Returns how moments are written: by the clocks on the wall here.
pub fn when(system: &System) -> impl Fn(UnixTime) -> String + use<> {
    let offset = Rc::clone(&system.offset);
    move |time| texts().moment(time, offset(time))
}

/// Prints a result.
pub fn say(system: &mut System, text: &str) -> Result<(), Failure> {
    written(system.out.write_all(text.as_bytes()))
}

/// Prints a result as one line of JSON.
pub fn say_json(system: &mut System, report: &impl Serialize) -> Result<(), Failure> {
    let line = json_line(report)?;
    say(system, &line)
}

/// One line of JSON.
pub fn json_line(report: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(report)
        .map(|line| line + "\n")
        .map_err(|_| Failure::new("the report has no spelling in JSON"))
}

/// A reader that went away (`ringtrue code | head -1`) has all it wanted.
pub fn written(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::new(format!("can't write the result: {error}"))),
        Ok(()) => Ok(()),
    }
}

/// Prints a line beside the result.
pub fn note(system: &mut System, text: impl Display) {
    let text = visible(&text.to_string());
    print_err(system, format_args!("ringtrue: note: {text}\n"));
}

/// Prints a line about something that the user may want to mend.
pub fn warn(system: &mut System, text: impl Display) {
    let text = visible(&text.to_string());
    print_err(system, format_args!("ringtrue: warning: {text}\n"));
}

/// Returns a path as it is printed: a file's name may have anything.
pub fn shown_path(path: &Path) -> String {
    visible(&path.to_string_lossy())
}

/// Prints lines to standard error. On a terminal they are broken between words.
pub fn print_err(system: &mut System, text: impl Display) {
    let mut text = text.to_string();
    if let Some(columns) = system.err_columns {
        text = wrapped_lines(&text, usize::from(columns));
    }
    // In one piece: standard error is not buffered, and other programs may write there too.
    // If even this fails, there is nobody left to tell.
    let _ = system.err.write_all(text.as_bytes());
}

/// Tells the words by which somebody who joins with ringtrue sees that it is
/// this group.
pub fn tell_check_words(group: &Group, system: &mut System) {
    let words = check_words_line(&group.current().check_words());
    note(system, texts().check_words_are(&words));
}

/// Tells the words by which somebody who takes this device's messages sees whose they are.
pub fn tell_organiser_words(group: &Group, system: &mut System) {
    if let Some(organiser) = group.organisers().own() {
        let words = check_words_line(&organiser.key.words());
        note(system, texts().organiser_words_are(&organiser.name, &words));
    }
}

/// Prints how to enrol the others by a picture.
pub fn tell_picture(group: &Group, system: &mut System) {
    note(system, format_args!("enrol the others: {}", picture(group)));
}

/// Returns the command that writes the enrolment as a picture.
pub fn picture(group: &Group) -> String {
    let name = group.local_name();
    let file = name.file_name("invite.png");
    format!("ringtrue invite -g {} --png {file}", quoted(name))
}
