//! A group for tests of every room.

use super::{Brought, Group, GroupId, Name, Rank};
use crate::organiser::OrganiserKey;
use crate::secret::Secret;
use crate::time::UnixTime;

/// A group of this name with the seed of the RFCs' examples, since 1970.
pub fn group(called: &str) -> Group {
    Group::new(
        Name::tidy(called).unwrap(),
        Secret::new(b"12345678901234567890").unwrap(),
        GroupId::from_bytes([1; 16]),
        UnixTime::from_secs(0),
    )
}

/// The rank of a rotation for which nobody was lost.
pub const fn rank(byte: u8) -> Rank {
    Rank {
        lost: false,
        hash: [byte; 32],
    }
}

/// A rotation of that rank, by an organiser whom nobody knows.
pub fn brought(byte: u8) -> Brought {
    let by = "RWQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    Brought {
        rank: rank(byte),
        by: OrganiserKey::from_text(by).unwrap(),
    }
}
