//! Tests over a real pseudo-terminal.
//!
//! The test program runs itself again in a pseudo-terminal, twice: the *leader* has the session and
//! reports how its child ended, so that the terminal is still there to be looked at; the *child*
//! uses this module and does what the keys say. What both do is in [`child`], which returns at once
//! in an ordinary run.

#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "tests arrange the world")]

use std::io::{self, ErrorKind, Read, Write};
use std::num::NonZeroU16;
use std::os::fd::OwnedFd;
use std::os::unix::net::{UnixListener, UnixStream};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;
use std::{env, process, thread};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::fs::{Mode, OFlags};
use rustix::process::{Pid, Resource, Rlimit, Signal, WaitOptions, kill_process};
use rustix::termios::{
    InputModes, LocalModes, OptionalActions, OutputModes, Termios, tcgetattr, tcsetattr,
};
use tempfile::TempDir;

use super::screen::{ENTER, LEAVE};
use super::{Key, Screen, Size, Terminal, Wake, guarded, install};

/// Names the role that a run of the test program plays.
const ROLE: &str = "RINGTRUE_TEST_TERMINAL_ROLE";

/// Names the socket that a child holds open while it lives.
const LIFELINE: &str = "RINGTRUE_TEST_TERMINAL_LIFELINE";

/// How long a state that never comes is waited for.
const DEADLINE: Duration = Duration::from_secs(30);

const SECRET: &str = "SECRET-CELLS";

#[test]
fn q_leaves_a_clean_terminal() {
    let mut session = Session::start("show");
    session.shows(SECRET);
    assert!(session.screen().alternate_screen());
    assert!(session.screen().hide_cursor());
    session.types("q");
    session.ends_clean("exited 0");
}

#[test]
fn ctrl_c_is_a_key_while_the_screen_is_up() {
    let mut session = Session::start("show");
    session.shows(SECRET);
    session.types("\x03");
    session.ends_clean("exited 7");
}

#[test]
fn sigterm_leaves_a_clean_terminal() {
    a_signal_leaves_a_clean_terminal(Signal::TERM);
}

#[test]
fn sigint_leaves_a_clean_terminal() {
    a_signal_leaves_a_clean_terminal(Signal::INT);
}

#[test]
fn sighup_leaves_a_clean_terminal() {
    a_signal_leaves_a_clean_terminal(Signal::HUP);
}

#[test]
fn sigquit_leaves_a_clean_terminal() {
    a_signal_leaves_a_clean_terminal(Signal::QUIT);
}

fn a_signal_leaves_a_clean_terminal(signal: Signal) {
    let mut session = Session::start("show");
    session.shows(SECRET);
    session.sends(signal);
    session.ends_clean(&format!("killed by {}", signal.as_raw()));
}

#[test]
fn a_panic_restores_the_terminal_before_it_is_reported_without_its_payload() {
    let mut session = Session::start("show");
    session.shows(SECRET);
    session.types("p");
    session.ends("exited 101");
    let report = "ringtrue: error: a bug in ringtrue (";
    assert!(session.position(LEAVE) < session.position(report));
    assert!(session.text().contains("; please report it"));
    assert!(!session.text().contains("SECRET-PAYLOAD"));
}

#[test]
fn a_panic_elsewhere_takes_the_screen_down_for_good() {
    let mut session = Session::start("show");
    session.shows(SECRET);
    session.types("t");
    session.ends("exited 9");
    assert!(!session.text().contains("SECRET-PAYLOAD"));
}

#[test]
fn a_stopped_program_gives_the_terminal_back_and_takes_it_again() {
    let mut session = Session::start("show");
    session.shows(SECRET);
    let modes = session.modes();
    session.sends(Signal::TSTP);
    session.shows("[child stopped]");
    session.is_clean();
    session.sends(Signal::CONT);
    session.shows("size 80 x 24");
    assert!(session.screen().alternate_screen());
    assert!(session.screen().hide_cursor());
    assert_eq!(session.modes(), modes);
    session.types("q");
    session.ends_clean("exited 0");
}

