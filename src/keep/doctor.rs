//! `doctor`: reports what is well, what to look at and what is wrong, with the command
//! that fixes it.

use crate::view::{self, Finding, Topic, When, texts};
use ringtrue_core::device::DevicePublic;
use ringtrue_core::health::{self, Found, Health};
use ringtrue_core::state::State;
use ringtrue_core::text::quoted;
use ringtrue_core::{Group, GroupId, Name, UnixTime, Vault};
use serde_json::{Value, json};

use crate::args;
use crate::args::Global;
use crate::device::files::{BACKUP, RECENT, STATE, VAULT};
use crate::device::key;
use crate::device::key::{CLEAR, Keeping, SEALED};
use crate::device::store;
use crate::failure::Failure;
use crate::keep::calendar;
use crate::sys::System;
use crate::sys::clock::{Synchronised, synchronised};
use crate::tell::{Status, say, say_json, when};

pub fn run(
    arguments: &args::Doctor,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    if let Some(path) = &arguments.calendar {
        return calendar::run(path, global, system);
    }
    let mut findings = Vec::new();
    let opened = open(system);
    let state = opened.as_ref().map(|opened| opened.state.clone());
    let (now, when) = (system.now(), when(system));
    findings.extend(clock(&state.unwrap_or_default(), now, &when));
    match opened {
        Ok(opened) => {
            findings.extend(files(&opened));
            findings.push(protection(opened.keeping));
            let (vault, state, own) = (&opened.vault, &opened.state, opened.own.as_ref());
            let upkeep = health::upkeep(vault, state, own, now, system.day(now));
            findings.extend(upkeep.iter().filter_map(|found| due(found, vault, &when)));
        }
        Err(failure) => {
            let text = failure.message().to_owned();
            findings.push(wrong(Topic::Vault, text, failure.help()));
        }
    }
    report(&findings, global, system)
}

struct Opened {
    vault: Vault,
    state: State,
    keeping: Option<Keeping>,
    own: Option<DevicePublic>,
    mended: Vec<String>,
    backup: Option<Result<(), Failure>>,
    foreign: Vec<String>,
    copies: Vec<String>,
}

/// Opens the vault, the state and the backup. The only repair is to file modes that let
/// others in.
fn open(system: &mut System) -> Result<Opened, Failure> {
    let mut held = system.home.shared();
    for name in [CLEAR, SEALED, VAULT, BACKUP] {
        held.mend(name);
    }
    let foreign = held.foreign();
    let copies = held.copies(&[CLEAR, SEALED, VAULT, BACKUP, RECENT, STATE]);
    let mut mended = std::mem::take(&mut held.mended);
    drop(held);
    let keeping = key::keeping(system)?;
    let vault = store::read(system)?;
    let mut held = system.home.shared();
    let state = store::read_state(&mut held).unwrap_or_default();
    let backup = store::check_backup(&mut held, system.device_key.as_deref());
    mended.append(&mut held.mended);
    Ok(Opened {
        vault,
        state,
        keeping,
        own: system.device_key.as_ref().map(|key| key.public()),
        mended,
        backup,
        foreign,
        copies,
    })
}

fn clock(state: &State, now: UnixTime, when: When<'_>) -> Vec<Finding> {
    let mut findings = vec![match synchronised() {
        Synchronised::Yes => well(Topic::Clock, texts().doctor_clock_set()),
        Synchronised::No => look(
            Topic::Clock,
            texts().doctor_clock_not_set(),
            texts().doctor_clock_turn_on(),
        ),
        Synchronised::Unknown => Finding {
            health: Health::Unknown,
            topic: Topic::Clock,
            text: texts().doctor_clock_unknown(&when(now)),
            mend: Some(texts().doctor_clock_compare()),
        },
    }];
    let went_back = health::clock(state, now);
    if let Some(Found::ClockWentBack { last }) = went_back.map(|found| found.what) {
        findings.push(wrong(
            Topic::Clock,
            texts().doctor_clock_went_back(&when(now), &when(last)),
            Some(texts().doctor_clock_set_it()),
        ));
    }
    findings
}

fn files(opened: &Opened) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mended = opened.mended.iter();
    findings.extend(mended.map(|mended| {
        let mend = texts().doctor_files_if_read("ringtrue rotate");
        look(Topic::Files, mended.clone(), mend)
    }));
    findings.extend(opened.foreign.iter().map(|path| {
        let mend = texts().doctor_files_find_out("ringtrue rotate");
        wrong(Topic::Files, texts().doctor_files_others(path), Some(mend))
    }));
    if !opened.copies.is_empty() {
        let copies = texts().doctor_files_copies(&opened.copies.join(", "));
        findings.push(look(
            Topic::Files,
            copies,
            texts().doctor_files_not_synced(),
        ));
    }
    if findings.is_empty() {
        findings.push(well(Topic::Files, texts().doctor_files_yours()));
    }
    for unread in opened.vault.unread() {
        findings.push(wrong(
            Topic::Vault,
            texts().doctor_vault_unread(unread.line as u64),
            Some(texts().doctor_vault_restore("ringtrue restore FILE")),
        ));
    }
    if opened.vault.unread().is_empty() {
        let count = opened.vault.groups().len();
        findings.push(well(Topic::Vault, texts().doctor_vault_opens(count as u64)));
    }
    match &opened.backup {
        None => {}
        Some(Ok(())) => findings.push(well(Topic::Previous, texts().doctor_previous_opens())),
        Some(Err(failure)) => findings.push(look(
            Topic::Previous,
            failure.message().to_owned(),
            texts().doctor_previous_unread(),
        )),
    }
    findings
}

