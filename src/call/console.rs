//! The keyboard on a call: the input line, the rules page, and what each key does.

use ringtrue_core::call::{CallFlow, Claim, Stage, Submission};
use ringtrue_core::{Side, UnixTime};

use crate::sys::terminal::{Echo, Key, Line};
use crate::view::Scene;

/// The input line, and whether the rules page covers it.
pub struct Console {
    line: Line,
    shows_rules: bool,
}

/// The effect of a key on a call.
pub enum Effect {
    /// The key does nothing at this stage.
    Nothing,
    /// The screen must be redrawn.
    Show,
    /// A call began.
    Begin,
    /// The person on the other side was chosen.
    Choose,
    /// A half was submitted, to be parsed and judged.
    Check(Submission),
    /// The question about the day was answered: the claim can be judged.
    Judge(Claim),
    /// Switch to the next group (1) or the previous one (-1).
    Switch(isize),
    /// The input line grew or shrank.
    Echo(Echo),
    /// The user quits.
    Leave,
}

impl Console {
    pub fn new() -> Self {
        Self {
            line: Line::new(),
            shows_rules: false,
        }
    }

    /// Applies a key pressed at `now` to the call, and returns its effect.
    pub fn apply_key(&mut self, key: Key, flow: &mut CallFlow, now: UnixTime) -> Effect {
        if key == Key::Interrupt {
            return Effect::Leave;
        }
        if key == Key::Bell {
            flow.force();
            return Effect::Nothing;
        }
        if self.toggles_rules(key) {
            return Effect::Show;
        }
        match key {
            // Someone correcting a typing error does not want another group.
            Key::Left | Key::Right if !self.line.is_empty() => Effect::Nothing,
            Key::Left => Effect::Switch(-1),
            Key::Right => Effect::Switch(1),
            Key::Escape => {
                self.clear();
                flow.start_over();
                Effect::Show
            }
            _ => self.apply_key_in_stage(key, flow, now),
        }
    }

    fn apply_key_in_stage(&mut self, key: Key, flow: &mut CallFlow, now: UnixTime) -> Effect {
        match (flow.stage(), key) {
            (Stage::WhoCalled, Key::Char('t' | 'T')) => {
                flow.begin_call(Side::Answerer);
                Effect::Begin
            }
            (Stage::WhoCalled, Key::Char('i' | 'I')) => {
                flow.begin_call(Side::Caller);
                Effect::Begin
            }
            (Stage::WhoIsIt { .. }, Key::Up | Key::Down) => {
                flow.step_who(key == Key::Down);
                Effect::Show
            }
            (Stage::WhoIsIt { who, .. }, Key::Enter) if who.chosen().is_none() => Effect::Show,
            (Stage::WhoIsIt { .. }, Key::Enter) => {
                self.clear();
                Effect::Choose
            }
            (Stage::WhichDay { .. }, Key::Char('y' | 'Y')) => judge(flow.answer_day(true)),
            (Stage::WhichDay { .. }, Key::Char('n' | 'N')) => judge(flow.answer_day(false)),
            (Stage::Heard { turns, .. }, Key::Enter | Key::Char(_)) if turns.may_ask_again() => {
                flow.ask_again();
                // A character starts the next half.
                self.edit(key);
                flow.on_key(self.text(), now);
                Effect::Show
            }
            (
                Stage::WhoCalled | Stage::NoCode { .. } | Stage::Heard { .. },
                Key::Char('q' | 'Q'),
            ) => Effect::Leave,
            (Stage::Listening(_), Key::Enter) => match flow.submit(self.text(), now) {
                Some(submission) => {
                    self.clear();
                    Effect::Check(submission)
                }
                None => Effect::Nothing,
            },
            (Stage::WhoIsIt { .. } | Stage::Listening(_), key) => {
                let echo = self.edit(key);
                flow.on_key(self.text(), now);
                Effect::Echo(echo)
            }
            _ => Effect::Nothing,
        }
    }

    /// Returns true if the rules page is open.
    pub const fn shows_rules(&self) -> bool {
        self.shows_rules
    }

    /// Opens the rules page on `?` and closes it on any key. Returns true if the
    /// key did either.
    fn toggles_rules(&mut self, key: Key) -> bool {
        let did_show = self.shows_rules;
        self.shows_rules = !did_show && key == Key::Char('?');
        did_show || self.shows_rules
    }

    fn edit(&mut self, key: Key) -> Echo {
        self.line.apply_key(key)
    }

    fn text(&self) -> &str {
        self.line.text()
    }

    fn clear(&mut self) {
        self.line.clear();
    }

    /// Returns true if the screen shows a half to say.
    pub fn shows_half(&self, flow: &CallFlow) -> bool {
        !self.shows_rules && flow.shows_half()
    }

    /// Returns the scene to draw.
    pub fn scene<'a>(&'a self, flow: &'a CallFlow) -> Scene<'a> {
        match flow.stage() {
            _ if self.shows_rules => Scene::Rules,
            Stage::WhoCalled => Scene::WhoCalled,
            Stage::WhoIsIt { who, .. } => Scene::WhoIsIt {
                who,
                typed: self.text(),
            },
            Stage::NoCode { member, why, .. } => Scene::NoCode { member, why: *why },
            Stage::WhichDay { turns, day, .. } => Scene::WhichDay { turns, day: *day },
            Stage::Listening(listening) => Scene::Listening {
                turns: listening.turns(),
                typed: self.text(),
                heard_error: listening.heard_error(),
            },
            Stage::Heard {
                turns,
                found,
                heard_at,
            } => Scene::Heard {
                turns,
                found: *found,
                heard_at: *heard_at,
            },
        }
    }
}

fn judge(claim: Option<Claim>) -> Effect {
    claim.map_or(Effect::Nothing, Effect::Judge)
}

/// Returns true if the key only reveals a hidden screen. Ctrl-C and Ctrl-G also have their effect.
pub fn uncovers(key: Key) -> bool {
    !matches!(key, Key::Interrupt | Key::Bell)
}
