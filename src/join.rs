//! `join`: enrols this device with what somebody else showed or sent. Until a
//! person has looked at it, it is nobody's word.

mod camera;
mod enrolment;
mod folder;
mod link;
mod message;
mod received;
mod report;
mod taking;

use ringtrue_core::Name;
use ringtrue_core::group::Fit;
use ringtrue_core::message::is_message;

use crate::args::{Global, Join};
use crate::device::store;
use crate::failure::Failure;
use crate::join::enrolment::{enrolment, pasted, read};
use crate::join::link::{Brought, take_in};
use crate::join::report::{How, named, report};
use crate::sys::{System, files};
use crate::tell::Status;

pub fn run(arguments: &Join, global: &Global, system: &mut System) -> Result<Status, Failure> {
    let local_name = arguments.name.as_deref().map(Name::tidy).transpose()?;
    if arguments.camera {
        return camera::run(arguments, local_name.as_ref(), global, system);
    }
    let (enrolment, what) = match arguments.file.as_deref() {
        None => pasted(system)?,
        Some(path) if files::is_directory(path) => {
            return folder::run(path, arguments, global, system);
        }
        Some(path) => {
            let (bytes, what) = read(path, system)?;
            if is_message(&bytes) {
                return message::from_bytes(&bytes, &what, arguments, global, system);
            }
            (enrolment(&bytes, &what)?, what)
        }
    };
    let brought = Brought {
        enrolment,
        what,
        local_name,
        accept_rotation: arguments.accept_rotation,
    };
    let vault = store::read(system)?;
    let meant = named(global, &vault)?;
    let answer = match brought.fit(vault.groups(), meant)? {
        Fit::Known(group) => return report(group, How::Known, global, system),
        Fit::New => brought.ask_to_join(global, system)?,
        Fit::Rotation(group) => brought.ask_to_follow(group, global, system)?,
    };
    drop(vault);
    take_in(brought, answer, global, system)
}
