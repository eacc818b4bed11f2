//! Prints what the core answers natively, as JSON, for `phone/tests` to compare
//! with what it answers as WebAssembly.

#![allow(clippy::disallowed_methods, reason = "it reads the core's vectors")]

use std::error::Error;
use std::path::Path;
use std::{fs, io};

use data_encoding::BASE64;
use qrcode::{Color, QrCode};
use ringtrue_core::call::{Manner, half_to_say};
use ringtrue_core::{Group, GroupId, Side, UnixTime, Verdict, otpauth};
use ringtrue_phone::{Phone, Text, read_grey};
use serde_json::{Value, json};
use toml::Table;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const FIRST: &str = "otpauth://totp/ringtrue:Smith%20family%201\
    ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ringtrue";
const SECOND: &str = "otpauth://totp/ringtrue:Smith%20family%202\
    ?secret=MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U&issuer=ringtrue";
const PARAMETERS: [&str; 4] = [
    "",
    "&digits=7&period=15",
    "&algorithm=SHA256&digits=8&period=60",
    "&algorithm=SHA512&period=300",
];

/// Seconds since 1970: today, the first day, and past 2106, which is where 32
/// bits end.
const STARTS: [u64; 3] = [1_770_000_000, 0, 4_300_000_200];
const WEEK: u64 = 7 * 86_400;
const SIDES: [Side; 2] = [Side::Caller, Side::Answerer];

fn main() -> Result<()> {
    let mut codes = Vec::new();
    let mut calls = Vec::new();
    for parameters in PARAMETERS {
        let (first, second) = (
            FIRST.to_owned() + parameters,
            SECOND.to_owned() + parameters,
        );
        let phone = joined(&first, STARTS[0])?;
        let mut due = Vec::new();
        for start in STARTS {
            // The first third of a step, its middle, its last sixth, and on.
            for later in [0, 9, 14, 27, 30, 59, 299, 86_400] {
                due.push(code(&phone, start + later)?);
            }
            for later in [0, 12, 29] {
                calls.push(calls_of(&first, None, start + later)?);
            }
        }
        for at in [0, 12, 29].map(|later| STARTS[0] + later) {
            for accept_old in [true, false] {
                calls.push(calls_of(&first, Some((&second, accept_old, at)), at)?);
            }
            let rotation = Some((second.as_str(), true, at));
            calls.push(calls_of(&first, rotation, at + WEEK)?);
        }
        codes.push(json!({ "link": first, "due": due }));
    }
    let answers = json!({
        "links": links()?,
        "first": FIRST,
        "sheets": sheets()?,
        "codes": codes,
        "verdicts": Verdict::ALL.map(Verdict::as_str),
        "calls": calls,
        "frames": frames()?,
    });
    serde_json::to_writer(io::stdout().lock(), &answers)?;
    Ok(())
}

fn group(link: &str, now: UnixTime) -> Result<Group> {
    let id = GroupId::from_bytes([7; 16]);
    let enrolment = otpauth::parse(link)?.confirm();
    Ok(Group::from_enrolment(enrolment, None, id, now))
}

/// Converts seconds to the milliseconds that JavaScript uses.
#[expect(clippy::cast_precision_loss, reason = "below 2^53")]
fn milliseconds(seconds: u64) -> f64 {
    (seconds * 1000) as f64
}

/// Returns what `phone` answers to a text.
fn read(phone: &mut Phone, text: &str) -> Value {
    match phone.read(text.into(), milliseconds(STARTS[0]), 0) {
        Ok(asked) => json!({ "text": text, "asked": asked }),
        Err(error) => json!({ "text": text, "error": error.to_string() }),
    }
}

/// Returns the texts called `key` in the core's vectors of one kind, accepted and refused.
fn vectors(kind: &str, key: &str) -> Result<Vec<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/tests/vectors");
    let mut texts = Vec::new();
    for list in ["accepted", "refused"] {
        let file = fs::read_to_string(folder.join(kind).join(format!("{list}.toml")))?;
        let file: Table = file.parse()?;
        let entries = file.get(list).and_then(toml::Value::as_array);
        let entries = entries.into_iter().flatten();
        let found = entries.filter_map(|entry| entry.get(key)?.as_str());
        texts.extend(found.map(str::to_owned));
    }
    Ok(texts)
}

fn links() -> Result<Vec<Value>> {
    let links = vectors("otpauth", "link")?;
    let read = links.iter().map(|link| read(&mut Phone::create(), link));
    Ok(read.collect())
}

fn sheets() -> Result<Vec<Value>> {
    let codes = vectors("sheets", "code")?;
    let mut phone = joined(FIRST, STARTS[0])?;
    Ok(codes.iter().map(|code| read(&mut phone, code)).collect())
}

fn joined(link: &str, at: u64) -> Result<Phone> {
    let mut phone = Phone::create();
    phone.read(link.into(), milliseconds(at), 0)?;
    phone.join(milliseconds(at))?;
    Ok(phone)
}

fn code(phone: &Phone, at: u64) -> Result<Value> {
    let at = milliseconds(at);
    Ok(json!({ "at": at, "code": phone.code(at)? }))
}

