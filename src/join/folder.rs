//! `join` with a shared directory of messages: takes the newest that fits, and leaves
//! the rest.

use std::cmp::Reverse;
use std::path::{Path, PathBuf};

use ringtrue_core::GroupId;
use ringtrue_core::join::{AskAboutOrganiser, Done, MessagePlan, Outcome};
use ringtrue_core::message::{MAX_BYTES, MessageMisfit, OpenError, Sealed, SealedTo};
use ringtrue_core::rotate::file_start;
use ringtrue_core::text::shell_quote;

use crate::args::{Global, Join};
use crate::device::{key, store};
use crate::failure::Failure;
use crate::join::apply::{apply, report_done};
use crate::join::message::{self, unopened_error};
use crate::join::missed;
use crate::join::received::{Received, RejectedMessage, ask_about_organiser, plan, received};
use crate::roll::compare::{AcceptedWords, all_used};
use crate::sys::{System, files};
use crate::tell::{Status, note, print_err, shown_path, warn};

/// File extension of the messages that ringtrue writes.
const ENDING: &str = "age";

/// Most recipients to try, over all messages. Each takes some 0.3 ms, and anyone may
/// fill a shared directory.
const MAX_RECIPIENTS: usize = 10_000;

/// Most times to read the directory again after a rotation displaced another one: more
/// often than organisers demote each other at once.
const MAX_ROUNDS: usize = 5;

/// Takes in each group's newest message in a directory that fits this device, and
/// leaves the rest alone.
pub fn run(
    directory: &Path,
    arguments: &Join,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    let Opened {
        found,
        invitations,
        incomplete,
        unopened,
        unread,
    } = open_all(directory, arguments, system)?;
    if unread > 0 {
        warn_left_unread(directory, unread, system);
    }
    if arguments.trust_organiser.is_some() && !found.is_empty() {
        return Err(
            Failure::new("--trust-organiser takes one message, not a directory")
                .hint("name the file of the organiser whose six words you compared"),
        );
    }
    let sorted = apply_until_settled(found, directory, arguments, global, system)?;
    let status = report_all(sorted, arguments, global, system)?;
    // One of these may be newer than what was taken in.
    if status.is_some() {
        for path in &incomplete {
            print_err(system, cut_short_error(path).warning());
        }
    }
    if let Some(missed) = missed::find(&unopened, system)? {
        return Err(missed);
    }
    if let Some(status) = status {
        return Ok(status);
    }
    if let Some(path) = incomplete.first()
        && invitations.is_empty()
    {
        return Err(cut_short_error(path));
    }
    join_invited(&invitations, directory, arguments, global, system)
}

/// Takes in the one invitation of a directory.
fn join_invited(
    invitations: &[PathBuf],
    directory: &Path,
    arguments: &Join,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    match invitations {
        [path] => {
            let bytes = files::read_named(path, MAX_BYTES as u64)?;
            let what = path.display().to_string();
            message::from_bytes(&bytes, &what, arguments, global, system)
        }
        [] => Err(Failure::new(format!(
            "there is no message for this device in {}",
            directory.display()
        ))
        .hint("ask the organiser to put this device on the list: ringtrue device shows its key")),
        [..] => Err(Failure::new(format!(
            "there are {} invitations in {}",
            invitations.len(),
            directory.display()
        ))
        .hint_command("name the one that is for you: ringtrue join", "FILE")),
    }
}

/// The messages of a directory.
#[derive(Default)]
struct Opened {
    /// Messages that this device opened.
    found: Vec<Received>,
    /// Messages sealed to six words.
    invitations: Vec<PathBuf>,
    /// Messages that are not complete yet.
    incomplete: Vec<PathBuf>,
    /// Messages sealed to other devices.
    unopened: Vec<PathBuf>,
    /// Number of messages left unread.
    unread: usize,
}

