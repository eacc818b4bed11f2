//! A fake world at a real terminal, for a child of a
//! [`Session`](crate::sys::terminal::session::Session): the terminal and the
//! data directory are real, the random bytes are always the same, and the test
//! moves the clock.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "tests arrange the world")]

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ringtrue_core::UnixTime;

use super::{START, always_the_same};
use crate::sys::System;
use crate::sys::files::Home;

/// The variable that names the clock's file.
pub const CLOCK: &str = "RINGTRUE_TEST_CLOCK";

/// The variable that names the data directory.
pub const HOME: &str = "RINGTRUE_TEST_HOME";

/// A clock that a test sets and a child reads. It stands still until it is moved.
///
/// A screen that waits for the next second reads it when the real clock's next second
/// begins, and at once when the screen is resized.
pub struct Clock {
    file: PathBuf,
    wall: u64,
    uptime: u64,
}

impl Clock {
    /// Creates a clock in this file, set to [`START`].
    pub fn at(file: &Path) -> Self {
        let clock = Self {
            file: file.to_owned(),
            wall: START,
            uptime: 0,
        };
        clock.write();
        clock
    }

    /// Lets time pass: moves the clock and the uptime.
    pub fn advance(&mut self, seconds: u64) {
        self.wall += seconds;
        self.uptime += seconds;
        self.write();
    }

    /// Sets the clock without letting time pass.
    pub fn set(&mut self, seconds: u64) {
        self.wall = seconds;
        self.write();
    }

    /// Returns the time that it shows.
    pub fn now(&self) -> UnixTime {
        UnixTime::from_secs(self.wall)
    }

    /// Returns the path of its file.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Replaces the file at once: a child that reads it sees the old or the new time.
    fn write(&self) {
        let new = self.file.with_extension("new");
        fs::write(&new, format!("{} {}", self.wall, self.uptime)).unwrap();
        fs::rename(new, &self.file).unwrap();
    }
}

/// Returns the system of a child.
pub fn system() -> System {
    let home = PathBuf::from(variable(HOME));
    let mut system = System::real(Home::at(&home), anstream::ColorChoice::Auto);
    system.started = now();
    system.clock = Box::new(now);
    system.uptime = Box::new(uptime);
    system.random = always_the_same();
    system
}

fn now() -> UnixTime {
    UnixTime::from_secs(read().0)
}

fn uptime() -> Duration {
    Duration::from_secs(read().1)
}

fn read() -> (u64, u64) {
    let clock = fs::read_to_string(variable(CLOCK)).unwrap();
    let (wall, uptime) = clock.split_once(' ').unwrap();
    (wall.parse().unwrap(), uptime.parse().unwrap())
}

fn variable(name: &str) -> OsString {
    std::env::var_os(name).unwrap()
}

#[cfg(test)]
mod tests {
    use super::{START, system};
    use crate::sys::terminal::session::Setup;
    use crate::sys::terminal::session::child::child as run_child;
    use crate::sys::terminal::{Key, Screen, Wake};

    #[test]
    fn a_screen_shows_where_the_clock_was_moved_to() {
        let mut session = Setup::new("sys::fake::terminal::tests::child", "count").start();
        session.wait_for("0 s, up 0 s");
        session.clock.advance(3600);
        session.wait_for("3600 s, up 3600 s");
        session.clock.set(START + 10800);
        session.wait_for("10800 s, up 3600 s");
        session.clock.set(START);
        assert_eq!(session.clock.now().as_secs(), START);
        session.wait_for("0 s, up 3600 s");
        session.types("q");
        session.ends_clean("exited 0");
    }

    /// Shows the clock until `q` is pressed.
    #[test]
    fn child() {
        run_child(|_, _| {
            let system = system();
            let mut screen = Screen::enter().unwrap();
            loop {
                let wall = system.now().as_secs() - START;
                let up = (system.uptime)().as_secs();
                screen.draw(&[format!("{wall} s, up {up} s")]).unwrap();
                if screen.wait_until_second().unwrap() == Wake::Key(Key::Char('q')) {
                    return 0;
                }
            }
        });
    }
}
