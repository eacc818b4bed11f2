//! The turns of a call. The caller's half comes first; the answerer says theirs only
//! after the caller's was right.

use super::duress::Manner;
use super::expected::{Expected, FindingContext};
use super::finding::{Finding, Verdict};
use super::half::{Half, Side};
use crate::group::{Group, Name};
use crate::time::{Day, Period, UnixTime};

/// Seconds at the end of a step for which the next code is shown too, so that nobody
/// starts to read out one that is about to expire.
const LAST_SECONDS: u64 = 5;

/// The state of one call: it decides which half this side may say.
///
/// ```
/// use ringtrue_core::call::{Manner, Turns};
/// use ringtrue_core::{Day, Group, GroupId, Name, Secret, Side, UnixTime};
///
/// let today = Day::new(20_486);
/// let now = UnixTime::from_secs(1_770_000_000);
/// let secret = Secret::new(b"12345678901234567890").unwrap();
/// let name = Name::tidy("Smith family").unwrap();
/// let group = Group::new(name, secret, GroupId::from_bytes([0; 16]), now);
///
/// let they_called = Turns::new(Side::Answerer, Manner::Freely);
/// assert!(they_called.own_half(&group, now, today).is_none());
/// let i_called = Turns::new(Side::Caller, Manner::Freely);
/// assert_eq!(i_called.own_half(&group, now, today).unwrap().digits().len(), 3);
/// ```
#[derive(Clone, Debug)]
pub struct Turns {
    own: Side,
    manner: Manner,
    /// The member on the other side, if known.
    member: Option<Name>,
    expected: Expected,
    /// True if they have a sheet whose line for today was used before this call.
    line_is_used: bool,
    /// The finding, and the day on which it was made.
    found: Option<(Finding, Day)>,
    /// True if they were already asked for another half.
    asked_again: bool,
}

impl Turns {
    /// Starts a call in which nothing has been said yet. `own` is the side with this
    /// device. The other side is held to the group's code.
    #[must_use]
    pub const fn new(own: Side, manner: Manner) -> Self {
        Self {
            own,
            manner,
            member: None,
            expected: Expected::Group,
            line_is_used: false,
            found: None,
            asked_again: false,
        }
    }

    /// Holds the other side to `expected` instead.
    #[must_use]
    pub fn held_to(self, expected: Expected) -> Self {
        Self { expected, ..self }
    }

    /// Sets who is on the other side. `line_is_used` is true if they have a sheet whose
    /// line for today was accepted before.
    pub(super) fn with(self, member: Option<Name>, line_is_used: bool) -> Self {
        Self {
            member,
            line_is_used,
            ..self
        }
    }

    /// Returns the member on the other side, if known.
    #[must_use]
    pub const fn member(&self) -> Option<&Name> {
        self.member.as_ref()
    }

    /// Returns what the other side is held to.
    #[must_use]
    pub const fn expected(&self) -> &Expected {
        &self.expected
    }

    /// Returns true if today's line of their sheet was used before this call: neither
    /// side says it again.
    #[must_use]
    pub const fn line_is_used(&self) -> bool {
        self.line_is_used
    }

    /// Returns the side with this device.
    #[must_use]
    pub const fn own(&self) -> Side {
        self.own
    }

    /// Returns how this side says its halves: freely or under duress.
    #[must_use]
    pub const fn manner(&self) -> Manner {
        self.manner
    }

    /// Records the finding on the other side's half. `today` is the day here.
    pub const fn hear(&mut self, finding: Finding, today: Day) {
        self.found = Some((finding, today));
    }

    /// Makes this side say duress halves from now on.
    pub const fn force(&mut self) {
        self.manner = Manner::UnderDuress;
    }

    /// Returns true if the other side may be asked for their next half: theirs was used
    /// just before, or (once) belongs to the step that has just ended, since the code
    /// may have changed while they spoke. Any other wrong half ends the call, and so
    /// does a wrong line of a sheet, which has no other line that day.
    #[must_use]
    pub fn may_ask_again(&self) -> bool {
        if let Expected::Sheet { .. } = self.expected {
            return false;
        }
        self.found().is_some_and(|found| match found.verdict {
            Verdict::Used => !found.is_repeated_later(),
            Verdict::WrongTime => found.steps_off == -1 && !self.asked_again,
            _ => false,
        })
    }

