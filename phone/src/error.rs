//! Errors, and how JavaScript sees them: as an `Error` with the same text.

use ringtrue_core::group::Misfit;
use ringtrue_core::otpauth::LinkError;
use ringtrue_core::qr::ReadError;
use ringtrue_core::words::Unheard;
use wasm_bindgen::{JsError, JsValue};

/// Why something was refused. Nothing secret is repeated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes are not UTF-8.
    #[error("the link is not UTF-8 text")]
    NotText,
    /// The link can't enrol a device.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The link is not of this group's next seed.
    #[error(transparent)]
    Misfit(#[from] Misfit),
    /// The link has the seed in force.
    #[error("this device already has that key")]
    Known,
    /// What was heard can't be read.
    #[error(transparent)]
    Heard(#[from] Unheard),
    /// The frame can't be searched.
    #[error(transparent)]
    Frame(#[from] ReadError),
    /// There is no such side.
    #[error("the side must be \"caller\" or \"answerer\"")]
    Side,
    /// It is negative, not a number, or later than any `Date`.
    #[error("the time must be in milliseconds since 1970")]
    Time,
    /// The random source failed.
    #[error("could not get random bytes")]
    Random,
}

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        JsError::from(error).into()
    }
}
