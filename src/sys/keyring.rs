//! The system's keyring: Secret Service, macOS Keychain or Windows Credential
//! Manager. One entry per data directory.

use std::collections::HashMap;
use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use keyring_core::api::CredentialStoreApi as _;
use keyring_core::{Entry, Error};

use self::native::Store;
use super::hardening;

/// The service that the entries are filed under.
const SERVICE: &str = "ringtrue";

/// How long the keyring may take to answer at all: it may have to be started
/// first.
const ANSWER: Duration = Duration::from_secs(30);

/// How long someone may take to unlock it.
const PERSON: Duration = Duration::from_secs(5 * 60);

/// Returns the text kept for the data directory `home`, or `None` if there is
/// none.
///
/// # Errors
/// [`KeyringError`].
pub fn get(home: &Path) -> Result<Option<String>, KeyringError> {
    with_entry(home, |entry| {
        let text = match entry.get_password() {
            Err(Error::Ambiguous(entries)) => entries
                .first()
                .map_or(Err(Error::NoEntry), Entry::get_password),
            text => text,
        };
        match text {
            Ok(text) => Ok(Some(text)),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        }
    })
}

/// Keeps `text` for the data directory `home`.
///
/// # Errors
/// [`KeyringError`].
pub fn set(home: &Path, text: &str) -> Result<(), KeyringError> {
    let text = text.to_owned();
    with_entry(home, move |entry| {
        let write = || each(entry, |entry| entry.set_password(&text));
        write().or_else(|error| {
            native::create_default(error)?;
            write()
        })
    })
}

/// Removes what is kept for the data directory `home`.
///
/// # Errors
/// [`KeyringError`]; a missing entry is not an error.
pub fn remove(home: &Path) -> Result<(), KeyringError> {
    with_entry(home, |entry| match each(entry, Entry::delete_credential) {
        Err(Error::NoEntry) => Ok(()),
        done => done,
    })
}

/// Runs `act` on the entry, or on each one if several collections have it.
fn each(
    entry: &Entry,
    act: impl Fn(&Entry) -> keyring_core::Result<()>,
) -> keyring_core::Result<()> {
    match act(entry) {
        Err(Error::Ambiguous(entries)) => entries.iter().try_for_each(act),
        done => done,
    }
}

/// Runs `act` on the entry of the data directory `home`, which need not exist
/// yet.
fn with_entry<T: Send + 'static>(
    home: &Path,
    act: impl FnOnce(&Entry) -> keyring_core::Result<T> + Send + 'static,
) -> Result<T, KeyringError> {
    let name = format!("device key of {}", home.display());
    let store = within(ANSWER, Store::new).map_err(|_| KeyringError::None)?;
    within(PERSON, move || {
        let modifiers = HashMap::from(native::MODIFIERS);
        act(&store.build(SERVICE, &name, Some(&modifiers))?)
    })
}

/// Runs `ask` on a thread of its own and waits no longer than `limit`: the
/// libraries wait forever, both for a person and for a keyring that hangs.
fn within<T: Send + 'static>(
    limit: Duration,
    ask: impl FnOnce() -> keyring_core::Result<T> + Send + 'static,
) -> Result<T, KeyringError> {
    let (done, answer) = mpsc::channel();
    thread::Builder::new()
        .name("keyring".to_owned())
        .spawn(move || {
            let answer = ask().map_err(KeyringError::from);
            // Ciphers leave keys and plaintext on the stack; how deep was not measured.
            hardening::wipe_stack();
            let _ = done.send(answer);
        })
        .map_err(|_| KeyringError::Failed)?;
    answer.recv_timeout(limit).unwrap_or_else(|error| {
        Err(match error {
            RecvTimeoutError::Timeout => KeyringError::Locked,
            RecvTimeoutError::Disconnected => KeyringError::Failed,
        })
    })
}

/// An error of the keyring. It quotes nothing from the keyring's own message,
/// which may contain the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    /// There is none, as on a server, or in a session without a desktop.
    #[error("no keyring answers on this system")]
    None,
    /// It is locked, and the person refused access or did not answer.
    #[error("the keyring is locked, or access was refused")]
    Locked,
    /// It failed for another reason.
    #[error("the keyring failed")]
    Failed,
}

impl From<Error> for KeyringError {
    fn from(error: Error) -> Self {
        match error {
            Error::NoStorageAccess(_) => Self::Locked,
            Error::PlatformFailure(cause) if native::is_refusal(&*cause) => Self::Locked,
            _ => Self::Failed,
        }
    }
}

/// The Secret Service API of freedesktop.org: GNOME's keyring, KDE's, `KeePassXC`.
#[cfg(all(unix, not(target_os = "macos")))]
mod native {
    use keyring_core::Error;
    use secret_service::blocking::SecretService;
    use secret_service::{EncryptionType, Error as ServiceError};
    pub use zbus_secret_service_keyring_store::Store;
    use zbus_secret_service_keyring_store::errors::decode_error;

    /// The label of a new entry in the keyring's own program.
    pub const MODIFIERS: [(&str, &str); 1] = [("label", "The device key of ringtrue")];

    /// Creates the default collection if that is what `error` says is missing: the
    /// store only writes to one that exists.
    pub fn create_default(error: Error) -> Result<(), Error> {
        match &error {
            Error::NoStorageAccess(cause)
                if matches!(cause.downcast_ref(), Some(ServiceError::NoResult)) => {}
            _ => return Err(error),
        }
        let service = SecretService::connect(EncryptionType::Dh).map_err(decode_error)?;
        let created = service.create_collection("Default keyring", "default");
        created.map(drop).map_err(decode_error)
    }

    /// Returns whether a failure is a refusal, which the store does not distinguish
    /// when it creates an entry.
    pub fn is_refusal(cause: &(dyn std::error::Error + 'static)) -> bool {
        let text = cause.to_string();
        matches!(cause.downcast_ref(), Some(ServiceError::Prompt))
            || text.contains("org.freedesktop.Secret.Error.IsLocked")
            || text.contains("org.freedesktop.DBus.Error.AccessDenied")
    }
}

#[cfg(any(target_os = "macos", windows))]
mod native {
    #[cfg(target_os = "macos")]
    pub use apple_native_keyring_store::keychain::Store;
    use keyring_core::Error;
    #[cfg(windows)]
    pub use windows_native_keyring_store::Store;

    pub const MODIFIERS: [(&str, &str); 0] = [];

    pub fn create_default(error: Error) -> Result<(), Error> {
        Err(error)
    }

    pub fn is_refusal(_: &(dyn std::error::Error + 'static)) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyring_that_never_answers_is_given_up() {
        let (_held, never) = mpsc::channel::<()>();
        let asked = within(Duration::ZERO, move || {
            let _ = never.recv();
            Ok(())
        });
        assert_eq!(asked, Err(KeyringError::Locked));
    }

    #[cfg(all(unix, not(target_os = "macos")))]
    #[test]
    fn a_refusal_is_told_apart_from_a_failure() {
        use secret_service::Error as ServiceError;
        let name = "zbus error: org.freedesktop.Secret.Error.IsLocked: no details";
        for (cause, expected) in [
            (name.into(), KeyringError::Locked),
            (ServiceError::Prompt.into(), KeyringError::Locked),
            (ServiceError::Unavailable.into(), KeyringError::Failed),
        ] {
            assert_eq!(KeyringError::from(Error::PlatformFailure(cause)), expected);
        }
    }
}
