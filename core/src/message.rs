//! Messages: an invitation, sealed to six words, and a rotation, sealed to
//! devices. Here: what is in one (`content`); how it is written (`text`), sealed and opened
//! (`envelope`), made and signed (`letters`), how it fits a group (`fit`) and what it changes there
//! (`change`). Which file it lies in, and who says yes to it, is the binary's.
//!
//! A message is one age file, in armour. Inside: a minisign signature of four
//! lines, an empty line, then TOML to the end; exactly the TOML is signed.
//! `docs/formats.md` has it word for word.

mod change;
mod content;
mod envelope;
mod fit;
mod letters;
mod text;

pub use crate::group::Rank;

pub use self::content::{Kind, MAX_RECIPIENTS, Message, SealError};
pub use self::envelope::{
    MAX_BYTES, Sealed, SealedTo, UnopenedError, is_message, read_invitation, seal_invitation,
};
pub use self::fit::{Fit, Misfit, fit};
pub use self::letters::{Letter, Rotation, invitation, rotation, sign_invitation};
pub use self::text::TextError;
pub(crate) use self::text::{OrganiserRecord, SheetRecord};

#[cfg(test)]
mod tests;
