//! `rotate --lost ME`: the lost device is the one that the user of this device had before.

use ringtrue_core::Group;
use ringtrue_core::group::Name;
use ringtrue_core::rotate::{Loss, OwnLostDevice, Replaced, loss};
use ringtrue_core::text::{check_words_line, shell_name};
use serde_json::{Value, json};

use crate::args::Global;
use crate::device::store;
use crate::failure::Failure;
use crate::sys::System;
use crate::view::texts;

/// Asks about a lost device, with nothing locked. Returns `None` if it is another
/// member's.
pub fn ask(
    lost: &str,
    global: &Global,
    system: &mut System,
) -> Result<Option<OwnLostDevice>, Failure> {
    let vault = store::read(system)?;
    let group = vault.select(global.group.as_deref())?;
    let own = system.device_key.as_ref().map(|key| key.public());
    match loss(group, lost, own.as_ref())? {
        Loss::Theirs => Ok(None),
        Loss::MaybeMine(name) => {
            let question = texts().ask_are_you(&name);
            let sure = system.person.confirm(&question).transpose()?;
            Ok((sure == Some(true)).then_some(OwnLostDevice {
                name,
                may_have_key: false,
            }))
        }
        Loss::MineAsOrganiser(name) => {
            let question = texts().ask_behind_passphrase();
            let sure = system.person.confirm(&question).transpose()?;
            Ok(Some(OwnLostDevice {
                name,
                may_have_key: sure != Some(true),
            }))
        }
    }
}

/// Returns the JSON for a lost device that this one replaced.
pub fn report(replaced: &Replaced) -> Value {
    let pairs: Vec<&str> = replaced.moved.pairs.iter().map(Name::as_str).collect();
    let words = replaced.key.map(|key| check_words_line(&key.words()));
    json!({
        "member": replaced.name.as_str(),
        "organiser": replaced.key.map(|key| key.to_string()),
        "organiser_words": words,
        "pair_again": pairs,
    })
}

/// Returns what the user has to do after this device replaced a lost one.
pub fn next_steps(replaced: &Replaced, group: &Group) -> String {
    let of = shell_name(group.local_name());
    let mut lines = vec![texts().replaced_device(&replaced.name)];
    if let Some(key) = &replaced.key {
        let name = shell_name(&replaced.name);
        lines.push(texts().replaced_key(
            &key.to_string(),
            &check_words_line(&key.words()),
            &format!("ringtrue members demote -g {of} {name}"),
            &format!("ringtrue members promote -g {of} {name} --key {key}"),
            "ringtrue join FILE --trust-organiser",
        ));
    }
    for pair in &replaced.moved.pairs {
        let command = format!("ringtrue members pair -g {of} {}", shell_name(pair));
        lines.push(texts().replaced_pair(&command));
    }
    lines.into_iter().map(|line| line + "\n").collect()
}
