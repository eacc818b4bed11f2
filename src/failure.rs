//! Errors as the user sees them, with the command that helps.

use std::fmt;
use std::io;

use ringtrue_core::group::{NameError, OrganiserError, RollError, RotateError};
use ringtrue_core::organiser::SigningError;
use ringtrue_core::text::{escape_invisible, in_quotes, shell_name, shell_quote};
use ringtrue_core::vault::SelectError;

use crate::sys::files::{FileError, HomeError};

/// An error as it is printed: lower case, no full stop, naming the file or the
/// group, with a hint if something can be done.
#[derive(Debug)]
pub struct Failure {
    level: Level,
    message: String,
    hint: Option<Box<Hint>>,
}

#[derive(Debug)]
enum Level {
    Error,
    Warning,
}

/// A suggestion to the user.
#[derive(Debug)]
enum Hint {
    Text(String),
    /// A hint that ends in a command on the group that the user named.
    Command {
        /// The part before the option that names the group.
        start: &'static str,
        /// The user's group, quoted.
        group: Option<String>,
        rest: String,
    },
}

impl Failure {
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            level: Level::Error,
            message: without_numbers(message.into()),
            hint: None,
        }
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(Box::new(Hint::Text(hint.into())));
        self
    }

    /// Adds a hint that ends in a command on a group. The user's `-g` is put between `start` and
    /// `rest`.
    pub fn hint_command(mut self, start: &'static str, rest: impl Into<String>) -> Self {
        self.hint = Some(Box::new(Hint::Command {
            start,
            group: None,
            rest: rest.into(),
        }));
        self
    }

    /// Repeats the user's `-g` in the suggested command.
    pub fn in_group(mut self, name: &str) -> Self {
        if let Some(Hint::Command { group, .. }) = self.hint.as_deref_mut() {
            *group = Some(shell_quote(name));
        }
        self
    }

    /// Turns the error into a warning, for a command that goes on.
    pub fn warning(mut self) -> Self {
        self.level = Level::Warning;
        self
    }

    pub fn message(&self) -> &str {
        &self.message
    }

    pub fn hint_text(&self) -> Option<String> {
        self.hint.as_ref().map(ToString::to_string)
    }

    /// Returns the error for a missing terminal. The hint names the option that answers the question.
    pub fn no_terminal_hint(option: &str) -> Self {
        Self::no_terminal().hint(option)
    }

    /// Returns the error for a missing terminal.
    pub fn no_terminal() -> Self {
        Self::new("there is no terminal to ask on")
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            Level::Error => "error",
            Level::Warning => "warning",
        };
        // A file's name may contain anything, so escape it.
        writeln!(f, "ringtrue: {level}: {}", escape_invisible(&self.message))?;
        match self.hint_text() {
            Some(hint) => writeln!(f, "ringtrue: hint: {}", escape_invisible(&hint)),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (start, group, rest) = match self {
            Self::Text(text) => return f.write_str(text),
            Self::Command { start, group, rest } => (start, group, rest),
        };
        f.write_str(start)?;
        if let Some(group) = group {
            write!(f, " -g {group}")?;
        }
        if !rest.is_empty() {
            write!(f, " {rest}")?;
        }
        Ok(())
    }
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        let failure = Self::new(error.to_string());
        match error.hint() {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }
}

impl From<HomeError> for Failure {
    fn from(error: HomeError) -> Self {
        let hint = "set RINGTRUE_HOME to the absolute path of a directory of your own";
        Self::new(error.to_string()).hint(hint)
    }
}

/// Converts an error of a terminal or a pipe.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => {
                Self::new("the input ended before the answer was complete")
            }
            io::ErrorKind::Unsupported => Self::new(
                "this terminal has no alternate screen, so a code would stay in its history",
            )
            .hint_command("write a picture: ringtrue invite", "--png FILE"),
            _ => Self::new(format!("can't continue: {error}")),
        }
    }
}

impl From<SelectError> for Failure {
    fn from(error: SelectError) -> Self {
        let failure = Self::new(error.to_string());
        match error {
            SelectError::Empty => failure.hint(
                "make one: ringtrue new \"Smith family\", or join one: ringtrue join photo.jpg",
            ),
            SelectError::Unknown(names) => {
                failure.hint(format!("the groups are {}", in_quotes(&names)))
            }
            SelectError::Several(names) => failure.hint(format!(
                "name one with -g, or set a default: ringtrue groups default NAME; the groups are \
                 {}",
                in_quotes(&names)
            )),
            _ => failure,
        }
    }
}

impl From<RotateError> for Failure {
    fn from(error: RotateError) -> Self {
        let failure = Self::new(format!("can't rotate: {error}"));
        match error {
            RotateError::Roll(error) => error.into(),
            RotateError::Exhausted => failure.hint("make a new group: ringtrue new NAME"),
            _ => failure,
        }
    }
}

impl From<RollError> for Failure {
    fn from(error: RollError) -> Self {
        let failure = Self::new(error.to_string());
        match error {
            RollError::Unknown => failure.hint_command("list the members: ringtrue members", ""),
            RollError::Name(error) => error.into(),
            RollError::DeviceTaken(name) => failure.hint_command(
                "a device belongs to one member; remove the other one: ringtrue members",
                format!("remove {}", shell_name(&name)),
            ),
            _ => failure,
        }
    }
}

impl From<OrganiserError> for Failure {
    fn from(error: OrganiserError) -> Self {
        let failure = Self::new(error.to_string());
        match error {
            OrganiserError::NotYou | OrganiserError::NotOne => {
                failure.hint_command("list the organisers: ringtrue members", "")
            }
            OrganiserError::WasDemoted(_) => {
                failure.hint("ask for a new one; on their device: ringtrue device --organiser")
            }
            OrganiserError::LastOne => failure.hint_command(
                "make somebody else one first: ringtrue members",
                "promote NAME",
            ),
            OrganiserError::Yourself => failure.hint_command(
                "on another organiser's device: ringtrue members",
                "demote NAME",
            ),
            OrganiserError::TooMany => failure.hint_command("ringtrue members", "demote NAME"),
            OrganiserError::Roll(error) => error.into(),
            OrganiserError::Key(error) => error.into(),
            _ => failure,
        }
    }
}

impl From<SigningError> for Failure {
    fn from(error: SigningError) -> Self {
        Self::new(error.to_string())
    }
}

impl From<NameError> for Failure {
    fn from(error: NameError) -> Self {
        Self::new(format!("the name can't be used: {error}"))
    }
}

/// Strips the operating system's error numbers, which mean nothing to users.
fn without_numbers(mut message: String) -> String {
    const BEFORE: &str = " (os error ";
    while let Some(start) = message.find(BEFORE)
        && let Some(length) = message.get(start..).and_then(|rest| rest.find(')'))
    {
        message.replace_range(start..=start + length, "");
    }
    message
}
