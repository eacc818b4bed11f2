//! A family's recurring tasks, when they are due, and reminders of them as an iCalendar
//! file (RFC 5545), which any calendar imports.

use jiff::Timestamp;

use crate::group::Group;
use crate::state::State;
use crate::time::{Day, UnixTime};
use crate::vault::Vault;

/// The age of a seed, in days, at which a rotation is due: half a year, in which somebody
/// loses a phone or leaves.
pub const ROTATION_DAYS: u32 = 180;

/// The number of days without a drill after which one is due: a quarter of a year, in
/// which people forget what to say.
pub const PRACTICE_DAYS: u32 = 90;

/// The age of a backup, in days, at which a new one is due: half a year, in which people
/// and devices change.
pub const BACKUP_DAYS: u32 = 180;

/// The longest line in bytes, without its end (RFC 5545, section 3.1).
const MAX_LINE: usize = 75;

/// Returns when the next rotation of a group is due.
#[must_use]
pub fn rotation_due(group: &Group) -> UnixTime {
    group.current().since.plus_days(ROTATION_DAYS)
}

/// Returns when the next drill is due: at once if one went wrong. `None` if none was
/// done yet.
#[must_use]
pub fn practice_due(state: &State) -> Option<UnixTime> {
    let done = || state.practised.values();
    let wrong = done().filter(|done| !done.right).map(|done| done.last);
    let last = done().map(|done| done.last).max()?;
    Some(wrong.max().unwrap_or(last.plus_days(PRACTICE_DAYS)))
}

/// The reason why a device needs a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BackupDue {
    /// No backup was ever made.
    Never,
    /// The last one does not have the seed in force of every group.
    NewSeed,
    /// The last one is older than [`BACKUP_DAYS`].
    Old,
}

/// Returns why a backup is due at `now`, `None` if it is not.
#[must_use]
pub fn backup_due(state: &State, vault: &Vault, now: UnixTime) -> Option<BackupDue> {
    let mut groups = vault.groups().iter();
    let Some(made) = state.last_backup else {
        return groups.next().map(|_| BackupDue::Never);
    };
    if groups.any(|group| made < group.current().since) {
        return Some(BackupDue::NewSeed);
    }
    (made.plus_days(BACKUP_DAYS) <= now).then_some(BackupDue::Old)
}

/// A recurring all-day event, with an alarm at nine in the morning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its unique id: a calendar that imports the event again replaces it.
    pub uid: String,
    /// Its first day.
    pub day: Day,
    /// The interval in days at which it recurs.
    pub every: u32,
    /// Its title.
    pub summary: String,
    /// The instructions.
    pub description: String,
}

/// Returns the text of a calendar file with these events, made at `now`. An event
/// past the end of the calendar is left out.
///
/// ```
/// use ringtrue_core::calendar::{Event, calendar};
/// use ringtrue_core::{Day, UnixTime};
///
/// let event = Event {
///     uid: "practice-1@ringtrue".to_owned(),
///     day: Day::new(20_779),
///     every: 90,
///     summary: "Practise a call".to_owned(),
///     description: "ringtrue practice".to_owned(),
/// };
/// let text = calendar(&[event], UnixTime::from_secs(1_770_000_000));
/// assert!(text.contains("DTSTART;VALUE=DATE:20261122\r\n"));
/// ```
#[must_use]
pub fn calendar(events: &[Event], now: UnixTime) -> String {
    let mut text = String::new();
    let mut add = |line: &str| text.push_str(&fold_line(line));
    for line in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//ringtrue//EN"] {
        add(line);
    }
    for event in events {
        let Some(date) = event.day.date() else {
            continue;
        };
        let (summary, how) = (escaped(&event.summary), escaped(&event.description));
        for line in [
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}", escaped(&event.uid)),
            format!("DTSTAMP:{}", stamp(now)),
            format!("DTSTART;VALUE=DATE:{}", date.strftime("%Y%m%d")),
            format!("RRULE:FREQ=DAILY;INTERVAL={}", event.every),
            format!("SUMMARY:{summary}"),
            format!("DESCRIPTION:{how}"),
            // It does not make the day busy.
            "TRANSP:TRANSPARENT".to_owned(),
            "BEGIN:VALARM".to_owned(),
            "ACTION:DISPLAY".to_owned(),
            format!("DESCRIPTION:{summary}"),
            "TRIGGER:PT9H".to_owned(),
            "END:VALARM".to_owned(),
            "END:VEVENT".to_owned(),
        ] {
            add(&line);
        }
    }
    add("END:VCALENDAR");
    text
}

