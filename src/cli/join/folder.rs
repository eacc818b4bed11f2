//! A directory of messages that all share: the newest that fits, and nothing of
//! the rest.

use std::path::Path;

use ringtrue::message::{MAX_BYTES, Misfit, Rank, Sealed, SealedTo};

use super::super::args::{Global, Join};
use super::super::failure::Failure;
use super::super::{Status, key, note};
use super::message::{self, Received, Refused, received};
use super::taking::{Taken, take_in, tell};
use crate::sys::{System, files};

/// Takes in, of every group, the newest message in a directory that fits this
/// device; the rest is left alone.
pub fn run(
    directory: &Path,
    arguments: &Join,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    let mut invitations = Vec::new();
    let mut found = Vec::new();
    let key = key::unlock(system)?;
    for path in files::list_named(directory, MAX_BYTES as u64)? {
        let Some(sealed) = look_at(&path) else {
            continue;
        };
        match (sealed.to(), &key) {
            (SealedTo::Words, _) => invitations.push(path),
            (SealedTo::Devices, Some(key)) => {
                if let Ok(message) = sealed.open(key) {
                    let what = path.display().to_string();
                    found.push(received(message, &what, arguments)?);
                }
            }
            (SealedTo::Devices, None) => {}
        }
    }
    if arguments.trust_organiser && !found.is_empty() {
        return Err(Failure::new(
            "--trust-organiser is for one message, not for all of a directory",
        )
        .hint("name the file whose organiser's six words were compared"));
    }
    found.sort_by_key(|it| (std::cmp::Reverse(it.message.generation()), rank_last(it)));
    if let Some(status) = take_best(found, global, system)? {
        return Ok(status);
    }
    match invitations.as_slice() {
        [path] => {
            let bytes = files::read_named(path, MAX_BYTES as u64)?;
            let what = path.display().to_string();
            message::from_bytes(&bytes, &what, arguments, global, system)
        }
        [] => Err(Failure::new(format!(
            "there is no message for this device in {}",
            directory.display()
        ))
        .hint("let the organiser put this device on the roll: ringtrue device shows its key")),
        [..] => Err(Failure::new(format!(
            "there are {} invitations in {}",
            invitations.len(),
            directory.display()
        ))
        .hint("name the one that is for you: ringtrue join FILE")),
    }
}

/// The message in a file of a directory, `None` for what is none.
fn look_at(path: &Path) -> Option<Sealed> {
    let bytes = files::read_named(path, MAX_BYTES as u64).ok()?;
    Sealed::find(&bytes).ok()
}

/// Of one generation the one that counts comes first.
fn rank_last(received: &Received) -> (bool, Option<Rank>) {
    let rank = received.message.rank();
    (rank.is_none(), rank)
}

/// Takes in what fits, the newest first, and tells of each group once. `None`
/// where nothing was for this device.
fn take_best(
    found: Vec<Received>,
    global: &Global,
    system: &mut System,
) -> Result<Option<Status>, Failure> {
    let mut done: Vec<Taken> = Vec::new();
    let mut refused: Vec<Refused> = Vec::new();
    for received in found {
        let id = received.message.group();
        match take_in(received, global, system) {
            Ok(taken) if done.iter().all(|known| known.id != taken.id) => done.push(taken),
            Ok(_) => {}
            // Older ones lie there for good.
            Err(Refused {
                misfit: Some(Misfit::Older { .. }),
                ..
            }) if done.iter().any(|known| known.id == id) => {}
            Err(misfit) if misfit.misfit.is_some() => refused.push(misfit),
            Err(failed) => return Err(failed.failure),
        }
    }
    if done.is_empty() {
        let first = refused.into_iter().next();
        return first.map_or(Ok(None), |refused| Err(refused.failure));
    }
    for refused in refused {
        note(system, refused.failure.as_warning());
    }
    let mut status = None;
    for taken in done {
        status = Some(tell(&taken, global, system)?);
    }
    Ok(status)
}
