//! The call screen: what somebody sees who has ten seconds of clear thought.
//! Values and a window in, lines out; which half may be shown, `call` decides.

mod big;
mod parts;
mod speech;

use std::fmt;

use super::{BOLD, DIM, GOOD, styled, texts, width};
use ringtrue_core::call::{
    self, Finding, Half, Judged, NoCode, Part, Side, Spoken, Turns, Verdict, Who,
};
use ringtrue_core::group::{Group, Name};
use ringtrue_core::time::{Day, UnixTime};
use ringtrue_core::words::Unheard;

use self::parts::{
    Rows, banner, footer, head, rules, said, telephone, typed, what_counts_rows, who_is_it,
    wrapped_rows,
};

pub(super) use self::parts::{LOUD, WIDEST, practice_mark};
pub(super) use self::speech::in_lines;
pub use self::speech::{call_speech, new_code_speech};

/// One row of the screen, with its colours.
type Row = String;

/// The terminal that is drawn for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Cells in a row.
    pub columns: u16,
    /// Rows.
    pub rows: u16,
    /// Whether it shows more than ASCII.
    pub is_unicode: bool,
}

/// The call screen at one moment.
#[derive(Debug)]
pub struct CallScreen<'a> {
    /// Whose code it is.
    pub group: &'a Group,
    /// Whether there are other groups to switch to.
    pub has_others: bool,
    /// What the other side says, where this is practice: the program plays it.
    pub practice: Option<&'a str>,
    /// Where the call stands.
    pub scene: Scene<'a>,
    /// The moment.
    pub now: UnixTime,
    /// The day that it is here.
    pub today: Day,
}

/// Where a call stands. Its `Debug` does not tell what was typed.
#[derive(Clone, Copy)]
pub enum Scene<'a> {
    /// Nobody has said who called. Neither half is shown.
    WhoCalled,
    /// Nobody has said who is on the other side. Neither half is shown.
    WhoIsIt {
        /// The question.
        who: &'a Who,
        /// The letters that were typed.
        typed: &'a str,
    },
    /// Nothing counts from the member on the other side.
    NothingCounts {
        /// The member.
        member: &'a Name,
        /// Why.
        why: NoCode,
    },
    /// The line of another day was heard.
    WhichDay {
        /// Who may say what.
        turns: &'a Turns,
        /// The day of the line.
        day: Day,
    },
    /// The other side has to be heard.
    Hearing {
        /// Who may say what.
        turns: &'a Turns,
        /// What was typed.
        typed: &'a str,
        /// Why what was typed before could not be read.
        unheard: Option<Unheard>,
    },
    /// The other side was heard.
    Heard {
        /// Who may say what.
        turns: &'a Turns,
        /// What was found.
        found: Finding,
        /// When what was heard was typed.
        heard_at: UnixTime,
    },
    /// The rules of a call.
    Rules,
    /// What is done by voice, in practice.
    Telephone,
    /// Nothing, until a key is pressed.
    Hidden,
}

impl fmt::Debug for Scene<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WhoCalled => "WhoCalled",
            Self::WhoIsIt { .. } => "WhoIsIt",
            Self::NothingCounts { .. } => "NothingCounts",
            Self::WhichDay { .. } => "WhichDay",
            Self::Hearing { .. } => "Hearing",
            Self::Heard { .. } => "Heard",
            Self::Rules => "Rules",
            Self::Telephone => "Telephone",
            Self::Hidden => "Hidden",
        })
    }
}

/// The rows of the call screen, at most as many as the window has.
#[must_use]
pub fn call_screen(screen: &CallScreen<'_>, window: Window) -> Vec<String> {
    // Digits as big as they fit with air around them, small ones at the worst.
    let largest = if window.rows < 40 { 2 } else { 3 };
    let scales = (1..=largest).rev().map(Some).chain([None]);
    let columns = usize::from(window.columns);
    let mut rows = Rows::default();
    for scale in scales {
        rows = screen.rows(window, scale);
        let air = scale.is_some_and(|scale| scale > 1);
        if rows.fit(window.rows, air) && rows.width() <= columns {
            break;
        }
    }
    rows.spread(window.rows)
}

