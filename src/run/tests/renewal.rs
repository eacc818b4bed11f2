//! A device key that another process renews while this one has read the old one.

use ringtrue_core::Vault;
use ringtrue_core::device::DeviceKey;
use ringtrue_core::vault::seal_vault_to_both;

use crate::device::store::Store;
use crate::run::tests::Device;

#[test]
fn nothing_is_sealed_to_an_old_key_that_was_read_before_the_new_one_was_there() {
    let mut device = Device::new();
    device.done("new Club");
    device.done("code");
    let path = |name: &str| device.home.path().join(name);
    let old = std::fs::read_to_string(path("device.key")).unwrap();
    let old = DeviceKey::from_text(&old).unwrap();
    let new = DeviceKey::generate();
    // Another process was interrupted right after it put the new key in place.
    let mut vault = Vault::from_toml(&device.opened("vault.age")).unwrap();
    vault.begin_renewal(old.public());
    let text = vault.to_toml().unwrap();
    let sealed = seal_vault_to_both(text.as_bytes(), &old, &new).unwrap();
    std::fs::write(path("vault.age"), &sealed).unwrap();
    std::fs::write(path("device.key"), new.to_text().as_bytes()).unwrap();

    let system = &mut device.fake.system;
    assert!(system.device_key.is_some());
    let refused = Store::open(system).err().unwrap();
    assert_eq!(
        refused.message(),
        "another ringtrue is renewing the device key"
    );
    assert_eq!(
        std::fs::read(device.home.path().join("vault.age")).unwrap(),
        sealed
    );
    device.done("code");
    assert!(
        device
            .fake
            .err()
            .contains("finished an interrupted renewal")
    );
    assert!(device.opened("vault.age").contains("name = \"Club\""));
}
