//! The terminal on Unix: modes, keys, and the signals that must not leave either behind.
//!
//! Whatever the terminal has to be brought back from is in [`HELD`], so that the thread that shows
//! a secret, the panic hook and the thread that waits for signals all find it. Keys are read here
//! and not by `crossterm`, since its reader spins on a terminal that was closed.

#![expect(
    clippy::disallowed_methods,
    reason = "the terminal and its name are the world"
)]

use std::env;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::sync::{Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{OFlags, fcntl_getfl};
use rustix::io::retry_on_intr;
use rustix::process::{getpid, getsid};
use rustix::termios::{
    LocalModes, OptionalActions, QueueSelector, Termios, tcflush, tcgetattr, tcgetwinsize,
    tcsetattr,
};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;
use zeroize::Zeroizing;

use super::{ENTER, Key, Size, Terminal, Wake, farewell};

/// The controlling terminal, for reading and for writing.
pub(super) fn open() -> io::Result<(File, File)> {
    let terminal = File::options().read(true).write(true).open("/dev/tty")?;
    Ok((terminal.try_clone()?, terminal))
}

/// The size of the terminal on standard output.
pub(super) fn size() -> Option<Size> {
    let size = tcgetwinsize(io::stdout()).ok()?;
    Some(Size {
        columns: size.ws_col,
        rows: size.ws_row,
    })
}

/// Whether a secret can be shown so that it does not stay: a dumb terminal has no alternate screen.
pub(super) fn has_screen() -> bool {
    env::var_os("TERM").is_none_or(|name| name != "dumb")
}

/// Asks without echo, and ends the line itself.
pub(super) fn ask_unseen(terminal: &mut Terminal, prompt: &str) -> io::Result<Zeroizing<String>> {
    watch()?;
    let unseen = Unseen {
        before: tcgetattr(&terminal.input)?,
        device: terminal.input.try_clone()?,
        prompt: prompt.to_owned(),
    };
    held().put(Holding::Unseen(unseen))?;
    let _restored = Restored;
    terminal.line()
}

/// The alternate screen, as the thread that shows something sees it.
pub(super) struct Display {
    keyboard: File,
    wakes: UnixStream,
    /// Bytes that were read and not yet told as keys.
    typed: Vec<u8>,
}

impl Display {
    /// Takes the terminal.
    pub(super) fn enter() -> io::Result<Self> {
        if !has_screen() {
            return Err(ErrorKind::Unsupported.into());
        }
        let wakes = watch()?;
        let keyboard = keyboard()?;
        let shown = Shown {
            before: tcgetattr(&keyboard)?,
            keyboard: keyboard.try_clone()?,
            output: standard_output()?,
            away: false,
        };
        held().put(Holding::Screen(shown))?;
        Ok(Self {
            keyboard,
            wakes,
            typed: Vec::new(),
        })
    }

    /// Writes to the alternate screen, and nowhere else: not while the program is stopped, and not
    /// once the screen was left.
    #[expect(
        clippy::unused_self,
        reason = "only who has the display may paint on it"
    )]
    pub(super) fn paint(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut *held() {
            Held(Some(Holding::Screen(shown))) if shown.away => Ok(()),
            Held(Some(Holding::Screen(shown))) => shown.output.write_all(bytes),
            _ => Err(io::Error::other("the screen was left")),
        }
    }

    /// Waits for a key or a reason to paint.
    pub(super) fn wait(&mut self) -> io::Result<Wake> {
        let mut last = false;
        loop {
            if let Some((key, length)) = next_key(&self.typed, last) {
                self.typed.drain(..length.min(self.typed.len()));
                return Ok(Wake::Key(key));
            }
            let (woken, typed) = self.poll()?;
            if woken {
                return Ok(Wake::Resize(self.woken()));
            }
            if typed {
                self.read()?;
            }
            last = !typed;
        }
    }

    /// Waits until there is a wake or a typed byte; where a key has begun, only until its end would
    /// have come.
    fn poll(&self) -> io::Result<(bool, bool)> {
        let begun = (!self.typed.is_empty()).then_some(KEY_GAP);
        let mut sources = [
            PollFd::new(&self.wakes, PollFlags::IN),
            PollFd::new(&self.keyboard, PollFlags::IN),
        ];
        retry_on_intr(|| poll(&mut sources, begun.as_ref()))?;
        // A closed terminal counts as readable: the read then says so.
        let [wakes, keyboard] = sources.map(|source| !source.revents().is_empty());
        Ok((wakes, keyboard))
    }

    fn woken(&self) -> Size {
        let mut wakes = [0; 64];
        // However many there were, one painting answers them all.
        while (&self.wakes).read(&mut wakes).is_ok_and(|count| count > 0) {}
        super::size_to_paint()
    }

    fn read(&mut self) -> io::Result<()> {
        let mut bytes = [0; 256];
        let count = retry_on_intr(|| rustix::io::read(&self.keyboard, &mut bytes))?;
        if count == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        self.typed
            .extend_from_slice(bytes.get(..count).unwrap_or_default());
        Ok(())
    }
}

