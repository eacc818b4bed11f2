//! Joins a group, or follows its rotation, by a link or a message from someone
//! else; or takes the sheet that another device printed.
//!
//! A front end passes in what arrived ([`IncomingLink`], [`IncomingMessage`],
//! [`IncomingSheet`]) and gets a plan: nothing to do, ready to apply, or a question for
//! a person. A question holds facts, which the front end puts into words. Only an
//! [`AcceptedLink`], an [`AcceptedMessage`] or an [`AcceptedSheet`] can change a vault,
//! and a question becomes one only through its `yes`. To answer no, drop the question.
//!
//! ```
//! use ringtrue_core::join::{IncomingLink, LinkPlan, Outcome};
//! use ringtrue_core::{GroupId, UnixTime, Vault, otpauth};
//!
//! let link = "otpauth://totp/ringtrue:Smith%20family%201\
//!             ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ringtrue";
//! let incoming = IncomingLink {
//!     enrolment: otpauth::parse(link)?,
//!     local_name: None,
//!     assume_yes: false,
//!     accept_rotation: None,
//! };
//! let mut vault = Vault::default();
//! let LinkPlan::AskToJoin(question) = incoming.plan(vault.groups(), None)? else {
//!     panic!("there is no group yet");
//! };
//! assert_eq!(question.enrolment().name().as_str(), "Smith family");
//!
//! // A person compared the check words. Sixteen random bytes are the id.
//! let (id, now) = (GroupId::from_bytes([7; 16]), UnixTime::from_secs(1_770_000_000));
//! let done = question.yes().apply(&mut vault, id, now)?;
//! assert_eq!(done.outcome, Outcome::Joined);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod changes;
mod link;
mod message;
mod outcome;
mod sheet;

pub use self::changes::RollChange;
pub use self::link::{
    AcceptedLink, AskToFollow, AskToJoin, IncomingLink, LinkPlan, LinkRefusal, Reason,
};
pub use self::message::{
    AcceptedMessage, AskAboutOrganiser, GroupChange, IncomingMessage, MessagePlan, Trust,
};
pub use self::outcome::{ApplyError, Done, Outcome};
pub use self::sheet::{AcceptedSheet, AskAboutSheet, IncomingSheet, SheetPlan, SheetRefusal};

#[cfg(test)]
mod tests;
