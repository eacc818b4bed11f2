//! A fake world for tests: a clock that stands still until it is moved, random bytes
//! that are always the same, and a person with scripted answers.

pub mod terminal;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use anstream::adapter::strip_str;
use ringtrue_core::time::{UnixTime, UtcOffset};

use super::browser::Launch;
use super::files::Home;
use super::terminal::FALLBACK_SIZE;
use super::{CloseKeys, Draw, DrawTyped, Features, Person, Random, System};

/// The clock's initial time: 2026-11-22T18:00:00Z.
pub const START: u64 = 1_795_370_400;

/// A [`System`] that a test controls.
pub struct Fake {
    /// The system to run commands with.
    pub system: System,
    time: Rc<Cell<u64>>,
    out: Rc<RefCell<Vec<u8>>>,
    err: Rc<RefCell<Vec<u8>>>,
    answers: Rc<RefCell<VecDeque<String>>>,
    asked: Rc<RefCell<Vec<String>>>,
}

impl Fake {
    /// Returns a device whose data directory is `home`.
    pub fn at(home: &Path) -> Self {
        let time = Rc::new(Cell::new(START));
        let (out, err) = (Rc::default(), Rc::default());
        let (answers, asked) = (Rc::default(), Rc::default());
        let clock = Rc::clone(&time);
        let system = System {
            home: Home::at(home),
            started: UnixTime::from_secs(START),
            clock: Box::new(move || UnixTime::from_secs(clock.get())),
            offset: Rc::new(|_| UtcOffset::UTC),
            until_second: Box::new(|| {}),
            uptime: Box::new(|| Duration::ZERO),
            random: always_the_same(),
            browse: Box::new(|_| Ok(Launch::unknown())),
            keyring: Box::new(|_| Ok(None)),
            person: Box::new(Scripted {
                answers: Rc::clone(&answers),
                asked: Rc::clone(&asked),
            }),
            input: Box::new(io::empty()),
            out: Box::new(Captured(Rc::clone(&out))),
            err: Box::new(Captured(Rc::clone(&err))),
            out_is_terminal: false,
            out_has_screen: false,
            features: Features {
                colour: false,
                unicode: true,
                halves: true,
            },
            columns: None,
            rows: None,
            err_columns: None,
            is_plain: false,
            passphrase_file: None,
            device_key: None,
            device_key_file: None,
        };
        Self {
            system,
            time,
            out,
            err,
            answers,
            asked,
        }
    }

    /// Moves the clock forward.
    pub fn wait(&mut self, seconds: u64) {
        self.time.set(self.time.get() + seconds);
    }

    /// Restarts the program.
    pub fn start(&mut self) {
        self.system.started = (self.system.clock)();
        self.system.device_key = None;
    }

    /// Queues the person's next answer.
    pub fn will_answer(&self, answer: &str) {
        self.answers.borrow_mut().push_back(answer.to_owned());
    }

    /// Takes what was printed on standard output since the last call.
    pub fn out(&self) -> String {
        plain(&self.out.take())
    }

    /// Takes what was printed on standard error since the last call.
    pub fn err(&self) -> String {
        plain(&self.err.take())
    }

    /// Takes what the person was asked and shown since the last call.
    pub fn asked(&self) -> Vec<String> {
        self.asked.take()
    }
}

/// Returns a source of bytes that count up from 0.
fn always_the_same() -> Random {
    let mut next = 0_u8;
    Box::new(move |bytes| {
        for byte in bytes {
            *byte = next;
            next = next.wrapping_add(1);
        }
        Ok(())
    })
}

/// Strips colours, as the real streams do unless they are a terminal.
fn plain(bytes: &[u8]) -> String {
    strip_str(std::str::from_utf8(bytes).unwrap()).to_string()
}

struct Scripted {
    answers: Rc<RefCell<VecDeque<String>>>,
    asked: Rc<RefCell<Vec<String>>>,
}

impl Person for Scripted {
    fn is_there(&self) -> bool {
        true
    }

    fn ask(&mut self, prompt: &str) -> Option<io::Result<String>> {
        self.asked.borrow_mut().push(prompt.to_owned());
        let answer = self.answers.borrow_mut().pop_front();
        Some(answer.ok_or_else(|| ErrorKind::UnexpectedEof.into()))
    }

    fn ask_unseen(&mut self, prompt: &str) -> Option<io::Result<String>> {
        self.ask(prompt)
    }

    fn ask_on_screen(&mut self, lines: &DrawTyped<'_>) -> io::Result<String> {
        let shown = lines(FALLBACK_SIZE, "").join("\n");
        self.ask(&shown)
            .unwrap_or_else(|| Err(ErrorKind::UnexpectedEof.into()))
    }

    fn confirm(&mut self, question: &str) -> Option<io::Result<bool>> {
        Some(self.ask(question)?.map(|answer| answer == "y"))
    }

    fn show(&mut self, lines: &Draw<'_>, _: CloseKeys) -> io::Result<()> {
        let shown: Vec<String> = lines(FALLBACK_SIZE);
        self.asked.borrow_mut().push(shown.join("\n"));
        Ok(())
    }
}

struct Captured(Rc<RefCell<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