/// Checks halves one after another at `at`: true, old, forced and misspelt ones, and
/// nonsense. Returns what the phone answers to each.
fn calls_of(link: &str, rotation: Option<(&str, bool, u64)>, at: u64) -> Result<Value> {
    let now = UnixTime::from_secs(at);
    let mut group = group(link, now)?;
    let first = group.generation();
    if let Some((link, accept_old, at)) = rotation {
        let rotation = otpauth::parse(link)?.confirm();
        group.follow(rotation, accept_old, UnixTime::from_secs(at));
    }

    let mut heard = Vec::new();
    let counter = group.parameters().period.counter_at(now);
    for off in [-21, -20, -2, -1, 1, 2, 20, 21, 0, 0] {
        let Some(counter) = counter.offset(off) else {
            continue;
        };
        for generation in [first, group.generation()] {
            let say = |manner, side| half_to_say(&group, generation, manner, side, counter);
            for side in SIDES {
                let (half, forced) = (say(Manner::Freely, side), say(Manner::UnderDuress, side));
                let words = half.words().join(" ");
                heard.push((forced.digits().to_owned(), side));
                heard.push((half.digits().to_owned(), side.other()));
                heard.push((format!("{}, {words}", half.digits()), side));
                heard.push((misspelt(&words), side));
            }
            let both = SIDES.map(|side| say(Manner::Freely, side).digits().to_owned());
            heard.push((both.concat(), Side::Caller));
        }
    }
    for nonsense in ["", "xyzzyq", "000", "12345", "tiger tiger"] {
        heard.push((nonsense.to_owned(), Side::Caller));
    }

    let mut phone = joined(link, rotation.map_or(at, |(_, _, at)| at))?;
    if let Some((link, accept_old, at)) = rotation {
        phone.read(link.into(), milliseconds(at), 0)?;
        phone.follow(reason(accept_old), None, milliseconds(at))?;
    }
    let checks: Result<Vec<Value>> = heard
        .iter()
        .map(|(heard, side)| check(&mut phone, heard, side.other(), milliseconds(at)))
        .collect();
    let rotation = rotation.map(|(link, accept_old, at)| {
        json!({ "link": link, "reason": reason(accept_old), "at": milliseconds(at) })
    });
    Ok(json!({ "link": link, "at": milliseconds(at), "rotation": rotation, "checks": checks? }))
}

const fn reason(accept_old: bool) -> &'static str {
    if accept_old { "routine" } else { "loss" }
}

fn check(phone: &mut Phone, heard: &str, own: Side, now: f64) -> Result<Value> {
    phone.start_over();
    phone.begin_call(own.as_str())?;
    phone.submit(heard, now, 0)?;
    let stage = phone.stage(now, 0)?;
    Ok(json!({ "own": own.as_str(), "heard": heard, "stage": stage }))
}

/// Removes the second letter.
fn misspelt(words: &str) -> String {
    let letters = words.chars().enumerate();
    letters.filter(|(at, _)| *at != 1).map(|(_, c)| c).collect()
}

fn frames() -> Result<Vec<Value>> {
    let mut plain = Frame::new(320, 240);
    plain.draw(FIRST, 54, 14)?;
    let mut two = Frame::new(480, 240);
    two.draw(FIRST, 8, 14)?;
    two.draw("hello", 300, 60)?;
    let mut flipped = Frame::new(320, 240);
    flipped.draw(SECOND, 54, 14)?;
    flipped.grey.iter_mut().for_each(|grey| *grey = !*grey);
    let blank = Frame::new(320, 240);
    let mut short = Frame::new(320, 240);
    short.grey.pop();
    let wide = Frame::new(1921, 30);
    Ok([plain, two, flipped, blank, short, wide]
        .map(Frame::answer)
        .into())
}

fn text(text: &Text) -> String {
    String::from_utf8_lossy(&text.bytes()).into_owned()
}

/// A white frame, in which each module of a QR code is four pixels wide.
struct Frame {
    width: u32,
    height: u32,
    grey: Vec<u8>,
}

impl Frame {
    fn new(width: u32, height: u32) -> Self {
        Self {
            width,
            height,
            grey: vec![255; (width * height) as usize],
        }
    }

    fn draw(&mut self, text: &str, left: usize, top: usize) -> Result<()> {
        let code = QrCode::new(text)?;
        let rows = self.grey.chunks_exact_mut(self.width as usize).skip(top);
        for (row, y) in rows.zip(0..code.width() * 4) {
            for (pixel, x) in row.iter_mut().skip(left).zip(0..code.width() * 4) {
                if code[(x / 4, y / 4)] == Color::Dark {
                    *pixel = 0;
                }
            }
        }
        Ok(())
    }

    fn answer(self) -> Value {
        let grey = BASE64.encode(&self.grey);
        let frame = json!({ "width": self.width, "height": self.height, "grey": grey });
        match read_grey(self.width, self.height, self.grey) {
            Ok(texts) => {
                let texts: Vec<String> = texts.iter().map(text).collect();
                json!({ "frame": frame, "texts": texts })
            }
            Err(error) => json!({ "frame": frame, "error": error.to_string() }),
        }
    }
}
