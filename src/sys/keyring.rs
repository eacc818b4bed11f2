//! The system's keyring: Secret Service, macOS Keychain or Windows Credential
//! Manager. One entry a data directory.
//!
//! On Linux the Secret Service is spoken to here, in the few calls that one entry
//! takes. A client in Rust that does all that D-Bus can do was a fifth of the
//! program, and every start paid for it (docs/performance.md).

#[cfg(not(target_os = "linux"))]
mod native;
#[cfg(target_os = "linux")]
mod secret_service;

use std::path::Path;

use thiserror::Error;
use zeroize::Zeroizing;

#[cfg(not(target_os = "linux"))]
use self::native as store;
#[cfg(target_os = "linux")]
use self::secret_service as store;
use super::hardening;

/// What the entries are filed under.
const SERVICE: &str = "ringtrue";

/// The text kept for the data directory `home`, `None` where there is none.
///
/// # Errors
/// [`KeyringError`].
pub fn get(home: &Path) -> Result<Option<Zeroizing<String>>, KeyringError> {
    let text = store::get(&name(home));
    // Of what was said to the keyring, keys are left there.
    hardening::wipe_stack();
    text
}

/// Keeps `text` for the data directory `home`.
///
/// # Errors
/// [`KeyringError`].
pub fn set(home: &Path, text: &str) -> Result<(), KeyringError> {
    let kept = store::set(&name(home), text);
    hardening::wipe_stack();
    kept
}

/// Lets go what is kept for the data directory `home`.
///
/// # Errors
/// [`KeyringError`]; that there is nothing is none.
pub fn remove(home: &Path) -> Result<(), KeyringError> {
    store::remove(&name(home))
}

/// What the entry of a data directory is called.
fn name(home: &Path) -> String {
    format!("device key of {}", home.display())
}

/// Why the keyring did not do what it was asked. It repeats nothing that the
/// keyring said, which may quote what it holds.
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
