//! Pages to print, each a single HTML file without scripts or anything loaded
//! from outside. What they say and how they look is in `templates`.

mod card;
mod days;
mod invite;
mod render;

pub use card::card_page;
pub use days::day_sheet;
pub use invite::invite_page;

#[cfg(test)]
mod tests;
