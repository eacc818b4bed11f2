//! The outside of a message: armour, the age file in it, the signature in that.
//! What is too large, or sealed to too many, is refused before any of it is
//! parsed; what is armoured in any other way than ours, as well, so that no byte
//! of a message can be changed and it still be taken.

use std::io::{Read as _, Write as _};

use age::armor::{ArmoredReader, ArmoredWriter, Format};
use age::x25519::Recipient;
use age::{EncryptError, Encryptor};
use thiserror::Error;
use zeroize::Zeroizing;

use super::content::{Content, Kind, MAX_RECIPIENTS, Message, SealError, hash_of, words_hash};
use super::text::TextError;
use crate::device::{DeviceKey, DevicePublic};
use crate::encoding::decode;
use crate::group::{Brought, Rank, Unconfirmed};
use crate::seal::{UnsealError, open_with_passphrase, seal_to_passphrase};
use crate::words::Phrase;

/// The largest message in bytes, in armour: a thousand members take a third of
/// it.
pub const MAX_BYTES: usize = 1 << 20;

/// The longest header of an age file in bytes: that of so many, each of 98, and
/// of the one made-up recipient that age adds.
const MAX_HEADER: usize = 110_000;

const BEGIN: &str = "-----BEGIN AGE ENCRYPTED FILE-----";
const END: &str = "-----END AGE ENCRYPTED FILE-----";

/// How many lines a minisign signature has.
const SIGNATURE_LINES: usize = 4;

/// Whether there is a message in these bytes, or what is left of one.
#[must_use]
pub fn is_message(bytes: &[u8]) -> bool {
    let begins = |bytes: &[u8]| {
        let mut windows = bytes.windows(BEGIN.len());
        windows.any(|window| window == BEGIN.as_bytes()) || is_first_of_one(bytes)
    };
    begins(bytes) || decode(bytes).is_some_and(|text| begins(text.as_bytes()))
}

/// Whether these bytes are the first of a message, from within its first line.
fn is_first_of_one(bytes: &[u8]) -> bool {
    // Programs that sync or download fill with zeros what has not arrived.
    let arrived = bytes.trim_ascii_end();
    let end = arrived
        .iter()
        .rposition(|byte| *byte != 0)
        .map_or(0, |at| at + 1);
    let start = arrived.get(..end).unwrap_or_default();
    start.len() >= "-----BEGIN A".len() && BEGIN.as_bytes().starts_with(start)
}

/// What a message is sealed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealedTo {
    /// Six words.
    Words,
    /// Devices.
    Devices,
}

/// A message that was found and not yet opened.
#[derive(Debug)]
pub struct Sealed {
    pub(super) age: Vec<u8>,
    to: SealedTo,
    recipients: usize,
}

impl Sealed {
    /// Finds the one message in `bytes`, which may have other text around it, as
    /// a mail has. Line ends may be of any system, and the text in UTF-16 with a byte
    /// order mark.
    ///
    /// # Errors
    /// [`UnopenedError`].
    pub fn find(bytes: &[u8]) -> Result<Self, UnopenedError> {
        if bytes.len() > MAX_BYTES {
            return Err(UnopenedError::TooLarge);
        }
        let text = decode(bytes).ok_or(UnopenedError::NoMessage)?;
        let start = text.find(BEGIN).ok_or(if is_first_of_one(bytes) {
            UnopenedError::CutShort
        } else {
            UnopenedError::NoMessage
        })?;
        let rest = text.get(start..).unwrap_or_default();
        let end = rest.find(END).ok_or(UnopenedError::CutShort)?;
        let (armour, after) = rest.split_at(end + END.len());
        if after.contains(BEGIN) {
            return Err(UnopenedError::Several);
        }
        let armour = armour.replace("\r\n", "\n");
        let age = unarmoured(&armour)?;
        let (to, recipients) = count(&age)?;
        Ok(Self {
            age,
            to,
            recipients,
        })
    }

    /// Returns how many devices or passphrases it is sealed to, which is what
    /// opening it costs.
    #[must_use]
    pub const fn recipients(&self) -> usize {
        self.recipients
    }

    /// What it is sealed to.
    #[must_use]
    pub const fn to(&self) -> SealedTo {
        self.to
    }

    /// Opens a message that is sealed to devices.
    ///
    /// # Errors
    /// [`UnopenedError`].
    pub fn open(&self, key: &DeviceKey) -> Result<Unconfirmed<Message>, UnopenedError> {
        read(&key.open(&self.age)?, Kind::Rotation)
    }

    /// Opens a message that is sealed to six words.
    ///
    /// # Errors
    /// [`UnopenedError`].
    pub fn open_with_words(&self, words: &Phrase) -> Result<Unconfirmed<Message>, UnopenedError> {
        read_invitation(&self.unseal(words)?, words)
    }

    /// Returns what is sealed to six words, for [`read_invitation`]: the half of
    /// [`Sealed::open_with_words`] that takes long.
    ///
    /// # Errors
    /// [`UnopenedError`].
    pub fn unseal(&self, words: &Phrase) -> Result<Zeroizing<Vec<u8>>, UnopenedError> {
        Ok(open_with_passphrase(&self.age, &words.to_text())?)
    }
}

/// Reads what was sealed to six words.
///
/// # Errors
/// [`UnopenedError`].
pub fn read_invitation(
    unsealed: &[u8],
    words: &Phrase,
) -> Result<Unconfirmed<Message>, UnopenedError> {
    let message = read(unsealed, Kind::Invitation)?;
    let content = &message.held().content;
    if content.words != Some(words_hash(content.group, words)) {
        return Err(UnopenedError::OtherKind);
    }
    Ok(message)
}