    /// Waits for their next half, if they may be asked for it.
    pub fn ask_again(&mut self) {
        if self.may_ask_again() {
            self.found = None;
            self.asked_again = true;
        }
    }

    /// Returns the finding on the other side's half; `None` before that.
    #[must_use]
    pub fn found(&self) -> Option<Finding> {
        self.found.map(|(found, _)| found)
    }

    /// Returns the finding with everything that a sentence about it needs.
    #[must_use]
    pub fn finding_context<'a>(&'a self, group: &'a Group) -> Option<FindingContext<'a>> {
        self.found.map(|(finding, today)| FindingContext {
            finding,
            expected: &self.expected,
            group,
            today,
        })
    }

    /// Returns true if this side may say its half now: the caller before anything was
    /// heard, the answerer after the caller's half was right, nobody after a wrong one.
    #[must_use]
    pub fn may_speak(&self) -> bool {
        match (self.own, self.found()) {
            (Side::Caller, found) => found.is_none() && !self.line_is_used,
            (Side::Answerer, None) => false,
            (Side::Answerer, Some(found)) => found.verdict.is_genuine(),
        }
    }

    /// Returns the half that this side says at `now`, when it is `today` here; `None`
    /// if it must not say one.
    #[must_use]
    pub fn own_half(&self, group: &Group, now: UnixTime, today: Day) -> Option<Half> {
        if !self.may_speak() {
            return None;
        }
        let step = match (self.finding_context(group), &self.expected) {
            // The rest of the line that was heard, even if midnight has passed since.
            (Some(context), Expected::Sheet { .. }) => context.line_day().counter(),
            _ => self.expected.step_at(group, now, today),
        };
        let generation = self
            .found()
            .map_or(group.generation(), |found| found.generation);
        self.expected
            .half(group, generation, self.manner, self.own, step)
    }

    /// Returns the half after [`Turns::own_half`], but only in the last seconds of a
    /// step.
    #[must_use]
    pub fn next_half(&self, group: &Group, now: UnixTime, today: Day) -> Option<Half> {
        let left = self.remaining(group, now)?;
        is_ending(group.parameters().period, now)
            .then(|| self.own_half(group, now.plus_secs(left), today))
            .flatten()
    }

    /// Returns the seconds until the halves change; `None` for a line of a sheet, which
    /// lasts all day.
    #[must_use]
    pub fn remaining(&self, group: &Group, now: UnixTime) -> Option<u64> {
        let is_line = matches!(self.expected, Expected::Sheet { .. });
        (!is_line).then(|| group.parameters().period.remaining_at(now))
    }
}

/// Returns true in the last five seconds of a step, or in the last sixth of a short
/// one.
#[must_use]
pub fn is_ending(period: Period, now: UnixTime) -> bool {
    period.remaining_at(now) <= LAST_SECONDS.min(period.as_secs().div_ceil(6))
}

#[cfg(test)]
mod tests {
    use super::{Manner, Side, Turns, Verdict, is_ending};
    use crate::call::{Expected, Finding, Half, Part};
    use crate::group::Generation;
    use crate::group::sample::group;
    use crate::secret::Secret;
    use crate::sheet::Sheet;
    use crate::time::{Day, Period, UnixTime};

    const NOW: UnixTime = UnixTime::from_secs(1_770_000_000);
    const TODAY: Day = Day::new(20_486);

    #[test]
    fn the_answerer_may_speak_only_after_the_callers_half_was_right() {
        let group = group("Smith family");
        let turns = Turns::new(Side::Answerer, Manner::Freely);
        assert!(turns.own_half(&group, NOW, TODAY).is_none());
        for verdict in Verdict::ALL {
            let mut turns = turns.clone();
            turns.hear(finding(verdict, Side::Caller), TODAY);
            let may_speak = matches!(
                verdict,
                Verdict::Match | Verdict::MatchPreviousGeneration | Verdict::Duress
            );
            assert_eq!(
                turns.own_half(&group, NOW, TODAY).is_some(),
                may_speak,
                "{verdict:?}"
            );
        }
    }

