//! The printed pages as a printer gets them: Chromium prints them on A4 and Letter,
//! poppler counts their pages, extracts their text and draws them, and zbarimg reads the
//! code off the paper. Day sheets are compared with what Python computes. Each test is
//! skipped if its programs are not installed.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests set up files and processes, and fail by panicking"
)]

mod common;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use common::{Device, is_installed};
use data_encoding::{BASE32_NOPAD, HEXLOWER};
use proptest::test_runner::{RngAlgorithm, TestRng};
use ringtrue_core::sheet::Sheet;
use ringtrue_core::sheet_code::code;
use ringtrue_core::text::Texts;
use ringtrue_core::{Day, Secret};
use unicode_normalization::UnicodeNormalization as _;

/// Two paper sizes: the name in CSS, and the width in points.
const PAPERS: [(&str, f64); 2] = [("A4", 595.0), ("letter", 612.0)];

/// A millimetre in points.
const MM: f64 = 72.0 / 25.4;

/// Groups and members, as families name them.
const NAMES: [(&str, &str); 4] = [
    ("Smith family", "Grandma"),
    ("عائلة سميث", "الجدة فاطمة"),
    ("田中家の電話", "おばあちゃん"),
    (
        "Müller-Lüdenscheidt-Müller-Lüdenscheidts",
        "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
    ),
];

/// RFC 4226, from Python's own `hmac` and `hashlib` alone. A line of input is the
/// key of a sheet and the number of a day.
const PYTHON: &str = r#"
import hashlib, hmac, struct, sys

def hotp(key, counter):
    digest = hmac.new(key, struct.pack(">Q", counter), hashlib.sha1).digest()
    offset = digest[19] & 15
    number = struct.unpack(">I", digest[offset:offset + 4])[0] & 0x7fffffff
    return "%06d" % (number % 10**6)

for line in sys.stdin:
    key, day = line.split()
    print(hotp(bytes.fromhex(key), int(day)))
"#;

#[test]
fn python_computes_the_same_lines() {
    if !is_installed("python3") {
        return;
    }
    let mut random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut number = || proptest::prelude::Rng::next_u64(&mut random);
    let (mut ours, mut asked) = (String::new(), String::new());
    for at in 0..400_usize {
        let key: Vec<u8> = (0..20).map(|_| number().to_le_bytes()[0]).collect();
        let day = [number() % 40_000, 0, number() % 2_932_800][at % 3];
        let sheet = Sheet::new(Secret::new(&key).unwrap(), Day::new(day), 60).unwrap();
        let day = day + number() % 60;
        let _ = writeln!(ours, "{}", sheet.line(Day::new(day)).as_str());
        add_input(&mut asked, &key, day);
    }
    assert_eq!(python(&asked), ours);
}

#[test]
fn python_computes_what_is_printed_on_a_sheet() {
    if !is_installed("python3") {
        return;
    }
    for (group, member) in NAMES {
        let device = Device::new();
        device.run(["new", group]).succeeds();
        let run = device.run(["sheet", "--for", member, "--json", "--out", "a.html"]);
        let report = run.succeeds().json();
        let mut key = Vec::new();
        device.edit(|group| {
            let member = group.member(member).unwrap();
            key = key_of(&code(&member.name, member.sheet.as_ref().unwrap()));
        });
        let page = std::fs::read_to_string(device.path("a.html")).unwrap();
        let (mut printed, mut asked) = (String::new(), String::new());
        for row in page.split("<time datetime=\"").skip(1) {
            let day = Day::from_iso(&row[..10]).unwrap();
            add_input(&mut asked, &key, day.number());
            let mut halves = row.split("class=\"half\"><b>").skip(1);
            let mut half = || halves.next().unwrap()[..3].to_owned();
            let _ = writeln!(printed, "{}{}", half(), half());
        }
        assert_eq!(printed.lines().count(), 60);
        assert!(page.contains(report["from"].as_str().unwrap()));
        assert_eq!(python(&asked), printed);
    }
}

#[test]
#[ignore = "slow: prints with Chromium"]
fn the_enrolment_page_is_one_sheet_and_its_code_is_read_off_the_paper() {
    if !can_print() || !is_installed("zbarimg") {
        return;
    }
    for (group, _) in NAMES {
        let device = Device::new();
        device.run(["new", group]).succeeds();
        let link = device.run(["invite", "--link"]).succeeds().out;
        device
            .run(["sheet", "--invite", "--out", "page.html"])
            .succeeds();
        for (paper, width) in PAPERS {
            let printed = Printed::on(&device, paper, width);
            assert_eq!(printed.pages, 1, "{group} on {paper}");
            printed.assert_has(group);
            printed.assert_has("Open an authenticator app");
            printed.assert_has("burn this page");
            printed.assert_has(&key_in_link(&link));
            let (scanned, side) = printed.scan(&device);
            assert_eq!(scanned, link.trim_end());
            assert!(side > 60.0, "{side} mm on {paper}");
        }
    }
}

