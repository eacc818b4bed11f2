//! The destination of messages: a file, or a directory in which each has its own name.

use std::path::{Path, PathBuf};

use ringtrue_core::Group;
use ringtrue_core::rotate::file_start;

use crate::args::Global;
use crate::ask::{ask_to_replace, warn_unsynced};
use crate::device::store::{Previous, Store};
use crate::failure::Failure;
use crate::sys::{System, files};
use crate::tell::shown_path;

/// Parses the generation of a rotation of `group` from its file name in a directory.
pub fn generation_named(path: &Path, group: &Group) -> Option<u64> {
    let name = path.file_name()?.to_str()?;
    let (generation, _) = name
        .strip_prefix(&file_start(group.id()))?
        .split_once('-')?;
    generation.parse().ok()
}

/// The destination of messages.
pub struct Destination {
    path: PathBuf,
    is_directory: bool,
    /// True if the file at this path may be overwritten.
    overwrite: bool,
    /// True if any file may be overwritten.
    overwrite_all: bool,
}

impl Destination {
    /// Asks whether an existing file may be overwritten, with nothing locked.
    pub fn ask(path: &Path, global: &Global, system: &mut System) -> Result<Self, Failure> {
        if path.as_os_str() == "-" {
            return Err(Failure::new(
                "the message can't go to standard output: the six words go there",
            )
            .hint("name a file or a directory: --sealed FILE"));
        }
        let is_directory = files::is_directory(path);
        let is_there = !is_directory && files::exists(path);
        if is_there && !global.yes {
            ask_to_replace(path, system)?;
        }
        Ok(Self {
            path: path.to_owned(),
            is_directory,
            overwrite: is_there,
            overwrite_all: global.yes,
        })
    }

    /// Returns the file to write: in a directory, the one called `name`.
    pub fn path_for(&self, name: &str) -> PathBuf {
        if self.is_directory {
            self.path.join(name)
        } else {
            self.path.clone()
        }
    }

    /// Returns the paths for the files of a rotation, given with their names in a directory.
    /// If the destination is a file, several are numbered before the dot.
    pub fn files(&self, files: Vec<(String, Vec<u8>)>) -> Vec<(PathBuf, Vec<u8>)> {
        let several = files.len() > 1;
        let numbered = |number: usize| {
            let stem = self.path.file_stem().unwrap_or_default().to_string_lossy();
            let ending = self.path.extension().map(|it| it.to_string_lossy());
            let ending = ending.map(|it| format!(".{it}")).unwrap_or_default();
            self.path.with_file_name(format!("{stem}-{number}{ending}"))
        };
        (1..)
            .zip(files)
            .map(|(number, (name, bytes))| {
                let path = if several && !self.is_directory {
                    numbered(number)
                } else {
                    self.path_for(&name)
                };
                (path, bytes)
            })
            .collect()
    }

    /// Writes messages, and then the vault that knows of them. If either fails, removes the
    /// messages: they would count on other devices, but not on this one.
    pub fn write(
        &self,
        letters: &[(PathBuf, Vec<u8>)],
        store: &mut Store,
        previous: Previous,
        system: &mut System,
    ) -> Result<Vec<PathBuf>, Failure> {
        let mut made = Vec::new();
        let mut write_all = || -> Result<(), Failure> {
            for (path, bytes) in letters {
                let overwrite = self.overwrite_all || self.overwrite && *path == self.path;
                let written = files::write_named(path, bytes, overwrite).map_err(|error| {
                    if error.already_exists() {
                        Failure::from(error).hint("to replace it without asking: --yes")
                    } else {
                        error.into()
                    }
                })?;
                made.push(path.clone());
                warn_unsynced(written, system);
            }
            store.save(previous)
        };
        let Err(failure) = write_all() else {
            return Ok(made);
        };
        let stay = made
            .iter()
            .filter(|path| files::remove_named(path).is_err());
        let stay: Vec<String> = stay.map(|path| shown_path(path)).collect();
        Err(if stay.is_empty() {
            failure
        } else {
            let stay = stay.join(", ");
            failure.hint(format!(
                "delete {stay}: other devices would accept it, but this one has not"
            ))
        })
    }
}
