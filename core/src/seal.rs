//! Sealing to a passphrase, and opening: standard age files, which `age -d`
//! opens. `device` seals to one device, `message` to many.

use std::io::{Read as _, Write as _};
use std::iter;

use age::DecryptError;
use age::secrecy::SecretString;
use age::{EncryptError, Encryptor, scrypt};
use thiserror::Error;
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

/// The scrypt work factor for a passphrase, as log2 of N: about 0.3 seconds and
/// 64 MiB on a laptop of 2026.
pub const WORK_FACTOR: u8 = 16;

/// The highest work factor that is accepted: four times the work of
/// [`WORK_FACTOR`]. More would let a file keep the machine busy and fill its
/// memory.
pub const MAX_WORK_FACTOR: u8 = 18;

/// Seals `plaintext` to a passphrase, with [`WORK_FACTOR`]. The passphrase is
/// normalised to NFC, since keyboards encode the same letter differently.
///
/// # Errors
/// [`NotSealed`].
pub fn seal_to_passphrase(plaintext: &[u8], passphrase: &str) -> Result<Vec<u8>, NotSealed> {
    let mut recipient = scrypt::Recipient::new(composed(passphrase));
    recipient.set_work_factor(WORK_FACTOR);
    let recipient: &dyn age::Recipient = &recipient;
    let seal = || -> Result<_, EncryptError> {
        let mut sealed = Vec::new();
        let encryptor = Encryptor::with_recipients(iter::once(recipient))?;
        let mut writer = encryptor.wrap_output(&mut sealed)?;
        writer.write_all(plaintext)?;
        writer.finish()?;
        Ok(sealed)
    };
    seal().map_err(|_| NotSealed)
}

/// The error if sealing fails, which nothing is known to cause in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("it can't be sealed")]
#[non_exhaustive]
pub struct NotSealed;

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
    let mut identity = scrypt::Identity::new(composed(passphrase));
    identity.set_max_work_factor(MAX_WORK_FACTOR);
    open_with(&identity, sealed).map_err(|error| match error {
        // age can't distinguish a wrong passphrase from a header that was changed.
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => {
            UnsealError::WrongPassphrase
        }
        DecryptError::NoMatchingKeys => UnsealError::NoPassphrase,
        DecryptError::ExcessiveWork { required, .. } => UnsealError::TooMuchWork { required },
        error => error.into(),
    })
}

fn composed(passphrase: &str) -> SecretString {
    // A buffer that grows leaves a copy of the secret behind. NFC makes UTF-8
    // at most three times as long (UAX #15 section 9).
    let mut composed = String::with_capacity(passphrase.len().saturating_mul(3));
    composed.extend(passphrase.nfc());
    composed.into()
}

pub(crate) fn open_with(
    identity: &dyn age::Identity,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, DecryptError> {
    let decryptor = age::Decryptor::new_buffered(sealed)?;
    // A buffer that grows leaves a copy of the secret behind: this one is long
    // enough from the start.
    let mut plaintext = Zeroizing::new(Vec::with_capacity(sealed.len()));
    decryptor
        .decrypt(iter::once(identity))?
        .read_to_end(&mut plaintext)?;
    Ok(plaintext)
}

/// The reason why something sealed can't be opened.
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
    /// It is a vault without a valid MAC by this device's key.
    #[error("it was not sealed by this device, but by someone who has its public key")]
    Forged,
    /// Either the passphrase is wrong, or the file's beginning was changed.
    #[error("wrong passphrase or damaged file")]
    WrongPassphrase,
    /// It is sealed to a key, not to a passphrase.
    #[error("it is not sealed with a passphrase")]
    NoPassphrase,
    /// Its work factor is above [`MAX_WORK_FACTOR`].
    #[error("its work factor is {required}; the limit is {MAX_WORK_FACTOR}")]
    TooMuchWork {
        /// The work factor that it asks for, as log2 of N.
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

#[cfg(test)]
mod tests {
    use super::{UnsealError, open_with_passphrase, seal_to_passphrase};

    #[test]
    fn a_passphrase_is_the_same_however_its_letters_are_composed() {
        let (composed, decomposed) = (
            "Gro\u{df}mutter \u{e9}t\u{e9}",
            "Gro\u{df}mutter e\u{301}te\u{301}",
        );
        for (one, other) in [(composed, decomposed), (decomposed, composed)] {
            let sealed = seal_to_passphrase(b"text", one).unwrap();
            assert_eq!(
                open_with_passphrase(&sealed, other).unwrap().as_slice(),
                b"text"
            );
            let without = open_with_passphrase(&sealed, "Gro\u{df}mutter ete");
            assert_eq!(without, Err(UnsealError::WrongPassphrase));
        }
    }
}
