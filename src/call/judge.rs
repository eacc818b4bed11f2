//! Judging a claim, and recording what was accepted.

use std::rc::Rc;

use ringtrue_core::call::{Accepted, Claim, Expected, Finding};
use ringtrue_core::device::DeviceKey;
use ringtrue_core::recent::Recent;
use ringtrue_core::{Group, GroupId};

use crate::device::store::{Previous, ReadVault, Store};
use crate::failure::Failure;
use crate::roll::pair;
use crate::sys::System;
use crate::tell::{print_err, warn};

/// A claim to judge, and what this device knows about it.
pub struct Case<'a> {
    /// The half or code heard on the call.
    pub claim: Claim,
    /// The member who said it, to be recorded on the roll. A member with a sheet is
    /// judged by the sheet alone: they have no device that shows the group's code,
    /// so an impostor who has that code must not pass as them.
    pub member: Option<&'a str>,
    /// This device's key, needed to compute a pair's code.
    pub own: Option<Rc<DeviceKey>>,
    /// Halves accepted before, besides those recorded in the file, each with the id
    /// of the group whose code it belongs to (a pair has its own).
    pub accepted: Vec<(GroupId, Accepted)>,
}

/// The finding, and what follows from it.
pub struct Outcome {
    /// The finding.
    pub finding: Finding,
    /// The code or sheet it was judged against.
    pub expected: Expected,
    /// The halves that must not be accepted again, with the same ids.
    pub used: Vec<(GroupId, Accepted)>,
}

impl Case<'_> {
    /// Judges the claim in the group `name` while holding the vault's lock, so that
    /// if two people check the same half at once, only one gets a match. Afterwards
    /// `seen` is the vault as it is now, or unchanged if it can't be opened.
    pub fn judge(
        &self,
        seen: &mut ReadVault,
        name: Option<&str>,
        system: &mut System,
    ) -> Result<Outcome, Failure> {
        match Store::reopen(seen, system) {
            Ok(mut store) => {
                let outcome = self.judge_and_remember(&mut store, name, system);
                *seen = store.close();
                outcome
            }
            // Someone on a call needs an answer even if the disk is full or
            // read-only.
            Err(failure) => {
                warn_not_recorded(system, failure);
                self.judge_in(seen.vault.select(name)?, &mut Recent::default())
            }
        }
    }

    fn judge_and_remember(
        &self,
        store: &mut Store,
        name: Option<&str>,
        system: &mut System,
    ) -> Result<Outcome, Failure> {
        let mut recent = match store.recent(system) {
            Ok(recent) => recent,
            Err(failure) => {
                warn_not_recorded(system, failure);
                return self.judge_in(store.vault.select(name)?, &mut Recent::default());
            }
        };
        let outcome = self.judge_in(store.vault.select(name)?, &mut recent)?;
        if outcome.used.is_empty() {
            return Ok(outcome);
        }
        let mut kept = store.save_recent(&recent);
        if let Some(member) = self.member {
            let group = store.vault.select_mut(name)?;
            let generation = outcome.finding.generation;
            group.confirm_member(member, generation, system.now())?;
            kept = kept.and(store.save(Previous::Keep));
        }
        if let Err(failure) = kept {
            warn_not_recorded(system, failure);
        }
        Ok(outcome)
    }

    fn judge_in(&self, group: &Group, recent: &mut Recent) -> Result<Outcome, Failure> {
        let member = self.member.map(|member| group.member(member)).transpose()?;
        let expected = pair::resolve_against(member, group, self.own.as_deref())?;
        let (finding, used) = recent.judge(&self.claim, &expected, group, &self.accepted);
        Ok(Outcome {
            finding,
            expected,
            used,
        })
    }
}

fn warn_not_recorded(system: &mut System, failure: Failure) {
    print_err(system, failure);
    warn(
        system,
        "can't record that this half was used; it may be accepted again",
    );
}
