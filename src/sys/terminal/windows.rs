//! The terminal on Windows: the console, through `crossterm` and `rpassword`.
//!
//! There are no signals to handle: Ctrl-C is a key while the screen is up, `rpassword` restores the
//! echo itself, and a console that is closed takes its screens with it.

#![expect(clippy::disallowed_methods, reason = "the console is the world")]

use std::fs::File;
use std::io::{self, ErrorKind, IsTerminal as _, Write as _};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::terminal;

use super::screen::{ENTER, farewell};
use super::{Key, Size, Terminal, Wake};

/// Opens the console, for reading and for writing.
pub(super) fn open() -> io::Result<(File, File)> {
    let input = File::options().read(true).write(true).open("CONIN$")?;
    let output = File::options().read(true).write(true).open("CONOUT$")?;
    Ok((input, output))
}

/// Writes a question. A console takes bytes for text in its own code page, which is hardly ever
/// UTF-8, but `std` converts the text; the console is written to as a file only if no stream leads
/// to it.
pub(super) fn say(output: &mut File, text: &str) -> io::Result<()> {
    if io::stderr().is_terminal() {
        io::stderr().write_all(text.as_bytes())
    } else if io::stdout().is_terminal() {
        write(text.as_bytes())
    } else {
        output.write_all(text.as_bytes())
    }
}

/// Returns the size of the console window, if standard output leads to it; `crossterm` reports the
/// size in any case.
pub(super) fn size() -> Option<Size> {
    io::stdout().is_terminal().then(console_size).flatten()
}

/// Returns the size of the console window, if standard error leads to it.
pub(super) fn error_size() -> Option<Size> {
    io::stderr().is_terminal().then(console_size).flatten()
}

fn console_size() -> Option<Size> {
    let (columns, rows) = terminal::size().ok()?;
    Some(Size { columns, rows })
}

/// Returns whether there is an alternate screen that can be left clean: not on a console without
/// escape sequences.
pub(super) fn has_screen() -> bool {
    crossterm::ansi_support::supports_ansi()
}

/// Returns true: the console takes Unicode.
pub(super) fn is_unicode() -> bool {
    true
}

/// Returns true: the console takes Unicode.
pub(super) fn may_be_unicode() -> bool {
    true
}

/// Asks without echo, and ends the line itself.
pub(super) fn ask_unseen(terminal: &mut Terminal, prompt: &str) -> io::Result<String> {
    terminal.say(prompt)?;
    let unseen = rpassword::ConfigBuilder::new().output_discard().build();
    let answer = rpassword::read_password_with_config(unseen);
    terminal.say("\n")?;
    answer
}

/// The alternate screen.
pub(super) struct ScreenTerminal;

impl ScreenTerminal {
    /// Takes the console.
    pub(super) fn enter() -> io::Result<Self> {
        if !has_screen() {
            return Err(ErrorKind::Unsupported.into());
        }
        enter_raw_mode(Mode::Screen)?;
        write(ENTER.as_bytes()).inspect_err(|_| restore())?;
        Ok(Self)
    }

    /// Writes to the alternate screen, unless it was left.
    #[expect(clippy::unused_self, reason = "only the screen's owner may use it")]
    pub(super) fn paint(&mut self, bytes: &[u8]) -> io::Result<()> {
        if *mode() == Some(Mode::Screen) {
            write(bytes)
        } else {
            Err(io::Error::other("the screen was left"))
        }
    }

    /// Writes the changes to the painted canvas, which nothing else can have changed here.
    pub(super) fn paint_changes(&mut self, bytes: &[u8]) -> io::Result<bool> {
        self.paint(bytes).map(|()| true)
    }

    /// Waits for a key or a new size; `None` if neither came in time.
    #[expect(clippy::unused_self, reason = "only the screen's owner may use it")]
    pub(super) fn wait(&mut self, limit: Option<Duration>) -> io::Result<Option<Wake>> {
        wait(limit)
    }
}

/// A dialogue.
pub(super) struct DialogueTerminal;