    #[test]
    fn the_caller_speaks_first_and_once() {
        let group = group("Smith family");
        let turns = Turns::new(Side::Caller, Manner::Freely);
        let half = turns.own_half(&group, NOW, TODAY).unwrap();
        assert_eq!(half, Half::of(&group.codes().at(NOW), Side::Caller));
        for verdict in Verdict::ALL {
            let mut turns = turns.clone();
            turns.hear(finding(verdict, Side::Answerer), TODAY);
            assert!(turns.own_half(&group, NOW, TODAY).is_none(), "{verdict:?}");
        }
    }

    #[test]
    fn once_may_they_be_asked_for_the_next_where_the_code_had_just_changed() {
        let mut turns = Turns::new(Side::Answerer, Manner::Freely);
        let late = Finding {
            steps_off: -1,
            ..finding(Verdict::WrongTime, Side::Caller)
        };
        turns.hear(late, TODAY);
        assert!(turns.may_ask_again() && !turns.may_speak());
        turns.ask_again();
        assert!(turns.found().is_none());
        turns.hear(late, TODAY);
        assert!(!turns.may_ask_again());
    }

    #[test]
    fn only_after_a_half_that_was_said_before_may_they_say_the_next() {
        for verdict in Verdict::ALL {
            let mut turns = Turns::new(Side::Answerer, Manner::Freely);
            turns.hear(finding(verdict, Side::Caller), TODAY);
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
        let mut turns = Turns::new(Side::Answerer, Manner::Freely);
        turns.hear(
            finding(Verdict::MatchPreviousGeneration, Side::Caller),
            TODAY,
        );
        let half = turns.own_half(&group, NOW, TODAY).unwrap();
        assert_eq!(half, Half::of(&old, Side::Answerer));
    }

    #[test]
    fn who_is_forced_says_other_halves_in_the_same_turns() {
        let group = group("Smith family");
        let mut turns = Turns::new(Side::Caller, Manner::Freely);
        let true_half = turns.own_half(&group, NOW, TODAY).unwrap();
        turns.force();
        let half = turns.own_half(&group, NOW, TODAY).unwrap();
        assert_ne!(half, true_half);
        assert_eq!(half.digits().len(), true_half.digits().len());
    }

    #[test]
    fn the_next_half_is_there_in_the_last_seconds_alone() {
        let group = group("Smith family");
        let mut turns = Turns::new(Side::Caller, Manner::Freely);
        let next = Half::of(&group.codes().at(NOW.plus_secs(30)), Side::Caller);
        for (elapsed, expected) in [(0, None), (24, None), (25, Some(&next)), (29, Some(&next))] {
            let now = NOW.plus_secs(elapsed);
            assert_eq!(turns.remaining(&group, now), Some(30 - elapsed));
            assert_eq!(turns.next_half(&group, now, TODAY).as_ref(), expected);
        }
        let last = NOW.plus_secs(29);
        let sheet = Sheet::new(Secret::new(&[1; 20]).unwrap(), TODAY, 60).unwrap();
        let paper = turns.clone().held_to(Expected::Sheet {
            member: group.name().clone(),
            sheet,
        });
        assert!(paper.own_half(&group, last, TODAY).is_some());
        assert_eq!(paper.remaining(&group, last), None);
        assert_eq!(paper.next_half(&group, last, TODAY), None);
        turns.hear(finding(Verdict::NoMatch, Side::Answerer), TODAY);
        assert_eq!(turns.next_half(&group, last, TODAY), None);
    }

    #[test]
    fn a_short_step_ends_in_its_last_sixth() {
        for (seconds, last) in [(1, 1), (15, 3), (30, 5), (300, 5)] {
            let period = Period::new(seconds).unwrap();
            let now = UnixTime::from_secs(300 * 7);
            assert!(is_ending(period, now.plus_secs(seconds - last)));
            assert_eq!(is_ending(period, now), seconds == last);
            if seconds > last {
                assert!(!is_ending(period, now.plus_secs(seconds - last - 1)));
            }
        }
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
