//! The id of a group in files.

/// An id that stands for a group where its name must not be written: 16 random
/// bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GroupId([u8; Self::LENGTH]);

impl GroupId {
    /// The length of an id in bytes.
    pub const LENGTH: usize = 16;

    /// Makes an id of these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; Self::LENGTH]) -> Self {
        Self(bytes)
    }

    /// Returns the bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }
}
