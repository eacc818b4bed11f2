//! A conversation line by line, for screen readers and for terminals without a screen.

use std::io::{self, Write};
use std::time::Duration;

use ringtrue_core::text::visible;

use super::line::Echo;
use super::second::Seconds;
use super::{Wake, system};
use crate::sys::hardening;

/// A dialogue at the terminal on standard output: nothing that was said is ever changed, and no
/// escape sequence is written.
///
/// While it lives, keys come one by one and unechoed, so that the caller knows when an answer was
/// begun and edits it by [`Line`](super::Line). Only where
/// [`stdout_is_terminal`](super::stdout_is_terminal), and not while a screen is up.
pub struct Dialogue {
    talk: system::Talk,
    seconds: Seconds,
}

impl Dialogue {
    /// Begins. Keys typed before are dropped: they answer nothing that was asked.
    ///
    /// # Errors
    ///
    /// `ResourceBusy` where another has the terminal; whatever else the terminal says. It is then
    /// as it was.
    pub fn begin() -> io::Result<Self> {
        // What waits in the buffer was said before.
        io::stdout().flush()?;
        Ok(Self {
            talk: system::Talk::begin()?,
            seconds: Seconds::new(),
        })
    }

    /// Says the text with what can't be seen escaped, except the end of a line.
    ///
    /// # Errors
    ///
    /// Where the terminal can't be written, or a panic elsewhere ended the dialogue.
    pub fn say(&mut self, text: &str) -> io::Result<()> {
        let lines: Vec<String> = text.split('\n').map(visible).collect();
        let said = lines.join("\n");
        // Whoever speaks waits next, for as long as a person likes.
        hardening::wipe_stack();
        self.talk.say(said.as_bytes())
    }

    /// Shows an edit of the line that is being typed.
    ///
    /// # Errors
    ///
    /// As [`Dialogue::say`].
    pub fn echo(&mut self, echo: &Echo) -> io::Result<()> {
        self.talk.say(echo.as_str().as_bytes())
    }

    /// Waits for a key, or until the program was stopped and goes on (what was said last may be far
    /// up by then), but no longer than until the next second of the system's clock begins.
    ///
    /// # Errors
    ///
    /// `UnexpectedEof` where the terminal was closed; whatever else it says.
    pub fn wait_until_second(&mut self) -> io::Result<Wake> {
        self.seconds.wait(|left| self.talk.wait(Some(left)))
    }

    /// Waits likewise, but no longer than this; `None` where nothing came.
    ///
    /// # Errors
    ///
    /// As [`Dialogue::wait_until_second`].
    pub fn wait_at_most(&mut self, limit: Duration) -> io::Result<Option<Wake>> {
        self.talk.wait(Some(limit))
    }
}

impl Drop for Dialogue {
    fn drop(&mut self) {
        system::restore();
    }
}
