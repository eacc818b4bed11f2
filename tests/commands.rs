//! What each command prints, to the letter: the transcripts in
//! `tests/commands`, one file a subject, run from top to bottom on one device.
//!
//! A line `$ ringtrue …` is run, with `< FILE` as its standard input. Below it
//! stands what it prints: standard output as it is, each line of standard error
//! after `! `, and the exit status in brackets. Where no reader could know what
//! is printed, `[DATE]`, `[WORDS]`, `[SERIAL]`, `[KEY]` or `[DIR]` stands instead.
//!
//! `UPDATE_TRANSCRIPTS=1 cargo test --test commands` writes what is printed now.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests arrange the world, and end where it is not as arranged"
)]

mod common;

use std::io::Cursor;
use std::path::Path;

use common::{Device, Run, TEST_LINK, read};
use image::{DynamicImage, ImageFormat};
use ringtrue::qr::{Correction, Symbol};

/// The check words of the test seed: the only ones that a transcript knows.
const TEST_WORDS: &str = "tempo goggles degree motor fabulous mirror";

/// The key of Ben's device.
const BENS: &str = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";

/// The key of Mum's as an organiser.
const MUMS: &str = "RWS+T3Rd4IraKtKRadhfN2PW/IitKduOB669P8OcmcOZNW3ZKmOAz+Fj";

/// Another seed, for the generations after the first.
const NEXT_SEED: &str = "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U";

#[test]
fn new_makes_a_group_and_prints_no_secret() {
    transcript("new");
}

#[test]
fn invite_writes_the_enrolment_where_it_is_told_to() {
    transcript("invite");
}

#[test]
fn join_reads_pictures_and_texts() {
    transcript("join");
}

#[test]
fn join_by_camera_needs_a_terminal_or_a_browser() {
    transcript("join-camera");
}

#[test]
fn join_refuses_what_is_no_enrolment() {
    transcript("join-refuses");
}

#[test]
fn join_follows_a_rotation_only_where_that_was_said() {
    transcript("join-rotation");
}

#[test]
fn join_keeps_two_groups_of_one_name_apart() {
    transcript("join-names");
}

#[test]
fn code_prints_the_code_of_a_moment() {
    transcript("code");
}

#[test]
fn check_says_what_to_think_of_what_was_heard() {
    transcript("check");
}

#[test]
fn check_hears_digits_words_and_near_misses() {
    transcript("check-heard");
}

#[test]
fn check_takes_what_people_type() {
    transcript("check-near");
}

#[test]
fn check_knows_the_old_seed() {
    transcript("check-rotation");
}

#[test]
fn practice_needs_a_terminal() {
    transcript("practice");
}

#[test]
fn rotate_makes_a_new_seed_and_calls_the_roll() {
    transcript("rotate");
}

#[test]
fn members_keeps_the_roll() {
    transcript("members");
}

#[test]
fn device_prints_public_keys() {
    transcript("device");
}

#[test]
fn members_has_their_device_keys_and_organisers() {
    transcript("members-keys");
}

#[test]
fn sheet_writes_pages_and_each_line_counts_once() {
    transcript("sheet");
}

#[test]
fn groups_lists_chooses_and_forgets() {
    transcript("groups");
}

#[test]
fn a_group_from_elsewhere_keeps_its_parameters() {
    transcript("foreign");
}

#[test]
fn protect_says_how_the_key_is_kept() {
    transcript("protect");
}

#[test]
fn backup_and_restore_say_what_they_do_and_leave() {
    transcript("backup");
}

#[test]
fn what_was_mistyped_is_told_and_not_repeated() {
    transcript("usage");
}

#[test]
fn every_transcript_is_run() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/commands");
    let source = include_str!("commands.rs");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let name = name.strip_suffix(".txt").unwrap();
        assert!(
            source.contains(&format!("transcript(\"{name}\")")),
            "{name}"
        );
    }
}

