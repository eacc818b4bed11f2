//! Finds public keys in text: a device's, to put on the roll, or an organiser's, to
//! promote them. Text that holds a secret is refused.

use thiserror::Error;

use super::{SCHEMES, contains_any_case};
use crate::device::{DevicePublic, DevicePublicError};
use crate::organiser::OrganiserKey;

/// Punctuation that may surround a key in a sentence.
const AROUND: [char; 12] = ['"', '\'', '<', '>', '(', ')', '.', ',', ';', ':', '!', '?'];

/// A kind of public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicKind {
    /// A device's key, to which messages are sealed.
    Device,
    /// An organiser's key, with which messages are verified.
    Organiser,
}

/// The distinct public keys in a text. Only one is wanted, so at most two of each kind
/// are kept.
#[derive(Debug)]
pub struct PublicKeys {
    devices: Vec<DevicePublic>,
    organisers: Vec<OrganiserKey>,
    has_weak: bool,
}

impl PublicKeys {
    /// Finds the public keys in the texts of a picture, or in a single text.
    ///
    /// ```
    /// use ringtrue_core::incoming::{KeyError, PublicKeys};
    ///
    /// let key = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
    /// let keys = PublicKeys::find(&[format!("Mine is: {key}.")])?;
    /// assert_eq!(keys.device()?.to_string(), key);
    /// assert_eq!(keys.organiser().unwrap_err(), KeyError::IsDevice);
    /// # Ok::<(), KeyError>(())
    /// ```
    ///
    /// # Errors
    /// [`KeyError::Secret`].
    pub fn find(texts: &[impl AsRef<str>]) -> Result<Self, KeyError> {
        let texts = || texts.iter().map(AsRef::as_ref);
        if texts().any(is_secret) {
            return Err(KeyError::Secret);
        }
        let words = || texts().flat_map(words);
        let mut read = words().map(DevicePublic::from_text);
        Ok(Self {
            devices: different(words(), |word| DevicePublic::from_text(word).ok()),
            organisers: different(words(), |word| OrganiserKey::from_text(word).ok()),
            has_weak: read.any(|key| key == Err(DevicePublicError::Weak)),
        })
    }

    /// Returns the device's key.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn device(&self) -> Result<DevicePublic, KeyError> {
        match self.devices.as_slice() {
            [key] => Ok(*key),
            [] if self.has_weak => Err(KeyError::Weak),
            [] if self.organisers.is_empty() => Err(KeyError::NoDevice),
            [] => Err(KeyError::IsOrganiser),
            _ => Err(KeyError::Several),
        }
    }

    /// Returns the organiser's key.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn organiser(&self) -> Result<OrganiserKey, KeyError> {
        match self.organisers.as_slice() {
            [key] => Ok(*key),
            [] if self.devices.is_empty() => Err(KeyError::NoOrganiser),
            [] => Err(KeyError::IsDevice),
            _ => Err(KeyError::Several),
        }
    }

    /// Returns the kind of key that was found; a device key comes first.
    pub(super) fn kind(&self) -> Option<PublicKind> {
        match (self.devices.as_slice(), self.organisers.as_slice()) {
            ([_, ..], _) => Some(PublicKind::Device),
            ([], [_, ..]) => Some(PublicKind::Organiser),
            ([], []) => None,
        }
    }
}

/// The reason the wanted public key was not found. It never repeats the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The text holds a link, a sheet code or a device's secret key.
    #[error("it contains a secret, which you must not share")]
    Secret,
    /// There is more than one key.
    #[error("it contains more than one key")]
    Several,
    /// The key is one that no device makes.
    #[error("it is not a safe device key: don't use it")]
    Weak,
    /// There is no device's key.
    #[error("it contains no valid device key (age1…)")]
    NoDevice,
    /// There is no organiser's key.
    #[error("it contains no valid organiser's key (RW…)")]
    NoOrganiser,
    /// There is an organiser's key instead of a device's.
    #[error("it is an organiser's key, not a device's")]
    IsOrganiser,
    /// There is a device's key instead of an organiser's.
    #[error("it is a device's key, not an organiser's")]
    IsDevice,
}

/// Reports whether a text holds a device's secret key, a link or a sheet code.
#[must_use]
pub fn is_secret(text: &str) -> bool {
    contains_any_case(text, &["age-secret-key-"]) || contains_any_case(text, &SCHEMES)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace()
        .map(|word| word.trim_matches(AROUND))
}

/// Returns the distinct keys among words, at most two.
fn different<'a, K: PartialEq>(
    words: impl Iterator<Item = &'a str>,
    parse: impl Fn(&str) -> Option<K>,
) -> Vec<K> {
    let mut keys = Vec::new();
    for key in words.filter_map(parse) {
        if !keys.contains(&key) {
            keys.push(key);
        }
        if keys.len() > 1 {
            break;
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::{KeyError, PublicKeys, is_secret};
    use crate::device::DeviceKey;
    use crate::incoming::{FindError, PublicKind, find};
    use crate::organiser::SigningKey;

    #[test]
    fn the_wanted_kind_of_key_is_told_from_others() {
        let device = DeviceKey::generate().public();
        let organiser = SigningKey::generate().unwrap().public().unwrap();
        let found = |text: String| PublicKeys::find(&[text]).unwrap();
        let both = found(format!("<{device}>, and as the organiser: \"{organiser}\""));
        assert_eq!(both.device(), Ok(device));
        assert_eq!(both.organiser(), Ok(organiser));
        let twice = found(format!("{device}\n{device}"));
        assert_eq!(twice.device(), Ok(device));
        assert_eq!(twice.organiser(), Err(KeyError::IsDevice));
        let other = DeviceKey::generate().public();
        let several = found(format!("{device}\n{other}"));
        assert_eq!(several.device(), Err(KeyError::Several));
        let alone = found(organiser.to_string());
        assert_eq!(alone.device(), Err(KeyError::IsOrganiser));
        let nothing = found(device.to_string().replacen("age1", "age1q", 1));
        assert_eq!(nothing.device(), Err(KeyError::NoDevice));
        assert_eq!(nothing.organiser(), Err(KeyError::NoOrganiser));
        let age = bech32::Hrp::parse("age").unwrap();
        let weak = bech32::encode::<bech32::Bech32>(age, &[0; 32]).unwrap();
        assert_eq!(found(weak).device(), Err(KeyError::Weak));
    }

    #[test]
    fn a_secret_is_refused_beside_any_key() {
        let key = DeviceKey::generate();
        for secret in [
            key.to_text().to_string(),
            format!("{} OTPAUTH://totp/x?secret=y", key.public()),
            "otpauth-migration://offline?data=x".to_owned(),
            "ringtrue-sheet:x".to_owned(),
        ] {
            assert!(is_secret(&secret));
            let found = PublicKeys::find(&[key.public().to_string(), secret]);
            assert_eq!(found.unwrap_err(), KeyError::Secret);
        }
    }

    #[test]
    fn a_public_key_is_recognised_where_a_link_is_wanted() {
        let device = DeviceKey::generate().public();
        let organiser = SigningKey::generate().unwrap().public().unwrap();
        for (text, kind) in [
            (format!("Hi, mine is {device}"), PublicKind::Device),
            (organiser.to_string(), PublicKind::Organiser),
        ] {
            assert_eq!(
                find(text.as_bytes(), None).unwrap_err(),
                FindError::PublicKey(kind)
            );
        }
    }
}
