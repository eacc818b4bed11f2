//! One side's progress through a call: who called, who it is, when typing began, what
//! was found, and how long that is shown. A front end reports what happens and when,
//! and draws the [`Stage`].

use std::fmt;

use zeroize::Zeroizing;

use super::duress::Manner;
use super::expected::{Claim, DueDay, Expected, NoCode};
use super::finding::{Accepted, Finding};
use super::half::Side;
use super::judge::{disagrees, is_whole};
use super::turns::Turns;
use super::who::Who;
use crate::device::DeviceKey;
use crate::group::{Group, Name};
use crate::otp::Digits;
use crate::time::{Day, UnixTime};
use crate::words::{Heard, HeardError, Word, completion};

/// Seconds without a key press after which typing starts anew: a finger slipped, or a
/// word is said again. Nobody pauses that long within a half that is being said.
const PAUSE: u64 = 20;

/// Seconds for which the outcome of a call is shown. The next caller must not profit
/// from it.
const OUTCOME_SHOWN: u64 = 90;

/// One side's progress through a series of calls.
///
/// The front end keeps the typed text, and calls [`CallFlow::on_key`] after each key: a
/// half is judged by the time of its first key.
///
/// ```
/// use ringtrue_core::call::{CallFlow, Stage, Who};
/// use ringtrue_core::{Day, Group, GroupId, Half, Name, Secret, Side, UnixTime};
///
/// let now = UnixTime::from_secs(1_770_000_000);
/// let today = Day::new(20_486);
/// let secret = Secret::new(b"12345678901234567890").unwrap();
/// let name = Name::tidy("Smith family").unwrap();
/// let group = Group::new(name, secret, GroupId::from_bytes([0; 16]), now);
/// let theirs = Half::of(&group.codes().at(now), Side::Caller);
///
/// let mut flow = CallFlow::default();
/// flow.begin_call(Side::Answerer);
/// flow.ask_who(Who::of(&group, None, "someone else"));
/// flow.on_key(&theirs.digits()[..1], now);
/// let later = now.plus_secs(45);
/// let submission = flow.submit(theirs.digits(), later).unwrap();
/// assert_eq!(submission.since(), now);
/// if let Some(claim) = flow.claim(&submission, &group, today) {
///     let expected = flow.expected().clone();
///     let finding = expected.judge(&claim, &group, &[]);
///     flow.hear(finding, expected, &claim);
/// }
/// assert!(matches!(flow.stage(), Stage::Heard { turns, .. } if turns.may_speak()));
/// ```
#[derive(Default)]
pub struct CallFlow {
    stage: Stage,
    manner: Manner,
}

/// The stage of a call.
#[derive(Default)]
pub enum Stage {
    /// Nobody has said who called. Neither half may be shown.
    #[default]
    WhoCalled,
    /// Nobody has said who is on the other side. Neither half may be shown.
    WhoIsIt {
        /// The question.
        who: Who,
        /// The side that holds this device.
        own: Side,
    },
    /// Nothing is accepted from the member on the other side, and the call is over.
    NoCode {
        /// The member.
        member: Name,
        /// Why.
        why: NoCode,
        /// The side that holds this device.
        own: Side,
    },
    /// The other side has not been heard yet.
    Listening(Listening),
    /// A line for another day was heard. Someone has to say whether it is that day where
    /// the member is: see [`Expected::other_day`].
    WhichDay {
        /// The turns of the call.
        turns: Turns,
        /// The claim to judge.
        claim: Claim,
        /// The day of the line.
        day: Day,
    },
    /// The other side was heard.
    Heard {
        /// The turns of the call.
        turns: Turns,
        /// The finding.
        found: Finding,
        /// The time of its first key.
        heard_at: UnixTime,
    },
}

/// Waiting for the other side's half.
pub struct Listening {
    turns: Turns,
    typing: Option<Typing>,
    rejected: Option<Rejected>,
}

/// The times at which typing began and the last key was pressed.
#[derive(Clone, Copy)]
struct Typing {
    since: UnixTime,
    last_key: UnixTime,
}