fn protection(keeping: Option<Keeping>) -> Finding {
    match keeping {
        None => well(Topic::DeviceKey, texts().doctor_key_none()),
        Some(Keeping::Nothing) => look(
            Topic::DeviceKey,
            texts().doctor_key_clear(),
            "ringtrue protect passphrase".to_owned(),
        ),
        Some(Keeping::Passphrase) => well(Topic::DeviceKey, texts().doctor_key_passphrase()),
        Some(Keeping::Keyring) => well(Topic::DeviceKey, texts().doctor_key_keyring()),
    }
}

/// Describes a recurring task, and names the command for it.
fn due(found: &health::Finding, vault: &Vault, when: When<'_>) -> Option<Finding> {
    let group = |id: GroupId| vault.group(id);
    let (topic, text, mend) = match &found.what {
        Found::Backup(made) => {
            let told = made.map(|made| texts().doctor_backup_made(&when(made)));
            let told = told.unwrap_or_else(|| texts().doctor_backup_none());
            (Topic::Backup, told, "ringtrue backup FILE".to_owned())
        }
        Found::NeverPractised => {
            let told = texts().doctor_practice_none();
            (Topic::Practice, told, "ringtrue practice".to_owned())
        }
        Found::DrillWentWrong { drill, at } => {
            let drill = drill.as_str();
            let told = texts().doctor_practice_wrong(drill, &when(*at));
            (Topic::Practice, told, format!("ringtrue practice {drill}"))
        }
        Found::Practised { at } => {
            let told = texts().doctor_practice_done(&when(*at));
            (Topic::Practice, told, "ringtrue practice".to_owned())
        }
        Found::Rotation { group: id, due } => {
            let name = group(*id)?.local_name();
            let told = match found.health {
                Health::Well => texts().doctor_rotation_next(&when(*due)),
                _ => texts().doctor_rotation_due(&when(*due)),
            };
            let mend = format!("ringtrue rotate -g {}", quoted(name));
            (Topic::Seed(name.clone()), told, mend)
        }
        Found::NotSeen { group: id, names } => not_seen(group(*id)?, names),
        Found::SheetsEnd { group: id, names } => {
            let name = group(*id)?.local_name();
            let told = texts().doctor_roll_sheet_ends(&listed(names));
            let mend = format!("ringtrue sheet -g {} --for MEMBER", quoted(name));
            (Topic::Roll(name.clone()), told, mend)
        }
        _ => return None,
    };
    Some(Finding {
        health: found.health,
        topic,
        text,
        mend: (found.health != Health::Well).then_some(mend),
    })
}

fn not_seen(group: &Group, names: &[Name]) -> (Topic, String, String) {
    let (name, of) = (group.local_name(), quoted(group.local_name()));
    let told = texts().doctor_roll_not_seen(&group.entry(), &listed(names));
    let invite = format!("ringtrue invite -g {of} --for MEMBER");
    let check = format!("ringtrue check -g {of} --from MEMBER");
    let mend = texts().doctor_roll_confirm(&invite, &check);
    (Topic::Roll(name.clone()), told, mend)
}

fn listed(names: &[Name]) -> String {
    let names: Vec<&str> = names.iter().map(Name::as_str).collect();
    names.join(", ")
}

fn report(findings: &[Finding], global: &Global, system: &mut System) -> Result<Status, Failure> {
    let is_wrong = findings
        .iter()
        .any(|finding| finding.health == Health::Wrong);
    if global.json {
        let findings: Vec<Value> = findings
            .iter()
            .map(|finding| {
                json!({
                    "topic": finding.topic.to_json(),
                    "health": finding.health.as_str(),
                    "finding": finding.text,
                    "mend": finding.mend,
                })
            })
            .collect();
        say_json(system, &json!({ "findings": findings }))?;
    } else {
        say(system, &view::health(findings))?;
    }
    Ok(if is_wrong {
        Status::Failed
    } else {
        Status::Done
    })
}

fn well(topic: Topic, text: String) -> Finding {
    Finding {
        health: Health::Well,
        topic,
        text,
        mend: None,
    }
}

fn look(topic: Topic, text: String, mend: String) -> Finding {
    Finding {
        health: Health::Look,
        topic,
        text,
        mend: Some(mend),
    }
}

fn wrong(topic: Topic, text: String, mend: Option<String>) -> Finding {
    Finding {
        health: Health::Wrong,
        topic,
        text,
        mend,
    }
}
