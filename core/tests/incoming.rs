//! Links as they arrive: broken across lines, quoted, escaped by mails and web pages.
//! Each is read exactly as it was sent, or refused.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "Clippy treats helpers in integration tests as production code"
)]

use std::fmt::Write as _;

use ringtrue_core::group::{Enrolment, Origin};
use ringtrue_core::incoming::{IncomingCode, IncomingError, Text};
use ringtrue_core::otpauth::{self, LinkError};
use ringtrue_core::{Group, GroupId, Name, UnixTime, sheet_code};

const SEED: &str = "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U";

/// Returns canonical links: names of one word and several, with numbers, and in other
/// scripts.
fn links() -> Vec<String> {
    [
        "Smith%20family%201",
        "Smith%2012",
        "7%207",
        "Team%207%203",
        "M%C3%BCller-L%C3%BCdenscheidt%201",
        "%D8%B9%D8%A7%D8%A6%D9%84%D8%A9%203",
        "a.b_c-d%201",
    ]
    .map(|account| format!("otpauth://totp/ringtrue:{account}?secret={SEED}&issuer=ringtrue"))
    .to_vec()
}

/// Returns links of other programs, whose end is harder to find.
fn foreign_links() -> Vec<String> {
    let seed = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA";
    [
        format!("Example:alice?secret={SEED}&issuer=Example"),
        format!("Example:alice%40example.com?issuer=Example&secret={SEED}"),
        format!("alice?secret={SEED}"),
        format!("alice?secret={seed}&algorithm=SHA256&digits=8&period=60"),
        format!("A:alice?secret={SEED}&issuer=B&digits=7"),
    ]
    .map(|rest| format!("otpauth://totp/{rest}"))
    .to_vec()
}

/// The number of texts with a link that were read, or refused.
#[derive(Default)]
struct Counted {
    read: usize,
    refused: usize,
}

impl Counted {
    /// Parses a text that contains `link`, which must yield exactly that link or
    /// nothing.
    #[track_caller]
    fn read(&mut self, text: &[u8], link: &str) {
        let truth = otpauth::parse(link).unwrap().confirm();
        let shown = String::from_utf8_lossy(text);
        let text = Text::read(text).unwrap();
        let mut taken = false;
        for code in text.codes(None) {
            match code {
                Ok(IncomingCode::Link(found)) => {
                    assert!(is_same(&found.confirm(), &truth), "read wrongly:\n{shown}");
                    taken = true;
                }
                Ok(IncomingCode::Sheet(_)) => panic!("read as a sheet:\n{shown}"),
                Err(error) => assert_hides_seed(&error),
            }
        }
        if taken {
            self.read += 1;
        } else {
            self.refused += 1;
        }
    }
}

fn is_same(one: &Enrolment, other: &Enrolment) -> bool {
    (&one.name, one.generation, &one.origin, one.parameters)
        == (
            &other.name,
            other.generation,
            &other.origin,
            other.parameters,
        )
        && one.secret.is_same_as(&other.secret)
}

/// Asserts that no eight letters of the seed are in an error.
#[track_caller]
fn assert_hides_seed(error: &IncomingError) {
    let told = format!("{error} {error:?}").to_ascii_uppercase();
    for part in SEED.as_bytes().windows(8) {
        assert!(!told.contains(std::str::from_utf8(part).unwrap()), "{told}");
    }
}

/// Text that breaks a link.
const BREAKS: [&str; 10] = [
    "\n", "\r\n", "\r\n ", "\r\n\t", "\n> ", "\r\n>> ", "=\r\n", "\r\r\n", " ", "\n\n",
];

/// Text around a link.
const AROUND: [(&str, &str); 6] = [
    ("", ""),
    ("", "\n"),
    ("Hi Ben,\r\n\r\n", "\r\nRegards\r\nDad\r\n"),
    ("> ", "\n> Dad"),
    ("Scan this: ", " or call me.\n"),
    ("<", ">\n"),
];

