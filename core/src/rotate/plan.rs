//! The question before a rotation: who will have to do what.

use std::convert::Infallible;

use super::request::{Changed, Request, RequestError};
use crate::device::DevicePublic;
use crate::group::{Group, GroupId, Organiser, Tasks};
use crate::secret::Secret;
use crate::time::{Day, UnixTime};
use crate::words::{PHRASE_WORDS, Word};

/// The effects of a rotation, for
/// [`Texts::rotation_plan`](crate::text::Texts::rotation_plan).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plan {
    /// True if it goes back to the previous seed.
    pub is_undo: bool,
    /// The name of the key before it.
    pub before: String,
    /// The changes that it makes.
    pub changed: Changed,
    /// The members' tasks afterwards.
    pub tasks: Tasks,
    /// True if nobody else is on the roll.
    pub is_alone: bool,
}

impl Plan {
    /// Tries a request on `group`, a throwaway copy, with a seed that is never used. A
    /// request that can't be carried out is thus refused before anybody is asked.
    ///
    /// # Errors
    /// [`RequestError`].
    pub fn of(
        request: &Request,
        group: &mut Group,
        own: DevicePublic,
        now: UnixTime,
        today: Day,
    ) -> Result<Self, RequestError> {
        let before = group.key_name();
        let Ok(nobodys) = Secret::generate(|_| Ok::<_, Infallible>(()));
        let changed = request.ready(group, own)?.change(nobodys, now)?;
        Ok(Self {
            is_undo: request.is_undo(),
            before,
            changed,
            tasks: group.tasks_after_rotation(Some(&own), request.is_sealed, today),
            is_alone: group.members().iter().all(|it| it.has_device(Some(&own))),
        })
    }
}

/// The seed that a person was asked about, and the organisers at that time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    group: GroupId,
    words: [Word; PHRASE_WORDS],
    organisers: Vec<Organiser>,
}

/// A change since a person was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StalePart {
    /// The group or its seed is another one.
    Key,
    /// The organisers changed.
    Organisers,
}

impl Snapshot {
    /// Notes the state of a group that a person is asked about.
    #[must_use]
    pub fn about(group: &Group) -> Self {
        Self {
            group: group.id(),
            words: group.current().check_words(),
            organisers: group.organisers().pinned().to_vec(),
        }
    }

    /// Returns what changed since the question was asked, if anything: the answer then no
    /// longer holds.
    #[must_use]
    pub fn stale_part(&self, group: &Group) -> Option<StalePart> {
        if self.group != group.id() || self.words != group.current().check_words() {
            Some(StalePart::Key)
        } else if self.organisers != group.organisers().pinned() {
            Some(StalePart::Organisers)
        } else {
            None
        }
    }
}