/// Formats a time in UTC.
fn stamp(now: UnixTime) -> String {
    let seconds = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    let moment = Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX);
    moment.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Escapes a text (section 3.3.11).
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// Ends a line, and folds a long one between two characters: each continuation begins
/// with a space.
fn fold_line(line: &str) -> String {
    let mut folded = String::with_capacity(line.len() + 2);
    let mut length = 0;
    for c in line.chars() {
        if length + c.len_utf8() > MAX_LINE {
            folded.push_str("\r\n ");
            length = 1;
        }
        folded.push(c);
        length += c.len_utf8();
    }
    folded + "\r\n"
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    use super::{Event, MAX_LINE, PRACTICE_DAYS, calendar, practice_due};
    use crate::practice::Drill;
    use crate::state::State;
    use crate::time::{Day, UnixTime};

    const NOW: UnixTime = UnixTime::from_secs(1_770_000_013);

    fn event(summary: &str) -> Event {
        Event {
            uid: "rotation-07@ringtrue".to_owned(),
            day: Day::new(20_779),
            every: 180,
            summary: summary.to_owned(),
            description: "one, two; three\\four\nfive".to_owned(),
        }
    }

    #[test]
    fn an_event_has_its_days_and_an_alarm() {
        assert_eq!(
            calendar(&[event("A new code")], NOW),
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//ringtrue//EN\r\nBEGIN:VEVENT\r\n\
             UID:rotation-07@ringtrue\r\nDTSTAMP:20260202T024013Z\r\n\
             DTSTART;VALUE=DATE:20261122\r\nRRULE:FREQ=DAILY;INTERVAL=180\r\n\
             SUMMARY:A new code\r\nDESCRIPTION:one\\, two\\; three\\\\four\\nfive\r\n\
             TRANSP:TRANSPARENT\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\n\
             DESCRIPTION:A new code\r\nTRIGGER:PT9H\r\nEND:VALARM\r\nEND:VEVENT\r\n\
             END:VCALENDAR\r\n"
        );
        let never = Event {
            day: Day::new(u64::MAX),
            ..event("never")
        };
        assert!(!calendar(&[never], NOW).contains("VEVENT"));
    }

    #[test]
    fn a_drill_is_due_a_quarter_of_a_year_after_the_last() {
        let mut state = State::default();
        assert_eq!(practice_due(&state), None);
        state.note_drill(Drill::Relative, true, UnixTime::from_secs(10));
        state.note_drill(Drill::OldCode, true, NOW);
        state.note_drill(Drill::Testing, true, UnixTime::from_secs(20));
        assert_eq!(practice_due(&state), Some(NOW.plus_days(PRACTICE_DAYS)));
        state.note_drill(Drill::Testing, false, UnixTime::from_secs(20));
        assert_eq!(practice_due(&state), Some(UnixTime::from_secs(20)));
    }

    proptest! {
        #[test]
        fn lines_are_short_and_come_together_again(summary in "\\PC{0,200}") {
            let text = calendar(&[event(&summary)], NOW);
            prop_assert!(text.ends_with("\r\n"));
            prop_assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
            prop_assert!(text.split("\r\n").all(|line| line.len() <= MAX_LINE));
            let unfolded = text.replace("\r\n ", "");
            let line = unfolded.split("\r\n").find_map(|line| line.strip_prefix("SUMMARY:"));
            let read = line.unwrap().replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\");
            prop_assert_eq!(read, summary);
        }
    }
}
