//! The files of a device: written by many at once, damaged, linked, open to
//! others, and cleared of seeds whose time is over.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests arrange the world, and end where it is not as arranged"
)]

mod common;

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use common::{Device, Run, TEST_SEED, read};
use ringtrue::device::DeviceKey;
use ringtrue::{Codes, Parameters, Secret, UnixTime};

/// What is done to the files of a device.
type Damage<'a> = &'a dyn Fn(&Device);

/// A command of every kind: some read the vault, the others change it.
const COMMANDS: [&[&str]; 12] = [
    &[],
    &["code"],
    &["check", "287082", "--at", "59"],
    &["check", "287", "--they-called"],
    &["invite", "--link"],
    &["join", "link.txt", "--yes"],
    &["members"],
    &["members", "add", "Anna"],
    &["rotate"],
    &["groups"],
    &["groups", "forget", "Smith family", "--yes"],
    &["new", "Bakers"],
];

#[test]
fn what_many_write_at_once_is_all_kept() {
    let device = Device::joined();
    let mut running: Vec<Child> = Vec::new();
    for number in 0..24 {
        running.push(spawn(&device, &["members", "add", &format!("X{number}")]));
        match number % 4 {
            0 => running.push(spawn(
                &device,
                &["new", &format!("G{number}"), "-g", "Smith family"],
            )),
            1 => running.push(spawn(&device, &["members", "-g", "Smith family"])),
            2 => running.push(spawn(&device, &["code", "-g", "Smith family"])),
            _ => {}
        }
    }
    // With several groups about, a group has to be named: `spawn` names it.
    for mut child in running {
        assert!(child.wait().unwrap().success());
    }
    let members = device.run(["members", "--json", "-g", "Smith family"]);
    let members = members.done().json();
    for number in 0..24 {
        let name = format!("X{number}");
        let all = members["members"].as_array().unwrap();
        assert!(
            all.iter().any(|member| member["name"] == name.as_str()),
            "{name}"
        );
    }
    let groups = device.run(["groups", "--json"]).done().json();
    assert_eq!(groups["groups"].as_array().unwrap().len(), 1 + 6);
}

#[test]
fn of_many_who_check_one_half_at_once_one_has_a_match() {
    let device = Device::joined();
    let arguments = ["check", "287", "--they-called", "--at", "59"];
    let running: Vec<Child> = (0..12).map(|_| spawn(&device, &arguments)).collect();
    let statuses = running
        .into_iter()
        .map(|mut child| child.wait().unwrap().code().unwrap());
    let (matches, others): (Vec<_>, Vec<_>) = statuses.partition(|status| *status == 0);
    assert_eq!((matches.len(), others), (1, vec![1; 11]));
}

#[test]
fn a_first_start_of_many_at_once_makes_one_device_key() {
    let device = Device::new();
    let running: Vec<Child> = (0..8)
        .map(|number| spawn(&device, &["new", &format!("G{number}")]))
        .collect();
    for mut child in running {
        assert!(child.wait().unwrap().success());
    }
    let groups = device.run(["groups", "--json"]).done().json();
    assert_eq!(groups["groups"].as_array().unwrap().len(), 8);
}

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
            "it is of version 2, and this ringtrue reads version 1",
        ),
        (
            &newer_with_more,
            "it is of version 2, and this ringtrue reads version 1",
        ),
        (&cut, "it was cut short or changed"),
        (&flipped, "it was cut short or changed"),
        (&not_toml, "its text is not TOML (line 1)"),
        (
            &without_version,
            "its text does not say which version it is",
        ),
        (&not_text, "what is sealed in it is not text"),
        (&of_another, "it was sealed to another device key"),
        (&too_large, "it has more than 16777216 bytes"),
        (&|device| write(device, "vault.age", b""), "it is empty"),
        (
            &|device| write(device, "vault.age", b"hello"),
            "it is not an age file, or its beginning was damaged",
        ),
        (&|device| directory(device, "vault.age"), "it is not a file"),
        (&|device| pipe(device, "vault.age"), "it is not a file"),
        (&|device| link(device, "vault.age"), "it is a symbolic link"),
    ];
    for (damage, reason) in cases {
        let device = damaged(damage);
        refused_by_all(&device, "vault.age", reason);
    }
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
            &|device| directory(device, "device.key"),
            "it is not a file",
        ),
        (&|device| pipe(device, "device.key"), "it is not a file"),
        (
            &|device| link(device, "device.key"),
            "it is a symbolic link",
        ),
        (
            &|device| fs::remove_file(device.home().join("device.key")).unwrap(),
            "the device key is neither in",
        ),
    ];
    for (damage, reason) in cases {
        let device = damaged(damage);
        refused_by_all(&device, "device.key", reason);
    }
}

