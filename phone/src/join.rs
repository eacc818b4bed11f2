//! Input to join with: a link, a key typed by hand, or a text with one of them. `join`
//! in the core decides what it changes and what to ask first.

use ringtrue_core::group::{Enrolment, LinkMisfit};
use ringtrue_core::incoming::{self, FileKind, FindError, Found, IncomingCode, PublicKind};
use ringtrue_core::join::{
    AcceptedLink, AskAboutSheet, AskToFollow, AskToJoin, Done, IncomingLink, IncomingSheet,
    LinkPlan, LinkRefusal, Outcome, Reason, SheetPlan,
};
use ringtrue_core::otpauth::parse_name_and_number;
use ringtrue_core::sheet::Sheet;
use ringtrue_core::sheet_code::SheetCode;
use ringtrue_core::{Day, Group, GroupId, Name, Unconfirmed};
use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use crate::error::Error;
use crate::moment::{Moment, time};
use crate::phone::Phone;
use crate::texts;

/// A question that a person has to answer.
pub enum Question {
    Join(AskToJoin),
    Follow(AskToFollow),
    Sheet(AskAboutSheet),
}

/// The input to join with, and when it arrived.
pub struct Input {
    bytes: Zeroizing<Vec<u8>>,
    moment: Moment,
    /// The name of a typed key's group, while its number is asked for.
    name: Option<Name>,
}

#[wasm_bindgen]
impl Phone {
    /// Reads what someone scanned, chose or pasted. Returns JSON, whose `kind` says what
    /// to do:
    /// - `join`: ask whether to join, then [`Phone::join`];
    /// - `follow`: ask whether to replace a key, then [`Phone::follow`];
    /// - `sheet`: ask whether to add a member's sheet to the group in front, then
    ///   [`Phone::add_sheet`];
    /// - `name`: ask what the group is called, then [`Phone::answer_name`];
    /// - `backup`: ask for its passphrase, [`unseal`](crate::unseal) it, then
    ///   [`Phone::ask_restore`];
    /// - `words`: ask for the six words of an invitation,
    ///   [`open_invitation`](crate::open_invitation) with them, then
    ///   [`Phone::read_invitation`];
    /// - `message`: ask whether to accept what `lines` say, then
    ///   [`Phone::accept_message`];
    /// - `known`: nothing, since this phone already has it;
    /// - `say`: show the sentence of this id.
    ///
    /// # Errors
    /// [`Error`], which never repeats the input.
    pub fn read(&mut self, bytes: Vec<u8>, now: f64, minutes_west: i32) -> Result<String, Error> {
        let bytes = Zeroizing::new(bytes);
        self.drop_question();
        let moment = Moment::new(now, minutes_west)?;
        self.input = Some(Input {
            bytes,
            moment,
            name: None,
        });
        Ok(self.plan(None)?.to_string())
    }

    /// Reads the same input again, with `name` as the group's name. Returns what
    /// [`Phone::read`] does.
    ///
    /// # Errors
    /// Same as [`Phone::read`].
    #[wasm_bindgen(js_name = answerName)]
    pub fn answer_name(&mut self, name: &str) -> Result<String, Error> {
        let number = name.trim();
        let asked = self.input.as_ref().and_then(|it| it.name.as_ref());
        let planned = match asked {
            Some(asked) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
                let name = format!("{asked} {number}");
                self.plan(Some(&name))
            }
            _ => self.plan(Some(name)),
        };
        Ok(planned?.to_string())
    }

    /// Joins the group that was asked about, once the check words were found to be the
    /// same. Returns the sentence to show.
    ///
    /// # Errors
    /// [`Error::NothingAsked`], or the reason why it can't be joined.
    pub fn join(&mut self, now: f64) -> Result<String, Error> {
        match self.question.take() {
            Some(Question::Join(question)) => self.apply(question.yes(), now),
            _ => Err(Error::NothingAsked),
        }
    }

    /// Follows the rotation that was asked about, once the check words were found to be
    /// the same. `reason` is `routine`, `departure`, `loss` or `loss-of-sheet-keys`;
    /// `number` is the typed number if that was asked for. Returns the sentence to show.
    ///
    /// # Errors
    /// [`Error::NothingAsked`], [`Error::Number`], or the reason why it can't be followed.
    pub fn follow(&mut self, reason: &str, number: Option<u16>, now: f64) -> Result<String, Error> {
        let reason = match reason {
            "routine" => Reason::Routine,
            "departure" => Reason::Departure,
            "loss-of-sheet-keys" => Reason::LossOfSheetKeys,
            // If in doubt, something was lost.
            _ => Reason::Loss,
        };
        match self.question.take() {
            Some(Question::Follow(question)) => {
                let accepted = question.yes(reason, number).ok_or(Error::Number)?;
                self.apply(accepted, now)
            }
            _ => Err(Error::NothingAsked),
        }
    }

    /// Adds the sheet that was asked about, which must come from the screen of one of the
    /// group's devices. Returns the sentence to show.
    ///
    /// # Errors
    /// [`Error::NothingAsked`], or the reason why it can't be added.
    #[wasm_bindgen(js_name = addSheet)]
    pub fn add_sheet(&mut self) -> Result<String, Error> {
        let Some(Question::Sheet(question)) = self.question.take() else {
            return Err(Error::NothingAsked);
        };
        let (group, member) = question.yes().apply(&mut self.vault)?;
        self.drop_question();
        self.flow.start_over();
        self.front = Some(group);
        let (group, sheet) = self.sheet_of(&member)?;
        let days = [sheet.from(), sheet.last()];
        let [from, last] = days.map(|day| texts().day_short(day));
        Ok(texts().sheet_taken(&member, &from, &last, group.local_name()))
    }

    /// Answers no to any open question, and wipes what was read.
    #[wasm_bindgen(js_name = dropQuestion)]
    pub fn drop_question(&mut self) {
        self.question = None;
        self.input = None;
        self.backup = None;
        self.message = None;
        self.proposal = None;
        self.rotation = None;
    }
}

