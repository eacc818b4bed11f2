//! Vaults made by other programs, tested with the vectors in `tests/vectors/vault`.

#![allow(clippy::disallowed_methods, reason = "the test walks its folder")]
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "Clippy treats helpers in integration tests as production code"
)]

use std::fs;
use std::path::{Path, PathBuf};

use ringtrue_core::Vault;
use ringtrue_core::device::DeviceKey;
use ringtrue_core::vault::{open_vault, seal_vault};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vectors {
    vault: Vec<Vector>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    file: String,
    mac: Option<String>,
    error: Option<String>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/vault")
}

fn text(name: &str) -> String {
    fs::read_to_string(folder().join(name)).unwrap()
}

#[test]
fn vaults_of_other_programs_open_only_with_a_mac_of_this_device() {
    let key = DeviceKey::from_text(&text("device.key")).unwrap();
    let vectors: Vectors = toml::from_str(&text("vectors.toml")).unwrap();
    for vector in &vectors.vault {
        let Vector { file, mac, error } = vector;
        let sealed = fs::read(folder().join(file)).unwrap();
        let opened = open_vault(&sealed, &key);
        let reason = opened.as_ref().err().map(ToString::to_string);
        assert_eq!(&reason, error, "{file}");
        let Ok(opened) = opened else { continue };
        let opened = std::str::from_utf8(&opened).unwrap();
        let line = format!("# mac = {}\n", mac.as_ref().unwrap());
        let rest = opened.strip_prefix(&line).unwrap();
        assert_eq!(Vault::from_toml(opened).unwrap().groups().len(), 1);
        // Our own MAC of the same text is the same.
        let sealed = seal_vault(rest.as_bytes(), &key).unwrap();
        let again = open_vault(&sealed, &key).unwrap();
        assert_eq!(std::str::from_utf8(&again).unwrap(), opened);
    }
    let stated = vectors
        .vault
        .iter()
        .map(|vector| folder().join(&vector.file));
    let there = fs::read_dir(folder()).unwrap();
    let there = there.map(|entry| entry.unwrap().path());
    let there = there.filter(|path| path.extension().is_some_and(|it| it == "age"));
    let sorted = |mut paths: Vec<PathBuf>| {
        paths.sort();
        paths
    };
    assert_eq!(sorted(stated.collect()), sorted(there.collect()));
}
