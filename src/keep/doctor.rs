//! `doctor`: reports what is well, what to look at and what is wrong, with the command
//! that fixes it.

use crate::view::{self, Diagnosis, Topic, When, texts};
use ringtrue_core::device::DevicePublic;
use ringtrue_core::health::{self, Fact, Health};
use ringtrue_core::state::State;
use ringtrue_core::text::shell_name;
use ringtrue_core::{Group, GroupId, Name, UnixTime, Vault};
use serde_json::{Value, json};

use crate::args;
use crate::args::Global;
use crate::device::files::{BACKUP, RECENT, STATE, VAULT};
use crate::device::key;
use crate::device::key::{CLEAR, KeyStorage, SEALED};
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
    let mut diagnoses = Vec::new();
    let opened = open(system);
    let state = opened.as_ref().map(|opened| opened.state.clone());
    let (now, when) = (system.now(), when(system));
    diagnoses.extend(clock(&state.unwrap_or_default(), now, &when));
    match opened {
        Ok(opened) => {
            diagnoses.extend(files(&opened));
            diagnoses.push(protection(opened.storage));
            let (vault, state, own) = (&opened.vault, &opened.state, opened.own.as_ref());
            let upkeep = health::upkeep(vault, state, own, now, system.day(now));
            diagnoses.extend(upkeep.iter().filter_map(|found| due(found, vault, &when)));
        }
        Err(failure) => {
            let text = failure.message().to_owned();
            diagnoses.push(wrong(Topic::Vault, text, failure.hint_text()));
        }
    }
    report(&diagnoses, global, system)
}

struct Opened {
    vault: Vault,
    state: State,
    storage: Option<KeyStorage>,
    own: Option<DevicePublic>,
    narrowed: Vec<String>,
    backup: Option<Result<(), Failure>>,
    foreign: Vec<String>,
    copies: Vec<String>,
}

/// Opens the vault, the state and the backup. The only repair is to file modes that let
/// others in.
fn open(system: &mut System) -> Result<Opened, Failure> {
    let mut home = system.home.shared();
    for name in [CLEAR, SEALED, VAULT, BACKUP] {
        home.narrow(name);
    }
    let foreign = home.foreign();
    let copies = home.copies(&[CLEAR, SEALED, VAULT, BACKUP, RECENT, STATE]);
    let mut narrowed = std::mem::take(&mut home.mode_warnings);
    drop(home);
    let storage = key::key_storage(system)?;
    let vault = store::read(system)?;
    let mut home = system.home.shared();
    let state = store::read_state(&mut home).unwrap_or_default();
    let backup = store::check_backup(&mut home, system.device_key.as_deref());
    narrowed.append(&mut home.mode_warnings);
    Ok(Opened {
        vault,
        state,
        storage,
        own: system.device_key.as_ref().map(|key| key.public()),
        narrowed,
        backup,
        foreign,
        copies,
    })
}

fn clock(state: &State, now: UnixTime, when: When<'_>) -> Vec<Diagnosis> {
    let mut diagnoses = vec![match synchronised() {
        Synchronised::Yes => well(Topic::Clock, texts().doctor_clock_set()),
        Synchronised::No => look(
            Topic::Clock,
            texts().doctor_clock_not_set(),
            texts().doctor_clock_turn_on(),
        ),
        Synchronised::Unknown => Diagnosis {
            health: Health::Unknown,
            topic: Topic::Clock,
            text: texts().doctor_clock_unknown(&when(now)),
            fix: Some(texts().doctor_clock_compare()),
        },
    }];
    let went_back = health::clock(state, now);
    if let Some(Fact::ClockWentBack { last }) = went_back.map(|found| found.what) {
        diagnoses.push(wrong(
            Topic::Clock,
            texts().doctor_clock_went_back(&when(now), &when(last)),
            Some(texts().doctor_clock_set_it()),
        ));
    }
    diagnoses
}

fn files(opened: &Opened) -> Vec<Diagnosis> {
    let mut diagnoses = Vec::new();
    let narrowed = opened.narrowed.iter();
    diagnoses.extend(narrowed.map(|narrowed| {
        let fix = texts().doctor_files_if_read("ringtrue rotate");
        look(Topic::Files, narrowed.clone(), fix)
    }));
    diagnoses.extend(opened.foreign.iter().map(|path| {
        let fix = texts().doctor_files_find_out("ringtrue rotate");
        wrong(Topic::Files, texts().doctor_files_others(path), Some(fix))
    }));
    if !opened.copies.is_empty() {
        let copies = texts().doctor_files_copies(&opened.copies.join(", "));
        diagnoses.push(look(
            Topic::Files,
            copies,
            texts().doctor_files_not_synced(),
        ));
    }
    if diagnoses.is_empty() {
        diagnoses.push(well(Topic::Files, texts().doctor_files_yours()));
    }
    for unread in opened.vault.unread() {
        diagnoses.push(wrong(
            Topic::Vault,
            texts().doctor_vault_unread(unread.line as u64),
            Some(texts().doctor_vault_restore("ringtrue restore FILE")),
        ));
    }
    if opened.vault.unread().is_empty() {
        let count = opened.vault.groups().len();
        diagnoses.push(well(Topic::Vault, texts().doctor_vault_opens(count as u64)));
    }
    match &opened.backup {
        None => {}
        Some(Ok(())) => diagnoses.push(well(Topic::Previous, texts().doctor_previous_opens())),
        Some(Err(failure)) => diagnoses.push(look(
            Topic::Previous,
            failure.message().to_owned(),
            texts().doctor_previous_unread(),
        )),
    }
    diagnoses
}

