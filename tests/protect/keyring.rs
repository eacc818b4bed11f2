//! The device key in a real keyring, in a desktop session of its own.

use std::process::{Command, Stdio};

use ringtrue_core::device::DeviceKey;

use crate::common::{Device, is_installed};
use crate::{assert_refused, set_mode};

/// A bus that starts no service on demand: otherwise, calling a keyring that is not running
/// would start another one, locked.
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

/// Starts the session's keyring, unlocked, and defines functions to control it.
const KEYRING: &str = r#"
    set -e
    secrets=/org/freedesktop/secrets
    printf pw >"$HOME/password"
    is_there() {
        dbus-send --session --print-reply --dest=org.freedesktop.DBus / \
            org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets | grep -q "boolean $1"
    }
    start() {
        gnome-keyring-daemon --foreground --components=secrets "$@" <"$HOME/password" >/dev/null 2>&1 &
        keyring=$!
        until is_there true; do kill -0 $keyring; done
    }
    lock() {
        dbus-send --session --print-reply --dest=org.freedesktop.secrets $secrets \
            org.freedesktop.Secret.Service.Lock "array:objpath:$secrets/collection/$1" >/dev/null
    }
    stop() {
        kill $keyring
        wait $keyring || true
        until is_there false; do :; done
    }
    trap 'kill $keyring' EXIT
    start --unlock
"#;