#[test]
fn a_stop_that_cannot_be_caught_is_mended_afterwards() {
    let mut session = Session::start("show");
    session.shows(SECRET);
    let modes = session.modes();
    session.sends(Signal::STOP);
    session.shows("[child stopped]");
    session.cook();
    session.sends(Signal::CONT);
    session.shows("size 80 x 24");
    // Left once in between, lest a terminal save its cursor twice.
    assert_eq!(session.text().matches(LEAVE).count(), 1);
    assert_eq!(session.modes(), modes);
    session.types("q");
    session.ends_clean("exited 0");
}

#[test]
fn a_resize_wakes() {
    let mut session = Session::start("show");
    session.shows(SECRET);
    session.resizes(Size {
        columns: 70,
        rows: 20,
    });
    session.shows("size 70 x 20");
    session.types("q");
    session.ends_clean("exited 0");
}

#[test]
fn only_what_changed_is_written() {
    let mut session = Session::start("show");
    session.shows(SECRET);
    session.types("abba");
    // Between them, `b` was drawn twice.
    let changes = "\x1b[3;1H\x1b[ma\x1b[3;1H\x1b[mb\x1b[3;1H\x1b[ma";
    session.shows_times(changes, 1);
    session.types("q");
    session.ends_clean("exited 0");
}

#[test]
fn lines_that_do_not_fit_never_scroll() {
    let mut session = Session::start("show");
    session.shows(SECRET);
    session.types("l");
    session.shows("row 24 of 40");
    assert!(session.screen().contents().starts_with("row 1 of 40"));
    assert!(!session.screen().contents().contains("row 25"));
    session.types("q");
    session.ends_clean("exited 0");
}

#[test]
fn keys_come_from_the_terminal_where_standard_input_is_a_pipe() {
    let mut session = Session::start("show piped");
    session.shows(SECRET);
    session.types("q");
    session.ends_clean("exited 0");
}

#[test]
fn keys_come_from_the_controlling_terminal_where_standard_output_is_for_writing_only() {
    let mut session = Session::start("show write-only");
    session.shows(SECRET);
    session.types("q");
    session.ends_clean("exited 0");
}

#[test]
fn keys_typed_before_the_screen_is_up_are_dropped() {
    let mut session = Session::start("late");
    session.shows("type ahead");
    session.types("q\n");
    session.shows(SECRET);
    session.types("\x03");
    session.ends_clean("exited 7");
}

#[test]
fn what_is_typed_unseen_is_not_echoed() {
    let mut session = Session::start("ask");
    session.shows("secret: ");
    session.types("hunter2 SECRET ß\n");
    session.shows("17 bytes");
    session.shows("name: ");
    assert!(session.modes().2.contains(LocalModes::ECHO));
    session.types("Ann \n");
    session.shows("'Ann '");
    session.shows("sure? [y/N] ");
    session.types("YES\n");
    session.shows("true");
    session.ends_clean("exited 0");
    assert!(session.text().contains("secret: \r\n"));
}

#[test]
fn what_was_typed_behind_an_unseen_line_is_dropped() {
    let mut session = Session::start("ask");
    session.shows("secret: ");
    session.types("12345\nSECRET\n");
    session.shows("5 bytes");
    session.shows("name: ");
    session.types("Ann\n");
    session.shows("'Ann'");
    session.types("\x04");
    session.ends_clean("exited 1");
}

#[test]
fn an_answer_that_is_neither_yes_nor_no_is_asked_again() {
    for (answers, outcome) in [
        (["perhaps", "n"].as_slice(), "false"),
        (&[""], "false"),
        (&["1", "y"], "true"),
        (&["a", "b", "c"], "false"),
    ] {
        let mut session = Session::start("confirm");
        for (nth, answer) in answers.iter().enumerate() {
            session.shows_times("sure? [y/N] ", nth + 1);
            session.types(&format!("{answer}\n"));
        }
        session.shows(outcome);
        session.ends_clean("exited 0");
    }
}

