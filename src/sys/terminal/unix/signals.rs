//! The signals that must not leave the terminal as it is.

use std::io::{self, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::sync::{Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use rustix::process::{getpid, getsid};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use super::held::{Held, held};

/// Starts the thread that waits for signals, unless it runs already, and returns what becomes
/// readable when the screen has to be painted again.
pub(super) fn watch() -> io::Result<UnixStream> {
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

/// What comes through the pipe that [`watch`] returns.
const CONTINUED: u8 = b'c';
const RESIZED: u8 = b'r';

/// Empties the pipe, and tells whether the program was stopped and goes on; otherwise the terminal
/// has another size.
pub(super) fn continued(mut wakes: &UnixStream) -> bool {
    let mut news = [0; 64];
    let mut continued = false;
    // However many there were, one painting answers them all.
    while let Ok(count @ 1..) = wakes.read(&mut news) {
        continued |= news.iter().take(count).any(|news| *news == CONTINUED);
    }
    continued
}

/// Does what a signal asks for.
fn answer(signal: i32, mut bell: &UnixStream) {
    match signal {
        SIGTSTP => stop(),
        SIGCONT | SIGWINCH => {
            if signal == SIGCONT {
                patiently(|mut held| held.resume());
            }
            let news = if signal == SIGCONT {
                CONTINUED
            } else {
                RESIZED
            };
            // A full pipe wakes as well as a fuller one.
            let _ = bell.write(&[news]);
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
