//! A device for a test: its own data directory, and the real binary run in it.

#![allow(dead_code, reason = "each test program uses only some of this")]
#![allow(clippy::disallowed_methods, reason = "tests set up files")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic fails the test")]

use std::ffi::OsStr;
use std::io::Write as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use ringtrue_core::device::DeviceKey;
use ringtrue_core::vault::seal_vault;
use ringtrue_core::{Group, Vault};
use tempfile::TempDir;

/// The seed of RFC 4226's examples, in base32.
pub const TEST_SEED: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// The link of a group "Smith family" with that seed.
pub const TEST_LINK: &str = "otpauth://totp/ringtrue:Smith%20family%201?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ringtrue";

/// A device: a data directory of its own.
pub struct Device {
    directory: TempDir,
}

impl Device {
    /// Returns a device without any data.
    pub fn new() -> Self {
        Self {
            directory: tempfile::tempdir().unwrap(),
        }
    }

    /// Returns a device that has joined the test group.
    pub fn joined() -> Self {
        let device = Self::new();
        device
            .run_with(["join", "-", "--yes"], TEST_LINK)
            .succeeds();
        device
    }

    /// Returns a device that has this device key, in age's text form, and has joined the
    /// test group.
    pub fn joined_with_key(text: &str) -> Self {
        use std::os::unix::fs::DirBuilderExt as _;
        let device = Self::new();
        std::fs::DirBuilder::new()
            .mode(0o700)
            .create(device.home())
            .unwrap();
        device.write_with_mode("home/device.key", text, 0o600);
        device
            .run_with(["join", "-", "--yes"], TEST_LINK)
            .succeeds();
        device
    }

    /// Returns the device key, which must be stored in the clear.
    pub fn key(&self) -> DeviceKey {
        let text = std::fs::read_to_string(self.home().join("device.key")).unwrap();
        DeviceKey::from_text(&text).unwrap()
    }

    /// Returns the six words of the device key.
    pub fn words(&self) -> String {
        self.run(["device", "--json"])
            .succeeds()
            .json_text("/words")
    }

    /// Returns the option with which others accept this device's messages:
    /// `--trust-organiser` with its words as an organiser.
    pub fn trust_option(&self) -> String {
        let words = self.run(["words", "--json"]).succeeds();
        format!("--trust-organiser={}", words.json_text("/organiser_words"))
    }

    /// Puts another device on the roll, with the six words of its key compared.
    pub fn adds(&self, name: &str, other: &Self) {
        let key = other.run(["device", "--json"]).succeeds();
        let (key, words) = (key.json_text("/device"), key.json_text("/words"));
        let add = ["members", "add", name, "--device", &key];
        let words = ["--accept-keys", &words];
        self.run([add.as_slice(), &words].concat()).succeeds();
    }

    /// Changes the device's group directly in the vault, without running the program.
    pub fn edit(&self, change: impl FnOnce(&mut Group)) {
        let (key, path) = (self.key(), self.home().join("vault.age"));
        let text = key.open(&read(&path)).unwrap();
        let mut vault = Vault::from_toml(std::str::from_utf8(&text).unwrap()).unwrap();
        change(vault.select_mut(None).unwrap());
        let sealed = seal_vault(vault.to_toml().unwrap().as_bytes(), &key).unwrap();
        std::fs::write(path, sealed).unwrap();
    }

    /// Returns the data directory, which the program creates.
    pub fn home(&self) -> PathBuf {
        self.directory.path().join("home")
    }

    /// Returns a path in the directory that holds the data directory.
    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Writes a text to a file with this mode, and returns its path.
    pub fn write_with_mode(&self, name: &str, text: &str, mode: u32) -> PathBuf {
        use std::os::unix::fs::PermissionsExt as _;
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(&path, mode).unwrap();
        path
    }

    /// Writes passphrase files: right, wrong, empty, and readable by others.
    pub fn write_passphrase_files(&self) {
        self.write_with_mode("pass.txt", "correct horse battery staple\n", 0o600);
        self.write_with_mode("wrong.txt", "incorrect horse\n", 0o600);
        self.write_with_mode("empty.txt", "\n", 0o600);
        self.write_with_mode("open.txt", "correct horse battery staple\n", 0o644);
    }

