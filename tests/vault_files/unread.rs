//! Files that can't be read stay as they are.

use std::fs;

use ringtrue_core::device::DeviceKey;

use crate::common::{Device, read};
use crate::{
    Damage, assert_refused_by_all, damaged, replace_with_directory, replace_with_pipe,
    replace_with_symlink, seal, seal_bytes, unsealed, write,
};

#[test]
fn a_vault_that_cannot_be_read_stays_as_it_is() {
    let newer = |device: &Device| {
        let text = unsealed(device, "vault.age").replace("version = 1", "version = 2");
        seal(device, &["vault.age"], &text);
    };
    let newer_with_more = |device: &Device| {
        let text = unsealed(device, "vault.age").replace("version = 1", "version = 2");
        seal(device, &["vault.age"], &format!("drills = 3\n{text}"));
    };
    let cut = |device: &Device| {
        let sealed = read(&device.home().join("vault.age"));
        write(device, "vault.age", &sealed[..sealed.len() - 1]);
    };
    let flipped = |device: &Device| {
        let mut sealed = read(&device.home().join("vault.age"));
        let middle = sealed.len() - 40;
        sealed[middle] ^= 1;
        write(device, "vault.age", &sealed);
    };
    let not_toml = |device: &Device| seal(device, &["vault.age"], "version = ");
    let without_version = |device: &Device| seal(device, &["vault.age"], "group = []");
    let not_text = |device: &Device| seal_bytes(device, &["vault.age"], &[0xff, 0xfe]);
    let of_another = |device: &Device| {
        write(
            device,
            "device.key",
            DeviceKey::generate().to_text().as_bytes(),
        );
    };
    let too_large = |device: &Device| {
        let file = fs::File::create(device.home().join("vault.age")).unwrap();
        file.set_len((16 << 20) + 1).unwrap();
    };
    let cases: [(Damage<'_>, &str); 14] = [
        (
            &newer,
            "it has format version 2, but this ringtrue reads version 1",
        ),
        (
            &newer_with_more,
            "it has format version 2, but this ringtrue reads version 1",
        ),
        (&cut, "it was cut short or changed"),
        (&flipped, "it was cut short or changed"),
        (&not_toml, "its text is not TOML (line 2)"),
        (&without_version, "it has no version"),
        (&not_text, "its contents are not text"),
        (&of_another, "it was sealed to another device key"),
        (&too_large, "larger than 16777216 bytes"),
        (&|device| write(device, "vault.age", b""), "it is empty"),
        (
            &|device| write(device, "vault.age", b"hello"),
            "it is not an age file, or its beginning was damaged",
        ),
        (
            &|device| replace_with_directory(device, "vault.age"),
            "not a regular file",
        ),
        (
            &|device| replace_with_pipe(device, "vault.age"),
            "not a regular file",
        ),
        (
            &|device| replace_with_symlink(device, "vault.age"),
            "it is a symbolic link",
        ),
    ];
    for (damage, reason) in cases {
        let device = damaged(damage);
        assert_refused_by_all(&device, "vault.age", reason);
    }
}

#[test]
fn a_vault_that_someone_else_sealed_to_this_device_is_refused() {
    let reason = "it was not sealed by this device, but by someone who has its public key";
    let foreign = |device: &Device, name: &str| {
        let text = "version = 1\ngroup = []\n";
        write(device, name, &device.key().seal(text.as_bytes()).unwrap());
    };
    let device = damaged(&|device| foreign(device, "vault.age"));
    assert_refused_by_all(&device, "vault.age", reason);
    let device = damaged(&|device| foreign(device, "vault.age.bak"));
    let run = device.run(["doctor"]).succeeds();
    assert!(run.out.contains(reason), "{run:#?}");
}

#[test]
fn a_device_key_that_cannot_be_used_stays_as_it_is() {
    let cut = |device: &Device| {
        let text = read(&device.home().join("device.key"));
        write(device, "device.key", &text[..text.len() - 9]);
    };
    let doubled = |device: &Device| {
        let text = read(&device.home().join("device.key"));
        write(device, "device.key", &[text.as_slice(), &text].concat());
    };
    let cases: [(Damage<'_>, &str); 8] = [
        (&cut, "the key in it is not an age key"),
        (&doubled, "there is more than one key in it"),
        (
            &|device| write(device, "device.key", b""),
            "there is no key in it",
        ),
        (
            &|device| write(device, "device.key", b"\xff"),
            "it is not text",
        ),
        (
            &|device| replace_with_directory(device, "device.key"),
            "not a regular file",
        ),
        (
            &|device| replace_with_pipe(device, "device.key"),
            "not a regular file",
        ),
        (
            &|device| replace_with_symlink(device, "device.key"),
            "it is a symbolic link",
        ),
        (
            &|device| fs::remove_file(device.home().join("device.key")).unwrap(),
            "the device key is neither in",
        ),
    ];
    for (damage, reason) in cases {
        let device = damaged(damage);
        assert_refused_by_all(&device, "device.key", reason);
    }
}

#[test]
fn a_vault_missing_beside_its_backup_is_not_created_again() {
    let device = damaged(&|device| {
        fs::remove_file(device.home().join("vault.age")).unwrap();
    });
    assert_refused_by_all(&device, "vault.age", "is missing, but");
    let home = device.home();
    fs::copy(home.join("vault.age.bak"), home.join("vault.age")).unwrap();
    device.run(["code"]).succeeds();
}

#[test]
fn a_symlinked_backup_is_not_written_through() {
    let device = damaged(&|device| replace_with_symlink(device, "vault.age.bak"));
    let target = device.path("target-vault.age.bak");
    let before = (device.files(), read(&target));
    for arguments in [
        &["members", "add", "Ben"][..],
        &["rotate", "--yes", "--overlap", "0"],
    ] {
        let run = device.run(arguments);
        assert_eq!(run.status, 2, "{run:#?}");
        assert!(
            run.err.contains("vault.age.bak: it is a symbolic link"),
            "{}",
            run.err
        );
    }
    assert_eq!((device.files(), read(&target)), before);
}

#[test]
fn a_symlinked_lock_allows_reading_but_not_writing() {
    let device = damaged(&|device| replace_with_symlink(device, "lock"));
    device.run(["code"]).succeeds();
    let before = device.files();
    let run = device.run(["members", "add", "Ben"]);
    assert_eq!(run.status, 2);
    assert!(
        run.err.contains("lock: it is a symbolic link"),
        "{}",
        run.err
    );
    // A check still works, since a call can't wait.
    let run = device
        .run(["check", "287", "--they-called", "--at", "59"])
        .succeeds();
    assert!(
        run.err
            .contains("warning: can't record that this half was used")
    );
    assert_eq!(device.files(), before);
}
