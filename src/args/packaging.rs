//! The command line for those who make packages.

use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: Shell,
}

#[derive(Debug, Args)]
pub struct Man {
    /// Write all pages to this directory [default: print the main page]
    #[arg(value_name = "DIR")]
    pub directory: Option<PathBuf>,
}
