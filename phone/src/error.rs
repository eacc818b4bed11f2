//! Errors, and how JavaScript sees them: as an `Error` with the same text.

use ringtrue_core::Name;
use ringtrue_core::call::NoCode;
use ringtrue_core::device::DeviceKeyError;
use ringtrue_core::group::{LinkMisfit, NameError, OrganiserError, RollError};
use ringtrue_core::incoming::{FindError, KeyError};
use ringtrue_core::join::ApplyError;
use ringtrue_core::message::{self, OpenError};
use ringtrue_core::organiser::SigningError;
use ringtrue_core::qr::{ReadError, WriteError};
use ringtrue_core::roll::PairError;
use ringtrue_core::rotate::InviteError;
use ringtrue_core::seal::{NotSealed, UnsealError};
use ringtrue_core::text::ContactError;
use ringtrue_core::vault::{FileError, NameTaken};
use ringtrue_core::words::HeardError;
use wasm_bindgen::{JsError, JsValue};

/// An error for the page, which never contains a secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes are not UTF-8.
    #[error("the input is not UTF-8 text")]
    NotText,
    /// The input has nothing that can be used.
    #[error(transparent)]
    Find(#[from] FindError),
    /// The group's rotations come in messages, not links.
    #[error("the key of \"{group}\" changes only by a message from {organiser}")]
    ByMessage {
        /// The group's name on this phone.
        group: Name,
        /// The organiser to ask about it.
        organiser: Name,
    },
    /// The typed number is not the rotation's.
    #[error("that is not the right number; nothing was changed")]
    Number,
    /// The question is no longer open, or was never asked.
    #[error("that question is no longer open: start again")]
    NothingAsked,
    /// The member has no day sheet, or no longer has one.
    #[error("{0} has no day sheet")]
    NoSheet(Name),
    /// This phone has no organiser key in the group in front.
    #[error("this phone has no organiser key for this group")]
    NoOrganiserKey,
    /// The groups changed since the question was asked.
    #[error(transparent)]
    Apply(#[from] ApplyError<LinkMisfit>),
    /// The groups changed since the person was asked.
    #[error("the groups on this phone changed in the meantime, so nothing was saved")]
    Changed,
    /// The message can't be opened.
    #[error("the message can't be used: {0}")]
    Message(#[from] OpenError),
    /// The message does not fit the groups here.
    #[error("the message can't be used: {0}")]
    Fit(#[from] message::MessageMisfit),
    /// The input is not six words.
    #[error(transparent)]
    Words(#[from] HeardError),
    /// The sheet is over, or this phone has a newer one.
    #[error("{0}")]
    Sheet(String),
    /// The roll changed since the person was asked about a sheet.
    #[error(transparent)]
    TakeSheet(#[from] ApplyError<RollError>),
    /// The key can't be changed this way.
    #[error("{0}")]
    Refused(String),
    /// The message with the new key can't be made.
    #[error("the message can't be made: {0}")]
    Unsealable(#[from] message::SealError),
    /// The text is not a valid name.
    #[error(transparent)]
    Name(#[from] NameError),
    /// Another group on this phone has this name.
    #[error(transparent)]
    NameTaken(#[from] NameTaken),
    /// The person has a day sheet, so no device that could show a code.
    #[error("{0} has a day sheet: take them off the list first, then let them join")]
    OnPaper(Name),
    /// The person can't be invited from afar.
    #[error(transparent)]
    Invite(#[from] InviteError),
    /// This phone is not an organiser's.
    #[error("only an organiser can send an invitation: ask {0}")]
    AskOrganiser(String),
    /// The text is not someone to call.
    #[error(transparent)]
    Contact(#[from] ContactError),
    /// There is no such group on this phone.
    #[error("there is no such group on this phone")]
    NoGroup,
    /// The member is not on the roll.
    #[error(transparent)]
    Roll(#[from] RollError),
    /// The organisers can't be changed this way.
    #[error(transparent)]
    Organiser(#[from] OrganiserError),
    /// The two can't pair.
    #[error(transparent)]
    Pair(#[from] PairError),
    /// The input has no public key of the kind needed.
    #[error("that can't be used: {0}")]
    PublicKey(#[from] KeyError),
    /// This phone's organiser key can't be used.
    #[error(transparent)]
    Signing(#[from] SigningError),
    /// Nothing counts from the member.
    #[error(transparent)]
    NoCode(#[from] NoCode),
    /// The device key can't be read.
    #[error(transparent)]
    Key(#[from] DeviceKeyError),
    /// The vault can't be opened.
    #[error(transparent)]
    Unseal(#[from] UnsealError),
    /// The vault's text can't be read or written.
    #[error(transparent)]
    Vault(#[from] FileError),
    /// The vault can't be sealed.
    #[error("the vault can't be sealed")]
    Seal,
    /// The link does not fit the groups on this phone.
    #[error(transparent)]
    Misfit(#[from] LinkMisfit),
    /// The frame can't be searched.
    #[error(transparent)]
    Frame(#[from] ReadError),
    /// The text is too long for a QR code.
    #[error(transparent)]
    Draw(#[from] WriteError),
    /// There is no such side.
    #[error("the side must be \"caller\" or \"answerer\"")]
    Side,
    /// The time is negative, not a number, or later than any `Date`; the time zone is out of
    /// range; or a sheet would end past the calendar's end.
    #[error("this phone's date, time or time zone is out of range")]
    Time,
    /// The random source failed.
    #[error("could not get random bytes")]
    Random,
}

impl From<NotSealed> for Error {
    fn from(_: NotSealed) -> Self {
        Self::Seal
    }
}

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        JsError::from(error).into()
    }
}
