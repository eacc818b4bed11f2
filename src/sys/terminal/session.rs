//! Tests over a real pseudo-terminal, for every module that has a screen.
//!
//! The test program runs itself again in a pseudo-terminal, twice: the *leader* owns the session, as
//! a shell does, and reports how its child ended, so that the terminal outlives the child; the
//! *child* plays a role. A module that uses this has a test called `child`, which calls
//! [`child::child`] and returns at once in an ordinary run.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "tests arrange the world")]

pub mod child;
mod snapshot;

use std::env;
use std::ffi::OsString;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::os::fd::OwnedFd;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::fs::{Mode, OFlags};
use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::{
    InputModes, LocalModes, OptionalActions, OutputModes, SpecialCodeIndex, Termios, tcgetattr,
    tcsetattr,
};
use tempfile::TempDir;

use crate::sys::fake::terminal::{CLOCK, Clock, HOME};
use crate::sys::terminal::Size;
use crate::sys::terminal::screen::{ENTER, LEAVE};

/// The variable that names the role of this run.
const ROLE: &str = "RINGTRUE_TEST_ROLE";

/// The variable that names the test that plays the role.
const CHILD: &str = "RINGTRUE_TEST_CHILD";

/// The variable that names the socket that a child holds open while it lives.
const LIFELINE: &str = "RINGTRUE_TEST_LIFELINE";

/// How long to wait for a state before the test fails.
const DEADLINE: Duration = Duration::from_secs(30);

/// The beginning of every secret in these tests: none of it may remain when the screen is left.
pub const SECRET: &str = "SECR";

/// The setup of a terminal and its child.
pub struct Setup {
    child: &'static str,
    role: String,
    size: Size,
    variables: Vec<(String, OsString)>,
    controls: bool,
    folder: TempDir,
    clock: Clock,
}

impl Setup {
    /// Sets up this role of the test `child`, such as `call::screen::tests::child`, with 80 columns,
    /// 24 rows, colours, and a leader above the child.
    pub fn new(child: &'static str, role: &str) -> Self {
        let folder = TempDir::new().unwrap();
        Self {
            child,
            role: format!("lead {role}"),
            size: Size {
                columns: 80,
                rows: 24,
            },
            variables: vec![("TERM".into(), "xterm-256color".into())],
            controls: true,
            clock: Clock::at(&folder.path().join("clock")),
            folder,
        }
    }

    /// Sets another size.
    pub fn size(mut self, columns: u16, rows: u16) -> Self {
        self.size = Size { columns, rows };
        self
    }

    /// Adds a variable to the environment.
    pub fn variable(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.variables.push((name.to_owned(), value.into()));
        self
    }

    /// Puts the leader in the child's process group, like a shell without job control: nobody could
    /// continue a stopped child.
    pub fn orphaned(mut self) -> Self {
        self.role = self.role.replace("lead ", "lead orphaned ");
        self
    }

    /// Runs the child without a leader above it.
    pub fn alone(mut self) -> Self {
        self.role = self.role.replace("lead ", "");
        self
    }

    /// Runs the child without a leader above it, on a terminal that does not control it.
    pub fn uncontrolled(mut self) -> Self {
        self.controls = false;
        self.alone()
    }

    /// Returns the data directory of the child, for a test that fills it first.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// Starts the child.
    pub fn start(self) -> Session {
        let pair = native_pty_system().openpty(pty_size(self.size)).unwrap();
        let name = pair.master.tty_name().unwrap();
        let tty = rustix::fs::open(name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
        let socket = self.folder.path().join("lifeline");
        let lifelines = UnixListener::bind(&socket).unwrap();

        let mut command = CommandBuilder::new(env::current_exe().unwrap());
        command.args(child::arguments(self.child));
        command.env(ROLE, &self.role);
        command.env(CHILD, self.child);
        command.env(LIFELINE, socket);
        command.env(CLOCK, self.clock.file());
        command.env(HOME, self.home());
        for (name, value) in &self.variables {
            command.env(name, value);
        }
        command.set_controlling_tty(self.controls);
        let cooked = tcgetattr(&tty).unwrap();
        Session {
            leader: pair.slave.spawn_command(command).unwrap(),
            reader: Reader::start(pair.master.try_clone_reader().unwrap()),
            keys: pair.master.take_writer().unwrap(),
            master: pair.master,
            before: modes_of(&cooked),
            cooked,
            tty,
            parser: vt100::Parser::new(cells(self.size.rows), cells(self.size.columns), 1000),
            bytes: Vec::new(),
            lifelines,
            clock: self.clock,
            folder: self.folder,
        }
    }
}

/// A pseudo-terminal, and the programs that run in it.
pub struct Session {
    /// The clock that the child sees.
    pub clock: Clock,
    leader: Box<dyn Child + Send + Sync>,
    reader: Reader,
    keys: Box<dyn Write + Send>,
    master: Box<dyn MasterPty + Send>,
    tty: OwnedFd,
    /// The terminal's modes before anybody used it.
    before: Modes,
    cooked: Termios,
    parser: vt100::Parser,
    bytes: Vec<u8>,
    lifelines: UnixListener,
    folder: TempDir,
}

/// The modes that programs change, and the special characters.
pub type Modes = (InputModes, OutputModes, LocalModes, [u8; 5]);

impl Session {
    /// Reads until the text is on the screen.
    #[track_caller]
    pub fn wait_for(&mut self, text: &str) {
        self.until(text, |session| session.screen().contents().contains(text));
    }

    /// Reads until the text was written this many times.
    #[track_caller]
    pub fn wait_for_times(&mut self, text: &str, times: usize) {
        self.until(text, |session| {
            session.text().matches(text).count() >= times
        });
    }

