//! The key that everything hangs on. Here: its bytes, its length, its wiping.
//! Not here: what is computed from it (`otp`), or how it is spelt (`otpauth`,
//! `vault`).

use std::fmt;

use subtle::ConstantTimeEq;
use thiserror::Error;
use zeroize::Zeroizing;

/// A shared secret key, the *K* of RFC 4226.
///
/// Its bytes are wiped when it is dropped. It has no `Display`, no `==` and no
/// `Clone`, and its `Debug` tells nothing, so that it can't get into a log or a
/// second place by accident.
///
/// ```
/// use ringtrue_core::Secret;
///
/// let secret = Secret::new(b"12345678901234567890").unwrap();
/// assert_eq!(format!("{secret:?}"), "Secret(20 bytes)");
/// ```
pub struct Secret(Zeroizing<Box<[u8]>>);

impl Secret {
    /// Length in bytes of a seed that this program makes: that of a SHA-1
    /// digest, which RFC 4226 section 4 (R6) recommends.
    pub const LENGTH: usize = 20;

    /// The shortest secret in bytes that is accepted: 128 bits, which RFC 4226
    /// section 4 (R6) requires.
    pub const MIN_LENGTH: usize = 16;

    /// Takes a copy of `bytes`, whose own place stays the caller's to wipe.
    ///
    /// # Errors
    /// [`TooShort`] for fewer than [`Secret::MIN_LENGTH`] bytes.
    pub fn new(bytes: &[u8]) -> Result<Self, TooShort> {
        if bytes.len() < Self::MIN_LENGTH {
            return Err(TooShort { bytes: bytes.len() });
        }
        Ok(Self(Zeroizing::new(bytes.into())))
    }

    /// Makes a secret of [`Secret::LENGTH`] bytes, which `fill` has to fill
    /// from a random source fit for keys.
    ///
    /// # Errors
    /// Whatever `fill` fails with.
    pub fn generate<E>(fill: impl FnOnce(&mut [u8]) -> Result<(), E>) -> Result<Self, E> {
        let mut bytes = Zeroizing::new(vec![0; Self::LENGTH].into_boxed_slice());
        fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// The bytes themselves. For `otp`, `otpauth`, `vault` and `message` only.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// Whether both hold the same bytes, compared in constant time (the length
    /// is not hidden).
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({} bytes)", self.0.len())
    }
}

/// A secret of too few bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "the secret has {bytes} bytes, fewer than the {} that it needs",
    Secret::MIN_LENGTH
)]
#[non_exhaustive]
pub struct TooShort {
    /// How many bytes there were.
    pub bytes: usize,
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn debug_tells_the_length_and_nothing_else() {
        let secret = Secret::new(&[0xAB; 20]).unwrap();
        assert_eq!(format!("{secret:?}"), "Secret(20 bytes)");
    }

    #[test]
    fn fifteen_bytes_are_refused_and_sixteen_are_not() {
        assert_eq!(Secret::new(&[1; 15]).unwrap_err().bytes, 15);
        assert!(Secret::new(&[1; 16]).is_ok());
    }

    #[test]
    fn secrets_are_the_same_only_byte_for_byte() {
        let secret = Secret::new(&[1; 20]).unwrap();
        assert!(secret.is_same_as(&Secret::new(&[1; 20]).unwrap()));
        assert!(!secret.is_same_as(&Secret::new(&[2; 20]).unwrap()));
        assert!(!secret.is_same_as(&Secret::new(&[1; 21]).unwrap()));
    }

    #[test]
    fn a_generated_secret_is_what_the_random_source_gave() {
        let secret = Secret::generate(|bytes| {
            bytes.fill(7);
            Ok::<_, ()>(())
        });
        assert_eq!(secret.unwrap().expose(), [7; Secret::LENGTH]);
    }
}
