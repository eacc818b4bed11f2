//! Practice: the rules of the drills in which the program plays the other side
//! of a call. What it says in words is `view`'s; when which drill was done,
//! `state` keeps.

mod drill;
mod partner;
mod session;

pub use self::drill::{Drill, Ending, Practised, drawn, due, lets_go_on};
pub use self::partner::{Partner, Saying};
pub use self::session::{Phase, Session};

#[cfg(test)]
mod tests;
