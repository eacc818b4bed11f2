//! Sealing, to the device key and to a passphrase: standard age files, which
//! `age -d -i device.key` and `age -d` open.

use std::fmt;
use std::io::{Read as _, Write as _};
use std::iter;

use age::DecryptError;
use age::secrecy::{ExposeSecret, SecretString};
use age::x25519::Identity;
use age::{Encryptor, scrypt};
use thiserror::Error;
use zeroize::Zeroizing;

/// The work factor of a passphrase, as the power of two that is scrypt's N:
/// about 0.3 seconds and 64 MiB on a laptop of 2026.
pub const WORK_FACTOR: u8 = 16;

/// The highest work factor that is accepted: four times that. A file that asks
/// for more would keep the machine busy and its memory full.
pub const MAX_WORK_FACTOR: u8 = 18;

/// This device's age X25519 identity.
pub struct DeviceKey(Identity);

impl DeviceKey {
    /// A new one, from the operating system's random source.
    #[must_use]
    pub fn generate() -> Self {
        Self(Identity::generate())
    }

    /// Reads the standard text of an age identity file: comments, and one line
    /// `AGE-SECRET-KEY-1…`.
    ///
    /// # Errors
    /// [`DeviceKeyError`], which repeats nothing of the text.
    pub fn from_text(text: &str) -> Result<Self, DeviceKeyError> {
        let mut keys = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        let key = keys.next().ok_or(DeviceKeyError::Missing)?;
        if keys.next().is_some() {
            return Err(DeviceKeyError::Several);
        }
        key.parse().map(Self).map_err(|_| DeviceKeyError::Malformed)
    }

    /// Its standard text, as `age-keygen` writes it.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        let recipient = self.0.to_public();
        Zeroizing::new(format!(
            "# the device key of ringtrue: whoever has it can open vault.age\n\
             # public key: {recipient}\n{}\n",
            self.0.to_string().expose_secret()
        ))
    }

    /// Seals `plaintext` so that this key opens it.
    ///
    /// # Errors
    /// What age fails with; nothing in memory should.
    pub fn seal(&self, plaintext: &[u8]) -> Result<Vec<u8>, age::EncryptError> {
        age::encrypt(&self.0.to_public(), plaintext)
    }

    /// Opens what was sealed to this key.
    ///
    /// # Errors
    /// [`UnsealError`].
    pub fn open(&self, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, UnsealError> {
        if sealed.is_empty() {
            return Err(UnsealError::Empty);
        }
        open_with(&self.0, sealed).map_err(|error| match error {
            DecryptError::NoMatchingKeys | DecryptError::KeyDecryptionFailed => {
                UnsealError::OtherKey
            }
            error => error.into(),
        })
    }
}

impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceKey({})", self.0.to_public())
    }
}

/// Seals `plaintext` to a passphrase, with [`WORK_FACTOR`].
///
/// # Errors
/// What age fails with; nothing in memory should.
pub fn seal_to_passphrase(
    plaintext: &[u8],
    passphrase: &str,
) -> Result<Vec<u8>, age::EncryptError> {
    let mut recipient = scrypt::Recipient::new(SecretString::from(passphrase));
    recipient.set_work_factor(WORK_FACTOR);
    let recipient: &dyn age::Recipient = &recipient;
    let mut sealed = Vec::new();
    let mut writer = Encryptor::with_recipients(iter::once(recipient))?.wrap_output(&mut sealed)?;
    writer.write_all(plaintext)?;
    writer.finish()?;
    Ok(sealed)
}

/// Opens what was sealed to a passphrase.
///
/// # Errors
/// [`UnsealError`].
pub fn open_with_passphrase(
    sealed: &[u8],
    passphrase: &str,
) -> Result<Zeroizing<Vec<u8>>, UnsealError> {
    if sealed.is_empty() {
        return Err(UnsealError::Empty);
    }
    let mut identity = scrypt::Identity::new(SecretString::from(passphrase));
    identity.set_max_work_factor(MAX_WORK_FACTOR);
    open_with(&identity, sealed).map_err(|error| match error {
        // age can't tell a wrong passphrase from a header that was changed.
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => {
            UnsealError::WrongPassphrase
        }
        DecryptError::NoMatchingKeys => UnsealError::NoPassphrase,
        DecryptError::ExcessiveWork { required, .. } => UnsealError::TooMuchWork { required },
        error => error.into(),
    })
}

fn open_with(
    identity: &dyn age::Identity,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, DecryptError> {
    let decryptor = age::Decryptor::new_buffered(sealed)?;
    // A buffer that grows leaves what it held where it grew from: this one is
    // long enough from the start.
    let mut plaintext = Zeroizing::new(Vec::with_capacity(sealed.len()));
    decryptor
        .decrypt(iter::once(identity))?
        .read_to_end(&mut plaintext)?;
    Ok(plaintext)
}

/// Why a text is no device key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DeviceKeyError {
    /// There is no key in it.
    #[error("there is no key in it")]
    Missing,
    /// There is more than one.
    #[error("there is more than one key in it")]
    Several,
    /// What is there is not an age identity.
    #[error("the key in it is not an age key (AGE-SECRET-KEY-1…), or was damaged")]
    Malformed,
}

/// Why something sealed can't be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum UnsealError {
    /// It is empty.
    #[error("it is empty")]
    Empty,
    /// It is not an age file, or its first lines were damaged.
    #[error("it is not an age file, or its beginning was damaged")]
    NotAge,
    /// It was sealed to another key.
    #[error("it was sealed to another device key")]
    OtherKey,
    /// It was cut short or changed.
    #[error("it was cut short or changed")]
    Damaged,
    /// Either the passphrase is wrong, or the file's beginning was changed.
    #[error("wrong passphrase or damaged file")]
    WrongPassphrase,
    /// It is sealed to a key.
    #[error("it is not sealed to a passphrase")]
    NoPassphrase,
    /// Its work factor is above [`MAX_WORK_FACTOR`].
    #[error("its work factor is {required}, and more than {MAX_WORK_FACTOR} is not accepted")]
    TooMuchWork {
        /// What it asks for, as a power of two.
        required: u8,
    },
}

impl From<DecryptError> for UnsealError {
    fn from(error: DecryptError) -> Self {
        match error {
            DecryptError::InvalidHeader | DecryptError::UnknownFormat => Self::NotAge,
            _ => Self::Damaged,
        }
    }
}
