//! The outside world: clock, random source, files, terminal. Only this room
//! touches it, and everybody is handed a [`System`].

#![expect(
    clippy::disallowed_methods,
    reason = "the clock and standard input are handed out here"
)]

pub mod browser;
pub mod clock;
#[cfg(test)]
pub mod fake;
pub mod files;
pub mod hardening;
pub mod keyring;
pub mod page;
pub mod terminal;

use std::ffi::OsStr;
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

use ringtrue_core::device::DeviceKey;
use ringtrue_core::time::{Day, UnixTime, UtcOffset};

use self::browser::Opening;
use self::files::Home;
use self::keyring::KeyringError;
use self::terminal::{Key, Line, Screen, Size, Terminal, Wake};

/// All that a command may do to the world.
pub struct System {
    /// The data directory.
    pub home: Home,
    /// When the program started: the moment that what was heard is judged by.
    pub started: UnixTime,
    /// The clock.
    pub clock: Box<dyn Fn() -> UnixTime>,
    /// How far clocks on the wall here are from UTC at a moment.
    pub offset: Offset,
    /// Waits until the clock's next second begins.
    pub until_second: Box<dyn FnMut()>,
    /// Time that passed from some moment on, awake or asleep; nobody can set it.
    pub uptime: Box<dyn Fn() -> Duration>,
    /// Fills bytes from a random source fit for keys.
    pub random: Random,
    /// Opens a file or an address with the program that the person uses for it.
    pub browse: Browse,
    /// What the system's keyring keeps for a data directory.
    pub keyring: Keyring,
    /// Whom to ask.
    pub person: Box<dyn Person>,
    /// Standard input.
    pub input: Box<dyn Read>,
    /// Standard output, for results.
    pub out: Box<dyn Write>,
    /// Standard error, for notes and errors.
    pub err: Box<dyn Write>,
    /// Whether results go to a terminal, and so to eyes.
    pub out_is_terminal: bool,
    /// Whether that terminal can show a secret that leaves nothing behind.
    pub out_has_screen: bool,
    /// What that terminal shows.
    pub shows: Shows,
    /// How many cells that terminal has in a row.
    pub columns: Option<u16>,
    /// How many rows it has.
    pub rows: Option<u16>,
    /// How many cells a row has where notes and errors are read, if that is a terminal.
    pub err_columns: Option<u16>,
    /// Whether nothing may be redrawn, for screen readers.
    pub is_plain: bool,
    /// The file that answers for the device's passphrase.
    pub passphrase_file: Option<PathBuf>,
    /// The device key, once it was unlocked, so that nobody is asked twice.
    pub device_key: Option<Rc<DeviceKey>>,
    /// The sealed file of that key, as it was read then.
    pub device_key_file: Option<Vec<u8>>,
}

/// What a terminal shows besides black letters.
#[derive(Clone, Copy, Debug)]
pub struct Shows {
    /// Whether colour is wanted on it.
    pub colour: bool,
    /// Whether it has more letters than ASCII.
    pub unicode: bool,
    /// Whether it may have half blocks: nothing says that it has not.
    pub halves: bool,
}

/// How far clocks on the wall are from UTC at a moment. To find that out takes
/// as long as to open the vault: it is asked where a day counts.
pub type Offset = Rc<dyn Fn(UnixTime) -> UtcOffset>;

/// Fills bytes from a random source.
pub type Random = Box<dyn FnMut(&mut [u8]) -> io::Result<()>>;

/// Returns the text that a keyring keeps for a data directory.
pub type Keyring = Box<dyn Fn(&Path) -> Result<Option<String>, KeyringError>>;

/// Opens a file or an address elsewhere.
pub type Browse = Box<dyn FnMut(&OsStr) -> io::Result<Opening>>;

impl System {
    /// The real one.
    pub fn real(home: Home, color: anstream::ColorChoice) -> Self {
        let size = terminal::size();
        Self {
            home,
            started: now(),
            clock: Box::new(now),
            offset: Rc::new(clock::offset),
            until_second: Box::new(clock::wait_until_second),
            uptime: Box::new(clock::uptime()),
            random: Box::new(|bytes| getrandom::fill(bytes).map_err(io::Error::other)),
            browse: Box::new(browser::open),
            keyring: Box::new(keyring::get),
            person: Box::new(AtTerminal),
            input: Box::new(io::stdin()),
            out: Box::new(anstream::AutoStream::new(io::stdout(), color)),
            err: Box::new(anstream::AutoStream::new(io::stderr(), color)),
            out_is_terminal: terminal::stdout_is_terminal(),
            out_has_screen: terminal::has_screen(),
            shows: Shows {
                colour: has_colour(color),
                unicode: terminal::is_unicode(),
                halves: terminal::may_be_unicode(),
            },
            columns: size.map(|size| size.columns),
            rows: size.map(|size| size.rows),
            err_columns: terminal::stderr_columns(),
            is_plain: false,
            passphrase_file: None,
            device_key: None,
            device_key_file: None,
        }
    }

