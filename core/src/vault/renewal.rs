//! A device key that takes the place of one that may have leaked.

use super::groups::Vault;
use crate::device::DevicePublic;
use crate::group::{GroupId, Moved};

/// What a renewed device key means for one group.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Renewed {
    /// The group.
    pub group: GroupId,
    /// What has to be done anew there.
    pub moved: Moved,
}

impl Vault {
    /// Notes that another device key is about to take the place of `old`, until
    /// [`Vault::settle_renewal`].
    pub const fn begin_renewal(&mut self, old: DevicePublic) {
        self.renewal = Some(old);
    }

    /// The device key that another one is taking the place of: the change was
    /// begun, and not yet finished.
    #[must_use]
    pub const fn renewal(&self) -> Option<DevicePublic> {
        self.renewal
    }

    /// Finishes or drops a change of the device key, of which `own` is the one
    /// that is kept. Returns what it means for each group, nothing if the key is
    /// still the old one.
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