#[test]
#[ignore = "slow: prints with Chromium"]
fn the_cards_are_one_sheet_with_every_line() {
    if !can_print() {
        return;
    }
    for (group, member) in NAMES {
        let device = Device::new();
        device.run(["new", group]).succeeds();
        // The person to tell after a loss, with names of up to the maximum length.
        device.run(["members", "add", member, "--me"]).succeeds();
        let call = [
            "Great-aunt Wilhelmine W. Smith, +49 171 2345 6789 ext 12",
            "Big brother Maximilian W Smith, +1 212 555 0123 x 4567",
            "おばあちゃんとおじいちゃん, 090-1234-5678",
        ];
        let call = call.iter().flat_map(|contact| ["--call", contact]);
        let arguments = ["sheet", "--card", "--out", "page.html"];
        device.run(arguments.into_iter().chain(call)).succeeds();
        for (paper, width) in PAPERS {
            let printed = Printed::on(&device, paper, width);
            assert_eq!(printed.pages, 1);
            for text in [
                "Only the higher number in the name counts.",
                "Not like mine? Hang up.",
                "Wrong, or my own 3 again? Hang up.",
                "They say the first 3.",
                "Only then I say the last 3.",
                "on a number I had before today",
                "+49 171 2345 6789 ext 12",
                "+1 212 555 0123 x 4567",
                "090-1234-5678",
                "Never all six,",
                "at once: we make a new code.",
            ] {
                let text = folded(text);
                assert_eq!(printed.text.matches(&text).count(), 2, "{text} on {paper}");
            }
            // The last line is inside its card.
            let mut made = printed.words.iter().filter(|word| word.text == "code.");
            let lowest = made.next_back().unwrap().bottom;
            assert!(lowest < 264.0 * MM, "{lowest} on {paper}");
        }
    }
}

#[test]
#[ignore = "slow: prints with Chromium"]
fn a_day_sheet_has_every_line_whole_and_its_head_on_every_page() {
    if !can_print() {
        return;
    }
    for (group, member) in NAMES {
        let device = Device::new();
        device.run(["new", group]).succeeds();
        let arguments = ["--json", "--out", "page.html"];
        let run = device.run(["sheet", "--for", member].iter().chain(&arguments));
        let from = Day::from_iso(run.succeeds().json()["from"].as_str().unwrap()).unwrap();
        let head = format!("Sheet of {}", Texts::english().day_short(from));
        let page = std::fs::read_to_string(device.path("page.html")).unwrap();
        let halves: Vec<&str> = page
            .split("class=\"half\"><b>")
            .skip(1)
            .map(|half| half.split("</td>").next().unwrap())
            .collect();
        for (paper, width) in PAPERS {
            let printed = Printed::on(&device, paper, width);
            assert_eq!(printed.pages, 4, "{member} on {paper}");
            printed.assert_has(member);
            printed.assert_has(group);
            let heads = printed.text.matches(&folded(&head)).count();
            assert!(heads > printed.pages, "{heads} on {paper}");
            for half in &halves {
                printed.assert_has(&half.replace("</b>\n", ""));
            }
            for day in 0..60 {
                printed.assert_has(&Texts::english().day_written(from.offset(day).unwrap()));
            }
        }
    }
}

/// A printed page.
struct Printed {
    pages: usize,
    words: Vec<Word>,
    /// All text as [`folded`] returns it.
    text: String,
}

struct Word {
    text: String,
    /// The distance from the top of the page to the word's bottom, in points.
    bottom: f64,
}

