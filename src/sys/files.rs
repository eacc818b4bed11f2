//! Files: this device's own, in its data directory, and those that a person
//! names. Here are the modes, the lock, and the write that can't lose the old
//! file; what is in them is nobody's business here.
//!
//! The rules: the directory is 0700 and every file 0600 from birth. A write is
//! a new file beside the old, synced, renamed over it, and the directory
//! synced; that this can't be done is a warning. Symbolic links are not followed. What can't be read is never
//! overwritten, moved or deleted.

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
    is_a_link, is_open_to_others, make_directory, mend_mode, open_lock, open_unfollowed,
    sync_directory, temporary, wipe_file,
};

pub use self::bytes::{Unsynced, read_capped};
pub use self::named::{
    Written, is_directory, is_there, list_named, make_public_directory, read_named, read_private,
    remove_named, whole, write_named, write_public,
};

/// The variable that names another data directory.
pub const HOME_VARIABLE: &str = "RINGTRUE_HOME";

/// What the temporary file of a write is called before it is renamed.
const TEMPORARY: (&str, &str) = (".ringtrue-", ".tmp");

const LOCK: &str = "lock";

/// How the name of a file ends that was set aside.
const ASIDE: &str = ".damaged";

/// This device's data directory.
#[derive(Clone, Debug)]
pub struct Home {
    directory: PathBuf,
    /// For how long another program is waited for that has the lock: forever
    /// where this is `None`.
    patience: Option<Duration>,
    /// Why a power cut may undo what was written last.
    unsynced: Rc<RefCell<Option<Unsynced>>>,
    /// What was told of modes: once is enough.
    told: Rc<RefCell<BTreeSet<String>>>,
}

impl Home {
    /// `RINGTRUE_HOME`, or the platform's directory for application data.
    ///
    /// # Errors
    /// [`HomeError`].
    pub fn locate() -> Result<Self, HomeError> {
        match std::env::var_os(HOME_VARIABLE).filter(|value| !value.is_empty()) {
            Some(value) => {
                let directory = PathBuf::from(value);
                // What lies in the working directory may be somebody else's.
                if directory.is_relative() {
                    return Err(HomeError::Relative(directory));
                }
                Ok(Self::at(&directory))
            }
            None => directories::ProjectDirs::from("", "", "ringtrue")
                .map(|directories| Self::at(directories.data_dir()))
                .ok_or(HomeError::None),
        }
    }

    /// The data directory that lies at `directory`.
    pub fn at(directory: &Path) -> Self {
        Self {
            directory: directory.to_owned(),
            patience: None,
            unsynced: Rc::default(),
            told: Rc::default(),
        }
    }

    /// Waits no longer than this for another program that has the lock.
    pub fn wait_for(&mut self, patience: Duration) {
        self.patience = Some(patience);
    }

    /// Why a power cut may undo what was written last. It is told once.
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

    /// The file called `name` in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    /// The directory itself.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Holds the directory for reading; others may read too. Nothing is made
    /// that is not there. A directory that can't be locked (one that may only
    /// be read) is read all the same: every file in it is replaced whole.
    pub fn shared(&self) -> LockedHome {
        let mut held = LockedHome::of(self);
        if !self.directory.is_dir() {
            return held;
        }
        held.mend_directory();
        if let Ok(lock) = open_lock(&self.path(LOCK))
            && self
                .lock(&lock, File::lock_shared, File::try_lock_shared)
                .is_ok()
        {
            held.mend_opened(&lock, LOCK);
            held.lock = Some(lock);
        }
        held
    }

    /// Holds the directory for reading and writing, alone. Makes it where it is
    /// not there, and removes what an interrupted write left.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn exclusive(&self) -> Result<LockedHome, FileError> {
        let mut held = LockedHome::of(self);
        if !self.directory.is_dir() {
            make_directory(&self.directory)
                .map_err(|error| FileError::new("can't make", &self.directory, error))?;
        }
        held.mend_directory();
        let path = self.path(LOCK);
        let lock = open_lock(&path).map_err(|error| FileError::new("can't open", &path, error))?;
        self.lock(&lock, File::lock, File::try_lock)
            .map_err(|error| FileError::new("can't lock", &path, error))?;
        held.mend_opened(&lock, LOCK);
        held.lock = Some(lock);
        held.sweep();
        Ok(held)
    }
}

/// How often a lock is looked at that another program has.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Why there is no data directory.
#[derive(Debug, Error)]
pub enum HomeError {
    /// The person has no home directory.
    #[error("there is no home directory to keep the vault in")]
    None,
    /// The variable names a place that depends on where one stands.
    #[error("{HOME_VARIABLE} is not an absolute path: {}", .0.display())]
    Relative(PathBuf),
}

/// The data directory while it is held: the lock goes when this goes.
#[derive(Debug)]
pub struct LockedHome {
    home: Home,
    lock: Option<File>,
    /// What was found open to others and closed, to be told to the person.
    pub mended: Vec<String>,
}