impl DialogueTerminal {
    /// Takes the console.
    pub(super) fn begin() -> io::Result<Self> {
        enter_raw_mode(Mode::Dialogue)?;
        Ok(Self)
    }

    /// Writes after the text so far, unless the dialogue is over.
    #[expect(clippy::unused_self, reason = "only the dialogue's owner may use it")]
    pub(super) fn say(&mut self, bytes: &[u8]) -> io::Result<()> {
        if *mode() == Some(Mode::Dialogue) {
            write(bytes)
        } else {
            Err(io::Error::other("the dialogue is over"))
        }
    }

    /// Waits for a key; `None` if none came in time, or if a new size ended the wait early.
    #[expect(clippy::unused_self, reason = "only the dialogue's owner may use it")]
    pub(super) fn wait(&mut self, limit: Option<Duration>) -> io::Result<Option<Wake>> {
        Ok(wait(limit)?.filter(|wake| matches!(wake, Wake::Key(_))))
    }
}

/// Switches to reading keys one by one without echo, and drops those typed before.
fn enter_raw_mode(what: Mode) -> io::Result<()> {
    let mut current = mode();
    if current.is_some() {
        return Err(ErrorKind::ResourceBusy.into());
    }
    terminal::enable_raw_mode()?;
    *current = Some(what);
    drop(current);
    drop_typed().inspect_err(|_| restore())
}

fn wait(limit: Option<Duration>) -> io::Result<Option<Wake>> {
    loop {
        // Other events end the wait early.
        if let Some(limit) = limit
            && !event::poll(limit)?
        {
            return Ok(None);
        }
        match event::read()? {
            Event::Key(key) if key.kind != KeyEventKind::Release => {
                return Ok(Some(Wake::Key(key_from_event(key))));
            }
            Event::Resize(columns, rows) => return Ok(Some(Wake::Resize(Size { columns, rows }))),
            _ if limit.is_some() => return Ok(None),
            _ => {}
        }
    }
}

/// Restores the console to how it was found.
pub(super) fn restore() {
    let mut current = mode();
    if let Some(what) = current.take() {
        // If the console is gone, there is nothing to restore.
        let _ = terminal::disable_raw_mode();
        if what == Mode::Screen {
            let _ = write(farewell().as_bytes());
        }
    }
}

/// The state that the console has to be restored from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Screen,
    Dialogue,
}

/// The current mode. Nothing that can panic is done under this lock, since the panic hook takes it.
static MODE: Mutex<Option<Mode>> = Mutex::new(None);

fn mode() -> MutexGuard<'static, Option<Mode>> {
    MODE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn drop_typed() -> io::Result<()> {
    while event::poll(Duration::ZERO)? {
        event::read()?;
    }
    Ok(())
}

/// Writes through `std`, which converts the text for the console.
fn write(bytes: &[u8]) -> io::Result<()> {
    let mut output = io::stdout().lock();
    output.write_all(bytes)?;
    output.flush()
}

fn key_from_event(key: KeyEvent) -> Key {
    // AltGr, which types characters on some layouts, is reported as both.
    let altgr = KeyModifiers::CONTROL | KeyModifiers::ALT;
    let held = key.modifiers & altgr;
    let alone = key.modifiers.is_empty();
    match key.code {
        // A capital if Caps Lock is on.
        KeyCode::Char(c) if held == KeyModifiers::CONTROL => match c.to_ascii_lowercase() {
            'c' => Key::Interrupt,
            'd' => Key::EndOfText,
            'g' => Key::Bell,
            'u' => Key::EraseLine,
            'w' => Key::EraseWord,
            _ => Key::Other,
        },
        KeyCode::Char(c) if held.is_empty() || held == altgr => Key::Char(c),
        KeyCode::Enter => Key::Enter,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Esc => Key::Escape,
        KeyCode::Tab if alone => Key::Tab,
        KeyCode::Up if alone => Key::Up,
        KeyCode::Down if alone => Key::Down,
        KeyCode::Left if alone => Key::Left,
        KeyCode::Right if alone => Key::Right,
        _ => Key::Other,
    }
}
