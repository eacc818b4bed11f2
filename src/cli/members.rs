//! `members`: the roll of a group.

use ringtrue::Group;
use ringtrue::group::{Holds, Member};
use ringtrue::sheet::Serial;
use ringtrue::view::{quoted, roll_call};
use serde_json::{Value, json};

use super::args::{Global, Members, MembersCommand};
use super::failure::Failure;
use super::store::{self, Before, Store};
use super::{Status, note, pair, say, say_json};
use crate::sys::System;

pub fn run(arguments: &Members, global: &Global, system: &mut System) -> Result<Status, Failure> {
    let vault = match &arguments.command {
        None => store::read(system)?,
        Some(MembersCommand::Pair { name, words_match }) => {
            return pair::pair(name, *words_match, global, system);
        }
        Some(MembersCommand::Unpair { name }) => return pair::unpair(name, global, system),
        Some(command) => {
            let mut store = Store::open(system)?;
            let group = store.vault.select_mut(global.group.as_deref())?;
            change(command, group, system)?;
            store.save(Before::Keep)?;
            store.vault
        }
    };
    let group = vault.select(global.group.as_deref())?;
    if global.json {
        say_json(
            system,
            &json!({
                "group": group.local_name().as_str(),
                "generation": group.generation().number(),
                "members": members_json(group),
            }),
        )?;
    } else {
        let title = format!(
            "{}, generation {}\n",
            group.local_name(),
            group.generation()
        );
        say(system, &title)?;
        say(system, &roll_call(group))?;
    }
    Ok(Status::Done)
}

fn change(command: &MembersCommand, group: &mut Group, system: &mut System) -> Result<(), Failure> {
    match command {
        MembersCommand::Add {
            name,
            sheet: Some(serial),
            ..
        } => enter_sheet(name, serial, group, system)?,
        MembersCommand::Add { name, ringtrue, .. } => {
            let holds = if *ringtrue {
                Holds::Ringtrue
            } else {
                Holds::App
            };
            group.add_member(name, holds)?;
        }
        MembersCommand::Pair { .. } | MembersCommand::Unpair { .. } => {}
        MembersCommand::Remove { name } => {
            let gone = group.remove_member(name)?;
            note(
                system,
                format_args!(
                    "ringtrue: note: {} still has the seed; to end that: \
                     ringtrue rotate -g {} --overlap 0\n",
                    gone.name,
                    quoted(group.local_name())
                ),
            );
        }
    }
    Ok(())
}

/// Enters the serial that stands on somebody's sheet.
fn enter_sheet(
    name: &str,
    serial: &str,
    group: &mut Group,
    system: &mut System,
) -> Result<(), Failure> {
    let serial = Serial::parse(serial).map_err(|error| {
        Failure::new(format!("that is no serial: {error}"))
            .hint("it stands at the top of the sheet, after \"Sheet\"")
    })?;
    let before = group.member(name).ok().map(|member| member.holds);
    let old = group.give_sheet(name, serial)?;
    let spelt = &group.member(name)?.name;
    match (old, before) {
        (Some(old), _) if old.serial != serial => note(
            system,
            format_args!(
                "ringtrue: note: {spelt}'s sheet {} counts no more on this device\n",
                old.serial
            ),
        ),
        (None, Some(before)) if before != Holds::Sheet => note(
            system,
            format_args!(
                "ringtrue: note: from {spelt} only their sheet counts from now on, not the code \
                 of the group\n"
            ),
        ),
        (_, _) => {}
    }
    note(
        system,
        format_args!(
            "ringtrue: note: the name is part of the sheet: it must say \"{spelt}\", letter for \
             letter\n"
        ),
    );
    Ok(())
}

/// The roll-call for a report.
pub fn members_json(group: &Group) -> Vec<Value> {
    let member = |member: &Member| {
        json!({
            "name": member.name.as_str(),
            "holds": member.holds.as_str(),
            "generation": member.confirmed.map(|seen| seen.generation.number()),
            "confirmed": member.confirmed.map(|seen| seen.at.as_secs()),
            "sheet": member.sheet.map(|sheet| sheet.serial.number()),
            "sheet_generation": member.sheet.map(|sheet| sheet.generation.number()),
        })
    };
    group.roll_call().into_iter().map(member).collect()
}
