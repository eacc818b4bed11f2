//! Runs what the documentation says that other programs can do with our messages.

use std::process::Command;

use crate::common::is_installed;
use crate::family::dad_and_ann;

#[test]
fn age_opens_a_rotation_and_minisign_verifies_it() {
    if !is_installed("age") || !is_installed("minisign") {
        return;
    }
    let post = tempfile::tempdir().unwrap();
    let [dad, ann] = dad_and_ann(post.path());
    let file = dad.shared("rotation.age");
    dad.run(&["rotate", "--yes", "--sealed", &file]).succeeds();
    let key = ann.device.home().join("device.key");
    let opened = Command::new("age")
        .args(["-d", "-i"])
        .arg(&key)
        .arg(&file)
        .output()
        .unwrap();
    assert!(opened.status.success(), "{opened:?}");
    let plain = String::from_utf8(opened.stdout).unwrap();

    // Four lines of signature, an empty one, and the text.
    let lines: Vec<&str> = plain.splitn(6, '\n').collect();
    let [one, two, three, four, "", text] = lines.as_slice() else {
        panic!("{plain}");
    };
    let (signature, toml) = (dad.shared("signature"), dad.shared("text"));
    std::fs::write(&signature, [*one, two, three, four, ""].join("\n")).unwrap();
    std::fs::write(&toml, text).unwrap();
    let table: toml::Table = text.parse().unwrap();
    let organiser = table["organiser"][0]["key"].as_str().unwrap();
    let verify = |toml: &str| {
        Command::new("minisign")
            .args(["-V", "-P", organiser, "-m", toml, "-x", &signature])
            .output()
            .unwrap()
    };
    assert!(verify(&toml).status.success(), "{:?}", verify(&toml));
    std::fs::write(&toml, text.replace("generation = 2", "generation = 3")).unwrap();
    assert!(!verify(&toml).status.success());

    assert_eq!(table["kind"].as_str(), Some("rotation"));
    assert_eq!(table["generation"].as_integer(), Some(2));
    assert_eq!(table["name"].as_str(), Some("Smith family"));
}
