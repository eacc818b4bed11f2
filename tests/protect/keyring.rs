//! A real keyring, on a desktop of its own.

use std::process::{Command, Stdio};

use crate::common::{Device, has};
use crate::{refused, set_mode};

/// A bus on which nothing is started because somebody calls it: a keyring that is
/// not there yet, or is gone, would come back as another one, and locked.
const BUS: &str = r#"<busconfig>
    <type>session</type>
    <listen>unix:tmpdir=/tmp</listen>
    <policy context="default">
        <allow send_destination="*"/>
        <allow receive_sender="*"/>
        <allow own="*"/>
    </policy>
</busconfig>
"#;

/// The keyring of that desktop, unlocked: it runs until it is stopped.
const KEYRING: &str = r#"
    set -e
    is_there() {
        dbus-send --session --print-reply --dest=org.freedesktop.DBus / \
            org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets | grep -q "boolean $1"
    }
    unlock() {
        printf pw | gnome-keyring-daemon --foreground --unlock --components=secrets >/dev/null 2>&1 &
        keyring=$!
        until is_there true; do kill -0 $keyring; done
    }
    stop() {
        kill $keyring
        wait $keyring || true
        until is_there false; do :; done
    }
    trap 'kill $keyring' EXIT
    unlock
"#;

/// What a script prints on a desktop of its own, with a bus and a keyring;
/// `None` where that can't be had here.
fn on_a_desktop(device: &Device, script: &str) -> Option<(String, String)> {
    for program in ["dbus-run-session", "dbus-send", "gnome-keyring-daemon"] {
        if !has(program) {
            return None;
        }
    }
    let desktop = device.path("desktop");
    std::fs::create_dir(&desktop).unwrap();
    set_mode(&desktop, 0o700);
    let bus = desktop.join("bus.conf");
    std::fs::write(&bus, BUS).unwrap();
    // No pipes: a daemon that outlived its bus would hold them open.
    let [out, err] = ["out", "err"].map(|name| desktop.join(name));
    let status = Command::new("dbus-run-session")
        .arg("--config-file")
        .arg(&bus)
        .args(["--", "sh", "-c", &format!("{KEYRING}\n{script}")])
        .env("RINGTRUE", env!("CARGO_BIN_EXE_ringtrue"))
        .env("RINGTRUE_HOME", device.home())
        .env("HOME", &desktop)
        .env("XDG_RUNTIME_DIR", &desktop)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .stdin(Stdio::null())
        .stdout(std::fs::File::create(&out).unwrap())
        .stderr(std::fs::File::create(&err).unwrap())
        .status()
        .unwrap();
    let [out, err] = [out, err].map(|path| std::fs::read_to_string(path).unwrap());
    assert!(status.success(), "{out}\n{err}");
    Some((out, err))
}

#[test]
fn the_systems_keyring_keeps_the_key_and_gives_it_back() {
    let device = Device::joined();
    let script = r#"
        "$RINGTRUE" protect keyring --yes
        test ! -e "$RINGTRUE_HOME/device.key"
        "$RINGTRUE" code --at 59
        "$RINGTRUE" doctor --json
        "$RINGTRUE" protect nothing --yes
        test -e "$RINGTRUE_HOME/device.key"
        "$RINGTRUE" code --at 59
        "$RINGTRUE" protect keyring --yes
        "$RINGTRUE" code --at 59
    "#;
    let Some((out, err)) = on_a_desktop(&device, script) else {
        return;
    };
    assert_eq!(out.matches("caller: 287").count(), 3, "{out}");
    assert!(out.contains("it is in the system's keyring"), "{out}");
    assert!(err.contains("the only key to the groups"), "{err}");
}

#[test]
fn other_programs_find_the_key_in_the_keyring_and_it_is_gone_when_it_goes() {
    if !has("secret-tool") {
        return;
    }
    let device = Device::joined();
    let key = device.key().to_text();
    let script = r#"
        "$RINGTRUE" protect keyring --yes
        secret-tool search --all service ringtrue 2>&1 | grep -e label -e username
        secret-tool lookup service ringtrue username "device key of $RINGTRUE_HOME"
        echo
        "$RINGTRUE" protect nothing --yes
        if secret-tool lookup service ringtrue; then exit 1; fi
    "#;
    let Some((out, _)) = on_a_desktop(&device, script) else {
        return;
    };
    let name = format!("device key of {}", device.home().display());
    for line in [
        "label = The device key of ringtrue\n",
        &format!("attribute.username = {name}\n"),
    ] {
        assert!(out.contains(line), "{out}");
    }
    assert_eq!(out.matches(key.trim_end()).count(), 1);
}

#[test]
fn a_locked_keyring_says_so_and_opens_again() {
    let device = Device::joined();
    // Nobody can be asked for the password: there is nothing that would ask.
    let script = r#"
        "$RINGTRUE" protect keyring --yes
        secrets=/org/freedesktop/secrets
        dbus-send --session --print-reply --dest=org.freedesktop.secrets $secrets \
            org.freedesktop.Secret.Service.Lock array:objpath:$secrets/collection/login >/dev/null
        "$RINGTRUE" code --at 59 && exit 1
        "$RINGTRUE" protect nothing --yes && exit 1
        test ! -e "$RINGTRUE_HOME/device.key"
        stop
        unlock
        "$RINGTRUE" code --at 59
    "#;
    let Some((out, err)) = on_a_desktop(&device, script) else {
        return;
    };
    assert_eq!(out.matches("caller: 287").count(), 1, "{out}");
    let locked = "nor in the system's keyring: the keyring is locked, or access was refused";
    assert_eq!(err.matches(locked).count(), 2, "{err}");
}

#[test]
fn without_a_keyring_nothing_changes() {
    let device = Device::joined();
    refused(&device, "there is no keyring on this system", || {
        device.run(["protect", "keyring", "--yes"])
    });
}
