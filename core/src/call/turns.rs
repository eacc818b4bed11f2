//! Who speaks when. The caller's half comes first; the answerer says theirs
//! only after the caller's was right.

use super::duress::{Spoken, half_to_say};
use super::finding::{Finding, Verdict};
use super::half::{Half, Side};
use crate::group::Group;
use crate::time::UnixTime;

/// One call, as it goes on: which half this side may say.
///
/// ```
/// use ringtrue_core::call::{Spoken, Turns};
/// use ringtrue_core::{Group, GroupId, Name, Secret, Side, UnixTime};
///
/// let now = UnixTime::from_secs(1_770_000_000);
/// let secret = Secret::new(b"12345678901234567890").unwrap();
/// let name = Name::tidy("Smith family").unwrap();
/// let group = Group::new(name, secret, GroupId::from_bytes([0; 16]), now);
///
/// let they_called = Turns::new(Side::Answerer, Spoken::Freely);
/// assert!(they_called.own_half(&group, now).is_none());
/// let i_called = Turns::new(Side::Caller, Spoken::Freely);
/// assert_eq!(i_called.own_half(&group, now).unwrap().digits().len(), 3);
/// ```
#[derive(Clone, Debug)]
pub struct Turns {
    own: Side,
    spoken: Spoken,
    found: Option<Finding>,
    /// Whether they were asked for another half already.
    asked_again: bool,
}

impl Turns {
    /// A call of which nothing was said yet. `own` is the side that holds this
    /// device.
    #[must_use]
    pub const fn new(own: Side, spoken: Spoken) -> Self {
        Self {
            own,
            spoken,
            found: None,
            asked_again: false,
        }
    }

    /// The side that holds this device.
    #[must_use]
    pub const fn own(&self) -> Side {
        self.own
    }

    /// Whether this side says its halves freely.
    #[must_use]
    pub const fn spoken(&self) -> Spoken {
        self.spoken
    }

    /// Notes what was found of what the other side said.
    pub const fn hear(&mut self, finding: Finding) {
        self.found = Some(finding);
    }

    /// From here on this side is forced to speak.
    pub const fn force(&mut self) {
        self.spoken = Spoken::UnderDuress;
    }

    /// Whether they may be asked for the next one: theirs was one that was said
    /// just before; or, once, it was the step's that has just ended, since the code
    /// may have changed while they spoke. Any other wrong half ends the call.
    #[must_use]
    pub fn may_ask_again(&self) -> bool {
        self.found.is_some_and(|found| match found.verdict {
            Verdict::Used => !found.is_repeated_later(),
            Verdict::WrongTime => found.steps_off == -1 && !self.asked_again,
            _ => false,
        })
    }

    /// Lets them say the next one, where they may be asked for it.
    pub fn ask_again(&mut self) {
        if self.may_ask_again() {
            self.found = None;
            self.asked_again = true;
        }
    }

    /// What was found of what the other side said, `None` before that.
    #[must_use]
    pub const fn found(&self) -> Option<Finding> {
        self.found
    }

    /// Whether the other side still has to be heard.
    #[must_use]
    pub const fn awaits_theirs(&self) -> bool {
        self.found.is_none()
    }

    /// Whether this side may say its half now: the caller before anything was
    /// heard, the answerer after the caller's half was right, nobody after a
    /// wrong one.
    #[must_use]
    pub fn may_speak(&self) -> bool {
        match (self.own, self.found) {
            (Side::Caller, found) => found.is_none(),
            (Side::Answerer, None) => false,
            (Side::Answerer, Some(found)) => found.verdict.is_them(),
        }
    }

    /// The half that this side says at `now`, `None` where it must say none.
    #[must_use]
    pub fn own_half(&self, group: &Group, now: UnixTime) -> Option<Half> {
        let counter = group.parameters().period.counter_at(now);
        let generation = self
            .found
            .map_or(group.generation(), |found| found.generation);
        self.may_speak()
            .then(|| half_to_say(group, generation, self.spoken, self.own, counter))
    }
}

