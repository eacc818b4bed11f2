//! The state behind both the call screen and the dialogue.

use ringtrue_core::call::{Accepted, CallFlow, Claim, Idle, Who};
use ringtrue_core::{Group, GroupId, Name};

use crate::call::console::{Console, Effect};
use crate::call::judge::Case;
use crate::device::key;
use crate::device::store::{self, ReadVault};
use crate::failure::Failure;
use crate::sys::terminal::Key;
use crate::sys::{System, hardening};
use crate::tell::print_err;
use crate::view::{CallScreen, Scene, texts};

/// The state of a call session: the vault's groups, the input line and the
/// call's progress.
pub struct CallSession {
    seen: ReadVault,
    /// The index of the current group in the vault.
    at: usize,
    console: Console,
    pub flow: CallFlow,
    /// Halves accepted in this session, in case the file can't record them.
    accepted: Vec<(GroupId, Accepted)>,
}

/// The group to return to after unlocking.
pub struct ResumeAt {
    group: GroupId,
}

impl CallSession {
    pub fn new(seen: ReadVault, at: usize) -> Self {
        Self {
            seen,
            at,
            console: Console::new(),
            flow: CallFlow::default(),
            accepted: Vec::new(),
        }
    }

    fn group(&self) -> Result<&Group, Failure> {
        let group = self.seen.vault.groups().get(self.at);
        group.ok_or_else(removed)
    }

    pub fn call_screen<'a>(
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

    /// Returns true if the device must lock because nobody has pressed a key for
    /// too long.
    pub fn must_lock(idle: Idle, system: &System) -> bool {
        key::is_behind_passphrase(system) && idle.must_lock((system.uptime)())
    }

    /// Wipes everything that the passphrase protects. The next call starts from
    /// scratch.
    pub fn lock(&mut self, system: &mut System) -> Result<ResumeAt, Failure> {
        let group = self.group()?.id();
        self.seen = ReadVault::default();
        self.console = Console::new();
        self.flow.start_over();
        key::forget(system);
        hardening::wipe_stack();
        Ok(ResumeAt { group })
    }

    /// Asks for the passphrase, and resumes with the same group.
    pub fn unlock(&mut self, resume: &ResumeAt, system: &mut System) -> Result<(), Failure> {
        print_err(system, texts().locked() + "\n");
        self.seen = store::read_with_ciphertext(system)?;
        self.find(resume.group)
    }

    /// Returns true if a half has been on the screen too long and must be
    /// hidden.
    pub fn is_hidden(&self, idle: Idle, system: &System) -> bool {
        idle.must_hide((system.uptime)()) && self.console.shows_half(&self.flow)
    }

    pub fn scene(&self, is_hidden: bool) -> Scene<'_> {
        if is_hidden {
            Scene::Hidden
        } else {
            self.console.scene(&self.flow)
        }
    }

    /// Applies a key and carries out its effect, except [`Effect::Leave`], which
    /// is left to the caller.
    pub fn apply_key(&mut self, key: Key, system: &mut System) -> Result<Effect, Failure> {
        let effect = self.console.apply_key(key, &mut self.flow, system.now());
        let effect = match effect {
            Effect::Judge(claim) => {
                self.judge(claim, system)?;
                Effect::Show
            }
            effect => effect,
        };
        match &effect {
            Effect::Begin => {
                self.read_again(system)?;
                self.ask_who(system)?;
            }
            Effect::Switch(step) => self.switch(*step, system)?,
            Effect::Choose => self.choose(system)?,
            Effect::Check(submission) => {
                let group = self.seen.vault.groups().get(self.at).ok_or_else(removed)?;
                let today = system.day(submission.since());
                if let Some(claim) = self.flow.claim(submission, group, today) {
                    self.judge(claim, system)?;
                }
            }
            _ => {}
        }
        Ok(effect)
    }

    /// Reads the vault again at the start of a call: the seed may have been
    /// rotated.
    fn read_again(&mut self, system: &mut System) -> Result<(), Failure> {
        match store::read_with_ciphertext(system) {
            Ok(seen) => {
                let id = self.group()?.id();
                self.seen = seen;
                self.find(id)
            }
            // Go on with the vault read earlier, and print why.
            Err(failure) => {
                print_err(system, failure);
                Ok(())
            }
        }
    }

    /// Finds the same group in the vault just read. Fails if it was removed,
    /// even if another group has taken its name.
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
        self.flow.switch_group();
        self.ask_who(system)
    }

    /// Asks who it is, if that makes a difference.
    fn ask_who(&mut self, system: &System) -> Result<(), Failure> {
        let own = system.device_key.as_ref().map(|key| key.public());
        let who = Who::of(self.group()?, own.as_ref(), &texts().someone_else());
        self.flow.ask_who(who);
        Ok(())
    }

    fn choose(&mut self, system: &mut System) -> Result<(), Failure> {
        let group = self.seen.vault.groups().get(self.at).ok_or_else(removed)?;
        let key = system.device_key.clone();
        // A file that can't be read is reported when a half is judged.
        let recent = store::read_recent(&mut system.home.shared());
        let mine = self.accepted.iter().filter(|(id, _)| *id == group.id());
        let mine = mine.map(|(_, accepted)| *accepted);
        let accepted: Vec<_> = recent.of(group).into_iter().chain(mine).collect();
        let (now, today) = (system.now(), system.day(system.now()));
        self.flow
            .choose(group, key.as_deref(), &accepted, now, today);
        Ok(())
    }

    fn judge(&mut self, claim: Claim, system: &mut System) -> Result<(), Failure> {
        let name = self.group()?.local_name().clone();
        let id = self.group()?.id();
        let member = self.flow.turns().and_then(|turns| turns.member());
        let case = Case {
            claim,
            member: member.map(Name::as_str),
            own: system.device_key.clone(),
            accepted: self.accepted.clone(),
        };
        let outcome = case.judge(&mut self.seen, Some(name.as_str()), system)?;
        let claim = case.claim;
        self.find(id)?;
        self.accepted.extend(outcome.used);
        self.flow.hear(outcome.finding, outcome.expected, &claim);
        Ok(())
    }
}

fn removed() -> Failure {
    Failure::new("another ringtrue just removed this group")
}
