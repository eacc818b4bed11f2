//! Converts members, and what is kept about those who left, to and from their records.

use serde::{Deserialize, Serialize};

use super::read::name;
use crate::device::DevicePublic;
use crate::group::{Confirmation, Departure, Generation, Holds, Member, Name};
use crate::message::SheetRecord;
use crate::time::UnixTime;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberRecord<'a> {
    name: String,
    holds: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    generation: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confirmed: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    disputed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paired: Option<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    listed: bool,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    sheet: Option<SheetRecord<'a>>,
}

impl MemberRecord<'_> {
    pub fn into_member(self) -> Option<Member> {
        let confirmed = match (self.generation, self.confirmed) {
            (None, None) => None,
            (Some(generation), Some(at)) => Some(Confirmation {
                generation: Generation::new(generation)?,
                at: UnixTime::from_secs(at),
            }),
            _ => return None,
        };
        let holds = Holds::from_name(&self.holds)?;
        let sheet = match self.sheet {
            None => None,
            Some(record) if holds == Holds::Sheet => Some(record.read()?),
            Some(_) => return None,
        };
        let key = |text: Option<String>| text.map(|text| DevicePublic::from_text(&text));
        Some(Member {
            name: name(self.name).ok()?,
            holds,
            confirmed,
            sheet,
            device: key(self.device).transpose().ok()?,
            disputed: key(self.disputed).transpose().ok()?,
            paired: key(self.paired).transpose().ok()?,
            listed: self.listed,
        })
    }
}

impl From<&Member> for MemberRecord<'_> {
    fn from(member: &Member) -> Self {
        Self {
            name: member.name.to_string(),
            holds: member.holds.as_str().to_owned(),
            generation: member
                .confirmed
                .map(|confirmed| confirmed.generation.number().into()),
            confirmed: member.confirmed.map(|confirmed| confirmed.at.as_secs()),
            device: member.device.as_ref().map(DevicePublic::to_string),
            disputed: member.disputed.as_ref().map(DevicePublic::to_string),
            paired: member.paired.as_ref().map(DevicePublic::to_string),
            listed: member.listed,
            sheet: member.sheet.as_ref().map(SheetRecord::from),
        }
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks with a reference"
)]
pub const fn is_false(value: &bool) -> bool {
    !*value
}

/// A member who is off the roll and was paired.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartedRecord {
    name: String,
    paired: String,
}

impl PartedRecord {
    pub fn into_parted(self) -> Option<(Name, DevicePublic)> {
        let device = DevicePublic::from_text(&self.paired).ok()?;
        Some((name(self.name).ok()?, device))
    }
}

impl From<&(Name, DevicePublic)> for PartedRecord {
    fn from((name, device): &(Name, DevicePublic)) -> Self {
        Self {
            name: name.to_string(),
            paired: device.to_string(),
        }
    }
}

/// A device key that a person compared.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComparedRecord {
    name: String,
    device: String,
}

impl ComparedRecord {
    pub fn into_compared(self) -> Option<(Name, DevicePublic)> {
        let device = DevicePublic::from_text(&self.device).ok()?;
        Some((name(self.name).ok()?, device))
    }
}

impl From<&(Name, DevicePublic)> for ComparedRecord {
    fn from((name, device): &(Name, DevicePublic)) -> Self {
        Self {
            name: name.to_string(),
            device: device.to_string(),
        }
    }
}

/// A member who left.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DepartureRecord {
    name: String,
    told: bool,
}

impl DepartureRecord {
    pub fn into_departure(self) -> Option<Departure> {
        Some(Departure {
            name: name(self.name).ok()?,
            reported: self.told,
        })
    }
}

impl From<&Departure> for DepartureRecord {
    fn from(left: &Departure) -> Self {
        Self {
            name: left.name.to_string(),
            told: left.reported,
        }
    }
}