/// How long the bytes of one key may be apart: the arrow keys begin with the byte of Esc.
const KEY_GAP: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 50_000_000,
};

/// The keyboard of the terminal that the screen is on: standard output, which shells open for
/// reading too, else the controlling terminal. (macOS can wait for keys on the first alone.)
fn keyboard() -> io::Result<File> {
    let output = standard_output()?;
    if fcntl_getfl(&output)?.contains(OFlags::RDWR) {
        return Ok(output);
    }
    File::options().read(true).write(true).open("/dev/tty")
}

/// Standard output without the lock and the buffer of `std`: a command may hold the one, and the
/// other would keep a copy of what was shown.
fn standard_output() -> io::Result<File> {
    Ok(File::from(io::stdout().as_fd().try_clone_to_owned()?))
}

/// The first key of these bytes and the length of its spelling; `None` where it is not complete,
/// unless these are the `last` bytes of it.
fn next_key(bytes: &[u8], last: bool) -> Option<(Key, usize)> {
    let (&first, rest) = bytes.split_first()?;
    match first {
        b'\r' | b'\n' => Some((Key::Enter, 1)),
        0x08 | 0x7f => Some((Key::Backspace, 1)),
        0x03 => Some((Key::Interrupt, 1)),
        0x1b => match escape_length(rest) {
            Some(length) => Some((Key::Other, length.saturating_add(1))),
            None if last && rest.is_empty() => Some((Key::Escape, 1)),
            None if last => Some((Key::Other, bytes.len())),
            None => None,
        },
        0x00..0x20 => Some((Key::Other, 1)),
        _ => next_char(bytes, last),
    }
}

/// The length of what follows an escape: the end of a function key, or a key pressed with Alt.
fn escape_length(rest: &[u8]) -> Option<usize> {
    match rest {
        [] | [b'['] => None,
        [b'[', parameters @ ..] => {
            let end = parameters.iter().position(|b| matches!(b, 0x40..=0x7e))?;
            Some(end.saturating_add(2))
        }
        [b'O', ..] => (rest.len() >= 2).then_some(2),
        _ => next_char(rest, true).map(|(_, length)| length),
    }
}

fn next_char(bytes: &[u8], last: bool) -> Option<(Key, usize)> {
    let valid = bytes.utf8_chunks().next()?;
    if let Some(c) = valid.valid().chars().next() {
        let key = if c.is_control() {
            Key::Other
        } else {
            Key::Char(c)
        };
        return Some((key, c.len_utf8()));
    }
    let invalid = valid.invalid().len();
    // The beginning of a character whose end has not arrived.
    let begun = invalid == bytes.len()
        && std::str::from_utf8(bytes).is_err_and(|e| e.error_len().is_none());
    (last || !begun).then_some((Key::Other, invalid))
}

/// Brings the terminal back to how it was found.
pub(super) fn restore() {
    held().restore();
}

/// Restores on every way out of a function.
struct Restored;

impl Drop for Restored {
    fn drop(&mut self) {
        restore();
    }
}

/// What the terminal has to be brought back from. Nothing that can panic is done under this lock,
/// since the panic hook takes it.
static HELD: Mutex<Held> = Mutex::new(Held(None));

