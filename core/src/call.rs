//! The rules of a call: which half belongs to which side, what is accepted when, why
//! something is rejected, and the stages of a call as a front end follows them.
//! Sentences for people are in `text`; accepted halves are kept in `recent`.

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