fn protection(storage: Option<KeyStorage>) -> Diagnosis {
    match storage {
        None => well(Topic::DeviceKey, texts().doctor_key_none()),
        Some(KeyStorage::Clear) => look(
            Topic::DeviceKey,
            texts().doctor_key_clear(),
            "ringtrue protect passphrase".to_owned(),
        ),
        Some(KeyStorage::Passphrase) => well(Topic::DeviceKey, texts().doctor_key_passphrase()),
        Some(KeyStorage::Keyring) => well(Topic::DeviceKey, texts().doctor_key_keyring()),
    }
}

/// Describes a recurring task, and names the command for it.
fn due(found: &health::Checkup, vault: &Vault, when: When<'_>) -> Option<Diagnosis> {
    let group = |id: GroupId| vault.group(id);
    let (topic, text, fix) = match &found.what {
        Fact::Backup(made) => {
            let text = made.map(|made| texts().doctor_backup_made(&when(made)));
            let text = text.unwrap_or_else(|| texts().doctor_backup_none());
            (Topic::Backup, text, "ringtrue backup FILE".to_owned())
        }
        Fact::NeverPractised => {
            let text = texts().doctor_practice_none();
            (Topic::Practice, text, "ringtrue practice".to_owned())
        }
        Fact::DrillWentWrong { drill, at } => {
            let drill = drill.as_str();
            let text = texts().doctor_practice_wrong(drill, &when(*at));
            (Topic::Practice, text, format!("ringtrue practice {drill}"))
        }
        Fact::Practised { at } => {
            let text = texts().doctor_practice_done(&when(*at));
            (Topic::Practice, text, "ringtrue practice".to_owned())
        }
        Fact::Rotation { group: id, due } => {
            let name = group(*id)?.local_name();
            let text = match found.health {
                Health::Well => texts().doctor_rotation_next(&when(*due)),
                _ => texts().doctor_rotation_due(&when(*due)),
            };
            let fix = format!("ringtrue rotate -g {}", shell_name(name));
            (Topic::Seed(name.clone()), text, fix)
        }
        Fact::NotSeen { group: id, names } => not_seen(group(*id)?, names),
        Fact::SheetsEnd { group: id, names } => {
            let name = group(*id)?.local_name();
            let text = texts().doctor_roll_sheet_ends(&listed(names));
            let fix = format!("ringtrue sheet -g {} --for MEMBER", shell_name(name));
            (Topic::Roll(name.clone()), text, fix)
        }
        _ => return None,
    };
    Some(Diagnosis {
        health: found.health,
        topic,
        text,
        fix: (found.health != Health::Well).then_some(fix),
    })
}

fn not_seen(group: &Group, names: &[Name]) -> (Topic, String, String) {
    let (name, of) = (group.local_name(), shell_name(group.local_name()));
    let text = texts().doctor_roll_not_seen(&group.key_name(), &listed(names));
    let invite = format!("ringtrue invite -g {of} --for MEMBER");
    let check = format!("ringtrue check -g {of} --from MEMBER");
    let fix = texts().doctor_roll_confirm(&invite, &check);
    (Topic::Roll(name.clone()), text, fix)
}

fn listed(names: &[Name]) -> String {
    let names: Vec<&str> = names.iter().map(Name::as_str).collect();
    names.join(", ")
}

fn report(
    diagnoses: &[Diagnosis],
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    let is_wrong = diagnoses
        .iter()
        .any(|diagnosis| diagnosis.health == Health::Wrong);
    if global.json {
        let diagnoses: Vec<Value> = diagnoses
            .iter()
            .map(|diagnosis| {
                json!({
                    "topic": diagnosis.topic.to_json(),
                    "health": diagnosis.health.as_str(),
                    "finding": diagnosis.text,
                    "fix": diagnosis.fix,
                })
            })
            .collect();
        say_json(system, &json!({ "findings": diagnoses }))?;
    } else {
        say(system, &view::health(diagnoses))?;
    }
    Ok(if is_wrong {
        Status::Failed
    } else {
        Status::Done
    })
}

fn well(topic: Topic, text: String) -> Diagnosis {
    Diagnosis {
        health: Health::Well,
        topic,
        text,
        fix: None,
    }
}

fn look(topic: Topic, text: String, fix: String) -> Diagnosis {
    Diagnosis {
        health: Health::Look,
        topic,
        text,
        fix: Some(fix),
    }
}

fn wrong(topic: Topic, text: String, fix: Option<String>) -> Diagnosis {
    Diagnosis {
        health: Health::Wrong,
        topic,
        text,
        fix,
    }
}
