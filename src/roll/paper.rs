//! The sheet of a member who has no device: what to do if no line of it can be
//! due.

use ringtrue_core::group::Member;
use ringtrue_core::sheet::Sheet;
use ringtrue_core::text::quoted;
use ringtrue_core::{Day, Group, UnixTime};

use crate::failure::Failure;
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

/// How to print a new sheet.
pub fn print_new(member: &Member, group: &Group) -> String {
    format!(
        "print a new one: ringtrue sheet -g {} --for {}",
        quoted(group.local_name()),
        quoted(&member.name)
    )
}
