//! `members pair` and `members unpair`, and whether a pair's code counts for a named
//! member.

use ringtrue_core::call::{Expected, NoCode};
use ringtrue_core::device::DeviceKey;
use ringtrue_core::group::{Holds, Member, Pairing, Parted};
use ringtrue_core::roll::{NewPair, PairError};
use ringtrue_core::text::{check_words_line, shell_name};
use ringtrue_core::{Group, Name};
use serde_json::json;

use crate::args::Global;
use crate::device::key;
use crate::device::store;
use crate::device::store::{Previous, Store};
use crate::failure::Failure;
use crate::roll::day_sheet;
use crate::sys::System;
use crate::tell::{Status, note, print_err, say, say_json};
use crate::view::texts;

/// Pairs this device with that of `name`, after both have compared the words.
pub fn pair(
    name: &str,
    words_match: bool,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    let vault = store::read(system)?;
    let group = vault.select(global.group.as_deref())?;
    let plan = to_pair(name, group, system)?;
    let member = plan.name.clone();
    let [yours, theirs] = plan.words(group).map(|words| check_words_line(&words));
    print_err(system, texts().pair_words(&member, &yours, &theirs) + "\n");
    if !words_match {
        compare(&member, group, system)?;
    }
    let mut store = Store::open(system)?;
    let here = store.vault.select_mut(global.group.as_deref())?;
    if here.id() != group.id() || here.member(name)?.device != Some(plan.device) {
        return Err(Failure::new("another ringtrue just changed the list").hint("run it again"));
    }
    plan.carry_out(here)?;
    store.save(Previous::Keep)?;
    if global.json {
        say_json(
            system,
            &json!({
                "group": group.local_name().as_str(),
                "member": member.as_str(),
                "your_words": yours,
                "their_words": theirs,
                "paired": true,
            }),
        )?;
    } else {
        say(system, &(texts().pair_done(&member) + "\n"))?;
    }
    note(
        system,
        format_args!(
            "on a call: {}, and {}",
            command_about(group, "code --with", &member, ""),
            command_about(group, "check --from", &member, " HEARD")
        ),
    );
    Ok(Status::Done)
}

/// Asks whether the other side has the same words. `--yes` does not answer that.
fn compare(member: &Name, group: &Group, system: &mut System) -> Result<(), Failure> {
    let same = system.person.confirm(&texts().ask_pair(member));
    let same = same.ok_or_else(|| {
        Failure::no_terminal_hint(
            "both have to read their six words to the other; if they have: --words-match",
        )
    })??;
    if same {
        return Ok(());
    }
    Err(
        Failure::new(format!("you and {member} were not paired")).hint(format!(
            "each of you needs the other's current key on the list of \"{}\": ringtrue device \
             shows it",
            group.local_name()
        )),
    )
}

/// Ends the pairing with `name`: the group's code counts again.
pub fn unpair(name: &str, global: &Global, system: &mut System) -> Result<Status, Failure> {
    let vault = store::read(system)?;
    let group = vault.select(global.group.as_deref())?;
    let member = group.member(name)?;
    let spelt = &member.name;
    if member.pairing() == Pairing::Unpaired {
        return Err(Failure::new(format!("you and {spelt} are not paired")));
    }
    if !global.yes {
        let sure = system
            .person
            .confirm(&texts().ask_unpair(spelt))
            .ok_or_else(|| Failure::no_terminal_hint("to end it without asking: --yes"))??;
        if !sure {
            return Err(Failure::new(format!("you and {spelt} are still paired")));
        }
    }
    let mut store = Store::open(system)?;
    let here = store.vault.select_mut(global.group.as_deref())?;
    here.pair(name, None)?;
    store.save(Previous::Keep)?;
    if global.json {
        say_json(
            system,
            &json!({
                "group": group.local_name().as_str(),
                "member": spelt.as_str(),
                "paired": false,
            }),
        )?;
    } else {
        say(system, &(texts().pair_ended(spelt) + "\n"))?;
    }
    Ok(Status::Done)
}

