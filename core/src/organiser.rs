//! The keys that sign a group's messages, in minisign's formats. `message`
//! checks whose signature counts for a group.

use std::cmp::Ordering;
use std::fmt;

use data_encoding::BASE64;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::id::GroupId;
use crate::words::{KeyKind, PHRASE_WORDS, Word, check_words_for};

/// The untrusted comment of a minisign file, which is not signed.
const UNTRUSTED: &str = "ringtrue";

/// The trusted comment of a signature, which is signed but carries no
/// information.
const TRUSTED: &str = "ringtrue/1";

/// An organiser's public key: a minisign public key of 42 bytes, no secret.
#[derive(Clone, Copy)]
pub struct OrganiserKey([u8; Self::LENGTH]);

impl OrganiserKey {
    /// Its length in bytes: 2 for the algorithm, 8 for the key id, 32 for the
    /// Ed25519 key.
    pub const LENGTH: usize = 42;

    /// The algorithm's letters.
    const ALGORITHM: &[u8; 2] = b"Ed";

    /// Parses the base64 of a minisign public key, `RW…`.
    ///
    /// # Errors
    /// [`OrganiserKeyError`].
    pub fn from_text(text: &str) -> Result<Self, OrganiserKeyError> {
        let bytes = BASE64
            .decode(text.trim().as_bytes())
            .map_err(|_| OrganiserKeyError)?;
        let bytes: [u8; Self::LENGTH] = bytes.try_into().map_err(|_| OrganiserKeyError)?;
        if !bytes.starts_with(Self::ALGORITHM) {
            return Err(OrganiserKeyError);
        }
        Ok(Self(bytes))
    }

    /// Returns its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }

    /// Returns six words to compare by voice (`docs/reference/formats.md`). Computing
    /// them takes about 40 ms.
    #[must_use]
    pub fn words(&self) -> [Word; PHRASE_WORDS] {
        check_words_for(KeyKind::Organiser, self.ed25519())
    }

    /// Returns the 32 bytes of the Ed25519 key. Keys are compared by these
    /// alone: the algorithm and the key id take no part in signing.
    fn ed25519(&self) -> &[u8] {
        self.0.get(Self::LENGTH - 32..).unwrap_or_default()
    }

    /// Returns whether `signature`, the four lines of a minisign signature, is
    /// this key's signature of `text`. Only prehashed signatures are accepted.
    #[must_use]
    pub fn has_signed(&self, text: &[u8], signature: &str) -> bool {
        let key = minisign_verify::PublicKey::from_base64(&self.to_string());
        let signature = minisign_verify::Signature::decode(signature);
        match (key, signature) {
            (Ok(key), Ok(signature)) => key.verify(text, &signature, false).is_ok(),
            _ => false,
        }
    }
}

impl PartialEq for OrganiserKey {
    fn eq(&self, other: &Self) -> bool {
        self.ed25519() == other.ed25519()
    }
}

impl Eq for OrganiserKey {}

impl PartialOrd for OrganiserKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for OrganiserKey {
    fn cmp(&self, other: &Self) -> Ordering {
        self.ed25519().cmp(other.ed25519())
    }
}

impl fmt::Display for OrganiserKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64.encode(&self.0))
    }
}

impl fmt::Debug for OrganiserKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OrganiserKey({self})")
    }
}

/// An organiser's secret key: a minisign secret key without a passphrase, since
/// the vault that holds it is sealed. Wiped on drop.
pub struct SigningKey(Zeroizing<Vec<u8>>);

impl SigningKey {
    /// Generates a key from the operating system's random source.
    ///
    /// # Errors
    /// [`SigningError`] if that fails.
    pub fn generate() -> Result<Self, SigningError> {
        let pair = minisign::KeyPair::generate_unencrypted_keypair().map_err(|_| SigningError)?;
        Ok(Self(Zeroizing::new(pair.sk.to_bytes())))
    }

