//! Primitives for all files: reads up to a limit, atomic writes, modes closed to
//! others, and no symbolic link followed.

#![expect(clippy::disallowed_methods, reason = "files are the world")]

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use thiserror::Error;

use super::TEMPORARY;

/// Reads to the end, or fails past `limit` bytes.
///
/// # Errors
/// If reading fails, or `source` has more than `limit` bytes.
pub fn read_capped(source: impl Read, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut capped = source.take(limit.saturating_add(1));
    capped.read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(io::Error::new(
            ErrorKind::FileTooLarge,
            format!("larger than {limit} bytes"),
        ));
    }
    Ok(bytes)
}

pub(super) fn wipe_file(path: &Path) -> io::Result<()> {
    let mut file = open_to_wipe(path)?;
    let length = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
    file.write_all(&vec![0; length])?;
    file.sync_all()?;
    fs::remove_file(path)
}

/// Creates a temporary file in `directory` with these bytes, closed to others.
pub(super) fn temporary(directory: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    // tempfile makes files 0600 whatever the umask.
    filled(&tempfile::Builder::new(), directory, bytes)
}

/// Creates a temporary file in `directory` with these bytes, as open as the umask allows.
pub(super) fn temporary_public(directory: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let builder = tempfile::Builder::new();
    #[cfg(unix)]
    let builder = {
        use std::os::unix::fs::PermissionsExt as _;
        let mut builder = builder;
        builder.permissions(fs::Permissions::from_mode(0o666));
        builder
    };
    filled(&builder, directory, bytes)
}

fn filled(
    builder: &tempfile::Builder<'_, '_>,
    directory: &Path,
    bytes: &[u8],
) -> io::Result<NamedTempFile> {
    let mut file = builder
        .clone()
        .prefix(TEMPORARY.0)
        .suffix(TEMPORARY.1)
        .tempfile_in(directory)
        .map_err(|error| match error.kind() {
            ErrorKind::NotFound => io::Error::new(ErrorKind::NotFound, "no such directory"),
            // Drop the temporary file's name, which means nothing to the user.
            kind => kind.into(),
        })?;
    // Write to the inner file, whose errors don't name it either.
    file.as_file_mut().write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// The error for a symbolic link.
#[derive(Debug, Error)]
#[error("it is a symbolic link, which ringtrue does not follow")]
struct IsALink;

pub(super) fn is_a_link() -> io::Error {
    io::Error::other(IsALink)
}

/// Returns a hint for a file error, if there is one.
pub(super) fn hint(error: &io::Error, path: &Path) -> Option<&'static str> {
    let link = error.get_ref();
    if link.and_then(|it| it.downcast_ref::<IsALink>()).is_some() {
        return Some(
            "replace the link with the file itself; to keep all data elsewhere, set RINGTRUE_HOME \
             to that directory",
        );
    }
    #[cfg(unix)]
    if error.raw_os_error() == Some(rustix::io::Errno::NOLCK.raw_os_error()) {
        return Some(
            "the drive can't lock files, as some network drives can't: set RINGTRUE_HOME to a \
             directory on this computer's own disk",
        );
    }
    (error.kind() == ErrorKind::PermissionDenied && is_roots(path)).then_some(
        "it belongs to root, probably because of sudo ringtrue: change the owner with sudo chown, \
         and run ringtrue without sudo",
    )
}

/// Returns whether root owns this file, and the user isn't root.
#[cfg(unix)]
fn is_roots(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let owner = fs::symlink_metadata(path).map(|found| found.uid());
    owner.is_ok_and(|owner| owner == 0) && !rustix::process::geteuid().is_root()
}

#[cfg(not(unix))]
fn is_roots(_: &Path) -> bool {
    false
}

#[cfg(unix)]
pub(super) fn make_directory(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
}

#[cfg(not(unix))]
pub(super) fn make_directory(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

#[cfg(unix)]
pub(super) fn open_lock(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed())
        .open(path)
        .map_err(explain_link)
}