/// Seals what is signed to six words, which takes long.
///
/// # Errors
/// [`SealError::Age`].
pub fn seal_invitation(signed: &str, words: &Phrase) -> Result<Vec<u8>, SealError> {
    let sealed = seal_to_passphrase(signed.as_bytes(), &words.to_text());
    armoured(&sealed.map_err(|_| SealError::Age)?)
}

/// Seals what is signed to devices.
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
    armoured(&seal().map_err(|_| SealError::Age)?)
}

/// An age file in armour, as every system writes it here: with line feeds, and
/// none after the last line, so that there is no byte that could be missing.
pub(super) fn armoured(age: &[u8]) -> Result<Vec<u8>, SealError> {
    let armour = || -> std::io::Result<Vec<u8>> {
        let mut writer = ArmoredWriter::wrap_output(Vec::new(), Format::AsciiArmor)?;
        writer.write_all(age)?;
        writer.finish()
    };
    let text = String::from_utf8(armour().map_err(|_| SealError::Age)?);
    let text = text.map_err(|_| SealError::Age)?.replace("\r\n", "\n");
    Ok(text.trim_end().as_bytes().to_vec())
}

fn unarmoured(armour: &str) -> Result<Vec<u8>, UnopenedError> {
    let mut age = Vec::new();
    ArmoredReader::new(armour.as_bytes())
        .read_to_end(&mut age)
        .map_err(|_| UnopenedError::Changed)?;
    // Armour can be spelt in more than one way: this is the one.
    match armoured(&age) {
        Ok(again) if again == armour.as_bytes() => Ok(age),
        _ => Err(UnopenedError::Changed),
    }
}

/// Looks at the header's lines, without parsing them: who it is sealed to.
fn count(age: &[u8]) -> Result<(SealedTo, usize), UnopenedError> {
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
        return Err(UnopenedError::TooManyRecipients);
    }
    match (words, devices, others) {
        _ if !is_whole => Err(UnopenedError::Changed),
        (1, 0, 0) => Ok((SealedTo::Words, words)),
        // age adds one that nobody has.
        (0, 1.., 0 | 1) => Ok((SealedTo::Devices, devices)),
        _ => Err(UnopenedError::Changed),
    }
}

/// Reads what was sealed: the signature, and the text that it is of.
fn read(inside: &[u8], kind: Kind) -> Result<Unconfirmed<Message>, UnopenedError> {
    let inside = std::str::from_utf8(inside).map_err(|_| UnopenedError::Unsigned)?;
    let ends = inside.match_indices('\n').map(|(at, _)| at + 1);
    let at = ends.take(SIGNATURE_LINES).last().unwrap_or_default();
    let (signature, rest) = inside.split_at(at);
    let text = rest.strip_prefix('\n').ok_or(UnopenedError::Unsigned)?;
    let content = Content::from_toml(text)?;
    if content.kind != kind {
        return Err(UnopenedError::OtherKind);
    }
    let mut organisers = content.organisers.iter();
    let signer = organisers
        .find(|organiser| organiser.key.has_signed(text.as_bytes(), signature))
        .ok_or(UnopenedError::Unsigned)?
        .key;
    let brought = match kind {
        Kind::Invitation => content.brought_by,
        Kind::Rotation => {
            let first = content.part.and_then(|part| part.first);
            let rank = Rank {
                lost: content.lost,
                hash: first.unwrap_or_else(|| hash_of(text)),
            };
            Some(Brought { rank, by: signer })
        }
    };
    Ok(Unconfirmed::new(Message {
        content,
        signer,
        brought,
    }))
}

/// Why a message can't be opened.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum UnopenedError {
    /// There is none.
    #[error("there is no message in it")]
    NoMessage,
    /// There is more than one.
    #[error("there is more than one message in it")]
    Several,
    /// It is larger than [`MAX_BYTES`].
    #[error("it is larger than a message may be (1 MB)")]
    TooLarge,
    /// It is sealed to more than [`MAX_RECIPIENTS`].
    #[error("it is sealed to more than {MAX_RECIPIENTS} devices")]
    TooManyRecipients,
    /// Its last line is missing, as it is while a program still syncs or downloads it.
    #[error("it is incomplete: has it arrived whole?")]
    CutShort,
    /// It is not as it was written.
    #[error("it was changed or cut short on its way")]
    Changed,
    /// What is sealed in it has no signature of an organiser whom it names.
    #[error("no organiser has signed it")]
    Unsigned,
    /// It was sealed to something else than such a message is: somebody who
    /// could open it passes it on.
    #[error("it was sealed anew by somebody who is not its organiser")]
    OtherKind,
    /// It is for other devices.
    #[error("it is not for this device")]
    OtherDevice,
    /// The words are wrong, or it was changed.
    #[error("those are not its six words, or it was changed on its way")]
    WrongWords,
    /// Opening it would take too long.
    #[error("opening it would take too much work")]
    TooMuchWork,
    /// What it says can't be read.
    #[error(transparent)]
    Text(#[from] TextError),
}

impl From<UnsealError> for UnopenedError {
    fn from(error: UnsealError) -> Self {
        match error {
            UnsealError::OtherKey => Self::OtherDevice,
            UnsealError::WrongPassphrase => Self::WrongWords,
            UnsealError::TooMuchWork { .. } => Self::TooMuchWork,
            _ => Self::Changed,
        }
    }
}
