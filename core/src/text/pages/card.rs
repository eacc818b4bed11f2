//! Cards for the wallet with the rules of a call. They hold no secret.

use askama::Template;

use super::render::render;
use crate::group::Group;
use crate::text::Texts;
use crate::text::html::Html;

#[derive(Template)]
#[template(path = "card.html")]
struct Cards<'a> {
    texts: &'a Texts,
    title: Html,
    rules: [String; 5],
    you_called: Html,
    they_called: Html,
}

/// Renders a group's cards, to be cut out.
#[must_use]
pub fn card_page(group: &Group, texts: &Texts) -> String {
    let digits = group.parameters().digits.count() as u64;
    let cards = Cards {
        texts,
        title: texts.card_title(group.name()),
        rules: texts.rules(),
        you_called: texts.card_you_called(digits.div_ceil(2)),
        they_called: texts.card_they_called(digits / 2),
    };
    render(&cards).to_string()
}
