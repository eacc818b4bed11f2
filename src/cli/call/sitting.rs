//! One person's way through one call, key by key. What may be shown when,
//! [`Turns`] decides.

use ringtrue::call::{Finding, Spoken, Turns};
use ringtrue::view::Scene;
use ringtrue::words::completion;
use ringtrue::{Side, UnixTime};
use zeroize::Zeroizing;

use super::Unread;
use crate::sys::terminal::{Echo, Key, Line};

/// Where one person is in one call.
pub struct Sitting {
    stage: Stage,
    spoken: Spoken,
    line: Line,
    /// When the first key of what is typed was pressed: the moment that it is
    /// judged by.
    since: Option<UnixTime>,
    told: Option<Unread>,
    shows_rules: bool,
}

enum Stage {
    WhoCalled,
    Hearing(Turns),
    Heard {
        turns: Turns,
        found: Finding,
        heard_at: UnixTime,
    },
}

/// What a key asks for.
#[derive(Debug)]
pub enum Order {
    /// Nothing: no key of this moment.
    Nothing,
    /// To show where the call stands now.
    Show,
    /// A call begins.
    Begin,
    /// What was typed is to be judged.
    Check(Typed),
    /// The next group, or the one before.
    Switch(isize),
    /// What was typed grew or shrank.
    Echo(Echo),
    /// To end.
    Leave,
}

/// What was typed after hearing it.
pub struct Typed {
    /// As it was typed.
    pub text: Zeroizing<String>,
    /// Whose half it is.
    pub from: Side,
    /// When its first key was pressed.
    pub since: UnixTime,
}

impl std::fmt::Debug for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Typed({} bytes)", self.text.len())
    }
}

impl Sitting {
    /// A call of which nothing is known.
    pub fn new() -> Self {
        Self {
            stage: Stage::WhoCalled,
            spoken: Spoken::Freely,
            line: Line::new(),
            since: None,
            told: None,
            shows_rules: false,
        }
    }

    /// A call of which it is known who called.
    pub fn begun(own: Side) -> Self {
        let mut sitting = Self::new();
        sitting.stage = Stage::Hearing(Turns::new(own, Spoken::Freely));
        sitting
    }

    /// Takes a key that was pressed at `now`.
    pub fn take(&mut self, key: Key, now: UnixTime) -> Order {
        if key == Key::Interrupt {
            return Order::Leave;
        }
        if self.shows_rules {
            self.shows_rules = false;
            return Order::Show;
        }
        match key {
            Key::Char('?') => self.shows_rules = true,
            Key::EndOfText => self.force(),
            Key::Left => return Order::Switch(-1),
            Key::Right => return Order::Switch(1),
            Key::Escape => self.start_over(),
            _ => return self.take_here(key, now),
        }
        Order::Show
    }

    fn take_here(&mut self, key: Key, now: UnixTime) -> Order {
        match (&mut self.stage, key) {
            (Stage::WhoCalled, Key::Char('t' | 'T')) => return self.begin(Side::Answerer),
            (Stage::WhoCalled, Key::Char('i' | 'I')) => return self.begin(Side::Caller),
            (Stage::WhoCalled | Stage::Heard { .. }, Key::Char('q' | 'Q')) => return Order::Leave,
            (Stage::Heard { turns, .. }, Key::Enter) if turns.may_ask_again() => {
                turns.ask_again();
                self.stage = Stage::Hearing(turns.clone());
                return Order::Show;
            }
            (Stage::Hearing(turns), Key::Enter) => {
                if let Some(since) = self.since
                    && !self.line.text().trim().is_empty()
                {
                    // As it was seen: with the rest of the word that it became.
                    let typed = self.line.text();
                    let text = Zeroizing::new([typed, completion(typed)].concat());
                    return Order::Check(Typed {
                        text,
                        from: turns.own().other(),
                        since,
                    });
                }
            }
            (Stage::Hearing(_), key) => return self.edit(key, now),
            _ => {}
        }
        Order::Nothing
    }

    /// What comes of what was typed.
    pub fn hear(&mut self, found: Finding, heard_at: UnixTime) {
        if let Stage::Hearing(turns) = &mut self.stage {
            turns.hear(found);
            let turns = turns.clone();
            self.clear();
            self.stage = Stage::Heard {
                turns,
                found,
                heard_at,
            };
        }
    }

    /// What was typed could not be read.
    pub fn ask_again(&mut self, unread: Unread) {
        let since = self.since.filter(|_| unread.is_question);
        self.clear();
        self.since = since;
        self.told = Some(unread);
    }

    /// What is to be seen.
    pub fn scene(&self) -> Scene<'_> {
        match &self.stage {
            _ if self.shows_rules => Scene::Rules,
            Stage::WhoCalled => Scene::WhoCalled,
            Stage::Hearing(turns) => Scene::Hearing {
                turns,
                typed: self.line.text(),
                told: self.told.as_ref().map(|unread| unread.told.as_str()),
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

    /// When what is typed was begun, `None` where nothing is.
    pub const fn since(&self) -> Option<UnixTime> {
        self.since
    }

    /// Who may say what, once it is known who called.
    pub const fn turns(&self) -> Option<&Turns> {
        match &self.stage {
            Stage::WhoCalled => None,
            Stage::Hearing(turns) | Stage::Heard { turns, .. } => Some(turns),
        }
    }

    fn begin(&mut self, own: Side) -> Order {
        self.stage = Stage::Hearing(Turns::new(own, self.spoken));
        Order::Begin
    }

    fn edit(&mut self, key: Key, now: UnixTime) -> Order {
        let echo = self.line.take(key);
        let is_question = self.told.as_ref().is_some_and(|unread| unread.is_question);
        if !self.line.is_empty() {
            self.since.get_or_insert(now);
        } else if !is_question {
            // All was deleted: the next key is the first.
            self.since = None;
        }
        Order::Echo(echo)
    }

    /// From here on the halves to say are those of somebody who is forced to.
    /// Nothing else changes.
    fn force(&mut self) {
        self.spoken = Spoken::UnderDuress;
        match &mut self.stage {
            Stage::WhoCalled => {}
            Stage::Hearing(turns) | Stage::Heard { turns, .. } => turns.force(),
        }
    }

    /// The same call with another group: what was typed and found belongs to
    /// the one that was left.
    pub fn switch(&mut self) {
        if let Some(turns) = self.turns() {
            self.stage = Stage::Hearing(Turns::new(turns.own(), self.spoken));
        }
        self.clear();
    }

    fn start_over(&mut self) {
        *self = Self::new();
    }

    fn clear(&mut self) {
        self.line.clear();
        self.since = None;
        self.told = None;
    }
}
