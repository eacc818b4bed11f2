//! How many instructions are executed, as valgrind's callgrind counts them: the
//! same on every machine, whatever else it does.
//!
//! `cargo bench --locked -- instructions --check` compares them with the committed
//! ones and fails where one is more than a twentieth higher; `--renew` writes them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use ringtrue::otpauth;

use crate::common::{Device, TEST_LINK};

/// How many links are read to know what one costs.
const LINKS: u64 = 1000;

/// How much more is too much: a twentieth.
const TOLERATED: u64 = 20;

/// Counts, and compares or writes.
pub fn run(arguments: &[String]) -> bool {
    let Some(valgrind) = valgrind() else {
        println!("valgrind is not installed: nothing was counted.");
        return !arguments.iter().any(|argument| argument == "--check");
    };
    let counted = count(&valgrind);
    if arguments.iter().any(|argument| argument == "--renew") {
        let lines: Vec<String> = counted
            .iter()
            .map(|(what, count)| format!("{what}\t{count}\n"))
            .collect();
        std::fs::write(committed_file(), lines.concat()).unwrap();
    }
    let committed = std::fs::read_to_string(committed_file()).unwrap_or_default();
    let committed = |what: &str| -> Option<u64> {
        let mut lines = committed.lines().filter_map(|line| line.split_once('\t'));
        lines.find(|(name, _)| *name == what)?.1.parse().ok()
    };
    println!("| what | instructions | committed |");
    println!("| --- | ---: | ---: |");
    let mut too_many = Vec::new();
    for (what, count) in counted {
        let before = committed(what).unwrap_or_default();
        println!("| {what} | {count} | {before} |");
        if count > before + before / TOLERATED {
            too_many.push((what, count, before));
        }
    }
    let compares = arguments.iter().any(|argument| argument == "--check");
    for (what, count, before) in &too_many {
        println!("{what}: {count} instructions, and {before} are committed (more than 5 % up)");
    }
    if compares && !too_many.is_empty() {
        println!("if that has to be: .ci/renew-figures");
    }
    !compares || too_many.is_empty()
}

fn committed_file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/instructions.tsv")
}

/// Where it is installed. What it runs has another `PATH`.
fn valgrind() -> Option<PathBuf> {
    let paths = std::env::var_os("PATH")?;
    let mut found = std::env::split_paths(&paths).map(|path| path.join("valgrind"));
    found.find(|path| path.is_file())
}

fn count(valgrind: &Path) -> Vec<(&'static str, u64)> {
    let device = Device::joined();
    let ringtrue = |arguments: &[&str]| of(&device.command(arguments), valgrind);
    let links = |number: u64| {
        let mut part = Command::new(std::env::current_exe().unwrap());
        part.args(["part", "link", &number.to_string()]);
        of(&part, valgrind)
    };
    vec![
        ("code", ringtrue(&["code"])),
        ("code --at", ringtrue(&["code", "--at", "59"])),
        (
            "check",
            // The half of the test group that is due then; it is noted as used.
            ringtrue(&["check", "287", "--they-called", "--at", "59"]),
        ),
        ("a link", (links(LINKS) - links(0)) / LINKS),
    ]
}

/// Reads the link so often.
pub fn part(arguments: &[String]) {
    let number: u64 = arguments[0].parse().unwrap();
    for _ in 0..number {
        let read = otpauth::parse(std::hint::black_box(TEST_LINK));
        drop(std::hint::black_box(read.unwrap()));
    }
}

/// How many instructions a program executes.
fn of(program: &Command, valgrind: &Path) -> u64 {
    let folder = tempfile::tempdir().unwrap();
    let mut under = Command::new(valgrind);
    under
        .arg("--tool=callgrind")
        .arg(format!(
            "--callgrind-out-file={}",
            folder.path().join("out").display()
        ))
        .arg(program.get_program())
        .args(program.get_args())
        .env_clear()
        .stdin(Stdio::null());
    for (name, value) in program.get_envs() {
        if let Some(value) = value {
            under.env(name, value);
        }
    }
    let told = String::from_utf8(under.output().unwrap().stderr).unwrap();
    let count = told
        .lines()
        .find_map(|line| line.split_once("Collected :"))
        .unwrap_or_else(|| panic!("{told}"));
    count.1.trim().parse().unwrap()
}
