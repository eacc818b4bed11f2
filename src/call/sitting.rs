//! One person's way through one call, key by key. What may be shown when,
//! [`Turns`] decides.

use crate::view::{Scene, say_once_more};
use ringtrue_core::call::{Finding, Spoken, Turns};
use ringtrue_core::words::Unheard;
use ringtrue_core::words::completion;
use ringtrue_core::{Group, Heard, Side, UnixTime, Word};

use crate::sys::terminal::{Echo, Key, Line};

/// Where one person is in one call.
pub struct Sitting {
    stage: Stage,
    spoken: Spoken,
    line: Line,
    /// When the first key of what is typed was pressed: the moment that it is
    /// judged by.
    since: Option<UnixTime>,
    /// When the last key of it was pressed.
    last_key: UnixTime,
    told: Option<Told>,
    shows_rules: bool,
}

/// What was said about what was typed before.
struct Told {
    text: String,
    /// The two words that it may have been, and when it was typed: whichever it
    /// was, it was heard then.
    question: Option<(Word, Word, UnixTime)>,
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

/// After how many seconds without a key what is typed counts as begun anew: a
/// finger that slipped, or a word that is heard again. Nobody pauses so long
/// within a half that is being said.
const PAUSE: u64 = 20;

/// For how many seconds the outcome of a call is shown. Then another may ring,
/// and must not find what the one before has opened.
const CALL_TAKES: u64 = 90;

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
    pub text: String,
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
            last_key: UnixTime::from_secs(0),
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
        if key == Key::Bell {
            self.force();
            return Order::Nothing;
        }
        if self.shows_rules {
            self.shows_rules = false;
            return Order::Show;
        }
        match key {
            Key::Char('?') => self.shows_rules = true,
            // Who mends a typing error does not want another group.
            Key::Left | Key::Right if !self.line.is_empty() => return Order::Nothing,
            Key::Left => return Order::Switch(-1),
            Key::Right => return Order::Switch(1),
            Key::Escape => self.start_over(),
            _ => return self.take_here(key, now),
        }
        Order::Show
    }

    /// Lets time pass; whether there is something else to see. What was found
    /// belongs to one call, which is over after a while.
    pub fn pass(&mut self, now: UnixTime) -> bool {
        let is_over = match &self.stage {
            Stage::Heard {
                found, heard_at, ..
            } => found.verdict.is_them() && heard_at.plus_secs(CALL_TAKES) <= now,
            Stage::WhoCalled | Stage::Hearing(_) => false,
        };
        if is_over {
            self.start_over();
        }
        is_over
    }

    fn take_here(&mut self, key: Key, now: UnixTime) -> Order {
        match (&mut self.stage, key) {
            (Stage::WhoCalled, Key::Char('t' | 'T')) => return self.begin(Side::Answerer),
            (Stage::WhoCalled, Key::Char('i' | 'I')) => return self.begin(Side::Caller),
            (Stage::Heard { turns, .. }, Key::Enter | Key::Char(_)) if turns.may_ask_again() => {
                turns.ask_again();
                self.stage = Stage::Hearing(turns.clone());
                // A character is the first of the next half.
                self.edit(key, now);
                return Order::Show;
            }
            (Stage::WhoCalled | Stage::Heard { .. }, Key::Char('q' | 'Q')) => return Order::Leave,
            (Stage::Hearing(turns), Key::Enter) => {
                let from = turns.own().other();
                if !self.line.text().trim().is_empty() {
                    return Order::Check(self.typed(from, now));
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
        let question = match (unread.which, self.since) {
            (Some((one, other)), Some(since)) => Some((one, other, since)),
            _ => None,
        };
        self.clear();
        self.told = Some(Told {
            text: unread.told,
            question,
        });
    }

    /// What was typed, and the moment that it is judged by.
    fn typed(&self, from: Side, now: UnixTime) -> Typed {
        // As it was seen: with the rest of the word that it became.
        let typed = self.line.text();
        let text = [typed, completion(typed)].concat();
        let question = self.told.as_ref().and_then(|told| told.question);
        let answered = question.and_then(|(one, other, asked)| {
            let is = |word: Word| text.trim().eq_ignore_ascii_case(word.as_str());
            (is(one) || is(other)).then_some(asked)
        });
        let since = answered.or(self.since).unwrap_or(now);
        Typed { text, from, since }
    }

    /// What is to be seen.
    pub fn scene(&self) -> Scene<'_> {
        match &self.stage {
            _ if self.shows_rules => Scene::Rules,
            Stage::WhoCalled => Scene::WhoCalled,
            Stage::Hearing(turns) => Scene::Hearing {
                turns,
                typed: self.line.text(),
                told: self.told.as_ref().map(|told| told.text.as_str()),
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
        let has_paused = self.last_key.plus_secs(PAUSE) < now;
        self.last_key = now;
        if !self.line.text().contains(char::is_alphanumeric) {
            self.since = None;
        } else if self.since.is_none() || has_paused {
            self.since = Some(now);
        }
        Order::Echo(echo)
    }

    /// From here on, until the program ends, the halves to say are those of
    /// somebody who is forced to. Nothing else changes.
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

    /// Another call. Who is forced to speak stays forced: whoever forces them
    /// may press Esc to see whether that brings another half.
    fn start_over(&mut self) {
        self.stage = Stage::WhoCalled;
        self.clear();
    }

    fn clear(&mut self) {
        self.line.clear();
        self.since = None;
        self.told = None;
    }
}

/// What was typed could not be read.
pub struct Unread {
    /// What to do about it, in one sentence.
    pub told: String,
    /// The two words of which it may be either.
    pub which: Option<(Word, Word)>,
}

/// Reads what was typed. A digit too few or too many is a slip of the finger,
/// no impostor.
pub fn read(typed: &str, group: &Group) -> Result<Heard, Unread> {
    let is_whole = |heard: &Heard| ringtrue_core::call::is_whole(heard, group.parameters().digits);
    let heard = Heard::read(typed);
    if heard.as_ref().is_ok_and(|heard| !is_whole(heard)) {
        return Err(Unread {
            told: say_once_more(Unheard::Nothing),
            which: None,
        });
    }
    heard.map_err(|unheard| Unread {
        told: say_once_more(unheard),
        which: match unheard {
            Unheard::TwoWords(one, other) => Some((one, other)),
            _ => None,
        },
    })
}
