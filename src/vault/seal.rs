//! Sealing to the device key: standard age files, which `age -d -i device.key`
//! opens.

use std::fmt;

use age::DecryptError;
use age::secrecy::ExposeSecret;
use age::x25519::Identity;
use thiserror::Error;
use zeroize::Zeroizing;

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
        // age reads into a buffer that grows, and leaves parts of what it read
        // where it grew from: this one is long enough from the start.
        use std::io::Read as _;
        let decryptor = age::Decryptor::new_buffered(sealed)?;
        let identity: &dyn age::Identity = &self.0;
        let mut plaintext = Zeroizing::new(Vec::with_capacity(sealed.len()));
        decryptor
            .decrypt(std::iter::once(identity))?
            .read_to_end(&mut plaintext)
            .map_err(|_| UnsealError::Damaged)?;
        Ok(plaintext)
    }
}

impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceKey({})", self.0.to_public())
    }
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
}

impl From<DecryptError> for UnsealError {
    fn from(error: DecryptError) -> Self {
        match error {
            DecryptError::NoMatchingKeys | DecryptError::KeyDecryptionFailed => Self::OtherKey,
            DecryptError::InvalidHeader | DecryptError::UnknownFormat => Self::NotAge,
            _ => Self::Damaged,
        }
    }
}
