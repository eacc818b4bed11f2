//! The call screen, which leads somebody through a call: keys in, a picture
//! out, once a second and after each key. On a terminal without a screen, or
//! where that is asked for, the same as a dialogue.

use std::time::Duration;

use ringtrue_core::Vault;
use ringtrue_core::call::Idle;

use crate::args::Global;
use crate::call::console::{Order, uncovers};
use crate::call::desk::{Desk, Locked};
use crate::call::dialogue;
use crate::device::store;
use crate::failure::Failure;
use crate::shown::{Notes, key, paint, window};
use crate::sys::System;
use crate::sys::terminal::Screen;
use crate::tell::Status;
use crate::view::call_screen;

/// For how long another ringtrue is waited for that has the vault.
const LOCKED: Duration = Duration::from_secs(1);

pub fn run(global: &Global, system: &mut System) -> Result<Status, Failure> {
    let seen = store::see(system)?;
    let at = first(&seen.vault, global)?;
    let mut desk = Desk::new(seen, at);
    // A screen that stands still is worse than a half that is not noted.
    system.home.wait_for(LOCKED);
    loop {
        let left = if global.plain || !system.out_has_screen {
            dialogue::run(&mut desk, system)
        } else {
            let kept = Notes::keep(system);
            let left = on_screen(&mut desk, system);
            kept.tell(system);
            left
        };
        match left? {
            None => return Ok(Status::Done),
            Some(locked) => desk.unlock(&locked, system)?,
        }
    }
}

/// Which group the screen begins with: the one that is named, else the default,
/// else the only one, else the first, since others are one key away.
fn first(vault: &Vault, global: &Global) -> Result<usize, Failure> {
    let named = global.group.as_deref();
    match vault.select(named) {
        Ok(group) => {
            let id = group.id();
            let at = vault.groups().iter().position(|group| group.id() == id);
            Ok(at.unwrap_or(0))
        }
        Err(error) if named.is_some() || vault.groups().is_empty() => Err(error.into()),
        Err(_) => Ok(0),
    }
}

/// Leads through calls until the person leaves, or until the device locks.
fn on_screen(desk: &mut Desk, system: &mut System) -> Result<Option<Locked>, Failure> {
    let mut screen = Screen::enter()?;
    let mut idle = Idle::since((system.uptime)());
    loop {
        desk.sitting.pass(system.now());
        let picture = desk.picture(desk.scene(desk.is_hidden(idle, system)), system)?;
        paint(&mut screen, &call_screen(&picture, window(system)), system)?;
        let key = key(&mut screen)?;
        if Desk::must_lock(idle, system) {
            return desk.lock(system).map(Some);
        }
        let Some(key) = key else {
            continue;
        };
        // The machine may have slept since that was painted.
        let is_hidden = desk.is_hidden(idle, system);
        idle = Idle::since((system.uptime)());
        if is_hidden && uncovers(key) {
            continue;
        }
        if matches!(desk.take(key, system)?, Order::Leave) {
            return Ok(None);
        }
    }
}

#[cfg(test)]
mod tests;
