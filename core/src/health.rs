//! A device's health: what is as it should be, what is worth a look, and what is wrong. A
//! front end adds what only it can find out, such as whether the network sets the clock.

use crate::calendar::{backup_due, practice_due, rotation_due};
use crate::device::DevicePublic;
use crate::group::{Group, GroupId, Holds, Member, Name};
use crate::practice::Drill;
use crate::state::State;
use crate::time::{Day, UnixTime};
use crate::vault::Vault;

/// The number of seconds that the clock may go back unreported: a correction by the
/// network moves it no further.
const CLOCK_SLACK: u64 = 5;

/// The health of one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// As it should be.
    Well,
    /// Not known.
    Unknown,
    /// Worth a look.
    Look,
    /// Not as it must be.
    Wrong,
}

impl Health {
    /// Returns its name, which never changes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Well => "well",
            Self::Unknown => "unknown",
            Self::Look => "look",
            Self::Wrong => "wrong",
        }
    }
}

/// A finding about one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Checkup {
    /// Its health.
    pub health: Health,
    /// The fact that was found.
    pub what: Fact,
}

/// A fact that may be found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fact {
    /// The clock went back since something was last written.
    ClockWentBack {
        /// The time that it showed then.
        last: UnixTime,
    },
    /// The last backup, if one was made.
    Backup(Option<UnixTime>),
    /// No drill was done yet.
    NeverPractised,
    /// A drill that went wrong, to be done again.
    DrillWentWrong {
        /// The drill.
        drill: Drill,
        /// The time of the drill.
        at: UnixTime,
    },
    /// The last drill.
    Practised {
        /// The time of the drill.
        at: UnixTime,
    },
    /// The next rotation of a group, which may be overdue.
    Rotation {
        /// The group.
        group: GroupId,
        /// The time at which it is due.
        due: UnixTime,
    },
    /// Members who were not seen with the seed in force.
    NotSeen {
        /// The group.
        group: GroupId,
        /// Their names.
        names: Vec<Name>,
    },
    /// Members whose sheet has ended or ends soon.
    SheetsEnd {
        /// The group.
        group: GroupId,
        /// Their names.
        names: Vec<Name>,
    },
}

impl Fact {
    const fn is(self, health: Health) -> Checkup {
        Checkup { health, what: self }
    }

    fn due(self, due: bool) -> Checkup {
        self.is(if due { Health::Look } else { Health::Well })
    }
}

/// Checks whether the clock went back. Returns `None` if it did not.
#[must_use]
pub fn clock(state: &State, now: UnixTime) -> Option<Checkup> {
    let last = state.last_clock?;
    let is_back = now.as_secs().saturating_add(CLOCK_SLACK) < last.as_secs();
    is_back.then(|| Fact::ClockWentBack { last }.is(Health::Wrong))
}

/// Checks a device's recurring tasks: a backup, a drill and, in each group, a rotation and
/// the members who don't have the seed in force yet. `own` is this device's key.
#[must_use]
pub fn upkeep(
    vault: &Vault,
    state: &State,
    own: Option<&DevicePublic>,
    now: UnixTime,
    today: Day,
) -> Vec<Checkup> {
    let backup = state.last_backup;
    let is_due = backup.is_none() || backup_due(state, vault, now).is_some();
    let mut findings = vec![Fact::Backup(backup).due(is_due)];
    // Without a group there is nobody to practise with.
    if !vault.groups().is_empty() {
        findings.push(practice(state, now));
    }
    for group in vault.groups() {
        let due = rotation_due(group);
        let id = group.id();
        findings.push(Fact::Rotation { group: id, due }.due(due <= now));
        findings.extend(roll(group, own, today));
    }
    findings
}

/// Checks when to do a drill: if one went wrong, the latest such one comes before the
/// calendar.
fn practice(state: &State, now: UnixTime) -> Checkup {
    let wrong = state.practised.iter().filter(|(_, done)| !done.right);
    if let Some((drill, done)) = wrong.max_by_key(|(_, done)| done.last) {
        let (drill, at) = (*drill, done.last);
        return Fact::DrillWentWrong { drill, at }.is(Health::Look);
    }
    let last = state.practised.values().map(|done| done.last).max();
    match (last, practice_due(state)) {
        (Some(at), Some(due)) => Fact::Practised { at }.due(due <= now),
        _ => Fact::NeverPractised.is(Health::Look),
    }
}

