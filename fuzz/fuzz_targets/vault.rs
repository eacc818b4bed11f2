//! Parses any text as the vault's TOML. If it parses, it is written and read back
//! unchanged.

#![no_main]

use libfuzzer_sys::fuzz_target;
use ringtrue_core::Vault;

fuzz_target!(|text: &str| {
    let Ok(vault) = Vault::from_toml(text) else {
        return;
    };
    // A time beyond TOML's integers can't be written.
    let Ok(written) = vault.to_toml() else {
        return;
    };
    let again = Vault::from_toml(&written).expect("what was written is read");
    assert_eq!(vault.groups().len(), again.groups().len());
    assert_eq!(vault.unread().len(), again.unread().len());
    assert_eq!(
        written,
        again.to_toml().expect("what was read is written")
    );
});
