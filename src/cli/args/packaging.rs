//! What can be typed by those who make packages.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
pub struct Completions {
    /// The shell that it is for
    #[arg(value_name = "SHELL")]
    pub shell: Shell,
    /// What stands at the cursor: so the script asks for what can follow
    #[arg(long, hide = true, require_equals = true, value_name = "WORD")]
    pub word: Option<String>,
    /// The words before it
    #[arg(last = true, hide = true, value_name = "BEFORE")]
    pub before: Vec<String>,
}

/// A shell, as it is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    Bash,
    Zsh,
    Fish,
    #[value(name = "powershell")]
    Power,
    Elvish,
}

#[derive(Debug, Args)]
pub struct Man {
    /// The directory to write all pages to [default: print the main one]
    #[arg(value_name = "DIR")]
    pub directory: Option<PathBuf>,
}
