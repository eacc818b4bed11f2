//! Applies a message to the vault, saves, and reports what was done.

use ringtrue_core::join::{AcceptedMessage, ApplyError, Done, MessagePlan, Outcome, RollChange};
use ringtrue_core::text::shell_name;
use ringtrue_core::{Group, Name};

use crate::args::Global;
use crate::device::key;
use crate::device::store;
use crate::device::store::Store;
use crate::failure::Failure;
use crate::join::received::{Received, RejectedMessage, ask_about_organiser, plan, reject};
use crate::join::report::{group_of, previous, print_own_place, report};
use crate::roll::compare::{AcceptedWords, settle_after_joining};
use crate::sys::System;
use crate::tell::{Status, note, when};

/// Asks any necessary questions, and takes the message in.
pub fn take_in(
    received: Received,
    global: &Global,
    system: &mut System,
) -> Result<Done, RejectedMessage> {
    let Received { incoming, what } = received;
    let accepted = match plan(incoming, &what, global, system)? {
        MessagePlan::Known(done) => return Ok(done),
        MessagePlan::AskAboutOrganiser(question) => ask_about_organiser(question, system)?,
        MessagePlan::Ready(accepted) => accepted,
    };
    apply(accepted, &what, global, system)
}

/// Applies the message in `what` under the exclusive lock, and saves.
pub fn apply(
    accepted: AcceptedMessage,
    what: &str,
    global: &Global,
    system: &mut System,
) -> Result<Done, RejectedMessage> {
    let passphrase = key::choose_passphrase(global.yes, system)?;
    let mut store = Store::open_with_passphrase(passphrase, system)?;
    let own = store.device_key()?;
    let done = accepted
        .apply(&mut store.vault, &own, system.now())
        .map_err(|error| match error {
            ApplyError::Misfit(misfit) => reject(what, misfit),
            ApplyError::Changed => Failure::new(error.to_string()).hint("run it again").into(),
        })?;
    store.save(previous(&done))?;
    if !done.renamed.is_empty() {
        let mut recent = store.recent(system)?;
        for (old, new) in &done.renamed {
            recent.rename(*old, *new);
        }
        store.save_recent(&recent)?;
    }
    match &done.outranked {
        Some(misfit) => Err(reject(what, misfit.clone())),
        None => Ok(done),
    }
}

/// Reports what was done, and what the user should do next.
pub fn report_done(
    done: &Done,
    accepted: &mut AcceptedWords,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    let vault = store::read(system)?;
    let group = group_of(done, &vault)?;
    let status = report(group, done, global, system)?;
    if let Some(here) = done.went_down {
        note(
            system,
            format_args!(
                "the key's number went down from {here} to {}: this organiser continues from there",
                group.generation()
            ),
        );
    }
    let is_rotation = matches!(done.outcome, Outcome::Rotated | Outcome::Displaced);
    if is_rotation && !global.json {
        let own = key::public(system)?;
        print_own_place(group, own.as_ref(), system)?;
    }
    note_outcome(done, group, system);
    note_back_on_roll(&done.back, group, system);
    let mut changes = done.changes.iter();
    let is_news = changes.any(|change| matches!(change, RollChange::Uncompared { .. }));
    settle_after_joining(done.group, is_news, accepted, global, system)?;
    let is_exposed = is_rotation && note_if_exposed(done, group, system);
    // A member who was removed and is back has the seed in force after all.
    let is_back = |name: &Name| group.member(name.as_str()).is_ok();
    let is_lost = is_exposed || done.back.iter().any(is_back);
    if done.outcome == Outcome::Displaced && is_lost {
        return Ok(Status::Failed);
    }
    Ok(status)
}

/// Notes what follows from an outcome.
fn note_outcome(done: &Done, group: &Group, system: &mut System) {
    let mut previous = group.previous().iter();
    match done.outcome {
        Outcome::Rotated => {
            if let Some(previous) = previous.find(|previous| previous.accepted) {
                let entry = group.key_name_of(previous.seed.generation);
                let until = when(system)(previous.until);
                note(
                    system,
                    format_args!("\"{entry}\" is accepted until {until}"),
                );
            }
        }
        Outcome::Displaced => note(
            system,
            "two organisers changed the key at the same time; this new key is the one that counts",
        ),
        Outcome::Joined | Outcome::Pinned if done.is_unlisted => note(
            system,
            "so that new keys reach this device, send its device key to the organiser: \
             ringtrue device",
        ),
        _ => {}
    }
}

/// Warns an organiser if a rotation can be read with a key that was given up here.
/// Returns true if so.
fn note_if_exposed(done: &Done, group: &Group, system: &mut System) -> bool {
    let seals = group.organisers().own().is_some();
    let is_exposed = seals && group.is_exposed() && done.back.is_empty();
    if is_exposed {
        let of = shell_name(group.local_name());
        note(
            system,
            format_args!(
                "the new key was sealed to a device key that was given up here, so anyone who has \
                 that one can read it; change the key once more: ringtrue rotate -g {of} --sealed \
                 FILE"
            ),
        );
    }
    is_exposed
}

/// Notes who is on the roll again: the organiser who removed them may have had a reason
/// that the author of this rotation did not know.
fn note_back_on_roll(back: &[Name], group: &Group, system: &mut System) {
    for name in back {
        // On an organiser's device they stay off until a message has announced the removal.
        if group.member(name.as_str()).is_err() {
            continue;
        }
        note(
            system,
            format_args!(
                "{name} was taken off the list, but this message put them back, and they have the \
                 new key; if {name} lost a device, an organiser should change the key once \
                 more: ringtrue rotate -g {} --lost {} --sealed FILE",
                shell_name(group.local_name()),
                shell_name(name)
            ),
        );
    }
}
