//! A sample group for this module's tests.

use ringtrue_core::{Group, GroupId, Name, Secret, UnixTime};

/// Returns a group with this name and the seed of the RFCs' examples, created
/// in 1970.
pub fn group(called: &str) -> Group {
    Group::new(
        Name::tidy(called).unwrap(),
        Secret::new(b"12345678901234567890").unwrap(),
        GroupId::from_bytes([1; 16]),
        UnixTime::from_secs(0),
    )
}
