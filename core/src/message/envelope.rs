//! Seals and opens messages: the armour, the age file in it, the signature in that. A
//! message that is too large, or sealed to too many, is refused before age parses it.
//! Any armour but ours is refused too, so that no byte of a message can change
//! unnoticed.

use std::io::{Read as _, Write as _};

use age::armor::{ArmoredReader, ArmoredWriter, Format};
use age::x25519::Recipient;
use age::{EncryptError, Encryptor};
use thiserror::Error;
use zeroize::Zeroizing;

use super::content::{
    Content, MAX_RECIPIENTS, Message, MessageKind, SealError, hash_of, words_hash,
};
use super::text::TextError;
use crate::device::{DeviceKey, DevicePublic};
use crate::encoding::decode;
use crate::group::{Rank, RotationId, Unconfirmed};
use crate::seal::{UnsealError, open_with_passphrase, seal_to_passphrase};
use crate::words::Phrase;

/// The maximum size of an armoured message in bytes. A thousand members take a third of it.
pub const MAX_BYTES: usize = 1 << 20;

/// The maximum size of an age header in bytes, with room for [`MAX_RECIPIENTS`] stanzas
/// of 98 bytes and the dummy one that age adds.
const MAX_HEADER: usize = 110_000;

const BEGIN: &str = "-----BEGIN AGE ENCRYPTED FILE-----";
const END: &str = "-----END AGE ENCRYPTED FILE-----";

/// The number of lines in a minisign signature.
const SIGNATURE_LINES: usize = 4;

/// Returns whether the bytes contain a message, or only the beginning of one.
#[must_use]
pub fn is_message(bytes: &[u8]) -> bool {
    let begins = |bytes: &[u8]| {
        let mut windows = bytes.windows(BEGIN.len());
        windows.any(|window| window == BEGIN.as_bytes()) || is_cut_in_first_line(bytes)
    };
    begins(bytes) || decode(bytes).is_some_and(|text| begins(text.as_bytes()))
}

/// Returns whether the bytes are a message that was cut off within its first line.
fn is_cut_in_first_line(bytes: &[u8]) -> bool {
    // Programs that sync or download fill with zeros what has not arrived yet.
    let arrived = bytes.trim_ascii_end();
    let end = arrived
        .iter()
        .rposition(|byte| *byte != 0)
        .map_or(0, |at| at + 1);
    let start = arrived.get(..end).unwrap_or_default();
    start.len() >= "-----BEGIN A".len() && BEGIN.as_bytes().starts_with(start)
}

/// The kind of recipient that a message is sealed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealedTo {
    /// Six words.
    Words,
    /// Devices.
    Devices,
}

/// A message that was found but not yet opened.
#[derive(Debug)]
pub struct Sealed {
    pub(super) age: Vec<u8>,
    to: SealedTo,
    recipients: usize,
}

impl Sealed {
    /// Finds the one message in `bytes`, which may have other text around it, as in a
    /// mail. Lines may end in LF or CRLF, and the text may be UTF-16 with a byte order
    /// mark.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn find(bytes: &[u8]) -> Result<Self, OpenError> {
        if bytes.len() > MAX_BYTES {
            return Err(OpenError::TooLarge);
        }
        let text = decode(bytes).ok_or(OpenError::NoMessage)?;
        let start = text.find(BEGIN).ok_or(if is_cut_in_first_line(bytes) {
            OpenError::CutShort
        } else {
            OpenError::NoMessage
        })?;
        let rest = text.get(start..).unwrap_or_default();
        let end = rest.find(END).ok_or(OpenError::CutShort)?;
        let (armour, after) = rest.split_at(end + END.len());
        if after.contains(BEGIN) {
            return Err(OpenError::Several);
        }
        let armour = armour.replace("\r\n", "\n");
        let age = dearmour(&armour)?;
        let (to, recipients) = count_recipients(&age)?;
        Ok(Self {
            age,
            to,
            recipients,
        })
    }

    /// Returns how many devices or passphrases it is sealed to, which decides how much
    /// work it is to open.
    #[must_use]
    pub const fn recipients(&self) -> usize {
        self.recipients
    }

    /// Returns the kind of recipient that it is sealed to.
    #[must_use]
    pub const fn to(&self) -> SealedTo {
        self.to
    }

    /// Opens a message that is sealed to devices.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open(&self, key: &DeviceKey) -> Result<Unconfirmed<Message>, OpenError> {
        read(&key.open(&self.age)?, MessageKind::Rotation)
    }

    /// Opens a message that is sealed to six words.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open_with_words(&self, words: &Phrase) -> Result<Unconfirmed<Message>, OpenError> {
        read_invitation(&self.unseal(words)?, words)
    }

    /// Decrypts a message that is sealed to six words, for [`read_invitation`]: the
    /// slow half of [`Sealed::open_with_words`].
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn unseal(&self, words: &Phrase) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        Ok(open_with_passphrase(&self.age, &words.to_text())?)
    }
}

