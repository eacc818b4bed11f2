//! `join`: enrols this device with what someone else showed or sent. Nothing that comes in is
//! trusted until a person has confirmed it.

mod apply;
mod by_hand;
mod camera;
mod enrolment;
mod folder;
mod link;
mod message;
mod missed;
mod received;
mod report;
mod sheet;

use ringtrue_core::Name;
use ringtrue_core::incoming::{Found, IncomingCode};
use ringtrue_core::join::{IncomingLink, LinkPlan};

use crate::args::{Global, Join};
use crate::device::store;
use crate::failure::Failure;
use crate::join::enrolment::{find, pasted, read};
use crate::join::link::{apply, ask_to_follow, ask_to_join, misfit_error, refusal_error};
use crate::join::report::{group_of, report, selected_group};
use crate::sys::{System, files};
use crate::tell::{Status, note};

pub fn run(arguments: &Join, global: &Global, system: &mut System) -> Result<Status, Failure> {
    let local_name = arguments.name.as_deref().map(Name::tidy).transpose()?;
    if arguments.camera {
        return camera::run(arguments, local_name.as_ref(), global, system);
    }
    let (found, what) = match arguments.file.as_deref() {
        None => pasted(local_name.as_ref(), system)?,
        Some(path) if files::is_directory(path) => {
            return folder::run(path, arguments, global, system);
        }
        Some(path) => {
            let (bytes, what) = read(path, system)?;
            (find(&bytes, &what, local_name.as_ref())?, what)
        }
    };
    if !arguments.accept_keys.is_empty() && !matches!(found, Found::Message(_)) {
        return Err(Failure::new(format!(
            "--accept-keys is for messages, and {what} is not one"
        )));
    }
    let kept = arguments
        .file
        .as_deref()
        .filter(|path| path.as_os_str() != "-");
    let kept = kept.and_then(|_| describe_secret(&found));
    let status = take_in(found, &what, local_name, arguments, global, system)?;
    if let Some(who) = kept {
        note(system, format_args!("anyone with {what} {who}: delete it"));
    }
    Ok(status)
}

/// Describes what anyone who has the file can do with it; `None` if it is sealed.
fn describe_secret(found: &Found) -> Option<String> {
    match found {
        Found::Code(IncomingCode::Link(_)) | Found::Key(_) => {
            Some("has the group's code".to_owned())
        }
        Found::Code(IncomingCode::Sheet(code)) => Some(format!("can pass as {}", code.member())),
        Found::Message(_) => None,
    }
}

/// Takes in what was found in `what`, which is its name in messages.
fn take_in(
    found: Found,
    what: &str,
    local_name: Option<Name>,
    arguments: &Join,
    global: &Global,
    system: &mut System,
) -> Result<Status, Failure> {
    let (enrolment, local_name) = match found {
        Found::Code(IncomingCode::Link(enrolment)) => (enrolment, local_name),
        Found::Code(IncomingCode::Sheet(code)) => {
            return sheet::take_in(code, what, global, system);
        }
        Found::Key(key) => (by_hand::enrolment(key, arguments, global, system)?, None),
        Found::Message(bytes) => {
            return message::from_bytes(&bytes, what, arguments, global, system);
        }
    };
    let link = IncomingLink {
        enrolment,
        local_name,
        assume_yes: global.yes,
        accept_rotation: arguments.accept_rotation,
    };
    let vault = store::read(system)?;
    let plan = link.plan(vault.groups(), selected_group(global, &vault)?);
    let accepted = match plan.map_err(|misfit| misfit_error(what, &misfit))? {
        LinkPlan::Known(done) => {
            return report(group_of(&done, &vault)?, &done, global, system);
        }
        LinkPlan::Refused(refusal) => return Err(refusal_error(&refusal)),
        LinkPlan::AskToJoin(question) => ask_to_join(question, system)?,
        LinkPlan::AskToFollow(question) => ask_to_follow(question, system)?,
        LinkPlan::Ready(accepted) => accepted,
    };
    drop(vault);
    apply(accepted, what, global, system)
}