#[test]
fn a_vault_that_is_missing_beside_its_backup_is_not_begun_anew() {
    let device = damaged(&|device| {
        fs::remove_file(device.home().join("vault.age")).unwrap();
    });
    refused_by_all(&device, "vault.age", "is missing, but");
    let home = device.home();
    fs::copy(home.join("vault.age.bak"), home.join("vault.age")).unwrap();
    device.run(["code"]).done();
}

#[test]
fn a_linked_backup_is_not_written_through() {
    let device = damaged(&|device| link(device, "vault.age.bak"));
    let target = device.path("target-vault.age.bak");
    let before = (device.files(), read(&target));
    for arguments in [
        &["members", "add", "Ben"][..],
        &["rotate", "--overlap", "0"],
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
fn through_a_linked_lock_is_read_and_nothing_is_written() {
    let device = damaged(&|device| link(device, "lock"));
    device.run(["code"]).done();
    let before = device.files();
    let run = device.run(["members", "add", "Ben"]);
    assert_eq!(run.status, 2);
    assert!(
        run.err.contains("lock: it is a symbolic link"),
        "{}",
        run.err
    );
    // A call can't wait for that.
    let run = device
        .run(["check", "287", "--they-called", "--at", "59"])
        .done();
    assert!(
        run.err
            .contains("warning: it can't be noted that this half was used")
    );
    assert_eq!(device.files(), before);
}

#[test]
fn files_are_closed_to_others_from_birth_whatever_the_umask() {
    for umask in ["000", "022", "077"] {
        let device = Device::new();
        let line = format!("umask {umask}; exec \"$0\" \"$@\"");
        let run = |arguments: &[&str]| {
            let typed = device.command(arguments);
            let mut shell = std::process::Command::new("sh");
            let program = typed.get_program();
            shell.args(["-c", &line]).arg(program).args(arguments);
            shell.env("RINGTRUE_HOME", device.home());
            shell.current_dir(device.path("")).stdin(Stdio::null());
            let output = shell.output().unwrap();
            assert!(output.status.success(), "{output:?}");
        };
        run(&["new", "Smith family"]);
        run(&["members", "add", "Anna"]);
        run(&["invite", "--png", "invite.png", "--svg", "invite.svg"]);
        let code = device.run(["code", "--json"]).done().json();
        run(&["check", code["code"].as_str().unwrap()]);
        assert_eq!(mode(&device.home()), 0o700);
        let mut names = Vec::new();
        for (path, _) in device.files() {
            assert_eq!(mode(&path), 0o600, "{}", path.display());
            names.push(path.file_name().unwrap().to_owned());
        }
        assert_eq!(
            names,
            [
                "device.key",
                "lock",
                "recent.toml",
                "state.toml",
                "vault.age",
                "vault.age.bak"
            ]
        );
        for name in ["invite.png", "invite.svg"] {
            assert_eq!(mode(&device.path(name)), 0o600, "{name}");
        }
    }
}

#[test]
fn what_was_opened_to_others_is_closed_and_told() {
    for (name, wide) in [
        ("", 0o755),
        ("vault.age", 0o644),
        ("device.key", 0o640),
        ("vault.age.bak", 0o604),
        ("recent.toml", 0o666),
        ("lock", 0o666),
    ] {
        let device = damaged(&|device| {
            device.run(["check", "287082", "--at", "59"]).done();
        });
        let path = device.home().join(name);
        fs::set_permissions(&path, fs::Permissions::from_mode(wide)).unwrap();
        let run = device.run(["check", "755224", "--at", "0"]).done();
        let told = format!("was open to others (mode {wide:o}); it is closed now");
        assert!(run.err.contains(&told), "{name}: {}", run.err);
        let closed = if name.is_empty() { 0o700 } else { 0o600 };
        assert_eq!(mode(&path), closed, "{name}");
        assert_eq!(device.run(["code"]).done().err, "", "{name}");
    }
}

#[test]
fn an_old_seed_is_gone_when_it_is_said_to_be() {
    let cases: [&[&str]; 3] = [
        &["rotate", "--lost", "Anna"],
        &["rotate", "--overlap", "0"],
        &["groups", "forget", "Smith family", "--yes"],
    ];
    for arguments in cases {
        let device = damaged(&|_| {});
        for name in ["vault.age", "vault.age.bak"] {
            assert!(unsealed(&device, name).contains(TEST_SEED), "{name}");
        }
        device.run(arguments).done();
        for name in ["vault.age", "vault.age.bak"] {
            let text = unsealed(&device, name);
            assert!(!text.contains(TEST_SEED), "{arguments:?} {name}");
        }
    }
}

#[test]
fn an_undone_seed_is_gone_too() {
    let device = damaged(&|_| {});
    device.run(["rotate"]).done();
    let link = device.run(["invite", "--link"]).done().out;
    let seed = link
        .split("secret=")
        .nth(1)
        .unwrap()
        .split('&')
        .next()
        .unwrap();
    assert!(unsealed(&device, "vault.age").contains(seed));
    device.run(["rotate", "--undo"]).done();
    for name in ["vault.age", "vault.age.bak"] {
        assert!(!unsealed(&device, name).contains(seed), "{name}");
        assert!(unsealed(&device, name).contains(TEST_SEED), "{name}");
    }
}

#[test]
fn an_old_seed_is_removed_by_whoever_reads_after_its_time() {
    for arguments in [
        &["code"][..],
        &["members"],
        &["groups"],
        &["members", "add", "Ben"],
    ] {
        let device = damaged(&expire);
        let run = device.run(arguments).done();
        assert_eq!(run.err, "", "{arguments:?}");
        for name in ["vault.age", "vault.age.bak"] {
            let text = unsealed(&device, name);
            assert!(!text.contains(TEST_SEED), "{arguments:?} {name}");
        }
    }
}

#[test]
fn an_old_seed_that_cannot_be_removed_still_lets_a_reader_answer() {
    let device = damaged(&|device| {
        expire(device);
        link(device, "lock");
    });
    let before = device.files();
    let run = device.run(["code"]).done();
    assert!(run.out.contains("generation: 2"), "{}", run.out);
    assert!(
        run.err
            .contains("warning: an old seed's time is over, but it can't be removed"),
        "{}",
        run.err
    );
    // What has expired is accepted no more, removed or not.
    let at = UnixTime::from_secs(1_000_000_000);
    let secret = Secret::new(b"12345678901234567890").unwrap();
    let code = Codes::new(&secret, Parameters::default()).at(at);
    let run = device.run(["check", code.as_str(), "--at", "1000000000"]);
    assert_eq!(run.status, 1, "{run:#?}");
    assert_eq!(device.files(), before);
}

#[test]
fn a_bad_record_locks_no_other_away_and_is_kept() {
    let device = damaged(&|device| {
        let text = unsealed(device, "vault.age");
        let bad = "[[group]]\nid = \"zz\"\nname = \"Odd\"\nseed = \"KEPT\"\n";
        seal(device, &["vault.age"], &format!("{text}\n{bad}"));
    });
    let run = device.run(["code"]).done();
    assert!(
        run.err
            .contains("warning: a group in the vault can't be read (line ")
    );
    device.run(["members", "add", "Ben"]).done();
    device.run(["rotate", "--overlap", "0"]).done();
    assert!(unsealed(&device, "vault.age").contains("seed = \"KEPT\""));
}

#[test]
fn damaged_memory_of_used_halves_is_set_aside_and_the_call_goes_on() {
    for bytes in [
        &b""[..],
        b"version = 2",
        b"version = 1\naccepted = 3",
        b"\xff",
    ] {
        let device = damaged(&|device| write(device, "recent.toml", bytes));
        let run = device
            .run(["check", "287", "--they-called", "--at", "59"])
            .done();
        let told = "ringtrue: warning: which halves were used before can't be read; \
                    the file is kept as ";
        assert!(run.err.starts_with(told), "{}", run.err);
        assert_eq!(read(&device.home().join("recent.toml.damaged")), bytes);
        let again = device.run(["check", "287", "--they-called", "--at", "59"]);
        assert_eq!((again.status, again.err.as_str()), (1, ""));
    }
}

#[test]
fn memory_that_cannot_be_read_does_not_stop_a_call() {
    let cases: [Damage<'_>; 2] = [&|device| directory(device, "recent.toml"), &|device| {
        device.run(["check", "755224", "--at", "0"]).done();
        link(device, "recent.toml");
    }];
    for damage in cases {
        let device = damaged(damage);
        let before = device.files();
        let run = device
            .run(["check", "287", "--they-called", "--at", "59"])
            .done();
        assert!(run.err.contains("recent.toml"), "{}", run.err);
        assert!(
            run.err
                .contains("warning: it can't be noted that this half was used")
        );
        assert_eq!(device.files(), before);
    }
}

#[test]
fn the_memory_of_used_halves_has_no_names_and_no_secrets() {
    let device = damaged(&|_| {});
    device
        .run(["check", "287082", "--at", "59", "--from", "Anna"])
        .done();
    let text = String::from_utf8(read(&device.home().join("recent.toml"))).unwrap();
    for secret in [
        "Smith", "Anna", "287", "082", "extreme", "belong", TEST_SEED,
    ] {
        // A group's id is hexadecimal: it may hold any three digits.
        let lines = text.lines().filter(|line| !line.starts_with("group = "));
        let mut lines = lines.filter(|line| !line.starts_with("at = "));
        assert!(lines.all(|line| !line.contains(secret)), "{secret}");
    }
    assert_eq!(text.matches("[[accepted]]").count(), 2);
    device
        .run(["groups", "forget", "Smith family", "--yes"])
        .done();
    let text = String::from_utf8(read(&device.home().join("recent.toml"))).unwrap();
    assert!(!text.contains("group"), "{text}");
}

#[test]
fn a_data_directory_that_depends_on_where_one_stands_is_refused() {
    let device = Device::new();
    for home in ["home", "./home", "../home", "~/home"] {
        let mut command = device.command(["new", "Smith family"]);
        let output = command.env("RINGTRUE_HOME", home).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(
            String::from_utf8(output.stderr).unwrap(),
            format!(
                "ringtrue: error: RINGTRUE_HOME is not an absolute path: {home}\n\
                 ringtrue: hint: set RINGTRUE_HOME to a directory of your own, as a whole path\n"
            )
        );
    }
    assert!(fs::read_dir(device.path("")).unwrap().next().is_none());
}

#[test]
fn without_the_variable_the_vault_lies_where_the_platform_keeps_data() {
    let device = Device::new();
    let mut command = device.command(["new", "Smith family"]);
    command.env_remove("RINGTRUE_HOME");
    command.env("XDG_DATA_HOME", device.path("data"));
    assert!(command.output().unwrap().status.success());
    assert!(device.path("data/ringtrue/vault.age").is_file());
}

#[test]
fn what_an_interrupted_write_left_is_swept_by_the_next() {
    let device = damaged(&|device| {
        write(device, ".ringtrue-a1B2c3.tmp", b"sealed");
        write(device, ".ringtrue-notes.txt", b"mine");
        write(device, "other.tmp", b"mine");
    });
    let stale = device.home().join(".ringtrue-a1B2c3.tmp");
    device.run(["code"]).done();
    assert!(stale.exists(), "a reader removes nothing");
    device.run(["members", "add", "Ben"]).done();
    assert!(!stale.exists());
    assert!(device.home().join(".ringtrue-notes.txt").exists());
    assert!(device.home().join("other.tmp").exists());
}

#[test]
fn a_command_that_fails_writes_nothing() {
    let device = damaged(&|_| {});
    let before = device.files();
    let cases: [&[&str]; 8] = [
        &["new", "smith family"],
        &["members", "add", "anna"],
        &["members", "remove", "Carla"],
        &["rotate", "--lost", "Carla"],
        &["rotate", "--undo"],
        &["groups", "forget", "Jones", "--yes"],
        &["groups", "default", "Jones"],
        &["join", "nowhere.png", "--yes"],
    ];
    for arguments in cases {
        assert_eq!(device.run(arguments).status, 2, "{arguments:?}");
        assert_eq!(device.files(), before, "{arguments:?}");
    }
}

/// A device with a member on the roll, after something was done to its files.
fn damaged(damage: Damage<'_>) -> Device {
    let device = Device::joined();
    fs::write(device.path("link.txt"), common::TEST_LINK).unwrap();
    device.run(["members", "add", "Anna"]).done();
    damage(&device);
    device
}

/// Every command is refused: it names the file, tells what is wrong and what
/// to do, and leaves every byte as it was.
#[track_caller]
fn refused_by_all(device: &Device, name: &str, reason: &str) {
    let before = state(device);
    for arguments in COMMANDS {
        let Run { out, err, status } = device.run(arguments);
        let told = format!("{arguments:?}: {err}");
        assert_eq!((status, out.as_str()), (2, ""), "{told}");
        assert!(
            err.contains(&device.home().join(name).display().to_string()),
            "{told}"
        );
        assert!(err.contains(reason), "{told}\nwanted: {reason}");
        assert!(state(device) == before, "{told}");
    }
}

/// Every file of the data directory and beside it: its name, and its bytes
/// where it has any. A pipe would keep a reader waiting.
fn state(device: &Device) -> Vec<(PathBuf, Option<Vec<u8>>)> {
    let files = |directory| fs::read_dir(directory).unwrap();
    let entries = files(device.path("")).chain(files(device.home()));
    let mut state: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.clone(), path.is_file().then(|| read(&path))))
        .collect();
    state.sort();
    state
}

