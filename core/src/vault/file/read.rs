//! Parses the ids and names of records.

use data_encoding::HEXLOWER;

use crate::group::{GroupId, Name, NameError};

pub(super) fn group_id(text: &str) -> Option<GroupId> {
    let mut id = [0; 16];
    if HEXLOWER.decode_len(text.len()) != Ok(id.len()) {
        return None;
    }
    HEXLOWER.decode_mut(text.as_bytes(), &mut id).ok()?;
    Some(GroupId::from_bytes(id))
}

/// Parses a stored name, which is kept as it is but must have no invisible characters.
pub(super) fn name(text: impl AsRef<str>) -> Result<Name, NameError> {
    Name::foreign(text.as_ref())
}
