//! The call screen, for someone with ten seconds of clear thought. Values and a
//! window in, lines out; the core's `call` module decides which half may be
//! shown.

mod big;
mod parts;
mod speech;

use std::fmt;

use super::{BOLD, DIM, GOOD, styled, texts, width};
use ringtrue_core::call::{
    self, Finding, FindingContext, Half, Manner, NoCode, Part, Side, Turns, Verdict, Who,
};
use ringtrue_core::group::{Group, Name};
use ringtrue_core::time::{Day, UnixTime};
use ringtrue_core::words::HeardError;

use self::parts::{
    Rows, banner, footer, header, input_row, rules, telephone, what_counts_rows, who_is_it,
    wrapped_rows,
};

pub(super) use self::parts::{LOUD, WIDEST, practice_mark};
pub(super) use self::speech::in_lines;
pub use self::speech::{call_speech, new_code_speech};

/// A row of the screen, with its colours.
type Row = String;

/// The size of the terminal, and whether it shows Unicode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Cells in a row.
    pub columns: u16,
    /// Rows.
    pub rows: u16,
    /// True if it shows more than ASCII.
    pub is_unicode: bool,
}

/// The call screen at one moment.
#[derive(Debug)]
pub struct CallScreen<'a> {
    /// The group that the call is in.
    pub group: &'a Group,
    /// True if there are other groups to switch to.
    pub has_others: bool,
    /// In practice, what the other side says: the program plays it.
    pub practice: Option<&'a str>,
    /// The state of the call.
    pub scene: Scene<'a>,
    /// The current time.
    pub now: UnixTime,
    /// The local date.
    pub today: Day,
}

/// The state of a call. Its `Debug` omits what was typed.
#[derive(Clone, Copy)]
pub enum Scene<'a> {
    /// The user has not yet said who called. Neither half is shown.
    WhoCalled,
    /// The user has not yet said who is on the other side. Neither half is
    /// shown.
    WhoIsIt {
        /// The question.
        who: &'a Who,
        /// The letters typed so far.
        typed: &'a str,
    },
    /// No code counts from the member on the other side.
    NoCode {
        /// The member.
        member: &'a Name,
        /// The reason.
        why: NoCode,
    },
    /// Another day's line was heard.
    WhichDay {
        /// The turns so far, and which half may be said.
        turns: &'a Turns,
        /// The day of the line.
        day: Day,
    },
    /// The other side's half is awaited.
    Listening {
        /// The turns so far, and which half may be said.
        turns: &'a Turns,
        /// The text typed so far.
        typed: &'a str,
        /// The reason why the last input could not be read.
        heard_error: Option<HeardError>,
    },
    /// The other side was heard.
    Heard {
        /// The turns so far, and which half may be said.
        turns: &'a Turns,
        /// The finding.
        found: Finding,
        /// The time at which the half was typed.
        heard_at: UnixTime,
    },
    /// The rules of a call.
    Rules,
    /// In practice: the actions done by voice.
    Telephone,
    /// Hidden until a key is pressed.
    Hidden,
}

impl fmt::Debug for Scene<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WhoCalled => "WhoCalled",
            Self::WhoIsIt { .. } => "WhoIsIt",
            Self::NoCode { .. } => "NoCode",
            Self::WhichDay { .. } => "WhichDay",
            Self::Listening { .. } => "Listening",
            Self::Heard { .. } => "Heard",
            Self::Rules => "Rules",
            Self::Telephone => "Telephone",
            Self::Hidden => "Hidden",
        })
    }
}

