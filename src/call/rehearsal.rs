//! One person's way through one drill, key by key: the opening, the call, how
//! it ended. It knows no terminal.

use crate::view::{
    CallScreen, Scene, Window, call_screen, call_speech, new_code_speech, opening_screen,
    opening_speech, outcome_screen, practice_line, practice_reply,
};
use ringtrue_core::call::{self, Spoken, Turns};
use ringtrue_core::practice::{Ending, Partner};
use ringtrue_core::{Counter, Name, Side, UnixTime};

use crate::call::sitting::{Order, Sitting, Typed, read};
use crate::sys::terminal::{Echo, Key};

/// Where one person is in one drill.
pub struct Rehearsal {
    partner: Partner,
    sitting: Sitting,
    stage: Stage,
    /// How often the other side was let speak again.
    again: usize,
    /// What was said last in a dialogue, and in which step.
    said: Option<(Counter, String)>,
}

enum Stage {
    Opening,
    Call,
    Over(Ending),
}

/// What comes of a key.
#[derive(Debug)]
pub enum Step {
    /// Nothing: no key of this moment.
    Nothing,
    /// There is something else to see.
    Show,
    /// What was typed grew or shrank.
    Echo(Echo),
    /// The person leaves.
    Leave,
}

impl Rehearsal {
    /// A drill with this partner, which begins when a key is pressed.
    pub fn new(partner: Partner) -> Self {
        Self {
            sitting: Sitting::begun(partner.own()),
            partner,
            stage: Stage::Opening,
            again: 0,
            said: None,
        }
    }

    /// How it ended, `None` before that.
    pub const fn ending(&self) -> Option<Ending> {
        match self.stage {
            Stage::Opening | Stage::Call => None,
            Stage::Over(ending) => Some(ending),
        }
    }

    /// Takes a key that was pressed at `now`.
    pub fn take(&mut self, key: Key, now: UnixTime) -> Step {
        match (&self.stage, key) {
            (_, Key::Interrupt) | (Stage::Opening, Key::Char('q' | 'Q')) => Step::Leave,
            (Stage::Call, key) => self.take_on_call(key, now),
            // Arrows are what terminals send for a mouse wheel on a screen.
            (_, Key::Up | Key::Down | Key::Left | Key::Right | Key::Other) => Step::Nothing,
            (Stage::Opening, Key::Bell) => self.hand_on(key, now),
            (Stage::Opening, _) => {
                self.stage = Stage::Call;
                Step::Show
            }
            (Stage::Over(_), _) => Step::Leave,
        }
    }

    fn take_on_call(&mut self, key: Key, now: UnixTime) -> Step {
        match (self.sitting.scene(), key) {
            (Scene::Hearing { .. }, Key::Escape) => self.end(Ending::HungUp(None)),
            (Scene::Hearing { turns, .. }, Key::Tab) if turns.own() == Side::Answerer => {
                self.end(Ending::GaveIn)
            }
            (Scene::Hearing { typed, .. }, Key::Enter) if typed.trim().is_empty() => {
                self.again = self.again.saturating_add(1);
                Step::Show
            }
            (Scene::Heard { found, .. }, Key::Escape | Key::Char('h' | 'H')) => {
                self.end(Ending::HungUp(Some(found.verdict)))
            }
            (Scene::Heard { found, .. }, Key::Char('s' | 'S')) => {
                self.end(Ending::WentOn(found.verdict))
            }
            (Scene::Heard { .. }, key) if !matches!(key, Key::Char('?') | Key::Bell) => {
                Step::Nothing
            }
            _ => self.hand_on(key, now),
        }
    }

    fn end(&mut self, ending: Ending) -> Step {
        self.stage = Stage::Over(ending);
        Step::Show
    }

    /// What a key does on any call.
    fn hand_on(&mut self, key: Key, now: UnixTime) -> Step {
        match self.sitting.take(key, now) {
            Order::Nothing | Order::Begin | Order::Switch(_) => Step::Nothing,
            Order::Show => Step::Show,
            Order::Echo(echo) => Step::Echo(echo),
            Order::Leave => Step::Leave,
            Order::Check(typed) => {
                self.check(&typed);
                Step::Show
            }
        }
    }

    /// Judges what was typed as on a call, but for what was accepted before: a
    /// drill hears no second half, and what is remembered is of true calls.
    fn check(&mut self, typed: &Typed) {
        let group = self.partner.group();
        match read(&typed.text, group) {
            Ok(heard) => {
                let found = call::check(group, &heard, Some(typed.from), &[], typed.since);
                self.sitting.hear(found, typed.since);
            }
            Err(unread) => self.sitting.ask_again(unread),
        }
    }

    /// What the other side says at `now`. While it is typed it stays what it
    /// was, since that is what is judged.
    fn line(&self, now: UnixTime) -> String {
        let own = self.partner.own();
        if let Scene::Heard { found, .. } = self.sitting.scene() {
            return practice_reply(found.verdict, own);
        }
        let spoken = self.sitting.turns().map_or(Spoken::Freely, Turns::spoken);
        let said_at = self.sitting.since().unwrap_or(now);
        practice_line(&self.partner.says(spoken, said_at), own, self.again)
    }

    /// The rows to show. `hidden` hides the codes.
    pub fn rows(&self, hidden: bool, now: UnixTime, window: Window) -> Vec<String> {
        match self.stage {
            Stage::Opening => opening_screen(self.name(), self.partner.own(), window),
            Stage::Over(ending) => {
                outcome_screen(self.name(), self.partner.drill(), ending, window)
            }
            Stage::Call => {
                let scene = if hidden {
                    Scene::Hidden
                } else {
                    self.sitting.scene()
                };
                call_screen(&self.picture(&self.line(now), scene, now), window)
            }
        }
    }

    /// The same in sentences.
    pub fn speech(&mut self, now: UnixTime, columns: usize) -> String {
        if matches!(self.stage, Stage::Opening) {
            return opening_speech(self.name(), self.partner.own(), columns);
        }
        let line = self.line(now);
        let picture = self.picture(&line, self.sitting.scene(), now);
        let counter = picture.counter();
        let speech = call_speech(&picture, columns);
        self.said = Some((counter, line));
        speech
    }

    /// What is to be said since the code changed, `None` where there is
    /// nothing new.
    pub fn news(&mut self, now: UnixTime, columns: usize) -> Option<String> {
        let (counter, said) = self.said.as_ref()?;
        let line = self.line(now);
        let picture = self.picture(&line, self.sitting.scene(), now);
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

    fn picture<'a>(&'a self, line: &'a str, scene: Scene<'a>, now: UnixTime) -> CallScreen<'a> {
        CallScreen {
            group: self.partner.group(),
            has_others: false,
            practice: Some(line),
            scene,
            now,
        }
    }

    fn name(&self) -> &Name {
        self.partner.group().local_name()
    }
}

#[cfg(test)]
mod tests;
