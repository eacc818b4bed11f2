//! The call screen, which guides someone through a call: repainted every second
//! and after each key. It runs as a dialogue on a terminal without a screen or
//! with `--plain`.

use std::time::Duration;

use ringtrue_core::Vault;
use ringtrue_core::call::Idle;

use crate::args::Global;
use crate::call::console::{Effect, uncovers};
use crate::call::dialogue;
use crate::call::session::{CallSession, ResumeAt};
use crate::device::store;
use crate::failure::Failure;
use crate::shown::{HeldStderr, next_key, paint, window};
use crate::sys::System;
use crate::sys::terminal::Screen;
use crate::tell::Status;
use crate::view::call_screen;

/// The time to wait for another ringtrue to release the vault's lock.
const VAULT_LOCK_TIMEOUT: Duration = Duration::from_secs(1);

pub fn run(global: &Global, system: &mut System) -> Result<Status, Failure> {
    let seen = store::read_with_ciphertext(system)?;
    let at = first(&seen.vault, global)?;
    let mut session = CallSession::new(seen, at);
    // A frozen screen is worse than a half that is not recorded.
    system.home.wait_for(VAULT_LOCK_TIMEOUT);
    loop {
        let left = if global.plain || !system.out_has_screen {
            dialogue::run(&mut session, system)
        } else {
            let held = HeldStderr::hold(system);
            let left = on_screen(&mut session, system);
            held.release(system);
            left
        };
        match left? {
            None => return Ok(Status::Done),
            Some(resume) => session.unlock(&resume, system)?,
        }
    }
}

/// Returns the index of the group to start with: the named one, else the
/// default, else the only one, else the first, since the others are one key
/// away.
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

/// Runs calls until the user quits or the device locks.
fn on_screen(session: &mut CallSession, system: &mut System) -> Result<Option<ResumeAt>, Failure> {
    let mut screen = Screen::enter()?;
    let mut idle = Idle::since((system.uptime)());
    loop {
        session.flow.expire(system.now());
        let call = session.call_screen(session.scene(session.is_hidden(idle, system)), system)?;
        paint(&mut screen, &call_screen(&call, window(system)), system)?;
        let key = next_key(&mut screen)?;
        if CallSession::must_lock(idle, system) {
            return session.lock(system).map(Some);
        }
        let Some(key) = key else {
            continue;
        };
        // The machine may have slept since the last paint.
        let is_hidden = session.is_hidden(idle, system);
        idle = Idle::since((system.uptime)());
        if is_hidden && uncovers(key) {
            continue;
        }
        if matches!(session.apply_key(key, system)?, Effect::Leave) {
            return Ok(None);
        }
    }
}

#[cfg(test)]
mod tests;
