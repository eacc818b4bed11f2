//! The call as it is read aloud, line by line: what the screen shows, in
//! sentences, and the question that waits for an answer.

use super::parts::{practice_mark, rules};
use super::{CallScreen, Scene};
use crate::view::{texts, wrapped};
use ringtrue_core::call::{Finding, Side, Turns, Verdict};
use ringtrue_core::text::Texts;
use ringtrue_core::time::Counter;

/// A sentence with the digits and the word of a half to say.
type Saying = fn(&Texts, &str, &str) -> String;

/// Where the call stands, and the question that is open, in lines of at most
/// `columns` cells.
#[must_use]
pub fn call_speech(screen: &CallScreen<'_>, columns: usize) -> String {
    let question = screen.question();
    let name = screen.group.local_name();
    let before = match &screen.scene {
        Scene::WhoCalled => {
            texts().group_and_generation_aloud(name, screen.group.generation()) + "\n"
        }
        Scene::Hearing { turns, unheard, .. } => match unheard {
            Some(unheard) => texts().say_once_more(*unheard) + "\n",
            None => screen.to_say(Texts::say_your_half_aloud, turns),
        },
        Scene::Heard { turns, found, .. } => screen.heard_speech(turns, found),
        Scene::Rules => rules().join("\n") + "\n",
        Scene::Hidden => texts().hidden_aloud() + "\n",
    };
    let name = match &screen.scene {
        Scene::Hearing { .. } if screen.has_others => texts().group_aloud(name) + "\n",
        _ => String::new(),
    };
    let practice = screen.practice_speech();
    let mark = match screen.practice {
        Some(_) => practice_mark(),
        None => String::new(),
    };
    in_lines(&[&mark, &name, &before, &practice, &question], columns)
}

/// The code that has just begun and the question that is still open, where
/// there is a half to say; in lines as [`call_speech`].
#[must_use]
pub fn new_code_speech(screen: &CallScreen<'_>, columns: usize) -> Option<String> {
    let (Scene::Hearing { turns, .. } | Scene::Heard { turns, .. }) = &screen.scene else {
        return None;
    };
    let half = screen.to_say(Texts::new_code_aloud, turns);
    let question = screen.question();
    (!half.is_empty()).then(|| in_lines(&[&half, &question], columns))
}

/// The parts on end, each of their lines broken between words.
pub(in crate::view) fn in_lines(parts: &[&str], columns: usize) -> String {
    let text = parts.concat();
    let lines: Vec<_> = text
        .split('\n')
        .flat_map(|line| wrapped(line, columns))
        .collect();
    lines.join("\n")
}

impl CallScreen<'_> {
    /// Its step.
    #[must_use]
    pub fn counter(&self) -> Counter {
        self.group.parameters().period.counter_at(self.now)
    }

    /// The question that is open, with a space after it, and what was typed.
    fn question(&self) -> String {
        let (question, typed) = match &self.scene {
            Scene::WhoCalled => (texts().ask_who_called(), ""),
            Scene::Hearing { turns, typed, .. } => match turns.own() {
                Side::Caller => (texts().ask_for_answer(), *typed),
                Side::Answerer => (texts().ask_for_callers_half(), *typed),
            },
            Scene::Heard { .. } if self.practice.is_some() => (texts().ask_go_on(), ""),
            Scene::Heard { turns, .. } if turns.may_ask_again() => (texts().ask_once_more(), ""),
            Scene::Heard { .. } => (texts().ask_start_over(), ""),
            Scene::Rules | Scene::Hidden => (texts().ask_go_back(), ""),
        };
        format!("{question} {typed}")
    }

    /// What the other side says, and the keys that practice has besides those of
    /// a call; nothing on a call.
    fn practice_speech(&self) -> String {
        let Some(line) = self.practice else {
            return String::new();
        };
        match &self.scene {
            Scene::Hearing { turns, .. } => {
                let (said, keys) = match turns.own() {
                    Side::Answerer => (
                        texts().they_say_aloud(line),
                        texts().practice_keys_answerer(),
                    ),
                    Side::Caller => (
                        texts().they_answer_aloud(line),
                        texts().practice_keys_caller(),
                    ),
                };
                format!("{said}\n{keys}\n")
            }
            Scene::WhoCalled | Scene::Heard { .. } => texts().they_say_aloud(line) + "\n",
            Scene::Rules | Scene::Hidden => String::new(),
        }
    }

    fn heard_speech(&self, turns: &Turns, found: &Finding) -> String {
        // After a duress half nothing is said that a match does not say but a
        // few quiet words: somebody may listen.
        let mut speech = match found.verdict {
            Verdict::Duress => {
                let calm = Finding {
                    verdict: Verdict::Match,
                    ..*found
                };
                format!(
                    "{} {}\n",
                    texts().verdict(&calm, self.group),
                    texts().duress_aloud()
                )
            }
            _ => texts().verdict(found, self.group) + "\n",
        };
        if turns.may_ask_again() && found.verdict == Verdict::WrongTime {
            speech.push_str(&texts().ask_once());
            speech.push('\n');
        }
        if found.verdict.is_them() && turns.own() == Side::Caller {
            speech.push_str(&texts().you_can_talk());
            speech.push('\n');
        }
        [
            speech.as_str(),
            self.to_say(Texts::now_say_aloud, turns).as_str(),
        ]
        .concat()
    }

    /// The half to say and how long it lasts; nothing where none may be said.
    fn to_say(&self, saying: Saying, turns: &Turns) -> String {
        let Some(half) = turns.own_half(self.group, self.now) else {
            return String::new();
        };
        let half = saying(texts(), half.digits(), &half.words().join(" "));
        format!("{half} {}\n", texts().seconds_left_aloud(self.remaining()))
    }
}