/// Breaks a link at every place in every way.
fn broken(link: &str, counted: &mut [Counted; BREAKS.len()]) {
    for at in 1..link.len() {
        let (start, end) = link.split_at(at);
        for (kind, counted) in BREAKS.iter().zip(counted.iter_mut()) {
            for (before, after) in AROUND {
                let text = [before, start, kind, end, after].concat();
                counted.read(text.as_bytes(), link);
            }
        }
    }
}

#[test]
fn a_link_that_was_broken_is_read_as_it_was_or_refused() {
    let mut counted = std::array::from_fn(|_| Counted::default());
    for link in links() {
        broken(&link, &mut counted);
    }
    let counted = counted.map(|it| (it.read, it.refused));
    // A break within the first eight letters leaves nothing that looks like a link.
    let undone = (3762, 294);
    for (kind, counted) in BREAKS.iter().zip(counted) {
        let expected = match *kind {
            // In a name, it can't be told from a space that was there.
            " " => (2394, 1662),
            "=\r\n" | "\n\n" => (0, 4056),
            _ => undone,
        };
        assert_eq!(counted, expected, "{kind:?}");
    }
}

#[test]
fn a_link_that_was_broken_in_several_places_is_read_as_it_was_or_refused() {
    let mut counted = Counted::default();
    for link in links().iter().chain(&foreign_links()) {
        for width in 1..=76 {
            for kind in BREAKS {
                if !link.contains("ringtrue") && !is_break_detectable(kind) {
                    continue;
                }
                let lines: Vec<&str> = chunks(link, width).collect();
                for (before, after) in AROUND {
                    let text = [before, &lines.join(kind), after].concat();
                    counted.read(text.as_bytes(), link);
                }
            }
        }
    }
    assert_eq!((counted.read, counted.refused), (22_432, 27_728));
}

/// Returns true if a break in another program's link can be detected. A space in a name
/// may always have been there, and an empty line after a secret that is still long
/// enough looks like its end.
fn is_break_detectable(kind: &str) -> bool {
    !matches!(kind, " " | "\n\n")
}

fn chunks(text: &str, width: usize) -> impl Iterator<Item = &str> {
    text.as_bytes()
        .chunks(width)
        .map(|chunk| std::str::from_utf8(chunk).unwrap())
}

#[test]
fn another_programs_link_that_was_broken_is_read_as_it_was_or_refused() {
    let kinds = BREAKS.into_iter().filter(|kind| is_break_detectable(kind));
    let mut counted = Counted::default();
    for link in foreign_links() {
        for at in 1..link.len() {
            let (start, end) = link.split_at(at);
            for kind in kinds.clone() {
                for (before, after) in AROUND {
                    let text = [before, start, kind, end, after].concat();
                    counted.read(text.as_bytes(), &link);
                }
            }
        }
        for (before, after) in AROUND {
            let text = [before, &link, after].concat();
            counted.read(text.as_bytes(), &link);
        }
    }
    // Two whole links are refused: the words after them could be part of them.
    assert_eq!((counted.read, counted.refused), (28, 20_690));
}

#[test]
fn a_link_with_plain_spaces_that_was_broken_is_read_as_it_was_or_refused() {
    let mut counted = Counted::default();
    for link in links() {
        let plain = link.replace("%20", " ");
        counted.read(plain.as_bytes(), &link);
        assert_eq!(counted.refused, 0, "{plain}");
    }
    for link in links() {
        let plain = link.replace("%20", " ");
        for (at, _) in plain.match_indices(|_: char| true).skip(1) {
            let (start, end) = plain.split_at(at);
            for kind in ["\n", "\r\n ", "\n> "] {
                // With and without the space at the end of a line.
                for start in [start, start.trim_end()] {
                    let text = [start, kind, end.trim_start()].concat();
                    counted.read(text.as_bytes(), &link);
                }
            }
        }
    }
    // Only the whole ones: a space lost at the end of a line is missing.
    assert_eq!((counted.read, counted.refused), (7, 3_948));
}

