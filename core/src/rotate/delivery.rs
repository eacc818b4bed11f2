//! The way in which a new seed reaches the others.

use crate::device::DevicePublic;
use crate::group::{Group, Member};

/// The way in which a seed that this device makes reaches the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// By the QR code, which each of them scans.
    Scan,
    /// By message, if this device's holder agrees to become the organiser: the group has
    /// none, and some of the others have devices that a message can be sealed to.
    AskToSeal,
    /// By message from this device, which is an organiser's. Members without such a
    /// device scan.
    Seal,
}

/// Returns how a new seed can reach the others. `lost` is the member who lost what they
/// hold, if anyone did; `own` is this device's key. [`Request::ready`](super::Request::ready) checks
/// whether this device may make one.
#[must_use]
pub fn delivery(group: &Group, lost: Option<&str>, own: &DevicePublic) -> Delivery {
    let is_reached = |member: &&Member| {
        member.device.is_some_and(|device| device != *own)
            && !lost.is_some_and(|lost| member.name.is_meant_by(lost))
    };
    let is_organisers = group.organisers().own().is_some();
    if !group.members().iter().any(|member| is_reached(&member)) {
        Delivery::Scan
    } else if is_organisers {
        Delivery::Seal
    } else if group.has_organiser() {
        Delivery::Scan
    } else {
        Delivery::AskToSeal
    }
}
