//! Runs programs in turns, and measures them.

use std::process::{Command, Stdio};
use std::time::Instant;

/// Runs the programs in turns, `rounds` times each. Returns for each the microseconds of
/// every run, shortest first.
pub fn in_turns(programs: &[Command], rounds: usize) -> Vec<Vec<f64>> {
    let mut times = vec![Vec::with_capacity(rounds); programs.len()];
    let mut programs: Vec<Command> = programs.iter().map(without_hooks).collect();
    for program in &mut programs {
        // Warm up: the first run has to load the program into memory.
        program.status().unwrap();
    }
    for _ in 0..rounds {
        for (program, times) in programs.iter_mut().zip(&mut times) {
            let start = Instant::now();
            program.status().unwrap();
            times.push(start.elapsed().as_secs_f64() * 1e6);
        }
    }
    for times in &mut times {
        times.sort_by(f64::total_cmp);
    }
    times
}

/// Copies a command without the hook that takes the terminal away in tests, which costs
/// time at the start.
fn without_hooks(program: &Command) -> Command {
    let mut same = Command::new(program.get_program());
    same.args(program.get_args())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    for (name, value) in program.get_envs() {
        if let Some(value) = value {
            same.env(name, value);
        }
    }
    same
}

/// Returns the median of sorted numbers.
pub fn median(sorted: &[f64]) -> f64 {
    sorted[sorted.len() / 2]
}

/// Returns a program's peak memory in KiB, measured by GNU time; `None` if that is not
/// installed.
pub fn peak_memory(program: &Command) -> Option<u64> {
    let mut under = Command::new("/usr/bin/time");
    under.args(["-f", "%M"]).arg(program.get_program());
    under.args(program.get_args());
    for (name, value) in program.get_envs() {
        if let Some(value) = value {
            under.env(name, value);
        }
    }
    let report = under.stdin(Stdio::null()).output().ok()?;
    let report = String::from_utf8(report.stderr).ok()?;
    report.lines().last()?.parse().ok()
}

/// Formats a number, or a dash if there is none.
pub fn or_dash(number: Option<u64>) -> String {
    number.map_or_else(|| "-".to_owned(), |number| number.to_string())
}
