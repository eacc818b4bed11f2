//! A device's own key. `vault` and `message` seal to it, and with another device's
//! key it agrees on a secret that nobody else has. The program decides how it is
//! kept.

use std::fmt;
use std::io::Write as _;

use age::secrecy::ExposeSecret;
use age::x25519::Identity;
use age::{DecryptError, EncryptError, Encryptor};
use bech32::primitives::decode::CheckedHrpstring;
use bech32::{Bech32, Hrp};
use thiserror::Error;
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

use crate::otp::vault_key;
use crate::seal::{NotSealed, UnsealError, open_with};
use crate::words::{KeyKind, PHRASE_WORDS, Word, check_words_for};

/// The Bech32 prefix of a public key.
const PUBLIC: Hrp = Hrp::parse_unchecked("age");

/// The Bech32 prefix of a secret key.
const SECRET: Hrp = Hrp::parse_unchecked("age-secret-key-");

/// A device's public key, an age X25519 recipient: 32 bytes, no secret.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DevicePublic([u8; 32]);

impl DevicePublic {
    /// Its length in bytes.
    pub const LENGTH: usize = 32;

    /// Parses the standard text of an age recipient, `age1…`.
    ///
    /// # Errors
    /// [`DevicePublicError`].
    ///
    /// ```
    /// use ringtrue_core::device::DevicePublic;
    ///
    /// let text = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
    /// assert_eq!(DevicePublic::from_text(text).unwrap().to_string(), text);
    /// ```
    pub fn from_text(text: &str) -> Result<Self, DevicePublicError> {
        let text = text.trim();
        if text.to_ascii_uppercase().starts_with("AGE-SECRET-KEY-") {
            return Err(DevicePublicError::Secret);
        }
        let bytes = bech32_bytes(text, PUBLIC).ok_or(DevicePublicError::Malformed)?;
        let bytes = bytes.as_slice().try_into();
        Self::from_bytes(bytes.map_err(|_| DevicePublicError::Malformed)?)
    }

    /// Creates a key from its bytes: a u-coordinate (RFC 7748) in canonical
    /// form, and not of low order: with such a point, every key agrees on the
    /// same secret.
    ///
    /// # Errors
    /// [`DevicePublicError::Weak`].
    pub fn from_bytes(bytes: [u8; 32]) -> Result<Self, DevicePublicError> {
        // Any scalar reveals a point of low order: X25519 makes all scalars multiples of 8.
        let agreed = StaticSecret::from([1; 32]).diffie_hellman(&PublicKey::from(bytes));
        if !is_canonical(&bytes) || !agreed.was_contributory() {
            return Err(DevicePublicError::Weak);
        }
        Ok(Self(bytes))
    }

    #[cfg(test)]
    pub(crate) const fn sample(byte: u8) -> Self {
        Self([byte; 32])
    }

    /// Returns its bytes: the u-coordinate of RFC 7748.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Returns six words to compare by voice (`docs/reference/formats.md`). Computing
    /// them takes about 40 ms.
    #[must_use]
    pub fn words(&self) -> [Word; PHRASE_WORDS] {
        check_words_for(KeyKind::Device, &self.0)
    }

    pub(crate) fn recipient(self) -> Option<age::x25519::Recipient> {
        self.to_string().parse().ok()
    }
}

impl fmt::Display for DevicePublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        bech32::encode_to_fmt::<Bech32, _>(f, PUBLIC, &self.0).map_err(|_| fmt::Error)
    }
}

impl fmt::Debug for DevicePublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DevicePublic({self})")
    }
}

/// Reports whether a u-coordinate is below 2^255 - 19, and so the only encoding
/// of its point. X25519 itself ignores the top bit and reduces the rest modulo
/// that prime.
fn is_canonical(u: &[u8; 32]) -> bool {
    let mut prime = [0xff; 32];
    (prime[0], prime[31]) = (0xed, 0x7f);
    u.iter().rev().lt(prime.iter().rev())
}

/// This device's age X25519 identity.
pub struct DeviceKey(Identity);

impl DeviceKey {
    /// Generates a key from the operating system's random source.
    #[must_use]
    pub fn generate() -> Self {
        Self(Identity::generate())
    }

