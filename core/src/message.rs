//! Messages: an invitation, sealed to six words, and a rotation, sealed to devices.
//!
//! `content` is what a message says and `text` its TOML; `envelope` seals and opens,
//! `make` makes and signs. `fit` judges a message against a group, and `apply`
//! applies it. Files and questions are left to the program.
//!
//! A message is one armoured age file. Inside are a minisign signature of four lines,
//! an empty line, then TOML to the end; exactly the TOML is signed. `docs/reference/formats.md`
//! has it word for word.

mod apply;
mod content;
mod envelope;
mod fit;
mod make;
mod text;

pub use crate::group::Rank;

pub use self::content::{MAX_RECIPIENTS, Message, MessageKind, SealError};
pub use self::envelope::{
    MAX_BYTES, OpenError, Sealed, SealedTo, is_message, read_invitation, seal_invitation,
};
pub use self::fit::{MessageFit, MessageMisfit, fit};
pub use self::make::{RotationFiles, SealedFile, invitation, rotation, sign_invitation};
pub use self::text::TextError;
pub(crate) use self::text::{OrganiserRecord, SheetRecord};

#[cfg(test)]
mod tests;
