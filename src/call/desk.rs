//! What the call screen and the dialogue work with: the groups, and where the
//! call stands.

use ringtrue_core::call::{Accepted, Claim, Idle, Sitting, Today, Typed};
use ringtrue_core::{Group, GroupId, UnixTime};

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
        now: UnixTime,
    ) -> Result<CallScreen<'a>, Failure> {
        Ok(CallScreen {
            group: self.group()?,
            has_others: self.seen.vault.groups().len() > 1,
            practice: None,
            scene,
            now,
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
        match &order {
            Order::Begin => self.read_again(system)?,
            Order::Switch(step) => self.switch(*step),
            Order::Check(typed) => self.check(typed, system)?,
            Order::Nothing | Order::Show | Order::Echo(_) | Order::Leave => {}
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

    fn switch(&mut self, step: isize) {
        let count = self.seen.vault.groups().len();
        if count > 1 {
            let at = self.at.saturating_add(count).saturating_add_signed(step);
            self.at = at.checked_rem(count).unwrap_or(0);
            self.sitting.switch_group();
        }
    }

    fn check(&mut self, typed: &Typed, system: &mut System) -> Result<(), Failure> {
        let heard = match typed.read(self.group()?) {
            Ok(heard) => heard,
            Err(unheard) => {
                self.sitting.reject(unheard);
                return Ok(());
            }
        };
        let name = self.group()?.local_name().clone();
        let id = self.group()?.id();
        let mine = self.accepted.iter().filter(|(group, _)| *group == id);
        let asked = Asked {
            claim: Claim {
                heard: Ok(heard),
                from: Some(typed.from()),
                day: Today {
                    here: system.day(typed.since()),
                    elsewhere: None,
                },
                time: typed.since(),
            },
            member: None,
            own: None,
            accepted: mine.map(|(_, accepted)| *accepted).collect(),
        };
        let judged = asked.judge(&mut self.seen, Some(name.as_str()), system)?;
        self.find(id)?;
        self.accepted
            .extend(judged.used.into_iter().map(|used| (id, used)));
        self.sitting.hear(judged.finding, typed.since());
        Ok(())
    }
}

fn removed() -> Failure {
    Failure::new("the group was removed from this device meanwhile")
}
