//! Files: this device's own, in its data directory, and those that a person
//! names. This module owns modes, the lock and atomic writes, and knows nothing of
//! what the files contain.
//!
//! The rules for the data directory: it is created 0700, and every file in it 0600. A
//! write makes a temporary file beside the old one, syncs it, renames it over the old
//! one, and syncs the directory; if that last step fails, it is a warning. Symbolic
//! links are not followed. A damaged file is never deleted: it is left as it is, or renamed by
//! [`LockedHome::set_aside`]. Only the vault's previous version is overwritten unread.

#![expect(
    clippy::disallowed_methods,
    reason = "this is where files are opened; everybody else asks here"
)]

mod bytes;
mod named;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::thread;
use std::time::Duration;

use thiserror::Error;

use self::bytes::{
    is_a_link, is_open_to_others, make_directory, narrow_mode, open_lock, open_unfollowed,
    sync_directory, temporary, wipe_file,
};

pub use self::bytes::{Unsynced, read_capped};
pub use self::named::{
    Written, absolute, exists, is_directory, list_named, make_public_directory, read_named,
    read_private, remove_named, write_named, write_public,
};

/// The environment variable that overrides the data directory.
pub const HOME_VARIABLE: &str = "RINGTRUE_HOME";

/// The prefix and suffix of a temporary file's name.
const TEMPORARY: (&str, &str) = (".ringtrue-", ".tmp");

const LOCK: &str = "lock";

/// The suffix of a file that was set aside; a number follows it if the name is taken.
const ASIDE: &str = ".damaged";

/// This device's data directory.
#[derive(Clone, Debug)]
pub struct Home {
    directory: PathBuf,
    /// How long to wait for a lock that another process holds; `None` waits forever.
    patience: Option<Duration>,
    /// The reason why a power cut may undo the last write.
    unsynced: Rc<RefCell<Option<Unsynced>>>,
    /// Warnings about modes that were already given: once is enough.
    warned: Rc<RefCell<BTreeSet<String>>>,
}

impl Home {
    /// Returns `RINGTRUE_HOME`, or the platform's directory for application data.
    ///
    /// # Errors
    /// [`HomeError`].
    pub fn locate() -> Result<Self, HomeError> {
        match std::env::var_os(HOME_VARIABLE).filter(|value| !value.is_empty()) {
            Some(value) => {
                let directory = PathBuf::from(value);
                // Someone else may control the working directory.
                if directory.is_relative() {
                    return Err(HomeError::Relative(directory));
                }
                Ok(Self::at(&directory))
            }
            None => directories::ProjectDirs::from("", "", "ringtrue")
                .map(|directories| Self::at(directories.data_local_dir()))
                .ok_or(HomeError::None),
        }
    }

    /// Returns the data directory at `directory`.
    pub fn at(directory: &Path) -> Self {
        Self {
            directory: directory.to_owned(),
            patience: None,
            unsynced: Rc::default(),
            warned: Rc::default(),
        }
    }

    /// Sets how long to wait for a lock that another process holds.
    pub fn wait_for(&mut self, patience: Duration) {
        self.patience = Some(patience);
    }

    /// Takes the reason why a power cut may undo the last write, to report it once.
    pub fn take_unsynced(&self) -> Option<Unsynced> {
        self.unsynced.take()
    }

    fn sync(&self) {
        if let Err(unsynced) = sync_directory(&self.directory) {
            *self.unsynced.borrow_mut() = Some(unsynced);
        }
    }

    fn lock(
        &self,
        file: &File,
        wait: fn(&File) -> io::Result<()>,
        attempt: fn(&File) -> Result<(), TryLockError>,
    ) -> io::Result<()> {
        let Some(patience) = self.patience else {
            return wait(file);
        };
        let mut waited = Duration::ZERO;
        loop {
            match attempt(file) {
                Err(TryLockError::WouldBlock) if waited < patience => {
                    thread::sleep(LOOK_AGAIN);
                    waited = waited.saturating_add(LOOK_AGAIN);
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(io::Error::other("another ringtrue is using it"));
                }
                Err(TryLockError::Error(error)) => return Err(error),
                Ok(()) => return Ok(()),
            }
        }
    }

    /// Returns the path of the file `name` in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    /// Returns the path of the directory.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Locks the directory for reading; other readers may hold it too. A missing
    /// directory is not created. If the directory can't be locked (a read-only one),
    /// it is read all the same: every file in it is replaced atomically.
    pub fn shared(&self) -> LockedHome {
        let mut held = LockedHome::of(self);
        if !self.directory.is_dir() {
            return held;
        }
        held.narrow_directory();
        if let Ok(lock) = open_lock(&self.path(LOCK))
            && self
                .lock(&lock, File::lock_shared, File::try_lock_shared)
                .is_ok()
        {
            held.narrow_opened(&lock, LOCK);
            held.lock = Some(lock);
        }
        held
    }