/// An encoding of a link in a quoted-printable mail.
#[derive(Clone, Copy)]
struct Quoted {
    /// Letters per line.
    width: usize,
    upper: bool,
    /// True if `&` and `%` are escaped too.
    all: bool,
}

impl Quoted {
    fn body(self, text: &str) -> String {
        let mut body = String::new();
        let mut column = 0;
        for byte in text.bytes() {
            let plain = match byte {
                b'\r' | b'\n' => true,
                b'=' => false,
                b'&' | b'%' => !self.all,
                byte => byte == b' ' || byte.is_ascii_graphic(),
            };
            let mut letters = String::new();
            match (plain, self.upper) {
                (true, _) => letters.push(char::from(byte)),
                (false, true) => write!(letters, "={byte:02X}").unwrap(),
                (false, false) => write!(letters, "={byte:02x}").unwrap(),
            }
            if column + letters.len() >= self.width && byte != b'\n' && byte != b'\r' {
                body.push_str("=\r\n");
                column = 0;
            }
            column = if byte == b'\n' {
                0
            } else {
                column + letters.len()
            };
            body.push_str(&letters);
        }
        body
    }
}

#[test]
fn a_quoted_printable_mail_is_read_by_its_header_and_else_refused() {
    let (mut with, mut without) = (Counted::default(), Counted::default());
    for link in links().iter().chain(&foreign_links()) {
        for width in 5..=76 {
            for (upper, all) in [(true, false), (false, false), (true, true), (false, true)] {
                let quoted = Quoted { width, upper, all };
                for text in [
                    format!("{link}\r\n"),
                    format!("Hi Ben,\r\n\r\nscan this: {link}\r\n\r\nRegards\r\nDad\r\n"),
                ] {
                    let body = quoted.body(&text);
                    without.read(body.as_bytes(), link);
                    for head in [
                        "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
                        "From: dad@example.com\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; \
                         charset=utf-8\r\ncontent-transfer-encoding: Quoted-Printable\r\n\r\n",
                    ] {
                        with.read([head, &body].concat().as_bytes(), link);
                    }
                    let parts = format!(
                        "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; \
                         boundary=\"b1\"\r\n\r\n--b1\r\nContent-Type: text/plain\r\n\
                         Content-Transfer-Encoding: quoted-printable\r\n\r\n{body}\r\n--b1\r\n\
                         Content-Type: text/html\r\nContent-Transfer-Encoding: \
                         quoted-printable\r\n\r\n{}\r\n--b1--\r\n",
                        quoted.body(&format!("<p>{}</p>", link.replace('&', "&amp;"))),
                    );
                    with.read(parts.as_bytes(), link);
                }
            }
        }
    }
    assert_eq!((with.read, with.refused), (20_736, 0));
    assert_eq!((without.read, without.refused), (0, 6_912));
}

#[test]
fn a_link_is_read_however_programs_and_web_pages_spell_it() {
    let mut counted = Counted::default();
    for link in links() {
        let wide = |text: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
            units.flat_map(bytes).collect()
        };
        let line = format!("{link}\r\n");
        for text in [
            link.replace('&', "&amp;"),
            format!("{{\"link\": \"{}\"}}", link.replace('&', "\\u0026")),
            format!("<a href=\"{}\">{0}</a>", link.replace('&', "&amp;")),
            format!("[join]({link})."),
            format!("\u{FEFF}{link}"),
            format!("`{link}`"),
            link.replace("%20", " "),
        ] {
            counted.read(text.as_bytes(), &link);
        }
        counted.read(&wide(&line, u16::to_le_bytes), &link);
        counted.read(&wide(&line, u16::to_be_bytes), &link);
    }
    assert_eq!(counted.refused, 0);
}

#[track_caller]
fn only(text: &str, name: Option<&Name>) -> Result<IncomingCode, IncomingError> {
    let codes = Text::read(text.as_bytes()).unwrap().codes(name);
    let [code] = <[_; 1]>::try_from(codes).unwrap();
    code
}

