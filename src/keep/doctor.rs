//! `doctor`: what is well, what to look at, what is wrong, and the command that
//! mends it.

use crate::view::{health, texts};
use ringtrue_core::device::DevicePublic;
use ringtrue_core::group::Holds;
use ringtrue_core::practice::Practised;
use ringtrue_core::state::State;
use ringtrue_core::text::quoted;
use ringtrue_core::{Group, UnixTime, Vault};
use serde_json::{Value, json};

pub use crate::view::{Finding, Health};

use crate::args::Global;
use crate::device::files::{BACKUP, VAULT};
use crate::device::key;
use crate::device::key::Keeping;
use crate::device::store;
use crate::failure::Failure;
use crate::sys::System;
use crate::sys::clock::{Synchronised, synchronised};
use crate::tell::{Status, say, say_json};

/// How old a seed may get, in days, before a rotation is due: half a year, in
/// which somebody loses a phone or leaves.
const ROTATION_DAYS: u32 = 180;

/// How old a backup may get, in days.
const BACKUP_DAYS: u32 = 180;

/// After how many days without a drill one is due: a quarter of a year, in which
/// people forget what to say.
const PRACTICE_DAYS: u32 = 90;

/// How far back the clock may go unmentioned, in seconds: what a correction by
/// the network moves it.
const CLOCK_SLACK: u64 = 5;

pub fn run(global: &Global, system: &mut System) -> Result<Status, Failure> {
    let mut findings = Vec::new();
    let opened = open(system);
    let state = opened.as_ref().map(|opened| opened.state.clone());
    findings.extend(clock(&state.unwrap_or_default(), system.now()));
    match opened {
        Ok(opened) => {
            findings.extend(files(&opened));
            findings.push(protection(opened.keeping));
            findings.push(backup(&opened.state, system.now()));
            // Without a group there is nobody to practise with.
            if !opened.vault.groups().is_empty() {
                findings.push(practice(&opened.state, system.now()));
            }
            for group in opened.vault.groups() {
                findings.push(age(group, system.now()));
                findings.extend(roll(group, opened.own.as_ref()));
            }
        }
        Err(failure) => findings.push(wrong("vault", failure.message(), failure.help().as_deref())),
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
}

/// Opens what there is. Nothing is written, but for modes that let others in.
fn open(system: &mut System) -> Result<Opened, Failure> {
    let mut held = system.home.shared();
    let keeping = key::keeping(&mut held)?;
    held.mend(VAULT);
    held.mend(BACKUP);
    let foreign = held.foreign();
    let mut mended = std::mem::take(&mut held.mended);
    drop(held);
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
    })
}

fn clock(state: &State, now: UnixTime) -> Vec<Finding> {
    let mut findings = vec![match synchronised() {
        Synchronised::Yes => well("clock", "it is set by the network"),
        Synchronised::No => look(
            "clock",
            "it is not set by the network; a code is right only where the clock is",
            "turn on automatic time in the system's settings",
        ),
        Synchronised::Unknown => well(
            "clock",
            format!(
                "whether the network sets it is unknown; it says {}",
                texts().moment(now)
            ),
        ),
    }];
    if let Some(last) = state.last_clock
        && now.as_secs().saturating_add(CLOCK_SLACK) < last.as_secs()
    {
        findings.push(wrong(
            "clock",
            &format!(
                "it went back: it says {}, and said {} when something was last written",
                texts().moment(now),
                texts().moment(last)
            ),
            Some("set it right, and turn on automatic time in the system's settings"),
        ));
    }
    findings
}

fn files(opened: &Opened) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mended = opened.mended.iter();
    findings.extend(mended.map(|mended| {
        look(
            "files",
            mended.clone(),
            "if somebody may have read it: ringtrue rotate",
        )
    }));
    findings.extend(opened.foreign.iter().map(|path| {
        wrong(
            "files",
            &format!("{path} belongs to another user of this machine"),
            Some("find out why; then: ringtrue rotate"),
        )
    }));
    if findings.is_empty() {
        findings.push(well("files", "only you can read them"));
    }
    for unread in opened.vault.unread() {
        findings.push(wrong(
            "vault",
            &format!("a group in it can't be read (line {})", unread.line),
            Some("restore a backup: ringtrue restore FILE"),
        ));
    }
    if opened.vault.unread().is_empty() {
        let count = opened.vault.groups().len();
        findings.push(well("vault", format!("it opens; groups in it: {count}")));
    }
    match &opened.backup {
        None => {}
        Some(Ok(())) => findings.push(well("vault.age.bak", "it opens")),
        Some(Err(failure)) => findings.push(look(
            "vault.age.bak",
            failure.message(),
            "nothing depends on it now; the next change writes it anew",
        )),
    }
    findings
}

