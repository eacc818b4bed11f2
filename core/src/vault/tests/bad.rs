//! Records that can't be read don't lock out others, and are kept as they are.

use super::full::full_vault;
use super::{group, vault_of};
use crate::vault::Vault;

#[test]
fn one_bad_record_is_kept_and_does_not_block_the_others() {
    let good = full_vault().to_toml().unwrap();
    for (what, from, to) in bad_changes().into_iter().chain(bad_people()) {
        let bad = good.replacen(from, to, 1);
        assert_ne!(bad, *good, "{what}");
        let vault = Vault::from_toml(&bad).unwrap();
        assert_eq!(vault.groups().len(), 2, "{what}");
        assert_eq!(vault.unread().len(), 1, "{what}");
        let line = vault.unread()[0].line;
        let begins = bad.lines().nth(line - 1).unwrap();
        assert!(
            begins.contains("[group]"),
            "{what}: line {line} is {begins}"
        );
        assert_kept(&bad, &vault, what);
    }
}

/// Returns changes that each make one record of the full vault bad: a description, the
/// text to replace, and its replacement.
fn bad_changes() -> Vec<(&'static str, &'static str, &'static str)> {
    vec![
        ("an id that is no hex", "id = \"01", "id = \"0g"),
        ("an id that is short", "id = \"0101", "id = \"01"),
        ("no name", "name = \"Smith family\"\n", ""),
        (
            "a hidden character",
            "\"Smith family\"",
            "\"Smith\\u202Efamily\"",
        ),
        ("an empty name", "\"Smith family\"", "\" \""),
        ("a seed that is no base32", "seed = \"", "seed = \"!"),
        (
            "a seed that is a number",
            "seed = \"",
            "seed = 5\nold_seed = \"",
        ),
        (
            "a field of a newer version",
            "highest = ",
            "charter = \"x\"\nhighest = ",
        ),
        (
            "a table of a newer version",
            "highest = ",
            "charter = { key = [1, 2.5, 1979-05-27] }\nhighest = ",
        ),
        ("generation 0", "generation = 7", "generation = 0"),
        ("generation 10000", "generation = 7", "generation = 10000"),
        (
            "a generation past every number",
            "generation = 7",
            "generation = 99999999999999999999",
        ),
        ("a negative time", "since = ", "since = -"),
        (
            "a time that is not a number",
            "since = ",
            "since = \"then\" #",
        ),
        ("digits 9", "digits = 8", "digits = 9"),
        ("a period of 0", "period = 60", "period = 0"),
        ("an unknown algorithm", "\"SHA512\"", "\"MD5\""),
        (
            "a bad foreign part",
            "prefix = \"Bank",
            "prefix = \"\\u200B",
        ),
        ("an unknown foreign part", "prefix = ", "suffix = "),
        (
            "a bad previous seed",
            "accepted = false",
            "accepted = \"no\"",
        ),
        (
            "an unknown field of a previous seed",
            "accepted = false",
            "accepted = false\ncharter = true",
        ),
        (
            "a number past every number",
            "highest = 8",
            "highest = 1e999",
        ),
        ("not a number", "highest = 8", "highest = nan"),
    ]
}

/// Returns such changes for members and organisers.
fn bad_people() -> Vec<(&'static str, &'static str, &'static str)> {
    vec![
        ("an unknown kind of member", "\"sheet\"", "\"tattoo\""),
        ("half a confirmation", "confirmed = ", "seen = "),
        ("a short key of a sheet", "key = \"AEAQ", "key = \""),
        (
            "a long key of a sheet",
            "key = \"AEAQ",
            "key = \"AEAQAEAQAEAQ",
        ),
        (
            "a key of a sheet that is no base32",
            "key = \"AEAQ",
            "key = \"!",
        ),
        ("a sheet without a key", "key = \"AEAQ", "# \"AEAQ"),
        (
            "a sheet of no day",
            "from = \"2026-11-22",
            "from = \"2026-11-31",
        ),
        ("a sheet without a day", "from = \"2026", "# \"2026"),
        ("a sheet of 0 days", "days = 60", "days = 0"),
        ("a sheet of more than a year", "days = 60", "days = 367"),
        (
            "a sheet of a newer version",
            "days = 60",
            "days = 60\nserial = 1",
        ),
        (
            "a sheet of somebody with an app",
            "holds = \"sheet\"",
            "holds = \"app\"",
        ),
        (
            "a device key that is none",
            "device = \"age1",
            "device = \"age2",
        ),
        (
            "a device key that is a number",
            "device = \"age1",
            "device = 1 # \"",
        ),
        (
            "a pairing with no key",
            "paired = \"age1",
            "paired = \"age1b",
        ),
        ("somebody who left without a key", "paired = ", "# "),
        ("listed by a text", "listed = true", "listed = \"true\""),
        (
            "an organiser's key that is none",
            "\nkey = \"RW",
            "\nkey = \"RX",
        ),
        (
            "an organiser's key that is short",
            "\nkey = \"RW",
            "\nkey = \"",
        ),
        ("an organiser without a key", "\nkey = ", "\n# "),
        (
            "an organiser's key of a newer version",
            "\nkey = ",
            "\nstrength = 2\nkey = ",
        ),
        ("a promotion by nobody", "promoted_by = ", "# "),
        (
            "a promotion by no key",
            "promoted_by = \"RW",
            "promoted_by = \"RX",
        ),
        (
            "a signing key that is none",
            "organiser_key = \"RW",
            "organiser_key = \"RX",
        ),
        (
            "a demoted key that is none",
            "demoted = [\"RW",
            "demoted = [\"RX",
        ),
        (
            "a message's digest that is short",
            "hash = \"07",
            "hash = \"",
        ),
        (
            "a message's digest that is no hex",
            "hash = \"07",
            "hash = \"x7",
        ),
        ("a member without a name", "name = \"Ann\"\n", ""),
    ]
}