/// A submission that could not be read.
#[derive(Clone, Copy)]
struct Rejected {
    heard_error: HeardError,
    since: Option<UnixTime>,
}

/// A half or code as typed. Only [`Submission::read`] sees the text, which is a secret
/// for as long as the half is valid.
pub struct Submission {
    text: Zeroizing<String>,
    from: Side,
    since: UnixTime,
    /// True if digits and words disagreed last time, so that the digits decide now.
    digits_decide: bool,
}

impl CallFlow {
    /// Returns the stage to draw.
    #[must_use]
    pub const fn stage(&self) -> &Stage {
        &self.stage
    }

    /// Returns the turns of the call, once it is known who called and who it is.
    #[must_use]
    pub const fn turns(&self) -> Option<&Turns> {
        match &self.stage {
            Stage::WhoCalled | Stage::WhoIsIt { .. } | Stage::NoCode { .. } => None,
            Stage::Listening(Listening { turns, .. })
            | Stage::WhichDay { turns, .. }
            | Stage::Heard { turns, .. } => Some(turns),
        }
    }

    /// Returns what the other side is held to: the group's code unless something else
    /// was chosen.
    #[must_use]
    pub fn expected(&self) -> &Expected {
        const GROUP: &Expected = &Expected::Group;
        self.turns().map_or(GROUP, Turns::expected)
    }

    /// Returns true if the screen shows a half to say. Hide it once
    /// [`Idle::must_hide`](super::Idle::must_hide) returns true.
    #[must_use]
    pub fn shows_half(&self) -> bool {
        self.turns().is_some_and(Turns::may_speak)
    }

    /// Begins a call, in which `own` is the side that holds this device.
    pub fn begin_call(&mut self, own: Side) {
        if let Stage::WhoCalled = self.stage {
            self.stage = Stage::Listening(Listening::new(Turns::new(own, self.manner)));
        }
    }

    /// Asks who is on the other side before they are heard, if there is a question.
    pub fn ask_who(&mut self, who: Option<Who>) {
        if let (Stage::Listening(listening), Some(who)) = (&self.stage, who) {
            let own = listening.turns.own();
            self.stage = Stage::WhoIsIt { who, own };
        }
    }

    /// Chooses the next answer to *Who is it?*, or the one before.
    pub fn step_who(&mut self, forward: bool) {
        if let Stage::WhoIsIt { who, .. } = &mut self.stage {
            who.step(forward);
        }
    }

    /// Confirms the chosen answer to *Who is it?*, which decides what the other side is
    /// held to. `key` is this device's; `accepted` are the halves of `group` that were
    /// accepted before; `today` is the day here at `now`. Returns false if nothing is
    /// chosen.
    pub fn choose(
        &mut self,
        group: &Group,
        key: Option<&DeviceKey>,
        accepted: &[Accepted],
        now: UnixTime,
        today: Day,
    ) -> bool {
        let Stage::WhoIsIt { who, own } = &self.stage else {
            return false;
        };
        let Some(choice) = who.chosen() else {
            return false;
        };
        let (name, own) = (choice.member().cloned(), *own);
        let member = name.as_ref().map(|name| group.member(name.as_str()));
        // Never fall back to the group's code.
        let Ok(member) = member.transpose() else {
            self.start_over();
            return true;
        };
        let expected = Expected::new(member, group, key)
            .and_then(|expected| expected.has_code(today, now).map(|()| expected));
        self.stage = match (expected, name) {
            (Ok(expected), name) => {
                let line_is_used = expected.is_used(today, accepted);
                let turns = Turns::new(own, self.manner).held_to(expected);
                Stage::Listening(Listening::new(turns.with(name, line_is_used)))
            }
            (Err(why), Some(member)) => Stage::NoCode { member, why, own },
            (Err(_), None) => Stage::WhoCalled,
        };
        true
    }

    /// Handles a key press at `now` that left `text` in the input field. Call it even
    /// if the text did not change. During *Who is it?*, the text is the beginning of a
    /// name.
    pub fn on_key(&mut self, text: &str, now: UnixTime) {
        match &mut self.stage {
            Stage::Listening(listening) => listening.on_key(text, now),
            Stage::WhoIsIt { who, .. } => who.type_letters(text),
            _ => {}
        }
    }

