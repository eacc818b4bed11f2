//! The call as it is read aloud, line by line: what the screen shows, in
//! sentences, and the question that waits for an answer.

use super::parts::{practice_mark, rules, what_counts};
use super::{CallScreen, Scene};
use crate::view::{texts, wrapped};
use ringtrue_core::call::{Finding, Judged, Side, Turns, Verdict, Who};
use ringtrue_core::text::Texts;
use ringtrue_core::time::{Counter, Day};

/// A sentence with the digits and the word of a half to say.
type Saying = fn(&Texts, &str, &str) -> String;

/// Where the call stands, and the question that is open, in lines of at most
/// `columns` cells.
#[must_use]
pub fn call_speech(screen: &CallScreen<'_>, columns: usize) -> String {
    let question = screen.question();
    let before = match &screen.scene {
        Scene::WhoCalled => texts().group_aloud(&screen.group.entry()) + "\n",
        Scene::WhoIsIt { who, typed } => who_speech(who, typed),
        Scene::NothingCounts { member, why } => format!(
            "{} {}\n",
            texts().headline_of_nothing(),
            texts().nothing_counts(member, *why)
        ),
        Scene::WhichDay { turns, day } => screen.which_day_speech(turns, *day),
        Scene::Hearing { turns, unheard, .. } => match unheard {
            Some(unheard) => texts().say_once_more(*unheard) + "\n",
            None => screen.hearing_speech(turns),
        },
        Scene::Heard { turns, found, .. } => screen.heard_speech(turns, found),
        Scene::Rules => rules().join("\n") + "\n",
        Scene::Telephone => String::new(),
        Scene::Hidden => texts().hidden_aloud() + "\n",
    };
    let name = match &screen.scene {
        Scene::Hearing { .. } if screen.has_others => {
            texts().group_aloud(&screen.group.entry()) + "\n"
        }
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

/// The answers to *Who is it?*: the chosen one, those that begin with what was typed
/// if that are several, or all.
fn who_speech(who: &Who, letters: &str) -> String {
    let answers: Vec<&str> = who.candidates().map(|(choice, _)| choice.label()).collect();
    let names = answers.join(", ");
    let speech = match who.chosen() {
        Some(choice) => texts().who_chosen_aloud(choice.label()),
        None if answers.is_empty() => texts().who_nobody(),
        None if letters.is_empty() => texts().who_is_it_aloud(&names),
        None => texts().who_several_aloud(&names),
    };
    speech + "\n"
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
        match self.turns() {
            Some(turns) => turns.against().step_at(self.group, self.now, self.today),
            None => self.group.parameters().period.counter_at(self.now),
        }
    }

    /// The question that is open, with a space after it, and what was typed.
    fn question(&self) -> String {
        let (question, typed) = match &self.scene {
            Scene::WhoCalled => (texts().ask_who_called(), ""),
            Scene::WhoIsIt { typed, .. } => (texts().ask_who(), *typed),
            Scene::WhichDay { .. } => (texts().ask_yes_or_no(), ""),
            Scene::Hearing { turns, typed, .. } => match turns.own() {
                Side::Caller => (texts().ask_for_answer(), *typed),
                Side::Answerer => (texts().ask_for_callers_half(), *typed),
            },
            Scene::Heard { turns, .. } if turns.may_ask_again() => (texts().ask_once_more(), ""),
            Scene::NothingCounts { .. } | Scene::Heard { .. } => (texts().ask_start_over(), ""),
            Scene::Telephone => (texts().ask_telephone(), ""),
            Scene::Rules | Scene::Hidden => (texts().ask_go_back(), ""),
        };
        format!("{question} {typed}")
    }

    /// What the other side says, and the key that practice has besides those of a call;
    /// nothing on a call.
    fn practice_speech(&self) -> String {
        let Some(line) = self.practice else {
            return String::new();
        };
        let said = match &self.scene {
            Scene::Rules | Scene::Telephone | Scene::Hidden => return String::new(),
            Scene::Hearing { turns, .. } if turns.own() == Side::Caller => {
                texts().they_answer_aloud(line)
            }
            _ => texts().they_say_aloud(line),
        };
        format!("{said}\n{}\n", texts().practice_keys_aloud())
    }

    /// What counts, where that was asked, and what to say first.
    fn hearing_speech(&self, turns: &Turns) -> String {
        let counts = what_counts(turns, self.today).map_or_else(String::new, |what| what + ".\n");
        let used = if turns.line_is_used() {
            texts().line_is_used() + "\n"
        } else {
            String::new()
        };
        let half = self.to_say(Texts::say_your_half_aloud, turns);
        [counts, used, half].concat()
    }

    fn which_day_speech(&self, turns: &Turns, day: Day) -> String {
        turns.member().map_or_else(String::new, |member| {
            texts().ask_which_day(day, self.today, member) + "\n"
        })
    }

    fn heard_speech(&self, turns: &Turns, found: &Finding) -> String {
        let Some(judged) = turns.judged(self.group) else {
            return String::new();
        };
        // After a duress half nothing is said that a match does not say but a
        // few quiet words: somebody may listen.
        let mut speech = match found.verdict {
            Verdict::Duress => {
                let calm = Judged {
                    finding: Finding {
                        verdict: Verdict::Match,
                        ..*found
                    },
                    ..judged
                };
                format!("{} {}\n", texts().verdict_of(&calm), texts().duress_aloud())
            }
            _ => texts().verdict_of(&judged) + "\n",
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
        let Some(half) = turns.own_half(self.group, self.now, self.today) else {
            return String::new();
        };
        let half = saying(texts(), half.digits(), &half.words().join(" "));
        match self.remaining() {
            Some(left) => format!("{half} {}\n", texts().seconds_left_aloud(left)),
            None => half + "\n",
        }
    }
}
