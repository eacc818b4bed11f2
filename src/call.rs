//! The commands used on a call: the call screen, `check`, `code` and
//! `practice`.

pub mod check;
pub mod code;
mod console;
mod dialogue;
mod format;
mod judge;
mod moment;
pub mod practice;
mod rehearsal;
pub mod screen;
pub mod session;
mod watch;
