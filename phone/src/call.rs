//! The current call: takes the page's input, and returns what to draw.

use std::time::Duration;

use ringtrue_core::call::{
    CallFlow, Claim, Expected, FindingContext, Half, Idle, Listening, Side, Stage, Turns, Who,
    half_to_say,
};
use ringtrue_core::group::Name;
use ringtrue_core::practice::Session;
use ringtrue_core::{Group, UnixTime, Verdict, words};
use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::Error;
use crate::moment::{Moment, time};
use crate::phone::{Phone, front};
use crate::texts;

#[wasm_bindgen]
impl Phone {
    /// Begins a call. `own` is the side of this phone's holder, `caller` or `answerer`.
    ///
    /// # Errors
    /// [`Error::Side`] and [`Error::NoGroup`].
    #[wasm_bindgen(js_name = beginCall)]
    pub fn begin_call(&mut self, own: &str) -> Result<(), Error> {
        let own = Side::from_name(own).ok_or(Error::Side)?;
        // Pin the group, so that it can't change during the call.
        self.front = Some(self.group()?.id());
        self.flow_mut().begin_call(own);
        self.ask_who()
    }

    /// Records what the input field holds at `now`.
    ///
    /// # Errors
    /// [`Error::Time`].
    pub fn typed(&mut self, text: &str, now: f64) -> Result<(), Error> {
        self.flow_mut().on_key(text, time(now)?);
        Ok(())
    }

    /// Answers *Who is it?* with the candidate at this index.
    ///
    /// # Errors
    /// [`Error::NoGroup`] and [`Error::Time`].
    #[wasm_bindgen(js_name = chooseWho)]
    pub fn choose_who(&mut self, at: usize, now: f64, minutes_west: i32) -> Result<(), Error> {
        let moment = Moment::new(now, minutes_west)?;
        self.step_to(at);
        if let Some(drill) = &mut self.drill {
            drill.choose(Some(&self.key), moment.now, moment.today);
            return Ok(());
        }
        let group = front(&self.vault, self.front)?;
        let accepted = self.recent.of(group);
        let key = Some(&self.key);
        self.flow
            .choose(group, key, &accepted, moment.now, moment.today);
        Ok(())
    }

    /// Judges what is in the input field. Returns true if there is something to save.
    ///
    /// # Errors
    /// [`Error::NoGroup`], [`Error::Time`], and [`Error::NoCode`] if nothing counts
    /// from the member any longer.
    pub fn submit(&mut self, text: &str, now: f64, minutes_west: i32) -> Result<bool, Error> {
        let moment = Moment::new(now, minutes_west)?;
        let Some(submission) = self.flow().submit(text, moment.now) else {
            return Ok(false);
        };
        let today = moment.day(submission.since());
        if let Some(drill) = &mut self.drill {
            drill.check(&submission, today);
            return Ok(false);
        }
        let group = front(&self.vault, self.front)?;
        match self.flow.claim(&submission, group, today) {
            Some(claim) => self.judge(&claim, moment.now),
            None => Ok(false),
        }
    }

    /// Answers whether it is that day where the member is. Returns what [`Phone::submit`]
    /// does.
    ///
    /// # Errors
    /// Same as [`Phone::submit`].
    #[wasm_bindgen(js_name = answerDay)]
    pub fn answer_day(&mut self, is_that_day: bool, now: f64) -> Result<bool, Error> {
        let now = time(now)?;
        match self.flow_mut().answer_day(is_that_day) {
            Some(claim) => self.judge(&claim, now),
            None => Ok(false),
        }
    }

    /// Waits for the next half of the other side, if they may be asked for it.
    #[wasm_bindgen(js_name = askAgain)]
    pub fn ask_again(&mut self) {
        self.flow_mut().ask_again();
    }

    /// Ends the call, and waits for the next.
    #[wasm_bindgen(js_name = startOver)]
    pub fn start_over(&mut self) {
        self.flow_mut().start_over();
    }

    /// Switches to duress halves until the page is closed or, in a drill, until it is over.
    /// Nothing else changes.
    #[wasm_bindgen(js_name = useDuress)]
    pub fn use_duress(&mut self) {
        self.flow_mut().force();
    }

    /// Advances the call to `now`. Returns true if the stage to draw has changed.
    ///
    /// # Errors
    /// [`Error::Time`].
    pub fn advance(&mut self, now: f64) -> Result<bool, Error> {
        Ok(self.flow_mut().expire(time(now)?))
    }

    /// Returns what to draw, as JSON. A half is in it only while it may be said.
    ///
    /// # Errors
    /// [`Error::NoGroup`] and [`Error::Time`].
    pub fn stage(&self, now: f64, minutes_west: i32) -> Result<String, Error> {
        let moment = Moment::new(now, minutes_west)?;
        Ok(self.drawing(&moment)?.to_string())
    }