/// Parses and verifies an invitation that was decrypted with six words.
///
/// # Errors
/// [`OpenError`].
pub fn read_invitation(unsealed: &[u8], words: &Phrase) -> Result<Unconfirmed<Message>, OpenError> {
    let message = read(unsealed, MessageKind::Invitation)?;
    let content = &message.held().content;
    if content.words_hash != Some(words_hash(content.group, words)) {
        return Err(OpenError::OtherKind);
    }
    Ok(message)
}

/// Seals a signed invitation to six words, which is slow.
///
/// # Errors
/// [`SealError::Age`].
pub fn seal_invitation(signed: &str, words: &Phrase) -> Result<Vec<u8>, SealError> {
    let sealed = seal_to_passphrase(signed.as_bytes(), &words.to_text());
    armour(&sealed.map_err(|_| SealError::Age)?)
}

/// Seals a signed text to devices.
pub(super) fn seal_to_devices(
    signed: &str,
    devices: &[DevicePublic],
) -> Result<Vec<u8>, SealError> {
    let recipients = devices.iter().map(|device| device.recipient());
    let recipients: Option<Vec<Recipient>> = recipients.collect();
    let recipients = recipients.ok_or(SealError::Age)?;
    let seal = || -> Result<Vec<u8>, EncryptError> {
        let recipients = recipients.iter().map(|it| it as &dyn age::Recipient);
        let mut sealed = Vec::new();
        let mut writer = Encryptor::with_recipients(recipients)?.wrap_output(&mut sealed)?;
        writer.write_all(signed.as_bytes())?;
        writer.finish()?;
        Ok(sealed)
    };
    armour(&seal().map_err(|_| SealError::Age)?)
}

/// Armours an age file in the same way on every system: with line feeds, and none after
/// the last line, so that there is no byte that could be missing.
pub(super) fn armour(age: &[u8]) -> Result<Vec<u8>, SealError> {
    let armour = || -> std::io::Result<Vec<u8>> {
        let mut writer = ArmoredWriter::wrap_output(Vec::new(), Format::AsciiArmor)?;
        writer.write_all(age)?;
        writer.finish()
    };
    let text = String::from_utf8(armour().map_err(|_| SealError::Age)?);
    let text = text.map_err(|_| SealError::Age)?.replace("\r\n", "\n");
    Ok(text.trim_end().as_bytes().to_vec())
}

fn dearmour(text: &str) -> Result<Vec<u8>, OpenError> {
    let mut age = Vec::new();
    ArmoredReader::new(text.as_bytes())
        .read_to_end(&mut age)
        .map_err(|_| OpenError::Changed)?;
    // Armour can be spelt in several ways; only ours is accepted.
    match armour(&age) {
        Ok(again) if again == text.as_bytes() => Ok(age),
        _ => Err(OpenError::Changed),
    }
}

