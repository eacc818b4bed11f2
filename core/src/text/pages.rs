//! Pages to print, each a single HTML file without scripts or anything loaded
//! from outside. What they say and how they look is in `templates`.

mod card;
mod days;
mod invite;

pub use card::card_page;
pub use days::day_sheet;
pub use invite::invite_page;

use askama::Template;
use zeroize::Zeroizing;

/// Renders a page that may hold secrets.
fn render(page: &impl Template) -> Zeroizing<String> {
    // A string that grows leaves copies behind, so reserve enough for a sheet of
    // a year. Askama's own estimate doesn't count what a loop repeats.
    let mut html = Zeroizing::new(String::with_capacity(128 << 10));
    // Writing to a string never fails.
    let _ = page.render_into(&mut *html);
    html
}

#[cfg(test)]
mod tests;
