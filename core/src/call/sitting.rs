//! One side's way through a call: who called, since when something is being typed,
//! what was found, and for how long that is shown. A front end reports what
//! happens and when, and draws the [`Stage`].

use std::fmt;

use zeroize::Zeroizing;

use super::duress::Spoken;
use super::finding::Finding;
use super::half::Side;
use super::judge::{disagrees, is_whole};
use super::turns::Turns;
use crate::group::Group;
use crate::time::UnixTime;
use crate::words::{Heard, Unheard, Word, completion};

/// Seconds without a key after which typing counts as begun anew: a finger
/// slipped, or a word is heard again. Nobody pauses for so long within a half that
/// is being said.
const PAUSE: u64 = 20;

/// Seconds for which the outcome of a call is shown. Then another may ring, and
/// must not find what the one before has opened.
const OUTCOME_SHOWN: u64 = 90;

/// One side's way through one call after another.
///
/// The front end keeps what is typed, and calls [`Sitting::typed`] after each key:
/// a half is judged by the moment of its first key.
///
/// ```
/// use ringtrue_core::call::{Sitting, Stage, check};
/// use ringtrue_core::{Group, GroupId, Half, Name, Secret, Side, UnixTime};
///
/// let now = UnixTime::from_secs(1_770_000_000);
/// let secret = Secret::new(b"12345678901234567890").unwrap();
/// let name = Name::tidy("Smith family").unwrap();
/// let group = Group::new(name, secret, GroupId::from_bytes([0; 16]), now);
/// let theirs = Half::of(&group.codes().at(now), Side::Caller);
///
/// let mut sitting = Sitting::default();
/// sitting.called(Side::Answerer);
/// sitting.typed(&theirs.digits()[..1], now);
/// let later = now.plus_secs(45);
/// let typed = sitting.submit(theirs.digits(), later).unwrap();
/// assert_eq!(typed.since(), now);
/// match typed.read(&group) {
///     Ok(heard) => {
///         let finding = check(&group, &heard, Some(typed.from()), &[], typed.since());
///         sitting.hear(finding, typed.since());
///     }
///     Err(unheard) => sitting.reject(unheard),
/// }
/// assert!(matches!(sitting.stage(), Stage::Heard { turns, .. } if turns.may_speak()));
/// ```
#[derive(Default)]
pub struct Sitting {
    stage: Stage,
    spoken: Spoken,
}

/// The stage of a call.
#[derive(Default)]
pub enum Stage {
    /// Nobody has said who called. Neither half may be shown.
    #[default]
    WhoCalled,
    /// The other side has to be heard.
    Hearing(Hearing),
    /// The other side was heard.
    Heard {
        /// Who may say what.
        turns: Turns,
        /// What was found.
        found: Finding,
        /// When what was heard was typed.
        heard_at: UnixTime,
    },
}

/// Waiting for the other side's half.
pub struct Hearing {
    turns: Turns,
    typing: Option<Typing>,
    rejected: Option<Rejected>,
}

/// When what is being typed was begun, and when its last key was pressed.
#[derive(Clone, Copy)]
struct Typing {
    since: UnixTime,
    last_key: UnixTime,
}

/// What was submitted before and could not be read.
#[derive(Clone, Copy)]
struct Rejected {
    unheard: Unheard,
    since: Option<UnixTime>,
}

/// What was typed after hearing it. Only [`Typed::read`] sees the text, which is a
/// secret for as long as the half is valid.
pub struct Typed {
    text: Zeroizing<String>,
    from: Side,
    since: UnixTime,
    /// Whether digits and words disagreed last time, so that the digits decide now.
    digits_decide: bool,
}

impl Sitting {
    /// Returns the stage to draw.
    #[must_use]
    pub const fn stage(&self) -> &Stage {
        &self.stage
    }

    /// Returns who may say what, once it is known who called.
    #[must_use]
    pub const fn turns(&self) -> Option<&Turns> {
        match &self.stage {
            Stage::WhoCalled => None,
            Stage::Hearing(Hearing { turns, .. }) | Stage::Heard { turns, .. } => Some(turns),
        }
    }

    /// Returns true if there is a half to say on the screen, which must not stay
    /// there once [`Idle::is_over`](super::Idle::is_over).
    #[must_use]
    pub fn shows_half(&self) -> bool {
        self.turns().is_some_and(Turns::may_speak)
    }

    /// Begins a call, in which `own` is the side that holds this device.
    pub fn called(&mut self, own: Side) {
        if let Stage::WhoCalled = self.stage {
            self.stage = Stage::Hearing(Hearing::new(Turns::new(own, self.spoken)));
        }
    }

    /// Takes note of a key at `now`, after which `text` is in the input field. Call
    /// it even if the key left the text as it was.
    pub fn typed(&mut self, text: &str, now: UnixTime) {
        if let Stage::Hearing(hearing) = &mut self.stage {
            hearing.typed(text, now);
        }
    }

    /// Takes `text` out of the input field, to be read and judged: [`Sitting::hear`]
    /// or [`Sitting::reject`] follows. Returns nothing if the text is blank, or if
    /// nobody has to be heard.
    #[must_use]
    pub fn submit(&self, text: &str, now: UnixTime) -> Option<Typed> {
        match &self.stage {
            Stage::Hearing(hearing) if !text.trim().is_empty() => Some(hearing.submit(text, now)),
            _ => None,
        }
    }

