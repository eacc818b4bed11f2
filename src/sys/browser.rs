//! Opens a page with the user's default program. No shell parses its name.

use std::ffi::OsStr;
use std::io;
use std::process::{Child, Command, Stdio};

/// A program that was started to open something.
pub struct Launch(Option<Child>);

impl Launch {
    /// Returns a launch whose outcome is never known.
    #[cfg(test)]
    pub fn unknown() -> Self {
        Self(None)
    }

    /// Returns whether it has already failed.
    pub fn failed(&mut self) -> bool {
        let ended = self.0.as_mut().map(Child::try_wait);
        matches!(ended, Some(Ok(Some(status))) if !status.success())
    }
}

/// Asks the platform to open an address, or a file by its absolute path.
///
/// The browser can't use our terminal: it gets none of our streams, and it runs in
/// a process group of its own in the background, so that Ctrl-C doesn't reach it.
///
/// # Errors
///
/// If the platform's opener is missing.
pub fn open(target: &OsStr) -> io::Result<Launch> {
    let mut command = opener();
    command
        .arg(target)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.spawn().map(|child| Launch(Some(child)))
}

fn opener() -> Command {
    if cfg!(windows) {
        let mut command = Command::new("rundll32.exe");
        command.arg("url.dll,FileProtocolHandler");
        command
    } else if cfg!(target_os = "macos") {
        Command::new("open")
    } else {
        Command::new("xdg-open")
    }
}
