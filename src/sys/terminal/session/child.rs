//! The other side of a [`Session`](super::Session): the programs in the pseudo-terminal.

use std::env;
use std::fs::File;
use std::io::{self, Write};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::{self, Command, Stdio};
use std::sync::Arc;
use std::thread;

use rustix::process::{Pid, Resource, Rlimit, WaitOptions, getpgrp, setrlimit, waitpid};
use rustix::termios::{tcgetpgrp, tcsetpgrp};

use super::{CHILD, LIFELINE, ROLE};
use crate::sys::terminal::install;

/// Plays the role of this run of the test program, and exits with the status that `play` returns;
/// returns at once in an ordinary run.
///
/// `play` gets the role and the lifeline.
pub fn child(play: impl FnOnce(&str, UnixStream) -> i32) {
    let Ok(role) = env::var(ROLE) else { return };
    if let Some(role) = role.strip_prefix("lead orphaned ") {
        lead(role, false);
    }
    if let Some(role) = role.strip_prefix("lead ") {
        lead(role, true);
    }
    // Some of the signals would leave a core file.
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    setrlimit(Resource::Core, none).unwrap();
    wait_for_foreground();
    tell(&format!("[child is {}]", process::id()));
    let lifeline = UnixStream::connect(env::var_os(LIFELINE).unwrap()).unwrap();
    install();
    process::exit(play(&role, lifeline));
}

/// Writes a line to standard output.
pub fn tell(line: &str) {
    writeln!(io::stdout(), "{line}").unwrap();
}

/// Returns the arguments that run one test and nothing else, on the main thread.
pub(super) fn arguments(test: &str) -> [&str; 4] {
    ["--exact", test, "--nocapture", "--test-threads=1"]
}

/// Runs the child, and reports on it until the test is over.
#[expect(
    clippy::zombie_processes,
    reason = "waited for in a way that also sees it stop"
)]
fn lead(role: &str, has_jobs: bool) -> ! {
    // If the child is not a job of its own, Ctrl-C reaches the leader too, which has to outlive it.
    // The child does not inherit this handler.
    signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::default()).unwrap();
    let mut command = Command::new(env::current_exe().unwrap());
    command
        .args(arguments(&env::var(CHILD).unwrap()))
        .env(ROLE, role);
    if role.ends_with(" piped") {
        command.stdin(Stdio::piped());
    }
    if role.ends_with(" write-only") {
        let terminal = File::options().write(true).open("/dev/tty");
        command.stdout(terminal.unwrap());
    }
    if has_jobs {
        command.process_group(0);
    }
    let child = command.spawn().unwrap();
    let pid = Pid::from_child(&child);
    if has_jobs {
        tcsetpgrp(io::stdin(), pid).unwrap();
    }
    loop {
        let (_, status) = waitpid(Some(pid), WaitOptions::UNTRACED).unwrap().unwrap();
        if let Some(signal) = status.terminating_signal() {
            tell(&format!("[child killed by {signal}]"));
        } else if let Some(code) = status.exit_status() {
            tell(&format!("[child exited {code}]"));
        } else {
            tell("[child stopped]");
            continue;
        }
        loop {
            thread::park();
        }
    }
}

/// Waits until the leader has put this job in the foreground, which it can do only after the start.
fn wait_for_foreground() {
    let Ok(terminal) = File::open("/dev/tty") else {
        return;
    };
    while tcgetpgrp(&terminal).is_ok_and(|group| group != getpgrp()) {
        thread::yield_now();
    }
}
