//! The change itself: another seed in force, by what was asked for.

use ringtrue_core::device::DevicePublic;
use ringtrue_core::group::{DEFAULT_OVERLAP_DAYS, Holds, Organiser, Previous};
use ringtrue_core::organiser::OrganiserKey;
use ringtrue_core::text::quoted;
use ringtrue_core::{Day, Group, Name, Secret, UnixTime};

use crate::args::{Global, Rotate};
use crate::failure::Failure;
use crate::roll::compare::{Choice, accept, settle_before_sealing};
use crate::roll::organisers::ask_to_remove;
use crate::rotate::mine::{self, Mine, Replaced};
use crate::rotate::post::{self, Ready};
use crate::sys::System;
use crate::view::{When, roll_call, texts};

/// What a person asked for, with all that has to be known in advance.
pub struct Request<'a> {
    pub arguments: &'a Rotate,
    /// Which of the keys in dispute count.
    chosen: Vec<Choice>,
    /// The device of one's own that was lost.
    mine: Option<Mine>,
    /// The organisers' keys that fall with the lost device, though they go by another name.
    renamed: Vec<OrganiserKey>,
    /// Where the message goes.
    pub ready: Option<Ready>,
}

impl<'a> Request<'a> {
    /// Asks what has to be asked, with nothing locked.
    pub fn ask(
        arguments: &'a Rotate,
        global: &Global,
        system: &mut System,
    ) -> Result<Self, Failure> {
        let chosen = settle_before_sealing(arguments, global, system)?;
        let mine = mine::ask(arguments, global, system)?;
        let renamed = match &arguments.lost {
            Some(lost) => ask_to_remove(lost, global, system)?,
            None => Vec::new(),
        };
        let ready = arguments.sealed.as_deref();
        let ready = ready.map(|path| post::ready(path, mine.is_some(), global, system));
        Ok(Self {
            arguments,
            chosen,
            mine,
            renamed,
            ready: ready.transpose()?,
        })
    }

    /// Puts another seed in force.
    pub fn carry_out(
        &self,
        group: &mut Group,
        own: DevicePublic,
        secret: Secret,
        now: UnixTime,
        today: Day,
        when: When<'_>,
    ) -> Result<Changed, Failure> {
        match (&self.ready, &self.mine) {
            (Some(ready), None) => ready.check(group, own)?,
            (None, _) => is_theirs(self.arguments, group)?,
            (Some(_), Some(_)) => {} // once it is on the roll
        }
        accept(&self.chosen, group)?;
        let roll = roll_before(group, own, today, when);
        let organisers = others(group);
        if !self.renamed.is_empty() {
            group.demote_keys(&self.renamed)?;
        }
        let mut changed = self.change(group, own, secret, now)?;
        if let (Some(ready), Some(_)) = (&self.ready, &changed.replaced) {
            ready.check(group, own)?;
        }
        changed.roll = roll;
        changed.demoted = demoted(organisers, group);
        Ok(changed)
    }

    fn change(
        &self,
        group: &mut Group,
        own: DevicePublic,
        secret: Secret,
        now: UnixTime,
    ) -> Result<Changed, Failure> {
        let mut changed = Changed::default();
        if let Some(mine) = &self.mine {
            let replaced = mine.put_in_place(group, own, secret, now)?;
            changed.ended = replaced.sheets().to_vec();
            changed.replaced = Some(replaced);
        } else if self.arguments.undo {
            changed.undid_sealed = group.was_sealed();
            group.undo_rotation()?;
        } else if let Some(member) = &self.arguments.lost {
            let lost = group.member(member)?;
            let (name, holds) = (lost.name.clone(), lost.holds);
            if lost.device == Some(own) {
                return Err(Failure::new(format!("{name} has this device"))
                    .hint("name whose phone, laptop or sheet is lost"));
            }
            changed.ended = group.rotate_without(member, secret, now)?;
            changed.lost = Some((name, holds));
        } else {
            let overlap = self.arguments.overlap;
            if group.is_exposed() && overlap.is_some_and(|days| days > 0) {
                let text = "someone may have the old key of a member's device, and with it this \
                            key: no device is to accept it any longer";
                return Err(Failure::new(text).hint("rotate without --overlap"));
            }
            let overlap = overlap.unwrap_or(DEFAULT_OVERLAP_DAYS);
            group.rotate(secret, overlap, now)?;
        }
        Ok(changed)
    }
}

/// What a rotation changed.
#[derive(Default)]
pub struct Changed {
    /// The roll before it.
    pub roll: String,
    /// Who is off the roll, and what they had.
    pub lost: Option<(Name, Holds)>,
    /// Whose sheets ended, because the lost device may have had their keys.
    pub ended: Vec<Name>,
    /// Who is an organiser no longer.
    pub demoted: Vec<Name>,
    /// The device before this one, if that is what was lost.
    pub replaced: Option<Replaced>,
    /// Whether a rotation was undone that others may have by message.
    pub undid_sealed: bool,
}

impl Changed {
    /// Who is off the roll.
    pub fn off(&self) -> Vec<Name> {
        let lost = self.lost.iter();
        lost.map(|(name, _)| name.clone()).collect()
    }
}

fn roll_before(group: &Group, own: DevicePublic, today: Day, when: When<'_>) -> String {
    let roll = roll_call(group, Some(&own), today, when);
    format!("{}\n{roll}", texts().rotate_before(&group.entry()))
}

/// The organisers, but for this device's own key.
fn others(group: &Group) -> Vec<Organiser> {
    let organisers = group.organisers();
    let own = organisers.own().map(|own| own.key);
    let others = organisers.pinned().iter().filter(|it| own != Some(it.key));
    others.cloned().collect()
}

/// Those of the organisers before who are none any more.
fn demoted(before: Vec<Organiser>, group: &Group) -> Vec<Name> {
    let organisers = group.organisers();
    let demoted = before
        .into_iter()
        .filter(|it| organisers.of_key(&it.key).is_none());
    demoted.map(|organiser| organiser.name).collect()
}

/// Where a group has an organiser, the others take a rotation from them alone.
fn is_theirs(arguments: &Rotate, group: &Group) -> Result<(), Failure> {
    let organisers = group.organisers();
    let may = if arguments.undo {
        group.may_undo()
    } else {
        !group.has_organiser() || organisers.own().is_some()
    };
    if may {
        return Ok(());
    }
    let names = organisers.pinned().iter().map(|it| it.name.as_str());
    let mut names: Vec<&str> = names.collect();
    names.dedup();
    let name = group.local_name();
    let who = names.join(" or ");
    let demote = match organisers.pinned() {
        [only] => quoted(&only.name),
        _ => "NAME".to_owned(),
    };
    Err(Failure::new(format!(
        "rotations of \"{name}\" come by message, from {who}"
    ))
    .hint(format!(
        "ask {who}; if that can't be done any more: ringtrue members demote -g {} {demote}, here \
         and on every other device; or make a new group: ringtrue new NAME",
        quoted(name)
    )))
}

/// The seed before, where it still counts.
pub fn accepted(group: &Group) -> Option<&Previous> {
    group.previous().iter().find(|previous| previous.accepted)
}
