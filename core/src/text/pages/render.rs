//! Renders pages.

use askama::Template;
use zeroize::Zeroizing;

/// Renders a page that may hold secrets.
pub(super) fn render(page: &impl Template) -> Zeroizing<String> {
    // A string that grows leaves copies behind, so reserve enough for a year's
    // sheet. Askama's own estimate doesn't count what a loop repeats.
    let mut html = Zeroizing::new(String::with_capacity(128 << 10));
    // Writing to a string never fails.
    let _ = page.render_into(&mut *html);
    html
}
