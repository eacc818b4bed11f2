//! The terminal on Windows: the console, by way of `crossterm` and `rpassword`.
//!
//! There are no signals to answer: Ctrl-C is a key while the screen is up, `rpassword` restores the
//! echo itself, and a console that is closed takes its screens with it.

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::terminal;
use zeroize::Zeroizing;

use super::{ENTER, Key, Size, Terminal, Wake, farewell};

/// The console, for reading and for writing.
pub(super) fn open() -> io::Result<(File, File)> {
    let input = File::options().read(true).write(true).open("CONIN$")?;
    let output = File::options().read(true).write(true).open("CONOUT$")?;
    Ok((input, output))
}

/// The size of the console window.
pub(super) fn size() -> Option<Size> {
    let (columns, rows) = terminal::size().ok()?;
    Some(Size { columns, rows })
}

/// Whether there is an alternate screen that we can leave clean: not on a console without escape
/// sequences.
pub(super) fn has_screen() -> bool {
    crossterm::ansi_support::supports_ansi()
}

/// Asks without echo, and ends the line itself.
pub(super) fn ask_unseen(terminal: &mut Terminal, prompt: &str) -> io::Result<Zeroizing<String>> {
    terminal.say(prompt)?;
    let unseen = rpassword::ConfigBuilder::new().output_discard().build();
    let answer = rpassword::read_password_with_config(unseen).map(Zeroizing::new);
    terminal.say("\n")?;
    answer
}

/// The alternate screen.
pub(super) struct Display;

impl Display {
    /// Takes the console.
    pub(super) fn enter() -> io::Result<Self> {
        let mut up = up();
        if *up {
            return Err(ErrorKind::ResourceBusy.into());
        }
        if !has_screen() {
            return Err(ErrorKind::Unsupported.into());
        }
        terminal::enable_raw_mode()?;
        *up = true;
        drop(up);
        let entered = drop_typed().and_then(|()| write(ENTER.as_bytes()));
        entered.inspect_err(|_| restore())?;
        Ok(Self)
    }

    /// Writes to the alternate screen, unless it was left.
    #[expect(clippy::unused_self, reason = "only who has the display may use it")]
    pub(super) fn paint(&mut self, bytes: &[u8]) -> io::Result<()> {
        if *up() {
            write(bytes)
        } else {
            Err(io::Error::other("the screen was left"))
        }
    }

    /// Waits for a key or a new size.
    #[expect(clippy::unused_self, reason = "only who has the display may use it")]
    pub(super) fn wait(&mut self) -> io::Result<Wake> {
        loop {
            match event::read()? {
                Event::Key(key) if key.kind != KeyEventKind::Release => {
                    return Ok(Wake::Key(told(key)));
                }
                Event::Resize(columns, rows) => return Ok(Wake::Resize(Size { columns, rows })),
                _ => {}
            }
        }
    }
}

/// Brings the console back to how it was found.
pub(super) fn restore() {
    let mut up = up();
    if *up {
        *up = false;
        // A console that is gone needs nothing of this.
        let _ = terminal::disable_raw_mode();
        let _ = write(farewell().as_bytes());
    }
}

/// Whether the screen is up. Nothing that can panic is done under this lock, since the panic hook
/// takes it.
static UP: Mutex<bool> = Mutex::new(false);

fn up() -> MutexGuard<'static, bool> {
    UP.lock().unwrap_or_else(PoisonError::into_inner)
}

fn drop_typed() -> io::Result<()> {
    while event::poll(Duration::ZERO)? {
        event::read()?;
    }
    Ok(())
}

/// Writes through `std`, which spells the text as the console wants it.
fn write(bytes: &[u8]) -> io::Result<()> {
    let mut output = io::stdout().lock();
    output.write_all(bytes)?;
    output.flush()
}

fn told(key: KeyEvent) -> Key {
    // AltGr, with which some layouts type characters, reads as both.
    let altgr = KeyModifiers::CONTROL | KeyModifiers::ALT;
    let held = key.modifiers & altgr;
    match key.code {
        KeyCode::Char('c') if held == KeyModifiers::CONTROL => Key::Interrupt,
        KeyCode::Char(c) if held.is_empty() || held == altgr => Key::Char(c),
        KeyCode::Enter => Key::Enter,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Esc => Key::Escape,
        _ => Key::Other,
    }
}
