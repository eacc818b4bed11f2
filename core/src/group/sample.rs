//! Sample groups and rotations for tests.

use super::{Group, GroupId, Name, Rank, RotationId};
use crate::organiser::OrganiserKey;
use crate::secret::Secret;
use crate::time::UnixTime;

/// Creates a group with this name and the seed of the RFCs' test vectors, since
/// 1970.
pub fn group(called: &str) -> Group {
    Group::new(
        Name::tidy(called).unwrap(),
        Secret::new(b"12345678901234567890").unwrap(),
        GroupId::from_bytes([1; 16]),
        UnixTime::from_secs(0),
    )
}

/// Returns the rank of a rotation without a loss.
pub const fn rank(byte: u8) -> Rank {
    Rank {
        excludes: false,
        hash: [byte; 32],
    }
}

/// Returns a rotation with that rank, signed by an unknown organiser.
pub fn brought(byte: u8) -> RotationId {
    let by = "RWQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    RotationId {
        rank: rank(byte),
        by: OrganiserKey::from_text(by).unwrap(),
    }
}
