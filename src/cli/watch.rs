//! `code --watch`: the current code, kept current in a plain window; for a pipe
//! or a screen reader, each new one once.

use std::io::{self, ErrorKind};

use ringtrue::Group;
use ringtrue::call::Spoken;
use ringtrue::view::{CodeNow, code_watch};

use super::args::Global;
use super::call::{key, paint, window};
use super::failure::Failure;
use super::{Status, code, written};
use crate::sys::System;
use crate::sys::hardening;
use crate::sys::terminal::{Key, Screen};

pub fn run(
    group: &Group,
    spoken: Spoken,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    if system.out_has_screen && !global.plain && !global.json {
        on_screen(group, spoken, system)?;
    } else {
        in_lines(group, spoken, global, system)?;
    }
    Ok(Status::Done)
}

fn on_screen(group: &Group, spoken: Spoken, system: &System) -> Result<(), Failure> {
    let mut screen = Screen::enter()?;
    loop {
        let now = CodeNow::of(group, spoken, system.now());
        paint(&mut screen, &code_watch(&now, window(system)), system)?;
        if let Some(Key::Char('q' | 'Q') | Key::Escape | Key::Interrupt) = key(&mut screen)? {
            return Ok(());
        }
    }
}

/// Until whoever reads has read enough.
fn in_lines(
    group: &Group,
    spoken: Spoken,
    global: &Global,
    system: &mut System,
) -> Result<(), Failure> {
    let mut last = None;
    loop {
        let now = CodeNow::of(group, spoken, system.now());
        if last.replace(now.counter) != Some(now.counter) {
            let text = code::text(&now, global, system)?;
            hardening::wipe_stack();
            match print(&text, system) {
                Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
                printed => written(printed)?,
            }
        }
        (system.until_second)();
    }
}

fn print(text: &str, system: &mut System) -> io::Result<()> {
    system.out.write_all(text.as_bytes())?;
    system.out.flush()
}