#[test]
fn the_end_of_the_terminal_is_no_answer() {
    let mut session = Session::start("ask");
    session.shows("secret: ");
    session.types("\x04");
    session.shows("UnexpectedEof");
    session.ends_clean("exited 1");
}

#[test]
fn a_line_that_the_kernel_may_have_cut_is_refused_and_eaten() {
    let mut session = Session::start("ask");
    session.shows("secret: ");
    session.types(&format!("{}\n", "x".repeat(5000)));
    session.shows("line too long");
    session.ends_clean("exited 1");
}

#[test]
fn the_longest_line_is_taken_whole() {
    let mut session = Session::start("ask");
    session.shows("secret: ");
    session.types(&format!("{}\n", "x".repeat(4094)));
    session.shows("4094 bytes");
    session.types("\x04");
    session.ends_clean("exited 1");
}

#[test]
fn a_signal_at_an_unseen_prompt_restores_the_echo() {
    for signal in [Signal::TERM, Signal::INT, Signal::HUP] {
        let mut session = Session::start("ask");
        session.shows("secret: ");
        session.sends(signal);
        session.ends_clean(&format!("killed by {}", signal.as_raw()));
    }
}

#[test]
fn ctrl_c_at_an_unseen_prompt_restores_the_echo() {
    let mut session = Session::start("ask");
    session.shows("secret: ");
    session.types("SECR\x03");
    session.ends_clean("killed by 2");
}

#[test]
fn a_panic_at_an_unseen_prompt_restores_the_echo() {
    let mut session = Session::start("ask");
    session.shows("secret: ");
    session.lifeline().write_all(b"!").unwrap();
    session.shows("please report it");
    assert_eq!(session.modes(), session.before);
    session.types("\x04");
    session.ends_clean("exited 1");
}

#[test]
fn an_unseen_prompt_is_unseen_again_after_a_stop() {
    let mut session = Session::start("ask");
    session.shows("secret: ");
    session.sends(Signal::TSTP);
    session.shows("[child stopped]");
    session.is_clean();
    session.sends(Signal::CONT);
    session.shows_times("secret: ", 2);
    session.types("SECRET\n");
    session.shows("6 bytes");
    session.types("\x04");
    session.ends_clean("exited 1");
}

#[test]
fn without_a_controlling_terminal_nothing_is_asked() {
    let mut session = Session::start_without_control("open");
    session.shows("terminal: false");
}

#[test]
fn a_closed_terminal_ends_the_program() {
    // Whichever comes first, the signal or the end of the keys.
    let said = Session::start("show").closes();
    assert!(matches!(said.as_str(), "" | "closed"));
}

#[test]
fn a_closed_terminal_that_sends_no_signal_is_an_error() {
    assert_eq!(Session::start_without_control("show").closes(), "closed");
}

#[test]
fn a_terminal_that_accepts_no_output_does_not_keep_the_program_alive() {
    let mut session = Session::start("show");
    session.shows(SECRET);
    let mut lifeline = session.lifeline();
    // From here on nobody reads.
    session.types("f");
    lifeline.read_exact(&mut [0]).unwrap();
    session.sends(Signal::TERM);
    lifeline.read_to_string(&mut String::new()).unwrap();
}

#[test]
fn a_question_while_the_screen_is_up_is_an_error_that_leaves_it_up() {
    let mut session = Session::start("show");
    session.shows(SECRET);
    session.types("u");
    session.shows("ResourceBusy");
    assert!(session.screen().alternate_screen());
    session.types("q");
    session.ends_clean("exited 0");
}

#[test]
fn a_guarded_panic_is_an_error() {
    assert!(matches!(guarded(|| 7), Ok(7)));
    let mut session = Session::start("guarded");
    session.shows("the decoder broke down on this input");
    session.ends_clean("exited 0");
    assert!(!session.text().contains("please report it"));
}

/// The roles of the test program in the pseudo-terminal; none in an ordinary run.
#[test]
fn child() {
    let Ok(role) = env::var(ROLE) else { return };
    process::exit(match role.split_once(' ') {
        Some(("lead", role)) => lead(role),
        _ => play(&role),
    });
}