/// Checks that a record that could not be read is written back and found again, with
/// its fields unchanged.
#[track_caller]
fn assert_kept(bad: &str, vault: &Vault, what: &str) {
    let written = vault.to_toml().unwrap();
    let again = Vault::from_toml(&written).unwrap();
    assert_eq!(again.groups().len(), vault.groups().len(), "{what}");
    let before: Vec<_> = vault
        .unread
        .iter()
        .map(|unread| fields(&unread.value))
        .collect();
    let after: Vec<_> = again
        .unread
        .iter()
        .map(|unread| fields(&unread.value))
        .collect();
    assert_eq!(after, before, "{what}");
    assert_eq!(again.to_toml().unwrap(), written, "{what}");
    for record in &before {
        // They must also match the original text.
        for (key, value) in record {
            let spelt = value.trim_matches(['"', '\'']);
            let plain = !value.contains(['{', '[', '\\', '\u{202E}', '\u{200B}']);
            assert!(bad.contains(key), "{what}: {key}");
            assert!(!plain || bad.contains(spelt), "{what}: {key}");
        }
    }
}

fn fields(value: &toml::Value) -> Vec<(String, String)> {
    let table = value.as_table().unwrap();
    let fields = table.iter();
    fields
        .map(|(key, value)| (key.clone(), value.to_string()))
        .collect()
}

#[test]
fn several_bad_records_wherever_they_stand_are_kept() {
    let groups = ["A", "B", "C", "D"].into_iter().zip(1..);
    let good = vault_of(groups.map(|(called, id)| group(called, id)))
        .to_toml()
        .unwrap();
    for bad in [
        &["A"][..],
        &["D"],
        &["A", "D"],
        &["B", "C"],
        &["A", "B", "C", "D"],
    ] {
        let mut text = good.to_string();
        for called in bad {
            text = text.replace(
                &format!("name = \"{called}\""),
                &format!("nickname = \"{called}\""),
            );
        }
        let vault = Vault::from_toml(&text).unwrap();
        assert_eq!(vault.groups().len(), 4 - bad.len());
        let nicknames: Vec<_> = vault
            .unread
            .iter()
            .map(|unread| unread.value["nickname"].as_str().unwrap())
            .collect();
        assert_eq!(nicknames, *bad);
        for (unread, called) in vault.unread().iter().zip(bad) {
            let at = text.find(&format!("\"{called}\"")).unwrap();
            let before = &text[..text[..at].rfind("[[group]]").unwrap()];
            assert_eq!(unread.line, 1 + before.matches('\n').count());
        }
        assert_kept(&text, &vault, "several");
    }
}

#[test]
fn a_record_that_is_not_a_table_is_kept_too() {
    let text = "version = 1\ngroup = [5, \"x\", [1], {}]\n";
    let vault = Vault::from_toml(text).unwrap();
    assert_eq!((vault.groups().len(), vault.unread().len()), (0, 4));
    let written = vault.to_toml().unwrap();
    let again = Vault::from_toml(&written).unwrap();
    assert_eq!(again.unread().len(), 4);

    let mut vault = vault;
    vault.add(group("A", 1)).unwrap();
    let again = Vault::from_toml(&vault.to_toml().unwrap()).unwrap();
    assert_eq!((again.groups().len(), again.unread().len()), (1, 4));
}

#[test]
fn a_line_that_only_looks_like_a_group_header_is_not_one() {
    let text = "version = 1\n\n[[group]]\nid = '00'\nnote = '''\n[[group]]\nid = '01'\n'''\n";
    let vault = Vault::from_toml(text).unwrap();
    assert_eq!((vault.groups().len(), vault.unread().len()), (0, 1));
    assert_eq!(vault.unread()[0].line, 3);
    let again = vault.to_toml().unwrap();
    let value = |text: &str| text.parse::<toml::Table>().unwrap();
    assert_eq!(value(&again), value(text));
}