impl Phone {
    fn plan(&mut self, name: Option<&str>) -> Result<Value, Error> {
        let input = self.input.as_mut().ok_or(Error::NothingAsked)?;
        let (bytes, Moment { now, today, .. }) = (&input.bytes, input.moment);
        let local_name = name.map(Name::tidy).transpose()?;
        let (enrolment, local_name) = match incoming::find(bytes, local_name.as_ref()) {
            Ok(Found::Code(IncomingCode::Link(enrolment))) => (enrolment, local_name),
            Ok(Found::Code(IncomingCode::Sheet(code))) => return self.plan_sheet(code, today),
            Ok(Found::Key(key)) => match name.map(parse_name_and_number).transpose()? {
                Some((name, Some(number))) => (key.enrolment(name, number), None),
                Some((name, None)) => {
                    let question = texts().ask_key_number(&name);
                    input.name = Some(name);
                    return Ok(ask_name(&question));
                }
                None => return Ok(ask_name(&texts().ask_key_name())),
            },
            Ok(Found::Message(bytes)) => return self.plan_sealed(&bytes, now),
            Err(FindError::File(FileKind::Backup)) => return Ok(json!({ "kind": "backup" })),
            Err(FindError::Several(_)) => return Ok(say("phone-several-codes")),
            Err(FindError::PublicKey(kind)) => return Ok(say(self.place_of(kind))),
            Err(error) if name.is_none() && error.lacks_name() => {
                return Ok(ask_name(&texts().ask_key_name()));
            }
            Err(error) => return Err(error.into()),
        };
        let link = IncomingLink {
            enrolment,
            local_name,
            assume_yes: false,
            accept_rotation: None,
        };
        match link.plan(self.vault.groups(), None) {
            Ok(plan) => self.ask(plan),
            // Another group has this name: ask for a local one.
            Err(LinkMisfit::NameTaken(name)) => Ok(ask_name(&texts().ask_other_name(&name))),
            Err(misfit) => Err(misfit.into()),
        }
    }

