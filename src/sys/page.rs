//! A page for one visitor: served on the loopback address, at a path that nobody
//! can guess, and gone when its command ends.
//!
//! [`rules`] decides which requests are answered; [`server`] has the sockets and
//! time limits. The command runs on its own thread: it receives what the visitor
//! sends, and sets what the page shows.

#![expect(
    clippy::disallowed_methods,
    reason = "how long the page waits for its visitor"
)]

mod rules;
mod server;

use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::view::CameraPage;
use data_encoding::HEXLOWER;
use zeroize::Zeroizing;

use super::Random;

/// A page that is being served.
pub struct Page {
    address: String,
    shared: Arc<Shared>,
    events: Receiver<Event>,
    server: Option<JoinHandle<()>>,
}

/// An event from the page.
pub enum Event {
    /// A camera frame. The page waits until it is dropped, and then asks what to
    /// show.
    Frame(Frame),
    /// The visitor's answer: true for yes.
    Answer(bool),
    /// Someone else asked for the page, and was refused.
    SecondVisitor,
    /// The page has received its last state.
    Delivered,
}

/// A greyscale picture, one byte per pixel.
pub struct Frame {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// The pixels, row by row; they may show a seed.
    pub grey: Vec<u8>,
    /// Signals the server when the frame is dropped.
    _seen: tokio::sync::oneshot::Sender<()>,
}

/// The kind of request that the page may send now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wants {
    /// Camera frames.
    Frames,
    /// Yes or no.
    Answer,
    /// Neither.
    Nothing,
}

impl Page {
    /// Serves the page on a free port.
    ///
    /// # Errors
    ///
    /// If the system gives no port, no thread or no random bytes.
    pub fn open(document: CameraPage, first: &str, random: &mut Random) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let path = format!("/{}/", token(random)?);
        let address = format!("http://127.0.0.1:{port}{path}");
        // One frame at a time, and an answer or a notice beside it.
        let (sender, events) = mpsc::sync_channel(4);
        let shared = Arc::new(Shared {
            host: format!("127.0.0.1:{port}"),
            path,
            visitor: token(random)?,
            document,
            events: sender,
            state: Mutex::new(State {
                shown: first.to_owned(),
                wants: Wants::Frames,
                is_last: false,
                is_visited: false,
                is_closed: false,
            }),
        });
        let known = Arc::clone(&shared);
        let run = server::prepare(listener)?;
        let server = thread::Builder::new()
            .name("page".to_owned())
            .spawn(move || run.until_closed(&known))?;
        Ok(Self {
            address,
            shared,
            events,
            server: Some(server),
        })
    }

    /// Returns the page's address. The first visitor gets the page, and nobody after.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Waits for an event from the page, for at most `limit`.
    pub fn wait(&self, limit: Duration) -> Option<Event> {
        match self.events.recv_timeout(limit) {
            Ok(event) => Some(event),
            Err(RecvTimeoutError::Timeout) => None,
            // The server's thread is gone: nothing will ever come.
            Err(RecvTimeoutError::Disconnected) => {
                thread::sleep(limit);
                None
            }
        }
    }

    /// Sets what the page shows from now on, as JSON, and what it may send.
    pub fn set_state(&self, text: String, wants: Wants) {
        let mut state = self.shared.state();
        state.shown = text;
        state.wants = wants;
    }

    /// Sets the page's last state, waits briefly until the visitor has received it,
    /// and closes the page.
    pub fn close(self, text: String) {
        let is_visited = {
            let mut state = self.shared.state();
            state.shown = text;
            state.wants = Wants::Nothing;
            state.is_last = true;
            state.is_visited
        };
        if !is_visited {
            return;
        }
        let end = Instant::now() + FAREWELL;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            match self.events.recv_timeout(left) {
                Ok(Event::Delivered) | Err(_) => return,
                Ok(_) => {}
            }
        }
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.shared.state().is_closed = true;
        if let Some(server) = self.server.take() {
            // A panic in it has already been reported.
            let _ = server.join();
        }
    }
}

/// How long a visited page has to fetch its last state: it asks five times a second,
/// or once a second in the background.
const FAREWELL: Duration = Duration::from_secs(2);

/// The data shared by both threads.
struct Shared {
    /// The required value of `Host`.
    host: String,
    /// The path of the page.
    path: String,
    /// The value of the first visitor's cookie.
    visitor: String,
    document: CameraPage,
    events: SyncSender<Event>,
    state: Mutex<State>,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct State {
    /// What the page shows, as JSON.
    shown: String,
    wants: Wants,
    /// True if `shown` is the last state.
    is_last: bool,
    /// True if someone has the page.
    is_visited: bool,
    is_closed: bool,
}

/// Returns 128 random bits in hexadecimal.
fn token(random: &mut Random) -> io::Result<String> {
    let mut bytes = Zeroizing::new([0; 16]);
    random(bytes.as_mut_slice())?;
    Ok(HEXLOWER.encode(bytes.as_slice()))
}
