//! Rotations that this device can't open because it replaced a lost one: an organiser
//! who rotated at the same time sealed theirs to the lost device.

use std::path::{Path, PathBuf};

use ringtrue_core::device::DevicePublic;
use ringtrue_core::message::OpenError;
use ringtrue_core::text::shell_name;
use ringtrue_core::{Group, Name, Vault};

use crate::device::{key, store};
use crate::failure::Failure;
use crate::join::message::unopened_error;
use crate::rotate::destination::generation_named;
use crate::sys::System;

/// Returns the error for the message in `what`, which this device can't open.
pub fn not_for_this_device(what: &str, system: &mut System) -> Failure {
    let failure = unopened_error(what, &OpenError::OtherDevice);
    let (Ok(Some(own)), Ok(vault)) = (key::public(system), store::read(system)) else {
        return failure;
    };
    let path = Path::new(what);
    match replaced(&vault, own).find(|(group, _)| may_count(path, group) != Some(false)) {
        Some((group, name)) => failure.hint(way_out(group, name, own)),
        None => failure,
    }
}

/// Finds a message that this device can't open and that may count instead of the seed
/// in force here. Only its file name says so, so the result is no more than a hint to
/// the user.
pub fn find(unopened: &[PathBuf], system: &mut System) -> Result<Option<Failure>, Failure> {
    let Some(own) = key::public(system)? else {
        return Ok(None);
    };
    let vault = store::read(system)?;
    for (group, name) in replaced(&vault, own) {
        let mut counting = unopened.iter();
        if let Some(path) = counting.find(|path| may_count(path, group) == Some(true)) {
            let what = path.display().to_string();
            let failure = unopened_error(&what, &OpenError::OtherDevice);
            return Ok(Some(failure.hint(way_out(group, name, own))));
        }
    }
    Ok(None)
}

/// Returns whether a file is named like a rotation of `group` that may count instead of
/// the seed in force; `None` if its name doesn't say.
fn may_count(path: &Path, group: &Group) -> Option<bool> {
    let generation = generation_named(path, group)?;
    Some(generation >= u64::from(group.generation().number()))
}

/// Returns the groups in which the rotation in force replaced a lost device with this one,
/// and the name of its holder in each.
fn replaced(vault: &Vault, own: DevicePublic) -> impl Iterator<Item = (&Group, &Name)> {
    let groups = vault.groups().iter();
    groups.filter_map(move |group| Some((group, group.replaced_lost_device(&own)?)))
}

fn way_out(group: &Group, name: &Name, own: DevicePublic) -> String {
    let (of, called) = (shell_name(group.name()), shell_name(name));
    let organisers = group.organisers();
    let key = organisers.own().map(|own| own.key);
    let renew = match key {
        Some(key) if !organisers.demoted().is_empty() => format!(
            "if you made a new organiser key after the loss, they should end the old one, too: \
             ringtrue members demote -g {of} {called}; then ringtrue members promote -g {of} \
             {called} --key {key}; "
        ),
        _ => String::new(),
    };
    format!(
        "another organiser may have changed the key at the same time, before they knew this \
         device: then theirs counts, and the lost device can read it. Call them; they should add \
         this device and change the key once more: ringtrue members add -g {of} {called} --device \
         {own}; {renew}then ringtrue rotate -g {of} --sealed FILE"
    )
}
