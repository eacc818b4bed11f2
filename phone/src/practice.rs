//! Drills: calls in which the phone plays the other side. During a drill, the input that
//! the page passes to a call goes to the drill.

use ringtrue_core::call::{Manner, Stage};
use ringtrue_core::practice::{Drill, Ending, Partner, Phase, Session, due, pick};
use ringtrue_core::text::Texts;
use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::Error;
use crate::moment::{Moment, time};
use crate::phone::Phone;
use crate::texts;

#[wasm_bindgen]
impl Phone {
    /// Begins a drill that is due, in the group in front. [`Phone::stage`] returns it.
    ///
    /// # Errors
    /// [`Error::NoGroup`], [`Error::Time`] and [`Error::Random`].
    pub fn practise(&mut self, now: f64, minutes_west: i32) -> Result<(), Error> {
        let moment = Moment::new(now, minutes_west)?;
        let mut random = [0; 4];
        getrandom::fill(&mut random).map_err(|_| Error::Random)?;
        let [which, random @ ..] = random;
        let drill = pick(&due(&self.state.practised), which).unwrap_or(Drill::Relative);
        self.practise_as(drill, &moment, random)
    }

    /// Answers or makes the practice call.
    #[wasm_bindgen(js_name = beginDrill)]
    pub fn begin_drill(&mut self) {
        if let Some(drill) = &mut self.drill {
            drill.begin();
        }
    }

    /// Has the other side speak again.
    #[wasm_bindgen(js_name = letRepeat)]
    pub fn let_repeat(&mut self) {
        if let Some(drill) = &mut self.drill {
            drill.repeat();
        }
    }

    /// Says this side's half, or whatever the other side asked for. Returns true if that
    /// ends the drill and there is something to save.
    ///
    /// # Errors
    /// [`Error::Time`].
    pub fn speak(&mut self, now: f64) -> Result<bool, Error> {
        self.act_in_drill(Session::speak, now)
    }

    /// Hangs up the practice call. Returns true if there is something to save.
    ///
    /// # Errors
    /// [`Error::Time`].
    #[wasm_bindgen(js_name = hangUp)]
    pub fn hang_up(&mut self, now: f64) -> Result<bool, Error> {
        self.act_in_drill(Session::hang_up, now)
    }

    /// Leaves the drill. It does not count unless it was over.
    #[wasm_bindgen(js_name = leaveDrill)]
    pub fn leave_drill(&mut self) {
        self.drill = None;
    }
}

impl Phone {
    pub(crate) fn practise_as(
        &mut self,
        drill: Drill,
        moment: &Moment,
        random: [u8; 3],
    ) -> Result<(), Error> {
        let group = self.group()?;
        let Moment { now, today, .. } = *moment;
        let partner = Partner::new(drill, group, Some(&self.key), now, today, random);
        let mut session = Session::new(partner);
        // Onlookers must not see a difference.
        if self.flow.manner() == Manner::UnderDuress {
            session.force();
        }
        self.flow.start_over();
        self.drill = Some(session);
        Ok(())
    }

    fn act_in_drill(&mut self, act: fn(&mut Session), now: f64) -> Result<bool, Error> {
        let now = time(now)?;
        let Some(session) = &mut self.drill else {
            return Ok(false);
        };
        let was_over = session.ending().is_some();
        act(session);
        let drill = session.partner().drill();
        let Some(ending) = session.ending().filter(|_| !was_over) else {
            return Ok(false);
        };
        self.state.note_drill(drill, drill.is_right(ending), now);
        Ok(true)
    }

    /// Returns the line of a drill's other side; null outside its call.
    pub(crate) fn partner_says(&self, moment: &Moment) -> Value {
        let Some(session) = self.drill.as_ref().filter(|it| it.phase() == Phase::Call) else {
            return Value::Null;
        };
        let own = session.partner().own();
        if let Stage::Heard { found, .. } = session.flow().stage() {
            return texts().practice_reply(found.verdict, own).into();
        }
        let saying = session.says(moment.now, moment.today);
        let name = partner_name(session);
        texts()
            .practice_line(&saying, own, &name, session.repeats())
            .into()
    }

    /// Returns what to draw before the call of a drill and after it.
    pub(crate) fn drill_page(&self) -> Option<Value> {
        let session = self.drill.as_ref()?;
        let (name, partner) = (partner_name(session), session.partner());
        let page = match session.phase() {
            Phase::Call => return None,
            Phase::Opening => json!({
                "scene": "practice",
                "story": texts().practice_story(partner.own(), &name),
                "own": partner.own().as_str(),
            }),
            Phase::Over(ending) => over(partner.drill(), ending, &name),
        };
        Some(page)
    }
}

fn over(drill: Drill, ending: Ending, name: &str) -> Value {
    let is_right = drill.is_right(ending);
    let heading: fn(&Texts) -> String = if is_right {
        Texts::practice_right
    } else {
        Texts::practice_not_right
    };
    json!({
        "scene": "practice-over",
        "isRight": is_right,
        "heading": heading(texts()),
        "lesson": texts().lesson(drill, ending, name),
    })
}

fn partner_name(session: &Session) -> String {
    texts().practice_name(session.partner().member())
}
