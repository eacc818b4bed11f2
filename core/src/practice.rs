//! Drills in which the program plays the other side of a call: what it says, how
//! the call goes, and how it should end. The sentences are in `text`; `state` keeps
//! which drill was done when.

mod drill;
mod partner;
mod session;

pub use self::drill::{Drill, Ending, Practised, due, pick};
pub use self::partner::{Partner, Saying};
pub use self::session::{Phase, Session};

#[cfg(test)]
mod tests;
