//! What packagers ship beside the program: completions and the manual.

pub mod completions;
pub mod man;
mod page;