#[test]
fn the_help_of_every_command_has_an_example() {
    let device = Device::new();
    let mut commands = vec![Vec::new()];
    while let Some(command) = commands.pop() {
        let help = device
            .run(command.iter().chain(&["--help".to_owned()]))
            .done();
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
        .map(|at| device.run(["code", "--at", at]).done().out)
        .collect();
    assert!(codes.iter().all(|code| *code == codes[0]), "{codes:?}");
}

#[test]
fn without_a_moment_the_code_is_of_now() {
    let device = Device::joined();
    let shown = device.run(["code", "--json"]).done().json();
    // The step may end between the two runs: either moment's code is right.
    let period = shown["period"].as_u64().unwrap();
    let start = shown["counter"].as_u64().unwrap() * period;
    let now = jiff::Timestamp::now().as_second();
    assert!((now - i64::try_from(start).unwrap()).abs() < 120);
    let computed = device.run(["code", "--json", "--at", &start.to_string()]);
    assert_eq!(shown["code"], computed.done().json()["code"]);
    let expires_in = shown["expires_in"].as_u64().unwrap();
    assert!((1..=period).contains(&expires_in));
}

#[test]
fn a_file_name_that_is_not_utf_8_is_reported_all_the_same() {
    use std::os::unix::ffi::OsStrExt as _;
    let device = Device::joined();
    let name = std::ffi::OsStr::from_bytes(b"\xff.png");
    let arguments = ["invite", "--json", "--png"].map(std::ffi::OsStr::new);
    let run = device.run(arguments.into_iter().chain([name])).done();
    assert_eq!(run.json()["written"][0], "\u{fffd}.png");
}

#[test]
fn whoever_is_on_the_old_seed_is_answered_by_it() {
    let device = Device::joined();
    let caller = |at: &str| {
        let shown = device.run(["code", "--json", "--at", at]).done().json();
        shown["caller"]["digits"].clone()
    };
    device.run(["rotate"]).done();
    // One new seed in 500 has the old half by chance.
    while ["59", "60"].map(caller).contains(&"287".into()) {
        device.run(["rotate", "--undo"]).done();
        device.run(["rotate"]).done();
    }
    let run = device.run(["check", "287", "--they-called", "--at", "59"]);
    assert!(run.done().out.ends_with("Now say your half: 082  belong\n"));
}

#[test]
fn colour_is_shown_only_where_it_is_wanted() {
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
fn a_full_disk_is_an_error_and_a_closed_pipe_is_none() {
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
         at most 40000000 are read\n"
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

/// Runs the transcript of this name, and compares.
#[track_caller]
fn transcript(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/commands")
        .join(format!("{name}.txt"));
    let wanted = String::from_utf8(read(&path)).unwrap();
    let device = Device::new();
    arrange_pictures(&device);
    arrange_texts(&device);
    let mut found = String::new();
    let mut is_output = false;
    for line in wanted.lines() {
        if let Some(typed) = line.strip_prefix("$ ringtrue") {
            found.push_str(&format!("{line}\n{}", session(&device, typed)));
            is_output = true;
        } else if line.is_empty() || line.starts_with('#') {
            is_output &= !line.is_empty();
            if !is_output {
                found.push_str(&format!("{line}\n"));
            }
        }
    }
    if std::env::var_os("UPDATE_TRANSCRIPTS").is_some() {
        std::fs::write(&path, &found).unwrap();
        return;
    }
    if found != wanted {
        let at = found
            .lines()
            .zip(wanted.lines())
            .take_while(|(a, b)| a == b);
        let at = at.count();
        panic!(
            "{name}.txt, line {}:\nwanted: {:?}\nfound:  {:?}\n\n{found}",
            at + 1,
            wanted.lines().nth(at),
            found.lines().nth(at)
        );
    }
}

/// Runs one line, and tells what it printed as a transcript does.
fn session(device: &Device, typed: &str) -> String {
    let (typed, input) = match typed.split_once(" < ") {
        Some((typed, file)) => (typed, read(&device.path(file.trim()))),
        None => (typed, Vec::new()),
    };
    let Run { out, err, status } = device.run_with(words(typed), input);
    let directory = device.path("").display().to_string();
    let mut text = String::new();
    for (mark, printed) in [("", out), ("! ", err)] {
        assert!(printed.is_empty() || printed.ends_with('\n'), "{printed:?}");
        for line in printed.lines() {
            let line = line.replace(&directory, "[DIR]/");
            // An empty line parts two cases.
            let line = if line.is_empty() { "\\" } else { &line };
            text.push_str(&format!("{mark}{}\n", known(line)));
        }
    }
    format!("{text}[{status}]\n")
}

/// The words of a command line, which may stand in single quotes.
fn words(typed: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, part) in typed.split('\'').enumerate() {
        if at % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// A line without what is another one each time: dates of today, check words
/// of random seeds.
fn known(line: &str) -> String {
    let mut line = line.to_owned();
    let is_ours = |line: &str| [BENS, MUMS].iter().any(|key| line.contains(key));
    for start in ["\"age1", "age1", "\"RW"] {
        if let Some(at) = line.find(start)
            && !is_ours(&line)
            && line.len() > at + 50
        {
            let from = at + usize::from(start.starts_with('"'));
            let to = line[from..].find('"').map_or(line.len(), |to| from + to);
            line.replace_range(from..to, "[KEY]");
        }
    }
    if line.starts_with("RW") {
        line.replace_range(.., "[KEY]");
    }
    for start in [
        "check words: ",
        "Check words: ",
        "\"check_words\":\"",
        "to compare by voice: ",
        "\"words\":\"",
    ] {
        if let Some(at) = line.find(start)
            && !line.contains(TEST_WORDS)
        {
            let from = at + start.len();
            let to = line[from..].find('"').map_or(line.len(), |to| from + to);
            line.replace_range(from..to, "[WORDS]");
        }
    }
    for text in [
        "serial ",
        "sheet ",
        "Sheet ",
        "\"serial\":",
        "\"sheet\":",
        "--sheet ",
    ] {
        if let Some(at) = line.find(text)
            && !line.contains("431207")
        {
            let from = at + text.len();
            let digits = line[from..].bytes().take_while(u8::is_ascii_digit).count();
            if digits == 6 {
                line.replace_range(from..from + digits, "[SERIAL]");
            }
        }
    }
    for date in ["days from ", "\"from\":\""] {
        if let Some(at) = line.find(date) {
            let from = at + date.len();
            let to = line[from..]
                .find([':', '"'])
                .map_or(line.len(), |to| from + to);
            line.replace_range(from..to, "[DATE]");
        }
    }
    for number in ["\"confirmed\":", "\"old_accepted_until\":"] {
        if let Some(at) = line.find(number) {
            let from = at + number.len();
            let digits = line[from..].bytes().take_while(u8::is_ascii_digit).count();
            if digits > 0 {
                line.replace_range(from..from + digits, "[DATE]");
            }
        }
    }
    while let Some(to) = line.find(" UTC") {
        line.replace_range(to - "2026-11-22 18:30".len()..to + " UTC".len(), "[DATE]");
    }
    line
}

/// Puts beside the device the pictures that the transcripts name.
fn arrange_pictures(device: &Device) {
    let write = |name: &str, bytes: &[u8]| std::fs::write(device.path(name), bytes).unwrap();
    let next = next_link();
    let png = png(&[TEST_LINK]);
    let picture = image::load_from_memory(&png).unwrap();
    for (name, format) in [
        ("photo.jpg", ImageFormat::Jpeg),
        ("photo.gif", ImageFormat::Gif),
        ("photo.webp", ImageFormat::WebP),
        ("photo.bmp", ImageFormat::Bmp),
    ] {
        let mut bytes = Cursor::new(Vec::new());
        let rgb = DynamicImage::ImageRgb8(picture.to_rgb8());
        rgb.write_to(&mut bytes, format).unwrap();
        write(name, &bytes.into_inner());
    }
    write("photo.png", &png);
    write(
        "photo.svg",
        Symbol::new(TEST_LINK, Correction::Medium)
            .unwrap()
            .svg()
            .as_bytes(),
    );
    write("cut.png", &png[..png.len() / 2]);
    write("two.png", &self::png(&[TEST_LINK, &next]));
    write(
        "poster.png",
        &self::png(&[TEST_LINK, "https://example.com/"]),
    );
    write("blank.png", &self::png(&[]));
    write("ben.png", &self::png(&[BENS]));
    write("keys.png", &self::png(&[BENS, MUMS]));
}

/// Puts beside the device the texts that the transcripts name.
fn arrange_texts(device: &Device) {
    device.arrange_passphrases();
    let write = |name: &str, bytes: &[u8]| std::fs::write(device.path(name), bytes).unwrap();
    let next = next_link();
    write("link.txt", TEST_LINK.as_bytes());
    write("next.txt", next.as_bytes());
    write("mum.txt", format!("Mine is {MUMS}, love\n").as_bytes());
    write(
        "later.txt",
        link("Smith%20family%204", NEXT_SEED).as_bytes(),
    );
    write(
        "other-seed.txt",
        link("Smith%20family%201", NEXT_SEED).as_bytes(),
    );
    write(
        "family.txt",
        link("Family%201", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP").as_bytes(),
    );
    write("family-2.txt", link("Family%202", NEXT_SEED).as_bytes());
    write(
        "others.txt",
        link("Family%201", "KRUGS4ZANFZSAYJAORSXG5BAONSWKZDT").as_bytes(),
    );
    write(
        "mail.txt",
        format!(
            "\u{feff}Hello,\r\nenrol your ringtrue (an otpauth program)\r\nwith <{TEST_LINK}>.\r\nBye\r\n"
        )
        .as_bytes(),
    );
    write(
        "sentence.txt",
        format!("The link is {TEST_LINK}.").as_bytes(),
    );
    write(
        "two.txt",
        format!("{TEST_LINK}\n{next}\n{TEST_LINK}\n").as_bytes(),
    );
    write("empty", b"");
    write("garbage", &[0xff, 0x00, 0xfe, 0x80]);
    write("notes.txt", b"Milk, eggs, bread.\n");
    let foreign = "otpauth://totp/ACME:anna@example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    write(
        "foreign.txt",
        format!("{foreign}&issuer=ACME%20Co&algorithm=SHA256&digits=7&period=60").as_bytes(),
    );
    for (name, link) in [
        (
            "hotp.txt",
            "otpauth://hotp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&counter=1",
        ),
        (
            "migration.txt",
            "otpauth-migration://offline?data=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        ),
        (
            "doubled.txt",
            "otpauth://totp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&secret=AA",
        ),
        ("short.txt", "otpauth://totp/a?secret=GEZDGNBVGY3TQOJQ"),
        ("no-secret.txt", "otpauth://totp/a?issuer=b"),
        (
            "no-name.txt",
            "otpauth://totp/?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        ),
        (
            "digits.txt",
            "otpauth://totp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&digits=9",
        ),
        (
            "period.txt",
            "otpauth://totp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&period=0",
        ),
        (
            "md5.txt",
            "otpauth://totp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&algorithm=MD5",
        ),
        (
            "base32.txt",
            "otpauth://totp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1",
        ),
        (
            "bidi.txt",
            "otpauth://totp/a%E2%80%AEb?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        ),
    ] {
        write(name, link.as_bytes());
    }
}

fn next_link() -> String {
    link("Smith%20family%202", NEXT_SEED)
}

fn link(account: &str, secret: &str) -> String {
    format!("otpauth://totp/ringtrue:{account}?secret={secret}&issuer=ringtrue")
}

/// QR codes side by side on white paper.
fn png(texts: &[&str]) -> Vec<u8> {
    let codes: Vec<_> = texts
        .iter()
        .map(|text| {
            Symbol::new(text, Correction::Medium)
                .unwrap()
                .png()
                .unwrap()
        })
        .map(|png| image::load_from_memory(&png).unwrap().to_luma8())
        .collect();
    let height = codes
        .iter()
        .map(image::GrayImage::height)
        .max()
        .unwrap_or(300);
    let width = codes
        .iter()
        .map(image::GrayImage::width)
        .sum::<u32>()
        .max(300);
    let mut paper = image::GrayImage::from_pixel(width, height, image::Luma([255]));
    let mut left = 0;
    for code in codes {
        image::imageops::replace(&mut paper, &code, left, 0);
        left += i64::from(code.width());
    }
    let mut bytes = Cursor::new(Vec::new());
    paper.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// The checksum of a PNG's chunk (ISO 3309).
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
    let byte = |crc: u32, byte: &u8| (0..8).fold(crc ^ u32::from(*byte), step);
    !bytes.iter().fold(u32::MAX, byte)
}

/// The commands that `--help` lists.
fn subcommands(help: &Run) -> Vec<String> {
    let list = help.out.split("Commands:\n").nth(1).unwrap_or_default();
    list.lines()
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
        .collect()
}
