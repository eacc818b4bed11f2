//! Time from start until the code is printed, compared with other programs that print
//! one.
//!
//! `cargo bench --locked -- start ROUNDS` sets how often each is run.

use std::process::{Command, Stdio};
use std::time::Instant;

use ringtrue_core::seal;

use crate::common::{Device, TEST_SEED, read};
use crate::rounds::{in_turns, median, or_dash, peak_memory};

const ROUNDS: usize = 1000;

/// Rounds with a passphrase, each of which takes a third of a second.
const SLOW_ROUNDS: usize = 60;

const PASSPHRASE: &str = "correct horse battery staple";

/// Prints the tables.
pub fn run(arguments: &[String]) -> bool {
    let rounds = arguments.iter().find_map(|argument| argument.parse().ok());
    let device = Device::joined();
    let seed = device.path("seed");
    std::fs::write(&seed, TEST_SEED).unwrap();

    let mut others = vec![("true (nothing at all)", command("/bin/true", &[]))];
    if works(&mut command("oathtool", &["--version"])) {
        let file = format!("@{}", seed.display());
        let oathtool = command("oathtool", &["--totp", "-b", &file]);
        others.insert(0, ("oathtool", oathtool));
    } else {
        println!("oathtool is not installed: the ratios are to `true`.\n");
    }
    let (mut names, mut programs): (Vec<_>, Vec<_>) = others.into_iter().unzip();
    for (name, arguments) in [
        ("ringtrue code", ["code"].as_slice()),
        ("ringtrue code --json", &["code", "--json"]),
        ("ringtrue check", &["check", "zodiac", "--they-called"]),
    ] {
        names.push(name);
        programs.push(device.command(arguments));
    }
    let times = in_turns(&programs, rounds.unwrap_or(ROUNDS));
    println!("| program | microseconds | a tenth is under | ratio | KiB |");
    println!("| --- | ---: | ---: | ---: | ---: |");
    for ((name, program), sorted) in names.iter().zip(&programs).zip(&times) {
        println!(
            "| {name} | {:.0} | {:.0} | {:.2} | {} |",
            median(sorted),
            sorted[sorted.len() / 10],
            median(sorted) / median(&times[0]),
            or_dash(peak_memory(program)),
        );
    }
    with_a_passphrase();
    true
}

/// Prints the time with a passphrase, and how much of it derives the key.
fn with_a_passphrase() {
    let device = Device::joined();
    let file = device.write_with_mode("passphrase", PASSPHRASE, 0o600);
    let file = file.display().to_string();
    let protect = ["protect", "passphrase", "--passphrase-file", &file];
    device.run(protect).succeeds();
    let sealed = read(&device.home().join("device.key.age"));
    let mut code = device.command(["code", "--passphrase-file", &file]);
    code.stdout(Stdio::null());
    let (mut alone, mut whole) = (Vec::new(), Vec::new());
    for _ in 0..SLOW_ROUNDS {
        let start = Instant::now();
        seal::open_with_passphrase(&sealed, PASSPHRASE).unwrap();
        alone.push(start.elapsed().as_secs_f64() * 1e3);
        let start = Instant::now();
        code.status().unwrap();
        whole.push(start.elapsed().as_secs_f64() * 1e3);
    }
    // Take the minimum: other load on the machine only adds to it.
    let least = |times: &[f64]| times.iter().copied().fold(f64::INFINITY, f64::min);
    println!(
        "\nWith a passphrase: {:.1} ms in all, of them {:.1} ms to derive the key.",
        least(&whole),
        least(&alone)
    );
}

fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments);
    command
}

/// Reports whether the program is installed and works.
fn works(command: &mut Command) -> bool {
    let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}
