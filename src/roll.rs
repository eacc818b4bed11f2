//! The people in a group: members, organisers, pairs, and their public keys.

mod add;
pub mod compare;
#[cfg_attr(
    not(test),
    expect(
        clippy::too_many_lines,
        reason = "one function there tells a whole story"
    )
)]
pub mod members;
pub mod organisers;
pub mod pair;
pub mod paper;
pub mod public;
pub mod words;
