//! The roll-call, and the list of groups.

use super::{BOLD, DIM, padded, styled, texts, width};
use ringtrue_core::device::DevicePublic;
use ringtrue_core::group::{Group, Holds, Member, Origin};
use ringtrue_core::text::shell_name;
use ringtrue_core::time::Day;
use ringtrue_core::vault::Vault;

pub use ringtrue_core::text::When;

/// Formats the roll-call of a group: its members, what they hold, and the generation
/// they were last seen on or the days of their sheet. Members who are behind come
/// first. `own` is this device's key, if it has one; `when` formats a time.
#[must_use]
pub fn roll_call(group: &Group, own: Option<&DevicePublic>, today: Day, when: When<'_>) -> String {
    let roll = group.roll_call(own, today);
    let column = |cells: &dyn Fn(usize) -> usize| (0..roll.len()).map(cells).max().unwrap_or(0);
    let names = column(&|at| roll.get(at).map_or(0, |member| width(member.name.as_str())));
    let mut text = String::new();
    for member in roll {
        text.push_str(&format!(
            "  {}  {}  {}\n",
            styled(BOLD, &padded(member.name.as_str(), names)),
            padded(member.holds.as_str(), "ringtrue".len()),
            notes(member, group, own, today, when).join("; ")
        ));
    }
    if text.is_empty() {
        text.push_str(&format!("  {}\n", texts().roll_nobody()));
    }
    for organiser in group.organisers_off_roll() {
        text.push_str(&format!(
            "  {}  {}  {}\n",
            styled(BOLD, &padded(organiser.name.as_str(), names)),
            padded("", "ringtrue".len()),
            texts().roll_organiser_only(),
        ));
    }
    text
}

/// Returns the notes after a member's name, and how to print a new sheet if they need
/// one.
fn notes(
    member: &Member,
    group: &Group,
    own: Option<&DevicePublic>,
    today: Day,
    when: When<'_>,
) -> Vec<String> {
    let mut notes = texts().roll_notes(member, group, own, today, when);
    if member.needs_sheet(today) {
        let (of, name) = (shell_name(group.local_name()), shell_name(&member.name));
        notes.push(texts().roll_print(&format!("ringtrue sheet -g {of} --for {name}")));
    }
    notes
}

/// Returns how to add a missing device key, so that messages reach a member who holds
/// ringtrue; only the organiser can add it. `None` if no key is missing or the group
/// has no organiser.
#[must_use]
pub fn missing_key_hint(group: &Group) -> Option<String> {
    if !group.has_organiser() {
        return None;
    }
    let mut roll = group.members().iter();
    let missing = roll.find(|member| member.holds == Holds::Ringtrue && member.device.is_none())?;
    if group.organisers().own().is_none() {
        let name = &missing.name;
        return Some(format!(
            "so that messages reach {name}, have them run ringtrue device and send the key to the \
             organiser"
        ));
    }
    Some(format!(
        "so that messages reach them, run ringtrue device on their device, then here: ringtrue \
         members add -g {} {} --device KEY",
        shell_name(group.local_name()),
        shell_name(&missing.name)
    ))
}

/// Returns what to do for each member whom a message does not reach.
#[must_use]
pub fn how_to_reach(group: &Group, members: &[&Member]) -> String {
    if members.is_empty() {
        return String::new();
    }
    let names = members.iter().map(|member| width(member.name.as_str()));
    let names = names.max().unwrap_or(0);
    let of = shell_name(group.local_name());
    let mut text = texts().reach_title() + "\n";
    for member in members {
        let name = shell_name(&member.name);
        let todo = match member.holds {
            Holds::App => texts().reach_app(&format!("ringtrue invite -g {of} --for {name}")),
            Holds::Sheet => texts().reach_sheet(&format!("ringtrue sheet -g {of} --for {name}")),
            Holds::Ringtrue => texts().reach_ringtrue(
                &format!("ringtrue members add -g {of} {name} --device KEY"),
                &format!("ringtrue invite -g {of} --for {name} --sealed FILE"),
            ),
        };
        text.push_str(&format!(
            "  {}  {}  {todo}\n",
            styled(BOLD, &padded(member.name.as_str(), names)),
            padded(member.holds.as_str(), "ringtrue".len()),
        ));
    }
    text
}

/// Lists the groups of a device, one per line, with the default marked; `when` formats
/// a time.
#[must_use]
pub fn groups_list(vault: &Vault, when: When<'_>) -> String {
    let groups = vault.groups();
    let names = groups
        .iter()
        .map(|group| width(group.local_name().as_str()));
    let names = names.max().unwrap_or(0);
    let mut text = String::new();
    for group in groups {
        let mark = if vault.is_default(group) { "*" } else { " " };
        let mut notes = Vec::new();
        if *group.origin() == Origin::Ringtrue {
            notes.push(texts().groups_number(group.generation()));
        }
        if group.name() != group.local_name() {
            notes.push(texts().groups_to_others(group.name()));
        }
        notes.extend(
            group
                .previous()
                .iter()
                .filter(|previous| previous.accepted)
                .map(|previous| {
                    texts().groups_accepted(
                        &group.key_name_of(previous.seed.generation),
                        &when(previous.until),
                    )
                }),
        );
        text.push_str(&format!(
            "{mark} {}  {}\n",
            styled(BOLD, &padded(group.local_name().as_str(), names)),
            styled(DIM, &notes.join(", ")),
        ));
    }
    text
}
