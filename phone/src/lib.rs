//! The core as WebAssembly, for the page around it: a phone's groups ([`Phone`]), and
//! QR codes in a camera's frames. `Enrolment` and `Group` compare codes and verdicts
//! with those of the native library.
//!
//! There is no rule of its own here: each export hands its arguments to
//! `ringtrue-core` and returns what that says. Links and the texts of QR codes
//! cross as bytes, since a string of JavaScript's can't be wiped. Times are
//! milliseconds since 1970, as `Date.now()` returns them.
//!
//! A panic is a trap that JavaScript can't recover from, and there is no hook
//! that prints its text. rxing may panic on a picture made for that: read frames
//! in a worker that has an instance of its own.

#![deny(missing_docs)]

mod call;
mod error;
mod join;
mod moment;
mod phone;

use std::slice;

use ringtrue_core::group::{self, Fit};
use ringtrue_core::qr::{self, ReadError};
use ringtrue_core::recent::Recent;
use ringtrue_core::text::Texts;
use ringtrue_core::{GroupId, Half, Heard, Side, Unconfirmed, otpauth};
use serde_json::Value;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use self::moment::time;

pub use self::call::{completion, is_idle};
pub use self::error::Error;
pub use self::moment::clock_offset;
pub use self::phone::{Phone, Saved};

/// Wipes every allocation when it is freed: what wasm-bindgen copies in and out
/// as well.
#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

/// Opens an enrolment link, given as UTF-8.
///
/// # Errors
/// [`Error::NotText`] and [`Error::Link`], which never repeat the link.
#[wasm_bindgen(js_name = openLink)]
pub fn open_link(link: Vec<u8>) -> Result<Enrolment, Error> {
    let link = Zeroizing::new(link);
    let link = str::from_utf8(&link).map_err(|_| Error::NotText)?;
    Ok(Enrolment(otpauth::parse(link)?))
}

/// What a link brings. Nothing comes of it until a person has compared the
/// check words and confirmed it.
#[wasm_bindgen]
pub struct Enrolment(Unconfirmed<group::Enrolment>);

#[wasm_bindgen]
impl Enrolment {
    /// The group's name.
    #[must_use]
    #[wasm_bindgen(getter)]
    pub fn name(&self) -> String {
        self.0.name().to_string()
    }

    /// The generation of the seed.
    #[must_use]
    #[wasm_bindgen(getter)]
    pub fn generation(&self) -> u16 {
        self.0.generation().number()
    }

    /// Six words to compare with someone who has the seed.
    #[must_use]
    #[wasm_bindgen(getter, js_name = checkWords)]
    pub fn check_words(&self) -> Vec<String> {
        let words = self.0.check_words();
        words.map(|word| word.to_string()).into()
    }

    /// Returns the group that it brings. Call it once a person has said yes.
    ///
    /// # Errors
    /// [`Error::Time`] and [`Error::Random`].
    pub fn confirm(self, now: f64) -> Result<Group, Error> {
        let now = time(now)?;
        let mut id = [0; GroupId::LENGTH];
        getrandom::fill(&mut id).map_err(|_| Error::Random)?;
        let id = GroupId::from_bytes(id);
        Ok(Group {
            group: group::Group::from_enrolment(self.0.confirm(), None, id, now),
            recent: Recent::default(),
        })
    }
}

/// A group, and the halves of it that were accepted since it was opened.
#[wasm_bindgen]
pub struct Group {
    group: group::Group,
    recent: Recent,
}

#[wasm_bindgen]
impl Group {
    /// The group's name.
    #[must_use]
    #[wasm_bindgen(getter)]
    pub fn name(&self) -> String {
        self.group.local_name().to_string()
    }

    /// The generation in force.
    #[must_use]
    #[wasm_bindgen(getter)]
    pub fn generation(&self) -> u16 {
        self.group.generation().number()
    }

    /// Returns the code that is due.
    ///
    /// # Errors
    /// [`Error::Time`].
    #[wasm_bindgen(js_name = codeAt)]
    pub fn code_at(&self, now: f64) -> Result<Code, Error> {
        let now = time(now)?;
        let code = self.group.codes().at(now);
        Ok(Code {
            caller: Half::of(&code, Side::Caller),
            answerer: Half::of(&code, Side::Answerer),
            seconds_left: self.group.parameters().period.remaining_at(now),
        })
    }

    /// Judges what was heard from `side`, `caller` or `answerer`; a full code
    /// needs no side. What is accepted is remembered, and is not accepted again.
    ///
    /// # Errors
    /// [`Error::Side`], [`Error::Time`], and [`Error::Heard`] for what can't be
    /// read.
    pub fn check(&mut self, heard: &str, side: Option<String>, now: f64) -> Result<Finding, Error> {
        let side = side.map(|name| Side::from_name(&name).ok_or(Error::Side));
        let (side, now) = (side.transpose()?, time(now)?);
        let heard = Heard::read(heard)?;
        let finding = ringtrue_core::call::check(
            &self.group,
            &heard,
            side,
            &self.recent.of(&self.group),
            now,
        );
        let period = self.group.parameters().period;
        self.recent
            .remember(&self.group, &finding.to_remember(period, now), now);
        Ok(Finding(finding))
    }

