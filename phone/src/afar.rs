//! An invitation from afar: a file that six words open.

use ringtrue_core::message::{self, SealError};
use ringtrue_core::rotate::{InviteError, SignerError, invite, needs_own_name};
use ringtrue_core::text::check_words_line;
use ringtrue_core::words::Phrase;
use ringtrue_core::{Group, GroupId, Name, Vault};
use serde_json::json;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use crate::error::Error;
use crate::phone::Phone;
use crate::texts;

/// An invitation made in a copy of the vault, and that copy.
pub struct Invitation {
    /// The text of the vault that was copied.
    before: Zeroizing<String>,
    vault: Vault,
    group: GroupId,
    to: Name,
    file: String,
}

#[wasm_bindgen]
impl Phone {
    /// Returns what to ask before inviting someone from afar (after [`Phone::begin_joining`]),
    /// as JSON: whether this phone becomes the `organiser`, and whether its holder's
    /// `name` is missing.
    ///
    /// # Errors
    /// [`Error::NoGroup`], [`Error::AskOrganiser`] and [`Error::Invite`].
    #[wasm_bindgen(js_name = askInvitation)]
    pub fn ask_invitation(&self) -> Result<String, Error> {
        let group = self.group_to_join()?;
        let name = needs_own_name(group, Some(&self.key.public()));
        let is_first = !group.has_organiser();
        let mut vault = self.copy_vault()?.1;
        let copy = vault.group_mut(group.id()).ok_or(Error::NoGroup)?;
        // Try it first, with any free name, so that nobody is asked in vain.
        let name_for_now = name.then(|| free_name(copy));
        let words = Phrase::draw(getrandom::fill).map_err(|_| Error::Random)?;
        let own = self.key.public();
        invite(copy, name_for_now.as_deref(), None, &words, own, [0; 4])
            .map_err(|error| refusal(error, group))?;
        Ok(json!({ "organiser": is_first, "name": name }).to_string())
    }

    /// Signs an invitation for `to`, which these words will open. `own` is the
    /// name of this phone's holder, empty if it was not asked for. Returns the input of
    /// [`seal_invitation`], for the caller to wipe; call [`Phone::finish_invitation`] after that.
    ///
    /// # Errors
    /// [`Error::NoGroup`], [`Error::Words`], [`Error::AskOrganiser`], [`Error::Invite`],
    /// [`Error::Vault`] and [`Error::Random`].
    #[wasm_bindgen(js_name = signInvitation)]
    pub fn sign_invitation(&mut self, to: &str, own: &str, words: &str) -> Result<Vec<u8>, Error> {
        let words = parse_words(words)?;
        let own = Some(own).filter(|own| !own.is_empty());
        let mut tag = [0; 4];
        getrandom::fill(&mut tag).map_err(|_| Error::Random)?;
        let group = self.group_to_join()?;
        let (before, mut vault) = self.copy_vault()?;
        let copy = vault.group_mut(group.id()).ok_or(Error::NoGroup)?;
        let key = self.key.public();
        let invited =
            invite(copy, own, Some(to), &words, key, tag).map_err(|error| refusal(error, group))?;
        self.invitation = Some(Invitation {
            before,
            vault,
            group: group.id(),
            to: invited.to.ok_or(Error::NothingAsked)?,
            file: invited.file,
        });
        Ok(invited.signed.as_bytes().to_vec())
    }

    /// Records the sealed invitation; save that before handing the file over. Returns
    /// JSON: the name of its `file`, the `lines` that both compare, and the result as
    /// `said`.
    ///
    /// # Errors
    /// [`Error::NothingAsked`], [`Error::Changed`] and [`Error::Vault`].
    #[wasm_bindgen(js_name = finishInvitation)]
    pub fn finish_invitation(&mut self) -> Result<String, Error> {
        let invitation = self.invitation.take().ok_or(Error::NothingAsked)?;
        if *self.vault.to_toml()? != *invitation.before {
            return Err(Error::Changed);
        }
        let group = invitation
            .vault
            .group(invitation.group)
            .ok_or(Error::NoGroup)?;
        let family = check_words_line(&group.current().check_words());
        let mut lines = vec![texts().check_words_are(&family)];
        if let Some(organiser) = group.organisers().own() {
            let words = check_words_line(&group.organiser_words(&organiser.key));
            lines.push(texts().organiser_words_are(&organiser.name, &words));
        }
        let said = texts().invited_afar(&invitation.to);
        let finished = json!({ "file": invitation.file, "lines": lines, "said": said });
        self.vault = invitation.vault;
        Ok(finished.to_string())
    }
}

impl Phone {
    /// Returns the vault's text, and a copy of the vault.
    fn copy_vault(&self) -> Result<(Zeroizing<String>, Vault), Error> {
        let text = self.vault.to_toml()?;
        let copy = Vault::from_toml(&text)?;
        Ok((text, copy))
    }
}

/// Returns a name that nobody on the roll has.
fn free_name(group: &Group) -> String {
    let mut names = (1..).map(|number: u64| number.to_string());
    names
        .find(|name| group.member(name).is_err())
        .unwrap_or_default()
}

/// Parses six words that were drawn.
fn parse_words(words: &str) -> Result<Phrase, Error> {
    let reading = Phrase::readings(words)?.into_iter().next();
    reading.ok_or(Error::NothingAsked)
}

fn refusal(error: InviteError, group: &Group) -> Error {
    match error {
        InviteError::Signer(SignerError::NotYou) | InviteError::Seal(SealError::NotYou) => {
            Error::AskOrganiser(texts().any_of(&group.organisers().names()))
        }
        error => error.into(),
    }
}

/// Seals what [`Phone::sign_invitation`] returned to the words passed to it. Like
/// [`seal`](crate::seal), call it in a short-lived worker.
///
/// # Errors
/// [`Error::NotText`], [`Error::Words`] and [`Error::Seal`].
#[wasm_bindgen(js_name = sealInvitation)]
pub fn seal_invitation(signed: Vec<u8>, words: Vec<u8>) -> Result<Vec<u8>, Error> {
    let (signed, words) = (Zeroizing::new(signed), Zeroizing::new(words));
    let [signed, words] = [&signed, &words].map(|bytes| str::from_utf8(bytes));
    let words = parse_words(words.map_err(|_| Error::NotText)?)?;
    let signed = signed.map_err(|_| Error::NotText)?;
    message::seal_invitation(signed, &words).map_err(|_| Error::Seal)
}
