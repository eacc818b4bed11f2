//! `code --watch`: the current code, kept current in a plain window; for a pipe
//! or a screen reader, each new one once. With each new code the vault is read
//! again, which may have been rotated. Unlike the call screen it is never
//! hidden: it was asked for to be there.

use std::io::{self, ErrorKind};

use crate::view::{CodeNow, code_watch};
use ringtrue_core::call::Spoken;
use ringtrue_core::{Counter, Vault};

use crate::args::Global;
use crate::call::printed::text;
use crate::device::store;
use crate::failure::Failure;
use crate::shown::{Notes, key, paint, window};
use crate::sys::terminal::{Key, Screen};
use crate::sys::{System, hardening};
use crate::tell::{Status, written};

pub fn run(
    vault: Vault,
    spoken: Spoken,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    let mut watch = Watch {
        vault,
        read_in: None,
        spoken,
        group: global.group.as_deref(),
    };
    if system.out_has_screen && !global.plain && !global.json {
        let kept = Notes::keep(system);
        let left = watch.on_screen(system);
        kept.tell(system);
        left?;
    } else {
        watch.in_lines(global, system)?;
    }
    Ok(Status::Done)
}

/// The vault as it was read last.
struct Watch<'a> {
    vault: Vault,
    /// In which step that was.
    read_in: Option<Counter>,
    spoken: Spoken,
    group: Option<&'a str>,
}

impl Watch<'_> {
    /// The code now, of the seed that is in force now.
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
        Ok(CodeNow::of(group, self.spoken, system.now()))
    }

    fn on_screen(&mut self, system: &mut System) -> Result<(), Failure> {
        let mut screen = Screen::enter()?;
        loop {
            let rows = code_watch(&self.now(system)?, window(system));
            paint(&mut screen, &rows, system)?;
            if let Some(Key::Char('q' | 'Q') | Key::Escape | Key::Interrupt) = key(&mut screen)? {
                return Ok(());
            }
        }
    }

    /// Until whoever reads has read enough.
    fn in_lines(&mut self, global: &Global, system: &mut System) -> Result<(), Failure> {
        let mut last = None;
        loop {
            let now = self.now(system)?;
            if last.replace(now.counter) != Some(now.counter) {
                let line = text(&now, global, system)?;
                match print(&line, system) {
                    Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
                    printed => written(printed)?,
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
