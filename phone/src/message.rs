//! Messages: an invitation, which six words open, or a rotation that an organiser
//! sealed to this phone.

use ringtrue_core::join::{ApplyError, Done, IncomingMessage, MessagePlan, Outcome, Trust};
use ringtrue_core::message::{Message, OpenError, Sealed, SealedTo, read_invitation};
use ringtrue_core::text::check_words_line;
use ringtrue_core::words::Phrase;
use ringtrue_core::{Group, Unconfirmed, UnixTime, Vault};
use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use crate::error::Error;
use crate::moment::time;
use crate::phone::Phone;
use crate::texts;

/// A message that waits for a person's yes, already applied to a copy of the vault.
pub struct Pending {
    /// The text of the vault that was copied.
    before: Zeroizing<String>,
    vault: Vault,
    done: Done,
}

#[wasm_bindgen]
impl Phone {
    /// Parses an invitation as [`open_invitation`] returned it, with the typed words.
    /// Returns what [`Phone::read`] does.
    ///
    /// # Errors
    /// [`Error::Words`], [`Error::Message`], [`Error::Fit`] and [`Error::Time`].
    #[wasm_bindgen(js_name = readInvitation)]
    pub fn read_invitation(
        &mut self,
        unsealed: Vec<u8>,
        typed: &str,
        now: f64,
    ) -> Result<String, Error> {
        let unsealed = Zeroizing::new(unsealed);
        let mut readings = Phrase::readings(typed)?.into_iter();
        let message = readings
            .find_map(|words| read_invitation(&unsealed, &words).ok())
            .ok_or(OpenError::OtherKind)?;
        Ok(self.plan_message(message, time(now)?)?.to_string())
    }

    /// Applies the message that was asked about. Returns the sentence to show.
    ///
    /// # Errors
    /// [`Error::NothingAsked`] and [`Error::Changed`].
    #[wasm_bindgen(js_name = acceptMessage)]
    pub fn accept_message(&mut self) -> Result<String, Error> {
        let Pending {
            before,
            vault,
            done,
        } = self.message.take().ok_or(Error::NothingAsked)?;
        if *self.vault.to_toml()? != *before {
            return Err(Error::Changed);
        }
        self.vault = vault;
        self.record_outcome(&done);
        let group = self.vault.group(done.group).ok_or(Error::NoGroup)?;
        Ok(match &done.outranked {
            Some(rival) => texts().after_rival(rival).join(". "),
            None => outcome_line(&done, group),
        })
    }
}

impl Phone {
    /// Plans a message that is sealed to this phone, or asks for the words of an
    /// invitation.
    pub(crate) fn plan_sealed(&mut self, bytes: &[u8], now: UnixTime) -> Result<Value, Error> {
        let sealed = Sealed::find(bytes)?;
        match sealed.to() {
            SealedTo::Words => Ok(json!({ "kind": "words" })),
            SealedTo::Devices => {
                let message = sealed.open(&self.key)?;
                self.plan_message(message, now)
            }
        }
    }

    fn plan_message(
        &mut self,
        message: Unconfirmed<Message>,
        now: UnixTime,
    ) -> Result<Value, Error> {
        let incoming = IncomingMessage {
            message,
            local_name: None,
            trust: Trust::Known,
        };
        let (accepted, mut lines, mut question) = match incoming.plan(self.vault.groups(), None)? {
            MessagePlan::Known(done) => {
                self.drop_question();
                let group = self.vault.group(done.group).ok_or(Error::NoGroup)?;
                return Ok(json!({ "kind": "known", "text": outcome_line(&done, group) }));
            }
            MessagePlan::AskAboutOrganiser(question) => {
                let lines = texts().about_message(&question);
                let asked = texts().ask_about_organiser(&question);
                (question.yes(), lines, asked)
            }
            MessagePlan::Ready(accepted) => (accepted, Vec::new(), texts().ask_take_message()),
        };
        // Apply it to a copy of the vault, to find out what it changes.
        let before = self.vault.to_toml()?;
        let mut vault = Vault::from_toml(&before)?;
        let done = accepted.apply(&mut vault, &self.key, now)?;
        if let Some(misfit) = &done.outranked {
            // It may still say who lost something, or is no longer an organiser.
            if *vault.to_toml()? == *before {
                return Err(misfit.clone().into());
            }
            lines.extend(texts().after_rival(misfit));
            question = texts().ask_take_loser();
        } else if lines.is_empty() {
            let group = vault.group(done.group).ok_or(Error::NoGroup)?;
            let words = check_words_line(&group.current().check_words());
            lines.push(outcome_line(&done, group));
            lines.push(texts().check_words_are(&words));
        }
        lines.extend(self.change_lines(&done, vault.group(done.group)));
        self.drop_question();
        self.message = Some(Pending {
            before,
            vault,
            done,
        });
        let lines: Vec<&str> = lines.iter().flat_map(|line| line.lines()).collect();
        Ok(json!({ "kind": "message", "lines": lines, "question": question }))
    }

    /// Returns sentences on what a message changes on the roll and among the organisers, and
    /// whether this phone is on the roll.
    fn change_lines(&self, done: &Done, group: Option<&Group>) -> Vec<String> {
        let changes = done.changes.iter();
        let mut lines: Vec<String> = changes.map(|it| texts().roll_change(it)).collect();
        lines.extend(done.back.iter().map(|name| texts().change_back(name)));
        let own = self.key.public();
        lines.push(match group.and_then(|group| group.member_with(&own)) {
            Some(member) => texts().join_on_roll(&member.name),
            None => texts().join_not_on_roll(),
        });
        lines
    }
}

/// Returns the sentence that says what a message did.
fn outcome_line(done: &Done, group: &Group) -> String {
    let entry = group.key_name();
    match done.outcome {
        Outcome::Known | Outcome::Outranked => texts().join_already(&entry),
        Outcome::Completed => texts().join_completed(&entry),
        Outcome::Pinned => texts().join_pinned(&entry),
        Outcome::Rotated | Outcome::Displaced => texts().join_rotated(&entry),
        Outcome::Joined => texts().join_joined(&entry),
    }
}

/// Unseals an invitation with the typed six words. Returns null if they are not its
/// words. Like [`unseal`](crate::unseal), call it in a short-lived worker.
///
/// # Errors
/// [`Error::Words`] and [`Error::Message`].
#[wasm_bindgen(js_name = openInvitation)]
pub fn open_invitation(bytes: &[u8], typed: Vec<u8>) -> Result<Option<Vec<u8>>, Error> {
    let typed = Zeroizing::new(typed);
    let typed = str::from_utf8(&typed).map_err(|_| Error::NotText)?;
    let sealed = Sealed::find(bytes)?;
    for words in Phrase::readings(typed)? {
        match sealed.unseal(&words) {
            Err(OpenError::WrongWords) => {}
            unsealed => return Ok(Some(unsealed?.to_vec())),
        }
    }
    Ok(None)
}

impl From<ApplyError<ringtrue_core::message::MessageMisfit>> for Error {
    fn from(error: ApplyError<ringtrue_core::message::MessageMisfit>) -> Self {
        match error {
            ApplyError::Misfit(misfit) => misfit.into(),
            ApplyError::Changed => Self::Changed,
        }
    }
}
