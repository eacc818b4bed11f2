//! Cards for the wallet and the telephone, which say what to do on a call. They hold
//! no secret.

use askama::Template;

use super::boxes::{Boxes, halves};
use super::contact::Contact;
use super::render::render;
use crate::group::{Group, Name};
use crate::text::Texts;
use crate::text::html::Html;

/// A line to fill in by hand, inside a sentence.
const BLANK: &str = "______________";

#[derive(Template)]
#[template(path = "card.html")]
struct Cards<'a> {
    texts: &'a Texts,
    title: Html,
    open: Html,
    boxes: Boxes,
    changed_how: Html,
    hang_up_when: Html,
    call: &'a [Contact],
    never: Html,
    lost: Html,
}

/// Renders a group's cards, to cut out. `call` are people to call, of whom the first
/// [`Contact::MAX`] are shown; if it is empty, the roll's names or a blank line.
/// `rotator` is the member who makes a new key after a loss.
#[must_use]
pub fn card_page(group: &Group, call: &[Contact], rotator: Option<&Name>, texts: &Texts) -> String {
    let digits = group.parameters().digits;
    let (first, _) = halves(digits);
    let all = digits.count() as u64;
    let roll;
    let call = if call.is_empty() {
        roll = Contact::from_roll(group);
        &roll
    } else {
        call
    };
    let cards = Cards {
        texts,
        title: texts.card_title(group.name()),
        open: texts.card_open(group.name()),
        boxes: Boxes::new(digits, texts),
        changed_how: texts.card_changed_how(first),
        hang_up_when: texts.card_hang_up_when(all),
        call: call.get(..Contact::MAX).unwrap_or(call),
        never: texts.card_never(all),
        lost: texts.card_lost(rotator.map_or(BLANK, Name::as_str)),
    };
    render(&cards).to_string()
}
