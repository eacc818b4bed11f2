//! Agreement with other programs: oathtool computes the same codes, zbarimg reads the
//! same links, and age opens the same vault. Each test is skipped if its program is not
//! installed.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests set up files and processes, and fail by panicking"
)]

mod common;

use std::io::Write as _;
use std::process::{Command, Stdio};

use common::{Device, TEST_LINK, is_installed, print_uncaptured};
use data_encoding::BASE32_NOPAD;
use percent_encoding::percent_decode_str;
use proptest::test_runner::{RngAlgorithm, TestRng};
use ringtrue_core::otpauth;
use ringtrue_core::{Algorithm, Codes, Digits, Parameters, Period, Secret, UnixTime};

/// Names as people type them, and as they appear in the link.
const NAMES: [(&str, &str); 9] = [
    ("Smith family", "Smith family"),
    (
        "abcdefghij abcdefghij abcdefghij abcdefg",
        "abcdefghij abcdefghij abcdefghij abcdefg",
    ),
    ("Tom & Jerry #1 = 100 % + ?", "Tom Jerry 1 100"),
    ("a.b_c-d", "a.b_c-d"),
    ("Müller-Lüdenscheidt", "Müller-Lüdenscheidt"),
    ("عائلة سميث", "عائلة سميث"),
    ("田中家の電話", "田中家の電話"),
    ("शर्मा परिवार", "शर्मा परिवार"),
    (
        "田中家田中家田中家田中家田中家田中家田中家田中家田中家田中家田中家田中家田中家の",
        "田中家田中家田中家田中家田中家田中家田中家田中家田中家田中家田中家田中家田中家の",
    ),
];

#[test]
fn oathtool_computes_the_same_500_codes() {
    if !is_installed("oathtool") {
        return;
    }
    let mut random = Random::new();
    for at in 0..500_usize {
        let length = [20, 20, 16, 32, 64][at % 5];
        let seed = random.bytes(length);
        // The year 2106 is past 32 bits of seconds.
        let now = random.number() % 6_000_000_000;
        let parameters = Parameters {
            algorithm: [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512][at / 5 % 3],
            digits: Digits::new([6, 6, 7, 8][at % 4]).unwrap(),
            period: Period::new([30, 30, 30, 60, 1, 300][at % 6]).unwrap(),
        };
        let codes = Codes::new(&Secret::new(&seed).unwrap(), parameters);
        let ours = codes.at(UnixTime::from_secs(now));
        let theirs = oathtool(&BASE32_NOPAD.encode(&seed), now, parameters);
        assert_eq!(ours.as_str(), theirs, "{now} {parameters:?}");
    }
}

#[test]
fn oathtool_computes_what_the_program_prints() {
    if !is_installed("oathtool") {
        return;
    }
    let mut random = Random::new();
    for (algorithm, digits, period) in [
        ("SHA1", 6, 30),
        ("SHA1", 7, 60),
        ("SHA1", 8, 30),
        ("SHA256", 6, 300),
        ("SHA512", 8, 1),
    ] {
        let device = Device::new();
        let seed = BASE32_NOPAD.encode(&random.bytes(20));
        let link = format!(
            "otpauth://totp/a?secret={seed}&algorithm={algorithm}&digits={digits}&period={period}"
        );
        device.run_with(["join", "-", "--yes"], link).succeeds();
        let parameters = Parameters {
            algorithm: Algorithm::from_name(algorithm).unwrap(),
            digits: Digits::new(digits).unwrap(),
            period: Period::new(period).unwrap(),
        };
        for _ in 0..3 {
            let now = random.number() % 6_000_000_000;
            let report = device.run(["code", "--json", "--at", &now.to_string()]);
            let theirs = oathtool(&seed, now, parameters);
            assert_eq!(report.succeeds().json()["code"], theirs.as_str());
        }
    }
}

