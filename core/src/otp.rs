//! One-time codes (RFC 4226 and RFC 6238, using totp-rs) and keys derived from a seed
//! (RFC 5869). No clock, windows or comparisons: those are in `call`.

use std::fmt;

use hkdf::Hkdf;
use sha2::Sha256;
use thiserror::Error;
use totp_rs::{Builder, Totp};
use zeroize::Zeroizing;

use crate::secret::Secret;
use crate::time::{Counter, Period, UnixTime};
use crate::words::{KeyKind, PHRASE_WORDS, Word, check_words_for};

/// The salt of every derived key.
const SALT: &[u8] = b"ringtrue/1";

/// The hash function of the HMAC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Algorithm {
    /// HMAC-SHA-1 (RFC 4226), the only one that works in every authenticator app.
    #[default]
    Sha1,
    /// HMAC-SHA-256 (RFC 6238 section 1.2).
    Sha256,
    /// HMAC-SHA-512 (RFC 6238 section 1.2).
    Sha512,
}

impl Algorithm {
    /// Returns its name in an `otpauth` link.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
            Self::Sha512 => "SHA512",
        }
    }

    /// Returns the algorithm with this name, in any case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Sha1, Self::Sha256, Self::Sha512]
            .into_iter()
            .find(|algorithm| algorithm.as_str().eq_ignore_ascii_case(name))
    }
}

/// The number of digits in a code: 6 to 8 (RFC 4226 section 5.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digits(u8);

impl Digits {
    /// Accepts 6, 7 or 8 as the number of digits.
    ///
    /// # Errors
    /// [`DigitsOutOfRange`] outside 6 to 8.
    pub const fn new(count: u64) -> Result<Self, DigitsOutOfRange> {
        match count {
            6 => Ok(Self(6)),
            7 => Ok(Self(7)),
            8 => Ok(Self(8)),
            _ => Err(DigitsOutOfRange { count }),
        }
    }

    /// Returns the number: 6 to 8.
    #[must_use]
    pub const fn count(self) -> usize {
        self.0 as usize
    }
}

impl Default for Digits {
    /// Returns 6, which every authenticator app shows.
    fn default() -> Self {
        Self(6)
    }
}

/// A number of digits that is not 6, 7 or 8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("codes must have 6 to 8 digits, got {count}")]
#[non_exhaustive]
pub struct DigitsOutOfRange {
    /// The number asked for.
    pub count: u64,
}

/// The parameters that two devices must agree on besides the seed (RFC 6238 section 4).
/// ringtrue creates seeds with the defaults: HMAC-SHA-1, 6 digits and 30 seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parameters {
    /// The hash function of the HMAC.
    pub algorithm: Algorithm,
    /// The number of digits in a code.
    pub digits: Digits,
    /// The length of a step.
    pub period: Period,
}

/// A one-time code. `Display` prints its digits, `Debug` only how many there are.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(Zeroizing<String>);

impl Code {
    /// Returns the digits as text, including leading zeros: 6 to 8 ASCII digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Code({} digits)", self.0.len())
    }
}

/// A generator of the codes of one key (RFC 4226 section 5, RFC 6238 section 4). It
/// holds a copy of the key, wiped on drop: don't keep it longer than needed.
///
/// ```
/// use ringtrue_core::{Codes, Counter, Parameters, Secret};
///
/// // RFC 4226 appendix D
/// let secret = Secret::new(b"12345678901234567890").unwrap();
/// let codes = Codes::new(&secret, Parameters::default());
/// assert_eq!(codes.at_counter(Counter::new(1)).as_str(), "287082");
/// ```
pub struct Codes {
    totp: Totp,
    period: Period,
}

impl Codes {
    /// Prepares the codes of `secret` under `parameters`.
    #[must_use]
    pub fn new(secret: &Secret, parameters: Parameters) -> Self {
        let algorithm = match parameters.algorithm {
            Algorithm::Sha1 => totp_rs::Algorithm::SHA1,
            Algorithm::Sha256 => totp_rs::Algorithm::SHA256,
            Algorithm::Sha512 => totp_rs::Algorithm::SHA512,
        };
        // With a step of one second, totp-rs's time is our counter, so no counter has
        // to be multiplied back into seconds. Our types already rule out everything
        // that the checking constructor would refuse.
        let totp = Builder::new()
            .with_algorithm(algorithm)
            .with_digits(parameters.digits.0)
            .with_step_duration(1)
            .with_secret(secret.expose())
            .build_noncompliant();
        Self {
            totp,
            period: parameters.period,
        }
    }

