//! Pages to print, each one HTML file with all that it needs: no script, nothing
//! from outside. What they say is in `words`, how it is marked up in `html`.

mod card;
mod days;
mod html;
mod invite;
mod words;

pub use card::card_page;
pub use days::day_sheet;
pub use invite::invite_page;

#[cfg(test)]
mod tests;