    /// Takes `text` from the input field; [`CallFlow::claim`] follows. Returns `None` if
    /// the text is blank or no half is awaited.
    #[must_use]
    pub fn submit(&self, text: &str, now: UnixTime) -> Option<Submission> {
        match &self.stage {
            Stage::Listening(listening) if !text.trim().is_empty() => {
                Some(listening.submit(text, now))
            }
            _ => None,
        }
    }

    /// Parses a submission and returns the claim to judge; [`CallFlow::hear`] follows.
    /// `today` is the day here. Returns `None` if it has to be said again, or if another
    /// question has to be answered first ([`Stage::WhichDay`]).
    #[must_use]
    pub fn claim(&mut self, submission: &Submission, group: &Group, today: Day) -> Option<Claim> {
        let Stage::Listening(listening) = &mut self.stage else {
            return None;
        };
        let heard = match submission.read(listening.turns.expected().digits(group)) {
            Ok(heard) => heard,
            Err(heard_error) => {
                self.reject(heard_error);
                return None;
            }
        };
        let claim = Claim {
            heard: Ok(heard),
            from: Some(submission.from()),
            day: DueDay {
                here: today,
                there: None,
            },
            time: submission.since(),
        };
        let Some(day) = listening.turns.expected().other_day(&claim, group) else {
            return Some(claim);
        };
        let turns = listening.turns.clone();
        self.stage = Stage::WhichDay { turns, claim, day };
        None
    }

    /// Answers [`Stage::WhichDay`]: whether it is that day where the member is. Returns
    /// the claim to judge.
    #[must_use]
    pub fn answer_day(&mut self, is_that_day: bool) -> Option<Claim> {
        match std::mem::take(&mut self.stage) {
            Stage::WhichDay {
                turns,
                mut claim,
                day,
            } => {
                claim.day.there = is_that_day.then_some(day);
                self.stage = Stage::Listening(Listening::new(turns));
                Some(claim)
            }
            other => {
                self.stage = other;
                None
            }
        }
    }

    /// Asks for the half again, since what was submitted can't be read.
    pub const fn reject(&mut self, heard_error: HeardError) {
        if let Stage::Listening(listening) = &mut self.stage {
            listening.rejected = Some(Rejected {
                heard_error,
                since: listening.since(),
            });
            listening.typing = None;
        }
    }

    /// Records the finding on a claim, and what it was judged against, since the key
    /// may have changed since the call began.
    pub fn hear(&mut self, found: Finding, expected: Expected, claim: &Claim) {
        if let Stage::Listening(listening) = &self.stage {
            let mut turns = listening.turns.clone().held_to(expected);
            turns.hear(found, claim.day.here);
            self.stage = Stage::Heard {
                turns,
                found,
                heard_at: claim.time,
            };
        }
    }

    /// Asks the other side for their next half, if [`Turns::may_ask_again`] allows it.
    pub fn ask_again(&mut self) {
        if let Stage::Heard { turns, .. } = &mut self.stage
            && turns.may_ask_again()
        {
            turns.ask_again();
            self.stage = Stage::Listening(Listening::new(turns.clone()));
        }
    }

    /// Ends the call 90 seconds after a true half or a duress half was heard. Returns
    /// true if the stage changed.
    pub fn expire(&mut self, now: UnixTime) -> bool {
        let is_over = match &self.stage {
            Stage::Heard {
                found, heard_at, ..
            } => found.verdict.is_genuine() && heard_at.plus_secs(OUTCOME_SHOWN) <= now,
            _ => false,
        };
        if is_over {
            self.start_over();
        }
        is_over
    }

    /// Returns how this side says its halves: freely or under duress.
    #[must_use]
    pub const fn manner(&self) -> Manner {
        self.manner
    }

    /// Makes this side say duress halves from now on, in this call and in every later
    /// one. Nothing else changes.
    pub const fn force(&mut self) {
        self.manner = Manner::UnderDuress;
        match &mut self.stage {
            Stage::WhoCalled | Stage::WhoIsIt { .. } | Stage::NoCode { .. } => {}
            Stage::Listening(Listening { turns, .. })
            | Stage::WhichDay { turns, .. }
            | Stage::Heard { turns, .. } => turns.force(),
        }
    }

