//! What went wrong, and the command that helps.

use std::fmt;
use std::io;

use ringtrue::Name;
use ringtrue::group::{NameError, OrganiserError, RollError, RotateError};
use ringtrue::organiser::SigningError;
use ringtrue::vault::SelectError;
use ringtrue::view::{quoted, quoted_text};

use crate::sys::files::{FileError, HomeError};

/// An error as it is told: lower case, no full stop, naming the file or the
/// group; and where something can be done, how.
#[derive(Debug)]
pub struct Failure {
    message: String,
    hint: Option<String>,
    /// Whether the command that helps is on the roll of whichever group was meant.
    is_on_roll: bool,
}

/// How a command on the roll begins that a hint names.
const ON_ROLL: &str = "ringtrue members";

impl Failure {
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: without_numbers(message.into()),
            hint: None,
            is_on_roll: false,
        }
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// A hint with a command on the roll of the group that was meant.
    fn roll_hint(self, hint: impl Into<String>) -> Self {
        Self {
            is_on_roll: true,
            ..self.hint(hint)
        }
    }

    /// The same where a group was named: so does the command that helps.
    pub fn in_group(mut self, name: &str) -> Self {
        if self.is_on_roll {
            let named = format!("{ON_ROLL} -g {}", quoted_text(name));
            self.hint = self.hint.map(|hint| hint.replace(ON_ROLL, &named));
        }
        self
    }

    /// The same where the command goes on.
    pub fn as_warning(&self) -> String {
        self.to_string().replacen("error", "warning", 1)
    }

    /// What went wrong.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What helps.
    pub fn help(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// Nobody can be asked, and `option` would have answered.
    pub fn nobody_to_ask(option: &str) -> Self {
        Self::new("there is no terminal to ask on").hint(option)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A file's name may have control characters, which a terminal obeys.
        let visible = |text: &str| text.replace(char::is_control, "\u{FFFD}");
        writeln!(f, "ringtrue: error: {}", visible(&self.message))?;
        match &self.hint {
            Some(hint) => writeln!(f, "ringtrue: hint: {}", visible(hint)),
            None => Ok(()),
        }
    }
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        Self::new(error.to_string())
    }
}

impl From<HomeError> for Failure {
    fn from(error: HomeError) -> Self {
        let hint = "set RINGTRUE_HOME to a directory of your own, as a whole path";
        Self::new(error.to_string()).hint(hint)
    }
}

/// A terminal or a pipe that failed.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::new("the answer ended before it was complete"),
            io::ErrorKind::Unsupported => Self::new("this terminal can't show a screen of its own")
                .hint("write a picture: ringtrue invite --png FILE"),
            _ => Self::new(format!("can't go on: {error}")),
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
            SelectError::Unknown(names) => failure.hint(format!("there is {}", list(&names))),
            SelectError::Several(names) => failure.hint(format!(
                "name one with -g, or for always: ringtrue groups default NAME; there is {}",
                list(&names)
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
            RollError::Unknown => failure.roll_hint("see who is on it: ringtrue members"),
            RollError::Name(error) => error.into(),
            RollError::DeviceTaken(name) => failure.roll_hint(format!(
                "one device is one member's: ringtrue members remove {}",
                quoted(&name)
            )),
            _ => failure,
        }
    }
}

impl From<OrganiserError> for Failure {
    fn from(error: OrganiserError) -> Self {
        let failure = Self::new(error.to_string());
        match error {
            OrganiserError::NotYou | OrganiserError::NotOne => {
                failure.roll_hint("see who is one: ringtrue members")
            }
            OrganiserError::WasDemoted(_) => {
                failure.hint("ask for a new one; on their device: ringtrue device --organiser")
            }
            OrganiserError::LastOne => {
                failure.roll_hint("make somebody else one first: ringtrue members promote NAME")
            }
            OrganiserError::Yourself => {
                failure.roll_hint("on another organiser's device: ringtrue members demote NAME")
            }
            OrganiserError::TooMany => failure.roll_hint("ringtrue members demote NAME"),
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

/// A message without the numbers that systems give their errors: those are for
/// programmers.
fn without_numbers(mut message: String) -> String {
    const BEFORE: &str = " (os error ";
    while let Some(start) = message.find(BEFORE)
        && let Some(length) = message.get(start..).and_then(|rest| rest.find(')'))
    {
        message.replace_range(start..=start + length, "");
    }
    message
}

/// Names as a list in quotes.
pub fn list(names: &[Name]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    quoted.join(", ")
}
