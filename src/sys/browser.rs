//! What the person sees pages with: the system's own opener, run directly. No
//! shell sees the name.

use std::ffi::OsStr;
use std::io;
use std::process::{Command, Stdio};

/// Opens a file (by its whole path) or a link with the program that the person
/// chose for it, and does not wait for it.
///
/// # Errors
/// Where the system's opener can't be started.
pub fn open(target: &OsStr) -> io::Result<()> {
    let mut command = opener();
    command
        .arg(target)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    apart(&mut command);
    command.spawn().map(drop)
}

#[cfg(target_os = "macos")]
fn opener() -> Command {
    Command::new("open")
}

#[cfg(windows)]
fn opener() -> Command {
    // `start` would need a shell.
    let mut command = Command::new("rundll32.exe");
    command.arg("url.dll,FileProtocolHandler");
    command
}

#[cfg(not(any(target_os = "macos", windows)))]
fn opener() -> Command {
    Command::new("xdg-open")
}

/// Ctrl-C on this terminal is not for it.
#[cfg(unix)]
fn apart(command: &mut Command) {
    use std::os::unix::process::CommandExt as _;
    command.process_group(0);
}

#[cfg(not(unix))]
fn apart(_: &mut Command) {}
