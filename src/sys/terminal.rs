//! The terminal: the questions asked on it, and the secrets shown on it.
//!
//! The rules:
//!
//! - A question goes to the controlling terminal, wherever standard input and output lead. If
//!   there is none, nothing is asked: the caller names the option that answers.
//! - Unseen input is never echoed, and the echo is restored on every way out.
//! - A secret is shown on the alternate screen only. What is painted there never scrolls, and is
//!   erased row by row before the screen is left, since terminals move rows into the scrollback
//!   when they scroll, and some when they erase a whole screen at once. The scrollback is the
//!   user's: it is never purged.
//! - While the screen is up, nothing else is written to the terminal.
//! - A dialogue writes no escape sequence, overwrites nothing, and ends its last line.
//! - The terminal is left clean on return, error and panic, on `SIGHUP`, `SIGINT`, `SIGQUIT` and
//!   `SIGTERM`, and while stopped by `SIGTSTP`, which Ctrl-Z always sends. Nothing can be done
//!   about `SIGKILL` and `SIGSTOP`.
//! - The message of a panic is never printed, since it may quote a secret; only its location is.

mod canvas;
mod dialogue;
mod key;
mod line;
mod screen;
mod second;
#[cfg(test)]
pub mod session;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

use std::cell::Cell;
use std::fs::File;
use std::io::{self, ErrorKind, IsTerminal, Read, Write};
use std::panic::{self, UnwindSafe};

use thiserror::Error;
use zeroize::Zeroizing;

use crate::view::wrapped_lines;

pub use self::dialogue::Dialogue;
pub use self::key::{Key, Wake};
pub use self::line::{Echo, Line};
pub use self::screen::Screen;
#[cfg(unix)]
use self::unix as system;
#[cfg(windows)]
use self::windows as system;

/// Installs the panic hook that restores the terminal first and then reports the location of the
/// panic; `main` calls it early.
pub fn install() {
    panic::set_hook(Box::new(|panicked| {
        if GUARDED.try_with(Cell::get).unwrap_or(false) {
            return;
        }
        system::restore();
        // A report that can't be written has nowhere else to go.
        let _ = match panicked.location() {
            Some(place) => writeln!(
                io::stderr(),
                "ringtrue: error: a bug in ringtrue ({place}); please report it"
            ),
            None => writeln!(
                io::stderr(),
                "ringtrue: error: a bug in ringtrue; please report it"
            ),
        };
    }));
}

/// Runs foreign code that may panic on hostile input, such as an image decoder, and turns a panic
/// into an error.
///
/// Only this thread is kept quiet: a panic in a thread that `work` starts is reported as a bug.
///
/// # Errors
///
/// [`Panicked`] if `work` panicked. The panic's message is dropped unread.
pub fn guarded<T>(work: impl FnOnce() -> T + UnwindSafe) -> Result<T, Panicked> {
    let outer = GUARDED.replace(true);
    let outcome = panic::catch_unwind(work);
    GUARDED.set(outer);
    outcome.map_err(|_| Panicked)
}

/// The error for foreign code that panicked; it keeps no message.
#[derive(Debug, Error)]
#[error("the decoder crashed on this picture")]
pub struct Panicked;

thread_local! {
    /// True while [`guarded`] catches the panics of this thread.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Returns whether standard output is a terminal.
pub fn stdout_is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Returns whether standard output is a terminal with an alternate screen, where a secret leaves
/// nothing behind.
pub fn has_screen() -> bool {
    stdout_is_terminal() && system::has_screen()
}

/// Returns whether the environment says that the terminal shows more than ASCII.
pub fn is_unicode() -> bool {
    system::is_unicode()
}

/// Returns whether the terminal may show more than ASCII: nothing in the environment denies it.
pub fn may_be_unicode() -> bool {
    system::may_be_unicode()
}

/// Returns the size of the terminal on standard output; `None` if it is not a terminal, or does not
/// know its size.
pub fn size() -> Option<Size> {
    system::size().filter(|size| size.columns > 0 && size.rows > 0)
}

/// Returns the number of columns on standard error; `None` if it is not a terminal, or does not know
/// its size.
pub fn stderr_columns() -> Option<u16> {
    let columns = system::error_size()?.columns;
    (columns > 0).then_some(columns)
}

/// The size of a terminal, in cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Cells in a row.
    pub columns: u16,
    /// Rows on the screen.
    pub rows: u16,
}