    /// Returns the current code as JSON, for someone who asked to see it.
    ///
    /// # Errors
    /// [`Error::NoGroup`] and [`Error::Time`].
    pub fn code(&self, now: f64) -> Result<String, Error> {
        let now = time(now)?;
        let group = self.group()?;
        let (manner, period) = (self.flow.manner(), group.parameters().period);
        let step = period.counter_at(now);
        // Duress halves here too: one screen must not show both kinds.
        let [caller, answerer] = [Side::Caller, Side::Answerer]
            .map(|side| half_json(&half_to_say(group, group.generation(), manner, side, step)));
        let left = period.remaining_at(now);
        let code = json!({
            "entry": group.key_name(),
            "callerSays": texts().caller_says(),
            "caller": caller,
            "answererSays": texts().answerer_says(),
            "answerer": answerer,
            "left": left,
            "leftAloud": texts().seconds_left(left),
            "period": period.as_secs(),
        });
        Ok(code.to_string())
    }
}

/// Returns true if halves must be hidden on a screen that nobody has touched for this
/// many milliseconds.
#[must_use]
#[wasm_bindgen(js_name = isIdle)]
pub fn is_idle(milliseconds: f64) -> bool {
    Idle::since(Duration::ZERO).must_hide(duration(milliseconds))
}

/// Returns true if a phone with a lock must lock after halves were hidden for this many
/// milliseconds.
#[must_use]
#[wasm_bindgen(js_name = locksAfter)]
pub fn locks_after(milliseconds: f64) -> bool {
    Idle::must_lock_after(duration(milliseconds))
}

/// Converts milliseconds. An overflow becomes the maximum, which hides halves.
fn duration(milliseconds: f64) -> Duration {
    Duration::try_from_secs_f64(milliseconds.max(0.0) / 1000.0).unwrap_or(Duration::MAX)
}

/// Returns the letters that complete the last word of `typed`.
#[must_use]
#[wasm_bindgen]
pub fn completion(typed: &str) -> String {
    words::completion(typed).to_owned()
}

impl Phone {
    /// Returns the call, or the practice call during a drill.
    fn flow(&self) -> &CallFlow {
        self.drill.as_ref().map_or(&self.flow, Session::flow)
    }

    fn flow_mut(&mut self) -> &mut CallFlow {
        match &mut self.drill {
            Some(drill) => drill.flow_mut(),
            None => &mut self.flow,
        }
    }

    /// Returns the group of the call: in a drill, one whose codes count nowhere else.
    fn call_group(&self) -> Result<&Group, Error> {
        match &self.drill {
            Some(drill) => Ok(drill.partner().group()),
            None => self.group(),
        }
    }

    /// Asks who is on the other side, if that makes a difference.
    pub(crate) fn ask_who(&mut self) -> Result<(), Error> {
        let own = self.key.public();
        let who = Who::of(self.call_group()?, Some(&own), &texts().someone_else());
        self.flow_mut().ask_who(who);
        Ok(())
    }

    fn step_to(&mut self, at: usize) {
        let place = |who: &Who| who.candidates().position(|(_, is_chosen)| is_chosen);
        let steps = match self.flow().stage() {
            Stage::WhoIsIt { who, .. } => who.candidates().count(),
            _ => 0,
        };
        for _ in 0..steps {
            match self.flow().stage() {
                Stage::WhoIsIt { who, .. } if place(who) != Some(at) => {
                    self.flow_mut().step_who(true);
                }
                _ => return,
            }
        }
    }

    fn judge(&mut self, claim: &Claim, now: UnixTime) -> Result<bool, Error> {
        if let Some(drill) = &mut self.drill {
            drill.judge(claim);
            return Ok(false);
        }
        let name = self.flow.turns().and_then(Turns::member).cloned();
        let group = front(&self.vault, self.front)?;
        let id = group.id();
        let member = name.as_ref().map(|name| group.member(name.as_str()));
        let expected = Expected::new(member.transpose()?, group, Some(&self.key))?;
        let (finding, used) = self.recent.judge(claim, &expected, group, &[]);
        let is_new = !used.is_empty();
        self.flow.hear(finding, expected, claim);
        if let (true, Some(name), Some(group)) = (is_new, name, self.vault.group_mut(id)) {
            group.confirm_member(name.as_str(), finding.generation, now)?;
        }
        Ok(is_new)
    }

    fn drawing(&self, moment: &Moment) -> Result<Value, Error> {
        let mut drawing = json!({
            "entry": self.call_group()?.key_name(),
            "others": self.vault.groups().len() > 1,
            "practice": self.partner_says(moment),
        });
        if let Some(page) = self.drill_page() {
            add_all(&mut drawing, page);
            return Ok(drawing);
        }
        let stage = match self.flow().stage() {
            Stage::WhoCalled => json!({ "scene": "who-called" }),
            Stage::WhoIsIt { who, .. } => {
                let candidates = who.candidates();
                let labels: Vec<&str> = candidates.map(|(choice, _)| choice.label()).collect();
                let nobody = labels.is_empty().then(|| texts().who_nobody());
                json!({ "scene": "who-is-it", "candidates": labels, "note": nobody })
            }
            Stage::NoCode { member, why, .. } => json!({
                "scene": "outcome",
                "tone": "bad",
                "headline": texts().headline_of_nothing(),
                "reason": texts().nothing_counts(member, *why),
            }),
            Stage::WhichDay { turns, day, .. } => {
                let ask = |member: &Name| texts().ask_which_day(*day, moment.today, member);
                json!({ "scene": "hear", "day": turns.member().map(ask) })
            }
            Stage::Listening(listening) => self.listening(listening, moment)?,
            Stage::Heard { turns, .. } => self.heard(turns, moment)?,
        };
        add_all(&mut drawing, stage);
        Ok(drawing)
    }

