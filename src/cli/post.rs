//! Messages out: who signs them, where they are written, and whom they do not
//! reach.

use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use ringtrue::device::DevicePublic;
use ringtrue::group::{Holds, Member};
use ringtrue::message::{self, Letter, Rank, SealError};
use ringtrue::organiser::SigningKey;
use ringtrue::view::{check_words_line, phrase_screen, quoted, to_reach};
use ringtrue::words::Phrase;
use ringtrue::{Group, Name};
use serde_json::{Value, json};

use super::args::Global;
use super::failure::Failure;
use super::store::{self, Before, Store};
use super::{Status, ask_to_replace, note, say, say_json, show, tell_check_words, wants_screen};
use crate::sys::{System, files};

/// What an organiser is called who can't be asked and is not on the roll.
const NAMELESS: &str = "Organiser";

/// How many members are named whom a message reaches.
const MAX_NAMED: usize = 20;

/// How many letters of a rank stand in a file's name: enough that two rotations
/// made at once don't have the same.
const RANK_LETTERS: usize = 8;

/// Seals the group to six words, for `member` where that is given.
pub fn invite(
    path: &Path,
    member: Option<&str>,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    let name = ask_name(global, system)?;
    let path = may_write(path, global, system)?;
    let words = Phrase::draw(|bytes| (system.random)(bytes))?;
    let mut store = Store::open(system)?;
    let own = store.device()?;
    let group = store.vault.select_mut(global.group.as_deref())?;
    be_organiser(group, name.as_deref(), own)?;
    let to = member
        .map(|member| put_on_roll(member, group))
        .transpose()?;
    let letter = message::invitation(group, to.as_ref(), &words)
        .map_err(|error| cannot_seal(error, group))?;
    group.sent(None);
    let id = HEXLOWER.encode(group.id().as_bytes());
    let tag = HEXLOWER.encode(&system.random_bytes::<4>()?);
    let start: String = id.chars().take(RANK_LETTERS).collect();
    let file = path.named(&format!("ringtrue-{start}-invitation-{tag}.age"));
    let written = write(&[(file, letter)], path.replace, &mut store, Before::Keep)?;
    let vault = store.close();
    let group = vault.select(global.group.as_deref())?;
    tell_words(&words, &written, group, global, system)?;
    Ok(Status::Done)
}

/// Shows the six words, once.
fn tell_words(
    words: &Phrase,
    written: &[PathBuf],
    group: &Group,
    global: &Global,
    system: &mut System,
) -> Result<(), Failure> {
    let names: Vec<String> = written
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    let file = names.join(", ");
    if wants_screen(global, system) {
        show(group, system, &|size| {
            phrase_screen(words, &file, size.columns)
        })?;
    } else if global.json {
        say_json(
            system,
            &json!({
                "group": group.local_name().as_str(),
                "generation": group.generation().number(),
                "written": names,
                "words": words.to_text().as_str(),
            }),
        )?;
    } else {
        say(system, &words.to_text())?;
        say(system, "\n")?;
    }
    note(
        system,
        format_args!(
            "ringtrue: note: send {file} any way you like, and tell the six words by voice, on a \
             number that you know; they are not shown again\n"
        ),
    );
    note(system, "ringtrue: note: there: ringtrue join FILE\n");
    tell_check_words(group, system);
    if let Some(organiser) = group.organisers().own() {
        let words = check_words_line(&organiser.key.words());
        note(
            system,
            format_args!("ringtrue: note: your words as the organiser, to compare: {words}\n"),
        );
    }
    note(
        system,
        "ringtrue: note: a phone without ringtrue can't open it; for one, a page with the QR code: \
         ringtrue sheet --invite\n",
    );
    Ok(())
}

/// A rotation that was sealed.
pub struct Posted {
    /// The files that were written.
    pub written: Vec<PathBuf>,
    /// Whom it reaches.
    pub reached: Vec<Name>,
}

impl Posted {
    /// What a report has more, where a rotation was sealed.
    pub fn report(&self, group: &Group) -> serde_json::Map<String, Value> {
        let written: Vec<String> = self
            .written
            .iter()
            .map(|it| it.display().to_string())
            .collect();
        let reached: Vec<&str> = self.reached.iter().map(Name::as_str).collect();
        let not: Vec<&str> = not_reached(group)
            .map(|member| member.name.as_str())
            .collect();
        let fields = [
            ("written", json!(written)),
            ("sealed_to", json!(reached)),
            ("not_reached", json!(not)),
        ];
        fields
            .map(|(name, value)| (name.to_owned(), value))
            .into_iter()
            .collect()
    }

