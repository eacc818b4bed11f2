//! The roll and the list of groups.

use super::{BOLD, DIM, padded, styled, texts, width};
use ringtrue_core::device::DevicePublic;
use ringtrue_core::group::{Group, Holds, Member, Organiser, Origin, Pairing};
use ringtrue_core::text::quoted;
use ringtrue_core::time::{Day, UnixTime};
use ringtrue_core::vault::Vault;

/// Writes a moment for a person.
pub type When<'a> = &'a dyn Fn(UnixTime) -> String;

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
            told(member, group, own, today, when).join("; ")
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

/// What there is to say of a member, one thing after the other.
fn told(
    member: &Member,
    group: &Group,
    own: Option<&DevicePublic>,
    today: Day,
    when: When<'_>,
) -> Vec<String> {
    let mut told = Vec::new();
    let organisers = group.organisers().pinned().iter();
    let keys = organisers.filter(|it| it.name.is_meant_by(member.name.as_str()));
    match keys.count() {
        0 => {}
        1 => told.push(texts().roll_organiser()),
        keys => told.push(texts().roll_organiser_keys(keys as u64)),
    }
    told.push(match member.confirmed {
        _ if member.has_device(own) => texts().roll_you(),
        _ if member.holds == Holds::Sheet => sheet_seen(member, group, today, when),
        None => texts().roll_not_seen(),
        Some(seen) if seen.generation >= group.generation() => {
            texts().roll_current(&group.entry_of(seen.generation), &when(seen.at))
        }
        Some(seen) => texts().roll_behind(&group.entry_of(seen.generation), &when(seen.at)),
    });
    match member.pairing() {
        Pairing::Unpaired => {}
        Pairing::With(_) => told.push(texts().roll_paired()),
        Pairing::Parted(parted) => told.push(texts().roll_parted(parted)),
    }
    if member.disputed.is_some() {
        told.push(texts().roll_disputed());
    } else if is_not_compared(member, group, own) {
        told.push(texts().roll_not_compared());
    }
    if group.has_organiser() && member.holds == Holds::Ringtrue && member.device.is_none() {
        told.push(texts().roll_no_message());
    }
    told
}

/// Reports whether this device seals messages to a key, or will, that nobody
/// compared on it. On other devices the organiser answers for the keys.
fn is_not_compared(member: &Member, group: &Group, own: Option<&DevicePublic>) -> bool {
    let seals = group.organisers().own().is_some() || !group.has_organiser();
    let is_known = |key| group.is_compared(&member.name, &key);
    seals && !member.has_device(own) && member.device.is_some_and(|key| !is_known(key))
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

/// What there is to say of a sheet: which one is theirs, until when, and how to
/// print a new one when that is due.
fn sheet_seen(member: &Member, group: &Group, today: Day, when: When<'_>) -> String {
    let print = format!(
        "ringtrue sheet -g {} --for {}",
        quoted(group.local_name()),
        quoted(&member.name)
    );
    let Some(sheet) = &member.sheet else {
        return texts().roll_sheet_none(&print);
    };
    let (day, last) = (
        texts().day_short(sheet.from()),
        texts().day_short(sheet.last()),
    );
    if sheet.last() < today {
        return texts().roll_sheet_ended(&day, &last, &print);
    }
    if member.needs_sheet(today) {
        return texts().roll_sheet_ends(&day, &last, &print);
    }
    let mut told = vec![texts().roll_sheet(&day, &last)];
    told.extend(
        member
            .confirmed
            .map(|heard| texts().roll_heard(&when(heard.at))),
    );
    told.join("; ")
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
