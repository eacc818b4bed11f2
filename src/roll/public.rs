//! Public keys that somebody brings: typed, on standard input, or in a picture.
//! Where a secret was pasted instead, it is refused and not repeated.

use std::path::Path;

use ringtrue_core::device::DevicePublic;
use ringtrue_core::incoming::{KeyError, PublicKeys, is_secret};
use ringtrue_core::organiser::OrganiserKey;
use ringtrue_core::qr;
use ringtrue_core::text::{check_words_line, quoted};
use ringtrue_core::words::{PHRASE_WORDS, Word};
use ringtrue_core::{Group, Name};
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::source;
use crate::sys::{System, files};
use crate::tell::note;

/// Where a key comes from.
#[derive(Clone, Copy)]
pub enum Source<'a> {
    /// It was typed, or `-` for standard input.
    Typed(&'a str),
    /// A picture or a text.
    File(&'a Path),
}

impl<'a> Source<'a> {
    /// What was typed, or else the file that was named.
    pub fn of(typed: Option<&'a str>, file: Option<&'a Path>) -> Option<Self> {
        typed.map(Self::Typed).or(file.map(Self::File))
    }
}

/// Reads a device's public key.
pub fn device(source: Source<'_>, system: &mut System) -> Result<DevicePublic, Failure> {
    let (texts, what) = texts(source, system)?;
    let found = PublicKeys::find(&texts).and_then(|keys| keys.device());
    found.map_err(|error| match error {
        KeyError::IsOrganiser => cannot_use(&what, error)
            .command("with that: ringtrue members promote", "NAME --key KEY"),
        _ => cannot_use(&what, error).hint("on their device: ringtrue device"),
    })
}

/// Reads an organiser's public key.
pub fn organiser(source: Source<'_>, system: &mut System) -> Result<OrganiserKey, Failure> {
    let (texts, what) = texts(source, system)?;
    let found = PublicKeys::find(&texts).and_then(|keys| keys.organiser());
    found.map_err(|error| {
        cannot_use(&what, error).hint("on their device: ringtrue device --organiser")
    })
}

fn cannot_use(what: &str, error: KeyError) -> Failure {
    Failure::new(format!("can't use {what}: {error}"))
}

/// Nobody is promoted without a key.
pub fn no_organiser_key(name: &Name, group: &Group) -> Failure {
    Failure::new(format!("{name}'s organiser key is missing: --key KEY")).hint(format!(
        "on {name}'s device: ringtrue device --organiser; then: ringtrue -g {} members promote {} \
         --key KEY",
        quoted(group.local_name()),
        quoted(name)
    ))
}

/// The one text that was typed, or all those of a file; and what to call that.
fn texts(
    source: Source<'_>,
    system: &mut System,
) -> Result<(Vec<Zeroizing<String>>, String), Failure> {
    let (bytes, what) = match source {
        Source::Typed("-") => source::input(system)?,
        Source::File(path) if path.as_os_str() == "-" => source::input(system)?,
        Source::Typed(text) => {
            return Ok((
                vec![Zeroizing::new(text.to_owned())],
                "what was typed".to_owned(),
            ));
        }
        Source::File(path) => {
            let bytes = files::read_named(path, source::MAX_FILE).map_err(|error| {
                let name = Zeroizing::new(path.to_string_lossy().into_owned());
                if source::looks_like_key(path) || is_secret(&name) {
                    // The error would repeat it.
                    Failure::new("the name of a file is missing")
                        .hint("name a picture or a text, or - for standard input: --scan photo.jpg")
                } else {
                    error.into()
                }
            })?;
            (bytes, path.display().to_string())
        }
    };
    if qr::looks_like_image(&bytes) {
        return Ok((source::codes(&bytes, &what)?, what));
    }
    match std::str::from_utf8(&bytes) {
        Ok(text) => Ok((vec![Zeroizing::new(text.to_owned())], what)),
        Err(_) => Err(source::not_readable(&bytes, &what, "a text")),
    }
}

/// Tells the six words of a key, by which two who know each other's voice see
/// that it is the right one: of `whose`, or of this device.
pub fn tell_words(whose: Option<&Name>, words: &[Word; PHRASE_WORDS], system: &mut System) {
    let words = check_words_line(words);
    match whose {
        Some(name) => note(
            system,
            format_args!("compare these six words with {name} by voice: {words}"),
        ),
        None => note(
            system,
            format_args!("its six words, to compare by voice: {words}"),
        ),
    }
}
