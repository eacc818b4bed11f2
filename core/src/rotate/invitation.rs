//! A remote invitation: a file that six words open.

use data_encoding::HEXLOWER;
use thiserror::Error;
use zeroize::Zeroizing;

use super::sealed::file_start;
use super::signer::{SignerError, be_organiser};
use crate::device::DevicePublic;
use crate::group::{Group, Holds, Name, RollError};
use crate::message::{SealError, sign_invitation};
use crate::words::Phrase;

/// An invitation that is signed but not sealed yet. Don't hand it over before the group
/// that [`invite`] changed is saved.
#[derive(Debug)]
#[non_exhaustive]
pub struct SignedInvitation {
    /// The invited member's name on the roll.
    pub to: Option<Name>,
    /// The name that its file has in a folder with others.
    pub file: String,
    /// The text to seal to the words
    /// ([`seal_invitation`](crate::message::seal_invitation)).
    pub signed: Zeroizing<String>,
}

/// Signs the seed in force for `to`, and puts them on the roll. If the group has no
/// organiser, this device, whose key is `own`, becomes an organiser's, with `name` as its
/// holder ([`be_organiser`]). `words` will open the invitation; `tag` makes its file
/// name unique.
///
/// # Errors
/// [`InviteError`]; the group may then have changed, and must not be saved.
pub fn invite(
    group: &mut Group,
    name: Option<&str>,
    to: Option<&str>,
    words: &Phrase,
    own: DevicePublic,
    tag: [u8; 4],
) -> Result<SignedInvitation, InviteError> {
    be_organiser(group, name, own)?;
    let to = to.map(|to| ensure_on_roll(to, group)).transpose()?;
    let signed = sign_invitation(group, to.as_ref(), words)?;
    let (start, tag) = (file_start(group.id()), HEXLOWER.encode(&tag));
    let file = format!("{start}{}-invitation-{tag}.age", group.generation());
    Ok(SignedInvitation { to, file, signed })
}

/// Puts someone on the roll unless they are there. Returns their name.
fn ensure_on_roll(member: &str, group: &mut Group) -> Result<Name, RollError> {
    if let Ok(known) = group.member(member) {
        return Ok(known.name.clone());
    }
    Ok(group.add_member(member, Holds::Ringtrue)?.name.clone())
}

/// The reason why an invitation can't be made.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InviteError {
    /// This device can't sign.
    #[error(transparent)]
    Signer(#[from] SignerError),
    /// The name can't be put on the roll.
    #[error(transparent)]
    Roll(#[from] RollError),
    /// The message can't be made.
    #[error(transparent)]
    Seal(#[from] SealError),
}

#[cfg(test)]
mod tests {
    use super::{InviteError, invite};
    use crate::device::DevicePublic;
    use crate::group::sample::group;
    use crate::message::{Sealed, seal_invitation};
    use crate::rotate::SignerError;
    use crate::words::Phrase;

    const OURS: DevicePublic = DevicePublic::sample(7);
    const TAG: [u8; 4] = [1, 2, 3, 0xab];

    fn words() -> Phrase {
        Phrase::draw(|bytes| -> Result<(), ()> {
            bytes.fill(1);
            Ok(())
        })
        .unwrap()
    }

    #[test]
    fn the_first_invitation_makes_this_device_the_organisers() {
        let mut group = group("Smith family");
        let words = words();
        let invited = invite(&mut group, Some("Dad"), Some("Ben"), &words, OURS, TAG).unwrap();
        assert_eq!(group.organisers().own().unwrap().name.as_str(), "Dad");
        assert_eq!(
            invited.to.as_ref(),
            Some(&group.member("Ben").unwrap().name)
        );
        assert_eq!(invited.file, "ringtrue-01010101-1-invitation-010203ab.age");
        let letter = seal_invitation(&invited.signed, &words).unwrap();
        let message = Sealed::find(&letter).unwrap().open_with_words(&words);
        assert_eq!(message.unwrap().name().as_str(), "Smith family");
        // A member who is on the roll already stays as they are.
        let again = invite(&mut group, None, Some("BEN"), &words, OURS, TAG).unwrap();
        assert_eq!(again.to.unwrap().as_str(), "Ben");
        assert_eq!(group.members().len(), 2);
    }

    #[test]
    fn only_an_organiser_invites() {
        let mut group = group("Smith family");
        let refused = invite(&mut group, None, Some("Ben"), &words(), OURS, TAG).unwrap_err();
        assert_eq!(refused, InviteError::Signer(SignerError::NotYou));
        group.give_device("Ben", DevicePublic::sample(8)).unwrap();
        let taken = invite(&mut group, Some("Ben"), None, &words(), OURS, TAG).unwrap_err();
        assert!(matches!(taken, InviteError::Signer(SignerError::Taken(_))));
    }
}
