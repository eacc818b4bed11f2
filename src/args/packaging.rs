//! The arguments of the commands for packagers.

use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

#[derive(Debug, Args)]
pub struct Completions {
    /// The shell that it is for
    #[arg(value_name = "SHELL")]
    pub shell: Shell,
}

#[derive(Debug, Args)]
pub struct Man {
    /// The directory to write all pages to [default: print the main one]
    #[arg(value_name = "DIR")]
    pub directory: Option<PathBuf>,
}
