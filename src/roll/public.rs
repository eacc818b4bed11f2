//! Public keys that somebody brings: typed, on standard input, or in a picture.
//! Where a secret was pasted instead, it is refused and not repeated.

use std::path::Path;

use ringtrue_core::device::{DevicePublic, NoDevicePublic};
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
    let hint = "on their device: ringtrue device";
    if let Some(key) = only_one(&texts, &what, hint, device_key)? {
        return Ok(key);
    }
    let failure = |why: &str| Failure::new(format!("can't use {what}: {why}"));
    if !keys(&texts, weak_key).is_empty() {
        return Err(failure(&NoDevicePublic::Weak.to_string()).hint(hint));
    }
    Err(if keys(&texts, organiser_key).is_empty() {
        failure("it has no device's key (age1…) in it, or a letter of that is wrong").hint(hint)
    } else {
        failure("it is an organiser's key, not a device's")
            .command("with that: ringtrue members promote", "NAME --key KEY")
    })
}

/// Reads an organiser's public key.
pub fn organiser(source: Source<'_>, system: &mut System) -> Result<OrganiserKey, Failure> {
    let (texts, what) = texts(source, system)?;
    let hint = "on their device: ringtrue device --organiser";
    if let Some(key) = only_one(&texts, &what, hint, organiser_key)? {
        return Ok(key);
    }
    let failure = |why: &str| Failure::new(format!("can't use {what}: {why}"));
    Err(if keys(&texts, device_key).is_empty() {
        failure("it has no organiser's key (RW…) in it, or a letter of that is wrong")
    } else {
        failure("it is a device's key, not an organiser's")
    }
    .hint(hint))
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

fn device_key(text: &str) -> Option<DevicePublic> {
    DevicePublic::from_text(text).ok()
}

fn weak_key(text: &str) -> Option<NoDevicePublic> {
    let weak = |error: &NoDevicePublic| *error == NoDevicePublic::Weak;
    DevicePublic::from_text(text).err().filter(weak)
}

fn organiser_key(text: &str) -> Option<OrganiserKey> {
    OrganiserKey::from_text(text).ok()
}

/// The one key in texts without a secret, `None` where there is none.
fn only_one<K: Copy + PartialEq>(
    texts: &[Zeroizing<String>],
    what: &str,
    hint: &str,
    parse: impl Fn(&str) -> Option<K>,
) -> Result<Option<K>, Failure> {
    let failure = |why: &str| Failure::new(format!("can't use {what}: {why}")).hint(hint);
    if texts.iter().any(|text| is_secret(text)) {
        return Err(failure(
            "it has a secret in it, which nobody else must have",
        ));
    }
    match keys(texts, parse).as_slice() {
        [] => Ok(None),
        [key] => Ok(Some(*key)),
        _ => Err(failure("more than one key is in it")),
    }
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

/// The different keys in texts that may say more than that.
fn keys<K: PartialEq>(texts: &[Zeroizing<String>], parse: impl Fn(&str) -> Option<K>) -> Vec<K> {
    let words = texts.iter().flat_map(|text| text.split_whitespace());
    let around = ['"', '\'', '<', '>', '(', ')', '.', ',', ';', ':', '!', '?'];
    let mut keys = Vec::new();
    for key in words.filter_map(|word| parse(word.trim_matches(around))) {
        if !keys.contains(&key) {
            keys.push(key);
        }
        // One is wanted.
        if keys.len() > 1 {
            break;
        }
    }
    keys
}

/// Whether a text has an age secret key in it, or an enrolment link.
fn is_secret(text: &str) -> bool {
    let folded = Zeroizing::new(text.to_ascii_lowercase());
    ["age-secret-key-", "otpauth:", "otpauth-migration:"]
        .iter()
        .any(|begins| folded.contains(begins))
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