impl CallScreen<'_> {
    fn rows(&self, window: Window, scale: Option<usize>) -> Rows {
        let mut rows = Rows::default();
        rows.part(head(self, window));
        if let Some(line) = self.practice
            && !matches!(self.scene, Scene::Rules | Scene::Hidden)
        {
            rows.part(said(line, window));
        }
        match &self.scene {
            Scene::WhoCalled => rows.part(vec![
                text(&styled(BOLD, &texts().who_called())),
                choice("t", &texts().they_called_me()),
                choice("i", &texts().i_called_them()),
            ]),
            Scene::WhoIsIt { who, typed } => {
                rows.part(who_is_it(who, typed, self.practice.is_some(), window));
            }
            Scene::NothingCounts { member, why } => {
                rows.part(banner(&texts().headline_of_nothing(), window));
                rows.part(wrapped_rows(&texts().nothing_counts(member, *why), window));
            }
            Scene::WhichDay { turns, day } => rows.part(self.which_day(turns, *day, window)),
            Scene::Hearing {
                turns,
                typed,
                unheard,
            } => self.hearing(&mut rows, turns, typed, *unheard, window, scale),
            Scene::Heard {
                turns,
                found,
                heard_at,
            } => self.heard(&mut rows, turns, found, *heard_at, window, scale),
            Scene::Rules => rows.part(rules()),
            Scene::Telephone => rows.part(telephone()),
            Scene::Hidden => rows.part(wrapped_rows(&texts().hidden(), window)),
        }
        rows.last(footer(self, window));
        rows
    }

    fn which_day(&self, turns: &Turns, day: Day, window: Window) -> Vec<Row> {
        let mut rows = match turns.member() {
            Some(member) => wrapped_rows(&texts().ask_which_day(day, self.today, member), window),
            None => Vec::new(),
        };
        rows.push(choice("y", &texts().answer_yes()));
        rows.push(choice("n", &texts().answer_no()));
        rows
    }

    fn hearing(
        &self,
        rows: &mut Rows,
        turns: &Turns,
        text_typed: &str,
        unheard: Option<Unheard>,
        window: Window,
        scale: Option<usize>,
    ) {
        rows.part(what_counts_rows(turns, self.today, window));
        if turns.may_speak() {
            rows.part(self.say(&texts().say_your_half(), turns, window, scale));
        } else if turns.line_is_used() {
            rows.part(wrapped_rows(&texts().line_is_used(), window));
        }
        let prompt = match turns.own() {
            Side::Caller => texts().they_answer(),
            Side::Answerer => texts().they_say(),
        };
        let mut part = vec![typed(&format!("{prompt} "), text_typed, window)];
        match unheard {
            Some(unheard) => part.extend(wrapped_rows(&texts().say_once_more(unheard), window)),
            None if turns.own() == Side::Answerer => {
                part.extend(dim_rows(&texts().they_speak_first(), window));
            }
            None => {}
        }
        rows.part(part);
    }

    fn heard(
        &self,
        rows: &mut Rows,
        turns: &Turns,
        found: &Finding,
        heard_at: UnixTime,
        window: Window,
        scale: Option<usize>,
    ) {
        if !found.verdict.is_them() {
            if let Some(judged) = turns.judged(self.group) {
                refused(rows, turns, &judged, window);
            }
            return;
        }
        rows.part(self.ticked(turns, found, heard_at, window));
        if turns.may_speak() {
            rows.part(self.say(&texts().now_say(), turns, window, scale));
        } else {
            rows.part(vec![text(&styled(BOLD, &texts().you_can_talk()))]);
        }
        if found.verdict == Verdict::MatchPreviousGeneration {
            rows.part(dim_rows(
                &texts().on_old_seed(&self.group.entry_of(found.generation), &self.group.entry()),
                window,
            ));
        }
    }

    /// What was heard, ticked. After a duress half the row differs in its quiet
    /// words alone, lest whoever looks on see a change.
    fn ticked(
        &self,
        turns: &Turns,
        found: &Finding,
        heard_at: UnixTime,
        window: Window,
    ) -> Vec<Row> {
        let tick = if window.is_unicode { "✓" } else { "ok" };
        let against = turns.against();
        let on = turns
            .judged(self.group)
            .map_or(self.today, |judged| judged.today);
        let step = against
            .step_at(self.group, heard_at, on)
            .offset(found.steps_off);
        let spoken = match found.verdict {
            Verdict::Duress => Spoken::UnderDuress,
            _ => Spoken::Freely,
        };
        let sides = found.part.map(Part::sides).unwrap_or_default();
        let halves: Vec<Half> = sides
            .into_iter()
            .filter_map(|side| against.half(self.group, found.generation, spoken, side, step?))
            .collect();
        let mut heard = tick.to_owned();
        for half in &halves {
            heard = format!("{} {}", heard, spelling(half));
        }
        let quiet = texts().headline(found.verdict);
        // If the longer of the two does not fit beside it, neither stands there.
        let both = [Verdict::Match, Verdict::Duress];
        let longest = both.map(|verdict| width(&texts().headline(verdict)));
        let longest = width(&heard) + 2 + longest.into_iter().max().unwrap_or(0);
        let (heard, quiet) = (styled(GOOD, &heard), styled(DIM, &quiet));
        if longest <= window.columns.into() {
            vec![text(&format!("{heard}  {quiet}"))]
        } else {
            vec![text(&heard), text(&quiet)]
        }
    }

    /// The half to say, as large as there is room for, and in the last seconds
    /// of its step the one that follows.
    fn say(&self, what: &str, turns: &Turns, window: Window, scale: Option<usize>) -> Vec<Row> {
        let Some(half) = turns.own_half(self.group, self.now, self.today) else {
            return Vec::new();
        };
        let mut rows = vec![text(what)];
        match scale {
            Some(scale) => rows.extend(big::half(&half, scale, window)),
            None => rows.push(text(&styled(BOLD, &spelling(&half)))),
        }
        let next = turns.next_half(self.group, self.now, self.today);
        let next = next.map(|half| {
            let next = texts().next_half(half.digits(), &half.words().join(" "));
            styled(DIM, &next)
        });
        rows.push(text(&next.unwrap_or_default()));
        rows
    }

    /// Seconds until the code changes; `None` where a line of a sheet counts.
    fn remaining(&self) -> Option<u64> {
        match self.turns() {
            Some(turns) => turns.remaining(self.group, self.now),
            None => Some(self.group.parameters().period.remaining_at(self.now)),
        }
    }

    /// Whether the code is about to change.
    fn is_ending(&self) -> bool {
        let period = self.group.parameters().period;
        self.remaining().is_some() && call::is_ending(period, self.now)
    }

    const fn turns(&self) -> Option<&Turns> {
        match self.scene {
            Scene::Hearing { turns, .. }
            | Scene::WhichDay { turns, .. }
            | Scene::Heard { turns, .. } => Some(turns),
            _ => None,
        }
    }
}

/// A half as it is read aloud: its digits, then its word.
fn spelling(half: &Half) -> String {
    let words = half.words().join(" ");
    format!("{} {}", half.digits(), words)
}

/// What was refused: what to do, seen from across the room, and why.
fn refused(rows: &mut Rows, turns: &Turns, judged: &Judged<'_>, window: Window) {
    rows.part(banner(&texts().headline_of(judged), window));
    let reason = texts().reason(judged);
    rows.part(match judged.finding.verdict {
        Verdict::WrongTime if turns.may_ask_again() => {
            wrapped_rows(&format!("{reason} {}", texts().ask_once()), window)
        }
        _ => {
            let clocks = texts().about_clocks(judged);
            wrapped_rows(format!("{reason} {clocks}").trim_end(), window)
        }
    });
}

fn choice(key: &str, meaning: &str) -> Row {
    text(&format!("  {}  {meaning}", styled(BOLD, key)))
}

fn dim_rows(dim: &str, window: Window) -> Vec<Row> {
    let rows = wrapped_rows(dim, window);
    rows.iter().map(|row| text(&styled(DIM, row))).collect()
}

fn text(text: &str) -> Row {
    text.to_owned()
}

#[cfg(test)]
mod tests;