    /// Parses the standard text of an age identity file: comments, and one line
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

    /// Returns its standard text, as `age-keygen` writes it.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        let recipient = self.0.to_public();
        Zeroizing::new(format!(
            "# the device key of ringtrue: whoever has it can open vault.age\n\
             # public key: {recipient}\n{}\n",
            self.0.to_string().expose_secret()
        ))
    }

    /// Returns the public key, to which others seal.
    #[must_use]
    pub fn public(&self) -> DevicePublic {
        DevicePublic(PublicKey::from(&self.scalar()).to_bytes())
    }

    /// Seals `plaintext` so that this key opens it.
    ///
    /// # Errors
    /// [`NotSealed`].
    pub fn seal(&self, plaintext: &[u8]) -> Result<Vec<u8>, NotSealed> {
        age::encrypt(&self.0.to_public(), plaintext).map_err(|_| NotSealed)
    }

    /// Seals `plaintext` so that both this key and `other` open it.
    pub(crate) fn seal_with(&self, other: &Self, plaintext: &[u8]) -> Result<Vec<u8>, NotSealed> {
        let recipients = [self.0.to_public(), other.0.to_public()];
        let seal = || -> Result<_, EncryptError> {
            let mut sealed = Vec::new();
            let recipients = recipients.iter().map(|it| it as &dyn age::Recipient);
            let mut writer = Encryptor::with_recipients(recipients)?.wrap_output(&mut sealed)?;
            writer.write_all(plaintext)?;
            writer.finish()?;
            Ok(sealed)
        };
        seal().map_err(|_| NotSealed)
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

    /// Returns the secret that only this device and the one of `other` can
    /// compute: 32 bytes of X25519 (RFC 7748 section 6.1). Returns `None` if it
    /// would be all zeros, since anybody could compute that.
    pub(crate) fn agree(&self, other: &DevicePublic) -> Option<Zeroizing<[u8; 32]>> {
        let shared = self.scalar().diffie_hellman(&PublicKey::from(other.0));
        shared
            .was_contributory()
            .then(|| Zeroizing::new(shared.to_bytes()))
    }

    /// Returns the key of the MAC in this device's vault.
    pub(crate) fn vault_key(&self) -> Zeroizing<[u8; 32]> {
        vault_key(&self.secret())
    }

    fn scalar(&self) -> StaticSecret {
        StaticSecret::from(*self.secret())
    }

    /// Returns the 32 bytes that age exposes only as text.
    fn secret(&self) -> Zeroizing<[u8; 32]> {
        let text = self.0.to_string();
        let bytes = bech32_bytes(text.expose_secret(), SECRET).unwrap_or_default();
        let Ok(bytes) = <&[u8; 32]>::try_from(bytes.as_slice()) else {
            // Zeros would be a key that everybody has.
            unreachable!("age writes its keys as 32 bytes in Bech32")
        };
        Zeroizing::new(*bytes)
    }
}

impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceKey({})", self.0.to_public())
    }
}

/// Decodes a Bech32 text (BIP 173) with the prefix `hrp`.
fn bech32_bytes(text: &str, hrp: Hrp) -> Option<Zeroizing<Vec<u8>>> {
    let checked = CheckedHrpstring::new::<Bech32>(text).ok()?;
    if checked.hrp() != hrp {
        return None;
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    bytes.extend(checked.byte_iter());
    Some(bytes)
}

/// The reason why a text is not a device's public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DevicePublicError {
    /// It is not an age recipient.
    #[error("it is not a device's public key (age1…), or it is mistyped")]
    Malformed,
    /// Every key agrees with it on the same secret, or its form is not canonical.
    #[error("it is not a safe device key: don't use it")]
    Weak,
    /// It is a secret key.
    #[error("it is a device's secret key: never share it")]
    Secret,
}

/// The reason why a text is not a device key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DeviceKeyError {
    /// There is no key in it.
    #[error("there is no key in it")]
    Missing,
    /// There is more than one key in it.
    #[error("there is more than one key in it")]
    Several,
    /// The key is not an age identity.
    #[error("the key in it is not an age key (AGE-SECRET-KEY-1…), or was damaged")]
    Malformed,
}

#[cfg(test)]
mod tests;
