//! Every open, write, sync, rename and unlink of every command that changes
//! something fails in turn: no space, an I/O error, a kill. Afterwards the vault opens
//! with the old or the new state, and a command that reported success has kept its
//! change.

#![allow(clippy::disallowed_methods, reason = "tests set up files")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic fails the test")]

mod common;

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::{Device, TEST_LINK, is_installed};

/// The system calls that are made to fail in turn.
const CALLS: [&str; 9] = [
    "openat",
    "write",
    "fsync",
    "fdatasync",
    "rename",
    "renameat",
    "renameat2",
    "unlink",
    "unlinkat",
];

/// How they fail.
const FAULTS: [&str; 3] = ["error=ENOSPC", "error=EIO", "signal=KILL"];

/// A command, the device that it finds, and what it leaves.
struct Case {
    name: &'static str,
    arguments: &'static [&'static str],
    /// The device's files before the command.
    home: PathBuf,
    old: String,
    new: String,
}

#[test]
#[ignore = "slow: runs a command under strace for each of some thousand faults"]
fn no_fault_loses_the_old_state_or_undoes_a_reported_change() {
    if !is_installed("strace") {
        return;
    }
    let scratch = tempfile::tempdir().unwrap();
    let tried = AtomicUsize::new(0);
    for case in cases(scratch.path()) {
        let faults = faults(&case);
        assert!(faults.len() > 30, "{}: {}", case.name, faults.len());
        let queue = Mutex::new(faults.into_iter());
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    loop {
                        let fault = queue.lock().unwrap().next();
                        let Some(fault) = fault else { break };
                        try_fault(&case, &fault);
                        tried.fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
        });
    }
    common::print_uncaptured(&format!("faults tried: {}", tried.load(Ordering::Relaxed)));
}

fn cases(scratch: &Path) -> Vec<Case> {
    let secret = |name: &str, text: &str| {
        let path = scratch.join(name);
        std::fs::write(&path, text).unwrap();
        make_private(&path);
    };
    secret("passphrase", "correct horse battery staple\n");
    secret("link", TEST_LINK);
    let joined = Device::joined();
    joined.run(["members", "add", "Anna"]).succeeds();
    let passphrase = scratch.join("passphrase").display().to_string();
    let backup = scratch.join("backup.age").display().to_string();
    let written = joined.run(["backup", &backup, "--backup-passphrase-file", &passphrase]);
    written.succeeds();
    let keep = |device: &Device, name: &str| {
        let home = scratch.join(name);
        copy(&device.home(), &home);
        home
    };
    let case = |name, arguments, home: &Path, old: &str, new: &str| Case {
        name,
        arguments,
        home: home.to_owned(),
        old: old.to_owned(),
        new: new.to_owned(),
    };
    let empty = keep(&Device::new(), "empty");
    let home = keep(&joined, "joined");
    let other = Device::new();
    other.run(["new", "Other"]).succeeds();
    let other = keep(&other, "other");
    let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let (backup, passphrase) = (leak(backup), leak(passphrase));
    let link = leak(scratch.join("link").display().to_string());
    let restore = Vec::leak(vec![
        "restore",
        backup,
        "--yes",
        "--backup-passphrase-file",
        passphrase,
    ]);
    let protect = Vec::leak(vec![
        "protect",
        "passphrase",
        "--passphrase-file",
        passphrase,
    ]);
    let join = Vec::leak(vec!["join", link, "--yes"]);
    joined.run(protect.iter()).succeeds();
    let sealed = keep(&joined, "sealed");
    let renew = Vec::leak(vec![
        "device",
        "--renew",
        "--yes",
        "--passphrase-file",
        passphrase,
    ]);
    vec![
        case(
            "new on a new device",
            &["new", "Club"],
            &empty,
            "",
            "Club 1",
        ),
        case(
            "new",
            &["new", "Club"],
            &home,
            "Smith family 1",
            "Smith family 1, Club 1",
        ),
        case("join on a new device", join, &empty, "", "Smith family 1"),
        case("join", join, &other, "Other 1", "Other 1, Smith family 1"),
        case(
            "rotate",
            &["rotate", "--yes"],
            &home,
            "Smith family 1",
            "Smith family 2",
        ),
        case(
            "rotate --lost",
            &["rotate", "--yes", "--lost", "Anna"],
            &home,
            "Smith family 1",
            "Smith family 2",
        ),
        case(
            "protect",
            protect,
            &home,
            "Smith family 1",
            "Smith family 1",
        ),
        case(
            "device --renew",
            &["device", "--renew", "--yes"],
            &home,
            "Smith family 1",
            "Smith family 1",
        ),
        case(
            "device --renew with a passphrase",
            renew,
            &sealed,
            "Smith family 1",
            "Smith family 1",
        ),
        case(
            "restore",
            restore,
            &other,
            "Other 1",
            "Other 1, Smith family 1",
        ),
    ]
}