/// Replaces the error of `O_NOFOLLOW` on a symbolic link: `ELOOP`, or `EMLINK` on
/// FreeBSD.
#[cfg(unix)]
fn explain_link(error: io::Error) -> io::Error {
    use rustix::io::Errno;
    match Errno::from_io_error(&error) {
        Some(Errno::LOOP | Errno::MLINK) => is_a_link(),
        _ => error,
    }
}

/// Refuses a symbolic link. Unlike on Unix, this is a race: a link may be put there
/// between this check and the opening.
#[cfg(not(unix))]
fn refuse_link(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => Err(is_a_link()),
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
pub(super) fn open_lock(path: &Path) -> io::Result<File> {
    refuse_link(path)?;
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
}

/// Opens for reading, without following a link and without waiting for the
/// other end of a pipe.
#[cfg(unix)]
pub(super) fn open_unfollowed(path: &Path) -> io::Result<File> {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt as _;
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    OpenOptions::new()
        .read(true)
        .custom_flags(flags.bits().cast_signed())
        .open(path)
        .map_err(explain_link)
}

#[cfg(unix)]
fn open_to_wipe(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    OpenOptions::new()
        .write(true)
        .custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed())
        .open(path)
}

#[cfg(not(unix))]
fn open_to_wipe(path: &Path) -> io::Result<File> {
    refuse_link(path)?;
    OpenOptions::new().write(true).open(path)
}

#[cfg(not(unix))]
pub(super) fn open_unfollowed(path: &Path) -> io::Result<File> {
    refuse_link(path)?;
    File::open(path)
}

#[cfg(unix)]
pub(super) fn is_open_to_others(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    metadata.mode() & 0o077 != 0
}

#[cfg(not(unix))]
pub(super) fn is_open_to_others(_: &fs::Metadata) -> bool {
    false
}

/// Removes other users' permissions on a file of ours, and returns a warning.
#[cfg(unix)]
pub(super) fn narrow_mode(
    file: &File,
    metadata: &fs::Metadata,
    path: &Path,
    mode: u32,
) -> Option<String> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let found = metadata.mode() & 0o7777;
    let sticky = found & 0o1000 != 0;
    let others = 0o077;
    if found & others == 0 {
        return None;
    }
    // A directory that belongs to others, or to everybody (/tmp), is not ours
    // to close.
    let ours = metadata.uid() == rustix::process::geteuid().as_raw() && !sticky;
    let path = path.display();
    let narrowed = ours
        && file
            .set_permissions(fs::Permissions::from_mode(mode))
            .is_ok();
    // Some file systems accept every mode and keep none: FAT, and Windows drives
    // in WSL.
    let is_closed = || file.metadata().is_ok_and(|now| !is_open_to_others(&now));
    Some(match narrowed {
        true if is_closed() => {
            format!("other users could open {path} (mode {found:o}); changed the mode to {mode:o}")
        }
        true => format!(
            "other users can open {path} (mode {found:o}), and the mode can't be changed: the \
             drive doesn't store file modes"
        ),
        false => {
            format!("other users can open {path} (mode {found:o}), and the mode can't be changed")
        }
    })
}

#[cfg(not(unix))]
pub(super) fn narrow_mode(_: &File, _: &fs::Metadata, _: &Path, _: u32) -> Option<String> {
    None
}

/// A directory that can't be synced, as on some network drives: the files in it
/// are whole, but a power cut may undo the last change.
#[derive(Debug, Error)]
#[error("{} can't be synced ({error}): if the power fails now, the last change there may be lost", path.display())]
pub struct Unsynced {
    path: PathBuf,
    error: io::Error,
}

/// Syncs a directory, so that a rename in it survives a power cut.
///
/// # Errors
/// [`Unsynced`]; the rename has still been done.
#[cfg(unix)]
pub(super) fn sync_directory(path: &Path) -> Result<(), Unsynced> {
    let synced = File::open(path).and_then(|directory| directory.sync_all());
    synced.map_err(|error| Unsynced {
        path: path.to_owned(),
        error,
    })
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "on Unix it can fail")]
pub(super) fn sync_directory(_: &Path) -> Result<(), Unsynced> {
    Ok(())
}
