//! The question before a rotation: who will have to do what.

use ringtrue_core::Group;
use ringtrue_core::rotate::{Plan, Request, Snapshot, StalePart};

use crate::args::Global;
use crate::device::{key, store};
use crate::failure::Failure;
use crate::rotate::refusal::request_error;
use crate::sys::System;
use crate::tell::when;
use crate::view::texts;

/// Shows what the rotation means and asks whether to go on, with nothing locked. Returns
/// what was asked about. Reports what can't be done before asking.
pub fn ask(
    request: &Request,
    global: &Global,
    system: &mut System,
) -> Result<Option<Snapshot>, Failure> {
    if global.yes {
        return Ok(None);
    }
    // Try it on a copy, with a throwaway seed.
    let mut vault = store::read(system)?;
    let group = vault.select_mut(global.group.as_deref())?;
    let own = key::public(system)?.ok_or_else(|| Failure::new("this device has no key"))?;
    let asked = Snapshot::about(group);
    let now = system.now();
    let plan = Plan::of(request, group, own, now, system.day(now));
    let plan = plan.map_err(|error| request_error(error, group))?;
    let lines = texts().rotation_plan(&plan, group, &when(system));
    let sure = system.person.confirm(&lines.join("\n"));
    if sure.ok_or_else(|| Failure::no_terminal_hint("to do it without asking: --yes"))?? {
        return Ok(Some(asked));
    }
    Err(Failure::new("nothing was changed"))
}

/// Fails if the group, its key or its organisers changed since the question was asked.
pub fn check(asked: &Snapshot, group: &Group) -> Result<(), Failure> {
    let what = match asked.stale_part(group) {
        None => return Ok(()),
        Some(StalePart::Key) => "the key",
        Some(StalePart::Organisers) => "the organisers",
    };
    Err(Failure::new(format!(
        "another ringtrue just changed {what}; nothing was changed here"
    ))
    .hint("run it again, and look at what it says"))
}
