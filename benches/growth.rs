//! Time and memory of `code` and `check` as the vault grows.
//!
//! `cargo bench --locked -- growth GROUPS` measures one size.

use std::process::Command;

use ringtrue_core::vault::seal_vault;
use ringtrue_core::{Group, GroupId, Name, Secret, UnixTime, Vault};

use crate::common::Device;
use crate::rounds::{in_turns, median, or_dash, peak_memory};

const SIZES: [usize; 5] = [1, 10, 100, 1_000, 10_000];

const NOW: UnixTime = UnixTime::from_secs(1_795_370_400);

/// Prints the table.
pub fn run(arguments: &[String]) -> bool {
    let one: Vec<usize> = arguments.iter().flat_map(|text| text.parse()).collect();
    let sizes = if one.is_empty() { &SIZES[..] } else { &one };
    println!("| groups | vault, KiB | code, ms | KiB | check, ms | KiB |");
    println!("| ---: | ---: | ---: | ---: | ---: | ---: |");
    for size in sizes {
        let device = Device::joined();
        let bytes = fill(&device, *size);
        let last = format!("Group {size}");
        let programs = [
            device.command(["code", "-g", &last]),
            device.command(["check", "zodiac", "--they-called", "-g", &last]),
        ];
        let times = in_turns(&programs, if *size > 1_000 { 20 } else { 100 });
        let memory = |program: &Command| or_dash(peak_memory(program));
        println!(
            "| {size} | {} | {:.2} | {} | {:.2} | {} |",
            bytes / 1024,
            median(&times[0]) / 1e3,
            memory(&programs[0]),
            median(&times[1]) / 1e3,
            memory(&programs[1]),
        );
    }
    true
}

/// Replaces the device's vault by one with `size` groups. Returns the vault's size in
/// bytes.
fn fill(device: &Device, size: usize) -> usize {
    let mut vault = Vault::default();
    for number in 1..=size {
        let number = number as u64;
        let mut id = [0; 16];
        id[..8].copy_from_slice(&number.to_be_bytes());
        let mut key = [7; Secret::LENGTH];
        key[..8].copy_from_slice(&number.to_be_bytes());
        let name = Name::tidy(&format!("Group {number}")).unwrap();
        let secret = Secret::new(&key).unwrap();
        vault
            .add(Group::new(name, secret, GroupId::from_bytes(id), NOW))
            .unwrap();
    }
    let text = vault.to_toml().unwrap();
    let sealed = seal_vault(text.as_bytes(), &device.key()).unwrap();
    std::fs::write(device.home().join("vault.age"), &sealed).unwrap();
    sealed.len()
}
