//! The real program in a pseudo-terminal, under a shell with job control: keys in, a
//! screen out, and every byte kept.

use std::fs;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::fs::{Mode, OFlags};
use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::{InputModes, LocalModes, OutputModes, tcgetattr};

use crate::common::Device;
use crate::picture;

/// The time after which waiting for output fails.
const DEADLINE: Duration = Duration::from_secs(20);

/// The sequences that enter and leave the alternate screen.
const ENTER: &str = "\x1b[?1049h";
const LEAVE: &str = "\x1b[?1049l";

/// Runs the program as the foreground job, prints its exit status, and resumes it when
/// `fg` is typed. The shell keeps running, so that the terminal stays open.
const SHELL: &str = r#"
set -m
trap : INT QUIT
job='echo $$ >"$PID_FILE"; exec "$@"'
if [ -n "$PIPED" ]; then
    /bin/cat "$PIPED" | /bin/sh -c "$job" sh "$@"
else
    /bin/sh -c "$job" sh "$@"
fi
echo "[ended $?]"
while read -r order; do
    if [ "$order" = fg ]; then fg; echo "[ended $?]"; fi
done
"#;

/// A terminal to run the program in, and its settings.
pub struct Setup<'a> {
    device: &'a Device,
    size: (u16, u16),
    variables: Vec<(&'a str, &'a str)>,
    piped: Option<PathBuf>,
}

impl<'a> Setup<'a> {
    /// Returns a terminal of 80 columns and 24 rows, with colours.
    pub fn of(device: &'a Device) -> Self {
        Self {
            device,
            size: (80, 24),
            variables: vec![("TERM", "xterm-256color")],
            piped: None,
        }
    }

    /// Sets the size.
    pub fn size(mut self, columns: u16, rows: u16) -> Self {
        self.size = (columns, rows);
        self
    }

    /// Adds an environment variable.
    pub fn variable(mut self, name: &'a str, value: &'a str) -> Self {
        self.variables.push((name, value));
        self
    }

    /// Pipes this file into standard input.
    pub fn piped(mut self, file: impl Into<PathBuf>) -> Self {
        self.piped = Some(file.into());
        self
    }

    /// Runs the program.
    pub fn run(self, arguments: &[&str]) -> Session {
        let (columns, rows) = self.size;
        let pair = native_pty_system()
            .openpty(pty_size(columns, rows))
            .unwrap();
        let name = pair.master.tty_name().unwrap();
        let tty = rustix::fs::open(
            name,
            OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC,
            Mode::empty(),
        )
        .unwrap();
        let mut command = CommandBuilder::new("/bin/sh");
        command.args(["-c", SHELL, "sh", env!("CARGO_BIN_EXE_ringtrue")]);
        command.args(arguments);
        command.env_clear();
        command.cwd(self.device.path("."));
        command.env("RINGTRUE_HOME", self.device.home());
        command.env("PID_FILE", self.device.path("pid"));
        command.env("PIPED", self.piped.unwrap_or_default());
        for (name, value) in self.variables {
            command.env(name, value);
        }
        let before = modes(&tty);
        Session {
            shell: pair.slave.spawn_command(command).unwrap(),
            output: read(pair.master.try_clone_reader().unwrap()),
            keys: pair.master.take_writer().unwrap(),
            master: pair.master,
            tty,
            before,
            parser: vt100::Parser::new(cells(rows), cells(columns), 10_000),
            bytes: Vec::new(),
            pid_file: self.device.path("pid"),
        }
    }
}

