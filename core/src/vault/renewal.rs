//! Replaces a device key that may have leaked.

use super::groups::Vault;
use crate::device::DevicePublic;
use crate::group::{DeviceChange, GroupId};

/// The effect of a renewed device key on one group.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Renewed {
    /// The group.
    pub group: GroupId,
    /// What has to be done again in it.
    pub moved: DeviceChange,
}

impl Vault {
    /// Notes that a new device key is about to replace `old`, until
    /// [`Vault::settle_renewal`].
    pub const fn begin_renewal(&mut self, old: DevicePublic) {
        self.renewal = Some(old);
    }

    /// Returns the device key that is being replaced, if a renewal was begun and not
    /// yet finished.
    #[must_use]
    pub const fn renewal(&self) -> Option<DevicePublic> {
        self.renewal
    }

    /// Finishes or drops a renewal. `own` is the key that is kept. Returns the effect
    /// on each group; nothing if the key is still the old one.
    pub fn settle_renewal(&mut self, own: DevicePublic) -> Vec<Renewed> {
        let Some(old) = self.renewal.take() else {
            return Vec::new();
        };
        if old == own {
            return Vec::new();
        }
        let groups = self.groups.iter_mut();
        let renewed = groups.map(|group| {
            let mut moved = group.move_device(old, own);
            moved.sheets = group.end_sheets();
            Renewed {
                group: group.id(),
                moved,
            }
        });
        renewed.collect()
    }
}