/// Runs the child, and tells of it until the test is over.
#[expect(
    clippy::zombie_processes,
    reason = "waited for in a way that also sees it stop"
)]
fn lead(role: &str) -> i32 {
    // Ctrl-C goes to the whole foreground; the leader has to outlive it. A child does not inherit
    // this.
    signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::default()).unwrap();
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(ARGUMENTS).env(ROLE, role);
    match role {
        "show piped" => command.stdin(Stdio::piped()),
        "show write-only" => command.stdout(
            std::fs::File::options()
                .write(true)
                .open("/dev/tty")
                .unwrap(),
        ),
        _ => &mut command,
    };
    let child = command.spawn().unwrap();
    let pid = Pid::from_child(&child);
    loop {
        let (_, status) = rustix::process::waitpid(Some(pid), WaitOptions::UNTRACED)
            .unwrap()
            .unwrap();
        if let Some(signal) = status.terminating_signal() {
            tell(&format!("[child killed by {signal}]"));
        } else if let Some(code) = status.exit_status() {
            tell(&format!("[child exited {code}]"));
        } else {
            tell("[child stopped]");
            continue;
        }
        loop {
            thread::park();
        }
    }
}

fn play(role: &str) -> i32 {
    // Some of the signals would leave a core file.
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    rustix::process::setrlimit(Resource::Core, none).unwrap();
    tell(&format!("[child is {}]", process::id()));
    let mut lifeline = UnixStream::connect(env::var_os(LIFELINE).unwrap()).unwrap();
    install();
    match role {
        "open" => {
            tell(&format!("terminal: {}", Terminal::open().is_some()));
            // No signal ends this role: the terminal does not control it.
            let _ = lifeline.read(&mut [0]);
            0
        }
        "guarded" => {
            let outcome = guarded(|| assert!(SECRET.is_empty(), "SECRET-PAYLOAD"));
            tell(&outcome.unwrap_err().to_string());
            0
        }
        "confirm" => confirm(),
        "ask" => match ask(lifeline) {
            Ok(()) => 0,
            Err(error) => {
                tell(&format!("{:?} {error}", error.kind()));
                1
            }
        },
        "late" => {
            tell("type ahead");
            let stdin = io::stdin();
            poll(&mut [PollFd::new(&stdin, PollFlags::IN)], None).unwrap();
            show(lifeline)
        }
        _ => show(lifeline),
    }
}

/// Asks, and panics elsewhere when the lifeline says so.
fn ask(mut lifeline: UnixStream) -> io::Result<()> {
    thread::spawn(move || {
        let told = lifeline.read_exact(&mut [0]).is_ok();
        assert!(!told, "SECRET-PAYLOAD");
    });
    let mut terminal = Terminal::open().unwrap();
    let secret = terminal.ask_unseen("secret: ")?;
    tell(&format!("{} bytes", secret.len()));
    let name = terminal.ask("name: ")?;
    tell(&format!("'{name}'"));
    let sure = terminal.confirm("sure?")?;
    tell(&sure.to_string());
    Ok(())
}

fn confirm() -> i32 {
    let sure = Terminal::open().unwrap().confirm("sure?").unwrap();
    tell(&sure.to_string());
    0
}

