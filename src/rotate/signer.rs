//! The name of the signer, who is the holder of this device.

use ringtrue_core::Name;
use ringtrue_core::rotate::needs_own_name;
use ringtrue_core::text::shell_name;

use crate::args::Global;
use crate::device::store;
use crate::failure::Failure;
use crate::sys::System;
use crate::tell::note;
use crate::view::texts;

/// The name of an organiser who can't be asked and is not on the roll.
const NAMELESS: &str = "Organiser";

/// Returns a name for the holder of this device, if the group has no organiser yet and the
/// holder is not on the roll. Asks for it, or makes one up if nobody can be asked.
pub fn ask_name(
    asks: bool,
    global: &Global,
    system: &mut System,
) -> Result<Option<String>, Failure> {
    let vault = store::read(system)?;
    let group = vault.select(global.group.as_deref())?;
    let own = system.device_key.as_ref().map(|key| key.public());
    if !needs_own_name(group, own.as_ref()) {
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
            "you are on the list as \"{name}\"; to use another name: ringtrue members add -g {} NAME \
             --me",
            shell_name(group.local_name())
        ),
    );
    Ok(Some(name))
}
