//! The system's keyring: Secret Service, macOS Keychain or Windows Credential
//! Manager. One entry a data directory.

use std::path::Path;

use keyring::{Entry, Error};
use thiserror::Error;
use zeroize::Zeroizing;

/// What the entries are filed under.
const SERVICE: &str = "ringtrue";

/// The text kept for the data directory `home`, `None` where there is none.
///
/// # Errors
/// [`KeyringError`].
pub fn get(home: &Path) -> Result<Option<Zeroizing<String>>, KeyringError> {
    match entry(home)?.get_password() {
        Ok(text) => Ok(Some(Zeroizing::new(text))),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Keeps `text` for the data directory `home`.
///
/// # Errors
/// [`KeyringError`].
pub fn set(home: &Path, text: &str) -> Result<(), KeyringError> {
    Ok(entry(home)?.set_password(text)?)
}

/// Lets go what is kept for the data directory `home`.
///
/// # Errors
/// [`KeyringError`]; that there is nothing is none.
pub fn remove(home: &Path) -> Result<(), KeyringError> {
    match entry(home)?.delete_credential() {
        Ok(()) | Err(Error::NoEntry) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn entry(home: &Path) -> Result<Entry, KeyringError> {
    Ok(Entry::new(
        SERVICE,
        &format!("device key of {}", home.display()),
    )?)
}

/// Why the keyring did not do what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeyringError {
    /// There is none, as on a server, or in a session without a desktop.
    #[error("there is no keyring on this system that answers")]
    None,
    /// It is locked, or the person said no.
    #[error("the keyring is locked, or access was refused")]
    Locked,
    /// It failed otherwise.
    #[error("the keyring failed")]
    Failed,
}

/// What the keyring says of its errors may quote what it holds: only the kind
/// is kept.
impl From<Error> for KeyringError {
    fn from(error: Error) -> Self {
        match error {
            Error::NoDefaultStore | Error::PlatformFailure(_) => Self::None,
            Error::NoStorageAccess(_) => Self::Locked,
            _ => Self::Failed,
        }
    }
}
