//! Replacing a device key that may have leaked.

use ringtrue_core::Vault;
use ringtrue_core::device::{DeviceKey, DevicePublic};
use ringtrue_core::seal::UnsealError;
use ringtrue_core::sheet::Sheet;
use ringtrue_core::time::UtcOffset;
use ringtrue_core::vault::{open_vault, seal_vault_to_both};
use ringtrue_core::{Day, Secret, UnixTime};

use crate::common::{Device, read};
use crate::{assert_refused, protected};

/// Returns a device in the test group that has a pair and a sheet.
fn paired() -> Device {
    let device = Device::joined();
    device.run(["members", "add", "Dad", "--me"]).succeeds();
    device.edit(|group| {
        let ben = DeviceKey::generate().public();
        group.give_device("Ben", ben).unwrap();
        group.pair("Ben", Some(ben)).unwrap();
        let key = Secret::new(&[7; Secret::LENGTH]).unwrap();
        let sheet = Sheet::new(
            key,
            Day::at(UnixTime::from_secs(1_795_370_400), UtcOffset::UTC),
            300,
        )
        .unwrap();
        group.give_sheet("Grandma", sheet).unwrap();
    });
    device
}

fn key_of(device: &Device) -> DevicePublic {
    device.key().public()
}

fn vault(device: &Device, name: &str, key: &DeviceKey) -> Result<Vault, UnsealError> {
    let text = open_vault(&read(&device.home().join(name)), key)?;
    Ok(Vault::from_toml(std::str::from_utf8(&text).unwrap()).unwrap())
}

/// Asserts that the key is now `own`, on the roll too, and that `old` opens nothing any more.
#[track_caller]
fn assert_renewed(device: &Device, own: &DeviceKey, old: &DeviceKey) {
    for name in ["vault.age", "vault.age.bak"] {
        let opened = vault(device, name, old);
        assert!(matches!(opened, Err(UnsealError::OtherKey)), "{name}");
        let vault = vault(device, name, own).unwrap();
        assert_eq!(vault.renewal(), None, "{name}");
        let [group] = vault.groups() else { panic!() };
        assert_eq!(group.member("Dad").unwrap().device, Some(own.public()));
        assert_eq!(group.member("Grandma").unwrap().sheet, None);
    }
    // The old key can't be put on the roll again under any name.
    let old = old.public().to_string();
    let again = device.run(["members", "add", "Eve", "--device", &old]);
    assert_eq!(again.status, 2, "{again:#?}");
    assert!(again.err.contains("was given up"), "{again:#?}");
    // Nor does the group's code count instead of the pair's.
    let check = device.run(["check", "287", "--they-called", "--from", "Ben"]);
    assert_eq!(check.status, 2, "{check:#?}");
    assert!(check.err.contains("members pair Ben"), "{check:#?}");
}

#[test]
fn a_renewed_key_opens_the_vault_and_the_old_one_nothing_any_more() {
    let device = paired();
    let old = device.key();
    assert_refused(&device, "to do it without asking: --yes", || {
        device.run(["device", "--renew"])
    });
    let run = device.run(["device", "--renew", "--yes"]).succeeds();
    let own = device.key();
    assert_ne!(own.public(), old.public());
    assert_renewed(&device, &own, &old);
    let key = own.public();
    for told in [
        format!("This device has a new key: {key}"),
        "its six words: ".to_owned(),
        format!("ringtrue members add -g 'Smith family' Dad --device {key}"),
        "pair again: ringtrue members pair -g 'Smith family' Ben".to_owned(),
        "print the day sheet again: ringtrue sheet -g 'Smith family' --for Grandma".to_owned(),
    ] {
        assert!(run.out.contains(&told), "{told}: {run:#?}");
    }
}