/// The controlling terminal, for questions.
pub struct Terminal {
    input: File,
    output: File,
}

impl Terminal {
    /// Opens the controlling terminal; `None` if there is none, as in a service or a CI job.
    pub fn open() -> Option<Self> {
        let (input, output) = system::open().ok()?;
        Some(Self { input, output })
    }

    /// Writes the prompt, and returns the line that was typed, without its line ending.
    ///
    /// # Errors
    ///
    /// `UnexpectedEof` at the end of input; `InvalidData` if the line is longer than 4,094 bytes or
    /// not UTF-8; any other error of the terminal.
    pub fn ask(&mut self, prompt: &str) -> io::Result<String> {
        self.say(prompt)?;
        self.line()
    }

    /// Asks like [`Terminal::ask`], but without echo; drops what was typed before the prompt.
    ///
    /// # Errors
    ///
    /// As [`Terminal::ask`].
    pub fn ask_unseen(&mut self, prompt: &str) -> io::Result<String> {
        system::ask_unseen(self, &in_lines(prompt))
    }

    /// Asks a yes-or-no question; Enter alone means no.
    ///
    /// Repeats the question after any other answer; the third one means no.
    ///
    /// # Errors
    ///
    /// As [`Terminal::ask`].
    pub fn confirm(&mut self, question: &str) -> io::Result<bool> {
        for _ in 0..CONFIRM_TRIES {
            let answer = self.ask(&format!("{question} [y/N] "))?;
            match answer.trim().to_lowercase().as_str() {
                "y" | "yes" => return Ok(true),
                "" | "n" | "no" => return Ok(false),
                _ => {}
            }
        }
        Ok(false)
    }

    fn say(&mut self, text: &str) -> io::Result<()> {
        system::say(&mut self.output, &in_lines(text))
    }

    /// Reads one line, without its line ending.
    fn line(&mut self) -> io::Result<String> {
        // One read from a terminal never goes past the end of a line, so nothing is read that
        // belongs to the next question.
        let mut part = Zeroizing::new([0; LINE_MAX]);
        let mut line = Vec::new();
        loop {
            let count = match self.input.read(part.as_mut_slice()) {
                Ok(count) => count,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let read = part.get(..count).unwrap_or_default();
            if line.len() < LINE_MAX {
                line.extend_from_slice(read);
            }
            if count == 0 && line.is_empty() {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            // Read even an overlong line to its end, so that the shell doesn't get the rest.
            if count == 0 || read.ends_with(b"\n") {
                break;
            }
        }
        let line = line.strip_suffix(b"\n").unwrap_or(&line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.len() >= LINE_MAX {
            return Err(io::Error::new(ErrorKind::InvalidData, "line too long"));
        }
        match std::str::from_utf8(line) {
            Ok(line) => Ok(line.to_owned()),
            Err(_) => Err(io::Error::new(ErrorKind::InvalidData, "not UTF-8")),
        }
    }
}

/// Wraps a question between words, if the size of the terminal is known.
fn in_lines(question: &str) -> String {
    size().map_or_else(
        || question.to_owned(),
        |size| wrapped_lines(question, size.columns.into()),
    )
}

/// The longest line that Linux buffers, in bytes without its line ending: the rest is silently
/// dropped. So a line of this length may have lost its tail and is refused. An enrolment link has a
/// few hundred bytes.
const LINE_MAX: usize = 4095;

/// How many times a yes-or-no question is asked.
const CONFIRM_TRIES: usize = 3;

/// The size to draw for if the terminal doesn't report one: the smallest common one.
pub const FALLBACK_SIZE: Size = Size {
    columns: 80,
    rows: 24,
};

/// Returns the size to draw for: the terminal's, or [`FALLBACK_SIZE`].
pub fn size_to_paint() -> Size {
    size().unwrap_or(FALLBACK_SIZE)
}

#[cfg(test)]
mod tests;