    /// Asks for the half once more, since what was submitted can't be read.
    pub const fn reject(&mut self, unheard: Unheard) {
        if let Stage::Hearing(hearing) = &mut self.stage {
            hearing.rejected = Some(Rejected {
                unheard,
                since: hearing.since(),
            });
            hearing.typing = None;
        }
    }

    /// Takes note of what was found of what was submitted, which was heard at
    /// `heard_at`.
    pub fn hear(&mut self, found: Finding, heard_at: UnixTime) {
        if let Stage::Hearing(hearing) = &self.stage {
            let mut turns = hearing.turns.clone();
            turns.hear(found);
            self.stage = Stage::Heard {
                turns,
                found,
                heard_at,
            };
        }
    }

    /// Asks the other side for their next half, if [`Turns::may_ask_again`].
    pub fn ask_again(&mut self) {
        if let Stage::Heard { turns, .. } = &mut self.stage
            && turns.may_ask_again()
        {
            turns.ask_again();
            self.stage = Stage::Hearing(Hearing::new(turns.clone()));
        }
    }

    /// Lets time pass: 90 seconds after a true half was heard, the call is over.
    /// Returns true if there is another stage to draw.
    pub fn pass(&mut self, now: UnixTime) -> bool {
        let is_over = match &self.stage {
            Stage::Heard {
                found, heard_at, ..
            } => found.verdict.is_them() && heard_at.plus_secs(OUTCOME_SHOWN) <= now,
            Stage::WhoCalled | Stage::Hearing(_) => false,
        };
        if is_over {
            self.start_over();
        }
        is_over
    }

    /// Makes this side say duress halves from now on, on every call of this
    /// sitting. Nothing else changes.
    pub const fn force(&mut self) {
        self.spoken = Spoken::UnderDuress;
        match &mut self.stage {
            Stage::WhoCalled => {}
            Stage::Hearing(Hearing { turns, .. }) | Stage::Heard { turns, .. } => turns.force(),
        }
    }

    /// Goes on with another group in the same call. What was typed and found
    /// belongs to the group that was left.
    pub fn switch_group(&mut self) {
        if let Some(turns) = self.turns() {
            self.stage = Stage::Hearing(Hearing::new(Turns::new(turns.own(), self.spoken)));
        }
    }

    /// Waits for another call. A side that is forced stays forced: whoever forces
    /// them may start over to see if that brings another half.
    pub fn start_over(&mut self) {
        self.stage = Stage::WhoCalled;
    }
}

impl Hearing {
    const fn new(turns: Turns) -> Self {
        Self {
            turns,
            typing: None,
            rejected: None,
        }
    }

    /// Returns who may say what.
    #[must_use]
    pub const fn turns(&self) -> &Turns {
        &self.turns
    }

    /// Returns the moment that what is being typed will be judged by: that of its
    /// first key.
    #[must_use]
    pub const fn since(&self) -> Option<UnixTime> {
        match self.typing {
            Some(typing) => Some(typing.since),
            None => None,
        }
    }

    /// Returns why what was submitted before could not be read.
    #[must_use]
    pub const fn unheard(&self) -> Option<Unheard> {
        match self.rejected {
            Some(rejected) => Some(rejected.unheard),
            None => None,
        }
    }

    fn typed(&mut self, text: &str, now: UnixTime) {
        let is_blank = !text.contains(char::is_alphanumeric);
        self.typing = (!is_blank).then(|| Typing {
            since: match self.typing {
                Some(typing) if now <= typing.last_key.plus_secs(PAUSE) => typing.since,
                _ => now,
            },
            last_key: now,
        });
    }

    fn submit(&self, text: &str, now: UnixTime) -> Typed {
        // With the rest of the word that it was shown as.
        let text = Zeroizing::new([text, completion(text)].concat());
        let answered = self
            .rejected
            .and_then(|rejected| rejected.answered_by(&text));
        Typed {
            since: answered.or(self.since()).unwrap_or(now),
            from: self.turns.own().other(),
            text,
            digits_decide: self.unheard() == Some(Unheard::Disagree),
        }
    }
}

impl Rejected {
    /// Returns when the word was first typed, if it was one of two and `text` says
    /// which: it was heard then.
    fn answered_by(&self, text: &str) -> Option<UnixTime> {
        let Unheard::TwoWords(one, other) = self.unheard else {
            return None;
        };
        let is = |word: Word| text.trim().eq_ignore_ascii_case(word.as_str());
        self.since.filter(|_| is(one) || is(other))
    }
}

impl Typed {
    /// Reads it as a half or a code of `group`.
    ///
    /// # Errors
    /// [`Unheard`], which is [`Unheard::Nothing`] for a digit too few or too many:
    /// that is a slip of the finger, not an impostor. Digits and words that disagree
    /// are [`Unheard::Disagree`] once; then the digits decide.
    pub fn read(&self, group: &Group) -> Result<Heard, Unheard> {
        let heard = Heard::read(&self.text)?;
        let digits = group.parameters().digits;
        match disagrees(&heard, digits) {
            true if self.digits_decide => Ok(heard.digits_alone()),
            true => Err(Unheard::Disagree),
            false if is_whole(&heard, digits) => Ok(heard),
            false => Err(Unheard::Nothing),
        }
    }

    /// Returns the side whose half it is.
    #[must_use]
    pub const fn from(&self) -> Side {
        self.from
    }

    /// Returns the moment that it is judged by.
    #[must_use]
    pub const fn since(&self) -> UnixTime {
        self.since
    }
}

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Typed({} bytes)", self.text.len())
    }
}

#[cfg(test)]
mod tests;
