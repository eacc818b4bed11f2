//! The sheet of a member without a device: what to do if no line of it can be due.

use ringtrue_core::group::Member;
use ringtrue_core::text::shell_name;
use ringtrue_core::{Day, Group, Name};

use crate::failure::Failure;
use crate::sys::System;
use crate::tell::note;
use crate::view::texts;

/// Returns the error for a member whose sheet ended early, or never reached this device.
pub fn no_sheet(member: &Member, group: &Group) -> Failure {
    Failure::new(format!(
        "this device has no valid sheet for {}, and nothing else counts from them",
        member.name
    ))
    .hint(format!(
        "on a call, hang up and call back on a number that you know; then {}",
        new_sheet_hint(member, group)
    ))
}

/// Returns the error for a sheet whose days have not begun.
pub fn not_yet(member: &Member, printed: Day) -> Failure {
    let of = sheet_of(member, printed);
    Failure::new(format!("the days of {of} have not begun yet")).hint("check this device's clock")
}

/// Returns the error for a sheet whose days are over.
pub fn over(member: &Member, printed: Day, last: Day, group: &Group) -> Failure {
    let (of, last) = (sheet_of(member, printed), texts().day_short(last));
    Failure::new(format!(
        "{of} ended on {last}, and nothing else counts from them"
    ))
    .hint(format!(
        "on a call, hang up and call back on a number that you know; then {}",
        new_sheet_hint(member, group)
    ))
}

fn sheet_of(member: &Member, printed: Day) -> String {
    format!("{}'s sheet of {}", member.name, texts().day_short(printed))
}

/// Notes whose sheets ended because someone may have their keys.
pub fn note_ended_sheets(ended: &[Name], group: &Group, system: &mut System) {
    if ended.is_empty() {
        return;
    }
    let names: Vec<&str> = ended.iter().map(Name::as_str).collect();
    note(
        system,
        format_args!(
            "someone may have the keys of all day sheets now, so these ended too: {}; print a new \
             one for each of them: ringtrue sheet -g {} --for MEMBER",
            names.join(", "),
            shell_name(group.local_name())
        ),
    );
}

/// Returns the hint with the command that prints a new sheet.
pub fn new_sheet_hint(member: &Member, group: &Group) -> String {
    format!(
        "print a new one: ringtrue sheet -g {} --for {}",
        shell_name(group.local_name()),
        shell_name(&member.name)
    )
}