impl Printed {
    /// Prints `page.html` on paper of this name and width in points, and asserts that
    /// all words are within the margins.
    #[track_caller]
    fn on(device: &Device, paper: &str, width: f64) -> Self {
        let page = std::fs::read_to_string(device.path("page.html")).unwrap();
        let size = format!("@page {{ size: {paper}; }}\n</style>");
        let page = page.replacen("</style>", &size, 1);
        std::fs::write(device.path("paper.html"), page).unwrap();
        let url = format!("file://{}", device.path("paper.html").display());
        let profile = format!("--user-data-dir={}", device.path("profile").display());
        run(
            device,
            "chromium",
            &[
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--no-pdf-header-footer",
                "--print-to-pdf=paper.pdf",
                &profile,
                &url,
            ],
        );
        let info = run(device, "pdfinfo", &["paper.pdf"]);
        let field = |name: &str| {
            let line = info.lines().find(|line| line.starts_with(name)).unwrap();
            line[name.len()..].trim().to_owned()
        };
        let size: f64 = field("Page size:")
            .split(' ')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        assert!((size - width).abs() < 1.0, "{size} is not {paper}");
        let boxes = run(device, "pdftotext", &["-bbox", "paper.pdf", "-"]);
        let words: Vec<Word> = boxes
            .lines()
            .filter_map(|line| Word::parse_within_margins(line, width))
            .collect();
        let plain = run(device, "pdftotext", &["paper.pdf", "-"]);
        Self {
            pages: field("Pages:").parse().unwrap(),
            words,
            text: folded(&plain),
        }
    }

    #[track_caller]
    fn assert_has(&self, text: &str) {
        assert!(self.text.contains(&folded(text)), "{text}: {}", self.text);
    }

    /// Returns the text of the code, and its side in millimetres.
    fn scan(&self, device: &Device) -> (String, f64) {
        assert_eq!(self.pages, 1);
        let drawn = ["-r", "150", "-png", "-singlefile", "paper.pdf", "paper"];
        run(device, "pdftoppm", &drawn);
        let only = ["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable"];
        let text = run(device, "zbarimg", &[&only[..], &["paper.png"]].concat());
        let picture = image::open(device.path("paper.png")).unwrap().to_luma8();
        let dark = picture.enumerate_pixels().filter(|(x, y, pixel)| {
            // The upper right of the page, which holds nothing else.
            pixel.0[0] < 128 && *x > picture.width() * 11 / 20 && *y < picture.height() * 2 / 5
        });
        let columns: BTreeSet<u32> = dark.map(|(x, _, _)| x).collect();
        let side = columns.last().unwrap() - columns.first().unwrap();
        (text.trim_end().to_owned(), f64::from(side) / 150.0 * 25.4)
    }
}

impl Word {
    /// Parses a word of poppler's list, and asserts that it is within the margins of
    /// 15 mm.
    #[track_caller]
    fn parse_within_margins(line: &str, width: f64) -> Option<Self> {
        let fields = line.trim().strip_prefix("<word ")?;
        let at = |name: &str| -> f64 {
            let value = fields.split(&format!("{name}=\"")).nth(1).unwrap();
            value.split('"').next().unwrap().parse().unwrap()
        };
        let (left, right) = (at("xMin"), at("xMax"));
        // Allow 1 mm for the side bearings of a letter.
        let margin = 14.0 * MM;
        assert!(left > margin && right < width - margin, "{fields}");
        let text = fields.split('>').nth(1)?.strip_suffix("</word")?;
        Some(Self {
            text: text.to_owned(),
            bottom: at("yMax"),
        })
    }
}

/// Returns a text without white space and direction marks, in NFKC, so that ligatures
/// on paper compare equal.
fn folded(text: &str) -> String {
    text.nfkc()
        .filter(|c| {
            !c.is_whitespace() && !matches!(c, '\u{200e}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        })
        .collect()
}

/// Returns the key of a link.
fn key_in_link(link: &str) -> String {
    let key = link.split("secret=").nth(1).unwrap();
    key.split('&').next().unwrap().to_owned()
}

fn can_print() -> bool {
    ["chromium", "pdfinfo", "pdftotext", "pdftoppm"]
        .iter()
        .all(|program| is_installed(program))
}

#[track_caller]
fn run(device: &Device, program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(device.path(""))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success(), "{program}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Returns the key in the code of a sheet.
fn key_of(code: &str) -> Vec<u8> {
    let key = code.split("key=").nth(1).unwrap();
    let key = key.split('&').next().unwrap();
    BASE32_NOPAD.decode(key.as_bytes()).unwrap()
}

fn add_input(lines: &mut String, key: &[u8], day: u64) {
    let _ = writeln!(lines, "{} {day}", HEXLOWER.encode(key));
}

fn python(asked: &str) -> String {
    let mut child = Command::new("python3")
        .args(["-c", PYTHON])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let asked = asked.to_owned();
    let writer = std::thread::spawn(move || input.write_all(asked.as_bytes()).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}
