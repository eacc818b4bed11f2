//! The call at a real terminal, with a clock that the tests control: the
//! screens, the bytes sent to the terminal, and what stays on it afterwards.

#![cfg(unix)]

mod ends;
mod forced;
mod groups;
mod locked;
mod looks;
mod paths;
mod pictures;
mod plain;
mod seconds;
mod secrecy;
mod verdicts;
mod who;

use std::io::Cursor;

use clap::Parser as _;
use ringtrue_core::call::{self, Manner, half_to_say};
use ringtrue_core::{Generation, Group, Half, Heard, Side, UnixTime, Vault, Verdict};
use rustix::process::Signal;

use crate::args::Arguments;
use crate::device::store;
use crate::run::{run, run_line};
use crate::sys::fake::Fake;
use crate::sys::fake::terminal::system;
use crate::sys::terminal::session::{Session, Setup, child as session_child};
use crate::tell::Status;

/// The link of a group with a known seed.
const SMITHS: &str = "otpauth://totp/ringtrue:Smith%20family%201?\
                      secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ringtrue";

/// The Smiths' link after one rotation.
const SMITHS_2: &str = "otpauth://totp/ringtrue:Smith%20family%202?\
                        secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=ringtrue";

/// A group whose name stands for a secret that must not stay on the terminal.
const SECRET: &str = "otpauth://totp/ringtrue:SECRET%201?\
                      secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ringtrue";

/// The last row of the first screen, of a screen that awaits a half, and of a
/// verdict.
const WHO: &str = "? rules   q quit";
const HEARING: &str = "Enter check   Esc start over   ? rules";
const HEARD: &str = "Esc start over   q quit";

/// The last row of a verdict after which they may be asked once more.
const ONCE_MORE: &str = "type their new half   Esc start over";

/// A device whose terminal session has not started.
struct Device {
    setup: Setup,
    other: Fake,
}

impl Device {
    /// Returns a device without groups. `line` holds the arguments of its
    /// `ringtrue`.
    fn without_groups(line: &str) -> Self {
        let role = format!("ringtrue {line}");
        let setup = Setup::new("call::screen::tests::child", role.trim_end());
        let other = Fake::at(&setup.home());
        let mut device = Self { setup, other };
        for (name, value) in [("LC_ALL", "C.UTF-8"), ("NO_COLOR", "")] {
            device = device.variable(name, value);
        }
        device
    }

    /// Returns a device with the group of this link.
    fn of(invitation: &str, line: &str) -> Self {
        let mut device = Self::without_groups(line);
        joins(&mut device.other, invitation, "");
        device
    }

    fn size(mut self, columns: u16, rows: u16) -> Self {
        self.setup = self.setup.size(columns, rows);
        self
    }

    fn variable(mut self, name: &str, value: &str) -> Self {
        self.setup = self.setup.variable(name, value);
        self
    }

    fn start(self) -> Call {
        let session = self.setup.start();
        let other = self.other;
        Call { session, other }
    }
}

/// Starts the Smiths' device, and waits for the first screen of a call.
fn begin() -> Call {
    let mut call = Device::of(SMITHS, "").start();
    call.wait_for(WHO);
    call
}

/// Waits for two seconds of the real clock, at which every screen and dialogue
/// reads the test's clock; a second screen shows when they have begun.
fn true_seconds_pass() {
    let mut other = begin();
    for left in ["29 s", "28 s"] {
        other.session.clock.advance(1);
        other.wait_for(left);
    }
}

/// Joins the group of a link, or follows its rotation.
fn joins(fake: &mut Fake, link: &str, options: &str) {
    fake.system.input = Box::new(Cursor::new(link.to_owned().into_bytes()));
    runs(fake, &format!("join - --yes {options}"));
}

/// Runs another ringtrue on the same device.
fn runs(fake: &mut Fake, line: &str) {
    fake.start();
    assert_eq!(run_line(line, &mut fake.system), Status::Done, "{line}");
}

/// A terminal session, and another ringtrue on the same device.
struct Call {
    session: Session,
    other: Fake,
}

impl Call {
    #[track_caller]
    fn wait_for(&mut self, text: &str) {
        self.session.wait_for(text);
    }

    fn types(&mut self, keys: &str) {
        self.session.types(keys);
    }

    /// Begins a call that the other side made.
    #[track_caller]
    fn they_called(&mut self) {
        self.types("t");
        self.wait_for(HEARING);
    }

    /// Begins a call as this side.
    #[track_caller]
    fn begins(&mut self, own: Side) {
        match own {
            Side::Caller => self.types("i"),
            Side::Answerer => self.types("t"),
        }
        self.wait_for(HEARING);
    }

    /// Types what was heard, and waits for the verdict.
    #[track_caller]
    fn hears(&mut self, heard: &str) {
        self.types(&format!("{heard}\r"));
        self.session.until("a verdict", |session| {
            let shown = session.screen().contents();
            shown.contains(HEARD) || shown.contains(ONCE_MORE)
        });
    }

    /// Types keys, and waits until this text is written after them.
    #[track_caller]
    fn answers(&mut self, keys: &str, text: &str) {
        let before = self.session.text().len();
        self.types(keys);
        self.session
            .until(text, |session| session.text()[before..].contains(text));
    }

    #[track_caller]
    fn starts_over(&mut self) {
        self.types("\x1b");
        self.wait_for(WHO);
    }

    /// Makes the program read the clock at once, not at the next real second,
    /// and repaint the whole screen.
    fn looks_up(&mut self) {
        self.session.sends(Signal::WINCH);
    }