#[test]
fn a_link_rewritten_by_a_mail_filter_is_reported_as_such() {
    for text in [
        "https://eur01.safelinks.example/?url=otpauth%3A%2F%2Ftotp%2Fringtrue%3ASmith%2520family\
         %25201%3Fsecret%3DMFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U%26issuer%3Dringtrue&data=05",
        "<https://urldefense.example/v3/__otpauth://totp/ringtrue:Smith*20family*201?secret=\
         MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U&issuer=ringtrue__;JSU!!abc$>",
        "https://urldefense.example/v2/url?u=otpauth-3A__totp_ringtrue-3ASmith&d=abc",
    ] {
        assert_eq!(
            only(text, None).unwrap_err(),
            IncomingError::Rewritten,
            "{text}"
        );
    }
}

#[test]
fn a_given_name_is_used_if_the_link_has_none() {
    let name = Name::tidy("Jones family").unwrap();
    for (label, given) in [
        ("/", "Jones family"),
        ("", "Jones family"),
        ("/Fam:", "Jones family"),
        ("/a%E2%80%AEb", "Jones family"),
        ("/a%FF", "Jones family"),
        ("/alice", "alice"),
    ] {
        let link = format!("otpauth://totp{label}?secret={SEED}&issuer=Fam");
        if given != "alice" {
            assert!(only(&link, None).is_err(), "{link}");
        }
        let Ok(IncomingCode::Link(link)) = only(&link, Some(&name)) else {
            panic!("{link} was refused");
        };
        assert_eq!(link.name().as_str(), given);
        let group = Group::from_enrolment(
            link.confirm(),
            None,
            GroupId::from_bytes([7; 16]),
            UnixTime::from_secs(0),
        );
        assert!(otpauth::parse(&otpauth::link(&group)).is_ok());
    }
    // Its generation is kept all the same.
    let hidden = format!("otpauth://totp/ringtrue:a%E2%80%AEb%202?secret={SEED}&issuer=ringtrue");
    assert!(only(&hidden, None).is_err());
    let Ok(IncomingCode::Link(link)) = only(&hidden, Some(&name)) else {
        panic!("it was refused");
    };
    let link = link.confirm();
    assert_eq!((link.name, link.generation.number()), (name, 2));
    assert_eq!(link.origin, Origin::Ringtrue);
}

#[test]
fn a_sheets_code_that_was_broken_is_read_as_it_was_or_refused() {
    let whole =
        "ringtrue-sheet:Grandma?key=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&from=2026-11-26&days=60";
    let mut read = 0;
    for at in 1..whole.len() {
        let (start, end) = whole.split_at(at);
        for kind in BREAKS {
            for (before, after) in AROUND {
                let text = [before, start, kind, end, after].concat();
                for code in Text::read(text.as_bytes()).unwrap().codes(None) {
                    let Ok(code) = code else { continue };
                    let IncomingCode::Sheet(code) = code else {
                        panic!("read as a link:\n{text}")
                    };
                    let code = code.confirm();
                    // An empty line ends it, and a sheet with fewer days is still the
                    // same sheet.
                    assert!(code.sheet.days() == 60 || kind == "\n\n", "{text}");
                    let printed = sheet_code::code(&code.member, &code.sheet);
                    assert!(whole.starts_with(printed.as_str()), "{text}");
                    read += 1;
                }
            }
        }
    }
    assert!(read > 2000, "{read}");
}

#[test]
fn several_links_are_told_apart_and_a_repeated_one_counts_once() {
    let [first, second, ..] = links().try_into().unwrap_or([const { String::new() }; 7]);
    let codes = |text: &str| Text::read(text.as_bytes()).unwrap().codes(None);
    assert_eq!(codes(&format!("{first}\n{second}\n{first}\n")).len(), 2);
    assert_eq!(
        codes(&format!("{first} {}", first.replace('&', "&amp;"))).len(),
        1
    );
    assert_eq!(codes("nothing of the kind").len(), 0);
    let export = only("otpauth-migration://offline?data=CiAKFEhlbGxv", None);
    assert_eq!(export.unwrap_err(), LinkError::Migration.into());
}
