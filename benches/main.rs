//! Tables of what ringtrue costs: `cargo bench --locked` prints them all,
//! `cargo bench --locked -- start` one of them.
//!
//! Programs whose times are compared run in turns within the same seconds, so that other
//! load on the machine affects both.

#![allow(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench sets up files and prints tables"
)]
#![cfg_attr(
    not(target_os = "linux"),
    allow(unused, reason = "the tables need Linux")
)]

#[path = "../tests/common/mod.rs"]
mod common;
#[path = "../tests/corpus/pictures/mod.rs"]
mod pictures;

mod call_screen;
mod corpus;
mod growth;
mod messages;
mod rounds;
mod size;
mod start;

use std::process::ExitCode;

/// The program's own allocator: deriving a key takes 64 MiB, and wiping them is part of
/// the cost.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

/// A table, and the function that prints it.
struct Table {
    name: &'static str,
    title: &'static str,
    run: fn(&[String]) -> bool,
}

const TABLES: [Table; 6] = [
    Table {
        name: "start",
        title: "From start to code",
        run: start::run,
    },
    Table {
        name: "size",
        title: "The program's size",
        run: size::run,
    },
    Table {
        name: "growth",
        title: "Many groups",
        run: growth::run,
    },
    Table {
        name: "messages",
        title: "A rotation for many members",
        run: messages::run,
    },
    Table {
        name: "corpus",
        title: "Bad pictures of QR codes",
        run: corpus::run,
    },
    Table {
        name: "call-screen",
        title: "The call screen, idle",
        run: call_screen::run,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        // Cargo adds it.
        .filter(|argument| argument != "--bench")
        .collect();
    match arguments.as_slice() {
        [] => {
            let went_well: Vec<bool> = TABLES.iter().map(|table| print(table, &[])).collect();
            ExitCode::from(u8::from(went_well.contains(&false)))
        }
        [part, rest @ ..] if part == "part" => {
            messages::part_main(rest);
            ExitCode::SUCCESS
        }
        [name, rest @ ..] => {
            let Some(table) = TABLES.iter().find(|table| table.name == name) else {
                let names: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
                println!("no table \"{name}\"; choose from {}", names.join(", "));
                return ExitCode::from(2);
            };
            ExitCode::from(u8::from(!print(table, rest)))
        }
    }
}

fn print(table: &Table, arguments: &[String]) -> bool {
    println!("\n## {}\n", table.title);
    (table.run)(arguments)
}