impl LockedHome {
    fn of(home: &Home) -> Self {
        Self {
            home: home.clone(),
            lock: None,
            mended: Vec::new(),
        }
    }

    /// The file called `name`.
    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path(name)
    }

    /// The bytes of the file called `name`, `None` where there is none. A mode
    /// that lets others in is mended.
    ///
    /// # Errors
    /// [`FileError`], also for one of more than `limit` bytes.
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
            return Err(failed(io::Error::other("it is not a file")));
        }
        if let Some(note) = mend_mode(&file, &metadata, &path, 0o600) {
            self.tell(note);
        }
        read_capped(file, limit).map(Some).map_err(failed)
    }

    /// Replaces the file called `name`, or makes it, so that at every moment
    /// either the old or the new one is there whole.
    ///
    /// # Errors
    /// [`FileError`]; the old file is then as it was.
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

    /// Overwrites the file called `name` with zeros and removes it. What the
    /// disk, or a backup of it, kept besides is out of reach.
    ///
    /// It loses its name first, so that no file of that name is ever there with
    /// half of its bytes gone; one that is cut off there is swept.
    ///
    /// # Errors
    /// [`FileError`]; that there is none is no error.
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

    /// The files here that are no file of ringtrue's, but are called as if they were
    /// copies of one: programs that sync a directory leave such.
    pub fn copies(&self, known: &[&str]) -> Vec<String> {
        let stems = known.iter().filter_map(|name| name.split('.').next());
        let stems: Vec<&str> = stems.collect();
        let entries = fs::read_dir(&self.home.directory).into_iter().flatten();
        let mut copies: Vec<String> = entries
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .filter(|name| {
                let is_ours = known.contains(&name.strip_suffix(ASIDE).unwrap_or(name));
                !is_ours && stems.iter().any(|stem| name.starts_with(stem))
            })
            .collect();
        copies.sort();
        copies
    }

    /// The files here that belong to another user of the machine.
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

    /// The files here that belong to another user: not asked for here.
    #[cfg(not(unix))]
    #[expect(clippy::unused_self, reason = "on Unix it is looked at")]
    pub fn foreign(&self) -> Vec<String> {
        Vec::new()
    }

    /// The directory itself.
    pub fn directory(&self) -> &Path {
        &self.home.directory
    }

    /// Gives the file called `name` another name, under which nothing reads
    /// it, and tells which.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn set_aside(&self, name: &str) -> Result<PathBuf, FileError> {
        let path = self.path(name);
        let aside = self.path(&[name, ASIDE].concat());
        fs::rename(&path, &aside).map_err(|error| FileError::new("can't rename", &path, error))?;
        Ok(aside)
    }

    /// Wipes temporary files of writes that were cut off: sealed text, but of
    /// seeds that may have been retired since, or a key that was on its way out.
    fn sweep(&self) {
        let entries = fs::read_dir(&self.home.directory).into_iter().flatten();
        for entry in entries.flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1) {
                // One that stays is swept the next time.
                let _ = wipe_file(&entry.path());
            }
        }
    }

    /// Mends the mode of the file called `name` where it is not read now.
    pub fn mend(&mut self, name: &str) {
        let path = self.path(name);
        // Most often there is nothing to mend, and so nothing to open.
        let looked_at = fs::symlink_metadata(&path);
        if looked_at.is_ok_and(|found| found.is_file() && is_open_to_others(&found))
            && let Ok(file) = open_unfollowed(&path)
        {
            self.mend_opened(&file, name);
        }
    }

    fn mend_opened(&mut self, file: &File, name: &str) {
        let path = self.path(name);
        if let Ok(metadata) = file.metadata()
            && metadata.is_file()
            && let Some(note) = mend_mode(file, &metadata, &path, 0o600)
        {
            self.tell(note);
        }
    }

    fn tell(&mut self, note: String) {
        if self.home.told.borrow_mut().insert(note.clone()) {
            self.mended.push(note);
        }
    }

    fn mend_directory(&mut self) {
        let path = &self.home.directory;
        if !fs::metadata(path).is_ok_and(|found| is_open_to_others(&found)) {
            return;
        }
        let opened = File::open(path).and_then(|directory| {
            let metadata = directory.metadata()?;
            Ok((directory, metadata))
        });
        if let Ok((directory, metadata)) = opened
            && let Some(note) = mend_mode(&directory, &metadata, path, 0o700)
        {
            self.tell(note);
        }
    }
}

/// A file that can't be read or written.
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

    /// What helps, where that can be said.
    pub fn hint(&self) -> Option<&'static str> {
        bytes::hint(&self.error, &self.path)
    }

    /// Whether it failed because something of that name is there.
    pub fn is_there_already(&self) -> bool {
        self.error.kind() == ErrorKind::AlreadyExists
    }
}
