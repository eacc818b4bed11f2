//! Does this call ring true? A group of people (a family, a team, a firm)
//! shares a seed, and so a code that changes every 30 seconds. On a call each
//! side says half of it.
//!
//! This library holds the rules and the formats. It reads no clock, file, terminal or
//! environment: time and randomness are arguments (age and minisign draw their own),
//! bytes and text are results. The program `ringtrue` is built on it; others can be
//! too.
//!
//! # From a link to a group
//!
//! A device joins a group by a link, usually from a QR code. A link is untrusted text:
//! it stays [`Unconfirmed`] until a person has seen the group's name and its six check
//! words, which everyone with the seed sees too.
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
//! // The person said yes. Sixteen random bytes identify the group in files.
//! let (id, now) = (GroupId::from_bytes([7; 16]), UnixTime::from_secs(1_770_000_000));
//! let group = Group::from_enrolment(found.confirm(), None, id, now);
//! assert_eq!(group.generation().number(), 1);
//! # Ok::<(), otpauth::LinkError>(())
//! ```
//!
//! A new group needs a name and a seed, filled in by the operating system's random
//! source:
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
//! # The code and its halves
//!
//! [`Codes`] computes the RFC 6238 codes of the seed in force. The caller says the
//! first half of a [`Code`] and the answerer the second, each as its digits and then
//! its word ("five six one, mystery").
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
//! [`Heard::read`] parses what people type: digits, words or both, misspelt or not.
//! [`call::check`] judges it, given the side that it must come from, the time, and the
//! halves that were accepted before, since each is accepted once. Your program keeps
//! those; [`recent::Recent`] stores them as text. A half is right in its own step, in
//! the first third of the next and in the last sixth of the one before; otherwise its
//! [`Verdict`] says why not.
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
//! // Someone who overheard it is too late.
//! let kept = Recent::from_toml(&recent.to_toml()).unwrap();
//! let again = call::check(&group, &heard, Some(Side::Caller), &kept.of(&group), now);
//! assert_eq!(again.verdict, Verdict::Used);
//!
//! // Someone who repeats the caller's half back to the caller knows nothing.
//! let found = call::check(&group, &heard, Some(Side::Answerer), &[], now);
//! assert_eq!(found.verdict, Verdict::OwnHalf);
//! # fn example() -> ringtrue_core::Group {
//! #     let link = "otpauth://totp/a:Smith?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
//! #     let found = ringtrue_core::otpauth::parse(link).unwrap().confirm();
//! #     let id = ringtrue_core::GroupId::from_bytes([7; 16]);
//! #     ringtrue_core::Group::from_enrolment(found, None, id, ringtrue_core::UnixTime::from_secs(0))
//! # }
//! # Ok::<(), ringtrue_core::words::HeardError>(())
//! ```
//!
//! # A link and its QR code
//!
//! [`otpauth::link`] writes a group as a link for the next device, in a form that every
//! authenticator app reads the same way. The link contains the seed: it is wiped on
//! drop, and belongs on a screen or on paper, nowhere else. [`qr`] draws it as a QR
//! code, and finds it in a photo.
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
//! # Modules
//!
//! | module | contents |
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
//! | [`pair`] | the code that only two devices share |
//! | [`otpauth`] | enrolment links |
//! | [`sheet_code`] | a sheet as text, for the group's other devices |
//! | [`incoming`] | a link, code, key or message that comes in |
//! | [`qr`] | text as a QR code, and a picture's QR codes as text |
//! | [`vault`] | all groups as one sealed file |
//! | [`recent`] | which halves were accepted before |
//! | [`practice`] | drills in which the program plays the other side |
//! | [`health`] | what is fine on a device, what is due, and what is wrong |
//! | [`calendar`] | when a rotation or a drill is due, and reminders for it |
//! | [`sheet`] | the paper sheet of a member without a device |
//! | [`state`] | what a device remembers about itself |
//! | [`text`] | what families read: sentences in Fluent, dates, printed pages |
//!
//! The wording in `text` may change in any version.
//!
//! Each operation has its own error enum, in the operation's module. Errors never
//! contain secrets. Types that may grow are `#[non_exhaustive]`; others, such as
//! [`group::LinkFit`], [`group::Holds`] or [`group::Pairing`], have cases that every user
//! must handle.

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
    expect(clippy::too_many_lines, reason = "reads a record field by field")
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
