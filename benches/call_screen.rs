//! Cost of the idle call screen: CPU time, and bytes to the terminal, which may be at
//! the other end of an ssh connection.
//!
//! `cargo bench --locked -- call-screen SECONDS` sets how long to watch each scene.

use std::io::{Read as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::common::Device;
use portable_pty::{CommandBuilder, PtySize, native_pty_system};

/// Seconds to watch each scene: one step, within which every row changes.
const SECONDS: u64 = 30;

/// Prints the table.
pub fn run(arguments: &[String]) -> bool {
    if !cfg!(target_os = "linux") {
        println!("this table needs Linux");
        return true;
    }
    let seconds = arguments.iter().find_map(|argument| argument.parse().ok());
    let seconds = seconds.unwrap_or(SECONDS);
    let device = Device::joined();
    println!("| scene | window | of a core | bytes a minute |");
    println!("| --- | ---: | ---: | ---: |");
    for (columns, rows) in [(80, 24), (200, 60)] {
        for (scene, arguments, keys) in [
            ("who called", [].as_slice(), ""),
            ("my half", &[], "i"),
            ("as a dialogue", &["--plain"], "i"),
            ("code --watch", &["code", "--watch"], ""),
        ] {
            let cost = watch(&device, (columns, rows), arguments, keys, seconds);
            println!(
                "| {scene} | {columns} x {rows} | {:.3} % | {} |",
                cost.core * 100.0,
                cost.bytes * 60 / seconds
            );
        }
    }
    true
}

struct Cost {
    /// Share of one core, 0 to 1.
    core: f64,
    bytes: u64,
}

fn watch(
    device: &Device,
    (cols, rows): (u16, u16),
    arguments: &[&str],
    keys: &str,
    seconds: u64,
) -> Cost {
    let size = PtySize {
        rows,
        cols,
        pixel_width: 0,
        pixel_height: 0,
    };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_ringtrue"));
    command.args(arguments);
    command.env_clear();
    command.env("RINGTRUE_HOME", device.home());
    command.env("TERM", "xterm-256color");
    command.env("LANG", "C.UTF-8");
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let read = Arc::new(AtomicU64::new(0));
    let mut output = pair.master.try_clone_reader().unwrap();
    let count = Arc::clone(&read);
    thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(n @ 1..) = output.read(&mut bytes) {
            count.fetch_add(n as u64, Ordering::Relaxed);
        }
    });
    // The first frame is not measured.
    while read.load(Ordering::Relaxed) == 0 {
        thread::yield_now();
    }
    let mut writer = pair.master.take_writer().unwrap();
    writer.write_all(keys.as_bytes()).unwrap();
    thread::sleep(Duration::from_secs(2));

    let pid = child.process_id().unwrap();
    let (core, bytes) = (cpu_time(pid), read.load(Ordering::Relaxed));
    let start = Instant::now();
    thread::sleep(Duration::from_secs(seconds));
    let cost = Cost {
        core: cpu_time(pid).saturating_sub(core).as_secs_f64() / start.elapsed().as_secs_f64(),
        bytes: read.load(Ordering::Relaxed) - bytes,
    };
    writer.write_all(b"\x03").unwrap();
    child.wait().unwrap();
    cost
}

/// Returns the CPU time of a process and its threads.
fn cpu_time(pid: u32) -> Duration {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).unwrap();
    let nanos = tasks.map(|task| {
        let schedstat = std::fs::read_to_string(task.unwrap().path().join("schedstat")).unwrap();
        let nanos = schedstat.split(' ').next().unwrap();
        nanos.parse::<u64>().unwrap()
    });
    Duration::from_nanos(nanos.sum())
}
