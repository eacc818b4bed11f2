//! The secret key: its bytes, its length and how it is wiped. What is computed from it
//! is in `otp`; how it is encoded, in `otpauth` and `vault`.

use std::fmt;

use subtle::ConstantTimeEq;
use thiserror::Error;
use zeroize::Zeroizing;

/// A shared secret key, the *K* of RFC 4226.
///
/// Its bytes are wiped on drop. It has no `Display`, `==` or `Clone`, and its `Debug`
/// prints only the length, so that it can't end up in a log or be copied by accident.
///
/// ```
/// use ringtrue_core::Secret;
///
/// let secret = Secret::new(b"12345678901234567890").unwrap();
/// assert_eq!(format!("{secret:?}"), "Secret(20 bytes)");
/// ```
pub struct Secret(Zeroizing<Box<[u8]>>);

impl Secret {
    /// Length in bytes of a newly generated seed: that of a SHA-1 digest, which RFC
    /// 4226 section 4 (R6) recommends.
    pub const LENGTH: usize = 20;

    /// The shortest accepted secret in bytes: 128 bits, which RFC 4226 section 4 (R6)
    /// requires.
    pub const MIN_LENGTH: usize = 16;

    /// Copies `bytes`. Wiping the original is up to the caller.
    ///
    /// # Errors
    /// [`TooShort`] for fewer than [`Secret::MIN_LENGTH`] bytes.
    pub fn new(bytes: &[u8]) -> Result<Self, TooShort> {
        if bytes.len() < Self::MIN_LENGTH {
            return Err(TooShort { bytes: bytes.len() });
        }
        Ok(Self(Zeroizing::new(bytes.into())))
    }

    /// Generates a secret of [`Secret::LENGTH`] bytes. `fill` must fill them from a
    /// cryptographically secure random source.
    ///
    /// # Errors
    /// The error that `fill` returns.
    pub fn generate<E>(fill: impl FnOnce(&mut [u8]) -> Result<(), E>) -> Result<Self, E> {
        let mut bytes = Zeroizing::new(vec![0; Self::LENGTH].into_boxed_slice());
        fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// Returns the bytes. Only for modules that encode the secret or compute with it.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// Returns true if both hold the same bytes, compared in constant time (except for
    /// the length).
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

/// The error for a secret that is too short.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "the secret has {bytes} bytes; at least {} are required",
    Secret::MIN_LENGTH
)]
#[non_exhaustive]
pub struct TooShort {
    /// The length found, in bytes.
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