    /// Resizes the window, and waits until all of it is repainted; `footer`
    /// comes last.
    #[track_caller]
    fn resizes(&mut self, columns: u16, rows: u16, footer: &str) {
        let before = self.session.text().len();
        self.session.resizes(columns, rows);
        let last = format!("\x1b[{rows};1H");
        self.session.until("the new size", |session| {
            let text = session.text();
            let painted = text[before..].rsplit_once(&last);
            painted.is_some_and(|(_, row)| row.contains(footer))
        });
    }

    /// Returns the current vault.
    fn vault(&mut self) -> Vault {
        store::read(&mut self.other.system).unwrap()
    }

    fn now(&self) -> UnixTime {
        self.session.clock.now()
    }

    /// Returns the half that `side` says `steps` steps from now.
    fn half(&mut self, side: Side, steps: i64) -> Half {
        self.half_as(Manner::Freely, side, steps)
    }

    fn half_as(&mut self, manner: Manner, side: Side, steps: i64) -> Half {
        let vault = self.vault();
        let group = &vault.groups()[0];
        half(group, group.generation(), manner, side, self.now(), steps)
    }

    /// Returns the half of the first seed that is due now.
    fn first_half(&mut self, side: Side) -> Half {
        let vault = self.vault();
        let now = self.now();
        let group = &vault.groups()[0];
        half(group, Generation::FIRST, Manner::Freely, side, now, 0)
    }

    /// Returns the first digits from `side` that now get this verdict.
    fn judged(&mut self, verdict: Verdict, from: Side) -> String {
        let vault = self.vault();
        let now = self.now();
        (0..1000)
            .map(|digits| format!("{digits:03}"))
            .find(|digits| judge(&vault.groups()[0], digits, from, now) == verdict)
            .unwrap()
    }

    /// Returns the half that a person would read off the screen.
    fn reads(&self) -> Option<String> {
        read_off(self.session.screen())
    }

    /// Checks that the program exits with this status and leaves the terminal
    /// clean.
    #[track_caller]
    fn ends(&mut self, status: i32) {
        self.session.ends_clean(&format!("exited {status}"));
    }

    fn contents(&self) -> String {
        self.session.screen().contents()
    }
}

fn half(
    group: &Group,
    generation: Generation,
    manner: Manner,
    side: Side,
    now: UnixTime,
    steps: i64,
) -> Half {
    let counter = group.parameters().period.counter_at(now);
    let counter = counter.offset(steps).unwrap();
    half_to_say(group, generation, manner, side, counter)
}

fn judge(group: &Group, heard: &str, from: Side, now: UnixTime) -> Verdict {
    Heard::read(heard).map_or(Verdict::NoMatch, |heard| {
        call::check(group, &heard, Some(from), &[], now).verdict
    })
}

/// Formats a half as it is read aloud.
fn spelt(half: &Half) -> String {
    format!("{} {}", half.digits(), half.words().join(" "))
}

/// Returns the word of a half.
fn word(half: &Half) -> String {
    half.words().remove(0)
}

/// The shapes of the ten digits.
const DIGITS: [&str; 5] = [
    "### .#. ### ### #.# ### ### ### ### ###",
    "#.# ##. ..# ..# #.# #.. #.. ..# #.# #.#",
    "#.# .#. ### ### ### ### ### ..# ### ###",
    "#.# .#. #.. ..# ..# ..# #.# ..# #.# ..#",
    "### ### ### ### ..# ### ### ..# ### ###",
];

/// Returns the large digits on a screen and the word beside or below them as
/// read aloud, or `None` if there are none.
fn read_off(screen: &vt100::Screen) -> Option<String> {
    let (_, columns) = screen.size();
    let rows: Vec<Vec<char>> = screen
        .rows(0, columns.get())
        .map(|row| row.chars().collect())
        .collect();
    let is_dot = |c: &char| matches!(c, '█' | '#');
    let top = rows.iter().position(|row| row.iter().any(is_dot))?;
    let large = &rows[top..];
    let height = large.iter().position(|row| !row.iter().any(is_dot));
    let height = height.unwrap_or(large.len());
    // Any other height is a screen only partly painted.
    let scale = height.checked_div(5).filter(|_| height % 5 == 0)?;
    let dot = |row: usize, column: usize| {
        let cell = large[row * scale].get(column * 2 * scale);
        cell.is_some_and(is_dot)
    };
    let digits: Option<String> = (0..3)
        .map(|place| digit(|row, column| dot(row, place * 4 + column)))
        .collect();
    let digits = digits?;
    let beside = large[2 * scale].iter().skip(11 * 2 * scale);
    let beside: String = beside.collect();
    let below: String = large.get(height).into_iter().flatten().collect();
    let word = match beside.trim() {
        "" => below.trim(),
        word => word,
    };
    Some(format!("{digits} {word}"))
}

/// Returns the digit with these dots.
fn digit(is_set: impl Fn(usize, usize) -> bool) -> Option<char> {
    let is_digit = |digit: &u32| {
        let left = usize::try_from(*digit).unwrap() * 4;
        (0..5).all(|row| {
            let dots = DIGITS[row][left..left + 3].bytes().enumerate();
            dots.into_iter()
                .all(|(column, dot)| is_set(row, column) == (dot == b'#'))
        })
    };
    let digit = (0..10).find(is_digit)?;
    char::from_digit(digit, 10)
}

#[test]
fn child() {
    session_child::child(|role, _lifeline| {
        let arguments = Arguments::try_parse_from(role.split_whitespace()).unwrap();
        let result = run(&arguments, &mut system());
        result.unwrap_or_else(|failure| {
            session_child::tell(&failure.to_string());
            Status::Failed
        }) as i32
    });
}
