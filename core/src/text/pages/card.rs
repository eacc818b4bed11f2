//! Cards for the wallet with the rules of a call. They hold no secret.

use askama::Template;

use super::render::render;
use crate::group::{Group, Name};
use crate::text::Texts;

#[derive(Template)]
#[template(path = "card.html")]
struct Cards<'a> {
    group: &'a Name,
    rules: [String; 5],
    /// How many digits the caller says, as a word.
    first: &'static str,
    /// How many digits the answerer says, as a word.
    last: &'static str,
}

/// Renders a group's cards, to be cut out.
#[must_use]
pub fn card_page(group: &Group) -> String {
    let digits = group.parameters().digits.count();
    let spelt = |digits| if digits == 3 { "three" } else { "four" };
    let cards = Cards {
        group: group.name(),
        rules: Texts::english().rules(),
        first: spelt(digits.div_ceil(2)),
        last: spelt(digits / 2),
    };
    render(&cards).to_string()
}
