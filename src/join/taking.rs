//! What a message brings is put into the vault, and told.

use crate::view::date;
use ringtrue_core::device::DeviceKey;
use ringtrue_core::message::Message;
use ringtrue_core::text::quoted;
use ringtrue_core::{Group, GroupId, Name, Unconfirmed};

use crate::args::Global;
use crate::device::key;
use crate::device::store;
use crate::device::store::{Before, Store};
use crate::failure::Failure;
use crate::join::received::{Means, Received, Refused};
use crate::join::report::{How, named, report};
use crate::roll::pair;
use crate::sys::System;
use crate::tell::{Status, note};

/// What was done with a message.
pub struct Taken {
    /// The group that it is of.
    pub id: GroupId,
    how: How,
    /// Whether its roll has this device; not looked up if nothing was new.
    is_listed: bool,
    /// Those who were off the roll here, and are on it by this message.
    back: Vec<Name>,
}

/// Asks what has to be asked, and takes it in. Whatever changed while the person
/// thought is looked at again.
pub fn take_in(received: Received, global: &Global, system: &mut System) -> Result<Taken, Refused> {
    let vault = store::read(system)?;
    let (means, here) = received.means(vault.groups(), named(global, &vault)?)?;
    match (means, here) {
        (Means::Known, Some(group)) => {
            return Ok(Taken {
                id: group.id(),
                how: How::Known,
                is_listed: true,
                back: Vec::new(),
            });
        }
        (Means::New | Means::Pins, here) if received.is_asked(global, system) => {
            received.ask(here, system)?;
        }
        _ => {}
    }
    drop(vault);
    let passphrase = key::offer(global.yes, system)?;
    let mut store = Store::open_first(passphrase, system)?;
    let (again, here) = received.means(store.vault.groups(), named(global, &store.vault)?)?;
    if again != means {
        let failure = Failure::new("the groups on this device changed meanwhile");
        return Err(failure.hint("run it again").into());
    }
    let generation = received.message.generation();
    let is_rival = here.is_some_and(|here| here.generation() == generation);
    let back = here.map_or_else(Vec::new, |here| received.message.brings_back(here));
    match (means, here.map(Group::id)) {
        (Means::New, _) => Ok(add(received, &mut store, system)?),
        (_, Some(id)) => {
            let is_listed = lists(&received.message, &*store.device_key()?);
            let id = change(id, received, means, &mut store, system)?;
            let how = match means {
                Means::Completes => How::Completed,
                Means::Pins => How::Pinned,
                _ if is_rival => How::Displaced,
                _ => How::Rotated,
            };
            Ok(Taken {
                id,
                how,
                is_listed,
                back,
            })
        }
        (_, None) => Err(Failure::new("the group is gone meanwhile").into()),
    }
}

/// Whether its roll has this device.
fn lists(message: &Unconfirmed<Message>, own: &DeviceKey) -> bool {
    message.lists(&own.public())
}

/// Adds the group that is not here yet.
fn add(received: Received, store: &mut Store, system: &mut System) -> Result<Taken, Failure> {
    let own = store.device_key()?;
    let message = received.message;
    let is_listed = lists(&message, &own);
    let to = message.to().cloned();
    let mut group = Group::from_message(message.confirm(), received.local_name, system.now());
    if let Some(to) = to {
        // Where another member has this device, the organiser knows better.
        let _ = group.give_device(to.as_str(), own.public());
    }
    let id = group.id();
    let added = store.vault.add(group);
    added.map_err(|error| Failure::new(error.to_string()))?;
    store.save(Before::Keep)?;
    Ok(Taken {
        id,
        how: How::Joined,
        is_listed,
        back: Vec::new(),
    })
}

/// Changes the group that is here, and returns the id that it has from now on.
fn change(
    id: GroupId,
    received: Received,
    means: Means,
    store: &mut Store,
    system: &mut System,
) -> Result<GroupId, Failure> {
    let own = store.device_key()?;
    let mut groups = store.vault.groups().iter();
    let group = groups.find(|group| group.id() == id);
    let pairs = group.map(|group| pair::all(group, Some(&own)));
    let new_id =
        store
            .vault
            .take_message(id, received.message.confirm(), received.trust, system.now());
    let new_id = new_id.unwrap_or(id);
    store.save(match means {
        Means::Completes => Before::Keep,
        // A seed that is given up must not stay in the version before.
        _ => Before::Retire,
    })?;
    if new_id != id {
        let mut recent = store.recent(system)?;
        recent.rename(id, new_id);
        for pair in pairs.unwrap_or_default() {
            recent.rename(pair.id(id), pair.id(new_id));
        }
        store.save_recent(&recent)?;
    }
    Ok(new_id)
}

/// Tells what was done, and what is to be done.
pub fn tell(taken: &Taken, global: &Global, system: &mut System) -> Result<Status, Failure> {
    let vault = store::read(system)?;
    let mut groups = vault.groups().iter();
    let group = groups
        .find(|group| group.id() == taken.id)
        .ok_or_else(|| Failure::new("the group is gone meanwhile"))?;
    let status = report(group, taken.how, global, system)?;
    let mut previous = group.previous().iter();
    match taken.how {
        How::Rotated => {
            if let Some(previous) = previous.find(|previous| previous.accepted) {
                let (generation, until) = (previous.seed.generation, date(previous.until));
                note(
                    system,
                    format_args!("generation {generation} is accepted until {until}"),
                );
            }
        }
        How::Displaced => note(
            system,
            "two organisers rotated at once, and this rotation counts",
        ),
        How::Joined | How::Pinned if !taken.is_listed => note(
            system,
            "so that rotations reach this device, send its key to the organiser: ringtrue device",
        ),
        _ => {}
    }
    tell_back(&taken.back, group, system);
    Ok(status)
}

/// Tells who is on the roll again: whoever took them off may have had a reason
/// that the one who made this rotation did not know.
fn tell_back(back: &[Name], group: &Group, system: &mut System) {
    for name in back {
        // On an organiser's device they stay off until that is told.
        if group.member(name.as_str()).is_err() {
            continue;
        }
        note(
            system,
            format_args!(
                "{name} was taken off the roll, and is on it again by this rotation, with its \
                 seed; if what {name} had is lost, an organiser rotates once more: ringtrue rotate \
                 -g {} --lost {} --sealed FILE",
                quoted(group.local_name()),
                quoted(name)
            ),
        );
    }
}
