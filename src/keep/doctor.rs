//! `doctor`: what is well, what to look at, what is wrong, and the command that
//! mends it.

use crate::view::{Finding, Health, Topic, When, health, texts};
use ringtrue_core::calendar::{BACKUP_DAYS, practice_due, rotation_due};
use ringtrue_core::device::DevicePublic;
use ringtrue_core::group::Holds;
use ringtrue_core::state::State;
use ringtrue_core::text::quoted;
use ringtrue_core::{Day, Group, UnixTime, Vault};
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

/// How far back the clock may go unmentioned, in seconds: what a correction by
/// the network moves it.
const CLOCK_SLACK: u64 = 5;

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
            findings.push(backup(&opened.state, now, &when));
            // Without a group there is nobody to practise with.
            if !opened.vault.groups().is_empty() {
                findings.push(practice(&opened.state, now, &when));
            }
            for group in opened.vault.groups() {
                findings.push(age(group, now, &when));
                let today = system.day(now);
                findings.extend(roll(group, opened.own.as_ref(), today));
            }
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

/// Opens what there is. Nothing is written, but for modes that let others in.
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
    if let Some(last) = state.last_clock
        && now.as_secs().saturating_add(CLOCK_SLACK) < last.as_secs()
    {
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

fn backup(state: &State, now: UnixTime, when: When<'_>) -> Finding {
    let command = "ringtrue backup FILE".to_owned();
    let Some(made) = state.last_backup else {
        return look(Topic::Backup, texts().doctor_backup_none(), command);
    };
    let told = texts().doctor_backup_made(&when(made));
    if made.plus_days(BACKUP_DAYS) <= now {
        look(Topic::Backup, told, command)
    } else {
        well(Topic::Backup, told)
    }
}

/// Which drill to do next: the one that went wrong last comes before one that is
/// due by the calendar.
fn practice(state: &State, now: UnixTime, when: When<'_>) -> Finding {
    let command = "ringtrue practice".to_owned();
    let wrong = state.practised.iter().filter(|(_, done)| !done.right);
    if let Some((drill, done)) = wrong.max_by_key(|(_, done)| done.last) {
        let name = drill.as_str();
        let told = texts().doctor_practice_wrong(name, &when(done.last));
        return look(Topic::Practice, told, format!("{command} {name}"));
    }
    let last = state.practised.values().map(|done| done.last).max();
    let (Some(last), Some(due)) = (last, practice_due(state)) else {
        return look(Topic::Practice, texts().doctor_practice_none(), command);
    };
    let told = texts().doctor_practice_done(&when(last));
    if due <= now {
        look(Topic::Practice, told, command)
    } else {
        well(Topic::Practice, told)
    }
}

fn age(group: &Group, now: UnixTime, when: When<'_>) -> Finding {
    let name = group.local_name();
    let due = rotation_due(group);
    let (topic, date) = (Topic::Seed(name.clone()), when(due));
    if due <= now {
        let command = format!("ringtrue rotate -g {}", quoted(name));
        look(topic, texts().doctor_rotation_due(&date), command)
    } else {
        well(topic, texts().doctor_rotation_next(&date))
    }
}

fn roll(group: &Group, own: Option<&DevicePublic>, today: Day) -> Vec<Finding> {
    let behind = |on_paper: bool| {
        let behind: Vec<&str> = group
            .roll_call(own, today)
            .into_iter()
            .filter(|member| group.is_behind(member, own, today))
            .filter(|member| (member.holds == Holds::Sheet) == on_paper)
            .map(|member| member.name.as_str())
            .collect();
        (!behind.is_empty()).then(|| behind.join(", "))
    };
    let (name, entry) = (group.local_name(), group.entry());
    let of = quoted(name);
    let finding = |told, mend| look(Topic::Roll(name.clone()), told, mend);
    let seen = behind(false).map(|names| {
        let invite = format!("ringtrue invite -g {of} --for MEMBER");
        let check = format!("ringtrue check -g {of} --from MEMBER");
        finding(
            texts().doctor_roll_not_seen(&entry, &names),
            texts().doctor_roll_confirm(&invite, &check),
        )
    });
    let printed = behind(true).map(|names| {
        finding(
            texts().doctor_roll_sheet_ends(&names),
            format!("ringtrue sheet -g {of} --for MEMBER"),
        )
    });
    seen.into_iter().chain(printed).collect()
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
        say(system, &health(findings))?;
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
