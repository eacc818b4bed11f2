//! What was heard from somebody with whom whoever has this device is paired.

use super::verdict::{HANG_UP, half_said, next_after, verdict};
use ringtrue_core::call::{Finding, Half, Part, Verdict};
use ringtrue_core::group::Name;

/// What was found of a half that is held against the code of two alone.
#[derive(Clone, Copy, Debug)]
pub struct PairFound<'a> {
    /// What was found.
    pub finding: &'a Finding,
    /// Who said it.
    pub member: &'a Name,
    /// Whether it is due by the code of the group, which does not count here.
    pub is_the_groups: bool,
}

/// What a finding means and what to do, in one sentence. It has no half of a
/// code in it.
#[must_use]
pub fn pair_verdict(found: &PairFound<'_>) -> String {
    let PairFound {
        finding, member, ..
    } = found;
    let shared = match finding.part {
        Some(Part::Both) => format!("the whole code that you and {member} share"),
        _ => format!(
            "{} of the code that you and {member} share",
            half_said(finding)
        ),
    };
    match finding.verdict {
        Verdict::Match => format!("It rings true: that is {shared}."),
        Verdict::MatchPreviousGeneration => format!(
            "It rings true: that is {shared}, but they are on the old seed (generation {}): let \
             them take in the rotation later, never on this call.",
            finding.generation
        ),
        Verdict::NoMatch if found.is_the_groups => format!(
            "That was the code of the group, which everybody in it has, and from {member} only \
             the code that you two share counts: {HANG_UP}"
        ),
        Verdict::NoMatch => {
            format!("That is not the code that you and {member} share: {HANG_UP}")
        }
        _ => verdict(finding),
    }
}

/// The verdict in colour, broken between words for `columns` cells, and what to
/// say next, where that is `own_half`.
#[must_use]
pub fn next_in_pair(found: &PairFound<'_>, own_half: Option<&Half>, columns: usize) -> String {
    next_after(found.finding, &pair_verdict(found), own_half, columns)
}
