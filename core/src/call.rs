//! The rules of a call: which half belongs to which side, what is accepted when, why
//! something is rejected, and the stages of a call as a front end follows them.
//! Sentences for people are in `text`; accepted halves are kept in `recent`.

mod device;
mod duress;
mod expected;
mod finding;
mod flow;
mod half;
mod idle;
mod judge;
mod spelling;
mod turns;
mod who;

pub use self::device::{DEVICE_TRIES, WrongDevice, check_device};
pub use self::duress::{Manner, half_to_say};
pub use self::expected::{Claim, DueDay, Expected, FindingContext, NoCode};
pub use self::finding::{Accepted, CodeId, Finding, Part, Verdict};
pub use self::flow::{CallFlow, Listening, Stage, Submission};
pub use self::half::{Half, Side};
pub use self::idle::Idle;
pub use self::judge::{check, disagrees, needs_side};
pub use self::turns::{Turns, is_ending};
pub use self::who::{Candidate, Who, members_with_own_code};

#[cfg(test)]
mod tests;
