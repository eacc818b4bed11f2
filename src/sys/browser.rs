//! Opening a page with the program that the person uses for it. No shell sees
//! its name.

use std::ffi::OsStr;
use std::io;
use std::process::{Child, Command, Stdio};

/// A browser that was asked to open something.
pub struct Opening(Option<Child>);

impl Opening {
    /// One of which nothing more is heard.
    #[cfg(test)]
    pub fn unheard() -> Self {
        Self(None)
    }

    /// Whether it is known by now that nothing was opened.
    pub fn failed(&mut self) -> bool {
        let ended = self.0.as_mut().map(Child::try_wait);
        matches!(ended, Some(Ok(Some(status))) if !status.success())
    }
}

/// Asks the platform to open an address, or a file by its whole path.
///
/// The browser can't use our terminal: it has none of our streams, and as a
/// group of processes of its own it is in the background there, so that Ctrl-C
/// does not reach it either.
///
/// # Errors
///
/// Where the platform's opener is not there.
pub fn open(target: &OsStr) -> io::Result<Opening> {
    let mut command = opener();
    command
        .arg(target)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.spawn().map(|child| Opening(Some(child)))
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
