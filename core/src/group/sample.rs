//! A group for tests of every room.

use super::{Group, GroupId, Name};
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
