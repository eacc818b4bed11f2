//! Opens any text that an organiser signed and sealed. If it opens, a device that doesn't
//! know the group joins by it, then applies it a second time. Also looks for a message
//! in any bytes.

#![no_main]

use data_encoding::BASE64;
use libfuzzer_sys::fuzz_target;
use ringtrue_core::device::DeviceKey;
use ringtrue_core::group::Unconfirmed;
use ringtrue_core::message::{Message, MessageFit, Sealed, fit};
use ringtrue_core::organiser::SigningKey;
use ringtrue_core::{Group, UnixTime, Vault};

/// From tests/vectors/messages: Ann's device key, and Dad's key with the checksum that his
/// minisign leaves out.
const DEVICE: &str = "AGE-SECRET-KEY-1XF40GADR07V96W73CY82HHH9GVJ6ERT7L5DCVA45P5QEFFXJVCQSNC364D";
const ORGANISER: &str = "RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA8CfAtbBqMsgoKugEbCNqYa9x+xkNIDi1vzXvqH5pFQQwCwrE9Kk/9N4hd0lpio07v4BUu7PBHXedKGOjEPTmoqeZRl/lL2HhB3E9//6v/Tj007+dGg8KyAwhXEOcKw/fFMK7rrwmpsg=";

const NOW: UnixTime = UnixTime::from_secs(1_795_370_400);

fuzz_target!(|bytes: &[u8]| {
    let _ = Sealed::find(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let device = DeviceKey::from_text(DEVICE).expect("a key");
    let Some(message) = opened(text, &device) else {
        return;
    };
    let mut vault = Vault::default();
    assert!(matches!(
        fit(vault.groups(), &message, false, None, None),
        Ok(MessageFit::New)
    ));
    let group = Group::from_message(message.confirm(), None, NOW);
    let id = group.id();
    vault.add(group).expect("the first of its name");
    // The same message brings nothing new the second time.
    let again = opened(text, &device).expect("opened before");
    assert!(matches!(
        fit(vault.groups(), &again, false, None, None),
        Ok(MessageFit::Known(_))
    ));
    vault.apply_message(id, again.confirm(), false, NOW);
    // A time beyond TOML's integers can't be written.
    let Ok(written) = vault.to_toml() else {
        return;
    };
    let read = Vault::from_toml(&written).expect("what was written is read");
    assert!(read.unread().is_empty());
});

/// Signs, seals and armours the text, and opens it again.
fn opened(text: &str, device: &DeviceKey) -> Option<Unconfirmed<Message>> {
    let key = SigningKey::from_text(ORGANISER).expect("a key");
    let signature = key.sign(text.as_bytes()).expect("signed");
    let signed = [&signature, "\n", text].concat();
    let age = BASE64.encode(&device.seal(signed.as_bytes()).expect("sealed"));
    let lines: Vec<&str> = age
        .as_bytes()
        .chunks(64)
        .map(|line| std::str::from_utf8(line).expect("ASCII"))
        .collect();
    let armour = format!(
        "-----BEGIN AGE ENCRYPTED FILE-----\n{}\n-----END AGE ENCRYPTED FILE-----",
        lines.join("\n")
    );
    Sealed::find(armour.as_bytes()).ok()?.open(device).ok()
}
