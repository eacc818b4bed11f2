//! The roll and the list of groups.

use super::{BOLD, DIM, padded, styled, texts, width};
use ringtrue_core::device::DevicePublic;
use ringtrue_core::group::{Group, Holds, Member, Organiser, Origin};
use ringtrue_core::text::quoted;
use ringtrue_core::time::Day;
use ringtrue_core::vault::Vault;

pub use ringtrue_core::text::When;

/// The roll-call of a group: who, what they hold, and which generation they
/// were last seen on; of a sheet, its days. Who is behind stands first. `own` is
/// the key of this device, where it has one; `when` writes a moment.
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
    for organiser in off_the_roll(group) {
        text.push_str(&format!(
            "  {}  {}  {}\n",
            styled(BOLD, &padded(organiser.name.as_str(), names)),
            padded("", "ringtrue".len()),
            texts().roll_organiser_only(),
        ));
    }
    text
}

/// Those whose messages count though nobody of their name is on the roll.
fn off_the_roll(group: &Group) -> impl Iterator<Item = &Organiser> {
    let organisers = group.organisers().pinned().iter();
    organisers.filter(|organiser| group.member(organiser.name.as_str()).is_err())
}

/// Returns the notes behind a member's name, and how to print the sheet that they need.
fn notes(
    member: &Member,
    group: &Group,
    own: Option<&DevicePublic>,
    today: Day,
    when: When<'_>,
) -> Vec<String> {
    let mut notes = texts().roll_notes(member, group, own, today, when);
    if member.needs_sheet(today) {
        let (of, name) = (quoted(group.local_name()), quoted(&member.name));
        notes.push(texts().roll_print(&format!("ringtrue sheet -g {of} --for {name}")));
    }
    notes
}

/// How to have those who hold ringtrue without a device key reached by messages,
/// which is the organiser's to do; `None` where there are none, or the group has no
/// messages.
#[must_use]
pub fn keys_missing(group: &Group) -> Option<String> {
    if !group.has_organiser() {
        return None;
    }
    let mut roll = group.members().iter();
    let missing = roll.find(|member| member.holds == Holds::Ringtrue && member.device.is_none())?;
    if group.organisers().own().is_none() {
        let name = &missing.name;
        return Some(format!(
            "so that messages reach {name}: on their device ringtrue device, and let them send that \
             key to the organiser"
        ));
    }
    Some(format!(
        "so that messages reach them: on their device ringtrue device, and here ringtrue members \
         add -g {} {} --device KEY",
        quoted(group.local_name()),
        quoted(&missing.name)
    ))
}

/// What to do for each of those whom a message does not reach.
#[must_use]
pub fn to_reach(group: &Group, members: &[&Member]) -> String {
    if members.is_empty() {
        return String::new();
    }
    let names = members.iter().map(|member| width(member.name.as_str()));
    let names = names.max().unwrap_or(0);
    let of = quoted(group.local_name());
    let mut text = texts().reach_title() + "\n";
    for member in members {
        let name = quoted(&member.name);
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

/// The groups of a device, one a line, the default one marked; `when` writes a
/// moment.
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
                        &group.entry_of(previous.seed.generation),
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