    /// Returns the code at this counter: HOTP(K, C) of RFC 4226 section 5.3.
    #[must_use]
    pub fn at_counter(&self, counter: Counter) -> Code {
        Code(Zeroizing::new(
            self.totp.generate(counter.as_u64()).to_string(),
        ))
    }

    /// Returns the code due at `time` (RFC 6238 section 4.2).
    #[must_use]
    pub fn at(&self, time: UnixTime) -> Code {
        self.at_counter(self.period.counter_at(time))
    }
}

impl fmt::Debug for Codes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Codes").finish_non_exhaustive()
    }
}

/// Derives the key of the duress codes: 20 bytes, HKDF-SHA256 of the seed, info
/// `duress`.
#[must_use]
pub(crate) fn duress_key(seed: &Secret) -> Secret {
    derive_key(seed, b"duress")
}

/// Derives the key of the practice codes: 20 bytes, HKDF-SHA256 of the seed, info
/// `practice`. Its codes are never due on a call.
#[must_use]
pub(crate) fn practice_key(seed: &Secret) -> Secret {
    derive_key(seed, b"practice")
}

/// Derives the id of the sheet with this key, for files that hold no secrets: 16 bytes,
/// HKDF-SHA256 of the key, info `sheet id`.
pub(crate) fn sheet_id(key: &Secret) -> [u8; 16] {
    let mut id = [0; 16];
    expand(key.expose(), b"sheet id", &mut id).unwrap_or_else(|_| too_long());
    id
}

/// Derives the key that two devices share, from the secret that they agree on and a
/// seed: 20 bytes, HKDF-SHA256 of both, info `pair|` and their public keys, sorted, 32
/// bytes each. Someone who has only the seed can't compute it, nor can someone who has
/// left the group and kept a device key.
pub(crate) fn pair_key(agreed: &Secret, keys: &[[u8; 32]; 2], seed: &Secret) -> Secret {
    let [agreed, seed] = [agreed.expose(), seed.expose()];
    let mut both = Zeroizing::new(Vec::with_capacity(agreed.len() + seed.len()));
    both.extend_from_slice(agreed);
    both.extend_from_slice(seed);
    let info = [b"pair|", keys.as_flattened()].concat();
    Secret::generate(|key| expand(&both, &info, key)).unwrap_or_else(|_| too_long())
}

/// Derives the id of a pair in a group, for files that hold no names: 16 bytes,
/// HKDF-SHA256 of the secret that the two devices agree on, info `pair id|`, their public
/// keys, sorted, and the group's id.
pub(crate) fn pair_id(agreed: &Secret, keys: &[[u8; 32]; 2], group: &[u8; 16]) -> [u8; 16] {
    let info = [b"pair id|", keys.as_flattened(), group].concat();
    let mut id = [0; 16];
    expand(agreed.expose(), &info, &mut id).unwrap_or_else(|_| too_long());
    id
}

/// Derives the MAC key of a device's vault: 32 bytes, HKDF-SHA256 of the device's
/// secret key, info `vault`.
pub(crate) fn vault_key(secret: &[u8; 32]) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    expand(secret, b"vault", key.as_mut_slice()).unwrap_or_else(|_| too_long());
    key
}

/// Returns the six words that two people read aloud to check that their devices hold
/// the same seed (`docs/reference/formats.md`). Takes about 40 ms.
///
/// ```
/// use ringtrue_core::{Secret, check_words};
///
/// let secret = Secret::new(b"12345678901234567890").unwrap();
/// assert_eq!(check_words(&secret).len(), 6);
/// ```
#[must_use]
pub fn check_words(seed: &Secret) -> [Word; PHRASE_WORDS] {
    check_words_for(KeyKind::Seed, seed.expose())
}

fn derive_key(seed: &Secret, info: &[u8]) -> Secret {
    Secret::generate(|key| expand(seed.expose(), info, key)).unwrap_or_else(|_| too_long())
}

fn expand(secret: &[u8], info: &[u8], key: &mut [u8]) -> Result<(), hkdf::InvalidLength> {
    Hkdf::<Sha256>::new(Some(SALT), secret).expand(info, key)
}

fn too_long() -> ! {
    unreachable!("HKDF gives up to 8,160 bytes")
}

#[cfg(test)]
mod tests {
    use super::{
        Algorithm, Codes, Digits, Parameters, check_words, duress_key, practice_key, sheet_id,
    };
    use crate::secret::Secret;
    use crate::time::{Counter, Period, UnixTime};

