//! A directory of messages that all share: the newest that fits, and nothing of
//! the rest.

use std::path::{Path, PathBuf};

use ringtrue_core::GroupId;
use ringtrue_core::message::{MAX_BYTES, Misfit, Rank, Sealed, SealedTo};
use ringtrue_core::text::quoted_text;

use crate::args::{Global, Join};
use crate::device::{key, store};
use crate::failure::Failure;
use crate::join::message;
use crate::join::received::{Means, Received, Refused, received};
use crate::join::report::named;
use crate::join::taking::{Taken, take_in, tell};
use crate::sys::{System, files};
use crate::tell::{Status, note, print_err, warn};

/// How the names of messages end that ringtrue writes.
const ENDING: &str = "age";

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
    for path in list(directory, system)? {
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
        .command("name the one that is for you: ringtrue join", "FILE")),
    }
}

/// The files of a directory. Where there are too many, that is said: the message
/// may be in one of the others.
fn list(directory: &Path, system: &mut System) -> Result<Vec<PathBuf>, Failure> {
    let listed = files::list_named(directory, ENDING, MAX_BYTES as u64)?;
    if listed.left_out > 0 {
        warn(
            system,
            format_args!(
                "there are too many files in {}: {} were looked at, those in .{ENDING} and the \
                 newest first, and {} were not",
                directory.display(),
                listed.files.len(),
                listed.left_out
            ),
        );
    }
    Ok(listed.files)
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

/// What was found, by what became of it.
#[derive(Default)]
struct Sorted {
    done: Vec<Taken>,
    refused: Vec<Refused>,
    /// What a person has to say yes to, the newest of each group and organiser.
    asked: Vec<Received>,
}

/// Takes in what fits, the newest first, and tells of each group once. `None`
/// where nothing was for this device.
fn take_best(
    found: Vec<Received>,
    global: &Global,
    system: &mut System,
) -> Result<Option<Status>, Failure> {
    let mut sorted = take_unasked(found, global, system)?;
    if sorted.done.is_empty() && sorted.asked.len() == 1 {
        for received in sorted.asked.drain(..) {
            let taken = take_in(received, global, system).map_err(|refused| refused.failure)?;
            sorted.done.push(taken);
        }
    }
    for received in &sorted.asked {
        note(system, invites(received));
    }
    if sorted.done.is_empty() {
        return match (sorted.refused.into_iter().next(), sorted.asked.len()) {
            (Some(refused), _) => Err(refused.failure),
            (None, 0) => Ok(None),
            (None, count) => {
                let text = format!("there are {count} messages of organisers unknown here");
                Err(Failure::new(text)
                    .command("name the one that is for you: ringtrue join", "FILE"))
            }
        };
    }
    for refused in sorted.refused {
        print_err(system, refused.failure.warning());
    }
    let mut status = None;
    for taken in sorted.done {
        status = Some(tell(&taken, global, system)?);
    }
    Ok(status)
}

/// Takes in what its signature answers for. Whatever anybody can lay beside it
/// must not stop that: it is put aside.
fn take_unasked(
    found: Vec<Received>,
    global: &Global,
    system: &mut System,
) -> Result<Sorted, Failure> {
    let mut sorted = Sorted::default();
    for received in found {
        let id = received.message.group();
        match is_asked(&received, global, system) {
            Ok(true) => {
                let is_same = |other: &Received| {
                    let key = |it: &Received| it.message.organiser().map(|it| it.key);
                    other.message.group() == id && key(other) == key(&received)
                };
                if !sorted.asked.iter().any(is_same) {
                    sorted.asked.push(received);
                }
                continue;
            }
            Ok(false) => {}
            Err(refused) => {
                sorted.put_aside(id, refused)?;
                continue;
            }
        }
        match take_in(received, global, system) {
            Ok(taken) if sorted.done.iter().all(|known| known.id != taken.id) => {
                sorted.done.push(taken);
            }
            Ok(_) => {}
            Err(refused) => sorted.put_aside(id, refused)?,
        }
    }
    Ok(sorted)
}

impl Sorted {
    /// Keeps what does not fit, to be told; anything else ends the command.
    fn put_aside(&mut self, id: GroupId, refused: Refused) -> Result<(), Failure> {
        match refused.misfit {
            // Older ones lie there for good.
            Some(Misfit::Older { .. }) if self.done.iter().any(|known| known.id == id) => {}
            Some(_) => self.refused.push(refused),
            None => return Err(refused.failure),
        }
        Ok(())
    }
}

/// Whether a person has to say yes to it.
fn is_asked(received: &Received, global: &Global, system: &mut System) -> Result<bool, Refused> {
    let vault = store::read(system)?;
    let (means, _) = received.means(vault.groups(), named(global, &vault)?)?;
    Ok(matches!(means, Means::New | Means::Pins))
}

/// How to take it in.
fn invites(received: &Received) -> String {
    // Anybody may have given the file its name, and a terminal obeys control
    // characters.
    let what = received.what.replace(char::is_control, "\u{FFFD}");
    format!(
        "{what} invites to \"{}\": ringtrue join {}",
        received.message.name(),
        quoted_text(&what)
    )
}
