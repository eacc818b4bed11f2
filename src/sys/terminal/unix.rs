//! The terminal on Unix: modes, keys, and the signals on which the terminal must be restored.
//!
//! `crossterm` reads keys on Windows but not here: its reader spins once the terminal is closed
//! (crossterm-rs/crossterm#793, still open).

#![expect(
    clippy::disallowed_methods,
    reason = "the terminal and its name are the world"
)]

mod keys;
mod signals;
mod state;

use std::env;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, ErrorKind, Write as _};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{OFlags, fcntl_getfl};
use rustix::io::{Errno, retry_on_intr};
use rustix::termios::tcgetwinsize;
use zeroize::Zeroizing;

use self::keys::next_key;
use self::signals::{continued, watch};
pub(super) use self::state::restore;
use self::state::{DialogueState, HiddenPrompt, Restorable, Restored, ScreenState, terminal_state};
use super::{Key, Size, Terminal, Wake};

/// Opens the controlling terminal, for reading and for writing.
pub(super) fn open() -> io::Result<(File, File)> {
    let terminal = File::options().read(true).write(true).open("/dev/tty")?;
    Ok((terminal.try_clone()?, terminal))
}

/// Writes a question.
pub(super) fn say(output: &mut File, text: &str) -> io::Result<()> {
    output.write_all(text.as_bytes())
}

/// Returns the size of the terminal on standard output.
pub(super) fn size() -> Option<Size> {
    size_of(&io::stdout())
}

/// Returns the size of the terminal on standard error.
pub(super) fn error_size() -> Option<Size> {
    size_of(&io::stderr())
}

fn size_of(terminal: &impl AsFd) -> Option<Size> {
    let size = tcgetwinsize(terminal).ok()?;
    Some(Size {
        columns: size.ws_col,
        rows: size.ws_row,
    })
}

/// Returns whether the terminal has an alternate screen, which a dumb one lacks.
pub(super) fn has_screen() -> bool {
    env::var_os("TERM").is_none_or(|name| name != "dumb")
}

/// Returns whether the locale is UTF-8. On macOS programs have no locale unless a shell starts them,
/// and its terminals know nothing but UTF-8.
pub(super) fn is_unicode() -> bool {
    spells_utf8(locale()).unwrap_or(cfg!(target_os = "macos"))
}

/// Returns whether the locale is UTF-8 or unset. Containers often have none, on terminals that do
/// know UTF-8, and a QR code of twice the size would not fit there.
pub(super) fn may_be_unicode() -> bool {
    spells_utf8(locale()).unwrap_or(true)
}

fn locale() -> [Option<OsString>; 3] {
    ["LC_ALL", "LC_CTYPE", "LANG"].map(env::var_os)
}

/// Returns whether the first name that is set says UTF-8; `None` if none is set.
fn spells_utf8(names: [Option<OsString>; 3]) -> Option<bool> {
    let name = names.into_iter().flatten().find(|name| !name.is_empty())?;
    let name = name.to_string_lossy().to_ascii_lowercase();
    Some(name.contains("utf-8") || name.contains("utf8"))
}

/// Asks without echo, and ends the line itself.
pub(super) fn ask_unseen(terminal: &mut Terminal, prompt: &str) -> io::Result<String> {
    watch()?;
    let prompt = HiddenPrompt::new(terminal.input.try_clone()?, prompt.to_owned())?;
    terminal_state().enter(Restorable::Prompt(prompt))?;
    let _restored = Restored;
    terminal.line()
}

/// The alternate screen, for the thread that paints on it.
pub(super) struct ScreenTerminal {
    keyboard: Keyboard,
}

impl ScreenTerminal {
    /// Takes the terminal.
    pub(super) fn enter() -> io::Result<Self> {
        if !has_screen() {
            return Err(ErrorKind::Unsupported.into());
        }
        let keyboard = Keyboard::watched()?;
        let screen = ScreenState::new(keyboard.device.try_clone()?, standard_output()?)?;
        terminal_state().enter(Restorable::Screen(screen))?;
        Ok(Self { keyboard })
    }

    /// Writes to the alternate screen, and nowhere else: not while the program is stopped, and not
    /// after the screen was left.
    #[expect(
        clippy::unused_self,
        reason = "only the screen's owner may paint on it"
    )]
    pub(super) fn paint(&mut self, bytes: &[u8]) -> io::Result<()> {
        terminal_state().paint(bytes)
    }

    /// Writes the changes to the painted canvas; writes nothing and returns `false` if the screen
    /// was entered again since.
    #[expect(
        clippy::unused_self,
        reason = "only the screen's owner may paint on it"
    )]
    pub(super) fn paint_changes(&mut self, bytes: &[u8]) -> io::Result<bool> {
        terminal_state().paint_changes(bytes)
    }

    /// Waits for a key or a reason to paint; `None` if neither came in time.
    pub(super) fn wait(&mut self, limit: Option<Duration>) -> io::Result<Option<Wake>> {
        Ok(self.keyboard.wait(limit)?.map(|event| match event {
            Event::Key(key) => Wake::Key(key),
            Event::Continued | Event::Resized => Wake::Resize(super::size_to_paint()),
        }))
    }
}

