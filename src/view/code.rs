//! The current code, for a person or for a script.

use super::{BOLD, DIM, Window, padded, styled, texts, width};
use ringtrue_core::call::{Half, Manner, Side, half_to_say};
use ringtrue_core::group::{Generation, Group, Name};
use ringtrue_core::time::{Counter, UnixTime};

/// A group's code at one moment, and how long it lasts.
#[derive(Debug)]
#[non_exhaustive]
pub struct CodeNow<'a> {
    /// The group's name on this device.
    pub group: &'a Name,
    /// The name of the group's key, as authenticator apps list it.
    pub entry: String,
    /// The member who shares it, if it is a pair's code and not the group's.
    pub pair: Option<&'a Name>,
    /// The generation of the seed.
    pub generation: Generation,
    /// The counter of the code.
    pub counter: Counter,
    /// The length of a step in seconds.
    pub period: u64,
    /// Seconds until the next code: 1 to `period`.
    pub expires_in: u64,
    caller: Half,
    answerer: Half,
}

impl<'a> CodeNow<'a> {
    /// Returns the code of `group` at `time`.
    #[must_use]
    pub fn of(group: &'a Group, manner: Manner, time: UnixTime) -> Self {
        let period = group.parameters().period;
        let counter = period.counter_at(time);
        let half = |side| half_to_say(group, group.generation(), manner, side, counter);
        Self {
            group: group.local_name(),
            entry: group.key_name(),
            pair: None,
            generation: group.generation(),
            counter,
            period: period.as_secs(),
            expires_in: period.remaining_at(time),
            caller: half(Side::Caller),
            answerer: half(Side::Answerer),
        }
    }

    /// Marks the code as shared with `member` alone.
    #[must_use]
    pub fn between(self, member: &'a Name) -> Self {
        Self {
            pair: Some(member),
            ..self
        }
    }

    /// Returns the half that `side` says.
    #[must_use]
    pub const fn half(&self, side: Side) -> &Half {
        match side {
            Side::Caller => &self.caller,
            Side::Answerer => &self.answerer,
        }
    }

    /// Returns all digits of the code.
    #[must_use]
    pub fn digits(&self) -> String {
        [self.caller.digits(), self.answerer.digits()].concat()
    }
}

/// Formats the code for a person: whose half is which, its digits, then its
/// word.
#[must_use]
pub fn code_screen(now: &CodeNow<'_>) -> String {
    let says = [texts().caller_says(), texts().answerer_says()];
    let widest = says.iter().map(|says| width(says)).max().unwrap_or(0);
    let line = |says: &str, side| {
        let half = now.half(side);
        let digits = styled(BOLD, half.digits());
        let words = styled(BOLD, &half.words().join(" "));
        format!("  {}  {digits}  {words}\n", padded(says, widest))
    };
    let between = now.pair.map_or_else(String::new, |member| {
        format!("  {}", styled(DIM, &texts().key_between(member)))
    });
    let [caller, answerer] = &says;
    format!(
        "{}{between}\n\n{}{}\n  {}\n",
        styled(BOLD, &now.entry),
        line(caller, Side::Caller),
        line(answerer, Side::Answerer),
        styled(DIM, &texts().seconds_left(now.expires_in)),
    )
}

/// Returns the rows for `code --watch`: both halves, the seconds left and how
/// to quit.
#[must_use]
pub fn code_watch(now: &CodeNow<'_>, window: Window) -> Vec<String> {
    let mut rows: Vec<String> = code_screen(now).lines().map(str::to_owned).collect();
    rows.push(String::new());
    rows.push(styled(DIM, &format!("  {}", texts().key_quit())));
    rows.truncate(window.rows.into());
    rows
}

/// Formats the code for a script, one field per line.
#[must_use]
pub fn code_lines(now: &CodeNow<'_>) -> String {
    let half = |side| {
        let half = now.half(side);
        format!("{} {}", half.digits(), half.words().join(" "))
    };
    let pair = now.pair.map(|member| format!("pair: {member}\n"));
    format!(
        "group: {}\n{}key: {}\ncaller: {}\nanswerer: {}\nexpires in: {} s\n",
        now.group,
        pair.unwrap_or_default(),
        now.entry,
        half(Side::Caller),
        half(Side::Answerer),
        now.expires_in,
    )
}
