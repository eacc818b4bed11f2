//! What was heard is judged, and what was accepted is remembered.

use std::rc::Rc;

use ringtrue_core::call::{Accepted, Against, Claim, Finding};
use ringtrue_core::device::DeviceKey;
use ringtrue_core::recent::Recent;
use ringtrue_core::{Group, GroupId};

use crate::device::store::{Before, Seen, Store};
use crate::failure::Failure;
use crate::roll::pair;
use crate::sys::System;
use crate::tell::{print_err, warn};

/// A claim to judge, and what this device knows of it.
pub struct Asked<'a> {
    /// What was heard.
    pub claim: Claim,
    /// The member who said it, to be noted on the roll. A member who holds a sheet
    /// is judged by that and by nothing else: they have no device that shows the
    /// group's code, and an impostor who has it must not get in by it.
    pub member: Option<&'a str>,
    /// This device's key, without which no pair's code can be computed.
    pub own: Option<Rc<DeviceKey>>,
    /// Halves that were accepted before, besides those that the file remembers, by
    /// the group that counts.
    pub accepted: Vec<(GroupId, Accepted)>,
}

/// What was found, and what follows from it.
pub struct Judged {
    /// The finding.
    pub finding: Finding,
    /// What it was judged against.
    pub against: Against,
    /// The halves that are not accepted again, by the group that counts.
    pub used: Vec<(GroupId, Accepted)>,
}

impl Asked<'_> {
    /// Judges it in the group `name`, with the vault locked, so that of two people
    /// who check the same half at once only one is told that it matches. Afterwards
    /// `seen` is the vault as it is now, or as it was if it can't be opened.
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
            // Someone on a call needs an answer, even from a disk that is full or
            // read-only.
            Err(failure) => {
                cannot_note(system, failure);
                self.judge_in(seen.vault.select(name)?, &mut Recent::default())
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
                return self.judge_in(store.vault.select(name)?, &mut Recent::default());
            }
        };
        let judged = self.judge_in(store.vault.select(name)?, &mut recent)?;
        if judged.used.is_empty() {
            return Ok(judged);
        }
        let mut kept = store.save_recent(&recent);
        if let Some(member) = self.member {
            let group = store.vault.select_mut(name)?;
            let generation = judged.finding.generation;
            group.confirm_member(member, generation, system.now())?;
            kept = kept.and(store.save(Before::Keep));
        }
        if let Err(failure) = kept {
            cannot_note(system, failure);
        }
        Ok(judged)
    }

    fn judge_in(&self, group: &Group, recent: &mut Recent) -> Result<Judged, Failure> {
        let member = self.member.map(|member| group.member(member)).transpose()?;
        let against = pair::against(member, group, self.own.as_deref())?;
        let (finding, used) = recent.judge(&self.claim, &against, group, &self.accepted);
        Ok(Judged {
            finding,
            against,
            used,
        })
    }
}

fn cannot_note(system: &mut System, failure: Failure) {
    print_err(system, failure);
    warn(system, "it can't be noted that this half was used");
}