    /// Locks the directory for reading and writing, exclusively. Creates it if it is
    /// missing, and removes what an interrupted write left behind.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn exclusive(&self) -> Result<LockedHome, FileError> {
        let mut held = LockedHome::of(self);
        if !self.directory.is_dir() {
            make_directory(&self.directory)
                .map_err(|error| FileError::new("can't create", &self.directory, error))?;
        }
        held.narrow_directory();
        let path = self.path(LOCK);
        let lock = open_lock(&path).map_err(|error| FileError::new("can't open", &path, error))?;
        self.lock(&lock, File::lock, File::try_lock)
            .map_err(|error| FileError::new("can't lock", &path, error))?;
        held.narrow_opened(&lock, LOCK);
        held.lock = Some(lock);
        held.sweep();
        Ok(held)
    }
}

/// The interval between attempts to take a lock that another process holds.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// An error finding the data directory.
#[derive(Debug, Error)]
pub enum HomeError {
    /// The user has no home directory.
    #[error("there is no home directory to keep the vault in")]
    None,
    /// The variable holds a relative path.
    #[error("{HOME_VARIABLE} is not an absolute path: {}", .0.display())]
    Relative(PathBuf),
}

/// The locked data directory; dropping it releases the lock.
#[derive(Debug)]
pub struct LockedHome {
    home: Home,
    lock: Option<File>,
    /// Warnings about files that were open to others, for the caller to print.
    pub mode_warnings: Vec<String>,
}

impl LockedHome {
    fn of(home: &Home) -> Self {
        Self {
            home: home.clone(),
            lock: None,
            mode_warnings: Vec::new(),
        }
    }

