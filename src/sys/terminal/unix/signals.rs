//! The signals on which the terminal must be restored.

use std::io::{self, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGTTOU, SIGWINCH};
use signal_hook::flag;
use signal_hook::iterator::Signals;
use signal_hook::low_level::{emulate_default_handler, raise};

use super::state::{TerminalState, terminal_state};

/// Starts the thread that waits for signals, unless it runs already, and returns a stream that
/// becomes readable when the screen has to be painted again.
pub(super) fn watch() -> io::Result<UnixStream> {
    static WAKES: Mutex<Option<UnixStream>> = Mutex::new(None);

    let mut running = WAKES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(wakes) = &*running {
        return wakes.try_clone();
    }
    let (wakes, bell) = UnixStream::pair()?;
    wakes.set_nonblocking(true)?;
    bell.set_nonblocking(true)?;
    let continued = Arc::new(AtomicBool::new(false));
    flag::register(SIGCONT, Arc::clone(&continued))?;
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGCONT, SIGWINCH])?;
    thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            for signal in signals.forever() {
                handle(signal, &continued, &bell);
            }
        })?;
    let for_caller = wakes.try_clone()?;
    *running = Some(wakes);
    Ok(for_caller)
}

/// The bytes that come through the stream that [`watch`] returns.
const CONTINUED: u8 = b'c';
const RESIZED: u8 = b'r';

/// Empties the stream, and returns whether the program continued after a stop; otherwise the
/// terminal was resized.
pub(super) fn continued(mut wakes: &UnixStream) -> bool {
    let mut news = [0; 64];
    let mut continued = false;
    // One repaint handles any number of them.
    while let Ok(count @ 1..) = wakes.read(&mut news) {
        continued |= news.iter().take(count).any(|news| *news == CONTINUED);
    }
    continued
}

/// Handles a signal.
fn handle(signal: i32, continued: &AtomicBool, bell: &UnixStream) {
    match signal {
        SIGTSTP => {
            if !stop(continued) {
                resume(bell);
            }
        }
        SIGCONT => resume(bell),
        SIGWINCH => ring(bell, RESIZED),
        _ => end(signal),
    }
}

/// Takes the terminal again after a stop, and wakes the thread that waits for keys.
fn resume(bell: &UnixStream) {
    with_timeout(|mut state| state.resume());
    ring(bell, CONTINUED);
}

fn ring(mut bell: &UnixStream, news: u8) {
    // If the stream is full, it wakes its reader anyway.
    let _ = bell.write(&[news]);
}

/// Stops until `SIGCONT`, with the terminal restored; `false` if it did not stop.
///
/// If no shell could continue the program, the system ignores Ctrl-Z, so that the program does not
/// hang forever. `SIGSTOP` would not be ignored, and `SIGTSTP` is caught; but `SIGTTOU` stops the
/// program too, and is ignored whenever `SIGTSTP` is.
fn stop(continued: &AtomicBool) -> bool {
    with_timeout(|mut state| state.pause());
    continued.store(false, Ordering::SeqCst);
    let _ = raise(SIGTTOU);
    // Stopped and continued, or never stopped. `SIGCONT` may arrive on another thread, a bit later.
    for _ in 0..CONTINUATION_LOOKS {
        if continued.load(Ordering::SeqCst) {
            return true;
        }
        thread::sleep(CONTINUATION_GAP);
    }
    false
}

/// How many times, and at what interval, to check whether the program was continued. If `SIGCONT` comes
/// later still, the terminal is taken twice, which flickers.
const CONTINUATION_LOOKS: u32 = 20;
const CONTINUATION_GAP: Duration = Duration::from_millis(5);

/// Restores the terminal and dies of the signal.
fn end(signal: i32) {
    with_timeout(|mut state| {
        state.restore();
        // Keep the lock, so that nothing more is painted.
        std::mem::forget(state);
    });
    let _ = emulate_default_handler(signal);
}

/// Runs `work` on another thread and waits a while for it: a terminal that accepts no more output
/// can block it forever, or block the thread that paints, which has the lock.
fn with_timeout(work: impl FnOnce(MutexGuard<'static, TerminalState>) + Send + 'static) {
    let (done, finished) = mpsc::channel();
    let started = thread::Builder::new().spawn(move || {
        work(terminal_state());
        let _ = done.send(());
    });
    if started.is_ok() {
        let _ = finished.recv_timeout(PATIENCE);
    }
}

/// How long handling a signal waits for a terminal that accepts no output.
const PATIENCE: Duration = Duration::from_secs(1);