fn held() -> MutexGuard<'static, Held> {
    HELD.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Held(Option<Holding>);

enum Holding {
    Screen(Shown),
    Unseen(Unseen),
}

impl Held {
    fn put(&mut self, mut holding: Holding) -> io::Result<()> {
        if self.0.is_some() {
            return Err(ErrorKind::ResourceBusy.into());
        }
        let entered = match &mut holding {
            Holding::Screen(shown) => shown.enter(),
            Holding::Unseen(unseen) => unseen.begin(),
        };
        // Held even where it failed: it may have failed halfway.
        self.0 = Some(holding);
        entered.inspect_err(|_| self.restore())
    }

    fn restore(&mut self) {
        match self.0.take() {
            Some(Holding::Screen(mut shown)) => shown.leave(),
            Some(Holding::Unseen(mut unseen)) => unseen.end(),
            None => {}
        }
    }

    /// Restores, to come back.
    fn pause(&mut self) {
        match &mut self.0 {
            Some(Holding::Screen(shown)) => shown.leave(),
            Some(Holding::Unseen(unseen)) => unseen.end(),
            None => {}
        }
    }

    /// Takes the terminal again after the program was stopped, by whatever signal: nobody knows
    /// what others did to it meanwhile.
    fn resume(&mut self) {
        // A terminal that is gone shows itself where it is read.
        let _ = match &mut self.0 {
            Some(Holding::Screen(shown)) => {
                shown.leave();
                shown.enter()
            }
            Some(Holding::Unseen(unseen)) => unseen.begin(),
            None => Ok(()),
        };
    }
}

struct Shown {
    keyboard: File,
    output: File,
    before: Termios,
    /// Whether the screen was left to be entered again.
    away: bool,
}

impl Shown {
    fn enter(&mut self) -> io::Result<()> {
        let mut raw = self.before.clone();
        raw.make_raw();
        set_modes(&self.keyboard, OptionalActions::Flush, &raw)?;
        self.away = false;
        self.output.write_all(ENTER.as_bytes())
    }

    /// Restores the modes, and then the screen: the first never blocks.
    fn leave(&mut self) {
        if self.away {
            return;
        }
        self.away = true;
        // A terminal that is gone needs nothing of this.
        let _ = reset_modes(&self.keyboard, &self.before);
        let _ = self.output.write_all(farewell().as_bytes());
    }
}

struct Unseen {
    device: File,
    before: Termios,
    prompt: String,
}

impl Unseen {
    /// Turns the echo off, drops what was typed before, and only then prompts.
    fn begin(&mut self) -> io::Result<()> {
        let mut unseen = self.before.clone();
        unseen
            .local_modes
            .remove(LocalModes::ECHO | LocalModes::ECHONL);
        set_modes(&self.device, OptionalActions::Flush, &unseen)?;
        self.device.write_all(self.prompt.as_bytes())
    }

    /// Turns the echo on, and ends the line: the Enter was not echoed, or there was none.
    fn end(&mut self) {
        // As in `Shown::leave`.
        let _ = reset_modes(&self.device, &self.before);
        let _ = self.device.write_all(b"\n");
    }
}

/// Sets the modes; in the background, once the program is back in the foreground.
fn set_modes(device: &File, when: OptionalActions, modes: &Termios) -> io::Result<()> {
    Ok(retry_on_intr(|| tcsetattr(device, when, modes))?)
}

/// Sets the modes that were found. Half a passphrase and a key pressed once too often are dropped,
/// lest the shell read them.
fn reset_modes(device: &File, before: &Termios) -> io::Result<()> {
    tcflush(device, QueueSelector::IFlush)?;
    set_modes(device, OptionalActions::Now, before)
}

