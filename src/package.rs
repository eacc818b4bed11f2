//! Completions and the manual, which packagers ship with the program.

pub mod completions;
pub mod man;
mod page;
