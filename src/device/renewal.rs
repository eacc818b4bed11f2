//! The steps left to do after this device's key was renewed.

use ringtrue_core::device::DevicePublic;
use ringtrue_core::text::{check_words_line, shell_name};
use ringtrue_core::vault::Renewed;
use ringtrue_core::{Group, Vault};

use crate::sys::System;
use crate::tell::{note, print_err};
use crate::view::texts;

/// Reports that an interrupted renewal is finished, and prints what is left to do.
pub fn note_finished(renewed: &[Renewed], own: &DevicePublic, vault: &Vault, system: &mut System) {
    let words = check_words_line(&own.words());
    note(
        system,
        format_args!(
            "finished an interrupted renewal of the device key. The new key: {own}; its six words: \
             {words}"
        ),
    );
    print_err(system, to_do(renewed, own, vault));
}

/// Returns the command that an organiser runs: on this device, if it is an organiser's.
pub fn command(renewed: &Renewed, own: &DevicePublic, group: &Group) -> String {
    // The name that the group has on every device.
    let of = shell_name(group.name());
    match &renewed.moved.me {
        _ if group.organisers().own().is_some() => {
            format!(
                "ringtrue rotate -g {} --sealed FILE",
                shell_name(group.local_name())
            )
        }
        Some(me) => format!(
            "ringtrue members add -g {of} {} --device {own}",
            shell_name(me)
        ),
        None => format!("ringtrue members add -g {of} NAME --device {own}"),
    }
}

/// Returns what is left to do in each group, in lines for people.
pub fn to_do(renewed: &[Renewed], own: &DevicePublic, vault: &Vault) -> String {
    let mut text = String::new();
    for renewed in renewed {
        let Some(group) = vault.group(renewed.group) else {
            continue;
        };
        let (name, of) = (group.local_name(), shell_name(group.local_name()));
        let command = command(renewed, own, group);
        let advice = if group.organisers().own().is_some() {
            texts().renewed_organiser(name, &command, "ringtrue members demote")
        } else if group.has_organiser() {
            texts().renewed_member(name, &command)
        } else {
            let rotate = format!("ringtrue rotate -g {of} --overlap 0");
            texts().renewed_alone(name, &rotate, &command)
        };
        text += &format!("{advice}\n");
        for name in &renewed.moved.pairs {
            let command = format!("ringtrue members pair -g {of} {}", shell_name(name));
            text += &format!("  {}\n", texts().renewed_pair(&command));
        }
        for name in &renewed.moved.sheets {
            let command = format!("ringtrue sheet -g {of} --for {}", shell_name(name));
            text += &format!("  {}\n", texts().renewed_sheet(&command));
        }
    }
    text
}