/// Opens the messages of a directory, up to [`MAX_RECIPIENTS`].
fn open_all(directory: &Path, arguments: &Join, system: &mut System) -> Result<Opened, Failure> {
    let mut opened = Opened::default();
    let key = key::unlock(system)?;
    let mut budget = MAX_RECIPIENTS;
    for path in known_first(list(directory, system)?, system)? {
        let sealed = match read_content(&path) {
            FileContent::Message(sealed) => sealed,
            FileContent::Incomplete => {
                opened.incomplete.push(path);
                continue;
            }
            FileContent::Other => continue,
        };
        match (sealed.to(), &key) {
            (SealedTo::Words, _) => opened.invitations.push(path),
            (SealedTo::Devices, Some(_)) if sealed.recipients() > budget => opened.unread += 1,
            (SealedTo::Devices, Some(key)) => {
                budget -= sealed.recipients();
                match sealed.open(key) {
                    Ok(message) => {
                        let what = path.display().to_string();
                        opened.found.push(received(message, &what, arguments)?);
                    }
                    Err(OpenError::OtherDevice) => opened.unopened.push(path),
                    Err(_) => {}
                }
            }
            (SealedTo::Devices, None) => {}
        }
    }
    opened.found.sort_by_key(|it| {
        let message = &it.incoming.message;
        let rank = message.rank();
        // Within a generation, the one that counts comes first.
        (Reverse(message.generation()), rank.is_none(), rank)
    });
    Ok(opened)
}

fn warn_left_unread(directory: &Path, unread: usize, system: &mut System) {
    warn(
        system,
        format_args!(
            "{unread} messages in {} were not read: that would take too long; if one of them is \
             for you, name it: ringtrue join FILE",
            shown_path(directory)
        ),
    );
}

/// Moves files named for a group on this device to the front.
fn known_first(mut paths: Vec<PathBuf>, system: &mut System) -> Result<Vec<PathBuf>, Failure> {
    let vault = store::read(system)?;
    let groups = vault.groups().iter();
    let starts: Vec<String> = groups.map(|group| file_start(group.id())).collect();
    paths.sort_by_key(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        !starts.iter().any(|start| name.starts_with(start))
    });
    Ok(paths)
}

/// Lists the files of a directory. Warns if some were left out, because the message
/// may be among them.
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

/// The content of a file in the directory.
enum FileContent {
    Message(Sealed),
    /// A message that is not complete yet.
    Incomplete,
    Other,
}

fn read_content(path: &Path) -> FileContent {
    let Ok(bytes) = files::read_named(path, MAX_BYTES as u64) else {
        return FileContent::Other;
    };
    match Sealed::find(&bytes) {
        Ok(sealed) => FileContent::Message(sealed),
        Err(OpenError::CutShort) => FileContent::Incomplete,
        // Some programs create a file before they fill it, under its own or another name.
        Err(_) if is_named_as_message(path) && bytes.iter().all(|byte| *byte == 0) => {
            FileContent::Incomplete
        }
        Err(_) => FileContent::Other,
    }
}

/// Returns true if a file is named like a message, or like one still arriving:
/// `family.age.part`.
fn is_named_as_message(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.split('.').skip(1).any(|part| part == ENDING)
}

fn cut_short_error(path: &Path) -> Failure {
    unopened_error(&path.display().to_string(), &OpenError::CutShort)
}

/// The messages found, by outcome.
#[derive(Default)]
struct Sorted {
    done: Vec<Done>,
    rejected: Vec<RejectedMessage>,
    /// Questions for the user: the newest of each group and organiser.
    asked: Vec<Asked>,
    /// True if a rotation displaced another one.
    has_displaced: bool,
}

/// A question about the message in a file.
struct Asked {
    question: AskAboutOrganiser,
    what: String,
}