fn roll(group: &Group, own: Option<&DevicePublic>, today: Day) -> Vec<Checkup> {
    let behind = group.roll_call(own, today).into_iter();
    let behind = behind.filter(|member| group.is_behind(member, own, today));
    let (sheets, others): (Vec<&Member>, Vec<&Member>) =
        behind.partition(|member| member.holds == Holds::Sheet);
    let names = |members: Vec<&Member>| -> Vec<Name> {
        members.iter().map(|member| member.name.clone()).collect()
    };
    let (sheets, others, group) = (names(sheets), names(others), group.id());
    let mut findings = Vec::new();
    if !others.is_empty() {
        let names = others;
        findings.push(Fact::NotSeen { group, names }.is(Health::Look));
    }
    if !sheets.is_empty() {
        let names = sheets;
        findings.push(Fact::SheetsEnd { group, names }.is(Health::Look));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::{Checkup, Fact, Health, clock, upkeep};
    use crate::calendar::{BACKUP_DAYS, PRACTICE_DAYS, ROTATION_DAYS};
    use crate::group::sample::group;
    use crate::group::{Holds, Name};
    use crate::practice::Drill;
    use crate::state::State;
    use crate::time::{Day, UnixTime};
    use crate::vault::Vault;

    const NOW: UnixTime = UnixTime::from_secs(1_770_000_013);
    const TODAY: Day = Day::new(20_486);

    /// A device with one group, since 1970.
    fn vault() -> Vault {
        let mut vault = Vault::default();
        vault.add(group("Smith family")).unwrap();
        vault
    }

    fn found(state: &State, now: UnixTime) -> Vec<Checkup> {
        upkeep(&vault(), state, None, now, TODAY)
    }

    #[test]
    fn a_clock_that_goes_back_further_than_a_correction_is_wrong() {
        let last_clock = Some(NOW);
        let state = State {
            last_clock,
            ..State::default()
        };
        let at = |secs: u64| clock(&state, UnixTime::from_secs(NOW.as_secs() - secs));
        assert_eq!(at(5), None);
        let wrong = Fact::ClockWentBack { last: NOW }.is(Health::Wrong);
        assert_eq!(at(6), Some(wrong));
        assert_eq!(clock(&State::default(), NOW), None);
    }

    #[test]
    fn a_backup_is_due_until_it_has_every_seed_and_after_half_a_year() {
        let health = |last_backup: Option<UnixTime>, now: UnixTime| {
            let state = State {
                last_backup,
                ..State::default()
            };
            let backup = found(&state, now).swap_remove(0);
            assert_eq!(backup.what, Fact::Backup(last_backup));
            backup.health
        };
        assert_eq!(health(None, NOW), Health::Look);
        assert_eq!(health(Some(NOW), NOW), Health::Well);
        assert_eq!(health(Some(NOW), NOW.plus_days(BACKUP_DAYS)), Health::Look);
        let none = upkeep(&Vault::default(), &State::default(), None, NOW, TODAY);
        assert_eq!(none, [Fact::Backup(None).is(Health::Look)]);
    }

    #[test]
    fn a_drill_that_went_wrong_comes_first() {
        let practice = |state: &State, now: UnixTime| found(state, now).swap_remove(1);
        let mut state = State::default();
        assert_eq!(practice(&state, NOW), Fact::NeverPractised.is(Health::Look));
        state.note_drill(Drill::Relative, true, NOW);
        let done = Fact::Practised { at: NOW };
        assert_eq!(practice(&state, NOW), done.clone().is(Health::Well));
        let later = NOW.plus_days(PRACTICE_DAYS);
        assert_eq!(practice(&state, later), done.is(Health::Look));
        let drill = Drill::Testing;
        state.note_drill(drill, false, UnixTime::from_secs(20));
        let at = UnixTime::from_secs(20);
        let wrong = Fact::DrillWentWrong { drill, at };
        assert_eq!(practice(&state, NOW), wrong.is(Health::Look));
    }

    #[test]
    fn those_behind_are_reported_by_what_they_need() {
        let mut vault = vault();
        let id = vault.groups()[0].id();
        let group = vault.group_mut(id).unwrap();
        for (called, holds) in [
            ("Ann", Holds::App),
            ("Ben", Holds::Sheet),
            ("Mum", Holds::App),
        ] {
            group.add_member(called, holds).unwrap();
        }
        let generation = group.generation();
        group.confirm_member("Mum", generation, NOW).unwrap();
        let due = group.current().since.plus_days(ROTATION_DAYS);
        let found = upkeep(&vault, &State::default(), None, NOW, TODAY);
        let names = |called: &str| vec![Name::tidy(called).unwrap()];
        assert_eq!(
            found[2..],
            [
                Fact::Rotation { group: id, due }.is(Health::Look),
                Fact::NotSeen {
                    group: id,
                    names: names("Ann")
                }
                .is(Health::Look),
                Fact::SheetsEnd {
                    group: id,
                    names: names("Ben")
                }
                .is(Health::Look),
            ]
        );
    }
}