    /// Reads until `reached` returns true.
    #[track_caller]
    pub fn until(&mut self, what: &str, reached: impl Fn(&Self) -> bool) {
        while !reached(self) {
            let Some(bytes) = self.reader.read() else {
                panic!(
                    "waited for {what:?} and saw\n{}\nafter {:?}",
                    self.screen().contents(),
                    self.text()
                );
            };
            self.parser.process(&bytes);
            self.bytes.extend(bytes);
        }
    }

    /// Types keys.
    pub fn types(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Sends a signal to the child alone.
    pub fn sends(&mut self, signal: Signal) {
        let text = self.text();
        let (_, pid) = text.split_once("[child is ").unwrap();
        let (pid, _) = pid.split_once(']').unwrap();
        let pid = Pid::from_raw(pid.parse().unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }

    /// Resizes the window.
    pub fn resizes(&mut self, columns: u16, rows: u16) {
        let screen = self.parser.screen_mut();
        screen.set_size(cells(rows), cells(columns));
        self.master
            .resize(pty_size(Size { columns, rows }))
            .unwrap();
    }

    /// Sets the modes that a shell sets.
    pub fn cook(&self) {
        tcsetattr(&self.tty, OptionalActions::Now, &self.cooked).unwrap();
    }

    /// Asserts that the child ended in this way, and left the terminal clean.
    #[track_caller]
    pub fn ends(&mut self, how: &str) {
        self.wait_for(&format!("[child {how}]"));
        self.assert_clean();
    }

    /// Asserts what [`Session::ends`] does, and that the child's last bytes leave the screen, if it
    /// had one.
    #[track_caller]
    pub fn ends_clean(&mut self, how: &str) {
        self.ends(how);
        let text = self.text();
        let end = self.position(&format!("[child {how}]"));
        if text.contains(ENTER) {
            assert!(text[..end].ends_with(LEAVE), "{text:?}");
        } else {
            assert!(!text.contains(SECRET), "{text:?}");
        }
    }

    /// Asserts that the terminal is as it was found, and that no secret is left on it.
    #[track_caller]
    pub fn assert_clean(&mut self) {
        assert_eq!(self.modes(), self.before);
        assert!(
            !self.text().contains("\x1b[3J"),
            "the scrollback was purged"
        );
        assert!(!self.screen().alternate_screen());
        assert!(!self.screen().hide_cursor());
        let kept = self.with_scrollback();
        assert!(!kept.contains(SECRET), "{kept}");
        assert!(kept.contains("running 1 test"), "{kept}");
    }

    /// Returns the screen's rows, and those that scrolled out of it.
    pub fn with_scrollback(&mut self) -> String {
        let screen = self.parser.screen_mut();
        let mut text = String::new();
        for back in (0..=screen.scrollback_len()).rev() {
            screen.set_scrollback(back);
            text.push_str(&screen.contents());
            text.push('\n');
        }
        text
    }

    /// Closes the terminal, and returns what the child writes to the lifeline before it ends.
    pub fn closes(mut self) -> String {
        let mut lifeline = self.lifeline();
        drop(self.reader);
        drop(self.keys);
        drop(self.master);
        let mut said = String::new();
        lifeline.read_to_string(&mut said).unwrap();
        self.leader.wait().unwrap();
        said
    }

    /// Accepts the socket that the child holds open while it lives.
    pub fn lifeline(&self) -> UnixStream {
        let (lifeline, _) = self.lifelines.accept().unwrap();
        lifeline.set_read_timeout(Some(DEADLINE)).unwrap();
        lifeline
    }

    /// Returns the screen.
    pub fn screen(&self) -> &vt100::Screen {
        self.parser.screen()
    }

    /// Returns the screen with its colours, as text for a snapshot.
    pub fn picture(&self) -> String {
        snapshot::picture(self.screen())
    }

    /// Returns everything that was written.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Returns where this text was written first.
    pub fn position(&self, text: &str) -> usize {
        self.text().find(text).unwrap()
    }

    /// Returns the terminal's current modes.
    pub fn modes(&self) -> Modes {
        modes_of(&tcgetattr(&self.tty).unwrap())
    }

    /// Returns the terminal's modes before anybody used it.
    pub fn modes_before(&self) -> Modes {
        self.before
    }

    /// Returns the data directory of the child.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }
}

fn pty_size(size: Size) -> PtySize {
    PtySize {
        rows: size.rows,
        cols: size.columns,
        pixel_width: 0,
        pixel_height: 0,
    }
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap()
}

fn modes_of(termios: &Termios) -> Modes {
    use SpecialCodeIndex as Code;

    (
        termios.input_modes,
        termios.output_modes,
        termios.local_modes,
        [
            Code::VINTR,
            Code::VQUIT,
            Code::VSUSP,
            Code::VMIN,
            Code::VTIME,
        ]
        .map(|code| termios.special_codes[code]),
    )
}

/// A reader of the terminal. It reads on a thread, so that a text that never comes fails the test,
/// and only when asked, so that nothing keeps a closed terminal open.
struct Reader {
    asks: Sender<()>,
    answers: Receiver<Vec<u8>>,
}

impl Reader {
    fn start(mut source: Box<dyn Read + Send>) -> Self {
        let (asks, asked) = mpsc::channel();
        let (answer, answers) = mpsc::channel();
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            for () in asked {
                let count = source.read(&mut bytes).unwrap_or(0);
                if answer.send(bytes[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self { asks, answers }
    }

    /// Returns the next bytes; `None` at the end, or if none come in time.
    fn read(&self) -> Option<Vec<u8>> {
        self.asks.send(()).ok()?;
        let bytes = self.answers.recv_timeout(DEADLINE).ok()?;
        (!bytes.is_empty()).then_some(bytes)
    }
}
