//! The call read aloud, line by line: the content of the screen in sentences, and the
//! open question.

use super::parts::{practice_mark, rules, what_counts};
use super::{CallScreen, Scene};
use crate::view::{texts, wrapped};
use ringtrue_core::call::{Finding, FindingContext, Side, Turns, Verdict, Who};
use ringtrue_core::text::Texts;
use ringtrue_core::time::{Counter, Day};

/// A function that puts the digits and the word of a half into a sentence.
type Saying = fn(&Texts, &str, &str) -> String;

/// Returns the state of the call and the open question, in lines of at most `columns`
/// cells.
#[must_use]
pub fn call_speech(screen: &CallScreen<'_>, columns: usize) -> String {
    let question = screen.question();
    let before = match &screen.scene {
        Scene::WhoCalled => texts().group_aloud(&screen.group.key_name()) + "\n",
        Scene::WhoIsIt { who, typed } => who_speech(who, typed),
        Scene::NoCode { member, why } => format!(
            "{} {}\n",
            texts().headline_of_nothing(),
            texts().nothing_counts(member, *why)
        ),
        Scene::WhichDay { turns, day } => screen.which_day_speech(turns, *day),
        Scene::Listening {
            turns, heard_error, ..
        } => match heard_error {
            Some(heard_error) => texts().say_once_more(*heard_error) + "\n",
            None => screen.listening_speech(turns),
        },
        Scene::Heard { turns, found, .. } => screen.heard_speech(turns, found),
        Scene::Rules => rules().join("\n") + "\n",
        Scene::Telephone => String::new(),
        Scene::Hidden => texts().hidden_aloud() + "\n",
    };
    let name = match &screen.scene {
        Scene::Listening { .. } if screen.has_others => {
            texts().group_aloud(&screen.group.key_name()) + "\n"
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

/// Returns the new code and the open question if there is a half to say, in lines as in
/// [`call_speech`].
#[must_use]
pub fn new_code_speech(screen: &CallScreen<'_>, columns: usize) -> Option<String> {
    let (Scene::Listening { turns, .. } | Scene::Heard { turns, .. }) = &screen.scene else {
        return None;
    };
    let half = screen.half_speech(Texts::new_code_aloud, turns);
    let question = screen.question();
    (!half.is_empty()).then(|| in_lines(&[&half, &question], columns))
}

/// Returns the answers to *Who is it?*: the chosen one, else those that match the typed
/// letters, else all.
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

/// Joins the parts and breaks each line between words.
pub(in crate::view) fn in_lines(parts: &[&str], columns: usize) -> String {
    let text = parts.concat();
    let lines: Vec<_> = text
        .split('\n')
        .flat_map(|line| wrapped(line, columns))
        .collect();
    lines.join("\n")
}

impl CallScreen<'_> {
    /// Returns the counter of the code that counts, or of today's line of a sheet.
    #[must_use]
    pub fn counter(&self) -> Counter {
        match self.turns() {
            Some(turns) => turns.expected().step_at(self.group, self.now, self.today),
            None => self.group.parameters().period.counter_at(self.now),
        }
    }

    /// Returns the open question, a space, and the text typed so far.
    fn question(&self) -> String {
        let (question, typed) = match &self.scene {
            Scene::WhoCalled => (texts().ask_who_called(), ""),
            Scene::WhoIsIt { typed, .. } => (texts().ask_who(), *typed),
            Scene::WhichDay { .. } => (texts().ask_yes_or_no(), ""),
            Scene::Listening { turns, typed, .. } => match turns.own() {
                Side::Caller => (texts().ask_for_answer(), *typed),
                Side::Answerer => (texts().ask_for_callers_half(), *typed),
            },
            Scene::Heard { turns, .. } if turns.may_ask_again() => (texts().ask_once_more(), ""),
            Scene::NoCode { .. } | Scene::Heard { .. } => (texts().ask_start_over(), ""),
            Scene::Telephone => (texts().ask_telephone(), ""),
            Scene::Rules | Scene::Hidden => (texts().ask_go_back(), ""),
        };
        format!("{question} {typed}")
    }

    /// Returns what the other side says in practice and the extra key, or nothing on a real
    /// call.
    fn practice_speech(&self) -> String {
        let Some(line) = self.practice else {
            return String::new();
        };
        let said = match &self.scene {
            Scene::Rules | Scene::Telephone | Scene::Hidden => return String::new(),
            Scene::Listening { turns, .. } if turns.own() == Side::Caller => {
                texts().they_answer_aloud(line)
            }
            _ => texts().they_say_aloud(line),
        };
        format!("{said}\n{}\n", texts().practice_keys_aloud())
    }

    /// Returns which code counts, if the user was asked who it is, and what to say
    /// first.
    fn listening_speech(&self, turns: &Turns) -> String {
        let counts = what_counts(turns, self.today).map_or_else(String::new, |what| what + ".\n");
        let used = if turns.line_is_used() {
            texts().line_is_used() + "\n"
        } else {
            String::new()
        };
        let half = self.half_speech(Texts::say_your_half_aloud, turns);
        [counts, used, half].concat()
    }

    fn which_day_speech(&self, turns: &Turns, day: Day) -> String {
        turns.member().map_or_else(String::new, |member| {
            texts().ask_which_day(day, self.today, member) + "\n"
        })
    }

    fn heard_speech(&self, turns: &Turns, found: &Finding) -> String {
        let Some(context) = turns.finding_context(self.group) else {
            return String::new();
        };
        // After a duress half the speech is that of a match but for a few quiet words,
        // since someone may be listening.
        let mut speech = match found.verdict {
            Verdict::Duress => {
                let calm = FindingContext {
                    finding: Finding {
                        verdict: Verdict::Match,
                        ..*found
                    },
                    ..context
                };
                format!("{} {}\n", texts().verdict_of(&calm), texts().duress_aloud())
            }
            _ => texts().verdict_of(&context) + "\n",
        };
        if turns.may_ask_again() && found.verdict == Verdict::WrongTime {
            speech.push_str(&texts().ask_once());
            speech.push('\n');
        }
        if found.verdict.is_genuine() && turns.own() == Side::Caller {
            speech.push_str(&texts().you_can_talk());
            speech.push('\n');
        }
        [
            speech.as_str(),
            self.half_speech(Texts::now_say_aloud, turns).as_str(),
        ]
        .concat()
    }

    /// Returns the half to say and how long it lasts, or nothing if none may be said.
    fn half_speech(&self, saying: Saying, turns: &Turns) -> String {
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
