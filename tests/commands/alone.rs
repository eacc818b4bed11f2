//! Tests of commands that a transcript can't express.

use crate::arranged::png;
use crate::common::{Device, Run, TEST_LINK};

#[test]
fn the_help_of_every_command_has_an_example() {
    let device = Device::new();
    let mut commands = vec![Vec::new()];
    while let Some(command) = commands.pop() {
        let help = device
            .run(command.iter().chain(&["--help".to_owned()]))
            .succeeds();
        assert!(help.out.contains("Example: ringtrue "), "{command:?}");
        for name in subcommands(&help) {
            commands.push([&command[..], &[name]].concat());
        }
    }
}

#[test]
fn a_moment_is_seconds_or_rfc_3339_of_any_zone() {
    let device = Device::joined();
    let codes: Vec<String> = ["59", "1970-01-01T00:00:59Z", "1970-01-01T01:00:59+01:00"]
        .iter()
        .map(|at| device.run(["code", "--at", at]).succeeds().out)
        .collect();
    assert!(codes.iter().all(|code| *code == codes[0]), "{codes:?}");
}

#[test]
fn without_a_moment_the_code_is_the_current_one() {
    let device = Device::joined();
    let shown = device.run(["code", "--json"]).succeeds().json();
    // The step may end between the two runs: either code is right.
    let period = shown["period"].as_u64().unwrap();
    let start = shown["counter"].as_u64().unwrap() * period;
    let now = jiff::Timestamp::now().as_second();
    assert!((now - i64::try_from(start).unwrap()).abs() < 120);
    let computed = device.run(["code", "--json", "--at", &start.to_string()]);
    assert_eq!(shown["code"], computed.succeeds().json()["code"]);
    let expires_in = shown["expires_in"].as_u64().unwrap();
    assert!((1..=period).contains(&expires_in));
}

#[test]
fn a_file_name_that_is_not_utf_8_is_still_reported() {
    use std::os::unix::ffi::OsStrExt as _;
    let device = Device::joined();
    let name = std::ffi::OsStr::from_bytes(b"\xff.png");
    let arguments = ["invite", "--json", "--png"].map(std::ffi::OsStr::new);
    let run = device.run(arguments.into_iter().chain([name])).succeeds();
    assert_eq!(run.json()["written"][0], "\u{fffd}.png");
}

#[test]
fn a_file_name_is_escaped_like_a_name() {
    let device = Device::joined();
    device.run(["members", "add", "Anna"]).succeeds();
    device.write_passphrase_files();
    let name = "a\u{202e}gpj\u{1b}[2J\n.age";
    let shown = "a\\u{202e}gpj\\u{1b}[2J\\n.age";
    let pass = ["--backup-passphrase-file", "pass.txt"];
    let with = |command: &[&'static str]| {
        let run = device.run([command, &[name], &pass].concat());
        let printed = [run.out.as_str(), &run.err].concat();
        assert!(printed.contains(shown), "{printed:?}");
        assert!(!printed.contains(['\u{202e}', '\u{1b}']), "{printed:?}");
        run
    };
    with(&["backup"]).succeeds();
    // The name also appears in an error, since the file exists now.
    assert_eq!(with(&["backup"]).status, 2);
    assert_eq!(with(&["join"]).status, 2);
    with(&["invite", "--yes", "--png"]).succeeds();
    with(&["invite", "--yes", "--sealed"]).succeeds();
    with(&["rotate", "--yes", "--sealed"]).succeeds();
    with(&["sheet", "--yes", "--no-open", "--card", "--out"]).succeeds();
    with(&["sheet", "--yes", "--no-open", "--for", "Anna", "--out"]).succeeds();
    std::fs::remove_file(device.path(name)).unwrap();
    with(&["man"]).succeeds();
}

