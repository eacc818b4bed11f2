//! What people do on a call: the call screen, `check`, `code` and `practice`.

pub mod check;
pub mod code;
mod console;
pub mod desk;
mod dialogue;
mod judge;
mod moment;
pub mod practice;
mod printed;
mod rehearsal;
pub mod screen;
mod watch;
