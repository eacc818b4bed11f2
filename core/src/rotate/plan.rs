//! The question before a rotation: who will have to do what.

use std::convert::Infallible;

use super::request::{Changed, Refusal, Request};
use crate::device::DevicePublic;
use crate::group::{Following, Group, GroupId, Organiser};
use crate::otp::CHECK_WORDS;
use crate::secret::Secret;
use crate::time::{Day, UnixTime};
use crate::words::Word;

/// What a rotation would do, for [`Texts::rotation_plan`](crate::text::Texts::rotation_plan).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plan {
    /// Whether it goes back to the seed before.
    pub is_undo: bool,
    /// The name of the key until then.
    pub before: String,
    /// What it changes.
    pub changed: Changed,
    /// Who has to do what then.
    pub following: Following,
    /// Whether nobody else is on the roll.
    pub is_alone: bool,
}

impl Plan {
    /// Tries a request on `group`, a copy to be dropped, with a seed that nobody gets. What
    /// can't be done is known before anybody is asked.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn of(
        request: &Request,
        group: &mut Group,
        own: DevicePublic,
        now: UnixTime,
        today: Day,
    ) -> Result<Self, Refusal> {
        let before = group.entry();
        let Ok(nobodys) = Secret::generate(|_| Ok::<_, Infallible>(()));
        let changed = request.ready(group, own)?.change(nobodys, now)?;
        Ok(Self {
            is_undo: request.is_undo(),
            before,
            changed,
            following: group.following(Some(&own), request.is_sealed, today),
            is_alone: group.members().iter().all(|it| it.has_device(Some(&own))),
        })
    }
}

/// The seed that a person was asked about, and who was an organiser then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    group: GroupId,
    words: [Word; CHECK_WORDS],
    organisers: Vec<Organiser>,
}

/// What changed since a person was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changes {
    /// It is another group, or has another seed.
    Key,
    /// Other people are organisers.
    Organisers,
}

impl Asked {
    /// Takes note of a group that a person is asked about.
    #[must_use]
    pub fn about(group: &Group) -> Self {
        Self {
            group: group.id(),
            words: group.current().check_words(),
            organisers: group.organisers().pinned().to_vec(),
        }
    }

    /// Returns what changed since the question was asked: the answer does not hold then.
    #[must_use]
    pub fn changes(&self, group: &Group) -> Option<Changes> {
        if self.group != group.id() || self.words != group.current().check_words() {
            Some(Changes::Key)
        } else if self.organisers != group.organisers().pinned() {
            Some(Changes::Organisers)
        } else {
            None
        }
    }
}