    fn listening(&self, listening: &Listening, moment: &Moment) -> Result<Value, Error> {
        let turns = listening.turns();
        let is_caller = turns.own() == Side::Caller;
        let note = listening
            .heard_error()
            .map(|heard_error| texts().say_once_more(heard_error));
        let title = if !is_caller {
            texts().they_speak_first()
        } else if turns.line_is_used() {
            texts().line_is_used()
        } else {
            texts().say_your_half()
        };
        Ok(json!({
            "scene": if is_caller { "say" } else { "hear" },
            "counts": what_counts(turns, moment),
            "title": title,
            "note": note,
            "say": self.to_say(turns, moment)?,
        }))
    }

    fn heard(&self, turns: &Turns, moment: &Moment) -> Result<Value, Error> {
        let group = self.call_group()?;
        let Some(context) = turns.finding_context(group) else {
            return Err(Error::NoGroup);
        };
        let verdict = context.finding.verdict;
        let (tone, reason) = if verdict.is_genuine() {
            // The same under duress, so that onlookers see no difference.
            let old = group.key_name_of(context.finding.generation);
            let is_old = verdict == Verdict::MatchPreviousGeneration;
            let reason = is_old.then(|| texts().on_old_seed(&old, &group.key_name()));
            ("good", reason.unwrap_or_default())
        } else {
            let tone = if turns.may_ask_again() {
                "again"
            } else {
                "bad"
            };
            (tone, refusal_reason(turns, &context))
        };
        let title = match (verdict.is_genuine(), turns.may_speak()) {
            (true, true) => Some(texts().now_say()),
            (true, false) => Some(texts().you_can_talk()),
            (false, _) => None,
        };
        let headline = if verdict.is_genuine() {
            texts().headline(verdict)
        } else {
            texts().headline_of(&context)
        };
        Ok(json!({
            "scene": "outcome",
            "verdict": verdict.as_str(),
            "tone": tone,
            "headline": headline,
            "reason": reason,
            "again": turns.may_ask_again(),
            "title": title,
            "say": self.to_say(turns, moment)?,
        }))
    }

    /// Returns the half to say and for how long; null while this side must say none.
    fn to_say(&self, turns: &Turns, moment: &Moment) -> Result<Value, Error> {
        let group = self.call_group()?;
        let Some(half) = turns.own_half(group, moment.now, moment.today) else {
            return Ok(Value::Null);
        };
        let mut say = half_json(&half);
        // A line of a sheet has no seconds left: it lasts the day.
        if let (Some(say), Some(left)) = (say.as_object_mut(), turns.remaining(group, moment.now)) {
            let period = group.parameters().period;
            say.insert("left".to_owned(), left.into());
            say.insert("leftAloud".to_owned(), texts().seconds_left(left).into());
            say.insert("period".to_owned(), period.as_secs().into());
        }
        if let (Some(say), Some(next)) = (
            say.as_object_mut(),
            turns.next_half(group, moment.now, moment.today),
        ) {
            let next = texts().next_half(next.digits(), &next.words().join(" "));
            say.insert("next".to_owned(), next.into());
        }
        Ok(say)
    }
}

fn add_all(to: &mut Value, fields: Value) {
    if let (Value::Object(to), Value::Object(fields)) = (to, fields) {
        to.extend(fields);
    }
}

fn half_json(half: &Half) -> Value {
    json!({ "digits": half.digits(), "word": half.words().join(" ") })
}

/// Returns the sentence that says which code counts from the member on the other side.
fn what_counts(turns: &Turns, moment: &Moment) -> Option<String> {
    let member = turns.member()?;
    Some(match turns.expected() {
        Expected::Group => texts().with_group(member),
        Expected::Pair { .. } => texts().with_pair(member),
        Expected::Sheet { .. } => texts().with_sheet(member, moment.today),
    })
}

/// Returns why a half was refused, and what to do about it if there is anything.
fn refusal_reason(turns: &Turns, context: &FindingContext<'_>) -> String {
    let reason = texts().reason(context);
    let more = match context.finding.verdict {
        Verdict::WrongTime if turns.may_ask_again() => texts().ask_once(),
        _ => texts().about_clocks(context),
    };
    format!("{reason} {more}").trim_end().to_owned()
}