    /// What a person does now: whom the files reach, and what to do for each of
    /// the others.
    pub fn told(&self, group: &Group) -> String {
        let names: Vec<&str> = self.reached.iter().map(Name::as_str).collect();
        let files: Vec<String> = self
            .written
            .iter()
            .map(|it| it.display().to_string())
            .collect();
        let files = files.join(", ");
        let names = match names.as_slice() {
            many if many.len() > MAX_NAMED => format!("{} members", many.len()),
            few => few.join(", "),
        };
        let others: Vec<&Member> = not_reached(group).collect();
        if self.reached.len() == 1 {
            return format!(
                "Nobody but you has a device on the roll yet: {files} is for this device alone.\n{}",
                to_reach(group, &others)
            );
        }
        format!(
            "Sealed to the devices of {names}: send {files} to all of them, any way you like.\n\
             There: ringtrue join FILE\n{}",
            to_reach(group, &others)
        )
    }
}

/// Those on the roll who have no device that a message can be sealed to.
fn not_reached(group: &Group) -> impl Iterator<Item = &Member> {
    let roll = group.members().iter();
    roll.filter(|member| member.device.is_none())
}

/// What is asked before a rotation is sealed, with nothing locked.
pub struct Ready {
    name: Option<String>,
    path: Destination,
}

/// Asks what has to be asked before a rotation is sealed.
pub fn ready(path: &Path, global: &Global, system: &mut System) -> Result<Ready, Failure> {
    Ok(Ready {
        name: ask_name(global, system)?,
        path: may_write(path, global, system)?,
    })
}

impl Ready {
    /// Makes sure that this device may sign for `group`.
    pub fn check(&self, group: &mut Group, own: DevicePublic) -> Result<(), Failure> {
        be_organiser(group, self.name.as_deref(), own)
    }

    /// Seals the seed in force of the group that goes by `name`, writes it and
    /// then the vault.
    pub fn post(
        self,
        name: Option<&str>,
        off: &[Name],
        before: Before,
        store: &mut Store,
    ) -> Result<Posted, Failure> {
        let group = store.vault.select_mut(name)?;
        let made = message::rotation(group, off).map_err(|error| cannot_seal(error, group))?;
        group.sent(Some(made.rank));
        let members = group.members().iter();
        let reached = members.filter(|member| member.device.is_some());
        let reached = reached.map(|member| member.name.clone()).collect();
        let files = self.path.letters(group, made.letters, &made.rank);
        Ok(Posted {
            written: write(&files, self.path.replace, store, before)?,
            reached,
        })
    }
}

/// The name of whoever has this device, asked for where the group has no
/// organiser yet and the roll does not tell.
fn ask_name(global: &Global, system: &mut System) -> Result<Option<String>, Failure> {
    let vault = store::read(system)?;
    let group = vault.select(global.group.as_deref())?;
    let own = system.device_key.as_ref().map(|key| key.public());
    let is_known = |member: &Member| member.device.is_some() && member.device == own;
    if group.has_organiser() || group.members().iter().any(is_known) {
        return Ok(None);
    }
    if !global.yes
        && let Some(answer) = system
            .person
            .ask("Your name on the roll, as the others will see it: ")
    {
        let answer = answer?;
        Name::tidy(&answer)?;
        if group.member(&answer).is_ok_and(|it| it.device.is_some()) {
            return Err(Failure::new(format!(
                "{answer} is on the roll already, with another device"
            ))
            .hint("if that is you, with this device now: ringtrue members add NAME --me"));
        }
        return Ok(Some(answer));
    }
    let numbered = (2..).map(|number| format!("{NAMELESS} {number}"));
    let name = std::iter::once(NAMELESS.to_owned())
        .chain(numbered)
        .find(|name| group.member(name).is_err())
        .unwrap_or_default();
    note(
        system,
        format_args!(
            "ringtrue: note: you are on the roll as \"{name}\"; to be called otherwise: \
             ringtrue members add NAME --me\n"
        ),
    );
    Ok(Some(name))
}