    #[test]
    fn rfc_4226_appendix_d() {
        let codes = Codes::new(&ascii_key(20), Parameters::default());
        let expected = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583",
            "399871", "520489",
        ];
        for (counter, expected) in (0..).zip(expected) {
            assert_eq!(codes.at_counter(Counter::new(counter)).as_str(), expected);
        }
    }

    #[test]
    fn rfc_6238_appendix_b() {
        // The table's keys are those of its reference code: the ASCII digits,
        // repeated to the length of the hash (RFC errata 2866).
        let table = [
            (59, "94287082", "46119246", "90693936"),
            (1_111_111_109, "07081804", "68084774", "25091201"),
            (1_111_111_111, "14050471", "67062674", "99943326"),
            (1_234_567_890, "89005924", "91819424", "93441116"),
            (2_000_000_000, "69279037", "90698825", "38618901"),
            (20_000_000_000, "65353130", "77737706", "47863826"),
        ];
        for (time, sha1, sha256, sha512) in table {
            for (algorithm, length, expected) in [
                (Algorithm::Sha1, 20, sha1),
                (Algorithm::Sha256, 32, sha256),
                (Algorithm::Sha512, 64, sha512),
            ] {
                let parameters = Parameters {
                    algorithm,
                    digits: Digits::new(8).unwrap(),
                    period: Period::default(),
                };
                let codes = Codes::new(&ascii_key(length), parameters);
                assert_eq!(codes.at(UnixTime::from_secs(time)).as_str(), expected);
            }
        }
    }

    #[test]
    fn derived_keys_are_those_of_a_second_computation() {
        // Computed with Python's hmac and hashlib, RFC 5869 by hand:
        // tests/vectors/README.md
        let words = check_words(&ascii_key(20)).map(crate::words::Word::as_str);
        assert_eq!(words, CHECK_WORDS_OF_THE_ASCII_KEY);
        assert_eq!(
            duress_key(&ascii_key(20)).expose(),
            DURESS_KEY_OF_THE_ASCII_KEY
        );
        assert_eq!(
            practice_key(&ascii_key(20)).expose(),
            PRACTICE_KEY_OF_THE_ASCII_KEY
        );
        assert_eq!(sheet_id(&ascii_key(20)), SHEET_ID_OF_THE_ASCII_KEY);
    }

    const CHECK_WORDS_OF_THE_ASCII_KEY: [&str; 6] = [
        "stylish",
        "cottage",
        "choir",
        "excellent",
        "hallway",
        "folklore",
    ];
    const DURESS_KEY_OF_THE_ASCII_KEY: [u8; 20] = [
        0x31, 0xa6, 0x2d, 0x7b, 0xf8, 0x6c, 0xb2, 0xf4, 0x4b, 0x25, 0x2f, 0xb6, 0xa9, 0xa8, 0x8d,
        0x73, 0xc5, 0x69, 0xbb, 0x44,
    ];
    const PRACTICE_KEY_OF_THE_ASCII_KEY: [u8; 20] = [
        0x9f, 0xe2, 0x41, 0xfc, 0x3f, 0x5c, 0x7e, 0x3b, 0xec, 0x9f, 0x0f, 0x6a, 0xc0, 0x2e, 0x27,
        0xf2, 0x1b, 0x89, 0x74, 0x21,
    ];

    const SHEET_ID_OF_THE_ASCII_KEY: [u8; 16] = [
        0x7d, 0xe9, 0x2f, 0x1f, 0x92, 0x9b, 0x44, 0xe0, 0x0b, 0x8b, 0xc0, 0xa7, 0x7e, 0x5d, 0xfa,
        0x66,
    ];

    #[test]
    fn digits_are_six_to_eight() {
        assert!(Digits::new(5).is_err());
        assert_eq!(Digits::new(8).unwrap().count(), 8);
        assert_eq!(Digits::new(9).unwrap_err().count, 9);
    }

    #[test]
    fn the_debug_of_a_code_has_no_digit_of_it() {
        let code = Codes::new(&ascii_key(20), Parameters::default()).at_counter(Counter::new(0));
        assert_eq!(format!("{code:?}"), "Code(6 digits)");
    }

    fn ascii_key(length: usize) -> Secret {
        let bytes: Vec<u8> = (b'1'..=b'9').chain([b'0']).cycle().take(length).collect();
        Secret::new(&bytes).unwrap()
    }
}
