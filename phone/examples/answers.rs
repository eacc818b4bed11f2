//! Prints what the core answers natively, as JSON, for `phone/tests` to compare
//! with what it answers as WebAssembly.

use std::error::Error;
use std::io;

use data_encoding::BASE64;
use qrcode::{Color, QrCode};
use ringtrue_core::call::{self, Spoken, half_to_say};
use ringtrue_core::qr::{self, ReadError};
use ringtrue_core::recent::Recent;
use ringtrue_core::{Group, GroupId, Half, Heard, Side, UnixTime, Verdict, Word, otpauth};
use serde_json::{Value, json};
use zeroize::Zeroizing;

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
    let mut links = Vec::new();
    let mut codes = Vec::new();
    let mut calls = Vec::new();
    for parameters in PARAMETERS {
        let (first, second) = (
            FIRST.to_owned() + parameters,
            SECOND.to_owned() + parameters,
        );
        links.extend([link(&first)?, link(&second)?]);
        for start in STARTS {
            // The first third of a step, its middle, its last sixth, and on.
            for later in [0, 9, 14, 27, 30, 59, 299, 86_400] {
                codes.push(code(&first, start + later)?);
            }
            for later in [0, 12, 29] {
                let at = start + later;
                calls.push(calls_of(&first, None, at)?);
                for accept_old in [true, false] {
                    calls.push(calls_of(&first, Some((&second, accept_old, at)), at)?);
                }
                let rotation = Some((second.as_str(), true, at));
                calls.push(calls_of(&first, rotation, at + WEEK)?);
            }
        }
    }
    let answers = json!({
        "links": links,
        "refused": refused(),
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

fn link(link: &str) -> Result<Value> {
    let found = otpauth::parse(link)?;
    Ok(json!({
        "link": link,
        "name": found.name().as_str(),
        "generation": found.generation().number(),
        "checkWords": found.check_words().map(Word::as_str),
    }))
}

fn refused() -> Vec<Value> {
    let links = [
        "",
        "https://example.org",
        "otpauth://hotp/Smith?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        "otpauth://totp/Smith?secret=GEZDGNBV",
        "otpauth://totp/Smith?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&digits=9",
    ];
    let refused = links.into_iter().filter_map(|link| {
        let error = otpauth::parse(link).err()?.to_string();
        Some(json!({ "link": link, "error": error }))
    });
    refused.collect()
}

fn code(link: &str, at: u64) -> Result<Value> {
    let now = UnixTime::from_secs(at);
    let group = group(link, now)?;
    let code = group.codes().at(now);
    let [caller, answerer] = SIDES.map(|side| Half::of(&code, side));
    Ok(json!({
        "link": link,
        "at": at * 1000,
        "callerDigits": caller.digits(),
        "callerWords": caller.words(),
        "answererDigits": answerer.digits(),
        "answererWords": answerer.words(),
        "secondsLeft": group.parameters().period.remaining_at(now),
    }))
}

/// What a group answers to one thing heard after another at `at`: true halves,
/// old ones, forced ones, misspelt ones, and nonsense.
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
            let say = |spoken, side| half_to_say(&group, generation, spoken, side, counter);
            for side in SIDES {
                let (half, forced) = (say(Spoken::Freely, side), say(Spoken::UnderDuress, side));
                let words = half.words().join(" ");
                heard.push((forced.digits().to_owned(), Some(side)));
                heard.push((half.digits().to_owned(), Some(side.other())));
                heard.push((format!("{}, {words}", half.digits()), Some(side)));
                heard.push((misspelt(&words), Some(side)));
            }
            let both = SIDES.map(|side| say(Spoken::Freely, side).digits().to_owned());
            heard.push((both.concat(), None));
        }
    }
    for nonsense in ["", "xyzzyq", "000", "12345", "tiger tiger"] {
        heard.push((nonsense.to_owned(), Some(Side::Caller)));
        heard.push((nonsense.to_owned(), None));
    }

    let mut recent = Recent::default();
    let checks: Vec<Value> = heard
        .iter()
        .map(|(heard, side)| check(&group, &mut recent, heard, *side, now))
        .collect();
    let rotation = rotation.map(
        |(link, accept_old, at)| json!({ "link": link, "acceptOld": accept_old, "at": at * 1000 }),
    );
    Ok(json!({ "link": link, "at": at * 1000, "rotation": rotation, "checks": checks }))
}

fn check(
    group: &Group,
    recent: &mut Recent,
    text: &str,
    side: Option<Side>,
    now: UnixTime,
) -> Value {
    let asked = json!({ "heard": text, "side": side.map(Side::as_str) });
    let heard = match Heard::read(text) {
        Ok(heard) => heard,
        Err(error) => return json!({ "asked": asked, "error": error.to_string() }),
    };
    let found = call::check(group, &heard, side, &recent.of(group), now);
    let period = group.parameters().period;
    recent.remember(group, &found.to_remember(period, now), now);
    json!({ "asked": asked, "finding": {
        "verdict": found.verdict.as_str(),
        "part": found.part.map(call::Part::as_str),
        "stepsOff": found.steps_off,
        "generation": found.generation.number(),
    }})
}

/// Leaves out the second letter.
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

/// White paper, four pixels a module.
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
        match qr::read_grey(self.width, self.height, Zeroizing::new(self.grey)) {
            Ok(texts) => {
                let texts: Vec<&str> = texts.iter().map(|text| text.as_str()).collect();
                json!({ "frame": frame, "texts": texts })
            }
            Err(ReadError::NoCode) => json!({ "frame": frame, "texts": [] }),
            Err(error) => json!({ "frame": frame, "error": error.to_string() }),
        }
    }
}