#[test]
fn doctor_escapes_the_name_of_a_directory_too() {
    use std::os::unix::fs::PermissionsExt as _;
    let device = Device::new();
    let home = device.path("a\u{202e}b");
    std::fs::create_dir(&home).unwrap();
    std::fs::set_permissions(&home, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = device.command(["doctor"]);
    let output = command.env("RINGTRUE_HOME", &home).output().unwrap();
    let printed = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(printed.contains("a\\u{202e}b (mode 755)"), "{printed:?}");
    assert!(!printed.contains('\u{202e}'), "{printed:?}");
}

#[test]
fn a_backup_to_a_file_whose_name_is_not_utf_8_is_still_reported() {
    use std::os::unix::ffi::OsStrExt as _;
    let device = Device::joined();
    device.write_passphrase_files();
    let name = std::ffi::OsStr::from_bytes(b"\xff.age");
    let arguments = ["backup", "--json", "--backup-passphrase-file", "pass.txt"];
    let arguments = arguments.map(std::ffi::OsStr::new);
    let run = device.run(arguments.into_iter().chain([name])).succeeds();
    assert_eq!(run.json()["written"], "\u{fffd}.age");
}

#[test]
fn a_caller_on_the_old_seed_is_answered_with_its_half() {
    let device = Device::joined();
    let caller = |more: &[&str]| {
        let shown = device.run(["code", "--json", "--at"].iter().chain(more));
        shown.succeeds().json()["caller"]["digits"].clone()
    };
    let due: [&[&str]; 4] = [&["59"], &["60"], &["59", "--duress"], &["60", "--duress"]];
    device.run(["rotate", "--yes"]).succeeds();
    // One new seed in 250 has the same half by chance.
    while due.map(caller).contains(&"287".into()) {
        device.run(["rotate", "--yes", "--undo"]).succeeds();
        device.run(["rotate", "--yes"]).succeeds();
    }
    let run = device.run(["check", "287", "--they-called", "--at", "59"]);
    assert!(
        run.succeeds()
            .out
            .ends_with("Now say your half: 082  belong\n")
    );
}

#[test]
fn colour_is_shown_only_if_wanted() {
    let device = Device::joined();
    let check = |option: &[&str]| {
        let arguments = ["check", "000", "--i-called", "--at", "59"];
        device.run(arguments.iter().chain(option)).out
    };
    assert!(!check(&[]).contains('\u{1b}'));
    assert!(check(&["--color", "always"]).contains('\u{1b}'));
    assert!(!check(&["--color", "always", "--plain"]).contains('\u{1b}'));
}

#[test]
fn a_full_disk_is_an_error_and_a_closed_pipe_is_not() {
    let device = Device::joined();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full");
    let mut command = device.command(["code"]);
    let run = command.stdout(full.unwrap()).output().unwrap();
    assert_eq!(run.status.code(), Some(2));
    let told = String::from_utf8(run.stderr).unwrap();
    assert!(
        told.starts_with("ringtrue: error: can't write the result: "),
        "{told}"
    );

    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let run = device.command(["code"]).stdout(writer).output().unwrap();
    assert_eq!((run.status.code(), run.stderr), (Some(0), Vec::new()));
}

#[test]
fn a_picture_that_is_too_large_is_refused_by_its_header() {
    let device = Device::new();
    let mut png = png(&[TEST_LINK]);
    // Width and height of the header chunk, and its checksum.
    png[16..24].copy_from_slice(&[0, 0, 0x9c, 0x40, 0, 0, 0x9c, 0x40]);
    let checksum = crc32(&png[12..29]).to_be_bytes();
    png[29..33].copy_from_slice(&checksum);
    std::fs::write(device.path("huge.png"), png).unwrap();
    let run = device.run(["join", "huge.png", "--yes"]);
    assert_eq!(run.status, 2);
    assert_eq!(
        run.err,
        "ringtrue: error: can't use huge.png: the picture has 1600000000 pixels; \
         at most 67108864 are read\n"
    );
}

#[test]
fn a_file_that_is_too_large_is_refused() {
    let device = Device::new();
    let file = std::fs::File::create(device.path("huge.txt")).unwrap();
    file.set_len((64 << 20) + 1).unwrap();
    let run = device.run(["join", "huge.txt", "--yes"]);
    assert_eq!(run.status, 2);
    assert!(
        run.err
            .starts_with("ringtrue: error: can't read huge.txt: "),
        "{}",
        run.err
    );
}

#[test]
fn a_text_of_very_many_links_is_refused_at_once() {
    let device = Device::new();
    let links: Vec<String> = (0..400_000).map(|at| format!("otpauth://{at}")).collect();
    let run = device.run_with(["join", "-", "--yes"], links.join(" "));
    assert_eq!(run.status, 2);
    assert!(run.err.len() < 1000, "{}", run.err);
}

/// The checksum of a PNG's chunk (ISO 3309).
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
    let byte = |crc: u32, byte: &u8| (0..8).fold(crc ^ u32::from(*byte), step);
    !bytes.iter().fold(u32::MAX, byte)
}

/// Returns the commands that `--help` lists.
fn subcommands(help: &Run) -> Vec<String> {
    let list = help.out.split("Commands:\n").nth(1).unwrap_or_default();
    list.lines()
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
        .collect()
}
