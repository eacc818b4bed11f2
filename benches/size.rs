//! How large the program is that people get, and what each part of it takes.
//!
//! Where `cargo bench` was run, the program is built as a release is. Parts are
//! told where it has its symbols: `CARGO_PROFILE_BENCH_STRIP=none cargo bench
//! --locked -- size`, with `nm` of binutils.

use std::collections::BTreeMap;
use std::process::Command;

/// Parts under this many bytes are told together.
const SMALL: u64 = 20_000;

/// Prints the table.
pub fn run(_: &[String]) -> bool {
    let program = env!("CARGO_BIN_EXE_ringtrue");
    let bytes = std::fs::metadata(program).unwrap().len();
    println!("{bytes} bytes.");
    let symbols = Command::new("nm")
        .args(["--print-size", "--demangle", program])
        .output();
    let symbols = symbols.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    let mut parts = BTreeMap::<String, u64>::new();
    for line in symbols.unwrap_or_default().lines() {
        let mut fields = line.splitn(4, ' ').skip(1);
        if let (Some(size), Some(_), Some(name)) = (fields.next(), fields.next(), fields.next())
            && let Ok(size) = u64::from_str_radix(size, 16)
        {
            *parts.entry(crate_of(name)).or_default() += size;
        }
    }
    if parts.is_empty() {
        println!("It has no symbols, and so nothing is told of its parts.");
        return true;
    }
    let (large, small): (Vec<_>, Vec<_>) =
        parts.into_iter().partition(|(_, bytes)| *bytes >= SMALL);
    let mut large = large;
    large.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    println!("\n| part | bytes |\n| --- | ---: |");
    for (name, bytes) in large {
        println!("| {name} | {bytes} |");
    }
    let small: u64 = small.iter().map(|(_, bytes)| bytes).sum();
    println!("| others | {small} |");
    true
}

/// The crate that a symbol is of. What the standard library makes for a type of
/// another crate counts as that one's.
fn crate_of(symbol: &str) -> String {
    if !symbol.contains("::") {
        return "C library".to_owned();
    }
    let words = symbol.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
    let crates = words.filter_map(|word| word.trim_start_matches(':').split_once("::"));
    let mut crates = crates.map(|(first, _)| first).filter(|name| {
        !name.is_empty()
            && !["core", "alloc", "std"].contains(name)
            && name.chars().all(|c| !c.is_uppercase())
    });
    crates.next().unwrap_or("standard library").to_owned()
}
