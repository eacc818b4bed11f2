//! Pages to print, each a single HTML file without scripts or anything loaded
//! from outside. Their layout is in `templates`, their sentences are in
//! `locales/en/pages.ftl`.

mod boxes;
mod card;
mod contact;
mod days;
mod invite;
mod render;
mod sentences;

pub use card::card_page;
pub use contact::{Contact, ContactError};
pub use days::day_sheet;
pub use invite::invite_page;

pub(super) use sentences::SENTENCES;

#[cfg(test)]
mod tests;
