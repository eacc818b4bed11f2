//! Pictures read from the corpus (`tests/corpus/pictures`), kind by kind, and the time
//! that takes: the table of `docs/reference/pictures.md`.
//!
//! `cargo bench --locked -- corpus KIND` reports on one kind, picture by picture. With
//! `DIRECTORY` after it, it writes the pictures there instead.

use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use crate::pictures::{self, EACH, KINDS, Picture, picture};
use ringtrue_core::qr;
use rxing::common::HybridBinarizer;
use rxing::qrcode::QRCodeReader;
use rxing::{BinaryBitmap, Luma8Source, Reader as _};

/// Pictures of the corpus that have to be read.
const FLOOR: usize = KINDS.len() * EACH * 85 / 100;

/// Longest time that someone should have to wait.
const LONG: Duration = Duration::from_secs(1);

/// Prints the table. Returns false if too few pictures are read, or any wrongly.
pub fn run(arguments: &[String]) -> bool {
    let mut arguments = arguments.iter();
    let (only, directory) = (arguments.next(), arguments.next());
    let picked = |kind: &usize| {
        let name = KINDS[*kind].name;
        only.is_none_or(|only| only == name)
    };
    let kinds: Vec<usize> = (0..KINDS.len()).filter(picked).collect();
    if let Some(directory) = directory {
        for kind in kinds {
            write(kind, directory);
        }
        return true;
    }
    println!("| kind | what | pictures | plain rxing | read | wrong | median | 95 % | longest |");
    println!("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    let mut all = Vec::new();
    let mut is_low = false;
    for kind in kinds {
        let results = read_all(kind);
        row(KINDS[kind].name, KINDS[kind].what, &results);
        is_low |= count(&results, Outcome::Right) < KINDS[kind].floor;
        if only.is_some() {
            for (number, result) in results.iter().enumerate() {
                let time = result.time.as_millis();
                println!("{number:>3} {:?} {time:>5} ms", result.found);
            }
        }
        all.extend(results);
    }
    if only.is_some() {
        return true;
    }
    row("**all**", "", &all);
    let long = all.iter().filter(|result| result.time > LONG).count();
    println!("\n{long} took longer than a second.");
    let nothing = (0..8).map(|number| {
        let file = pictures::without_code(number);
        let start = cpu_time();
        assert!(qr::read(&file).is_err());
        cpu_time().saturating_sub(start).as_millis()
    });
    let nothing: Vec<u128> = nothing.collect();
    println!("Finding no code in eight photos of 12 megapixels took {nothing:?} ms.");
    let right = count(&all, Outcome::Right);
    if right < FLOOR || is_low || count(&all, Outcome::Wrong) > 0 {
        println!("{right} read: below {FLOOR}, or below a kind's floor, or one read wrongly.");
        return false;
    }
    true
}

/// Writes the pictures of a kind, named by number.
fn write(kind: usize, directory: &str) {
    for number in 0..EACH {
        let file = picture(kind, number).file;
        let ending = if file.starts_with(b"\x89PNG") {
            "png"
        } else {
            "jpg"
        };
        let name = format!("{}-{number:02}.{ending}", KINDS[kind].name);
        std::fs::write(std::path::Path::new(directory).join(name), file).unwrap();
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Right,
    Wrong,
    Nothing,
}

struct Reading {
    found: Outcome,
    /// True if one pass of plain rxing read it.
    plain: bool,
    time: Duration,
}

/// Reads the pictures one at a time, while another thread draws the next.
fn read_all(kind: usize) -> Vec<Reading> {
    let (sender, receiver) = std::sync::mpsc::sync_channel(2);
    thread::spawn(move || {
        for number in 0..EACH {
            sender.send(picture(kind, number)).unwrap();
        }
    });
    receiver.iter().map(|picture| read(&picture)).collect()
}

fn read(picture: &Picture) -> Reading {
    let start = cpu_time();
    let texts = qr::read(&picture.file);
    let time = cpu_time().saturating_sub(start);
    let found = match texts {
        Ok(texts) if texts.len() == 1 && texts[0].as_str() == picture.text => Outcome::Right,
        Ok(_) => Outcome::Wrong,
        Err(_) => Outcome::Nothing,
    };
    let plain = plain(&picture.file).is_some_and(|text| text == picture.text);
    Reading { found, plain, time }
}

/// Returns this thread's CPU time, which leaves out other load on the machine. Falls back
/// to wall time if the system doesn't report it.
fn cpu_time() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    let nanos = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = nanos.and_then(|text| text.split(' ').next()?.parse().ok());
    nanos.map_or_else(
        || START.get_or_init(Instant::now).elapsed(),
        Duration::from_nanos,
    )
}

fn plain(file: &[u8]) -> Option<String> {
    let grey = image::load_from_memory(file).unwrap().into_luma8();
    let (width, height) = grey.dimensions();
    let source = Luma8Source::new_with_slice(grey.as_raw(), width, height).ok()?;
    let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
    let found = QRCodeReader.decode(&mut bitmap).ok()?;
    Some(found.getText().to_owned())
}

fn count(results: &[Reading], found: Outcome) -> usize {
    results
        .iter()
        .filter(|result| result.found == found)
        .count()
}

fn row(name: &str, what: &str, results: &[Reading]) {
    let mut times: Vec<u128> = results
        .iter()
        .map(|result| result.time.as_millis())
        .collect();
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100];
    let plain = results.iter().filter(|result| result.plain).count();
    println!(
        "| {name} | {what} | {} | {plain} | {} | {} | {} ms | {} ms | {} ms |",
        results.len(),
        count(results, Outcome::Right),
        count(results, Outcome::Wrong),
        at(50),
        at(95),
        at(100),
    );
}