    /// Returns the id of the sentence that says where a public key belongs.
    fn place_of(&self, kind: PublicKind) -> &'static str {
        match kind {
            _ if self.group().is_err() => "phone-key-first",
            PublicKind::Device => "phone-key-of-device",
            PublicKind::Organiser => "phone-key-of-organiser",
        }
    }

    /// Plans a sheet for the group in front, since its code doesn't name a group.
    fn plan_sheet(&mut self, code: Unconfirmed<SheetCode>, today: Day) -> Result<Value, Error> {
        let assume_yes = false;
        let Ok(group) = self.group() else {
            return Ok(say("phone-sheet-first"));
        };
        match (IncomingSheet { code, assume_yes }).plan(group, today) {
            SheetPlan::Known(member) => {
                let (_, sheet) = self.sheet_of(&member)?;
                let text = texts().sheet_known(&member, &texts().day_short(sheet.from()));
                self.drop_question();
                Ok(json!({ "kind": "known", "text": text }))
            }
            SheetPlan::Refused(why) => Err(Error::Sheet(texts().sheet_refused(&why))),
            SheetPlan::Ask(question) => {
                let asked = sheet_json(&question, group);
                self.question = Some(Question::Sheet(question));
                Ok(asked)
            }
            // These need an answer given in advance, and the page gives none.
            SheetPlan::NeedsQuestion(_) | SheetPlan::Ready(_) => Err(Error::NothingAsked),
        }
    }

    /// Returns the group in front, and the sheet of one of its members.
    fn sheet_of(&self, member: &Name) -> Result<(&Group, &Sheet), Error> {
        let group = self.group()?;
        let sheet = group.member(member.as_str())?.sheet.as_ref();
        let sheet = sheet.ok_or_else(|| Error::NoSheet(member.clone()))?;
        Ok((group, sheet))
    }

    fn ask(&mut self, plan: LinkPlan) -> Result<Value, Error> {
        match plan {
            LinkPlan::Known(done) => {
                self.drop_question();
                let text = texts().join_already(&self.done_group(&done)?.key_name());
                Ok(json!({ "kind": "known", "text": text }))
            }
            LinkPlan::AskToJoin(question) => {
                let mut asked = enrolment_json(question.enrolment());
                add(&mut asked, "kind", "join".into());
                add(&mut asked, "question", texts().ask_join().into());
                self.question = Some(Question::Join(question));
                Ok(asked)
            }
            LinkPlan::AskToFollow(question) => {
                let asked = follow_json(&question);
                self.question = Some(Question::Follow(question));
                Ok(asked)
            }
            LinkPlan::Refused(LinkRefusal::ByMessage { group, organiser }) => {
                Err(Error::ByMessage { group, organiser })
            }
            // These need an answer given in advance, and the page gives none.
            LinkPlan::Refused(_) | LinkPlan::Ready(_) => Err(Error::NothingAsked),
        }
    }

    fn apply(&mut self, accepted: AcceptedLink, now: f64) -> Result<String, Error> {
        let now = time(now)?;
        let mut id = [0; GroupId::LENGTH];
        getrandom::fill(&mut id).map_err(|_| Error::Random)?;
        let done = accepted.apply(&mut self.vault, GroupId::from_bytes(id), now)?;
        self.record_outcome(&done);
        let entry = self.done_group(&done)?.key_name();
        Ok(match done.outcome {
            Outcome::Joined => texts().join_joined(&entry),
            Outcome::Rotated => texts().join_rotated(&entry),
            _ => texts().join_already(&entry),
        })
    }

    /// Records what a link or a message did outside the vault, and brings its group to the
    /// front.
    pub(crate) fn record_outcome(&mut self, done: &Done) {
        for (from, to) in &done.renamed {
            self.recent.rename(*from, *to);
        }
        self.must_erase_previous |= done.gives_up_seed;
        self.drop_question();
        self.flow.start_over();
        self.front = Some(done.group);
    }

    fn done_group(&self, done: &Done) -> Result<&Group, Error> {
        self.vault.group(done.group).ok_or(Error::NoGroup)
    }
}

fn say(id: &str) -> Value {
    json!({ "kind": "say", "id": id })
}

fn ask_name(question: &str) -> Value {
    json!({ "kind": "name", "question": question })
}

/// Returns what a person compares, which never includes the seed.
fn enrolment_json(enrolment: &Unconfirmed<Enrolment>) -> Value {
    let words = enrolment.check_words();
    let words = words.map(|word| json!({ "word": word.as_str(), "digits": word.digits() }));
    json!({ "entry": enrolment.key_name(), "words": words, "lines": [] })
}

fn follow_json(question: &AskToFollow) -> Value {
    let mut lines = vec![texts().join_replaces(&question.group.key_name(question.replaces))];
    if question.jump > 1 {
        lines.push(texts().join_jump(question.jump.into()));
    }
    let names: Vec<&str> = question.sheets.iter().map(Name::as_str).collect();
    let sheets = (!names.is_empty()).then(|| texts().ask_sheet_keys_lost(&names.join(", ")));
    let number = question.needs_number().then(|| texts().ask_number());
    let mut asked = enrolment_json(question.enrolment());
    for (name, value) in [
        ("kind", "follow".into()),
        ("question", texts().ask_follow().into()),
        ("lines", lines.into()),
        ("number", number.into()),
        ("lost", texts().ask_what_was_lost().into()),
        ("left", texts().ask_left().into()),
        ("sheets", sheets.into()),
    ] {
        add(&mut asked, name, value);
    }
    asked
}

fn sheet_json(question: &AskAboutSheet, group: &Group) -> Value {
    let code = question.code();
    let member = code.member();
    let sheet = texts().join_sheet(group.local_name(), member, code.from(), code.last());
    let change = question.change();
    let change = change.map(|change| texts().sheet_change(member, change));
    let lines: Vec<&str> = sheet.lines().chain(change.as_deref()).collect();
    json!({ "kind": "sheet", "question": texts().ask_sheet(member), "lines": lines })
}

fn add(to: &mut Value, name: &str, value: Value) {
    if let Some(fields) = to.as_object_mut() {
        fields.insert(name.to_owned(), value);
    }
}
