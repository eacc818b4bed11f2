//! The outside world: clock, random source, files, terminal. Only this module
//! touches it; all other code is handed a [`System`].

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

use self::browser::Launch;
use self::files::Home;
use self::keyring::KeyringError;
use self::terminal::{Key, Line, Screen, Size, Terminal, Wake};

/// Everything that a command may use of the outside world.
pub struct System {
    /// The data directory.
    pub home: Home,
    /// When the program started; `check` judges what was heard at this time.
    pub started: UnixTime,
    /// The clock.
    pub clock: Box<dyn Fn() -> UnixTime>,
    /// Returns the local offset from UTC at a given time.
    pub offset: Offset,
    /// Waits until the clock's next second begins.
    pub until_second: Box<dyn FnMut()>,
    /// Returns the time since some fixed moment, sleep included; it can't be set.
    pub uptime: Box<dyn Fn() -> Duration>,
    /// Fills a buffer from a random source fit for keys.
    pub random: Random,
    /// Opens a file or an address with the user's program for it.
    pub browse: Browse,
    /// Reads the keyring's entry for a data directory.
    pub keyring: Keyring,
    /// The person to ask.
    pub person: Box<dyn Person>,
    /// Standard input.
    pub input: Box<dyn Read>,
    /// Standard output, for results.
    pub out: Box<dyn Write>,
    /// Standard error, for notes and errors.
    pub err: Box<dyn Write>,
    /// True if results go to a terminal, where a person reads them.
    pub out_is_terminal: bool,
    /// True if that terminal can show a secret and keep no trace of it.
    pub out_has_screen: bool,
    /// The features of that terminal.
    pub features: Features,
    /// Columns of that terminal.
    pub columns: Option<u16>,
    /// Rows of that terminal.
    pub rows: Option<u16>,
    /// Columns of the terminal on standard error, if it is one.
    pub err_columns: Option<u16>,
    /// True if nothing may be redrawn (`--plain`), for screen readers.
    pub is_plain: bool,
    /// The file that holds the device's passphrase, if the user named one.
    pub passphrase_file: Option<PathBuf>,
    /// The unlocked device key, kept so that the passphrase is asked for only once.
    pub device_key: Option<Rc<DeviceKey>>,
    /// The bytes of the sealed key file when the key was unlocked.
    pub device_key_file: Option<Vec<u8>>,
}

/// The features of a terminal beyond plain ASCII.
#[derive(Clone, Copy, Debug)]
pub struct Features {
    /// True if colour is wanted.
    pub colour: bool,
    /// True if it shows characters beyond ASCII.
    pub unicode: bool,
    /// True if it may show half blocks: nothing in the environment says otherwise.
    pub halves: bool,
}

/// Returns the local offset from UTC at a given time. This takes as long as opening
/// the vault, so call it only if the local date or time is needed.
pub type Offset = Rc<dyn Fn(UnixTime) -> UtcOffset>;

/// Fills a buffer from a random source.
pub type Random = Box<dyn FnMut(&mut [u8]) -> io::Result<()>>;

/// Returns the text that a keyring keeps for a data directory.
pub type Keyring = Box<dyn Fn(&Path) -> Result<Option<String>, KeyringError>>;

/// Opens a file or an address with another program.
pub type Browse = Box<dyn FnMut(&OsStr) -> io::Result<Launch>>;

impl System {
    /// Returns the real world, with `home` as the data directory.
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
            features: Features {
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

    /// Returns the current time.
    pub fn now(&self) -> UnixTime {
        (self.clock)()
    }

    /// Returns the local date at `time`.
    pub fn day(&self, time: UnixTime) -> Day {
        Day::at(time, (self.offset)(time))
    }

    /// Returns `N` random bytes.
    ///
    /// # Errors
    /// If the operating system's random source fails.
    pub fn random_bytes<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        (self.random)(&mut bytes)?;
        Ok(bytes)
    }
}

/// A person who can be asked. Questions return `None` if there is no terminal.
pub trait Person {
    /// Returns whether there is anyone to ask.
    fn is_there(&self) -> bool;

    /// Asks for a line.
    fn ask(&mut self, prompt: &str) -> Option<io::Result<String>>;

    /// Asks for a line without echoing it.
    fn ask_unseen(&mut self, prompt: &str) -> Option<io::Result<String>>;

    /// Asks for a line on the alternate screen. The input is visible until Tab hides it.
    /// `lines` draws the screen around it.
    ///
    /// # Errors
    /// `Interrupted` for Ctrl-C; any other error of the terminal.
    fn ask_on_screen(&mut self, lines: &DrawTyped<'_>) -> io::Result<String>;

    /// Asks a yes-or-no question; Enter alone means no.
    fn confirm(&mut self, question: &str) -> Option<io::Result<bool>>;

    /// Asks a yes-or-no question to which yes is the safe answer, in case of doubt: only no
    /// means no.
    fn yes_or_unsure(&mut self, question: &str) -> Option<io::Result<bool>> {
        let answer = self.ask(&format!("{question} [Y/n] "))?;
        let is_no = |answer: String| matches!(answer.trim().to_lowercase().as_str(), "n" | "no");
        Some(answer.map(|answer| !is_no(answer)))
    }

    /// Shows a secret on the alternate screen until a key ends it. `lines` is called
    /// again when the terminal is resized.
    ///
    /// # Errors
    /// `Interrupted` for Ctrl-C; any other error of the terminal.
    fn show(&mut self, lines: &Draw<'_>, close_keys: CloseKeys) -> io::Result<()>;
}

/// The keys that end a screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseKeys {
    /// Enter, Esc, Backspace or any character.
    AnyKey,
    /// Enter alone, since what is shown is not shown again.
    Enter,
}

/// Returns the lines to show on a terminal of this size.
pub type Draw<'a> = dyn Fn(Size) -> Vec<String> + 'a;

/// Returns the lines to show on a terminal of this size, given the visible part of the input.
pub type DrawTyped<'a> = dyn Fn(Size, &str) -> Vec<String> + 'a;

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
            let size = terminal::size_to_paint();
            screen.draw(&lines(size, &shown))?;
            match screen.wait()? {
                Wake::Key(Key::Interrupt) => return Err(ErrorKind::Interrupted.into()),
                Wake::Key(Key::Enter) => return Ok(typed.text().to_owned()),
                Wake::Key(Key::Tab) => is_hidden = !is_hidden,
                Wake::Key(key) => drop(typed.apply_key(key)),
                Wake::Resize(_) | Wake::Second => {}
            }
        }
    }

    fn confirm(&mut self, question: &str) -> Option<io::Result<bool>> {
        Some(Terminal::open()?.confirm(question))
    }

    fn show(&mut self, lines: &Draw<'_>, close_keys: CloseKeys) -> io::Result<()> {
        let mut screen = Screen::enter()?;
        loop {
            let size = terminal::size_to_paint();
            screen.draw(&lines(size))?;
            match screen.wait()? {
                Wake::Key(Key::Interrupt) => return Err(ErrorKind::Interrupted.into()),
                Wake::Key(Key::Enter) => return Ok(()),
                Wake::Key(Key::Escape | Key::Char(_) | Key::Backspace)
                    if close_keys == CloseKeys::AnyKey =>
                {
                    return Ok(());
                }
                // Terminals send arrow keys for the mouse wheel here, and someone who
                // touched it did not mean to go on.
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
    // A clock before 1970 was never set.
    UnixTime::from_secs(since_1970.map_or(0, |duration| duration.as_secs()))
}
