//! Does this call ring true? A group of people (a family, a team, a firm)
//! shares a seed, and so a code that changes every 30 seconds. On a call each
//! side says half of it.
//!
//! This library holds the rules and the formats. It knows no clock, no file, no
//! terminal and no environment: time and randomness are handed in, bytes and
//! text come out. The program `ringtrue` is built on it, and another one may be.
//!
//! # From a link to a group
//!
//! A group is enrolled by a link, which mostly comes out of a QR code. A link is
//! somebody else's text: it stays [`Unconfirmed`] until a person has seen the
//! group's name and six check words, which whoever has the seed sees as well.
//!
//! ```
//! use ringtrue_core::{Group, GroupId, UnixTime, otpauth};
//!
//! let link = "otpauth://totp/ringtrue:Smith%20family%201\
//!             ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ringtrue";
//! let found = otpauth::parse(link)?;
//! assert_eq!(found.name().as_str(), "Smith family");
//! let words = found.check_words().map(|word| word.as_str()).join(" ");
//! assert_eq!(words, "stylish cottage choir excellent hallway folklore");
//!
//! // The person said yes. Sixteen random bytes are the group's name in files.
//! let (id, now) = (GroupId::from_bytes([7; 16]), UnixTime::from_secs(1_770_000_000));
//! let group = Group::from_enrolment(found.confirm(), None, id, now);
//! assert_eq!(group.generation().number(), 1);
//! # Ok::<(), otpauth::LinkError>(())
//! ```
//!
//! A new group needs a name and a seed of the operating system's random source,
//! which fills the bytes that it is handed:
//!
//! ```
//! use ringtrue_core::{Group, GroupId, Name, Secret, UnixTime};
//! # use std::convert::Infallible;
//! # // Yours is the operating system's: `getrandom::fill`, for one.
//! # let fill = |bytes: &mut [u8]| -> Result<(), Infallible> { bytes.fill(7); Ok(()) };
//!
//! let name = Name::tidy("Smith family")?;
//! let (Ok(seed), now) = (Secret::generate(fill), UnixTime::from_secs(1_770_000_000));
//! let group = Group::new(name, seed, GroupId::from_bytes([7; 16]), now);
//! assert_eq!(group.codes().at(now).as_str().len(), 6);
//! # Ok::<(), ringtrue_core::group::NameError>(())
//! ```
//!
//! # Its code and the halves
//!
//! [`Codes`] are RFC 6238's of the seed in force. Of a [`Code`] the caller says
//! the first half and the answerer the second, each as its digits and then its
//! word ("five six one, mystery").
//!
//! ```
//! use ringtrue_core::{Half, Side, UnixTime};
//! # let group = example();
//!
//! let code = group.codes().at(UnixTime::from_secs(1_770_000_000));
//! assert_eq!(code.as_str(), "561009");
//! let says = |side| {
//!     let half = Half::of(&code, side);
//!     (half.digits().to_owned(), half.words().join(" "))
//! };
//! assert_eq!(says(Side::Caller), ("561".to_owned(), "mystery".to_owned()));
//! assert_eq!(says(Side::Answerer), ("009".to_owned(), "active".to_owned()));
//! # fn example() -> ringtrue_core::Group {
//! #     let link = "otpauth://totp/a:Smith?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
//! #     let found = ringtrue_core::otpauth::parse(link).unwrap().confirm();
//! #     let id = ringtrue_core::GroupId::from_bytes([7; 16]);
//! #     ringtrue_core::Group::from_enrolment(found, None, id, ringtrue_core::UnixTime::from_secs(0))
//! # }
//! ```
//!
//! # What was heard
//!
//! [`Heard::read`] takes what people type: digits, words, both, words misspelt.
//! [`call::check`] judges it: of whose side it must be, at what time, and given
//! the halves that were accepted before, since a half counts once. Those are
//! yours to keep; [`recent::Recent`] keeps them as text. It is right in the step
//! it belongs to, in the first third of the next and the last sixth of the one
//! before; all else has a [`Verdict`] that says why not.
//!
//! ```
//! use ringtrue_core::recent::Recent;
//! use ringtrue_core::{Heard, Side, UnixTime, Verdict, call};
//! # let group = example();
//!
//! let now = UnixTime::from_secs(1_770_000_000);
//! let mut recent = Recent::default();
//!
//! let heard = Heard::read("five six one, mystery")?;
//! let found = call::check(&group, &heard, Some(Side::Caller), &recent.of(&group), now);
//! assert_eq!(found.verdict, Verdict::Match);
//! let period = group.parameters().period;
//! recent.remember(&group, &found.to_remember(period, now), now);
//!
//! // Somebody who overheard it is late.
//! let kept = Recent::from_toml(&recent.to_toml()).unwrap();
//! let again = call::check(&group, &heard, Some(Side::Caller), &kept.of(&group), now);
//! assert_eq!(again.verdict, Verdict::Used);
//!
//! // And who says to the caller what the caller said knows nothing.
//! let found = call::check(&group, &heard, Some(Side::Answerer), &[], now);
//! assert_eq!(found.verdict, Verdict::OwnHalf);
//! # fn example() -> ringtrue_core::Group {
//! #     let link = "otpauth://totp/a:Smith?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
//! #     let found = ringtrue_core::otpauth::parse(link).unwrap().confirm();
//! #     let id = ringtrue_core::GroupId::from_bytes([7; 16]);
//! #     ringtrue_core::Group::from_enrolment(found, None, id, ringtrue_core::UnixTime::from_secs(0))
//! # }
//! # Ok::<(), ringtrue_core::words::Unheard>(())
//! ```
//!
//! # A link and its QR code
//!
//! [`otpauth::link`] spells a group for the next device, so that every
//! authenticator app reads it alike. It is the seed: it is wiped when it is let
//! go, and belongs on a screen or on paper, nowhere else. [`qr`] draws it, and
//! finds it again in a photo.
//!
//! ```
//! use ringtrue_core::qr::{self, Correction, Symbol};
//! use ringtrue_core::{Generation, otpauth};
//! # let link = "otpauth://totp/ringtrue:Smith%20family%201\
//! #             ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ringtrue";
//! # let found = ringtrue_core::otpauth::parse(link)?.confirm();
//! # let id = ringtrue_core::GroupId::from_bytes([7; 16]);
//! # let group = ringtrue_core::Group::from_enrolment(found, None, id, ringtrue_core::UnixTime::from_secs(0));
//!
//! let link = otpauth::link(&group);
//! assert!(link.starts_with("otpauth://totp/ringtrue:Smith%20family%201?secret="));
//! let png = Symbol::new(&link, Correction::Medium)?.png()?;
//!
//! let texts = qr::read(&png)?;
//! let found = otpauth::parse(&texts[0])?;
//! assert_eq!(found.generation(), Generation::FIRST);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The rooms
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
//! | [`rotate`] | who may change a group's seed, what to ask first, and the change |
//! | [`join`] | what a link, a message or a sheet code would change, what to ask first, and the change |
//! | [`roll`] | what a person changes on the roll, and what to ask first |
//! | [`pair`] | the code that two devices share, and nobody else has |
//! | [`otpauth`] | enrolment links |
//! | [`sheet_code`] | a sheet as text, for the group's other devices |
//! | [`incoming`] | the link, code, key or message that somebody brings |
//! | [`qr`] | text as a QR code, and a picture's QR codes as text |
//! | [`vault`] | all groups as one sealed file |
//! | [`recent`] | which halves were accepted before |
//! | [`practice`] | drills in which the program plays the other side |
//! | [`health`] | what is well with a device, what is due, and what is wrong |
//! | [`calendar`] | when a rotation or a drill is due, and reminders of it |
//! | [`sheet`] | the paper of somebody without a device |
//! | [`state`] | what a device remembers of itself |
//! | [`text`] | what families read: sentences in Fluent, dates, printed pages |
//!
//! The wording of `text` changes with any version.
//!
//! Errors are an enum an operation, in the operation's room, and repeat nothing
//! secret. What will grow is `#[non_exhaustive]`; what is not, such as
//! [`group::Fit`], [`group::Holds`] or [`group::Pairing`], has cases that each caller must have
//! an answer to.

#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(not(test), warn(clippy::too_many_lines))]

pub mod calendar;
pub mod call;
pub mod device;
mod encoding;
pub mod group;
pub mod health;
mod id;
pub mod incoming;
pub mod join;
pub mod message;
pub mod organiser;
pub mod otp;
pub mod otpauth;
pub mod pair;
pub mod practice;
pub mod qr;
pub mod recent;
pub mod roll;
pub mod rotate;
pub mod seal;
pub mod secret;
pub mod sheet;
pub mod sheet_code;
pub mod state;
pub mod text;
pub mod time;
#[cfg_attr(
    not(test),
    expect(
        clippy::too_many_lines,
        reason = "one record there is read field by field"
    )
)]
pub mod vault;
pub mod words;

pub use call::{Half, Side, Verdict};
pub use group::{Generation, Group, Name, Unconfirmed};
pub use id::GroupId;
pub use otp::{Algorithm, Code, Codes, Digits, Parameters, check_words};
pub use secret::Secret;
pub use time::{Counter, Day, Period, UnixTime};
pub use vault::Vault;
pub use words::{Heard, Word};
