//! The rules of a call: which half is whose, what is accepted when and why
//! something is not, and the course of a call as a front end follows it. No text
//! for people (`text`), and no memory of its own (`recent`).

mod against;
mod device;
mod duress;
mod finding;
mod half;
mod idle;
mod judge;
mod sitting;
mod spelling;
mod turns;
mod who;

pub use self::against::{Against, Claim, Judged, NoCode, Today};
pub use self::device::{DEVICE_TRIES, WrongDevice, check_device};
pub use self::duress::{Spoken, half_to_say};
pub use self::finding::{Accepted, Finding, Of, Part, Verdict};
pub use self::half::{Half, Side};
pub use self::idle::Idle;
pub use self::judge::{check, disagrees, needs_side};
pub use self::sitting::{Hearing, Sitting, Stage, Typed};
pub use self::turns::{Turns, is_ending};
pub use self::who::{Choice, Who, have_own_code};

#[cfg(test)]
mod tests;