/// A dialogue, for the thread that leads it.
pub(super) struct DialogueTerminal {
    keyboard: Keyboard,
}

impl DialogueTerminal {
    /// Takes the terminal.
    pub(super) fn begin() -> io::Result<Self> {
        let keyboard = Keyboard::watched()?;
        let dialogue = DialogueState::new(keyboard.device.try_clone()?, standard_output()?)?;
        terminal_state().enter(Restorable::Dialogue(dialogue))?;
        Ok(Self { keyboard })
    }

    /// Writes after the text so far.
    #[expect(clippy::unused_self, reason = "only the dialogue's owner may use it")]
    pub(super) fn say(&mut self, bytes: &[u8]) -> io::Result<()> {
        terminal_state().say(bytes)
    }

    /// Waits for a key or a reason to prompt again; `None` if neither came in time, or if a new size
    /// ended the wait early.
    pub(super) fn wait(&mut self, limit: Option<Duration>) -> io::Result<Option<Wake>> {
        Ok(match self.keyboard.wait(limit)? {
            Some(Event::Key(key)) => Some(Wake::Key(key)),
            Some(Event::Continued) => Some(Wake::Resize(super::size_to_paint())),
            Some(Event::Resized) | None => None,
        })
    }
}

/// The source of keys and signals.
struct Keyboard {
    device: File,
    wakes: UnixStream,
    /// Bytes that were read but not yet returned as keys.
    typed: Vec<u8>,
}

/// A key or a signal.
enum Event {
    Key(Key),
    Resized,
    Continued,
}

impl Keyboard {
    fn watched() -> io::Result<Self> {
        Ok(Self {
            wakes: watch()?,
            device: keyboard()?,
            typed: Vec::new(),
        })
    }

    /// Waits for a key or a signal; `None` if neither came in time.
    fn wait(&mut self, limit: Option<Duration>) -> io::Result<Option<Event>> {
        let mut last = false;
        loop {
            if let Some((key, length)) = next_key(&self.typed, last) {
                let length = length.min(self.typed.len());
                self.typed.drain(..length);
                return Ok(Some(Event::Key(key)));
            }
            let begun = !self.typed.is_empty();
            let (woken, typed) = self.poll(if begun { Some(KEY_GAP) } else { limit })?;
            if woken {
                return Ok(Some(if continued(&self.wakes) {
                    Event::Continued
                } else {
                    Event::Resized
                }));
            }
            if typed {
                self.read()?;
            } else if !begun {
                return Ok(None);
            }
            last = !typed;
        }
    }

    /// Waits for a signal or a typed byte, and returns which of them came in time.
    fn poll(&self, limit: Option<Duration>) -> io::Result<(bool, bool)> {
        let mut sources = [
            PollFd::new(&self.wakes, PollFlags::IN),
            PollFd::new(&self.device, PollFlags::IN),
        ];
        // A limit that does not fit is no limit.
        let limit = limit.and_then(|limit| Timespec::try_from(limit).ok());
        retry_on_intr(|| poll(&mut sources, limit.as_ref()))?;
        // A closed terminal counts as readable; the read then fails.
        let [wakes, keyboard] = sources.map(|source| !source.revents().is_empty());
        Ok((wakes, keyboard))
    }

    fn read(&mut self) -> io::Result<()> {
        let mut bytes = Zeroizing::new([0; 256]);
        let read = retry_on_intr(|| rustix::io::read(&self.device, bytes.as_mut_slice()));
        // A closed terminal reads as an error or as EOF.
        let count = match read {
            Err(Errno::IO) => 0,
            read => read?,
        };
        if count == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        self.typed
            .extend_from_slice(bytes.get(..count).unwrap_or_default());
        Ok(())
    }
}

/// How far apart the bytes of one key may arrive: the arrow keys begin with the byte of Esc.
const KEY_GAP: Duration = Duration::from_millis(50);

/// Opens the keyboard of the terminal that the screen is on: standard output, which shells open for
/// reading too, else the controlling terminal. (macOS can't poll the latter.)
fn keyboard() -> io::Result<File> {
    let output = standard_output()?;
    if fcntl_getfl(&output)?.contains(OFlags::RDWR) {
        return Ok(output);
    }
    File::options().read(true).write(true).open("/dev/tty")
}

/// Returns standard output without the lock of `std`, which a command may hold, and without its
/// buffer, which would keep a copy of what was shown.
fn standard_output() -> io::Result<File> {
    Ok(File::from(io::stdout().as_fd().try_clone_to_owned()?))
}

#[cfg(test)]
mod tests {
    use super::spells_utf8;

    #[test]
    fn the_first_variable_that_is_set_names_the_locale() {
        for (names, utf8) in [
            ([Some("C"), None, Some("de_DE.UTF-8")], Some(false)),
            ([Some(""), Some("en_GB.utf8"), Some("C")], Some(true)),
            ([None, Some("UTF-8"), Some("POSIX")], Some(true)),
            ([None, None, Some("de_DE@euro")], Some(false)),
            ([None, Some(""), None], None),
        ] {
            assert_eq!(spells_utf8(names.map(|name| name.map(Into::into))), utf8);
        }
    }
}
