//! Who signs: this device, once its holder is on the roll and an organiser.

use ringtrue_core::device::DevicePublic;
use ringtrue_core::group::Member;
use ringtrue_core::message::SealError;
use ringtrue_core::organiser::SigningKey;
use ringtrue_core::text::quoted;
use ringtrue_core::{Group, Name};

use crate::args::Global;
use crate::device::store;
use crate::failure::Failure;
use crate::sys::System;
use crate::tell::note;
use crate::view::texts;

/// What an organiser is called who can't be asked and is not on the roll.
const NAMELESS: &str = "Organiser";

/// The name of whoever has this device, asked for where the group has no
/// organiser yet and the roll does not tell; if nobody is to be asked, made up.
pub fn ask_name(
    asks: bool,
    global: &Global,
    system: &mut System,
) -> Result<Option<String>, Failure> {
    let vault = store::read(system)?;
    let group = vault.select(global.group.as_deref())?;
    let own = system.device_key.as_ref().map(|key| key.public());
    let is_known = |member: &Member| member.device.is_some() && member.device == own;
    if group.has_organiser() || group.members().iter().any(is_known) {
        return Ok(None);
    }
    if asks && let Some(answer) = system.person.ask(&(texts().ask_own_name() + " ")) {
        let answer = answer?;
        Name::tidy(&answer)?;
        return Ok(Some(answer));
    }
    let numbered = (2..).map(|number| format!("{NAMELESS} {number}"));
    let name = std::iter::once(NAMELESS.to_owned())
        .chain(numbered)
        .find(|name| group.member(name).is_err())
        .unwrap_or_default();
    note(
        system,
        format_args!(
            "you are on the roll as \"{name}\"; to be called otherwise: ringtrue members add -g {} \
             NAME --me",
            quoted(group.local_name())
        ),
    );
    Ok(Some(name))
}

/// Makes this device an organiser's where the group has none. Where it has one,
/// this device has to be it.
pub fn be_organiser(
    group: &mut Group,
    name: Option<&str>,
    own: DevicePublic,
) -> Result<(), Failure> {
    if let Some(name) = name {
        let group_name = quoted(group.local_name());
        let taken = group
            .member(name)
            .is_ok_and(|it| it.device.is_some_and(|key| key != own));
        if taken {
            return Err(Failure::new(format!(
                "{name} is on the roll already, with another device"
            ))
            .hint(format!(
                "if that is you, with this device now: ringtrue members add -g {group_name} NAME --me"
            )));
        }
        group.give_device(name, own)?;
    }
    let me = group.member_with(&own).map(|member| member.name.clone());
    if let Some(organiser) = group.organisers().own() {
        // From a backup: the roll still has the device before this one.
        return match me {
            Some(_) => Ok(()),
            None => Err(Failure::new("this device is not on the roll").hint(format!(
                "if your old one is lost: ringtrue rotate -g {of} --lost {name} --sealed FILE; to put \
                 this one in its place for another reason: ringtrue members add -g {of} {name} --me",
                of = quoted(group.local_name()),
                name = quoted(&organiser.name)
            ))),
        };
    }
    match me {
        Some(me) if !group.has_organiser() => Ok(group.found(me.as_str(), SigningKey::generate)?),
        _ => Err(cannot_seal(SealError::NotYou, group)),
    }
}

pub fn cannot_seal(error: SealError, group: &Group) -> Failure {
    let name = group.local_name();
    let failure = Failure::new(format!("can't seal \"{name}\": {error}"));
    match error {
        SealError::NotYou => {
            let organisers = group.organisers().pinned().iter();
            let names: Vec<&str> = organisers.map(|it| it.name.as_str()).collect();
            failure.hint(format!(
                "ask {} to do it, or to make you one too: ringtrue members promote",
                names.join(" or ")
            ))
        }
        SealError::Foreign => failure.hint(format!(
            "show its QR code: ringtrue invite -g {}",
            quoted(name)
        )),
        _ => failure,
    }
}