#[test]
fn a_renewal_reports_as_json() {
    let device = paired();
    let run = device.run(["device", "--renew", "--yes", "--json"]);
    let report = run.succeeds().json();
    let key = key_of(&device).to_string();
    assert_eq!(report["device"], key);
    let words = report["words"].as_str().unwrap();
    assert_eq!(words.split(' ').count(), 6);
    let group = &report["groups"][0];
    assert_eq!(group["member"], "Dad");
    assert_eq!(group["pair_again"], serde_json::json!(["Ben"]));
    assert_eq!(group["print_again"], serde_json::json!(["Grandma"]));
    let command = format!("ringtrue members add -g 'Smith family' Dad --device {key}");
    assert_eq!(group["command"], command);
}

#[test]
fn a_key_under_a_passphrase_is_renewed_under_it() {
    let (device, file) = protected();
    let with = |command: &[&str]| {
        let passphrase = ["--passphrase-file", &file];
        device.run(command.iter().chain(&passphrase)).succeeds()
    };
    let old = with(&["device"]).out;
    with(&["device", "--renew", "--yes"]);
    assert!(!device.home().join("device.key").exists());
    assert_ne!(with(&["device"]).out, old);
    let code = with(&["code", "--at", "59"]);
    assert!(code.out.contains("caller: 287"), "{code:#?}");
    assert_refused(&device, "there is no terminal to ask on", || {
        device.run(["device", "--renew", "--yes"])
    });
}

/// Leaves a device as if a renewal was cut off before or after the new key replaced the old
/// one.
fn cut_off(device: &Device, new: &DeviceKey, is_replaced: bool) {
    let old = device.key();
    let mut vault = vault(device, "vault.age", &old).unwrap();
    vault.begin_renewal(old.public());
    let text = vault.to_toml().unwrap();
    let sealed = seal_vault_to_both(text.as_bytes(), &old, new).unwrap();
    for name in ["vault.age", "vault.age.bak"] {
        std::fs::write(device.home().join(name), &sealed).unwrap();
    }
    if is_replaced {
        let path = device.home().join("device.key");
        std::fs::write(path, new.to_text().as_bytes()).unwrap();
    }
}

#[test]
fn a_renewal_that_was_cut_off_is_finished_or_dropped_by_the_next_command() {
    let new = DeviceKey::generate();
    let device = paired();
    let old = device.key();
    cut_off(&device, &new, true);
    let run = device.run(["code", "--at", "59"]).succeeds();
    assert!(run.out.contains("caller: 287"), "{run:#?}");
    for told in [
        format!(
            "finished an interrupted renewal of the device key. The new key: {}",
            new.public()
        ),
        "members add -g 'Smith family' Dad --device age1".to_owned(),
        "members pair -g 'Smith family' Ben".to_owned(),
    ] {
        assert!(run.err.contains(&told), "{told}: {run:#?}");
    }
    assert_renewed(&device, &new, &old);
    assert_eq!(device.run(["code"]).succeeds().err, "");

    let device = paired();
    let old = device.key();
    cut_off(&device, &new, false);
    let run = device.run(["code", "--at", "59"]).succeeds();
    assert!(run.out.contains("caller: 287"), "{run:#?}");
    assert_eq!(run.err, "");
    for name in ["vault.age", "vault.age.bak"] {
        let opened = vault(&device, name, &new);
        assert!(matches!(opened, Err(UnsealError::OtherKey)), "{name}");
        let vault = vault(&device, name, &old).unwrap();
        assert_eq!(vault.renewal(), None);
        let dad = vault.groups()[0].member("Dad").unwrap();
        assert_eq!(dad.device, Some(old.public()));
    }
}

#[test]
fn a_vault_with_two_macs_is_checked_with_the_key_that_opens_it() {
    let (old, new, other) = (
        DeviceKey::generate(),
        DeviceKey::generate(),
        DeviceKey::generate(),
    );
    let text = b"version = 1\n";
    let sealed = seal_vault_to_both(text, &old, &new).unwrap();
    for key in [&old, &new] {
        assert!(open_vault(&sealed, key).unwrap().ends_with(text));
    }
    // Sealed by someone who knows only the public key, with the MACs of other keys.
    let theirs = open_vault(&sealed, &old).unwrap();
    let planted = other.seal(&theirs).unwrap();
    assert_eq!(open_vault(&planted, &other), Err(UnsealError::Forged));
}
