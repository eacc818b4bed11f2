//! The keyboard on a call: the input line, the rules page, and what each key does.

use ringtrue_core::call::{Claim, Sitting, Stage, Typed};
use ringtrue_core::{Side, UnixTime};

use crate::sys::terminal::{Echo, Key, Line};
use crate::view::Scene;

/// The input line, and the page of rules over it.
pub struct Console {
    line: Line,
    shows_rules: bool,
}

/// The effect of a key on a call.
pub enum Order {
    /// The key does nothing at this stage.
    Nothing,
    /// There is something else to draw.
    Show,
    /// A call began.
    Begin,
    /// It was said who it is.
    Choose,
    /// A half was submitted, to be read and judged.
    Check(Typed),
    /// It was said which day it is where they are: what was heard is to be judged.
    Judge(Claim),
    /// The person wants the next group, or the one before.
    Switch(isize),
    /// The input line grew or shrank.
    Echo(Echo),
    /// The person leaves.
    Leave,
}

impl Console {
    /// Returns an empty input line.
    pub fn new() -> Self {
        Self {
            line: Line::new(),
            shows_rules: false,
        }
    }

    /// Tells the call what a key means that was pressed at `now`.
    pub fn take(&mut self, key: Key, sitting: &mut Sitting, now: UnixTime) -> Order {
        if key == Key::Interrupt {
            return Order::Leave;
        }
        if key == Key::Bell {
            sitting.force();
            return Order::Nothing;
        }
        if self.toggles_rules(key) {
            return Order::Show;
        }
        match key {
            // Someone who corrects a typing error does not want another group.
            Key::Left | Key::Right if !self.line.is_empty() => Order::Nothing,
            Key::Left => Order::Switch(-1),
            Key::Right => Order::Switch(1),
            Key::Escape => {
                self.clear();
                sitting.start_over();
                Order::Show
            }
            _ => self.take_in_stage(key, sitting, now),
        }
    }

    fn take_in_stage(&mut self, key: Key, sitting: &mut Sitting, now: UnixTime) -> Order {
        match (sitting.stage(), key) {
            (Stage::WhoCalled, Key::Char('t' | 'T')) => {
                sitting.called(Side::Answerer);
                Order::Begin
            }
            (Stage::WhoCalled, Key::Char('i' | 'I')) => {
                sitting.called(Side::Caller);
                Order::Begin
            }
            (Stage::WhoIsIt { .. }, Key::Up | Key::Down) => {
                sitting.step_who(key == Key::Down);
                Order::Show
            }
            (Stage::WhoIsIt { who, .. }, Key::Enter) if who.chosen().is_none() => Order::Show,
            (Stage::WhoIsIt { .. }, Key::Enter) => {
                self.clear();
                Order::Choose
            }
            (Stage::WhichDay { .. }, Key::Char('y' | 'Y')) => judge(sitting.answer_day(true)),
            (Stage::WhichDay { .. }, Key::Char('n' | 'N')) => judge(sitting.answer_day(false)),
            (Stage::Heard { turns, .. }, Key::Enter | Key::Char(_)) if turns.may_ask_again() => {
                sitting.ask_again();
                // A character is the first of the next half.
                self.edit(key);
                sitting.typed(self.text(), now);
                Order::Show
            }
            (
                Stage::WhoCalled | Stage::NothingCounts { .. } | Stage::Heard { .. },
                Key::Char('q' | 'Q'),
            ) => Order::Leave,
            (Stage::Hearing(_), Key::Enter) => match sitting.submit(self.text(), now) {
                Some(typed) => {
                    self.clear();
                    Order::Check(typed)
                }
                None => Order::Nothing,
            },
            (Stage::WhoIsIt { .. } | Stage::Hearing(_), key) => {
                let echo = self.edit(key);
                sitting.typed(self.text(), now);
                Order::Echo(echo)
            }
            _ => Order::Nothing,
        }
    }

    /// Returns true if the rules page is open.
    pub const fn shows_rules(&self) -> bool {
        self.shows_rules
    }

    /// Opens the rules page on `?`, and closes it on any key. Returns true if the
    /// key did that.
    fn toggles_rules(&mut self, key: Key) -> bool {
        let did_show = self.shows_rules;
        self.shows_rules = !did_show && key == Key::Char('?');
        did_show || self.shows_rules
    }

    /// Edits the input line.
    fn edit(&mut self, key: Key) -> Echo {
        self.line.take(key)
    }

    /// Returns the text of the input line.
    fn text(&self) -> &str {
        self.line.text()
    }

    /// Empties the input line.
    fn clear(&mut self) {
        self.line.clear();
    }

    /// Returns true if there is a half to say on the screen.
    pub fn shows_half(&self, sitting: &Sitting) -> bool {
        !self.shows_rules && sitting.shows_half()
    }

    /// Returns what to draw.
    pub fn scene<'a>(&'a self, sitting: &'a Sitting) -> Scene<'a> {
        match sitting.stage() {
            _ if self.shows_rules => Scene::Rules,
            Stage::WhoCalled => Scene::WhoCalled,
            Stage::WhoIsIt { who, .. } => Scene::WhoIsIt {
                who,
                typed: self.text(),
            },
            Stage::NothingCounts { member, why, .. } => Scene::NothingCounts { member, why: *why },
            Stage::WhichDay { turns, day, .. } => Scene::WhichDay { turns, day: *day },
            Stage::Hearing(hearing) => Scene::Hearing {
                turns: hearing.turns(),
                typed: self.text(),
                unheard: hearing.unheard(),
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

fn judge(claim: Option<Claim>) -> Order {
    claim.map_or(Order::Nothing, Order::Judge)
}

/// Returns true if the key uncovers a hidden screen, and then does nothing else.
pub fn uncovers(key: Key) -> bool {
    !matches!(key, Key::Interrupt | Key::Bell)
}