/// Plans to pair with a member, or says what is in the way.
fn to_pair(name: &str, group: &Group, system: &mut System) -> Result<NewPair, Failure> {
    // Refuse an unknown name before asking for a passphrase.
    group.member(name)?;
    let own = key::unlock(system)?.ok_or_else(no_key)?;
    NewPair::plan(name, group, &own).map_err(|error| {
        let failure = Failure::new(error.to_string());
        match error {
            PairError::Roll(error) => error.into(),
            PairError::NoDevice(name) => failure.hint(format!(
                "on their device, ringtrue device shows it; to add it here: {}",
                command_about(group, "members add", &name, " --device KEY")
            )),
            PairError::WeakKey(name) => weak_key_error(&name, group),
            _ => failure,
        }
    })
}

/// Resolves what a half from `member` is checked against.
pub fn resolve_against(
    member: Option<&Member>,
    group: &Group,
    own: Option<&DeviceKey>,
) -> Result<Expected, Failure> {
    Expected::new(member, group, own).map_err(|error| match member {
        Some(member) => no_code(member, error, group),
        None => no_key(),
    })
}

/// Returns the error for a member from whom no code counts, with the way out.
pub fn no_code(member: &Member, error: NoCode, group: &Group) -> Failure {
    match error {
        NoCode::WeakKey => weak_key_error(&member.name, group),
        NoCode::Parted(parted) => parted_error(&member.name, parted, group),
        NoCode::NoSheet => day_sheet::no_sheet(member, group),
        NoCode::NotYet { printed } => day_sheet::not_yet(member, printed),
        NoCode::Over { printed, last } => day_sheet::over(member, printed, last, group),
        _ => no_key(),
    }
}

/// Explains why the group's code counts for a member; `which` is the clause that says so.
pub fn unpaired(member: &Member, group: &Group, own: Option<&DeviceKey>, which: &str) -> String {
    let name = &member.name;
    match (member.holds, member.device) {
        (Holds::Sheet, _) => format!("{name} has no sheet here: {which}"),
        (Holds::App, _) => format!("{name} has an app: {which}"),
        (Holds::Ringtrue, None) => format!(
            "{name}'s device key is not known here: {which}; to add it: {}",
            command_about(group, "members add", name, " --device KEY")
        ),
        (Holds::Ringtrue, Some(device)) if own.is_some_and(|own| own.public() == device) => {
            format!("this is {name}'s own device: {which}")
        }
        (Holds::Ringtrue, Some(_)) => format!(
            "you and {name} have not paired yet: {which}; to pair: {}",
            command_about(group, "members pair", name, "")
        ),
    }
}

fn parted_error(name: &Name, parted: Parted, group: &Group) -> Failure {
    let pair = command_about(group, "members pair", name, "");
    let again = match parted {
        Parted::OtherKey => pair,
        _ => format!(
            "{}, {pair}",
            command_about(group, "members add", name, " --device KEY")
        ),
    };
    let unpair = command_about(group, "members unpair", name, "");
    Failure::new(format!(
        "you and {name} are paired, but {parted}, and the group's code does not count instead"
    ))
    .hint(format!(
        "ask {name} about it, not on this call; with a new device, pair again: {again}; or to go \
         back to the group's code: {unpair}"
    ))
}

fn no_key() -> Failure {
    Failure::new("another ringtrue just created the vault").hint("run it again")
}

/// Formats a command about a member, for the user to type.
fn command_about(group: &Group, command: &str, name: &Name, more: &str) -> String {
    let of = shell_name(group.local_name());
    format!("ringtrue -g {of} {command} {}{more}", shell_name(name))
}

fn weak_key_error(name: &Name, group: &Group) -> Failure {
    Failure::new(format!(
        "{name}'s device key is not safe to use: anyone could compute the shared secret"
    ))
    .hint(format!(
        "it was not made by ringtrue; ask for the real one: {}",
        command_about(group, "members add", name, " --device KEY")
    ))
}
