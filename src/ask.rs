//! Overwrites files, but asks before replacing one.

use std::path::Path;

use crate::args::Global;
use crate::failure::Failure;
use crate::sys::files::Written;
use crate::sys::{System, files};
use crate::tell::warn;
use crate::view::texts;

/// Writes a file that only its owner can read. Replaces an existing one only with
/// `--yes`, or after asking.
pub fn overwrite(
    path: &Path,
    bytes: &[u8],
    global: &Global,
    system: &mut System,
) -> Result<(), Failure> {
    let written = match files::write_named(path, bytes, global.yes) {
        Err(error) if error.already_exists() => {
            ask_to_replace(path, system)?;
            files::write_named(path, bytes, true)?
        }
        written => written?,
    };
    warn_unsynced(written, system);
    Ok(())
}

/// Warns if a power cut may undo a write.
pub fn warn_unsynced(written: Written, system: &mut System) {
    if let Some(unsynced) = written.unsynced {
        warn(system, unsynced);
    }
}

/// Asks whether to replace an existing file, and fails if the answer is no.
pub fn ask_to_replace(path: &Path, system: &mut System) -> Result<(), Failure> {
    let question = texts().ask_replace(&path.display().to_string());
    let replace = system.person.confirm(&question).ok_or_else(|| {
        Failure::new(format!("{} already exists", path.display()))
            .hint("to replace it without asking: --yes")
    })??;
    if replace {
        Ok(())
    } else {
        Err(Failure::new(format!("{} was not changed", path.display())))
    }
}