#[test]
fn oathtool_computes_the_code_of_now_from_an_invitation() {
    if !is_installed("oathtool") {
        return;
    }
    let device = Device::new();
    device.run(["new", "Smith family"]).succeeds();
    let link = device.run(["invite", "--link"]).succeeds().out;
    let seed = link
        .split("secret=")
        .nth(1)
        .unwrap()
        .split('&')
        .next()
        .unwrap();
    let shown = device.run(["code", "--json"]).succeeds().json();
    let now = shown["counter"].as_u64().unwrap() * 30;
    assert_eq!(
        shown["code"],
        oathtool(seed, now, Parameters::default()).as_str()
    );
}

#[test]
fn zbarimg_and_we_read_every_png_and_svg() {
    if !is_installed("zbarimg") || !is_installed("rsvg-convert") {
        return;
    }
    for (typed, name) in NAMES {
        let device = Device::new();
        device.run(["new", typed]).succeeds();
        device.run(["rotate", "--yes", "--overlap", "0"]).succeeds();
        device
            .run(["invite", "--png", "a.png", "--svg", "b.svg"])
            .succeeds();
        let drawn = Command::new("rsvg-convert")
            .args(["-o", "b.png", "b.svg"])
            .current_dir(device.path(""))
            .status();
        assert!(drawn.unwrap().success());
        let link = device.run(["invite", "--link"]).succeeds().out;
        for picture in ["a.png", "b.png"] {
            let scanned = zbarimg(&device, picture);
            assert_eq!(scanned, link.trim_end(), "{picture} of {name}");
            // The name that the phone shows after scanning it.
            let label = format!("ringtrue:{name} 2");
            assert_eq!(parse_carelessly(&scanned), (label, "ringtrue".to_owned()));
            let unconfirmed = otpauth::parse(&scanned).unwrap();
            assert_eq!(unconfirmed.name().as_str(), name);
            assert_eq!(unconfirmed.generation().number(), 2);

            let other = Device::new();
            let picture = device.path(picture).into_os_string().into_string().unwrap();
            other.run(["join", &picture, "--yes"]).succeeds();
            let arguments = ["code", "--json", "--at", "1770000000"];
            assert_eq!(
                other.run(arguments).succeeds().json(),
                device.run(arguments).succeeds().json()
            );
        }
    }
}

#[test]
fn zbarimg_reads_back_a_link_from_elsewhere_with_its_parameters() {
    if !is_installed("zbarimg") {
        return;
    }
    let device = Device::new();
    let link = "otpauth://totp/ACME%20Co:anna%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
                &issuer=ACME%20Co&algorithm=SHA512&digits=8&period=60";
    device.run_with(["join", "-", "--yes"], link).succeeds();
    device.run(["invite", "--png", "a.png"]).succeeds();
    assert_eq!(zbarimg(&device, "a.png"), link);
}

#[test]
fn age_opens_the_vault_with_the_device_key() {
    if !is_installed("age") {
        return;
    }
    let device = Device::joined();
    let text = age(&device, &["-d", "-i", "home/device.key", "home/vault.age"]);
    let text = String::from_utf8(text).unwrap();
    let (mac, text) = text.split_once('\n').unwrap();
    assert!(mac.starts_with("# mac = "), "it begins otherwise");
    assert!(text.starts_with("version = 1\n"), "it goes on otherwise");
    assert!(text.contains("name = \"Smith family\""));
    assert!(text.contains(&format!("seed = \"{}\"", common::TEST_SEED)));
}

#[test]
fn age_seals_to_the_key_that_device_prints_and_opens_it_with_the_device_key() {
    if !is_installed("age") {
        return;
    }
    let device = Device::new();
    let key = device.run(["device"]).succeeds().out;
    std::fs::write(device.path("letter.txt"), "for your eyes\n").unwrap();
    let sealed = age(&device, &["-a", "-r", key.trim_end(), "letter.txt"]);
    std::fs::write(device.path("letter.age"), sealed).unwrap();
    let opened = age(&device, &["-d", "-i", "home/device.key", "letter.age"]);
    assert_eq!(opened, b"for your eyes\n");
}