/// Shows the secret, and does what the keys say.
fn show(mut lifeline: UnixStream) -> i32 {
    let mut screen = Screen::enter().unwrap();
    screen.draw(&["top", SECRET]).unwrap();
    loop {
        match screen.wait() {
            Ok(Wake::Key(Key::Char('q'))) => return 0,
            Ok(Wake::Key(Key::Interrupt)) => return 7,
            Ok(Wake::Key(Key::Char('p'))) => panic!("SECRET-PAYLOAD"),
            Ok(Wake::Key(Key::Char('t'))) => {
                let elsewhere = thread::spawn(|| panic!("SECRET-PAYLOAD"));
                assert!(elsewhere.join().is_err());
                screen.draw(&[SECRET]).unwrap_err();
                return 9;
            }
            Ok(Wake::Key(Key::Char(c @ ('a' | 'b')))) => {
                screen
                    .draw(&["top", SECRET, c.to_string().as_str()])
                    .unwrap();
            }
            Ok(Wake::Key(Key::Char('f'))) => {
                lifeline.write_all(b"f").unwrap();
                loop {
                    screen.draw(&[SECRET; 24]).unwrap();
                }
            }
            Ok(Wake::Key(Key::Char('u'))) => {
                let unseen = Terminal::open().unwrap().ask_unseen("secret: ");
                let second = Screen::enter().map(drop);
                assert_eq!(second.unwrap_err().kind(), ErrorKind::ResourceBusy);
                let kind = format!("{:?}", unseen.unwrap_err().kind());
                screen.draw(&[SECRET, &kind]).unwrap();
            }
            Ok(Wake::Key(Key::Char('l'))) => {
                let lines =
                    (1..=40).map(|row| format!("{:-<81}\r\n", format!("row {row} of 40\n")));
                screen.draw(&lines.collect::<Vec<_>>()).unwrap();
            }
            Ok(Wake::Key(_) | Wake::Second) => {}
            Ok(Wake::Resize(Size { columns, rows })) => {
                let size = format!("size {columns} x {rows}");
                screen.draw(&[SECRET, &size]).unwrap();
            }
            Err(_) => {
                lifeline.write_all(b"closed").unwrap();
                return 1;
            }
        }
    }
}

fn tell(line: &str) {
    writeln!(io::stdout(), "{line}").unwrap();
}

/// Runs [`child`] and nothing else, on the main thread.
const ARGUMENTS: [&str; 4] = [
    "--exact",
    "sys::terminal::tests::child",
    "--nocapture",
    "--test-threads=1",
];

/// A pseudo-terminal, and what runs in it.
struct Session {
    leader: Box<dyn Child + Send + Sync>,
    reader: Reader,
    keys: Box<dyn Write + Send>,
    master: Box<dyn MasterPty + Send>,
    tty: OwnedFd,
    /// How the terminal was before anybody used it.
    before: Modes,
    cooked: Termios,
    parser: vt100::Parser,
    bytes: Vec<u8>,
    lifelines: UnixListener,
    _folder: TempDir,
}

type Modes = (InputModes, OutputModes, LocalModes);

impl Session {
    /// Runs a role under a leader.
    fn start(role: &str) -> Self {
        Self::run(&format!("lead {role}"), true)
    }

    /// Runs a role on a terminal that does not control it.
    fn start_without_control(role: &str) -> Self {
        Self::run(role, false)
    }

