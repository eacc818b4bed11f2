//! A drill at the keyboard: what each key does, and what is drawn. It knows no
//! terminal.

use crate::view::{
    CallScreen, Scene, Window, call_screen, call_speech, new_code_speech, opening_screen,
    opening_speech, outcome_screen, texts,
};
use ringtrue_core::call::Stage;
use ringtrue_core::practice::{Ending, Partner, Phase, Session};
use ringtrue_core::{Counter, Name, Side, UnixTime};

use crate::call::console::Console;
use crate::sys::terminal::{Echo, Key};

/// A drill, and its input line.
pub struct Rehearsal {
    session: Session,
    console: Console,
    /// What was said last in a dialogue, and in which step.
    said: Option<(Counter, String)>,
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
    pub fn new(partner: Partner) -> Self {
        Self {
            session: Session::new(partner),
            console: Console::new(),
            said: None,
        }
    }

    /// Returns how the drill ended, once it has.
    pub const fn ending(&self) -> Option<Ending> {
        self.session.ending()
    }

    /// Tells the drill what a key means that was pressed at `now`.
    pub fn take(&mut self, key: Key, now: UnixTime) -> Step {
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

    fn take_on_call(&mut self, key: Key, now: UnixTime) -> Step {
        if key == Key::Bell {
            self.session.force();
            return Step::Nothing;
        }
        if self.console.toggles_rules(key) {
            return Step::Show;
        }
        match (self.session.sitting().stage(), key) {
            (Stage::Hearing(_), Key::Escape)
            | (Stage::Heard { .. }, Key::Escape | Key::Char('h' | 'H')) => self.session.hang_up(),
            (Stage::Hearing(_), Key::Tab) if self.own() == Side::Answerer => self.session.go_on(),
            (Stage::Heard { .. }, Key::Char('s' | 'S')) => self.session.go_on(),
            (Stage::Hearing(_), Key::Enter) if self.console.text().trim().is_empty() => {
                self.session.repeat();
            }
            (Stage::Hearing(_), Key::Enter) => {
                self.session.submit(self.console.text(), now);
                self.console.clear();
            }
            // On a call they switch to another group.
            (Stage::Hearing(_), Key::Left | Key::Right)
            | (Stage::WhoCalled | Stage::Heard { .. }, _) => return Step::Nothing,
            (Stage::Hearing(_), key) => {
                let echo = self.console.edit(key);
                self.session.typed(self.console.text(), now);
                return Step::Echo(echo);
            }
        }
        Step::Show
    }

    /// Returns what the other side says at `now`.
    fn line(&self, now: UnixTime) -> String {
        match self.session.sitting().stage() {
            Stage::Heard { found, .. } => texts().practice_reply(found.verdict, self.own()),
            Stage::WhoCalled | Stage::Hearing(_) => {
                texts().practice_line(&self.session.says(now), self.own(), self.session.repeats())
            }
        }
    }

    /// Returns the rows to draw. `hidden` hides the codes.
    pub fn rows(&self, hidden: bool, now: UnixTime, window: Window) -> Vec<String> {
        match self.session.phase() {
            Phase::Opening => opening_screen(self.name(), self.own(), window),
            Phase::Over(ending) => {
                let drill = self.session.partner().drill();
                outcome_screen(self.name(), drill, ending, window)
            }
            Phase::Call => {
                let scene = if hidden { Scene::Hidden } else { self.scene() };
                call_screen(&self.picture(&self.line(now), scene, now), window)
            }
        }
    }

    /// Returns the same in sentences.
    pub fn speech(&mut self, now: UnixTime, columns: usize) -> String {
        if self.session.phase() == Phase::Opening {
            return opening_speech(self.name(), self.own(), columns);
        }
        let line = self.line(now);
        let picture = self.picture(&line, self.scene(), now);
        let counter = picture.counter();
        let speech = call_speech(&picture, columns);
        self.said = Some((counter, line));
        speech
    }

    /// Returns what to say since the code changed, `None` if there is nothing new.
    pub fn news(&mut self, now: UnixTime, columns: usize) -> Option<String> {
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

    fn picture<'a>(&'a self, line: &'a str, scene: Scene<'a>, now: UnixTime) -> CallScreen<'a> {
        CallScreen {
            group: self.session.partner().group(),
            has_others: false,
            practice: Some(line),
            scene,
            now,
        }
    }

    fn scene(&self) -> Scene<'_> {
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
