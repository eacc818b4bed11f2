//! Cost of a rotation that is sealed to many members: time to seal all of its messages,
//! time for one member to open theirs and see how it fits, peak memory of either, and
//! bytes per member.
//!
//! `cargo bench --locked -- messages MEMBERS` measures one size.

use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use ringtrue_core::device::{DeviceKey, DevicePublic};
use ringtrue_core::message::{MAX_RECIPIENTS, MessageFit, Sealed, fit, invitation, rotation};
use ringtrue_core::organiser::SigningKey;
use ringtrue_core::words::Phrase;
use ringtrue_core::{Group, GroupId, Name, Secret, UnixTime, Vault};

const SIZES: [usize; 4] = [10, 100, 1_000, 10_000];

const NOW: UnixTime = UnixTime::from_secs(1_795_370_400);

/// Rounds of each; the median is reported.
const ROUNDS: usize = 5;

/// Prints the table.
pub fn run(arguments: &[String]) -> bool {
    let one: Vec<usize> = arguments.iter().flat_map(|text| text.parse()).collect();
    let sizes = if one.is_empty() { &SIZES[..] } else { &one };
    println!("| members | files | sealed | MiB | opened | MiB | bytes a member |");
    println!("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for size in sizes {
        let folder = tempfile::tempdir().unwrap();
        spawn_part("make", *size, folder.path());
        let sealed = spawn_part("seal", *size, folder.path());
        let opened = spawn_part("open", *size, folder.path());
        let [seal, seal_memory, files, bytes] = sealed[..] else {
            return false;
        };
        let [open, open_memory] = opened[..] else {
            return false;
        };
        println!(
            "| {size} | {files} | {seal:.3} s | {seal_memory:.1} | {open:.3} s | \
             {open_memory:.1} | {:.0} |",
            bytes / f64::from(u32::try_from(*size).unwrap())
        );
    }
    true
}

/// Runs one part. Each has a process of its own, since peak memory is measured per
/// process.
pub fn part_main(arguments: &[String]) {
    let size = arguments[1].parse().unwrap();
    run_part(&arguments[0], size, Path::new(&arguments[2]));
}

/// Runs one part in its own process, and returns the numbers that it prints.
fn spawn_part(part: &str, size: usize, folder: &Path) -> Vec<f64> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["part", part, &size.to_string()])
        .arg(folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut numbers = String::new();
    let mut out = child.stdout.take().unwrap();
    out.read_to_string(&mut numbers).unwrap();
    assert!(child.wait().unwrap().success());
    numbers
        .split_whitespace()
        .map(|number| number.parse().unwrap())
        .collect()
}

fn run_part(part: &str, size: usize, folder: &Path) {
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).unwrap();
    match part {
        "make" => {
            let (vault, ann) = group_of(size);
            write("key", ann.to_text().as_bytes());
            write("dads", vault.to_toml().unwrap().as_bytes());
            let words = Phrase::draw(|bytes| {
                bytes.fill(1);
                Ok::<_, ()>(())
            });
            let words = words.unwrap();
            let letter = invitation(vault.select(None).unwrap(), None, &words).unwrap();
            let joined = Sealed::find(&letter).unwrap();
            let joined = joined.open_with_words(&words).unwrap().confirm();
            let mut anns = Vault::default();
            anns.add(Group::from_message(joined, None, NOW)).unwrap();
            write("anns", anns.to_toml().unwrap().as_bytes());
        }
        "seal" => {
            let mut vault = Vault::from_toml(&text("dads")).unwrap();
            let group = vault.select_mut(None).unwrap();
            let secret = Secret::new(&[2; Secret::LENGTH]).unwrap();
            group.rotate(secret, 7, NOW).unwrap();
            let (time, made) = median_time(|| rotation(group, &[]).unwrap());
            let bytes: usize = made.files.iter().map(|letter| letter.bytes.len()).sum();
            write("rotation", &made.files[0].bytes);
            println!("{time} {} {} {bytes}", peak_mib(), made.files.len());
        }
        _ => {
            let vault = Vault::from_toml(&text("anns")).unwrap();
            let key = DeviceKey::from_text(&text("key")).unwrap();
            let bytes = text("rotation");
            let (time, ()) = median_time(|| {
                let message = Sealed::find(bytes.as_bytes()).unwrap().open(&key).unwrap();
                let fits = fit(vault.groups(), &message, false, None, None).unwrap();
                assert!(matches!(fits, MessageFit::Rotation(_)));
            });
            println!("{time} {}", peak_mib());
        }
    }
}

/// Returns the median time of the rounds in seconds, and the result of the last.
fn median_time<T>(mut round: impl FnMut() -> T) -> (f64, T) {
    let mut times = Vec::new();
    loop {
        let start = Instant::now();
        let gave = round();
        times.push(start.elapsed().as_secs_f64());
        if times.len() == ROUNDS {
            times.sort_by(f64::total_cmp);
            return (times[ROUNDS / 2], gave);
        }
    }
}

/// Makes a group of `size` members with ringtrue, and returns Ann's key with it.
fn group_of(size: usize) -> (Vault, DeviceKey) {
    let secret = Secret::new(&[1; Secret::LENGTH]).unwrap();
    let id = GroupId::from_bytes([1; 16]);
    let mut group = Group::new(Name::tidy("Smith and sons").unwrap(), secret, id, NOW);
    let key = || DeviceKey::generate().public();
    group.give_device("Organiser", key()).unwrap();
    group
        .become_first_organiser("Organiser", SigningKey::generate)
        .unwrap();
    let mut vault = Vault::default();
    vault.add(group).unwrap();
    // Append them as TOML: `give_device` would check each key against all others.
    let mut text = vault.to_toml().unwrap().to_string();
    let mut add = |name: &str, key: DevicePublic| {
        text.push_str(&format!(
            "\n[[group.member]]\nname = \"{name}\"\nholds = \"ringtrue\"\ndevice = \"{key}\"\n"
        ));
    };
    let ann = DeviceKey::generate();
    // Ann's is the last key of the first message.
    let last = size.min(MAX_RECIPIENTS);
    for number in 2..=size {
        if number == last {
            add("Ann", ann.public());
        } else {
            add(&format!("Member {number}"), key());
        }
    }
    (Vault::from_toml(&text).unwrap(), ann)
}

/// Returns the peak memory of this process in MiB; 0 if the system doesn't report it.
fn peak_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kib.unwrap_or_default() / 1024.0
}
