//! The keyring of other systems than Linux, by the crate `keyring`: macOS
//! Keychain, Windows Credential Manager, the Secret Service on the BSDs.

use keyring::{Entry, Error};
use zeroize::Zeroizing;

use super::{KeyringError, SERVICE};

pub fn get(name: &str) -> Result<Option<Zeroizing<String>>, KeyringError> {
    match Entry::new(SERVICE, name)?.get_password() {
        Ok(text) => Ok(Some(Zeroizing::new(text))),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

pub fn set(name: &str, text: &str) -> Result<(), KeyringError> {
    Ok(Entry::new(SERVICE, name)?.set_password(text)?)
}

pub fn remove(name: &str) -> Result<(), KeyringError> {
    match Entry::new(SERVICE, name)?.delete_credential() {
        Ok(()) | Err(Error::NoEntry) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

impl From<Error> for KeyringError {
    fn from(error: Error) -> Self {
        match error {
            Error::NoDefaultStore | Error::PlatformFailure(_) => Self::None,
            Error::NoStorageAccess(_) => Self::Locked,
            _ => Self::Failed,
        }
    }
}