/// Counts the recipients in the header's lines, without parsing them.
fn count_recipients(age: &[u8]) -> Result<(SealedTo, usize), OpenError> {
    let header = age.get(..age.len().min(MAX_HEADER)).unwrap_or_default();
    let (mut devices, mut words, mut others) = (0, 0, 0);
    let mut is_whole = false;
    for line in header.split(|byte| *byte == b'\n') {
        if line.starts_with(b"-> X25519 ") {
            devices += 1;
        } else if line.starts_with(b"-> scrypt ") {
            words += 1;
        } else if line.starts_with(b"-> ") {
            others += 1;
        } else if line.starts_with(b"---") {
            is_whole = true;
            break;
        }
    }
    if devices > MAX_RECIPIENTS || !is_whole && age.len() > MAX_HEADER {
        return Err(OpenError::TooManyRecipients);
    }
    match (words, devices, others) {
        _ if !is_whole => Err(OpenError::Changed),
        (1, 0, 0) => Ok((SealedTo::Words, words)),
        // age adds a dummy stanza that nobody can open.
        (0, 1.., 0 | 1) => Ok((SealedTo::Devices, devices)),
        _ => Err(OpenError::Changed),
    }
}

/// Parses the decrypted message and verifies its signature.
fn read(inside: &[u8], kind: MessageKind) -> Result<Unconfirmed<Message>, OpenError> {
    let inside = std::str::from_utf8(inside).map_err(|_| OpenError::Unsigned)?;
    let ends = inside.match_indices('\n').map(|(at, _)| at + 1);
    let at = ends.take(SIGNATURE_LINES).last().unwrap_or_default();
    let (signature, rest) = inside.split_at(at);
    let text = rest.strip_prefix('\n').ok_or(OpenError::Unsigned)?;
    let content = Content::from_toml(text)?;
    if content.kind != kind {
        return Err(OpenError::OtherKind);
    }
    let mut organisers = content.organisers.iter();
    let signer = organisers
        .find(|organiser| organiser.key.has_signed(text.as_bytes(), signature))
        .ok_or(OpenError::Unsigned)?
        .key;
    let brought = match kind {
        MessageKind::Invitation => content.brought_by,
        MessageKind::Rotation => {
            let first = content.part.and_then(|part| part.first);
            let rank = Rank {
                excludes: content.excludes,
                hash: first.unwrap_or_else(|| hash_of(text)),
            };
            Some(RotationId { rank, by: signer })
        }
    };
    Ok(Unconfirmed::new(Message {
        content,
        signer,
        brought,
    }))
}

/// The reason a message can't be opened.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum OpenError {
    /// There is no message.
    #[error("there is no message in it")]
    NoMessage,
    /// There is more than one message.
    #[error("there is more than one message in it")]
    Several,
    /// It is larger than [`MAX_BYTES`].
    #[error("it is larger than a message may be (1 MB)")]
    TooLarge,
    /// It is sealed to more than [`MAX_RECIPIENTS`].
    #[error("it is sealed to more than {MAX_RECIPIENTS} devices")]
    TooManyRecipients,
    /// Its last line is missing: it may still be syncing or downloading.
    #[error("it is incomplete: has all of it arrived?")]
    CutShort,
    /// It was changed or cut short.
    #[error("it was changed or cut short on its way")]
    Changed,
    /// It has no valid signature by an organiser that it names.
    #[error("no organiser has signed it")]
    Unsigned,
    /// It is not sealed the way its kind requires: someone who could open it sealed it
    /// again.
    #[error("someone other than the organiser sealed it again")]
    OtherKind,
    /// It is for other devices.
    #[error("it is not for this device")]
    OtherDevice,
    /// The words are wrong, or it was changed.
    #[error("wrong words, or it was changed on its way")]
    WrongWords,
    /// Opening it would take too long.
    #[error("opening it would take too much work")]
    TooMuchWork,
    /// Its text can't be read.
    #[error(transparent)]
    Text(#[from] TextError),
}

impl From<UnsealError> for OpenError {
    fn from(error: UnsealError) -> Self {
        match error {
            UnsealError::OtherKey => Self::OtherDevice,
            UnsealError::WrongPassphrase => Self::WrongWords,
            UnsealError::TooMuchWork { .. } => Self::TooMuchWork,
            _ => Self::Changed,
        }
    }
}
