//! The result of applying a link or a message.

use thiserror::Error;

use super::changes::RollChange;
use crate::group::{Generation, Group, GroupId, Name};
use crate::message;
use crate::vault::Vault;

/// The effect of a link or a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing: all of it was here already.
    Known,
    /// It added a group.
    Joined,
    /// It replaced a group's seed with that of a later generation.
    Rotated,
    /// Two organisers rotated at once, and its seed replaced the other one's.
    Displaced,
    /// Two organisers rotated at once, and the seed here counts. Only what the message
    /// says about who may sign was applied.
    Outranked,
    /// It brought the organiser whose messages count from now on, and maybe a
    /// new seed.
    Pinned,
    /// It added people to the roll; the seed was here already.
    Completed,
}

/// The outcome, and what the front end has to do about it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Done {
    /// The group, by the id that it has from now on.
    pub group: GroupId,
    /// What happened to it.
    pub outcome: Outcome,
    /// True if this device is missing from the roll of the message, so that
    /// rotations won't be sealed to it. False for links, which have no roll.
    pub is_unlisted: bool,
    /// The changes that a rotation made to the roll and the organisers.
    pub changes: Vec<RollChange>,
    /// The previous generation, if the message of a trusted organiser has a lower one.
    pub went_down: Option<Generation>,
    /// Members who were off the roll here and are on the roll of the message.
    pub back: Vec<Name>,
    /// Ids that changed, old and new, of the group and of this device's pairs in
    /// it: pass each to [`Recent::rename`](crate::recent::Recent::rename).
    pub renamed: Vec<(GroupId, GroupId)>,
    /// The reason the message's seed does not count, if another one made at once does.
    pub outranked: Option<message::MessageMisfit>,
    /// True if a seed was given up that must not stay in any older version of
    /// the vault.
    pub gives_up_seed: bool,
}

impl Done {
    pub(super) const fn new(group: GroupId, outcome: Outcome) -> Self {
        Self {
            group,
            outcome,
            is_unlisted: false,
            changes: Vec::new(),
            went_down: None,
            back: Vec::new(),
            renamed: Vec::new(),
            outranked: None,
            gives_up_seed: false,
        }
    }
}

/// The reason an accepted link, message or sheet was not applied. The vault is
/// unchanged.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ApplyError<M> {
    /// It no longer fits the groups on this device.
    #[error(transparent)]
    Misfit(#[from] M),
    /// The groups on this device changed since the plan was made, and it would
    /// now do something else.
    #[error("the groups on this device have just changed")]
    Changed,
}

/// Returns the group that the user named when the plan was made.
pub(super) fn named<M>(
    vault: &Vault,
    id: Option<GroupId>,
) -> Result<Option<&Group>, ApplyError<M>> {
    id.map(|id| vault.group(id).ok_or(ApplyError::Changed))
        .transpose()
}
