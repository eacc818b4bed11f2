//! A real shell in a pseudo-terminal, with ringtrue's completion script loaded:
//! a line is typed, Tab is pressed, and the screen is read.

use std::fs;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::common::Device;

/// The time after which waiting for output fails.
const DEADLINE: Duration = Duration::from_secs(20);

/// The size of the shell's terminal.
const ROWS: u16 = 40;
const COLUMNS: u16 = 120;

/// The prompt of every shell here.
const PROMPT: &str = "go: ";

/// A shell, and how to start it.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    pub name: &'static str,
    arguments: &'static [&'static str],
    settings: &'static str,
}

pub const BASH: Kind = Kind {
    name: "bash",
    arguments: &["--noprofile", "--rcfile", "settings", "-i"],
    settings: "PS1='go: '; bind 'set enable-bracketed-paste off'; source ./script",
};

pub const ZSH: Kind = Kind {
    name: "zsh",
    arguments: &["-d", "-i"],
    settings: "PROMPT='go: '; unset zle_bracketed_paste; autoload -U compinit; compinit -D -u; \
               source ./script",
};

pub const FISH: Kind = Kind {
    name: "fish",
    arguments: &["--no-config", "--init-command", "source settings"],
    settings: "set -g fish_autosuggestion_enabled 0; function fish_prompt; echo -n 'go: '; end; \
               source script",
};

pub const ELVISH: Kind = Kind {
    name: "elvish",
    arguments: &["-rc", "settings"],
    settings: "set edit:prompt = { put 'go: ' }; set edit:rprompt = { }; eval (slurp < script)",
};

/// A line that was typed into a shell.
pub struct Typed {
    shell: Box<dyn Child + Send + Sync>,
    output: Receiver<Vec<u8>>,
    keys: Box<dyn Write + Send>,
    /// Kept open, so that the shell keeps its terminal.
    _master: Box<dyn MasterPty + Send>,
    parser: vt100::Parser,
}

impl Typed {
    /// Types `line` and Tab into a new shell.
    pub fn tab(kind: Kind, device: &Device, line: &str) -> Self {
        let mut typed = Self::begin(kind, device);
        // Only the prompt, since the script must print no warning.
        typed.waits("the prompt alone", |screen| {
            screen.trim() == PROMPT.trim_end()
        });
        write!(typed.keys, "{line}\t").unwrap();
        typed
    }

    fn begin(kind: Kind, device: &Device) -> Self {
        let script = device.run(["completions", kind.name]).succeeds().out;
        fs::write(device.path("script"), script).unwrap();
        fs::write(device.path("settings"), kind.settings).unwrap();
        fs::write(device.path(".zshrc"), kind.settings).unwrap();
        let pair = native_pty_system()
            .openpty(PtySize {
                rows: ROWS,
                cols: COLUMNS,
                pixel_width: 0,
                pixel_height: 0,
            })
            .unwrap();
        let program = Path::new(env!("CARGO_BIN_EXE_ringtrue"));
        let path = format!(
            "{}:{}",
            program.parent().unwrap().display(),
            std::env::var("PATH").unwrap()
        );
        let mut command = CommandBuilder::new(kind.name);
        command.args(kind.arguments);
        command.env_clear();
        command.cwd(device.path("."));
        for (name, value) in [
            ("PATH", path.as_str()),
            ("TERM", "xterm-256color"),
            ("LC_ALL", "C.UTF-8"),
            ("TZ", "UTC0"),
        ] {
            command.env(name, value);
        }
        for name in ["HOME", "ZDOTDIR", "XDG_RUNTIME_DIR"] {
            command.env(name, device.path("."));
        }
        Self {
            shell: pair.slave.spawn_command(command).unwrap(),
            output: read(pair.master.try_clone_reader().unwrap()),
            keys: pair.master.take_writer().unwrap(),
            _master: pair.master,
            parser: vt100::Parser::new(cells(ROWS), cells(COLUMNS), 1000),
        }
    }

    /// Waits until the screen shows this.
    #[track_caller]
    pub fn shows(&mut self, text: &str) -> &mut Self {
        self.waits(text, |screen| screen.contains(text))
    }

    #[track_caller]
    fn waits(&mut self, state: &str, is_there: impl Fn(&str) -> bool) -> &mut Self {
        while !is_there(&self.screen()) {
            match self.output.recv_timeout(DEADLINE) {
                Ok(bytes) => self.parser.process(&bytes),
                Err(error) => panic!("{state} never came ({error}):\n{}", self.screen()),
            }
        }
        self
    }

    /// Returns the screen's text.
    pub fn screen(&self) -> String {
        self.parser.screen().contents()
    }
}

impl Drop for Typed {
    fn drop(&mut self) {
        let _ = self.shell.kill();
        let _ = self.shell.wait();
    }
}

fn cells(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).unwrap()
}

/// Reads on a thread until the shell exits.
fn read(mut reader: Box<dyn Read + Send>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(length) = reader.read(&mut bytes) {
            if length == 0 || sender.send(bytes[..length].to_vec()).is_err() {
                break;
            }
        }
    });
    receiver
}