fn protection(keeping: Option<Keeping>) -> Finding {
    match keeping {
        None => well("device key", "there is none yet"),
        Some(Keeping::Nothing) => look(
            "device key",
            "it lies in the clear: whoever can read your files has the code",
            "ringtrue protect passphrase",
        ),
        Some(Keeping::Passphrase) => well("device key", "it is sealed to a passphrase"),
        Some(Keeping::Keyring) => well("device key", "it is in the system's keyring"),
    }
}

fn backup(state: &State, now: UnixTime) -> Finding {
    let command = "ringtrue backup FILE";
    match state.last_backup {
        None => look("backup", "none was made on this device", command),
        Some(made) if made.plus_days(BACKUP_DAYS) <= now => look(
            "backup",
            format!("the last was made {}", texts().moment(made)),
            command,
        ),
        Some(made) => well(
            "backup",
            format!("the last was made {}", texts().moment(made)),
        ),
    }
}

/// Which drill to do next: the one that went wrong last comes before one that is
/// due by the calendar.
fn practice(state: &State, now: UnixTime) -> Finding {
    let command = "ringtrue practice";
    let wrong = state.practised.iter().filter(|(_, done)| !done.right);
    if let Some((drill, done)) = wrong.max_by_key(|(_, done)| done.last) {
        let name = drill.as_str();
        return look(
            "practice",
            format!("the drill {name} went wrong {}", texts().moment(done.last)),
            format!("{command} {name}"),
        );
    }
    let last = |done: &Practised| done.last;
    match state.practised.values().map(last).max() {
        None => look("practice", "no drill was done on this device", command),
        Some(last) if last.plus_days(PRACTICE_DAYS) <= now => look(
            "practice",
            format!("the last drill was done {}", texts().moment(last)),
            command,
        ),
        Some(last) => well(
            "practice",
            format!("the last drill was done {}", texts().moment(last)),
        ),
    }
}

fn age(group: &Group, now: UnixTime) -> Finding {
    let name = group.local_name();
    let due = group.current().since.plus_days(ROTATION_DAYS);
    let topic = format!("seed of \"{name}\"");
    if due <= now {
        look(
            topic,
            format!("a rotation has been due since {}", texts().moment(due)),
            format!("ringtrue rotate -g {}", quoted(name)),
        )
    } else {
        well(
            topic,
            format!("the next rotation is due {}", texts().moment(due)),
        )
    }
}

fn roll(group: &Group, own: Option<&DevicePublic>) -> Vec<Finding> {
    let behind = |on_paper: bool| {
        let behind: Vec<&str> = group
            .roll_call(own)
            .into_iter()
            .filter(|member| group.is_behind(member, own))
            .filter(|member| (member.holds == Holds::Sheet) == on_paper)
            .map(|member| member.name.as_str())
            .collect();
        (!behind.is_empty()).then(|| behind.join(", "))
    };
    let (name, generation) = (group.local_name(), group.generation());
    let finding = |what: String, command| {
        look(
            format!("roll of \"{name}\""),
            what,
            format!("ringtrue {command} -g {} --for MEMBER", quoted(name)),
        )
    };
    let seen = behind(false).map(|names| {
        let what = format!("not yet seen on generation {generation}: {names}");
        finding(what, "invite")
    });
    let printed = behind(true).map(|names| {
        let what = format!("without a sheet of generation {generation}: {names}");
        finding(what, "sheet")
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
                    "topic": finding.topic,
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

fn well(topic: impl Into<String>, text: impl Into<String>) -> Finding {
    Finding::new(Health::Well, topic, text, None)
}

fn look(topic: impl Into<String>, text: impl Into<String>, mend: impl Into<String>) -> Finding {
    Finding::new(Health::Look, topic, text, Some(mend.into()))
}

fn wrong(topic: &str, text: &str, mend: Option<&str>) -> Finding {
    Finding::new(Health::Wrong, topic, text, mend.map(str::to_owned))
}
