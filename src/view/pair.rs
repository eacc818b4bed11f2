//! What was heard from somebody with whom whoever has this device is paired.

use super::texts;
use super::verdict::next_after;
use ringtrue_core::Group;
use ringtrue_core::call::{Finding, Half};
use ringtrue_core::group::Name;

/// What was found of a half that is held against the code of two alone.
#[derive(Clone, Copy, Debug)]
pub struct PairFound<'a> {
    /// What was found.
    pub finding: &'a Finding,
    /// The group, with the pair's keys in the place of its seeds.
    pub group: &'a Group,
    /// Who said it.
    pub member: &'a Name,
    /// Whether it is due by the code of the group, which does not count here.
    pub is_the_groups: bool,
}

/// What a finding means and what to do, in one sentence. It has no half of a
/// code in it.
#[must_use]
pub fn pair_verdict(found: &PairFound<'_>) -> String {
    texts().pair_verdict(
        found.finding,
        found.group,
        found.member,
        found.is_the_groups,
    )
}

/// The verdict in colour, broken between words for `columns` cells, and what to
/// say next, where that is `own_half`.
#[must_use]
pub fn next_in_pair(found: &PairFound<'_>, own_half: Option<&Half>, columns: usize) -> String {
    next_after(found.finding, &pair_verdict(found), own_half, columns)
}