    fn run(role: &str, controlled: bool) -> Self {
        let pair = native_pty_system().openpty(pty_size(SIZE)).unwrap();
        let name = pair.master.tty_name().unwrap();
        let tty = rustix::fs::open(name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
        let folder = TempDir::new().unwrap();
        let socket = folder.path().join("lifeline");
        let lifelines = UnixListener::bind(&socket).unwrap();

        let mut command = CommandBuilder::new(env::current_exe().unwrap());
        command.args(ARGUMENTS);
        command.env(ROLE, role);
        command.env(LIFELINE, socket);
        command.env("TERM", "xterm-256color");
        command.set_controlling_tty(controlled);
        let cooked = tcgetattr(&tty).unwrap();
        Self {
            leader: pair.slave.spawn_command(command).unwrap(),
            reader: Reader::start(pair.master.try_clone_reader().unwrap()),
            keys: pair.master.take_writer().unwrap(),
            master: pair.master,
            before: modes_of(&cooked),
            cooked,
            tty,
            parser: vt100::Parser::new(cells(SIZE.rows), cells(SIZE.columns), 1000),
            bytes: Vec::new(),
            lifelines,
            _folder: folder,
        }
    }

    /// Reads until the text is on the screen.
    fn shows(&mut self, text: &str) {
        self.read_until(text, |session| session.screen().contents().contains(text));
    }

    /// Reads until the text was written this often.
    fn shows_times(&mut self, text: &str, times: usize) {
        self.read_until(text, |session| {
            session.text().matches(text).count() >= times
        });
    }

    fn read_until(&mut self, what: &str, reached: impl Fn(&Self) -> bool) {
        while !reached(self) {
            let Some(bytes) = self.reader.read() else {
                panic!("waited for {what:?} and saw {:?}", self.text());
            };
            self.parser.process(&bytes);
            self.bytes.extend(bytes);
        }
    }

    fn types(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Sends a signal to the child alone.
    fn sends(&mut self, signal: Signal) {
        let text = self.text();
        let (_, pid) = text.split_once("[child is ").unwrap();
        let (pid, _) = pid.split_once(']').unwrap();
        let pid = Pid::from_raw(pid.parse().unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }

    fn resizes(&mut self, size: Size) {
        let screen = self.parser.screen_mut();
        screen.set_size(cells(size.rows), cells(size.columns));
        self.master.resize(pty_size(size)).unwrap();
    }

    /// Gives the terminal the modes that a shell does.
    fn cook(&self) {
        tcsetattr(&self.tty, OptionalActions::Now, &self.cooked).unwrap();
    }

    /// The child ended in this way, and left the terminal clean.
    fn ends(&mut self, how: &str) {
        self.shows(&format!("[child {how}]"));
        self.is_clean();
    }

    /// The same, and the child's last bytes are those that leave the screen.
    fn ends_clean(&mut self, how: &str) {
        self.ends(how);
        let text = self.text();
        let end = self.position(&format!("[child {how}]"));
        if text.contains(ENTER) {
            assert!(text[..end].ends_with(LEAVE), "{text:?}");
        } else {
            assert!(!text.contains("SECR"), "{text:?}");
        }
    }

    fn is_clean(&mut self) {
        assert_eq!(self.modes(), self.before);
        assert!(
            !self.text().contains("\x1b[3J"),
            "the scrollback was purged"
        );
        let screen = self.parser.screen_mut();
        assert!(!screen.alternate_screen());
        assert!(!screen.hide_cursor());
        for row in 0..=screen.scrollback_len() {
            screen.set_scrollback(row);
            assert!(!screen.contents().contains("SECR"));
            assert!(!screen.contents().contains("of 40"));
        }
        screen.set_scrollback(0);
        assert!(screen.contents().contains("running 1 test"));
    }

    /// Closes the terminal, and returns what the child says of it before it ends.
    fn closes(mut self) -> String {
        self.shows(SECRET);
        let mut lifeline = self.lifeline();
        drop(self.reader);
        drop(self.keys);
        drop(self.master);
        let mut said = String::new();
        lifeline.read_to_string(&mut said).unwrap();
        self.leader.wait().unwrap();
        said
    }

    /// The other end of what the child holds open while it lives.
    fn lifeline(&self) -> UnixStream {
        let (lifeline, _) = self.lifelines.accept().unwrap();
        lifeline.set_read_timeout(Some(DEADLINE)).unwrap();
        lifeline
    }

    fn screen(&self) -> &vt100::Screen {
        self.parser.screen()
    }

    /// All that was written.
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    fn position(&self, text: &str) -> usize {
        self.text().find(text).unwrap()
    }

    fn modes(&self) -> Modes {
        modes_of(&tcgetattr(&self.tty).unwrap())
    }
}

/// The size of a new terminal.
const SIZE: Size = Size {
    columns: 80,
    rows: 24,
};

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
    (
        termios.input_modes,
        termios.output_modes,
        termios.local_modes,
    )
}

/// Reads from the terminal on a thread, so that a text that never comes fails the test, and only
/// when asked, so that nothing keeps a closed terminal open.
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

    /// The next bytes; `None` at the end, or where none come.
    fn read(&self) -> Option<Vec<u8>> {
        self.asks.send(()).ok()?;
        let bytes = self.answers.recv_timeout(DEADLINE).ok()?;
        (!bytes.is_empty()).then_some(bytes)
    }
}
