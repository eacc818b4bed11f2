//! The enrolment page: the QR code, the key to type by hand, where to tap, and
//! the check words. All of it is secret.

use askama::Template;
use zeroize::Zeroizing;

use super::boxes::{Boxes, halves};
use super::render::render;
use crate::group::{Generation, Group, Name};
use crate::otp::Parameters;
use crate::otpauth::{key_to_type, link};
use crate::qr::{Correction, Symbol, WriteError};
use crate::text::html::Html;
use crate::text::{Texts, check_words_line};

#[derive(Template)]
#[template(path = "invite.html")]
struct Invite<'a> {
    texts: &'a Texts,
    title: Html,
    why: Html,
    scan_how: Html,
    by_hand: Html,
    /// The extra settings for a code with unusual parameters.
    by_hand_also: Option<Html>,
    /// The QR code as SVG.
    qr: &'a str,
    key: &'a str,
    check_words: &'a str,
    tell: Html,
    tell_how: Html,
    boxes: Boxes,
    after: Html,
    /// The next key's entry.
    new: Html,
}

/// Renders the page that enrols its holder. `giver` is the member who hands it out.
///
/// # Errors
/// [`WriteError`] if the link is too long for a QR code, which only a link from
/// another program can be.
pub fn invite_page(
    group: &Group,
    giver: Option<&Name>,
    texts: &Texts,
) -> Result<Zeroizing<String>, WriteError> {
    let symbol = Symbol::new(&link(group), Correction::Medium)?;
    let (entry, parameters) = (group.key_name_in_app(), group.parameters());
    let digits = parameters.digits.count() as u64;
    let (first, last) = halves(parameters.digits);
    let seconds = parameters.period.as_secs();
    Ok(render(&Invite {
        texts,
        title: texts.invite_title(group.name()),
        why: texts.invite_why(seconds),
        scan_how: texts.invite_scan_how(&entry, digits),
        by_hand: texts.invite_by_hand(&entry),
        by_hand_also: extra_settings(parameters, texts),
        qr: &symbol.svg(),
        key: &key_to_type(group),
        check_words: &check_words_line(&group.current().check_words()),
        tell: match giver {
            Some(name) => texts.invite_tell(name.as_str()),
            None => texts.invite_tell_giver(),
        },
        tell_how: texts.invite_tell_how(first, last),
        boxes: Boxes::new(parameters.digits, texts),
        after: texts.invite_after(digits),
        new: texts.invite_new(&next_entry(group)),
    }))
}

/// Returns what else to choose in an app for a code with unusual parameters.
fn extra_settings(parameters: Parameters, texts: &Texts) -> Option<Html> {
    let (digits, seconds) = (parameters.digits.count(), parameters.period.as_secs());
    let algorithm = parameters.algorithm.as_str();
    (parameters != Parameters::default())
        .then(|| texts.invite_by_hand_also(algorithm, digits as u64, seconds))
}

impl Texts {
    /// Says what to choose in an app to type a group's key by hand. Names in it are
    /// isolated, as in [`Texts::english_isolated`].
    #[must_use]
    pub fn typing_steps(&self, group: &Group) -> Vec<String> {
        let first = self.invite_by_hand(&group.key_name_in_app());
        let also = extra_settings(group.parameters(), self);
        let lines = [Some(first), also].into_iter().flatten();
        lines.map(|line| line.marked()).collect()
    }
}

/// Returns the name of the next key's entry.
fn next_entry(group: &Group) -> String {
    let next = group.generation().next().unwrap_or(Generation::LAST);
    group.name().key_name(next)
}