#[test]
fn a_vault_that_age_sealed_is_refused_unless_this_device_wrote_its_text() {
    if !is_installed("age") {
        return;
    }
    let device = Device::joined();
    let recipient = device.key().public().to_string();
    let vault = device.home().join("vault.age");
    let text = age(&device, &["-d", "-i", "home/device.key", "home/vault.age"]);
    let seals = |text: &[u8]| {
        std::fs::write(device.path("vault.toml"), text).unwrap();
        // The vault is not armoured; that is for mail.
        let sealed = age(&device, &["-r", &recipient, "vault.toml"]);
        std::fs::write(&vault, sealed).unwrap();
    };
    seals(&text);
    assert_eq!(
        device.run(["invite", "--link"]).succeeds().out,
        format!("{TEST_LINK}\n")
    );
    let text = String::from_utf8(text).unwrap();
    let (_, without) = text.split_once('\n').unwrap();
    for text in [without, &text.replace("Smith family", "Smith Family")] {
        seals(text.as_bytes());
        let before = device.files();
        for command in [&["invite", "--link"][..], &["members", "add", "Anna"]] {
            let run = device.run(command);
            assert_eq!((run.status, run.out.as_str()), (2, ""), "{run:#?}");
            let told = "vault.age: it was not sealed by this device, but by someone who has its \
                        public key";
            assert!(run.err.contains(told), "{run:#?}");
            assert_eq!(device.files(), before);
        }
    }
}

/// Prints what Python's icalendar finds in a calendar: each event's id, first day, summary,
/// interval in days, and the time of its alarm.
const CALENDAR: &str = r#"
import icalendar, sys

text = open(sys.argv[1], "rb").read()
assert all(len(line) <= 75 for line in text.split(b"\r\n"))
calendar = icalendar.Calendar.from_ical(text)
for event in calendar.walk("VEVENT"):
    assert not event.errors and event["DTSTAMP"].dt.tzinfo
    (alarm,) = event.walk("VALARM")
    print(event["UID"], event["DTSTART"].dt, event["RRULE"]["INTERVAL"][0], alarm["TRIGGER"].dt)
    print(event["SUMMARY"], "|", event["DESCRIPTION"].count("ringtrue"))
"#;

