//! A drill without the terminal: what each key does, and what to draw.
//!
//! During the call the keys are those of a real call, handled by the same
//! [`Console`]. Things done by voice on a real call (speaking, hanging up) are on a
//! page of their own behind Tab, a key that does nothing on a real call.

use crate::view::{
    CallScreen, Scene, Window, call_screen, call_speech, new_code_speech, opening_screen,
    opening_speech, outcome_screen, texts,
};
use std::rc::Rc;

use ringtrue_core::call::{Stage, Who};
use ringtrue_core::device::DeviceKey;
use ringtrue_core::practice::{Ending, Partner, Phase, Session};
use ringtrue_core::{Counter, Day, Name, Side, UnixTime};

use crate::call::console::{Console, Effect};
use crate::sys::terminal::{Echo, Key};

/// A drill, and its input line.
pub struct Rehearsal {
    session: Session,
    console: Console,
    /// This device's key, for the code of a pair.
    key: Option<Rc<DeviceKey>>,
    shows_telephone: bool,
    /// The counter and the partner's line when the dialogue last spoke.
    said: Option<(Counter, String)>,
}

/// The current time, and the local date.
#[derive(Clone, Copy)]
pub struct Now {
    pub time: UnixTime,
    pub today: Day,
}

/// The effect of a key on a drill.
#[derive(Debug)]
pub enum DrillEffect {
    /// The key does nothing at this stage.
    Nothing,
    /// The screen must be redrawn.
    Show,
    /// The input line grew or shrank.
    Echo(Echo),
    /// The user quits.
    Leave,
}

impl Rehearsal {
    /// Prepares a drill with this partner; it begins when a key is pressed.
    pub fn new(partner: Partner, key: Option<Rc<DeviceKey>>) -> Self {
        Self {
            session: Session::new(partner),
            console: Console::new(),
            key,
            shows_telephone: false,
            said: None,
        }
    }

    /// Returns how the drill ended, once it has.
    pub const fn ending(&self) -> Option<Ending> {
        self.session.ending()
    }

    /// Returns the name of the person whom the program plays.
    pub fn partner_name(&self) -> String {
        texts().practice_name(self.session.partner().member())
    }

    /// Applies a key pressed at `now` to the drill.
    pub fn apply_key(&mut self, key: Key, now: Now) -> DrillEffect {
        match (self.session.phase(), key) {
            (_, Key::Interrupt) | (Phase::Opening, Key::Char('q' | 'Q')) => DrillEffect::Leave,
            (Phase::Call, key) => self.apply_key_on_call(key, now),
            // Terminals send arrow keys for the mouse wheel on the alternate screen.
            (_, Key::Up | Key::Down | Key::Left | Key::Right | Key::Other) => DrillEffect::Nothing,
            (Phase::Opening, Key::Bell) => {
                self.session.force();
                DrillEffect::Nothing
            }
            (Phase::Opening, _) => {
                self.session.begin();
                DrillEffect::Show
            }
            (Phase::Over(_), _) => DrillEffect::Leave,
        }
    }

    fn apply_key_on_call(&mut self, key: Key, now: Now) -> DrillEffect {
        if self.shows_telephone {
            self.shows_telephone = false;
            match key {
                Key::Bell => self.session.force(),
                Key::Char('s' | 'S') => self.session.speak(),
                Key::Char('a' | 'A') => self.session.repeat(),
                Key::Char('h' | 'H') => self.session.hang_up(),
                _ => {}
            }
            return DrillEffect::Show;
        }
        if key == Key::Tab && !self.console.shows_rules() {
            self.shows_telephone = true;
            return DrillEffect::Show;
        }
        let flow = self.session.flow_mut();
        match self.console.apply_key(key, flow, now.time) {
            Effect::Begin => {
                let own = self.key.as_ref().map(|key| key.public());
                let group = self.session.partner().group();
                let who = Who::of(group, own.as_ref(), &texts().someone_else());
                self.session.flow_mut().ask_who(who);
            }
            Effect::Choose => {
                let key = self.key.clone();
                self.session.choose(key.as_deref(), now.time, now.today);
            }
            Effect::Check(submission) => self.session.check(&submission, now.today),
            Effect::Judge(claim) => self.session.judge(&claim),
            Effect::Leave => return DrillEffect::Leave,
            Effect::Echo(echo) => return DrillEffect::Echo(echo),
            // A drill has only one group.
            Effect::Nothing | Effect::Switch(_) => return DrillEffect::Nothing,
            Effect::Show => {}
        }
        DrillEffect::Show
    }

    /// Returns what the other side says at `now`.
    fn line(&self, now: Now) -> String {
        let (own, name) = (self.own(), self.partner_name());
        if let Stage::Heard { found, .. } = self.session.flow().stage() {
            return texts().practice_reply(found.verdict, own);
        }
        let saying = self.session.says(now.time, now.today);
        texts().practice_line(&saying, own, &name, self.session.repeats())
    }

    /// Returns the rows to draw, without the codes if `hidden`.
    pub fn rows(&self, hidden: bool, now: Now, window: Window) -> Vec<String> {
        match self.session.phase() {
            Phase::Opening => opening_screen(self.name(), self.own(), &self.partner_name(), window),
            Phase::Over(ending) => {
                let drill = self.session.partner().drill();
                outcome_screen(self.name(), drill, ending, &self.partner_name(), window)
            }
            Phase::Call => {
                let scene = if hidden { Scene::Hidden } else { self.scene() };
                call_screen(&self.call_screen(&self.line(now), scene, now), window)
            }
        }
    }

    /// Returns the drill's current state in sentences.
    pub fn speech(&mut self, now: Now, columns: usize) -> String {
        if self.session.phase() == Phase::Opening {
            return opening_speech(self.name(), self.own(), &self.partner_name(), columns);
        }
        let line = self.line(now);
        let call = self.call_screen(&line, self.scene(), now);
        let counter = call.counter();
        let speech = call_speech(&call, columns);
        self.said = Some((counter, line));
        speech
    }

    /// Returns what to say if the code has changed, or `None` if there is nothing
    /// new.
    pub fn news(&mut self, now: Now, columns: usize) -> Option<String> {
        let (counter, said) = self.said.as_ref()?;
        let line = self.line(now);
        let call = self.call_screen(&line, self.scene(), now);
        let new = call.counter();
        if new == *counter {
            return None;
        }
        if matches!(call.scene, Scene::Listening { .. }) && line != *said {
            return Some(self.speech(now, columns));
        }
        let speech = new_code_speech(&call, columns);
        self.said = Some((new, line));
        speech
    }

    fn call_screen<'a>(&'a self, line: &'a str, scene: Scene<'a>, now: Now) -> CallScreen<'a> {
        CallScreen {
            group: self.session.partner().group(),
            has_others: false,
            practice: Some(line),
            scene,
            now: now.time,
            today: now.today,
        }
    }

    fn scene(&self) -> Scene<'_> {
        if self.shows_telephone {
            return Scene::Telephone;
        }
        self.console.scene(self.session.flow())
    }

    fn own(&self) -> Side {
        self.session.partner().own()
    }

    fn name(&self) -> &Name {
        self.session.partner().group().local_name()
    }
}

#[cfg(test)]
mod tests;
