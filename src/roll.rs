//! The people in a group: members, organisers, pairs, and their public keys.

mod add;
pub mod compare;
pub mod day_sheet;
#[cfg_attr(
    not(test),
    expect(clippy::too_many_lines, reason = "run dispatches every subcommand")
)]
pub mod members;
pub mod organisers;
pub mod pair;
pub mod public_key;
pub mod words;