/// Makes this device an organiser's where the group has none. Where it has one,
/// this device has to be it.
fn be_organiser(group: &mut Group, name: Option<&str>, own: DevicePublic) -> Result<(), Failure> {
    if let Some(name) = name {
        group.give_device(name, own)?;
    }
    let me = group.member_with(&own).map(|member| member.name.clone());
    if let Some(organiser) = group.organisers().own() {
        // From a backup: the roll still has the device before this one.
        return match me {
            Some(_) => Ok(()),
            None => Err(Failure::new("this device is not on the roll").hint(format!(
                "to put it in the place of your old one: ringtrue members add -g {} {} --me; if \
                 that is in wrong hands, so is its organiser's key",
                quoted(group.local_name()),
                quoted(&organiser.name)
            ))),
        };
    }
    match me {
        Some(me) if !group.has_organiser() => Ok(group.found(me.as_str(), SigningKey::generate)?),
        _ => Err(cannot_seal(SealError::NotYou, group)),
    }
}

/// The member of this name, put on the roll where they are not yet.
fn put_on_roll(member: &str, group: &mut Group) -> Result<Name, Failure> {
    if group.member(member).is_err() {
        group.add_member(member, Holds::Ringtrue)?;
    }
    Ok(group.member(member)?.name.clone())
}

fn cannot_seal(error: SealError, group: &Group) -> Failure {
    let name = group.local_name();
    let failure = Failure::new(format!("can't seal \"{name}\": {error}"));
    match error {
        SealError::NotYou => {
            let organisers = group.organisers().pinned().iter();
            let names: Vec<&str> = organisers.map(|it| it.name.as_str()).collect();
            failure.hint(format!(
                "ask {} to do it, or to make you one too: ringtrue members promote",
                names.join(" or ")
            ))
        }
        SealError::Foreign => failure.hint(format!(
            "show its QR code: ringtrue invite -g {}",
            quoted(name)
        )),
        _ => failure,
    }
}

/// Where messages are written.
struct Destination {
    path: PathBuf,
    is_directory: bool,
    /// Whether what is there may go.
    replace: bool,
}

/// Asks whether what is there may go, with nothing locked.
fn may_write(path: &Path, global: &Global, system: &mut System) -> Result<Destination, Failure> {
    let is_directory = files::is_directory(path);
    let is_there = !is_directory && files::is_there(path);
    if is_there && !global.yes {
        ask_to_replace(path, system)?;
    }
    Ok(Destination {
        path: path.to_owned(),
        is_directory,
        replace: is_there,
    })
}

impl Destination {
    /// The file to write: in a directory, one called `name`.
    fn named(&self, name: &str) -> PathBuf {
        if self.is_directory {
            self.path.join(name)
        } else {
            self.path.clone()
        }
    }

    /// The files of a rotation. Of several each has its number before the dot.
    fn letters(&self, group: &Group, letters: Vec<Letter>, rank: &Rank) -> Vec<(PathBuf, Vec<u8>)> {
        let several = letters.len() > 1;
        let id = HEXLOWER.encode(group.id().as_bytes());
        let rank = HEXLOWER.encode(rank);
        let start = |text: &str| text.chars().take(RANK_LETTERS).collect::<String>();
        let name = format!(
            "ringtrue-{}-{}-{}.age",
            start(&id),
            group.generation(),
            start(&rank)
        );
        let path = self.named(&name);
        let numbered = |number: usize| {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let ending = path.extension().map(|it| it.to_string_lossy());
            let ending = ending.map(|it| format!(".{it}")).unwrap_or_default();
            path.with_file_name(format!("{stem}-{number}{ending}"))
        };
        (1..)
            .zip(letters)
            .map(|(number, letter)| {
                let path = if several {
                    numbered(number)
                } else {
                    path.clone()
                };
                (path, letter.bytes)
            })
            .collect()
    }
}

/// Writes messages, and then the vault that knows of them. Where either fails,
/// neither is there.
fn write(
    letters: &[(PathBuf, Vec<u8>)],
    replace: bool,
    store: &mut Store,
    before: Before,
) -> Result<Vec<PathBuf>, Failure> {
    let mut written = Vec::with_capacity(letters.len());
    let mut made = Vec::new();
    let mut write_all = || -> Result<(), Failure> {
        for (path, bytes) in letters {
            let is_new = !files::is_there(path);
            files::write_named(path, bytes, replace)?;
            written.push(path.clone());
            made.extend(is_new.then_some(path));
        }
        store.save(before)
    };
    let result = write_all();
    if result.is_err() {
        for path in made {
            // What stays can be opened by its members all the same, and by this
            // device: nothing is lost.
            let _ = files::remove_named(path);
        }
    }
    result.map(|()| written)
}
