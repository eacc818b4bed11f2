//! Reads public keys: typed, from standard input, or from a picture. A secret that was
//! pasted instead is refused and not repeated.

use std::path::Path;

use ringtrue_core::device::DevicePublic;
use ringtrue_core::incoming::{KeyError, PublicKeys, is_secret};
use ringtrue_core::organiser::OrganiserKey;
use ringtrue_core::qr;
use ringtrue_core::text::{check_words_line, shell_name};
use ringtrue_core::words::{PHRASE_WORDS, Word};
use ringtrue_core::{Group, Name};
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::source;
use crate::sys::{System, files};
use crate::tell::note;

/// The source of a key.
#[derive(Clone, Copy)]
pub enum Source<'a> {
    /// The key as typed, or `-` for standard input.
    Typed(&'a str),
    /// A picture or text file, or `-` for standard input.
    File(&'a Path),
}

impl<'a> Source<'a> {
    /// Returns what was typed, or else the file that was named.
    pub fn of(typed: Option<&'a str>, file: Option<&'a Path>) -> Option<Self> {
        typed.map(Self::Typed).or(file.map(Self::File))
    }
}

/// Reads a device's public key.
pub fn read_device_key(source: Source<'_>, system: &mut System) -> Result<DevicePublic, Failure> {
    let (texts, what) = texts(source, system)?;
    let found = PublicKeys::find(&texts).and_then(|keys| keys.device());
    found.map_err(|error| match error {
        KeyError::IsOrganiser => key_error(&what, error)
            .hint_command("with that: ringtrue members promote", "NAME --key KEY"),
        _ => key_error(&what, error).hint("on their device: ringtrue device"),
    })
}

/// Reads an organiser's public key.
pub fn read_organiser_key(
    source: Source<'_>,
    system: &mut System,
) -> Result<OrganiserKey, Failure> {
    let (texts, what) = texts(source, system)?;
    let found = PublicKeys::find(&texts).and_then(|keys| keys.organiser());
    found.map_err(|error| {
        key_error(&what, error).hint("on their device: ringtrue device --organiser")
    })
}

fn key_error(what: &str, error: KeyError) -> Failure {
    Failure::new(format!("can't use {what}: {error}"))
}

/// Returns the error for a promotion without a key.
pub fn no_organiser_key(name: &Name, group: &Group) -> Failure {
    Failure::new(format!("{name}'s organiser key is missing: --key KEY")).hint(format!(
        "on {name}'s device: ringtrue device --organiser; then: ringtrue -g {} members promote {} \
         --key KEY",
        shell_name(group.local_name()),
        shell_name(name)
    ))
}

/// Returns the text that was typed or all texts of a file, and a name for it in messages.
fn texts(
    source: Source<'_>,
    system: &mut System,
) -> Result<(Vec<Zeroizing<String>>, String), Failure> {
    let (bytes, what) = match source {
        Source::Typed("-") => source::read_stdin(system)?,
        Source::File(path) if path.as_os_str() == "-" => source::read_stdin(system)?,
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
                    // The error would repeat the secret.
                    Failure::new("the file name is missing").hint(
                        "give a picture or a text file, or - for standard input: --scan photo.jpg",
                    )
                } else {
                    error.into()
                }
            })?;
            (bytes, path.display().to_string())
        }
    };
    if qr::looks_like_image(&bytes) {
        return Ok((source::read_qr_codes(&bytes, &what)?, what));
    }
    match std::str::from_utf8(&bytes) {
        Ok(text) => Ok((vec![Zeroizing::new(text.to_owned())], what)),
        Err(_) => Err(source::wrong_kind(&bytes, &what, "a text")),
    }
}

/// Prints the six words of a key, to compare by voice: the key of `whose`, or of this
/// device.
pub fn note_words(whose: Option<&Name>, words: &[Word; PHRASE_WORDS], system: &mut System) {
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
