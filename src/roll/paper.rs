//! The sheet of a member who has no device: what to do if no line of it can be
//! due.

use ringtrue_core::group::Member;
use ringtrue_core::sheet::Sheet;
use ringtrue_core::text::quoted;
use ringtrue_core::{Day, Group, Name, UnixTime};

use crate::failure::Failure;
use crate::sys::System;
use crate::tell::note;
use crate::view::texts;

/// Refuses a member whose sheet ended early, or never came here.
pub fn none(member: &Member, group: &Group) -> Failure {
    Failure::new(format!(
        "no sheet of {}'s counts here, and nothing else does from them",
        member.name
    ))
    .hint(format!(
        "on a call hang up, and call back on a number that you know; then {}",
        print_new(member, group)
    ))
}

/// Refuses a sheet that has a line neither for today nor for any other day that
/// it is somewhere.
pub fn has_line(
    member: &Member,
    sheet: &Sheet,
    group: &Group,
    today: Day,
    time: UnixTime,
) -> Result<(), Failure> {
    if sheet.days_at(today, time).next().is_some() {
        return Ok(());
    }
    let of = format!(
        "{}'s sheet of {}",
        member.name,
        texts().day_short(sheet.from())
    );
    if today < sheet.from() {
        return Err(Failure::new(format!("the days of {of} have not begun yet"))
            .hint("check this device's clock"));
    }
    let last = texts().day_short(sheet.last());
    Err(Failure::new(format!(
        "{of} ended on {last}, and nothing else counts from them"
    ))
    .hint(format!(
        "on a call hang up, and call back on a number that you know; then {}",
        print_new(member, group)
    )))
}

/// Tells whose sheets ended because someone may have their keys.
pub fn tell_ended(ended: &[Name], group: &Group, system: &mut System) {
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
            quoted(group.local_name())
        ),
    );
}

/// How to print a new sheet.
pub fn print_new(member: &Member, group: &Group) -> String {
    format!(
        "print a new one: ringtrue sheet -g {} --for {}",
        quoted(group.local_name()),
        quoted(&member.name)
    )
}
