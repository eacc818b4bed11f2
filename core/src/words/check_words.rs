//! Six words that two people compare by voice, to check that their devices hold the
//! same key.

use scrypt::Params;

use super::phrase::{PHRASE_WORDS, six_words};
use super::word::Word;

/// The base-2 logarithm of scrypt's N: 16 MiB and about 40 ms on a laptop.
///
/// Six words have 60 bits. Someone who generates keys until one has the words of
/// another pays this for each: 2^60 tries of a fast hash are affordable, 2^60 of these
/// are not.
const WORK_FACTOR: u8 = 14;

/// A kind of key that people compare. The words of one kind are not those of
/// another, even for the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyKind {
    /// A group's seed.
    Seed,
    /// An organiser's public key: the 32 bytes of Ed25519.
    Organiser,
    /// A device's public key: the 32 bytes of X25519.
    Device,
}

impl KeyKind {
    const fn salt(self) -> &'static [u8] {
        match self {
            Self::Seed => b"ringtrue/1|seed|",
            Self::Organiser => b"ringtrue/1|organiser|",
            Self::Device => b"ringtrue/1|device|",
        }
    }
}

/// Returns the six words of a key: 8 bytes of scrypt (RFC 7914;
/// N = 2^14, r = 8, p = 1) of its bytes, read as a big-endian number modulo 10^18.
pub(crate) fn check_words_for(kind: KeyKind, key: &[u8]) -> [Word; PHRASE_WORDS] {
    let mut bytes = [0; 8];
    Params::new(WORK_FACTOR, 8, 1, 32)
        .ok()
        .and_then(|params| scrypt::scrypt(key, kind.salt(), &params, &mut bytes).ok())
        .unwrap_or_else(|| unreachable!("both lengths and the work are in range"));
    six_words(u64::from_be_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::{KeyKind, check_words_for};
    use crate::words::Word;

    /// Computed with Python: `hashlib.scrypt(key, salt=salt, n=2**14, r=8, p=1,
    /// dklen=8)`, its number modulo 10^18 in groups of three digits.
    #[test]
    fn words_are_those_of_scrypt() {
        let vectors = [
            (
                KeyKind::Seed,
                "jazz parachute mermaid sculpture tangerine calcium",
            ),
            (
                KeyKind::Organiser,
                "glove popcorn describe fruit index underline",
            ),
            (
                KeyKind::Device,
                "speedy curtain golfer yoga landscape jigsaw",
            ),
        ];
        for (kind, words) in vectors {
            let found = check_words_for(kind, b"12345678901234567890123456789012");
            assert_eq!(found.map(Word::as_str).join(" "), words, "{kind:?}");
        }
    }
}
