//! Files that a person named: pictures, backups, pages, passphrases.

#![expect(clippy::disallowed_methods, reason = "files are the world")]

use std::cmp::Reverse;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::FileError;
use super::bytes::{
    Unsynced, is_open_to_others, read_capped, sync_directory, temporary, temporary_public,
};

/// The most files listed in a directory: more rotations than a family makes in a
/// lifetime.
const MAX_LISTED: usize = 5000;

/// Reads a file that a person named, up to `limit` bytes.
///
/// # Errors
/// [`FileError`].
pub fn read_named(path: &Path, limit: u64) -> Result<Vec<u8>, FileError> {
    File::open(path)
        .and_then(|file| read_capped(file, limit))
        .map_err(|error| FileError::new("can't read", path, error))
}

/// Reads a file that a person named and that holds a secret; refuses one that
/// others can read.
///
/// # Errors
/// [`FileError`].
pub fn read_private(path: &Path, limit: u64) -> Result<Vec<u8>, FileError> {
    let read = || {
        let file = File::open(path)?;
        if is_open_to_others(&file.metadata()?) {
            return Err(io::Error::other(
                "other users can read it; run chmod 600 on it first",
            ));
        }
        read_capped(file, limit)
    };
    read().map_err(|error| FileError::new("can't use", path, error))
}

/// Returns whether the path exists, even as a dangling symbolic link.
pub fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Returns whether the path is a directory.
pub fn is_directory(path: &Path) -> bool {
    path.is_dir()
}

/// The files found in a directory.
#[derive(Debug)]
pub struct Listed {
    /// The files to look at.
    pub files: Vec<PathBuf>,
    /// The number of files left out.
    pub left_out: usize,
}

/// Lists the files in a directory that have at most `limit` bytes: those with the
/// extension `ending` first, the newest first, and at most `MAX_LISTED`.
///
/// # Errors
/// [`FileError`] if the directory can't be read.
pub fn list_named(directory: &Path, ending: &str, limit: u64) -> Result<Listed, FileError> {
    let entries =
        fs::read_dir(directory).map_err(|error| FileError::new("can't read", directory, error))?;
    let sorted_by = |path: PathBuf| {
        let metadata = fs::metadata(&path).ok()?;
        let is_meant = path.extension().is_some_and(|it| it == ending);
        let changed = metadata.modified().ok();
        let fits = metadata.is_file() && metadata.len() <= limit;
        fits.then_some((Reverse((is_meant, changed)), path))
    };
    let mut files: Vec<_> = entries
        .flatten()
        .filter_map(|entry| sorted_by(entry.path()))
        .collect();
    files.sort();
    let left_out = files.len().saturating_sub(MAX_LISTED);
    files.truncate(MAX_LISTED);
    Ok(Listed {
        files: files.into_iter().map(|(_, path)| path).collect(),
        left_out,
    })
}

/// Removes a file that was just written.
///
/// # Errors
/// [`FileError`].
pub fn remove_named(path: &Path) -> Result<(), FileError> {
    fs::remove_file(path).map_err(|error| FileError::new("can't remove", path, error))
}

/// Returns the absolute path of a file, for programs with another working directory.
pub fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// A file that was written.
#[must_use = "the user is warned if it may be lost"]
#[derive(Debug)]
pub struct Written {
    /// The reason why a power cut may undo it.
    pub unsynced: Option<Unsynced>,
}

/// Writes a file that a person named: created 0600, and atomically. Replaces an
/// existing file only if `replace` is set.
///
/// # Errors
/// [`FileError`]; nothing is written then.
pub fn write_named(path: &Path, bytes: &[u8], replace: bool) -> Result<Written, FileError> {
    write(path, replace, |directory| temporary(directory, bytes))
}

/// Writes like [`write_named`], but as open as the umask allows: pages of the manual.
///
/// # Errors
/// [`FileError`].
pub fn write_public(path: &Path, bytes: &[u8], replace: bool) -> Result<Written, FileError> {
    write(path, replace, |directory| {
        temporary_public(directory, bytes)
    })
}

/// Creates a directory for public files, and its missing parents.
///
/// # Errors
/// [`FileError`].
pub fn make_public_directory(path: &Path) -> Result<(), FileError> {
    fs::create_dir_all(path).map_err(|error| FileError::new("can't create", path, error))
}

fn write(
    path: &Path,
    replace: bool,
    temporary: impl FnOnce(&Path) -> io::Result<NamedTempFile>,
) -> Result<Written, FileError> {
    let failed = |error| FileError::new("can't write", path, error);
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let file = temporary(directory).map_err(failed)?;
    let persisted = if replace {
        file.persist(path)
    } else {
        file.persist_noclobber(path)
    };
    persisted.map_err(|error| failed(error.error))?;
    Ok(Written {
        unsynced: sync_directory(directory).err(),
    })
}
