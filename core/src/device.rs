//! A device's own key: what is sealed to it only this device opens, and with the
//! key of another it agrees on a secret that nobody else has. How it is kept is
//! the binary's; what is sealed, `vault`'s and `message`'s.

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
use crate::words::{Compared, PHRASE_WORDS, Word, words_of};

/// What every public key in text begins with.
const PUBLIC: Hrp = Hrp::parse_unchecked("age");

/// What every secret key in text begins with.
const SECRET: Hrp = Hrp::parse_unchecked("age-secret-key-");

/// A device's public key, an age X25519 recipient: 32 bytes, no secret.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DevicePublic([u8; 32]);

impl DevicePublic {
    /// Its length in bytes.
    pub const LENGTH: usize = 32;

    /// Reads the standard text of an age recipient, `age1…`.
    ///
    /// # Errors
    /// [`NoDevicePublic`].
    ///
    /// ```
    /// use ringtrue_core::device::DevicePublic;
    ///
    /// let text = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
    /// assert_eq!(DevicePublic::from_text(text).unwrap().to_string(), text);
    /// ```
    pub fn from_text(text: &str) -> Result<Self, NoDevicePublic> {
        let text = text.trim();
        if text.to_ascii_uppercase().starts_with("AGE-SECRET-KEY-") {
            return Err(NoDevicePublic::Secret);
        }
        let bytes = bech32_bytes(text, PUBLIC).ok_or(NoDevicePublic::Malformed)?;
        let bytes = bytes.as_slice().try_into();
        Self::from_bytes(bytes.map_err(|_| NoDevicePublic::Malformed)?)
    }

    /// Takes the bytes of a key: a u-coordinate (RFC 7748) in its one canonical
    /// spelling, and of a point with which every key agrees on another secret.
    ///
    /// # Errors
    /// [`NoDevicePublic::Weak`].
    pub fn from_bytes(bytes: [u8; 32]) -> Result<Self, NoDevicePublic> {
        // Any scalar tells a point of low order from the others: all are
        // multiples of 8.
        let agreed = StaticSecret::from([1; 32]).diffie_hellman(&PublicKey::from(bytes));
        if !is_canonical(&bytes) || !agreed.was_contributory() {
            return Err(NoDevicePublic::Weak);
        }
        Ok(Self(bytes))
    }

    #[cfg(test)]
    pub(crate) const fn sample(byte: u8) -> Self {
        Self([byte; 32])
    }

    /// Its bytes: the u-coordinate of RFC 7748.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Returns six words to compare by voice (`docs/formats.md`). They take some
    /// 40 ms to compute.
    #[must_use]
    pub fn words(&self) -> [Word; PHRASE_WORDS] {
        words_of(Compared::Device, &self.0)
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

/// Reports whether a u-coordinate is below 2^255 - 19, and so the only spelling
/// of its point: X25519 itself ignores the top bit and takes the rest modulo
/// that.
fn is_canonical(u: &[u8; 32]) -> bool {
    let mut prime = [0xff; 32];
    (prime[0], prime[31]) = (0xed, 0x7f);
    u.iter().rev().lt(prime.iter().rev())
}

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

    /// What others seal to.
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

    /// Seals `plaintext` so that this key opens it, and `other` as well.
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

    /// The secret that this device and the one of `other` compute alike, and
    /// nobody else: 32 bytes of X25519 (RFC 7748 section 6.1). `None` where it
    /// would be all zeros, since anybody could then compute it.
    pub(crate) fn agree(&self, other: &DevicePublic) -> Option<Zeroizing<[u8; 32]>> {
        let shared = self.scalar().diffie_hellman(&PublicKey::from(other.0));
        shared
            .was_contributory()
            .then(|| Zeroizing::new(shared.to_bytes()))
    }

    /// The key of the MAC in a vault of this device.
    pub(crate) fn vault_key(&self) -> Zeroizing<[u8; 32]> {
        vault_key(&self.secret())
    }

    fn scalar(&self) -> StaticSecret {
        StaticSecret::from(*self.secret())
    }

    /// The 32 bytes that age shows only as text.
    fn secret(&self) -> Zeroizing<[u8; 32]> {
        let text = self.0.to_string();
        let bytes = bech32_bytes(text.expose_secret(), SECRET).unwrap_or_default();
        let mut secret = Zeroizing::new([0; 32]);
        if let Ok(bytes) = <&[u8; 32]>::try_from(bytes.as_slice()) {
            secret.copy_from_slice(bytes);
        }
        secret
    }
}

impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceKey({})", self.0.to_public())
    }
}

/// The bytes of a text in Bech32 (BIP 173) that begins with `hrp`.
fn bech32_bytes(text: &str, hrp: Hrp) -> Option<Zeroizing<Vec<u8>>> {
    let checked = CheckedHrpstring::new::<Bech32>(text).ok()?;
    if checked.hrp() != hrp {
        return None;
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    bytes.extend(checked.byte_iter());
    Some(bytes)
}

/// Why a text is no device's public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NoDevicePublic {
    /// It is not an age recipient.
    #[error("it is not a device's public key (age1…), or a letter of it is wrong")]
    Malformed,
    /// Everyone would agree with it on the same secret, or it is another key
    /// spelled differently.
    #[error("it is not a key that a device makes: don't use it")]
    Weak,
    /// It is a secret key.
    #[error("it is a device's secret key, which nobody else must have")]
    Secret,
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

#[cfg(test)]
mod tests;
