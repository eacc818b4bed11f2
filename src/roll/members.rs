//! `members`: shows and changes the roll of a group.

use crate::view::{key_words, missing_key_hint, roll_call};
use ringtrue_core::device::DevicePublic;
use ringtrue_core::group::{Member, Organiser};
use ringtrue_core::text::{check_words_line, day_iso};
use ringtrue_core::{Day, Group, Vault};
use serde_json::{Value, json};

use crate::args::{Global, Members, MembersCommand};
use crate::device::key;
use crate::device::store;
use crate::device::store::{Previous, Store};
use crate::failure::Failure;
use crate::roll::pair;
use crate::roll::{add, organisers};
use crate::sys::System;
use crate::tell::{Status, note, say, say_json, when};

pub fn run(arguments: &Members, global: &Global, system: &mut System) -> Result<Status, Failure> {
    let own = key::public(system)?;
    let meant = global.group.as_deref();
    let vault = match &arguments.command {
        None if arguments.words => with_words(meant, system)?,
        None => store::read(system)?,
        Some(MembersCommand::Pair { name, words_match }) => {
            return pair::pair(name, *words_match, global, system);
        }
        Some(MembersCommand::Unpair { name }) => return pair::unpair(name, global, system),
        Some(MembersCommand::Add(arguments)) => {
            let given = add::read(arguments, system)?;
            let given = add::compare(arguments, given, global, system)?;
            let old = add::ask_old_key(arguments, given, global, system)?;
            let mut store = Store::open(system)?;
            let group = store.vault.select_mut(meant)?;
            add::run(&arguments.name, given, own, group, system)?;
            if let Some(old) = old {
                add::give_up(old, group, system);
            }
            store.save(Previous::Keep)?;
            store.vault
        }
        Some(MembersCommand::Remove { name }) => {
            let renamed = organisers::ask_to_remove(name, global, system)?;
            let mut store = Store::open(system)?;
            let group = store.vault.select_mut(meant)?;
            organisers::remove(name, &renamed, group, system)?;
            store.save(Previous::Keep)?;
            store.vault
        }
        Some(MembersCommand::Promote(arguments)) => {
            let promotion = organisers::ask(arguments, global, system)?;
            let mut store = Store::open(system)?;
            let group = store.vault.select_mut(meant)?;
            promotion.carry_out(group, system)?;
            store.save(Previous::Keep)?;
            store.vault
        }
        Some(MembersCommand::Demote(arguments)) => {
            let demotion = organisers::ask_to_demote(arguments, global, system)?;
            let mut store = Store::open(system)?;
            let group = store.vault.select_mut(meant)?;
            demotion.carry_out(group, system)?;
            store.save(Previous::Keep)?;
            store.vault
        }
    };
    let group = vault.select(global.group.as_deref())?;
    let today = system.day(system.now());
    if global.json {
        let mut members = members_json(group, own.as_ref(), today);
        if arguments.words {
            add_words(&mut members, group, own.as_ref(), today);
        }
        say_json(
            system,
            &json!({
                "group": group.local_name().as_str(),
                "generation": group.generation().number(),
                "members": members,
                "organisers": organisers_json(group, arguments.words),
            }),
        )?;
    } else {
        let title = group.key_name();
        say(system, &(title + "\n"))?;
        say(
            system,
            &roll_call(group, own.as_ref(), today, &when(system)),
        )?;
        if arguments.words {
            say(system, "\n")?;
            say(system, &key_words(group, own.as_ref(), today))?;
        }
        if let Some(hint) = missing_key_hint(group) {
            note(system, hint);
        }
    }
    Ok(Status::Done)
}

/// Returns the vault with the six words of each key, which are computed once.
fn with_words(meant: Option<&str>, system: &mut System) -> Result<Vault, Failure> {
    let vault = store::read(system)?;
    if vault.select(meant)?.keeps_key_words() {
        return Ok(vault);
    }
    let mut store = Store::open(system)?;
    store.vault.select_mut(meant)?.keep_key_words();
    store.save(Previous::Keep)?;
    Ok(store.vault)
}

/// Adds the six words of each device key to the roll-call as JSON.
fn add_words(members: &mut [Value], group: &Group, own: Option<&DevicePublic>, today: Day) {
    for (member, report) in group.roll_call(own, today).into_iter().zip(members) {
        let words = member
            .device
            .map(|key| check_words_line(&group.device_words(&key)));
        if let Some(report) = report.as_object_mut() {
            report.insert("words".to_owned(), json!(words));
        }
    }
}

/// Returns the organisers as JSON.
fn organisers_json(group: &Group, with_words: bool) -> Vec<Value> {
    let own = group.organisers().own().map(|own| own.key);
    let organiser = |organiser: &Organiser| {
        let key = &organiser.key;
        json!({
            "name": organiser.name.as_str(),
            "key": key.to_string(),
            "on_roll": group.member(organiser.name.as_str()).is_ok(),
            "compared": own == Some(*key) || group.is_organiser_compared(key),
            "words": with_words.then(|| check_words_line(&group.organiser_words(key))),
        })
    };
    group.organisers().pinned().iter().map(organiser).collect()
}

/// Returns the roll-call as JSON.
pub fn members_json(group: &Group, own: Option<&DevicePublic>, today: Day) -> Vec<Value> {
    let compared = |member: &Member| {
        let is_own = member.has_device(own);
        let key = member.device.as_ref();
        key.map(|key| is_own || group.is_compared(&member.name, key))
    };
    let member = |member: &Member| {
        json!({
            "name": member.name.as_str(),
            "holds": member.holds.as_str(),
            "generation": member.confirmed.map(|seen| seen.generation.number()),
            "confirmed": member.confirmed.map(|seen| seen.at.as_secs()),
            "sheet": member.sheet.as_ref().map(|sheet| day_iso(sheet.from())),
            "sheet_until": member.sheet.as_ref().map(|sheet| day_iso(sheet.last())),
            "device": member.device.map(|device| device.to_string()),
            "organiser": group.is_organiser(member),
            "you": member.has_device(own),
            "paired": member.paired.is_some(),
            "compared": compared(member),
            "disputed": member.disputed.is_some(),
        })
    };
    group
        .roll_call(own, today)
        .into_iter()
        .map(member)
        .collect()
}
