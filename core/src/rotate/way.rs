//! How the others can get a new seed.

use crate::device::DevicePublic;
use crate::group::{Group, Member};

/// How the others can get a seed that this device makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// By the QR code, which each of them scans.
    Scan,
    /// By a message, if whoever has this device wants to be the organiser: the group has
    /// none, and some of the others have devices that a message can be sealed to.
    AskToSeal,
    /// By a message of this device, which is an organiser's. Who has no such device scans.
    Seal,
}

/// Returns how the others can get a new seed if what `lost` holds is lost, or nothing is.
/// `own` is the key of this device. Whether this device may make one,
/// [`Request::ready`](super::Request::ready) says.
#[must_use]
pub fn way(group: &Group, lost: Option<&str>, own: &DevicePublic) -> Way {
    let is_reached = |member: &&Member| {
        member.device.is_some_and(|device| device != *own)
            && !lost.is_some_and(|lost| member.name.is_meant_by(lost))
    };
    let is_organisers = group.organisers().own().is_some();
    if !group.members().iter().any(|member| is_reached(&member)) {
        Way::Scan
    } else if is_organisers {
        Way::Seal
    } else if group.has_organiser() {
        Way::Scan
    } else {
        Way::AskToSeal
    }
}