/// Starts the thread that waits for signals, unless it runs already, and returns what becomes
/// readable when the screen has to be painted again.
fn watch() -> io::Result<UnixStream> {
    static WAKES: Mutex<Option<UnixStream>> = Mutex::new(None);

    let mut running = WAKES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(wakes) = &*running {
        return wakes.try_clone();
    }
    let (wakes, bell) = UnixStream::pair()?;
    wakes.set_nonblocking(true)?;
    bell.set_nonblocking(true)?;
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGCONT, SIGWINCH])?;
    thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            for signal in signals.forever() {
                answer(signal, &bell);
            }
        })?;
    let for_caller = wakes.try_clone()?;
    *running = Some(wakes);
    Ok(for_caller)
}

/// Does what a signal asks for.
fn answer(signal: i32, mut bell: &UnixStream) {
    match signal {
        SIGTSTP => stop(),
        SIGCONT | SIGWINCH => {
            if signal == SIGCONT {
                patiently(|mut held| held.resume());
            }
            // A full pipe wakes as well as a fuller one.
            let _ = bell.write(&[0]);
        }
        _ => end(signal),
    }
}

/// Stops until `SIGCONT`, with the terminal restored.
fn stop() {
    // The leader of a session has no shell above it that could continue it: it would hang for good.
    // The system's own answer to Ctrl-Z spares it too.
    if getsid(None) == Ok(getpid()) {
        return;
    }
    patiently(|mut held| held.pause());
    let _ = emulate_default_handler(SIGTSTP);
}

/// Restores the terminal and dies of the signal.
fn end(signal: i32) {
    patiently(|mut held| {
        held.restore();
        // Nobody paints any more.
        std::mem::forget(held);
    });
    let _ = emulate_default_handler(signal);
}

/// Does this on another thread and waits a while for it: a terminal that accepts no more output
/// can keep it forever, or the thread that paints, which has the lock.
fn patiently(work: impl FnOnce(MutexGuard<'static, Held>) + Send + 'static) {
    let (done, finished) = mpsc::channel();
    let started = thread::Builder::new().spawn(move || {
        work(held());
        let _ = done.send(());
    });
    if started.is_ok() {
        let _ = finished.recv_timeout(PATIENCE);
    }
}

/// How long a signal waits for a terminal that accepts no output.
const PATIENCE: Duration = Duration::from_secs(1);

#[cfg(test)]
mod tests {
    use super::{Key, next_key};

    fn keys(mut bytes: &[u8]) -> Vec<Key> {
        let mut keys = Vec::new();
        while let Some((key, length)) = next_key(bytes, true) {
            keys.push(key);
            bytes = &bytes[length..];
        }
        keys
    }

    #[test]
    fn plain_keys_are_told_apart() {
        assert_eq!(
            keys("aß—\r\n\x7f\x08\x03\x1a\x04\t".as_bytes()),
            [
                Key::Char('a'),
                Key::Char('ß'),
                Key::Char('—'),
                Key::Enter,
                Key::Enter,
                Key::Backspace,
                Key::Backspace,
                Key::Interrupt,
                Key::Other,
                Key::Other,
                Key::Other,
            ]
        );
    }

    #[test]
    fn a_function_key_is_one_other_key() {
        for spelling in [
            "\x1b[A",
            "\x1bOP",
            "\x1b[15~",
            "\x1b[1;5C",
            "\x1bx",
            "\x1bß",
        ] {
            let typed = format!("{spelling}q");
            assert_eq!(keys(typed.as_bytes()), [Key::Other, Key::Char('q')]);
        }
    }

    #[test]
    fn an_escape_is_the_esc_key_only_when_nothing_follows() {
        assert_eq!(next_key(b"\x1b", false), None);
        assert_eq!(next_key(b"\x1b", true), Some((Key::Escape, 1)));
        assert_eq!(next_key(b"\x1b[1;", false), None);
        assert_eq!(next_key(b"\x1b[1;", true), Some((Key::Other, 4)));
    }

    #[test]
    fn a_character_in_two_parts_waits_for_its_end() {
        assert_eq!(next_key(&"ß".as_bytes()[..1], false), None);
        assert_eq!(next_key(&"ß".as_bytes()[..1], true), Some((Key::Other, 1)));
        assert_eq!(next_key(b"\xff", false), Some((Key::Other, 1)));
        assert_eq!(keys(b"\xffq"), [Key::Other, Key::Char('q')]);
    }
}
