//! What the call screen and the dialogue work with: the groups, and where the
//! call stands.

use ringtrue_core::call::{Accepted, Claim, Idle, Sitting, Who};
use ringtrue_core::{Group, GroupId, Name};

use crate::call::console::{Console, Order};
use crate::call::judge::Asked;
use crate::device::key;
use crate::device::store::{self, Seen};
use crate::failure::Failure;
use crate::sys::terminal::Key;
use crate::sys::{System, hardening};
use crate::tell::print_err;
use crate::view::{CallScreen, Scene, texts};

/// What the screen and the dialogue work with: the groups, and where the call
/// stands.
pub struct Desk {
    seen: Seen,
    /// Which of the vault's groups.
    at: usize,
    console: Console,
    pub sitting: Sitting,
    /// What was accepted here, for where it can't be noted in the file.
    accepted: Vec<(GroupId, Accepted)>,
}

/// What is left of a desk that was locked.
pub struct Locked {
    group: GroupId,
}

impl Desk {
    pub fn new(seen: Seen, at: usize) -> Self {
        Self {
            seen,
            at,
            console: Console::new(),
            sitting: Sitting::default(),
            accepted: Vec::new(),
        }
    }

    fn group(&self) -> Result<&Group, Failure> {
        let group = self.seen.vault.groups().get(self.at);
        group.ok_or_else(removed)
    }

    pub fn picture<'a>(
        &'a self,
        scene: Scene<'a>,
        system: &System,
    ) -> Result<CallScreen<'a>, Failure> {
        let now = system.now();
        Ok(CallScreen {
            group: self.group()?,
            has_others: self.seen.vault.groups().len() > 1,
            practice: None,
            scene,
            now,
            today: system.day(now),
        })
    }

    /// Returns true if nobody has been here for so long that the device locks.
    pub fn must_lock(idle: Idle, system: &System) -> bool {
        key::is_behind_passphrase(system) && idle.locks((system.uptime)())
    }

    /// Wipes all that the passphrase protects. The next call begins anew.
    pub fn lock(&mut self, system: &mut System) -> Result<Locked, Failure> {
        let group = self.group()?.id();
        self.seen = Seen::default();
        self.console = Console::new();
        self.sitting.start_over();
        key::forget(system);
        hardening::wipe_stack();
        Ok(Locked { group })
    }

    /// Asks for the passphrase, and goes on with the same group.
    pub fn unlock(&mut self, locked: &Locked, system: &mut System) -> Result<(), Failure> {
        print_err(system, texts().locked() + "\n");
        self.seen = store::see(system)?;
        self.find(locked.group)
    }

    /// Returns true if a half has stood there for too long.
    pub fn is_hidden(&self, idle: Idle, system: &System) -> bool {
        idle.is_over((system.uptime)()) && self.console.shows_half(&self.sitting)
    }

    pub fn scene(&self, is_hidden: bool) -> Scene<'_> {
        if is_hidden {
            Scene::Hidden
        } else {
            self.console.scene(&self.sitting)
        }
    }

    /// Takes a key, and does what it asks for but to leave.
    pub fn take(&mut self, key: Key, system: &mut System) -> Result<Order, Failure> {
        let order = self.console.take(key, &mut self.sitting, system.now());
        let order = match order {
            Order::Judge(claim) => {
                self.judge(claim, system)?;
                Order::Show
            }
            order => order,
        };
        match &order {
            Order::Begin => {
                self.read_again(system)?;
                self.ask_who(system)?;
            }
            Order::Switch(step) => self.switch(*step, system)?,
            Order::Choose => self.choose(system)?,
            Order::Check(typed) => {
                let group = self.seen.vault.groups().get(self.at).ok_or_else(removed)?;
                let today = system.day(typed.since());
                if let Some(claim) = self.sitting.claim(typed, group, today) {
                    self.judge(claim, system)?;
                }
            }
            _ => {}
        }
        Ok(order)
    }

    /// At the beginning of a call the vault is read again: the seed may have
    /// been rotated since.
    fn read_again(&mut self, system: &mut System) -> Result<(), Failure> {
        match store::see(system) {
            Ok(seen) => {
                let id = self.group()?.id();
                self.seen = seen;
                self.find(id)
            }
            // What was read before still answers; the notes say why it had to.
            Err(failure) => {
                print_err(system, failure);
                Ok(())
            }
        }
    }

    /// Goes on with the same group in what was read anew. One that was forgotten
    /// meanwhile says nothing any more, nor does another that has its name now.
    fn find(&mut self, id: GroupId) -> Result<(), Failure> {
        let mut groups = self.seen.vault.groups().iter();
        self.at = groups
            .position(|group| group.id() == id)
            .ok_or_else(removed)?;
        Ok(())
    }

    fn switch(&mut self, step: isize, system: &System) -> Result<(), Failure> {
        let count = self.seen.vault.groups().len();
        if count <= 1 {
            return Ok(());
        }
        let at = self.at.saturating_add(count).saturating_add_signed(step);
        self.at = at.checked_rem(count).unwrap_or(0);
        self.sitting.switch_group();
        self.ask_who(system)
    }

    /// Asks who it is, where that makes a difference.
    fn ask_who(&mut self, system: &System) -> Result<(), Failure> {
        let own = system.device_key.as_ref().map(|key| key.public());
        let who = Who::of(self.group()?, own.as_ref(), &texts().someone_else());
        self.sitting.ask_who(who);
        Ok(())
    }

    fn choose(&mut self, system: &mut System) -> Result<(), Failure> {
        let group = self.seen.vault.groups().get(self.at).ok_or_else(removed)?;
        let key = system.device_key.clone();
        // What can't be read is told when a half is judged.
        let recent = store::read_recent(&mut system.home.shared());
        let mine = self.accepted.iter().filter(|(id, _)| *id == group.id());
        let mine = mine.map(|(_, accepted)| *accepted);
        let accepted: Vec<_> = recent.of(group).into_iter().chain(mine).collect();
        let (now, today) = (system.now(), system.day(system.now()));
        self.sitting
            .choose(group, key.as_deref(), &accepted, now, today);
        Ok(())
    }

    fn judge(&mut self, claim: Claim, system: &mut System) -> Result<(), Failure> {
        let name = self.group()?.local_name().clone();
        let id = self.group()?.id();
        let member = self.sitting.turns().and_then(|turns| turns.member());
        let asked = Asked {
            claim,
            member: member.map(Name::as_str),
            own: system.device_key.clone(),
            accepted: self.accepted.clone(),
        };
        let judged = asked.judge(&mut self.seen, Some(name.as_str()), system)?;
        let claim = asked.claim;
        self.find(id)?;
        self.accepted.extend(judged.used);
        self.sitting.hear(judged.finding, judged.against, &claim);
        Ok(())
    }
}

fn removed() -> Failure {
    Failure::new("the group was removed from this device meanwhile")
}