    /// Returns the path of the file `name`.
    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path(name)
    }

    /// Reads the file `name`; `None` if it is missing. Narrows a mode that lets
    /// others in.
    ///
    /// # Errors
    /// [`FileError`], also if it has more than `limit` bytes.
    pub fn read(&mut self, name: &str, limit: u64) -> Result<Option<Vec<u8>>, FileError> {
        let path = self.path(name);
        let failed = |error| FileError::new("can't read", &path, error);
        let file = match open_unfollowed(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        let metadata = file.metadata().map_err(failed)?;
        if !metadata.is_file() {
            return Err(failed(io::Error::other("not a regular file")));
        }
        if let Some(warning) = narrow_mode(&file, &metadata, &path, 0o600) {
            self.warn(warning);
        }
        read_capped(file, limit).map(Some).map_err(failed)
    }

    /// Creates or replaces the file `name` atomically.
    ///
    /// # Errors
    /// [`FileError`]; the old file is then unchanged.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), FileError> {
        let path = self.path(name);
        let failed = |error| FileError::new("can't write", &path, error);
        if fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_symlink()) {
            return Err(failed(is_a_link()));
        }
        let file = temporary(&self.home.directory, bytes).map_err(failed)?;
        file.persist(&path).map_err(|error| failed(error.error))?;
        self.home.sync();
        Ok(())
    }

    /// Overwrites the file `name` with zeros and removes it. Copies that the disk or
    /// a backup keeps are out of reach.
    ///
    /// It is renamed first, so that `name` never has half of its bytes; if this is
    /// interrupted, the next sweep wipes the renamed file.
    ///
    /// # Errors
    /// [`FileError`]; a missing file is not an error.
    pub fn wipe(&self, name: &str) -> Result<(), FileError> {
        let path = self.path(name);
        let doomed = self.path(&[TEMPORARY.0, name, TEMPORARY.1].concat());
        let wiped = || -> io::Result<()> {
            fs::rename(&path, &doomed)?;
            wipe_file(&doomed)?;
            self.home.sync();
            Ok(())
        };
        match wiped() {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(FileError::new("can't remove", &path, error)),
            Ok(()) => Ok(()),
        }
    }

    /// Returns the names of files that look like copies of the `known` ones, as
    /// programs that sync a directory leave them.
    pub fn copies(&self, known: &[&str]) -> Vec<String> {
        let stems = known.iter().filter_map(|name| name.split('.').next());
        let stems: Vec<&str> = stems.collect();
        let entries = fs::read_dir(&self.home.directory).into_iter().flatten();
        let mut copies: Vec<String> = entries
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .filter(|name| {
                let unnumbered = name.trim_end_matches(|c: char| c == '.' || c.is_ascii_digit());
                let is_ours = known.contains(&unnumbered.strip_suffix(ASIDE).unwrap_or(name));
                !is_ours && stems.iter().any(|stem| name.starts_with(stem))
            })
            .collect();
        copies.sort();
        copies
    }

    /// Returns the files here that belong to another user of the machine.
    #[cfg(unix)]
    pub fn foreign(&self) -> Vec<String> {
        use std::os::unix::fs::MetadataExt as _;
        let me = rustix::process::geteuid().as_raw();
        let entries = fs::read_dir(&self.home.directory).into_iter().flatten();
        let paths = entries.flatten().map(|entry| entry.path());
        [self.home.directory.clone()]
            .into_iter()
            .chain(paths)
            .filter(|path| fs::symlink_metadata(path).is_ok_and(|found| found.uid() != me))
            .map(|path| path.display().to_string())
            .collect()
    }

    /// Returns nothing: owners are checked on Unix only.
    #[cfg(not(unix))]
    #[expect(clippy::unused_self, reason = "on Unix it is looked at")]
    pub fn foreign(&self) -> Vec<String> {
        Vec::new()
    }

    /// Returns the path of the directory.
    pub fn directory(&self) -> &Path {
        &self.home.directory
    }

    /// Renames the file `name` to one that nothing reads, and returns its new path. Keeps
    /// the files that were set aside before.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn set_aside(&self, name: &str) -> Result<PathBuf, FileError> {
        let path = self.path(name);
        let mut aside = self.path(&[name, ASIDE].concat());
        let mut number = 1_u64;
        while exists(&aside) {
            number = number.saturating_add(1);
            aside = self.path(&format!("{name}{ASIDE}.{number}"));
        }
        fs::rename(&path, &aside).map_err(|error| FileError::new("can't rename", &path, error))?;
        Ok(aside)
    }

    /// Wipes the temporary files of interrupted writes and wipes: they may hold seeds
    /// that were retired since (though sealed), or a key that was being removed.
    fn sweep(&self) {
        let entries = fs::read_dir(&self.home.directory).into_iter().flatten();
        for entry in entries.flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1) {
                // If this fails, the next sweep tries again.
                let _ = wipe_file(&entry.path());
            }
        }
    }

    /// Narrows the mode of the file `name` without reading it.
    pub fn narrow(&mut self, name: &str) {
        let path = self.path(name);
        // Usually the mode is fine, and the file need not be opened.
        let looked_at = fs::symlink_metadata(&path);
        if looked_at.is_ok_and(|found| found.is_file() && is_open_to_others(&found))
            && let Ok(file) = open_unfollowed(&path)
        {
            self.narrow_opened(&file, name);
        }
    }

    fn narrow_opened(&mut self, file: &File, name: &str) {
        let path = self.path(name);
        if let Ok(metadata) = file.metadata()
            && metadata.is_file()
            && let Some(warning) = narrow_mode(file, &metadata, &path, 0o600)
        {
            self.warn(warning);
        }
    }

    fn warn(&mut self, warning: String) {
        if self.home.warned.borrow_mut().insert(warning.clone()) {
            self.mode_warnings.push(warning);
        }
    }

    fn narrow_directory(&mut self) {
        let path = &self.home.directory;
        if !fs::metadata(path).is_ok_and(|found| is_open_to_others(&found)) {
            return;
        }
        let opened = File::open(path).and_then(|directory| {
            let metadata = directory.metadata()?;
            Ok((directory, metadata))
        });
        if let Ok((directory, metadata)) = opened
            && let Some(warning) = narrow_mode(&directory, &metadata, path, 0o700)
        {
            self.warn(warning);
        }
    }
}

/// An error reading or writing a file.
#[derive(Debug, Error)]
#[error("{doing} {}: {error}", path.display())]
pub struct FileError {
    doing: &'static str,
    path: PathBuf,
    error: io::Error,
}

impl FileError {
    fn new(doing: &'static str, path: &Path, error: io::Error) -> Self {
        Self {
            doing,
            path: path.to_owned(),
            error,
        }
    }

    /// Returns a hint, if there is one.
    pub fn hint(&self) -> Option<&'static str> {
        bytes::hint(&self.error, &self.path)
    }

    /// Returns whether it failed because the file already exists.
    pub fn already_exists(&self) -> bool {
        self.error.kind() == ErrorKind::AlreadyExists
    }
}