    /// Switches to another group in the same call. What was typed and found is dropped,
    /// and so is the answer to *Who is it?*: [`CallFlow::ask_who`] follows.
    pub fn switch_group(&mut self) {
        let own = match &self.stage {
            Stage::WhoIsIt { own, .. } | Stage::NoCode { own, .. } => Some(*own),
            _ => self.turns().map(Turns::own),
        };
        if let Some(own) = own {
            self.stage = Stage::Listening(Listening::new(Turns::new(own, self.manner)));
        }
    }

    /// Waits for the next call. A forced side stays forced: the person who forces them
    /// may start over to see whether another half appears.
    pub fn start_over(&mut self) {
        self.stage = Stage::WhoCalled;
    }
}

impl Listening {
    const fn new(turns: Turns) -> Self {
        Self {
            turns,
            typing: None,
            rejected: None,
        }
    }

    /// Returns the turns of the call.
    #[must_use]
    pub const fn turns(&self) -> &Turns {
        &self.turns
    }

    /// Returns the time by which the typed text will be judged: that of its first key.
    #[must_use]
    pub const fn since(&self) -> Option<UnixTime> {
        match self.typing {
            Some(typing) => Some(typing.since),
            None => None,
        }
    }

    /// Returns why the last submission could not be read.
    #[must_use]
    pub const fn heard_error(&self) -> Option<HeardError> {
        match self.rejected {
            Some(rejected) => Some(rejected.heard_error),
            None => None,
        }
    }

    fn on_key(&mut self, text: &str, now: UnixTime) {
        let is_blank = !text.contains(char::is_alphanumeric);
        self.typing = (!is_blank).then(|| Typing {
            since: match self.typing {
                Some(typing) if now <= typing.last_key.plus_secs(PAUSE) => typing.since,
                _ => now,
            },
            last_key: now,
        });
    }

    fn submit(&self, text: &str, now: UnixTime) -> Submission {
        // Include the completion that was shown.
        let text = Zeroizing::new([text, completion(text)].concat());
        let answered = self
            .rejected
            .and_then(|rejected| rejected.answered_by(&text));
        Submission {
            since: answered.or(self.since()).unwrap_or(now),
            from: self.turns.own().other(),
            text,
            digits_decide: self.heard_error() == Some(HeardError::Disagree),
        }
    }
}

impl Rejected {
    /// Returns the time at which an ambiguous word was typed, if `text` is one of its two
    /// readings: it was heard then.
    fn answered_by(&self, text: &str) -> Option<UnixTime> {
        let HeardError::TwoWords(one, other) = self.heard_error else {
            return None;
        };
        let is = |word: Word| text.trim().eq_ignore_ascii_case(word.as_str());
        self.since.filter(|_| is(one) || is(other))
    }
}

impl Submission {
    /// Parses it as a half or a code of `digits`.
    ///
    /// # Errors
    /// [`HeardError`]. A digit too few or too many is [`HeardError::WrongLength`]: that
    /// is a slip of the finger, not an impostor. Digits and words that disagree are
    /// [`HeardError::Disagree`] the first time; after that, the digits decide.
    pub fn read(&self, digits: Digits) -> Result<Heard, HeardError> {
        let heard = Heard::read(&self.text)?;
        match disagrees(&heard, digits) {
            true if self.digits_decide => Ok(heard.digits_alone()),
            true => Err(HeardError::Disagree),
            false if is_whole(&heard, digits) => Ok(heard),
            false => Err(HeardError::WrongLength),
        }
    }

    /// Returns the side whose half it is.
    #[must_use]
    pub const fn from(&self) -> Side {
        self.from
    }

    /// Returns the time by which it is judged.
    #[must_use]
    pub const fn since(&self) -> UnixTime {
        self.since
    }
}

impl fmt::Debug for Submission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Submission({} bytes)", self.text.len())
    }
}

#[cfg(test)]
mod tests;
