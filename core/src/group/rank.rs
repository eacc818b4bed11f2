//! The order that decides which of several concurrent rotations counts.

use std::cmp::Ordering;

use crate::organiser::OrganiserKey;

/// The rank of a rotation among those to the same generation: the lowest
/// counts, on every device. One that excludes someone comes before one that
/// does not; then the lower hash comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rank {
    /// True if it excludes someone, because a device was lost or they left.
    pub excludes: bool,
    /// SHA-256 of its text, or of the first file's text if it has several
    /// files.
    pub hash: [u8; 32],
}

impl PartialOrd for Rank {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Rank {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |rank: &Self| (!rank.excludes, rank.hash);
        key(self).cmp(&key(other))
    }
}

/// The rotation that brought a seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RotationId {
    /// Its rank.
    pub rank: Rank,
    /// The key that signed it.
    pub by: OrganiserKey,
}

#[cfg(test)]
mod tests {
    use super::Rank;

    #[test]
    fn a_loss_comes_first_and_then_the_lower_hash() {
        let rank = |excludes, byte| Rank {
            excludes,
            hash: [byte; 32],
        };
        let mut ranks = [rank(false, 1), rank(true, 3), rank(true, 2), rank(false, 0)];
        ranks.sort_unstable();
        assert_eq!(
            ranks,
            [rank(true, 2), rank(true, 3), rank(false, 0), rank(false, 1)]
        );
    }
}