    /// Parses the base64 of a minisign secret key that no passphrase protects.
    ///
    /// # Errors
    /// [`SigningError`], which repeats nothing of the text.
    pub fn from_text(text: &str) -> Result<Self, SigningError> {
        let boxed = Zeroizing::new(format!("untrusted comment: {UNTRUSTED}\n{text}\n"));
        let key = minisign::SecretKeyBox::from_string(&boxed)
            .and_then(minisign::SecretKeyBox::into_unencrypted_secret_key)
            .map_err(|_| SigningError)?;
        Ok(Self(Zeroizing::new(key.to_bytes())))
    }

    /// Returns the base64 of the key, as minisign writes it below the comment.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE64.encode(&self.0))
    }

    /// Returns the public key, with which others verify.
    ///
    /// # Errors
    /// [`SigningError`], which is not known to happen for a key that was parsed
    /// or generated.
    pub fn public(&self) -> Result<OrganiserKey, SigningError> {
        let public = minisign::PublicKey::from_secret_key(&self.key()?);
        let bytes = public.map_err(|_| SigningError)?.to_bytes();
        bytes.try_into().map(OrganiserKey).map_err(|_| SigningError)
    }

    /// Signs `text`. Returns the four lines of a minisign signature, each with
    /// its line ending.
    ///
    /// # Errors
    /// [`SigningError`] if the operating system's random source fails.
    pub fn sign(&self, text: &[u8]) -> Result<String, SigningError> {
        minisign::sign(None, &self.key()?, text, Some(TRUSTED), Some(UNTRUSTED))
            .map(minisign::SignatureBox::into_string)
            .map_err(|_| SigningError)
    }

    fn key(&self) -> Result<minisign::SecretKey, SigningError> {
        minisign::SecretKey::from_bytes(&self.0).map_err(|_| SigningError)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(..)")
    }
}

/// Returns the bytes that an organiser signs to promote another:
/// `ringtrue/1|promote|`, the group's id and the key, so that the signature
/// counts for no other group and no other key.
pub(crate) fn promotion(group: GroupId, key: &OrganiserKey) -> Vec<u8> {
    [b"ringtrue/1|promote|", group.as_bytes().as_slice(), &key.0].concat()
}

/// The error for a text that is not an organiser's public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("it is not an organiser's key (RW…), or it is mistyped")]
#[non_exhaustive]
pub struct OrganiserKeyError;

/// The error for a key that can't be parsed or used to sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the organiser's key can't be used")]
#[non_exhaustive]
pub struct SigningError;

#[cfg(test)]
mod tests {
    use super::{OrganiserKey, OrganiserKeyError, SigningError, SigningKey};

    #[test]
    fn a_signature_is_of_one_key_and_one_text() {
        let (key, other) = (
            SigningKey::generate().unwrap(),
            SigningKey::generate().unwrap(),
        );
        let signature = key.sign(b"text").unwrap();
        assert_eq!(signature.lines().count(), 4);
        assert!(key.public().unwrap().has_signed(b"text", &signature));
        assert!(!key.public().unwrap().has_signed(b"test", &signature));
        assert!(!other.public().unwrap().has_signed(b"text", &signature));
        assert!(!key.public().unwrap().has_signed(b"text", ""));
    }

    #[test]
    fn keys_are_read_as_they_were_written() {
        let key = SigningKey::generate().unwrap();
        let again = SigningKey::from_text(&key.to_text()).unwrap();
        let public = key.public().unwrap();
        assert_eq!(again.public().unwrap(), public);
        assert_eq!(OrganiserKey::from_text(&public.to_string()), Ok(public));
        assert_eq!(format!("{key:?}"), "SigningKey(..)");
    }

    #[test]
    fn a_text_that_is_not_a_key_is_refused() {
        for text in ["", "RWQ", "age1", &"A".repeat(56)] {
            assert_eq!(
                OrganiserKey::from_text(text),
                Err(OrganiserKeyError),
                "{text}"
            );
        }
        let mut cut = SigningKey::generate().unwrap().to_text();
        cut.truncate(40);
        for text in ["", "é", cut.as_str()] {
            assert_eq!(SigningKey::from_text(text).unwrap_err(), SigningError);
        }
    }
}