#[cfg(test)]
mod tests {
    use super::{Side, Spoken, Turns, Verdict};
    use crate::call::{Finding, Half, Part};
    use crate::group::Generation;
    use crate::group::sample::group;
    use crate::secret::Secret;
    use crate::time::UnixTime;

    const NOW: UnixTime = UnixTime::from_secs(1_770_000_000);

    #[test]
    fn the_answerer_may_speak_only_after_the_callers_half_was_right() {
        let group = group("Smith family");
        let turns = Turns::new(Side::Answerer, Spoken::Freely);
        assert!(turns.own_half(&group, NOW).is_none());
        for verdict in Verdict::ALL {
            let mut turns = turns.clone();
            turns.hear(finding(verdict, Side::Caller));
            let may_speak = matches!(
                verdict,
                Verdict::Match | Verdict::MatchPreviousGeneration | Verdict::Duress
            );
            assert_eq!(
                turns.own_half(&group, NOW).is_some(),
                may_speak,
                "{verdict:?}"
            );
        }
    }

    #[test]
    fn the_caller_speaks_first_and_once() {
        let group = group("Smith family");
        let turns = Turns::new(Side::Caller, Spoken::Freely);
        let half = turns.own_half(&group, NOW).unwrap();
        assert_eq!(half, Half::of(&group.codes().at(NOW), Side::Caller));
        for verdict in Verdict::ALL {
            let mut turns = turns.clone();
            turns.hear(finding(verdict, Side::Answerer));
            assert!(turns.own_half(&group, NOW).is_none(), "{verdict:?}");
        }
    }

    #[test]
    fn once_may_they_be_asked_for_the_next_where_the_code_had_just_changed() {
        let mut turns = Turns::new(Side::Answerer, Spoken::Freely);
        let late = Finding {
            steps_off: -1,
            ..finding(Verdict::WrongTime, Side::Caller)
        };
        turns.hear(late);
        assert!(turns.may_ask_again() && !turns.may_speak());
        turns.ask_again();
        assert!(turns.found().is_none());
        turns.hear(late);
        assert!(!turns.may_ask_again());
    }

    #[test]
    fn only_after_a_half_that_was_said_before_may_they_say_the_next() {
        for verdict in Verdict::ALL {
            let mut turns = Turns::new(Side::Answerer, Spoken::Freely);
            turns.hear(finding(verdict, Side::Caller));
            turns.ask_again();
            assert_eq!(
                turns.found().is_none(),
                verdict == Verdict::Used,
                "{verdict:?}"
            );
        }
    }

    #[test]
    fn who_is_on_the_old_seed_is_told_the_half_of_that_one() {
        let mut group = group("Smith family");
        let old = group.codes().at(NOW);
        let secret = Secret::new(b"98765432109876543210").unwrap();
        group.rotate(secret, 7, NOW).unwrap();
        let mut turns = Turns::new(Side::Answerer, Spoken::Freely);
        turns.hear(finding(Verdict::MatchPreviousGeneration, Side::Caller));
        let half = turns.own_half(&group, NOW).unwrap();
        assert_eq!(half, Half::of(&old, Side::Answerer));
    }

    #[test]
    fn who_is_forced_says_other_halves_in_the_same_turns() {
        let group = group("Smith family");
        let mut turns = Turns::new(Side::Caller, Spoken::Freely);
        let true_half = turns.own_half(&group, NOW).unwrap();
        turns.force();
        let half = turns.own_half(&group, NOW).unwrap();
        assert_ne!(half, true_half);
        assert_eq!(half.digits().len(), true_half.digits().len());
    }

    fn finding(verdict: Verdict, side: Side) -> Finding {
        Finding {
            verdict,
            part: Some(Part::Half(side)),
            steps_off: 0,
            generation: Generation::FIRST,
        }
    }
}
