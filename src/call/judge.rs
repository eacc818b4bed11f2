//! What was heard is judged, and what was accepted is remembered.

use std::rc::Rc;

use ringtrue_core::call::{self, Accepted, Against, Finding, Today};
use ringtrue_core::device::DeviceKey;
use ringtrue_core::recent::Recent;
use ringtrue_core::words::Unheard;
use ringtrue_core::{Day, Group, Heard, Side, UnixTime};

use crate::device::store::{Before, Seen, Store};
use crate::failure::Failure;
use crate::roll::pair;
use crate::sys::{Offset, System};
use crate::tell::{print_err, warn};

/// What was heard, and what is known of it.
pub struct Asked<'a> {
    /// What was typed, where it could be read.
    pub heard: Result<Heard, Unheard>,
    /// Whose half it is, where that matters.
    pub from: Option<Side>,
    /// Who said it, where they are to be noted on the roll. Who holds a sheet is
    /// held against that, and against nothing else: they have no device that
    /// shows the group's code, and an impostor who has it must not get in by it.
    pub member: Option<&'a str>,
    /// Which day it is here, for who holds a sheet.
    pub offset: Offset,
    /// The day that it is where they are, where a person said that it is another
    /// one.
    pub elsewhere: Option<Day>,
    /// This device's key, without which no pair's code can be told.
    pub own: Option<Rc<DeviceKey>>,
    /// The moment that it is judged by.
    pub time: UnixTime,
    /// What was accepted before, besides what the file remembers.
    pub accepted: Vec<Accepted>,
}

/// What was found, and against what.
pub struct Judged {
    pub finding: Finding,
    pub against: Against,
}

impl Asked<'_> {
    /// Resolves what it is held against in `group`.
    pub fn against(&self, group: &Group) -> Result<Against, Failure> {
        let member = self.member.map(|member| group.member(member)).transpose()?;
        pair::against(member, group, self.own.as_deref())
    }

    /// Judges it of the group `name`, with the vault held alone, so that of two
    /// who check the same half at once only one is told that it matches. `seen` is
    /// afterwards what was read meanwhile, or what it was, where that had to do.
    pub fn judge(
        &self,
        seen: &mut Seen,
        name: Option<&str>,
        system: &mut System,
    ) -> Result<Judged, Failure> {
        match Store::open_seen(seen, system) {
            Ok(mut store) => {
                let judged = self.judge_and_remember(&mut store, name, system);
                *seen = store.close();
                judged
            }
            // Whoever is called now needs an answer, even from a disk that is
            // full or may only be read.
            Err(failure) => {
                cannot_note(system, failure);
                self.judge_in(seen.vault.select(name)?, &Recent::default())
            }
        }
    }

    fn judge_and_remember(
        &self,
        store: &mut Store,
        name: Option<&str>,
        system: &mut System,
    ) -> Result<Judged, Failure> {
        let mut recent = match store.recent(system) {
            Ok(recent) => recent,
            Err(failure) => {
                cannot_note(system, failure);
                return self.judge_in(store.vault.select(name)?, &Recent::default());
            }
        };
        let group = store.vault.select(name)?;
        let judged = self.judge_in(group, &recent)?;
        let Judged { finding, against } = &judged;
        let used = against.to_remember(finding, group, self.today(), self.time);
        if used.is_empty() {
            return Ok(judged);
        }
        recent.remember(against.counts(group), &used, self.time);
        let mut kept = store.save_recent(&recent);
        if let Some(member) = self.member {
            let group = store.vault.select_mut(name)?;
            if matches!(against, Against::Sheet { .. }) {
                group.confirm_sheet(member, finding.generation, system.now())?;
            } else {
                group.confirm_member(member, finding.generation, system.now())?;
            }
            kept = kept.and(store.save(Before::Keep));
        }
        if let Err(failure) = kept {
            cannot_note(system, failure);
        }
        Ok(judged)
    }

    fn judge_in(&self, group: &Group, recent: &Recent) -> Result<Judged, Failure> {
        let against = self.against(group)?;
        let finding = self.find(&against, group, recent);
        Ok(Judged { finding, against })
    }

    /// Judges it, and remembers nothing.
    pub fn find(&self, against: &Against, group: &Group, recent: &Recent) -> Finding {
        let Ok(heard) = &self.heard else {
            return Finding::no_match(group);
        };
        let accepted = [recent.of(against.counts(group)), self.accepted.clone()].concat();
        let (from, day) = (self.from, self.today());
        against.check(group, heard, from, &accepted, day, self.time)
    }

    /// Returns which day it is here, and where they are.
    pub fn today(&self) -> Today {
        Today {
            here: Day::at(self.time, (self.offset)(self.time)),
            elsewhere: self.elsewhere,
        }
    }

    /// Reports whether it is due by the group's code.
    pub fn is_the_groups(&self, group: &Group) -> bool {
        let heard = self.heard.as_ref();
        heard.is_ok_and(|heard| call::is_due(group, heard, self.from, self.time))
    }
}

fn cannot_note(system: &mut System, failure: Failure) {
    print_err(system, failure);
    warn(system, "it can't be noted that this half was used");
}
