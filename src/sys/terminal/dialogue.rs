//! A line-by-line dialogue, for screen readers and for terminals without a screen.

use std::io::{self, Write};
use std::time::Duration;

use ringtrue_core::text::escape_invisible;

use super::line::Echo;
use super::second::Seconds;
use super::{Wake, system};
use crate::sys::hardening;

/// A dialogue on the terminal of standard output. It overwrites nothing, and writes no escape
/// sequence.
///
/// While it lives, keys arrive one by one without echo, so that the caller knows when an answer was
/// begun and edits it with [`Line`](super::Line). Requires
/// [`stdout_is_terminal`](super::stdout_is_terminal), and that no screen is up.
pub struct Dialogue {
    terminal: system::DialogueTerminal,
    seconds: Seconds,
}

impl Dialogue {
    /// Begins a dialogue. Drops keys typed before, which answer no question.
    ///
    /// # Errors
    ///
    /// `ResourceBusy` if a screen or a question has the terminal; any other error of the terminal.
    /// The terminal is then as it was.
    pub fn begin() -> io::Result<Self> {
        // Buffered output comes before the dialogue.
        io::stdout().flush()?;
        Ok(Self {
            terminal: system::DialogueTerminal::begin()?,
            seconds: Seconds::new(),
        })
    }

    /// Prints the text, with invisible characters escaped except line feeds.
    ///
    /// # Errors
    ///
    /// If writing to the terminal fails, or a panic elsewhere ended the dialogue.
    pub fn say(&mut self, text: &str) -> io::Result<()> {
        let lines: Vec<String> = text.split('\n').map(escape_invisible).collect();
        let said = lines.join("\n");
        // The caller waits for a person next, who may take any time.
        hardening::wipe_stack();
        self.terminal.say(said.as_bytes())
    }

    /// Shows an edit of the line that is being typed.
    ///
    /// # Errors
    ///
    /// As [`Dialogue::say`].
    pub fn echo(&mut self, echo: &Echo) -> io::Result<()> {
        self.terminal.say(echo.as_str().as_bytes())
    }

    /// Waits for a key, or until the program continues after a stop (the prompt may have scrolled
    /// away by then), but no longer than until the next second of the system's clock begins.
    ///
    /// # Errors
    ///
    /// `UnexpectedEof` if the terminal was closed; any other error of the terminal.
    pub fn wait_until_second(&mut self) -> io::Result<Wake> {
        self.seconds.wait(|left| self.terminal.wait(Some(left)))
    }

    /// Waits for a key or a continuation, but no longer than `limit`; `None` if neither came.
    ///
    /// # Errors
    ///
    /// As [`Dialogue::wait_until_second`].
    pub fn wait_at_most(&mut self, limit: Duration) -> io::Result<Option<Wake>> {
        self.terminal.wait(Some(limit))
    }
}

impl Drop for Dialogue {
    fn drop(&mut self) {
        system::restore();
    }
}