    /// Follows a rotation that someone else made. Halves of the seed before are
    /// still accepted for a time if `accept_old`, and otherwise only recognised.
    /// Call it once a person has said yes.
    ///
    /// # Errors
    /// [`Error::Time`], and [`Error::Misfit`] or [`Error::Known`] for what is no
    /// rotation of this group, which is then as it was.
    pub fn follow(&mut self, rotation: Enrolment, accept_old: bool, now: f64) -> Result<(), Error> {
        let now = time(now)?;
        let groups = slice::from_ref(&self.group);
        match group::fit(groups, &rotation.0, None, groups.first())? {
            Fit::Rotation(_) => {}
            Fit::Known(_) | Fit::New => return Err(Error::Known),
        }
        self.group.follow(rotation.0.confirm(), accept_old, now);
        Ok(())
    }
}

/// A code: who calls says the caller's half, who answers the answerer's.
#[wasm_bindgen]
pub struct Code {
    caller: Half,
    answerer: Half,
    seconds_left: u64,
}

#[wasm_bindgen]
impl Code {
    /// The caller's digits.
    #[must_use]
    #[wasm_bindgen(getter, js_name = callerDigits)]
    pub fn caller_digits(&self) -> String {
        self.caller.digits().to_owned()
    }

    /// The caller's word, then the fourth digit if there is one.
    #[must_use]
    #[wasm_bindgen(getter, js_name = callerWords)]
    pub fn caller_words(&self) -> Vec<String> {
        self.caller.words()
    }

    /// The answerer's digits.
    #[must_use]
    #[wasm_bindgen(getter, js_name = answererDigits)]
    pub fn answerer_digits(&self) -> String {
        self.answerer.digits().to_owned()
    }

    /// The answerer's word, then the fourth digit if there is one.
    #[must_use]
    #[wasm_bindgen(getter, js_name = answererWords)]
    pub fn answerer_words(&self) -> Vec<String> {
        self.answerer.words()
    }

    /// Seconds until the next code: 1 to 300.
    #[must_use]
    #[wasm_bindgen(getter, js_name = secondsLeft)]
    pub fn seconds_left(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "at most 300")]
        let seconds = self.seconds_left as f64;
        seconds
    }
}

/// What a check found.
#[wasm_bindgen]
pub struct Finding(ringtrue_core::call::Finding);

#[wasm_bindgen]
impl Finding {
    /// The verdict's name, which never changes: `match`, `wrong_time` and so on.
    #[must_use]
    #[wasm_bindgen(getter)]
    pub fn verdict(&self) -> String {
        self.0.verdict.as_str().to_owned()
    }

    /// What was recognised: `caller`, `answerer`, `both`, or nothing.
    #[must_use]
    #[wasm_bindgen(getter)]
    pub fn part(&self) -> Option<String> {
        self.0.part.map(|part| part.as_str().to_owned())
    }

    /// Its step, counted from now: negative for an earlier one.
    #[must_use]
    #[wasm_bindgen(getter, js_name = stepsOff)]
    pub fn steps_off(&self) -> f64 {
        #[expect(
            clippy::cast_precision_loss,
            reason = "no more steps than milliseconds"
        )]
        let steps = self.0.steps_off as f64;
        steps
    }

    /// The generation that it was recognised by, else the one in force.
    #[must_use]
    #[wasm_bindgen(getter)]
    pub fn generation(&self) -> u16 {
        self.0.generation.number()
    }
}

/// Reads the QR codes in a frame of a camera: one byte a pixel, 0 for black and
/// 255 for white, row by row. There are none in most frames, which is no error.
///
/// # Errors
/// [`Error::Frame`] if a side has more than 1920 pixels, or `grey` is not one
/// byte for each.
#[wasm_bindgen(js_name = readGrey)]
pub fn read_grey(width: u32, height: u32, grey: Vec<u8>) -> Result<Vec<Text>, Error> {
    match qr::read_grey(width, height, Zeroizing::new(grey)) {
        Ok(texts) => Ok(texts.into_iter().map(Text).collect()),
        Err(ReadError::NoCode) => Ok(Vec::new()),
        Err(error) => Err(Error::Frame(error)),
    }
}

/// The text of a QR code, which may be a link and so a seed.
#[wasm_bindgen]
pub struct Text(Zeroizing<String>);

#[wasm_bindgen]
impl Text {
    /// Returns a copy as UTF-8, for the caller to wipe.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.0.as_bytes().to_vec()
    }
}

/// Returns every sentence that has no arguments, as a JSON object of ids.
#[must_use]
#[wasm_bindgen]
pub fn sentences() -> String {
    let fixed = texts().fixed();
    let fixed = fixed.map(|(id, text)| (id.to_owned(), Value::from(text)));
    Value::Object(fixed.collect()).to_string()
}

fn texts() -> &'static Texts {
    Texts::english_isolated()
}

#[cfg(test)]
mod tests;