/// Starts the program, with the group named where one is needed.
fn spawn(device: &Device, arguments: &[&str]) -> Child {
    let mut command = device.command(arguments);
    if arguments[0] == "members" && !arguments.contains(&"-g") {
        command.args(["-g", "Smith family"]);
    }
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Rotates, and moves the end of the overlap into the past, in the backup too.
fn expire(device: &Device) {
    device.run(["rotate"]).done();
    let text = unsealed(device, "vault.age");
    let until = text
        .lines()
        .find(|line| line.starts_with("until = "))
        .unwrap();
    let text = text.replace(until, "until = 1000000000");
    seal(device, &["vault.age", "vault.age.bak"], &text);
}

fn device_key(device: &Device) -> DeviceKey {
    let text = String::from_utf8(read(&device.home().join("device.key"))).unwrap();
    DeviceKey::from_text(&text).unwrap()
}

fn unsealed(device: &Device, name: &str) -> String {
    let sealed = read(&device.home().join(name));
    let text = device_key(device).open(&sealed).unwrap();
    String::from_utf8(text.to_vec()).unwrap()
}

fn seal(device: &Device, names: &[&str], text: &str) {
    seal_bytes(device, names, text.as_bytes());
}

fn seal_bytes(device: &Device, names: &[&str], bytes: &[u8]) {
    let sealed = device_key(device).seal(bytes).unwrap();
    for name in names {
        write(device, name, &sealed);
    }
}

fn write(device: &Device, name: &str, bytes: &[u8]) {
    let path = device.home().join(name);
    fs::write(&path, bytes).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
}

/// Puts a directory in the file's place: root reads a file of any mode.
fn directory(device: &Device, name: &str) {
    let path = device.home().join(name);
    let _ = fs::remove_file(&path);
    fs::create_dir(path).unwrap();
}

/// Puts a pipe in the file's place, which would keep a reader waiting.
fn pipe(device: &Device, name: &str) {
    let path = device.home().join(name);
    fs::remove_file(&path).unwrap();
    let made = std::process::Command::new("mkfifo").arg(&path).status();
    assert!(made.unwrap().success());
}

/// Moves the file elsewhere, and puts a link to it in its place.
fn link(device: &Device, name: &str) {
    let path = device.home().join(name);
    let target = device.path(&format!("target-{name}"));
    fs::rename(&path, &target).unwrap();
    symlink(target, path).unwrap();
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}
