//! Does this call ring true? A group of people (a family, a team, a firm)
//! shares a seed, and so a code that changes every 30 seconds. On a call each
//! side says half of it.
//!
//! This library holds the rules and the formats. It knows no clock, no file, no
//! terminal and no environment: time and randomness are handed in, bytes and
//! text come out.
//!
//! | room | what lives in it |
//! | --- | --- |
//! | [`secret`] | the key's bytes, wiped on drop |
//! | [`time`] | points in time, steps, periods, days |
//! | [`otp`] | codes (RFC 4226, RFC 6238) and derived keys (RFC 5869) |
//! | [`words`] | three digits as one word, and what was heard |
//! | [`device`] | a device's own key: sealing to it, agreeing with another |
//! | [`organiser`] | the keys that sign messages |
//! | [`seal`] | sealing to a passphrase, and opening |
//! | [`call`] | halves, sides, verdicts: the rules of a call |
//! | [`group`] | seeds by generation, rotation, the roll |
//! | [`message`] | invitations and rotations, signed and sealed |
//! | [`pair`] | the code that two devices share, and nobody else has |
//! | [`otpauth`] | enrolment links |
//! | [`qr`] | text as a QR code, and a picture's QR codes as text |
//! | [`vault`] | all groups as one sealed file |
//! | [`recent`] | which halves were accepted before |
//! | [`practice`] | drills in which the program plays the other side |
//! | [`sheet`] | the paper of somebody without a device |
//! | [`state`] | what a device remembers of itself |
//! | [`view`] | what people read: codes, verdicts, the roll |
//!
//! ```
//! use ringtrue::{Half, Side, UnixTime, Word, otpauth};
//! # use ringtrue::{Group, GroupId};
//!
//! let link = "otpauth://totp/ringtrue:Smith%20family%201\
//!             ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ringtrue";
//! let enrolment = otpauth::parse(link)?.confirm();
//! let now = UnixTime::from_secs(1_770_000_000);
//! let group = Group::from_enrolment(enrolment, None, GroupId::from_bytes([0; 16]), now);
//!
//! let code = group.codes().at(now);
//! let half = Half::of(&code, Side::Caller);
//! assert_eq!(half.words()[0], Word::from_digits(half.digits()).unwrap().as_str());
//! # Ok::<(), otpauth::LinkError>(())
//! ```

#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod call;
pub mod device;
pub mod group;
pub mod message;
pub mod organiser;
pub mod otp;
pub mod otpauth;
pub mod pair;
pub mod practice;
pub mod qr;
pub mod recent;
pub mod seal;
pub mod secret;
pub mod sheet;
pub mod state;
pub mod time;
pub mod vault;
pub mod view;
pub mod words;

pub use call::{Half, Side, Verdict};
pub use group::{Generation, Group, GroupId, Name, Unconfirmed};
pub use otp::{Algorithm, Code, Codes, Digits, Parameters, check_words};
pub use secret::Secret;
pub use time::{Counter, Day, Period, UnixTime};
pub use vault::Vault;
pub use words::{Heard, Word};