/// A call that fails.
struct Fault {
    /// The system call's name.
    call: &'static str,
    /// What happens to which of these calls, for strace's `-e`.
    inject: String,
}

/// Files that are opened before anything is written: the time zone folders, by jiff, and the
/// C library, by the loader.
const READ_FIRST: [&str; 3] = ["\"/usr/share/zoneinfo/", "\"/etc/ld.so", "\"/lib/"];

/// Returns every fault of every call that the command makes, except for [`READ_FIRST`]. When it
/// opens a file only to read it, the disk can't be full, and a kill leaves what one at the
/// next write does: there, the only fault is an I/O error.
fn faults(case: &Case) -> Vec<Fault> {
    let device = Device::new();
    copy(&case.home, &device.home());
    let log = device.path("calls");
    let trace = format!("trace={}", CALLS.join(","));
    let status = device
        .command_under(
            "strace",
            ["-f", "-qq", "-o", log.to_str().unwrap(), "-e", &trace],
            case.arguments,
        )
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "{} does not work under strace", case.name);
    let log = std::fs::read_to_string(log).unwrap();
    let counted = CALLS.into_iter().flat_map(|call| {
        let start = format!("{call}(");
        let calls = log.lines().filter(move |line| line.contains(&start));
        let numbered = (1..).zip(calls);
        let counted =
            numbered.filter(|(_, line)| !READ_FIRST.iter().any(|file| line.contains(file)));
        counted.map(move |(at, line)| (call, at, line.contains("O_RDONLY")))
    });
    let all = counted.flat_map(|(call, at, only_reads)| {
        let possible = FAULTS
            .iter()
            .filter(move |fault| !only_reads || fault.contains("EIO"));
        possible.map(move |fault| Fault {
            call,
            inject: format!("inject={call}:{fault}:when={at}"),
        })
    });
    all.collect()
}

fn try_fault(case: &Case, fault: &Fault) {
    let device = Device::new();
    copy(&case.home, &device.home());
    // With the filter, only that call is traced: the others run at full speed.
    let trace = format!("trace={}", fault.call);
    let fault = fault.inject.as_str();
    let filter = [
        "-f",
        "--seccomp-bpf",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        &trace,
    ];
    let output = device
        .command_under(
            "strace",
            filter.into_iter().chain(["-e", fault]),
            case.arguments,
        )
        .output()
        .unwrap();
    let name = case.name;
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        !told.contains("a bug in ringtrue"),
        "{name}, {fault}: {told}"
    );
    let state = state(&device, case).unwrap_or_else(|error| panic!("{name}, {fault}: {error}"));
    if output.status.success() {
        assert_eq!(state, case.new, "{name}, {fault}: it said that it was done");
    } else {
        assert!(
            state == case.old || state == case.new,
            "{name}, {fault}: {state}"
        );
    }
}

/// Returns the groups and their generations. The passphrase is passed whether or not the
/// key is sealed to it.
fn state(device: &Device, case: &Case) -> Result<String, String> {
    let passphrase = case.home.with_file_name("passphrase");
    let file = passphrase.to_str().unwrap();
    let run = device.run(["groups", "--json", "--passphrase-file", file]);
    if run.status != 0 {
        return Err(run.err);
    }
    let report = run.json();
    let groups = report.get("groups").unwrap().as_array().unwrap().iter();
    let names = groups.map(|group| {
        let name = group.get("name").unwrap().as_str().unwrap();
        format!("{name} {}", group.get("generation").unwrap())
    });
    Ok(names.collect::<Vec<_>>().join(", "))
}

fn copy(from: &Path, to: &Path) {
    let Ok(entries) = std::fs::read_dir(from) else {
        return;
    };
    std::fs::create_dir_all(to).unwrap();
    make_directory_private(to);
    for entry in entries {
        let path = entry.unwrap().path();
        std::fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

fn make_private(path: &Path) {
    set_mode(path, 0o600);
}

fn make_directory_private(path: &Path) {
    set_mode(path, 0o700);
}

fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}