    /// The time now.
    pub fn now(&self) -> UnixTime {
        (self.clock)()
    }

    /// The day that a calendar on the wall here shows at `time`.
    pub fn day(&self, time: UnixTime) -> Day {
        Day::at(time, (self.offset)(time))
    }

    /// As many random bytes.
    ///
    /// # Errors
    /// Where the operating system has none to give.
    pub fn random_bytes<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        (self.random)(&mut bytes)?;
        Ok(bytes)
    }
}

/// Somebody who can be asked. `None` where nobody can: no terminal is there.
pub trait Person {
    /// Whether somebody can be asked at all.
    fn is_there(&self) -> bool;

    /// Asks for a line.
    fn ask(&mut self, prompt: &str) -> Option<io::Result<String>>;

    /// Asks for a line that is not shown while it is typed.
    fn ask_unseen(&mut self, prompt: &str) -> Option<io::Result<String>>;

    /// Asks for a line on a screen that leaves nothing behind. What is typed can be seen
    /// until Tab hides it. `lines` draws what there is to show of it.
    ///
    /// # Errors
    /// `Interrupted` for Ctrl-C; whatever the terminal says.
    fn ask_on_screen(&mut self, lines: &DrawTyped<'_>) -> io::Result<String>;

    /// Asks yes or no; no is what Enter alone means.
    fn confirm(&mut self, question: &str) -> Option<io::Result<bool>>;

    /// Shows a secret where it leaves nothing behind, until a key is pressed that
    /// ends it. `lines` is called again for another size.
    ///
    /// # Errors
    /// `Interrupted` where that key is Ctrl-C; whatever the terminal says.
    fn show(&mut self, lines: &Draw<'_>, ends: Ends) -> io::Result<()>;
}

/// Which key ends a screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// Enter, Esc or a letter.
    AnyKey,
    /// Enter alone: what is shown is not shown again.
    Enter,
}

/// What to show on a terminal of this size.
pub type Draw<'a> = dyn Fn(Size) -> Vec<String> + 'a;

/// What to show on a terminal of this size while a line is typed, of which this can be seen.
pub type DrawTyped<'a> = dyn Fn(Size, &str) -> Vec<String> + 'a;

/// The size that a screen is drawn for where the terminal hides its own.
const USUAL: Size = Size {
    columns: 80,
    rows: 24,
};

/// The person at the controlling terminal.
struct AtTerminal;

impl Person for AtTerminal {
    fn is_there(&self) -> bool {
        Terminal::open().is_some()
    }

    fn ask(&mut self, prompt: &str) -> Option<io::Result<String>> {
        Some(Terminal::open()?.ask(prompt))
    }

    fn ask_unseen(&mut self, prompt: &str) -> Option<io::Result<String>> {
        Some(Terminal::open()?.ask_unseen(prompt))
    }

    fn ask_on_screen(&mut self, lines: &DrawTyped<'_>) -> io::Result<String> {
        let mut screen = Screen::enter()?;
        let mut typed = Line::new();
        let mut is_hidden = false;
        loop {
            let shown = if is_hidden {
                "*".repeat(typed.text().chars().count())
            } else {
                typed.text().to_owned()
            };
            let size = terminal::size().unwrap_or(USUAL);
            screen.draw(&lines(size, &shown))?;
            match screen.wait()? {
                Wake::Key(Key::Interrupt) => return Err(ErrorKind::Interrupted.into()),
                Wake::Key(Key::Enter) => return Ok(typed.text().to_owned()),
                Wake::Key(Key::Tab) => is_hidden = !is_hidden,
                Wake::Key(key) => drop(typed.take(key)),
                Wake::Resize(_) | Wake::Second => {}
            }
        }
    }

    fn confirm(&mut self, question: &str) -> Option<io::Result<bool>> {
        Some(Terminal::open()?.confirm(question))
    }

    fn show(&mut self, lines: &Draw<'_>, ends: Ends) -> io::Result<()> {
        let mut screen = Screen::enter()?;
        loop {
            let size = terminal::size().unwrap_or(USUAL);
            screen.draw(&lines(size))?;
            match screen.wait()? {
                Wake::Key(Key::Interrupt) => return Err(ErrorKind::Interrupted.into()),
                Wake::Key(Key::Enter) => return Ok(()),
                Wake::Key(Key::Escape | Key::Char(_) | Key::Backspace) if ends == Ends::AnyKey => {
                    return Ok(());
                }
                // Arrows are what terminals send for a mouse wheel here: nobody
                // who touched it meant to go on.
                Wake::Key(_) | Wake::Resize(_) | Wake::Second => {}
            }
        }
    }
}

fn has_colour(color: anstream::ColorChoice) -> bool {
    let choice = match color {
        anstream::ColorChoice::Auto => anstream::AutoStream::choice(&io::stdout()),
        choice => choice,
    };
    choice != anstream::ColorChoice::Never
}

fn now() -> UnixTime {
    let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    // A clock before 1970 is a clock that was never set.
    UnixTime::from_secs(since_1970.map_or(0, |duration| duration.as_secs()))
}
