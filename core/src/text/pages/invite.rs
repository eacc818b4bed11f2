//! The enrolment page: the QR code, the key to type by hand, where to tap, and
//! the check words. All of it is secret.

use askama::Template;
use zeroize::Zeroizing;

use super::render::render;
use crate::group::{Group, Name, Origin};
use crate::otp::Parameters;
use crate::otpauth::{key_by_hand, link};
use crate::qr::{Correction, Symbol, WriteError};
use crate::text::check_words_line;

#[derive(Template)]
#[template(path = "invite.html")]
struct Invite<'a> {
    group: &'a Name,
    /// What the phone calls the entry.
    entry: &'a str,
    parameters: Parameters,
    /// The QR code as SVG.
    qr: &'a str,
    key: &'a str,
    check_words: &'a str,
}

/// Renders the page that enrols whoever holds it.
///
/// # Errors
/// [`WriteError`] if the link is too long for a QR code, which only a link from
/// another program can be.
pub fn invite_page(group: &Group) -> Result<Zeroizing<String>, WriteError> {
    let symbol = Symbol::new(&link(group), Correction::Medium)?;
    Ok(render(&Invite {
        group: group.name(),
        entry: &entry(group),
        parameters: group.parameters(),
        qr: &symbol.svg(),
        key: &key_by_hand(group),
        check_words: &check_words_line(&group.current().check_words()),
    }))
}

fn entry(group: &Group) -> String {
    match group.origin() {
        Origin::Ringtrue => format!("ringtrue: {} {}", group.name(), group.generation()),
        Origin::Foreign {
            issuer: Some(issuer),
            ..
        } => format!("{issuer}: {}", group.name()),
        Origin::Foreign { .. } => group.name().to_string(),
    }
}
