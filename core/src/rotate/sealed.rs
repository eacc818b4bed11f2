//! The message that carries a rotation, and whom it reaches.

use data_encoding::HEXLOWER;

use crate::device::DevicePublic;
use crate::group::{Group, GroupId, Holds, Member, Name};
use crate::message::{self, Rank, SealError};
use crate::time::Day;

/// The number of bytes of an id or a hash in a file's name: enough to distinguish two
/// concurrent rotations.
const START: usize = 4;

/// A sealed rotation. Don't hand it over before the group that [`seal`] changed is saved.
#[derive(Debug)]
#[non_exhaustive]
pub struct SealedRotation {
    /// The files that should reach everybody, each with the name that it has in a folder
    /// with others.
    pub files: Vec<(String, Vec<u8>)>,
    /// The members whom it reaches.
    pub reached: Reached,
}

/// The members whom a message reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reached {
    /// Everybody with a device that it can be sealed to, including this one.
    pub names: Vec<Name>,
    /// Those of them whose keys nobody compared on this device.
    pub not_compared: Vec<Name>,
}

/// Seals the seed in force to every member's device, after a rotation that took `departed` off
/// the roll, and notes in the group that it was sent. `own` is this device's key.
///
/// # Errors
/// [`SealError`]; the group is then unchanged.
pub fn seal(
    group: &mut Group,
    departed: &[Name],
    own: DevicePublic,
) -> Result<SealedRotation, SealError> {
    let made = message::rotation(group, departed)?;
    group.mark_sent(made.rank);
    let several = made.files.len() > 1;
    let files = (1..).zip(made.files).map(|(number, letter)| {
        let number = several.then_some(number);
        (file_name(group, &made.rank, number), letter.bytes)
    });
    Ok(SealedRotation {
        files: files.collect(),
        reached: reached(group, own),
    })
}

/// Returns the members whom a message to everybody reaches. `own` is this device's key.
#[must_use]
pub fn reached(group: &Group, own: DevicePublic) -> Reached {
    let settled = group.members().iter();
    let settled = settled.filter(|member| member.disputed.is_none());
    let (mut names, mut not_compared) = (Vec::new(), Vec::new());
    for member in settled {
        let Some(key) = member.device else { continue };
        if key != own && !group.is_compared(&member.name, &key) {
            not_compared.push(member.name.clone());
        }
        names.push(member.name.clone());
    }
    Reached {
        names,
        not_compared,
    }
}

/// Reports whether a file with this name, as [`seal`] names it, has the rotation that
/// brought the seed in force.
#[must_use]
pub fn is_in_force(file: &str, group: &Group) -> bool {
    let brought = group.brought_by.as_ref();
    let rest = brought.and_then(|it| file.strip_prefix(&stem(group, &it.rank)));
    rest.is_some_and(|rest| rest.starts_with(['.', '-']))
}

/// Returns the name of a rotation's file, with its number if there are several.
fn file_name(group: &Group, rank: &Rank, number: Option<usize>) -> String {
    let number = number.map(|number| format!("-{number}"));
    format!("{}{}.age", stem(group, rank), number.unwrap_or_default())
}

fn stem(group: &Group, rank: &Rank) -> String {
    let (start, hash) = (file_start(group.id()), hex_prefix(&rank.hash));
    format!("{start}{}-{hash}", group.generation())
}

/// Returns the prefix of the name of each file with a message for a group.
#[must_use]
pub fn file_start(group: GroupId) -> String {
    format!("ringtrue-{}-", hex_prefix(group.as_bytes()))
}

/// Returns the first [`START`] bytes in hex.
fn hex_prefix(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes.get(..START).unwrap_or(bytes))
}

/// Returns the members without a device that a message can be sealed to. Someone with a
/// sheet is one of them only if they need a new one.
pub fn not_reached(group: &Group, today: Day) -> impl Iterator<Item = &Member> {
    let roll = group.members().iter();
    roll.filter(move |member| match member.holds {
        Holds::Sheet => member.needs_sheet(today),
        Holds::App | Holds::Ringtrue => member.device.is_none() || member.disputed.is_some(),
    })
}