#[test]
fn another_parser_reads_the_calendar_that_doctor_writes() {
    // Debian's Python, which has Debian's modules.
    let python = |arguments: &[&str]| {
        let mut command = Command::new("/usr/bin/python3");
        let output = command.args(arguments).stderr(Stdio::piped()).output();
        output.is_ok_and(|output| output.status.success())
    };
    if !python(&["-c", "import icalendar"]) {
        let ci = std::env::var_os("CI");
        assert!(ci.is_none(), "icalendar is missing, and CI skips nothing");
        print_uncaptured(
            "skipped: the doctor's calendar needs python3-icalendar, which is not installed",
        );
        return;
    }
    let device = Device::new();
    for name in [
        "Smith family",
        "Müller, Lüdenscheidt; 田中家の電話田中家の電話田",
    ] {
        device.run(["new", name]).succeeds();
    }
    let link = device
        .run(["invite", "-g", "Smith family", "--link"])
        .succeeds();
    let seed = link.out.split("secret=").nth(1).unwrap()[..32].to_owned();
    let run = device
        .run(["doctor", "--calendar", "due.ics", "--json"])
        .succeeds();
    let events = run.json()["events"].as_array().unwrap().clone();
    assert_eq!(events.len(), 3);
    let parsed = Command::new("/usr/bin/python3")
        .args(["-c", CALENDAR, "due.ics"])
        .current_dir(device.path(""))
        .output()
        .unwrap();
    assert!(parsed.status.success(), "{parsed:?}");
    let parsed = String::from_utf8(parsed.stdout).unwrap();
    let mut expected = String::new();
    for (event, (every, summary)) in events.iter().zip([
        ("180", "A new code for Smith family | 2"),
        (
            "180",
            "A new code for Müller Lüdenscheidt 田中家の電話田中家の電話田 | 2",
        ),
        ("90", "Practise a call | 2"),
    ]) {
        let (uid, day) = (
            event["uid"].as_str().unwrap(),
            event["day"].as_str().unwrap(),
        );
        expected += &format!("{uid} {day} {every} 9:00:00\n{summary}\n");
    }
    assert_eq!(parsed, expected);
    let text = std::fs::read_to_string(device.path("due.ics")).unwrap();
    assert!(!text.contains(&seed) && !text.contains("SECRET"));

    // It is overwritten only with --yes, and differs only in its timestamps.
    let run = device.run(["doctor", "--calendar", "due.ics"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("due.ics already exists"), "{run:?}");
    device
        .run(["doctor", "--calendar", "due.ics", "--yes"])
        .succeeds();
    let out = device.run(["doctor", "--calendar", "-"]).succeeds().out;
    let timeless = |text: &str| {
        let lines = text
            .split("\r\n")
            .filter(|line| !line.starts_with("DTSTAMP"));
        lines.collect::<String>()
    };
    assert_eq!(timeless(&out), timeless(&text));
    let run = device.run(["doctor", "--calendar", "-", "--json"]);
    assert_eq!(run.status, 2);
    let run = Device::new().run(["doctor", "--calendar", "none.ics"]);
    assert!(
        run.err.contains("there is no group on this device yet"),
        "{run:?}"
    );
}

/// Returns the code that oathtool computes. The key is passed on standard input, since
/// others can see arguments.
fn oathtool(seed: &str, now: u64, parameters: Parameters) -> String {
    let algorithm = parameters.algorithm.as_str().to_lowercase();
    let mut child = Command::new("oathtool")
        .arg(format!("--totp={algorithm}"))
        .arg(format!("--now=@{now}"))
        .arg(format!("--digits={}", parameters.digits.count()))
        .arg(format!("--time-step-size={}s", parameters.period.as_secs()))
        .args(["-b", "-"])
        .env("TZ", "UTC")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let line = format!("{seed}\n");
    child
        .stdin
        .take()
        .unwrap()
        .write_all(line.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Returns the text of the one code in a picture.
fn zbarimg(device: &Device, picture: &str) -> String {
    let output = Command::new("zbarimg")
        .args(["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", picture])
        .current_dir(device.path(""))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.strip_suffix('\n').unwrap().to_owned()
}

/// Runs age in the directory that holds the data directory.
fn age(device: &Device, arguments: &[&str]) -> Vec<u8> {
    let mut command = Command::new("age");
    let output = command
        .args(arguments)
        .current_dir(device.path(""))
        .output();
    let output = output.unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

/// Returns the label and issuer as a careless app reads them: it decodes the whole link
/// first, then splits it.
fn parse_carelessly(link: &str) -> (String, String) {
    let link = percent_decode_str(link).decode_utf8().unwrap();
    let rest = link.strip_prefix("otpauth://totp/").unwrap();
    let (label, query) = rest.split_once('?').unwrap();
    let issuer = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("issuer="));
    assert_eq!(query.matches("secret=").count(), 1);
    (label.to_owned(), issuer.unwrap().to_owned())
}

/// Random numbers that are the same on every run.
struct Random(TestRng);

impl Random {
    fn new() -> Self {
        Self(TestRng::deterministic_rng(RngAlgorithm::ChaCha))
    }

    fn number(&mut self) -> u64 {
        use proptest::prelude::Rng as _;
        self.0.next_u64()
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.number().to_le_bytes()[0]).collect()
    }
}