    /// Returns a command that runs the program with these arguments, without a terminal
    /// to ask on and without this machine's settings.
    pub fn command<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ringtrue"));
        command
            .args(arguments)
            .env_clear()
            .env("RINGTRUE_HOME", self.home())
            // No browser can be started.
            .env("PATH", "/nonexistent")
            // Days begin at midnight UTC.
            .env("TZ", "UTC0")
            // The tests must not use the keyring of the person who runs them.
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
            .current_dir(self.directory.path())
            .stdin(Stdio::null());
        without_terminal(&mut command);
        command
    }

    /// Returns a command that runs the program with these arguments under another
    /// program, such as strace.
    pub fn command_under<'a>(
        &self,
        program: &str,
        its_arguments: impl IntoIterator<Item = &'a str>,
        arguments: &[&str],
    ) -> Command {
        let mut command = Command::new(program);
        command
            .args(its_arguments)
            .arg(env!("CARGO_BIN_EXE_ringtrue"))
            .args(arguments)
            .env("RINGTRUE_HOME", self.home())
            .current_dir(self.directory.path())
            .stdin(Stdio::null());
        without_terminal(&mut command);
        command
    }

    /// Runs the program to its end.
    pub fn run<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Run {
        Run::of(self.command(arguments).output().unwrap())
    }

    /// Runs the program to its end with this standard input.
    pub fn run_with<A: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = A>,
        input: impl AsRef<[u8]>,
    ) -> Run {
        let mut command = self.command(arguments);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A program that fails before it reads closes the pipe.
        let _ = child.stdin.take().unwrap().write_all(input.as_ref());
        Run::of(child.wait_with_output().unwrap())
    }

    /// Returns every file of the data directory, with its bytes.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files: Vec<_> = std::fs::read_dir(self.home())
            .into_iter()
            .flatten()
            .map(|entry| entry.unwrap().path())
            .map(|path| (path.clone(), std::fs::read(&path).unwrap_or_default()))
            .collect();
        files.sort();
        files
    }
}

/// The output and exit status of a run of the program.
#[derive(Debug)]
pub struct Run {
    pub out: String,
    pub err: String,
    pub status: i32,
}

impl Run {
    fn of(output: Output) -> Self {
        Self {
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
            status: output.status.code().unwrap_or(-1),
        }
    }

    /// Asserts that the run succeeded, and returns it.
    #[track_caller]
    pub fn succeeds(self) -> Self {
        assert_eq!(self.status, 0, "{self:#?}");
        self
    }

    /// Returns a string from the JSON report.
    #[track_caller]
    pub fn json_text(&self, pointer: &str) -> String {
        let report = self.json();
        let text = report.pointer(pointer).and_then(serde_json::Value::as_str);
        text.unwrap_or_else(|| panic!("{self:#?}")).to_owned()
    }

    /// Returns the JSON report.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("{self:#?}"))
    }
}

/// Returns whether an external program is installed. If it is not, reports that the
/// test is skipped, or panics in CI, where every program must be installed.
pub fn is_installed(program: &str) -> bool {
    let found = std::env::var_os("PATH").is_some_and(|paths| {
        std::env::split_paths(&paths).any(|path| path.join(program).is_file())
    });
    if !found {
        assert!(
            std::env::var_os("CI").is_none(),
            "{program} is not installed, and CI skips nothing"
        );
        let name = std::thread::current().name().unwrap_or("").to_owned();
        print_uncaptured(&format!(
            "skipped: {name} needs {program}, which is not installed"
        ));
    }
    found
}

/// Prints to standard error, past the test runner's capturing.
pub fn print_uncaptured(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Detaches the command from the controlling terminal, so that it can't ask anything.
#[allow(
    unsafe_code,
    reason = "setsid is all that is called between fork and exec"
)]
fn without_terminal(command: &mut Command) {
    unsafe {
        command.pre_exec(|| {
            rustix::process::setsid()?;
            Ok(())
        });
    }
}

/// Reads a file.
pub fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap()
}
