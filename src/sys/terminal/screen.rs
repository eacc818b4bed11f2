//! The alternate screen.

use std::io::{self, Write as _};
use std::time::Duration;

use super::picture::Picture;
use super::second::Seconds;
use super::{Wake, size_to_paint, system};

/// The alternate screen, for showing a secret: up while this value lives.
///
/// Only where [`has_screen`](super::has_screen), and one at a time.
pub struct Screen {
    display: system::Display,
    seconds: Seconds,
    /// What the screen shows, where that is known.
    painted: Option<Picture>,
}

impl Screen {
    /// Enters the alternate screen, hides the cursor, and takes the keys one by one, unechoed.
    /// Keys typed before are dropped: they were not meant for a screen that nobody saw.
    ///
    /// # Errors
    ///
    /// Where the terminal can't do this (`Unsupported`), or a screen is up already
    /// (`ResourceBusy`); whatever else the terminal says. The terminal is then as it was.
    pub fn enter() -> io::Result<Self> {
        // What waits in the buffer belongs on the main screen.
        io::stdout().flush()?;
        Ok(Self {
            display: system::Display::enter()?,
            seconds: Seconds::new(),
            painted: None,
        })
    }

    /// Paints the lines from the top left; no line means an empty screen.
    ///
    /// A line longer than a row is cut, as are lines below the bottom row. Control characters are
    /// left out, except those that start a colour. Only rows that changed are painted; all of them
    /// at first, and when the terminal was resized, was somebody else's, or could not be written.
    ///
    /// # Errors
    ///
    /// Where the terminal can't be written, or a panic elsewhere took the screen down.
    pub fn draw(&mut self, lines: &[impl AsRef<str>]) -> io::Result<()> {
        let picture = Picture::new(lines, size_to_paint());
        // Not known any more where anything below fails.
        let before = self.painted.take();
        let changes = before.and_then(|before| picture.changes(&before));
        let mended = match changes {
            Some(changes) => self.display.mend(changes.as_bytes())?,
            None => false,
        };
        if !mended {
            self.display.paint(picture.whole().as_bytes())?;
        }
        self.painted = Some(picture);
        Ok(())
    }

    /// Waits for a key, or until the screen has to be drawn again.
    ///
    /// # Errors
    ///
    /// `UnexpectedEof` where the terminal was closed; whatever else it says.
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
        let wake = self.display.wait(limit)?;
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

/// Enters the alternate screen, hides the cursor, and lets the last column overflow into nothing:
/// a line that wraps on the bottom row would scroll.
pub(super) const ENTER: &str = "\x1b[?1049h\x1b[?25l\x1b[?7l";

/// The way back from [`ENTER`].
pub(super) const LEAVE: &str = "\x1b[?7h\x1b[?1049l\x1b[?25h";

/// The bytes that erase the alternate screen and leave it.
pub(super) fn farewell() -> String {
    let mut bytes = Picture::new::<&str>(&[], size_to_paint()).whole();
    // The terminal may have been resized since, or hide its size.
    bytes.push_str("\x1b[2J");
    bytes.push_str(LEAVE);
    bytes
}
