//! The call as it is read aloud, line by line: what the screen shows, in
//! sentences, and the question that waits for an answer.

use super::parts::{PRACTICE, rules};
use super::{CallScreen, Scene, spelling};
use crate::view::{texts, verdict, wrapped};
use ringtrue_core::call::{Finding, Side, Turns, Verdict};
use ringtrue_core::time::Counter;

/// Where the call stands, and the question that is open, in lines of at most
/// `columns` cells.
#[must_use]
pub fn call_speech(screen: &CallScreen<'_>, columns: usize) -> String {
    let question = screen.question();
    let before = match &screen.scene {
        Scene::WhoCalled => format!(
            "{}, generation {}.\n",
            screen.group.local_name(),
            screen.group.generation()
        ),
        Scene::Hearing { turns, told, .. } => match told {
            Some(told) => format!("{told}\n"),
            None => screen.to_say("Say your half", turns),
        },
        Scene::Heard { turns, found, .. } => screen.heard_speech(turns, found),
        Scene::Rules => format!("{}\n", rules().join("\n")),
        Scene::Hidden => "Hidden.\n".to_owned(),
    };
    let name = match &screen.scene {
        Scene::Hearing { .. } if screen.has_others => {
            format!("{}.\n", screen.group.local_name())
        }
        _ => String::new(),
    };
    let practice = screen.practice_speech();
    let mark = if screen.practice.is_some() {
        PRACTICE
    } else {
        ""
    };
    in_lines(&[mark, &name, &before, &practice, &question], columns)
}

/// The code that has just begun and the question that is still open, where
/// there is a half to say; in lines as [`call_speech`].
#[must_use]
pub fn new_code_speech(screen: &CallScreen<'_>, columns: usize) -> Option<String> {
    let (Scene::Hearing { turns, .. } | Scene::Heard { turns, .. }) = &screen.scene else {
        return None;
    };
    let half = screen.to_say("New code. Say", turns);
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

    fn question(&self) -> String {
        let question = match &self.scene {
            Scene::WhoCalled => {
                "Who called? Type t if they called you, i if you called them, ? for the rules, q to \
                 leave: "
            }
            Scene::Hearing { turns, typed, .. } => {
                let question = match turns.own() {
                    Side::Caller => "What do they answer? ",
                    Side::Answerer => "They called, so they speak first. What do they say? ",
                };
                return format!("{question}{typed}");
            }
            Scene::Heard { .. } if self.practice.is_some() => "Type s to go on, h to hang up: ",
            Scene::Heard { turns, .. } if turns.may_ask_again() => {
                "What do they say now? Or Esc to start over: "
            }
            Scene::Heard { .. } => "Type Esc to start over, q to leave: ",
            Scene::Rules | Scene::Hidden => "Type any key to go back: ",
        };
        question.to_owned()
    }

    /// What the other side says, and the keys that practice has besides those of
    /// a call; nothing on a call.
    fn practice_speech(&self) -> String {
        let Some(line) = self.practice else {
            return String::new();
        };
        let (who, keys) = match &self.scene {
            Scene::Hearing { turns, .. } => match turns.own() {
                Side::Answerer => (
                    "They say",
                    "Enter alone lets them speak again, Tab says your half, Esc hangs up.\n",
                ),
                Side::Caller => (
                    "They answer",
                    "Enter alone lets them speak again, Esc hangs up.\n",
                ),
            },
            Scene::Rules | Scene::Hidden => return String::new(),
            Scene::WhoCalled | Scene::Heard { .. } => ("They say", ""),
        };
        format!("{who}: {line}\n{keys}")
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
                format!("{} {}\n", verdict(&calm), texts().duress_aloud())
            }
            _ => verdict(found) + "\n",
        };
        if turns.may_ask_again() && found.verdict == Verdict::WrongTime {
            speech.push_str(&texts().ask_once());
            speech.push('\n');
        }
        if found.verdict.is_them() && turns.own() == Side::Caller {
            speech.push_str("You can talk.\n");
        }
        [speech.as_str(), self.to_say("Now say", turns).as_str()].concat()
    }

    /// The half to say and how long it lasts; nothing where none may be said.
    fn to_say(&self, what: &str, turns: &Turns) -> String {
        let Some(half) = turns.own_half(self.group, self.now) else {
            return String::new();
        };
        let seconds = match self.remaining() {
            1 => "1 second left".to_owned(),
            seconds => format!("{seconds} seconds left"),
        };
        format!("{what}: {}. {seconds}.\n", spelling(&half))
    }
}