/// Asks about a single unknown organiser if nothing else was taken in, and reports
/// each group once. Returns `None` if nothing was for this device.
fn report_all(
    mut sorted: Sorted,
    arguments: &Join,
    global: &Global,
    system: &mut System,
) -> Result<Option<Status>, Failure> {
    let mut accepted = AcceptedWords::read(&arguments.accept_keys)?;
    if sorted.done.is_empty() && sorted.asked.len() == 1 {
        for Asked { question, what } in sorted.asked.drain(..) {
            let accepted = ask_about_organiser(question, system)?;
            let done =
                apply(accepted, &what, global, system).map_err(|rejected| rejected.failure)?;
            sorted.done.push(done);
        }
    }
    for asked in &sorted.asked {
        note(system, invitation_note(asked));
    }
    if sorted.done.is_empty() {
        return match (sorted.rejected.into_iter().next(), sorted.asked.len()) {
            (Some(rejected), _) => Err(rejected.failure),
            (None, 0) => Ok(None),
            (None, count) => {
                let text = format!("{count} messages are from unknown organisers");
                Err(Failure::new(text)
                    .hint_command("name the one that is for you: ringtrue join", "FILE"))
            }
        };
    }
    for rejected in sorted.rejected {
        print_err(system, rejected.failure.warning());
    }
    let mut status = None;
    for done in sorted.done {
        status = Some(report_done(&done, &mut accepted, global, system)?);
    }
    all_used(&accepted)?;
    Ok(status)
}

/// Takes in the messages of known organisers, and reads the directory again after a
/// rotation displaced another one: one that was outranked before may count now.
fn apply_until_settled(
    found: Vec<Received>,
    directory: &Path,
    arguments: &Join,
    global: &Global,
    system: &mut System,
) -> Result<Sorted, Failure> {
    let mut sorted = apply_unasked(found, global, system)?;
    for _ in 0..MAX_ROUNDS {
        if !sorted.has_displaced {
            break;
        }
        let again = open_all(directory, arguments, system)?;
        sorted.add(apply_unasked(again.found, global, system)?);
    }
    Ok(sorted)
}

/// Takes in the messages of known organisers. Anyone can put other files beside them,
/// which must not stop that: they are set aside.
fn apply_unasked(
    found: Vec<Received>,
    global: &Global,
    system: &mut System,
) -> Result<Sorted, Failure> {
    let mut sorted = Sorted::default();
    for Received { incoming, what } in found {
        let id = incoming.message.group();
        let done = match plan(incoming, &what, global, system) {
            Ok(MessagePlan::AskAboutOrganiser(question)) => {
                sorted.ask_later(Asked { question, what });
                continue;
            }
            Ok(MessagePlan::Known(done)) => Ok(done),
            Ok(MessagePlan::Ready(accepted)) => apply(accepted, &what, global, system),
            Err(rejected) => Err(rejected),
        };
        match done {
            Ok(done) => sorted.add_done(done),
            Err(rejected) => sorted.put_aside(id, rejected)?,
        }
    }
    Ok(sorted)
}

impl Sorted {
    /// Records an outcome: each group's newest message, replaced by any that displaces it.
    fn add_done(&mut self, done: Done) {
        let is_displaced = done.outcome == Outcome::Displaced;
        self.has_displaced |= is_displaced;
        match self.done.iter_mut().find(|known| known.group == done.group) {
            None => self.done.push(done),
            Some(known) if is_displaced => *known = done,
            Some(_) => {}
        }
    }

    /// Adds what another pass took in. The first pass has recorded the refusals.
    fn add(&mut self, again: Self) {
        self.has_displaced = again.has_displaced;
        for done in again.done {
            self.add_done(done);
        }
    }

    fn ask_later(&mut self, asked: Asked) {
        let from = |it: &Asked| {
            let message = it.question.message();
            (message.group(), message.organiser().map(|it| it.key))
        };
        if self.asked.iter().all(|other| from(other) != from(&asked)) {
            self.asked.push(asked);
        }
    }

    /// Keeps a misfit for the report; any other failure ends the command.
    fn put_aside(&mut self, id: GroupId, rejected: RejectedMessage) -> Result<(), Failure> {
        match rejected.misfit {
            // Old messages stay in the directory for good, and are no news.
            Some(MessageMisfit::Older { .. })
                if self.done.iter().any(|known| known.group == id) => {}
            Some(_) => self.rejected.push(rejected),
            None => return Err(rejected.failure),
        }
        Ok(())
    }
}

/// Returns a note with the group that a message invites to, and the command that takes it in.
fn invitation_note(asked: &Asked) -> String {
    // Anyone may have named the file, and terminals obey control characters.
    let what = asked.what.replace(char::is_control, "\u{FFFD}");
    format!(
        "{what} invites to \"{}\": ringtrue join {}",
        asked.question.message().name(),
        shell_quote(&what)
    )
}
