//! A drill at the keyboard: what each key does, and what is drawn. It knows no
//! terminal.
//!
//! On the call the keys are those of a call, by the same [`Console`]. What is done by
//! voice there (to speak, to hang up) has a page of its own behind Tab, which means
//! nothing on a call.

use crate::view::{
    CallScreen, Scene, Window, call_screen, call_speech, new_code_speech, opening_screen,
    opening_speech, outcome_screen, texts,
};
use std::rc::Rc;

use ringtrue_core::call::{Stage, Who};
use ringtrue_core::device::DeviceKey;
use ringtrue_core::practice::{Ending, Partner, Phase, Session};
use ringtrue_core::{Counter, Day, Name, Side, UnixTime};

use crate::call::console::{Console, Order};
use crate::sys::terminal::{Echo, Key};

/// A drill, and its input line.
pub struct Rehearsal {
    session: Session,
    console: Console,
    /// This device's key, for the code of a pair.
    key: Option<Rc<DeviceKey>>,
    shows_telephone: bool,
    /// What was said last in a dialogue, and in which step.
    said: Option<(Counter, String)>,
}

/// A moment, and the day that it is here.
#[derive(Clone, Copy)]
pub struct Now {
    pub time: UnixTime,
    pub today: Day,
}

/// The effect of a key on a drill.
#[derive(Debug)]
pub enum Step {
    /// The key does nothing at this stage.
    Nothing,
    /// There is something else to draw.
    Show,
    /// The input line grew or shrank.
    Echo(Echo),
    /// The person leaves.
    Leave,
}

impl Rehearsal {
    /// Prepares a drill with this partner, which begins when a key is pressed.
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

    /// Returns the name of whom the program plays.
    pub fn partner_name(&self) -> String {
        texts().practice_name(self.session.partner().member())
    }

    /// Tells the drill what a key means that was pressed at `now`.
    pub fn take(&mut self, key: Key, now: Now) -> Step {
        match (self.session.phase(), key) {
            (_, Key::Interrupt) | (Phase::Opening, Key::Char('q' | 'Q')) => Step::Leave,
            (Phase::Call, key) => self.take_on_call(key, now),
            // Arrows are what terminals send for a mouse wheel on a screen.
            (_, Key::Up | Key::Down | Key::Left | Key::Right | Key::Other) => Step::Nothing,
            (Phase::Opening, Key::Bell) => {
                self.session.force();
                Step::Nothing
            }
            (Phase::Opening, _) => {
                self.session.begin();
                Step::Show
            }
            (Phase::Over(_), _) => Step::Leave,
        }
    }

    fn take_on_call(&mut self, key: Key, now: Now) -> Step {
        if self.shows_telephone {
            self.shows_telephone = false;
            match key {
                Key::Bell => self.session.force(),
                Key::Char('s' | 'S') => self.session.speak(),
                Key::Char('a' | 'A') => self.session.repeat(),
                Key::Char('h' | 'H') => self.session.hang_up(),
                _ => {}
            }
            return Step::Show;
        }
        if key == Key::Tab && !self.console.shows_rules() {
            self.shows_telephone = true;
            return Step::Show;
        }
        let sitting = self.session.sitting_mut();
        match self.console.take(key, sitting, now.time) {
            Order::Begin => {
                let own = self.key.as_ref().map(|key| key.public());
                let group = self.session.partner().group();
                let who = Who::of(group, own.as_ref(), &texts().someone_else());
                self.session.sitting_mut().ask_who(who);
            }
            Order::Choose => {
                let key = self.key.clone();
                self.session.choose(key.as_deref(), now.time, now.today);
            }
            Order::Check(typed) => self.session.check(&typed, now.today),
            Order::Judge(claim) => self.session.judge(&claim),
            Order::Leave => return Step::Leave,
            Order::Echo(echo) => return Step::Echo(echo),
            // There is no other group.
            Order::Nothing | Order::Switch(_) => return Step::Nothing,
            Order::Show => {}
        }
        Step::Show
    }

    /// Returns what the other side says at `now`.
    fn line(&self, now: Now) -> String {
        let (own, name) = (self.own(), self.partner_name());
        if let Stage::Heard { found, .. } = self.session.sitting().stage() {
            return texts().practice_reply(found.verdict, own);
        }
        let saying = self.session.says(now.time, now.today);
        texts().practice_line(&saying, own, &name, self.session.repeats())
    }

    /// Returns the rows to draw. `hidden` hides the codes.
    pub fn rows(&self, hidden: bool, now: Now, window: Window) -> Vec<String> {
        match self.session.phase() {
            Phase::Opening => opening_screen(self.name(), self.own(), &self.partner_name(), window),
            Phase::Over(ending) => {
                let drill = self.session.partner().drill();
                outcome_screen(self.name(), drill, ending, &self.partner_name(), window)
            }
            Phase::Call => {
                let scene = if hidden { Scene::Hidden } else { self.scene() };
                call_screen(&self.picture(&self.line(now), scene, now), window)
            }
        }
    }

    /// Returns the same in sentences.
    pub fn speech(&mut self, now: Now, columns: usize) -> String {
        if self.session.phase() == Phase::Opening {
            return opening_speech(self.name(), self.own(), &self.partner_name(), columns);
        }
        let line = self.line(now);
        let picture = self.picture(&line, self.scene(), now);
        let counter = picture.counter();
        let speech = call_speech(&picture, columns);
        self.said = Some((counter, line));
        speech
    }

    /// Returns what to say since the code changed, `None` if there is nothing new.
    pub fn news(&mut self, now: Now, columns: usize) -> Option<String> {
        let (counter, said) = self.said.as_ref()?;
        let line = self.line(now);
        let picture = self.picture(&line, self.scene(), now);
        let new = picture.counter();
        if new == *counter {
            return None;
        }
        if matches!(picture.scene, Scene::Hearing { .. }) && line != *said {
            return Some(self.speech(now, columns));
        }
        let speech = new_code_speech(&picture, columns);
        self.said = Some((new, line));
        speech
    }

    fn picture<'a>(&'a self, line: &'a str, scene: Scene<'a>, now: Now) -> CallScreen<'a> {
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
        self.console.scene(self.session.sitting())
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
