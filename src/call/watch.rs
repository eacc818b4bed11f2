//! `code --watch`: keeps the current code on the screen, or prints each new one
//! once for a pipe or a screen reader. The vault is read again
//! with each new code, since the seed may have been rotated. Unlike the call
//! screen it never hides: the user asked for it to stay visible.

use std::io::{self, ErrorKind};

use crate::view::{CodeNow, code_watch};
use ringtrue_core::call::Manner;
use ringtrue_core::{Counter, Vault};

use crate::args::Global;
use crate::call::format::format_code;
use crate::device::store;
use crate::failure::Failure;
use crate::shown::{HeldStderr, next_key, paint, window};
use crate::sys::terminal::{Key, Screen};
use crate::sys::{System, hardening};
use crate::tell::{Status, ignore_closed_pipe};

pub fn run(
    vault: Vault,
    manner: Manner,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    let mut watch = Watch {
        vault,
        read_in: None,
        manner,
        group: global.group.as_deref(),
    };
    if system.out_has_screen && !global.plain && !global.json {
        let held = HeldStderr::hold(system);
        let left = watch.on_screen(system);
        held.release(system);
        left?;
    } else {
        watch.in_lines(global, system)?;
    }
    Ok(Status::Done)
}

/// The vault as last read, and which code of it to show.
struct Watch<'a> {
    vault: Vault,
    /// The counter when the vault was last read.
    read_in: Option<Counter>,
    manner: Manner,
    group: Option<&'a str>,
}

impl Watch<'_> {
    /// Returns the current code, after reading the vault again if the counter
    /// has changed.
    fn now(&mut self, system: &mut System) -> Result<CodeNow<'_>, Failure> {
        let period = self.vault.select(self.group)?.parameters().period;
        let counter = period.counter_at(system.now());
        if self
            .read_in
            .replace(counter)
            .is_some_and(|read| read != counter)
        {
            self.vault = store::read(system)?;
        }
        let group = self.vault.select(self.group)?;
        Ok(CodeNow::of(group, self.manner, system.now()))
    }

    fn on_screen(&mut self, system: &mut System) -> Result<(), Failure> {
        let mut screen = Screen::enter()?;
        loop {
            let rows = code_watch(&self.now(system)?, window(system));
            paint(&mut screen, &rows, system)?;
            if let Some(Key::Char('q' | 'Q') | Key::Escape | Key::Interrupt) =
                next_key(&mut screen)?
            {
                return Ok(());
            }
        }
    }

    /// Prints each new code until the reader closes the pipe.
    fn in_lines(&mut self, global: &Global, system: &mut System) -> Result<(), Failure> {
        let mut last = None;
        loop {
            let now = self.now(system)?;
            if last.replace(now.counter) != Some(now.counter) {
                let line = format_code(&now, global, system)?;
                match print(&line, system) {
                    Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
                    printed => ignore_closed_pipe(printed)?,
                }
            }
            (system.until_second)();
        }
    }
}

fn print(text: &str, system: &mut System) -> io::Result<()> {
    hardening::wipe_stack();
    system.out.write_all(text.as_bytes())?;
    system.out.flush()
}
