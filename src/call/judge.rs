//! What was heard is judged, and what was accepted is remembered.

use std::rc::Rc;

use ringtrue_core::call::{self, Accepted, Finding, Paper};
use ringtrue_core::device::DeviceKey;
use ringtrue_core::group::Member;
use ringtrue_core::recent::Recent;
use ringtrue_core::words::Unheard;
use ringtrue_core::{Day, Group, Heard, Side, UnixTime, Verdict};

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

impl Asked<'_> {
    /// Judges it of the group `name`, with the vault held alone, so that of two
    /// who check the same half at once only one is told that it matches. `seen` is
    /// afterwards what was read meanwhile, or what it was, where that had to do.
    pub fn judge(
        &self,
        seen: &mut Seen,
        name: Option<&str>,
        system: &mut System,
    ) -> Result<Finding, Failure> {
        match Store::open_seen(seen, system) {
            Ok(mut store) => {
                let finding = self.judge_and_remember(&mut store, name, system);
                *seen = store.close();
                finding
            }
            // Whoever is called now needs an answer, even from a disk that is
            // full or may only be read.
            Err(failure) => {
                cannot_note(system, failure);
                self.find(seen.vault.select(name)?, &Recent::default())
            }
        }
    }

    fn judge_and_remember(
        &self,
        store: &mut Store,
        name: Option<&str>,
        system: &mut System,
    ) -> Result<Finding, Failure> {
        let mut recent = match store.recent(system) {
            Ok(recent) => recent,
            Err(failure) => {
                cannot_note(system, failure);
                let group = store.vault.select(name)?;
                return self.find(group, &Recent::default());
            }
        };
        let group = store.vault.select_mut(name)?;
        let finding = self.find(group, &recent)?;
        let shared = self.shared(group)?;
        let paper = self.paper(group);
        let used = match &paper {
            Some(paper) => finding.line_to_remember(paper),
            None => finding.to_remember(group.parameters().period, self.time),
        };
        let is_line = paper.is_some();
        if used.is_empty() {
            return Ok(finding);
        }
        recent.remember(shared.as_ref().unwrap_or(group), &used, self.time);
        let mut kept = store.save_recent(&recent);
        if let Some(member) = self.member {
            let group = store.vault.select_mut(name)?;
            if is_line {
                group.confirm_sheet(member, finding.generation, system.now())?;
            } else {
                group.confirm_member(member, finding.generation, system.now())?;
            }
            kept = kept.and(store.save(Before::Keep));
        }
        if let Err(failure) = kept {
            cannot_note(system, failure);
        }
        Ok(finding)
    }

    /// What is found of it, with nothing remembered.
    pub fn find(&self, group: &Group, recent: &Recent) -> Result<Finding, Failure> {
        let shared = self.shared(group)?;
        let Ok(heard) = &self.heard else {
            return Ok(Finding::no_match(group));
        };
        let counts = shared.as_ref().unwrap_or(group);
        let accepted = [recent.of(counts), self.accepted.clone()].concat();
        if let Some(paper) = self.paper(group) {
            let (from, time) = (self.from, self.time);
            return Ok(call::check_line(
                group, &paper, heard, from, &accepted, time,
            ));
        }
        let found = call::check(counts, heard, self.from, &accepted, self.time);
        let is_unknown = matches!(found.verdict, Verdict::NoMatch | Verdict::WrongTime);
        if shared.is_some() && is_unknown && self.is_the_groups(group) {
            return Ok(Finding::no_match(group));
        }
        Ok(found)
    }

    /// What the group is between whoever said it and whoever has this device,
    /// where only their own code counts. Who is paired is held against that, and
    /// against nothing else: no way leads down to the code that everybody has.
    pub fn shared(&self, group: &Group) -> Result<Option<Group>, Failure> {
        let Some(member) = self.member else {
            return Ok(None);
        };
        let pair = pair::with(group.member(member)?, group, self.own.as_deref())?;
        Ok(pair.map(|pair| pair.group(group)))
    }

    /// The day that it is here.
    pub fn today(&self) -> Day {
        Day::at(self.time, (self.offset)(self.time))
    }

    /// Whether it is due by the group's code.
    pub fn is_the_groups(&self, group: &Group) -> bool {
        self.heard.as_ref().is_ok_and(|heard| {
            let found = call::check(group, heard, self.from, &[], self.time);
            found.verdict.is_match()
        })
    }

    /// The sheet of whoever said it, where they hold one.
    fn paper<'a>(&self, group: &'a Group) -> Option<Paper<'a>> {
        let member: &Member = group.member(self.member?).ok()?;
        let sheet = member.sheet?;
        Some(Paper {
            member: &member.name,
            serial: sheet.serial,
            today: self.today(),
            elsewhere: self.elsewhere,
        })
    }
}

fn cannot_note(system: &mut System, failure: Failure) {
    print_err(system, failure);
    warn(system, "it can't be noted that this half was used");
}