/// A run of the program at a terminal.
pub struct Session {
    shell: Box<dyn Child + Send + Sync>,
    output: Receiver<Vec<u8>>,
    keys: Box<dyn Write + Send>,
    master: Box<dyn MasterPty + Send>,
    tty: OwnedFd,
    /// The terminal's modes before the program ran.
    before: Modes,
    parser: vt100::Parser,
    bytes: Vec<u8>,
    pid_file: PathBuf,
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Session {
    /// Runs the program on a terminal of the usual size.
    pub fn run(device: &Device, arguments: &[&str]) -> Self {
        Setup::of(device).run(arguments)
    }

    /// Waits until the text is on the screen. Lines may break between its words.
    #[track_caller]
    pub fn shows(&mut self, text: &str) -> &mut Self {
        self.until(text, |session| {
            let contents = session.contents();
            contents.contains(text) || on_one_line(&contents).contains(text.trim_end())
        })
    }

    /// Declines the passphrase that a device's first group is asked for.
    #[track_caller]
    pub fn declines_passphrase(&mut self) -> &mut Self {
        self.shows("Passphrase for this device (press Enter for none): ");
        self.types("\n")
    }

    /// Returns whether the text is on the screen. Lines may break between its words.
    pub fn is_showing(&self, text: &str) -> bool {
        on_one_line(&self.contents()).contains(text)
    }

    /// Waits until a complete QR code is on the screen.
    #[track_caller]
    pub fn shows_symbol(&mut self) -> &mut Self {
        self.until("a QR code", |session| picture::is_whole(session.screen()))
    }

    /// Waits until the text has been written this many times.
    #[track_caller]
    pub fn shows_times(&mut self, text: &str, times: usize) -> &mut Self {
        self.until(text, |session| {
            session.text().matches(text).count() >= times
        })
    }

    /// Waits until the program exits with this status and has restored the terminal.
    #[track_caller]
    pub fn ends(&mut self, status: u8) -> &mut Self {
        self.until("the end", |session| {
            session.primary_text().contains("[ended ")
        });
        let ended = format!("[ended {status}]");
        self.until(&ended, |session| session.contents().contains(&ended));
        self.assert_clean();
        self
    }

    #[track_caller]
    fn until(&mut self, what: &str, reached: impl Fn(&Self) -> bool) -> &mut Self {
        while !reached(self) {
            let Ok(bytes) = self.output.recv_timeout(DEADLINE) else {
                panic!("waited for {what:?} and saw:\n{}", self.contents());
            };
            self.parser.process(&bytes);
            self.bytes.extend(bytes);
        }
        self
    }

    /// Types keys.
    pub fn types(&mut self, keys: &str) -> &mut Self {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
        self
    }

    /// Sends a signal to the program.
    pub fn sends(&mut self, signal: Signal) -> &mut Self {
        let pid = fs::read_to_string(&self.pid_file).unwrap();
        let pid = Pid::from_raw(pid.trim().parse().unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
        self
    }

    /// Resizes the window.
    pub fn resizes(&mut self, columns: u16, rows: u16) -> &mut Self {
        let screen = self.parser.screen_mut();
        screen.set_size(cells(rows), cells(columns));
        self.master.resize(pty_size(columns, rows)).unwrap();
        self
    }

    /// Returns the current screen.
    pub fn screen(&self) -> &vt100::Screen {
        self.parser.screen()
    }

    /// Returns the screen's text; a wrapped line is one line.
    pub fn contents(&self) -> String {
        self.screen().contents()
    }

    /// Returns everything that was written.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Returns everything that was written outside the alternate screen.
    pub fn primary_text(&self) -> String {
        let text = self.text();
        let mut parts = text.split(ENTER);
        let mut primary = parts.next().unwrap().to_owned();
        for part in parts {
            primary.push_str(part.split_once(LEAVE).map_or("", |(_, after)| after));
        }
        primary
    }

    /// Returns the screen's rows, after those that have scrolled off it.
    pub fn with_scrollback(&mut self) -> String {
        let screen = self.parser.screen_mut();
        // Clamped to the length of the scrollback.
        screen.set_scrollback(usize::MAX);
        let mut text = String::new();
        for back in (0..=screen.scrollback()).rev() {
            screen.set_scrollback(back);
            text.push_str(&screen.contents());
            text.push('\n');
        }
        text
    }

    /// Asserts that no group of four letters of this secret, the groups in which keys
    /// are shown, stays on the screen, in its scrollback or in the primary output.
    #[track_caller]
    pub fn assert_no_trace_of(&mut self, secret: &str) -> &mut Self {
        assert!(secret.len() >= 16);
        let screen = self.with_scrollback();
        let written = self.primary_text();
        for part in secret.as_bytes().chunks(4) {
            let part = std::str::from_utf8(part).unwrap();
            assert!(!screen.contains(part), "{part} in {screen}");
            assert!(!written.contains(part), "{part} in {written}");
        }
        self
    }

    /// Asserts that the terminal is as before the run, and that what belongs on the
    /// alternate screen is nowhere else.
    #[track_caller]
    pub fn assert_clean(&mut self) {
        assert_eq!(modes(&self.tty), self.before);
        let text = self.text();
        let count = |sequence: &str| text.matches(sequence).count();
        assert_eq!(count(ENTER), count(LEAVE));
        assert_eq!(count("\x1b[?25l"), count("\x1b[?25h"));
        assert_eq!(count("\x1b[?7l"), count("\x1b[?7h"));
        assert_eq!(count("\x1b[3J"), 0, "the scrollback was purged");
        let screen = self.parser.screen_mut();
        assert!(!screen.alternate_screen());
        assert!(!screen.hide_cursor());
        screen.set_scrollback(usize::MAX);
        for back in 0..=screen.scrollback() {
            screen.set_scrollback(back);
            assert!(!picture::has_symbol(screen), "{}", screen.contents());
            assert!(!screen.contents().contains("otpauth://totp"));
        }
        screen.set_scrollback(0);
    }

    /// Returns whether the terminal echoes keys, edits lines and sends signals.
    pub fn is_cooked(&self) -> bool {
        let (_, _, local) = modes(&self.tty);
        local.contains(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.shell.kill();
        let _ = self.shell.wait();
    }
}

type Modes = (InputModes, OutputModes, LocalModes);

fn modes(tty: &OwnedFd) -> Modes {
    let termios = tcgetattr(tty).unwrap();
    (
        termios.input_modes,
        termios.output_modes,
        termios.local_modes,
    )
}

/// Reads on a thread, so that a text that never comes fails the test.
fn read(mut source: Box<dyn Read + Send>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(count @ 1..) = source.read(&mut bytes) {
            if sender.send(bytes[..count].to_vec()).is_err() {
                break;
            }
        }
    });
    receiver
}

fn pty_size(columns: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols: columns,
        pixel_width: 0,
        pixel_height: 0,
    }
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap()
}
