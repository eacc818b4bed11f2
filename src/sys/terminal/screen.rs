//! The alternate screen.

use std::io::{self, Write as _};
use std::time::Duration;

use super::canvas::Canvas;
use super::second::Seconds;
use super::{Wake, size_to_paint, system};

/// The alternate screen, for showing a secret: up while this value lives.
///
/// Requires [`has_screen`](super::has_screen), and that no other is up.
pub struct Screen {
    terminal: system::ScreenTerminal,
    seconds: Seconds,
    /// The canvas on the screen, if known.
    painted: Option<Canvas>,
}

impl Screen {
    /// Enters the alternate screen, hides the cursor, and reads keys one by one without echo.
    /// Drops keys typed before, which were not meant for this screen.
    ///
    /// # Errors
    ///
    /// `Unsupported` if the terminal can't do this; `ResourceBusy` if a screen is up already; any
    /// other error of the terminal. The terminal is then as it was.
    pub fn enter() -> io::Result<Self> {
        // Buffered output belongs on the main screen.
        io::stdout().flush()?;
        Ok(Self {
            terminal: system::ScreenTerminal::enter()?,
            seconds: Seconds::new(),
            painted: None,
        })
    }

    /// Paints the lines from the top left; no lines mean an empty screen.
    ///
    /// A line longer than a row is cut, as are lines below the bottom row. Control characters are
    /// left out, except those that start a colour. Only rows that changed are painted, but all of
    /// them at first and after a resize, a stop of the program or a failed write.
    ///
    /// # Errors
    ///
    /// If writing to the terminal fails, or a panic elsewhere took the screen down.
    pub fn draw(&mut self, lines: &[impl AsRef<str>]) -> io::Result<()> {
        let canvas = Canvas::new(lines, size_to_paint());
        // If anything below fails, it is no longer known.
        let before = self.painted.take();
        let changes = before.and_then(|before| canvas.changes(&before));
        let is_painted = match changes {
            Some(changes) => self.terminal.paint_changes(changes.as_bytes())?,
            None => false,
        };
        if !is_painted {
            self.terminal.paint(canvas.whole().as_bytes())?;
        }
        self.painted = Some(canvas);
        Ok(())
    }

    /// Waits for a key, or until the screen has to be drawn again.
    ///
    /// # Errors
    ///
    /// `UnexpectedEof` if the terminal was closed; any other error of the terminal.
    pub fn wait(&mut self) -> io::Result<Wake> {
        loop {
            if let Some(wake) = self.wait_for(None)? {
                return Ok(wake);
            }
        }
    }

    /// Waits like [`Screen::wait`], but no longer than until the next second of the system's clock
    /// begins.
    ///
    /// # Errors
    ///
    /// As [`Screen::wait`].
    pub fn wait_until_second(&mut self) -> io::Result<Wake> {
        let mut seconds = self.seconds;
        let wake = seconds.wait(|left| self.wait_for(Some(left)));
        self.seconds = seconds;
        wake
    }

    fn wait_for(&mut self, limit: Option<Duration>) -> io::Result<Option<Wake>> {
        let wake = self.terminal.wait(limit)?;
        if let Some(Wake::Resize(_)) = wake {
            // Terminals move what they show when they are resized, each in its own way.
            self.painted = None;
        }
        Ok(wake)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        system::restore();
    }
}

/// Enters the alternate screen, hides the cursor, and turns off line wrapping: a line that wraps on
/// the bottom row would scroll.
pub(super) const ENTER: &str = "\x1b[?1049h\x1b[?25l\x1b[?7l";

/// Undoes [`ENTER`].
pub(super) const LEAVE: &str = "\x1b[?7h\x1b[?1049l\x1b[?25h";

/// Returns the bytes that erase the alternate screen and leave it.
pub(super) fn farewell() -> String {
    let mut bytes = Canvas::new::<&str>(&[], size_to_paint()).whole();
    // The terminal may have been resized since, or not know its size.
    bytes.push_str("\x1b[2J");
    bytes.push_str(LEAVE);
    bytes
}
