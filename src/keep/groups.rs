//! `groups`: lists this device's groups, sets the default, renames and forgets.

use crate::view::{groups_list, texts};
use ringtrue_core::{Group, Name, Vault};
use serde_json::{Value, json};

use crate::args::{Global, Groups, GroupsCommand};
use crate::device::key;
use crate::device::store;
use crate::device::store::{Previous, Store};
use crate::failure::Failure;
use crate::sys::System;
use crate::tell::{Status, say, say_json, when};

pub fn run(arguments: &Groups, global: &Global, system: &mut System) -> Result<Status, Failure> {
    match &arguments.command {
        None => {
            let vault = store::read(system)?;
            report(&vault, global, system)
        }
        Some(GroupsCommand::Default { name }) => {
            let mut store = Store::open(system)?;
            let id = store.vault.select(Some(name))?.id();
            store.vault.set_default(id);
            store.save(Previous::Keep)?;
            report(&store.vault, global, system)
        }
        Some(GroupsCommand::Rename { name, to }) => {
            let to = Name::tidy(to)?;
            let mut store = Store::open(system)?;
            let id = store.vault.select(Some(name))?.id();
            store.vault.rename(id, to).map_err(|error| {
                Failure::new(error.to_string()).hint("choose another name, or see ringtrue groups")
            })?;
            store.save(Previous::Keep)?;
            report(&store.vault, global, system)
        }
        Some(GroupsCommand::Forget { name }) => forget(name, global, system),
    }
}

fn forget(name: &str, global: &Global, system: &mut System) -> Result<Status, Failure> {
    let vault = store::read(system)?;
    let group = vault.select(Some(name))?;
    let (id, name) = (group.id(), group.local_name().clone());
    if !global.yes {
        let sure = system
            .person
            .confirm(&texts().ask_forget(&name))
            .ok_or_else(|| Failure::no_terminal_hint("to forget it without asking: --yes"))??;
        if !sure {
            return Err(Failure::new(format!("\"{name}\" was not forgotten")));
        }
    }
    let mut store = Store::open(system)?;
    let own = key::unlock(system)?;
    let mut recent = store.recent(system)?;
    // Use the group as it was read before, if another process removed it since.
    let group = store.vault.group(id).unwrap_or(group);
    recent.forget(group, own.as_deref());
    store.vault.remove(id);
    store.save(Previous::Overwrite)?;
    store.save_recent(&recent)?;
    report(&store.vault, global, system)
}

fn report(vault: &Vault, global: &Global, system: &mut System) -> Result<Status, Failure> {
    if global.json {
        let group = |group: &Group| -> Value {
            json!({
                "name": group.local_name().as_str(),
                "generation": group.generation().number(),
                "default": vault.is_default(group),
                "shared_name": group.name().as_str(),
                "members": group.members().len(),
            })
        };
        let groups: Vec<Value> = vault.groups().iter().map(group).collect();
        say_json(system, &json!({ "groups": groups }))?;
    } else if vault.groups().is_empty() {
        say(system, &(texts().groups_none() + "\n"))?;
    } else {
        say(system, &groups_list(vault, &when(system)))?;
    }
    Ok(Status::Done)
}