/// Runs a script in a desktop session of its own, with a bus and a keyring. Returns its
/// output, or `None` if the programs are missing.
fn on_a_desktop(device: &Device, script: &str) -> Option<(String, String)> {
    for program in ["dbus-run-session", "dbus-send", "gnome-keyring-daemon"] {
        if !is_installed(program) {
            return None;
        }
    }
    let desktop = device.path("desktop");
    std::fs::create_dir(&desktop).unwrap();
    set_mode(&desktop, 0o700);
    let bus = desktop.join("bus.conf");
    std::fs::write(&bus, BUS).unwrap();
    // Files, not pipes: a daemon that outlives its bus would hold those open.
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
fn a_key_in_the_keyring_is_renewed_there() {
    let device = Device::joined();
    let script = r#"
        "$RINGTRUE" protect keyring --yes
        "$RINGTRUE" device
        "$RINGTRUE" device --renew --yes
        "$RINGTRUE" device
        test ! -e "$RINGTRUE_HOME/device.key"
        "$RINGTRUE" code --at 59
    "#;
    let Some((out, _)) = on_a_desktop(&device, script) else {
        return;
    };
    let keys = out.lines().filter(|line| line.starts_with("age1"));
    let keys: Vec<&str> = keys.collect();
    assert_eq!(keys.len(), 2, "{out}");
    assert_ne!(keys[0], keys[1]);
    assert!(out.contains(&format!("a new key: {}", keys[1])), "{out}");
    assert!(out.contains("caller: 287"), "{out}");
}

#[test]
fn other_programs_find_the_key_in_the_keyring_until_it_is_moved_out() {
    if !is_installed("secret-tool") {
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

/// Stores standard input as an entry of this device with the attributes that
/// ringtrue has always used, and counts the entries.
const STORE: &str = r#"
    username="device key of $RINGTRUE_HOME"
    store() {
        secret-tool store "$@" --label="The device key of ringtrue" service ringtrue username "$username"
    }
    how_many() { secret-tool search --all service ringtrue username "$username" 2>&1 | grep -c "^secret = "; }
"#;

#[test]
fn an_entry_of_an_earlier_version_works_and_is_removed_with_the_key() {
    if !is_installed("secret-tool") {
        return;
    }
    let device = Device::joined();
    // In the default collection, in another one, and in both at once.
    let script = r#"
        for collections in default session "default session"; do
            for collection in $collections; do
                store --collection="$collection" <"$RINGTRUE_HOME/device.key"
            done
            rm "$RINGTRUE_HOME/device.key"
            "$RINGTRUE" code --at 59
            "$RINGTRUE" protect nothing --yes
            test "$(how_many)" = 0
        done
    "#;
    let Some((out, _)) = on_a_desktop(&device, &format!("{STORE}{script}")) else {
        return;
    };
    assert_eq!(out.matches("caller: 287").count(), 3, "{out}");
}

#[test]
fn an_existing_entry_is_overwritten_in_any_collection() {
    if !is_installed("secret-tool") {
        return;
    }
    let device = Device::joined();
    let script = r#"
        for collection in default session; do
            echo old | store --collection="$collection"
            "$RINGTRUE" protect keyring --yes
            test "$(how_many)" = 1
            "$RINGTRUE" code --at 59
            "$RINGTRUE" protect nothing --yes
        done
    "#;
    let Some((out, err)) = on_a_desktop(&device, &format!("{STORE}{script}")) else {
        return;
    };
    assert_eq!(out.matches("caller: 287").count(), 2, "{out}");
    assert!(
        err.contains("ignoring the keyring's entry: it is not a key"),
        "{err}"
    );
}

#[test]
fn a_locked_keyring_says_so_and_opens_again() {
    let device = Device::joined();
    // There is no prompter that could ask for the password.
    let script = r#"
        "$RINGTRUE" protect keyring --yes
        lock login
        "$RINGTRUE" code --at 59 && exit 1
        "$RINGTRUE" protect nothing --yes && exit 1
        test ! -e "$RINGTRUE_HOME/device.key"
        stop
        start --unlock
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
fn an_entry_in_the_keyring_takes_precedence_over_any_file() {
    let device = Device::joined();
    let own = device.key().to_text();
    let planted = DeviceKey::generate().to_text();
    std::fs::write(device.path("own"), own.as_bytes()).unwrap();
    std::fs::write(device.path("planted"), planted.as_bytes()).unwrap();
    let script = r#"
        cd "$RINGTRUE_HOME"
        umask 077
        OWN="$(realpath ../own)"
        "$RINGTRUE" protect keyring --yes
        # One that someone planted is named, and stays.
        cp ../planted device.key
        echo planted >device.key.age
        "$RINGTRUE" code --at 59
        cmp ../planted device.key
        # The key itself, as after a change that was cut off, goes.
        cp ../own device.key
        "$RINGTRUE" protect keyring
        test ! -e device.key
        # While the keyring is locked, no file counts instead.
        cp ../planted device.key
        lock login
        "$RINGTRUE" code --at 59 && exit 1
        stop
        start --unlock
        # A directory that was made anew has the key that is still in the keyring.
        cd /
        rm -r "$RINGTRUE_HOME"
        "$RINGTRUE" new Club
        test ! -e "$RINGTRUE_HOME/device.key"
        "$RINGTRUE" protect nothing --yes
        cmp "$OWN" "$RINGTRUE_HOME/device.key"
    "#;
    let Some((out, err)) = on_a_desktop(&device, script) else {
        return;
    };
    assert_eq!(out.matches("caller: 287").count(), 1, "{out}");
    assert_eq!(err.matches("is not this device's key").count(), 1, "{err}");
    assert_eq!(
        err.matches("a leftover copy of the key").count(),
        1,
        "{err}"
    );
    let locked = "the device key is in the system's keyring: the keyring is locked, or access was \
                  refused";
    assert_eq!(err.matches(locked).count(), 1, "{err}");
}

/// Stands for a person who types the keyring's password when asked, or cancels, depending on
/// the arguments: the mock prompter of GNOME's own tests.
const PERSON: &str = r#"
import ctypes, os, signal, sys

for name in "libgcr-base-3.so.1", "libgcr-4.so.4":
    try:
        gcr = ctypes.CDLL(name)
        break
    except OSError:
        pass
gcr.gcr_mock_prompter_start.restype = ctypes.c_char_p
address = gcr.gcr_mock_prompter_start()
for answer in sys.argv[1:]:
    if answer == "yes":
        gcr.gcr_mock_prompter_expect_password_ok(b"pw", None)
    else:
        gcr.gcr_mock_prompter_expect_password_cancel()
with open(os.environ["HOME"] + "/person", "wb") as file:
    file.write(address)
signal.pause()
"#;

#[test]
fn a_person_is_asked_to_make_a_keyring_and_to_unlock_it_and_may_say_no() {
    if !is_installed("python3") {
        return;
    }
    let device = Device::joined();
    let script = format!(
        r#"
        # A keyring that nobody has set up.
        stop
        rm -r "$HOME/.local/share/keyrings"
        python3 - yes yes no <<'END' &
{PERSON}
END
        person=$!
        trap 'kill $keyring $person' EXIT
        until test -s "$HOME/person"; do kill -0 $person; done
        export GNOME_KEYRING_TEST_PROMPTER="$(cat "$HOME/person")"
        start
        "$RINGTRUE" protect keyring --yes
        lock Default_5fkeyring
        "$RINGTRUE" code --at 59
        lock Default_5fkeyring
        "$RINGTRUE" code --at 59 && exit 1
        dbus-send --session --print-reply --dest=org.freedesktop.secrets $secrets \
            org.freedesktop.Secret.Service.ReadAlias string:default
    "#
    );
    let Some((out, err)) = on_a_desktop(&device, &script) else {
        return;
    };
    assert!(out.contains("now in the system's keyring"), "{out}");
    assert_eq!(out.matches("caller: 287").count(), 1, "{out}");
    assert!(out.contains("collection/Default_5fkeyring"), "{out}");
    assert!(
        err.contains("the keyring is locked, or access was refused"),
        "{err}"
    );
}

#[test]
fn without_a_keyring_nothing_changes() {
    let device = Device::joined();
    assert_refused(&device, "no keyring answers on this system", || {
        device.run(["protect", "keyring", "--yes"])
    });
}