/// Returns the rows of the call screen, at most as many as the window has.
#[must_use]
pub fn call_screen(screen: &CallScreen<'_>, window: Window) -> Vec<String> {
    // The largest digits that leave space around them, or small ones if none do.
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
        rows.push_section(header(self, window));
        if let Some(line) = self.practice
            && !matches!(self.scene, Scene::Rules | Scene::Hidden)
        {
            rows.push_section(wrapped_rows(line, window));
        }
        match &self.scene {
            Scene::WhoCalled => rows.push_section(vec![
                text(&styled(BOLD, &texts().who_called())),
                choice("t", &texts().they_called_me()),
                choice("i", &texts().i_called_them()),
            ]),
            Scene::WhoIsIt { who, typed } => {
                rows.push_section(who_is_it(who, typed, self.practice.is_some(), window));
            }
            Scene::NoCode { member, why } => {
                rows.push_section(banner(&texts().headline_of_nothing(), window));
                rows.push_section(wrapped_rows(&texts().nothing_counts(member, *why), window));
            }
            Scene::WhichDay { turns, day } => {
                rows.push_section(self.which_day(turns, *day, window));
            }
            Scene::Listening {
                turns,
                typed,
                heard_error,
            } => self.listening(&mut rows, turns, typed, *heard_error, window, scale),
            Scene::Heard {
                turns,
                found,
                heard_at,
            } => self.heard(&mut rows, turns, found, *heard_at, window, scale),
            Scene::Rules => rows.push_section(rules()),
            Scene::Telephone => rows.push_section(telephone()),
            Scene::Hidden => rows.push_section(wrapped_rows(&texts().hidden(), window)),
        }
        rows.set_footer(footer(self, window));
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

    fn listening(
        &self,
        rows: &mut Rows,
        turns: &Turns,
        text_typed: &str,
        heard_error: Option<HeardError>,
        window: Window,
        scale: Option<usize>,
    ) {
        rows.push_section(what_counts_rows(turns, self.today, window));
        if turns.may_speak() {
            rows.push_section(self.half_rows(&texts().say_your_half(), turns, window, scale));
        } else if turns.line_is_used() {
            rows.push_section(wrapped_rows(&texts().line_is_used(), window));
        }
        let prompt = match turns.own() {
            Side::Caller => texts().they_answer(),
            Side::Answerer => texts().they_say(),
        };
        let mut section = vec![input_row(&format!("{prompt} "), text_typed, window)];
        match heard_error {
            Some(heard_error) => {
                section.extend(wrapped_rows(&texts().say_once_more(heard_error), window));
            }
            None if turns.own() == Side::Answerer => {
                section.extend(dim_rows(&texts().they_speak_first(), window));
            }
            None => {}
        }
        rows.push_section(section);
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
        if !found.verdict.is_genuine() {
            if let Some(context) = turns.finding_context(self.group) {
                refused(rows, turns, &context, window);
            }
            return;
        }
        rows.push_section(self.ticked(turns, found, heard_at, window));
        if turns.may_speak() {
            rows.push_section(self.half_rows(&texts().now_say(), turns, window, scale));
        } else {
            rows.push_section(vec![text(&styled(BOLD, &texts().you_can_talk()))]);
        }
        if found.verdict == Verdict::MatchPreviousGeneration {
            rows.push_section(dim_rows(
                &texts().on_old_seed(
                    &self.group.key_name_of(found.generation),
                    &self.group.key_name(),
                ),
                window,
            ));
        }
    }

    /// Returns what was heard, ticked. After a duress half only the dim words at
    /// the end differ, so that an onlooker sees no change.
    fn ticked(
        &self,
        turns: &Turns,
        found: &Finding,
        heard_at: UnixTime,
        window: Window,
    ) -> Vec<Row> {
        let tick = if window.is_unicode { "✓" } else { "ok" };
        let expected = turns.expected();
        let on = turns
            .finding_context(self.group)
            .map_or(self.today, |context| context.today);
        let step = expected
            .step_at(self.group, heard_at, on)
            .offset(found.steps_off);
        let manner = match found.verdict {
            Verdict::Duress => Manner::UnderDuress,
            _ => Manner::Freely,
        };
        let sides = found.part.map(Part::sides).unwrap_or_default();
        let halves: Vec<Half> = sides
            .into_iter()
            .filter_map(|side| expected.half(self.group, found.generation, manner, side, step?))
            .collect();
        let mut heard = tick.to_owned();
        for half in &halves {
            heard = format!("{} {}", heard, spelling(half));
        }
        let quiet = texts().headline(found.verdict);
        // If the longer of the two does not fit on the same row, both go below.
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

    /// Returns the half to say, as large as fits, and in the last seconds of its
    /// step the half that follows.
    fn half_rows(
        &self,
        what: &str,
        turns: &Turns,
        window: Window,
        scale: Option<usize>,
    ) -> Vec<Row> {
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

    /// Returns the seconds until the code changes, or `None` if a sheet's line
    /// counts.
    fn remaining(&self) -> Option<u64> {
        match self.turns() {
            Some(turns) => turns.remaining(self.group, self.now),
            None => Some(self.group.parameters().period.remaining_at(self.now)),
        }
    }

    /// Returns true if the code is about to change.
    fn is_ending(&self) -> bool {
        let period = self.group.parameters().period;
        self.remaining().is_some() && call::is_ending(period, self.now)
    }

    const fn turns(&self) -> Option<&Turns> {
        match self.scene {
            Scene::Listening { turns, .. }
            | Scene::WhichDay { turns, .. }
            | Scene::Heard { turns, .. } => Some(turns),
            _ => None,
        }
    }
}

/// Formats a half as it is read aloud: its digits, then its word.
fn spelling(half: &Half) -> String {
    let words = half.words().join(" ");
    format!("{} {}", half.digits(), words)
}

/// Adds what to do after a refusal, readable from across the room, and the
/// reason.
fn refused(rows: &mut Rows, turns: &Turns, context: &FindingContext<'_>, window: Window) {
    rows.push_section(banner(&texts().headline_of(context), window));
    let reason = texts().reason(context);
    rows.push_section(match context.finding.verdict {
        Verdict::WrongTime if turns.may_ask_again() => {
            wrapped_rows(&format!("{reason} {}", texts().ask_once()), window)
        }
        _ => {
            let clocks = texts().about_clocks(context);
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
