//! One drill from its opening to its end. A front end reports what the person
//! does and when, and draws the [`Phase`].

use super::drill::Ending;
use super::partner::{Partner, Saying};
use crate::call::{CallFlow, Claim, Manner, Side, Stage, Submission, Turns, Verdict};
use crate::device::DeviceKey;
use crate::time::{Day, UnixTime};

/// One drill: a call with a [`Partner`].
///
/// ```
/// use ringtrue_core::practice::{Drill, Ending, Partner, Session};
/// use ringtrue_core::{Day, Group, GroupId, Name, Secret, UnixTime};
///
/// let now = UnixTime::from_secs(1_770_000_000);
/// let secret = Secret::new(b"12345678901234567890").unwrap();
/// let name = Name::tidy("Smith family").unwrap();
/// let group = Group::new(name, secret, GroupId::from_bytes([0; 16]), now);
///
/// let today = Day::new(20_486);
/// let partner = Partner::new(Drill::AsksFirst, &group, None, now, today, [0; 3]);
/// let mut session = Session::new(partner);
/// session.begin();
/// session.hang_up();
/// assert_eq!(session.ending(), Some(Ending::HungUp(None)));
/// ```
pub struct Session {
    partner: Partner,
    flow: CallFlow,
    phase: Phase,
    repeats: usize,
    /// True once a caller has said their half, which the partner waits for.
    has_spoken: bool,
    /// The first verdict that ended the call by the rules. Starting over does not get
    /// around it.
    refused: Option<Verdict>,
}

/// The phase of a drill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The person has not answered or called yet.
    Opening,
    /// The call is in progress: [`Session::flow`] shows how far it is.
    Call,
    /// The person ended the call like this.
    Over(Ending),
}

impl Session {
    /// Prepares a drill with this partner.
    #[must_use]
    pub fn new(partner: Partner) -> Self {
        Self {
            partner,
            flow: CallFlow::default(),
            phase: Phase::Opening,
            repeats: 0,
            has_spoken: false,
            refused: None,
        }
    }

    /// Returns the phase to draw.
    #[must_use]
    pub const fn phase(&self) -> Phase {
        self.phase
    }

    /// Returns how the person ended the call, once they have.
    #[must_use]
    pub const fn ending(&self) -> Option<Ending> {
        match self.phase {
            Phase::Opening | Phase::Call => None,
            Phase::Over(ending) => Some(ending),
        }
    }

    /// Returns the other side.
    #[must_use]
    pub const fn partner(&self) -> &Partner {
        &self.partner
    }

    /// Returns the person's progress through the call.
    #[must_use]
    pub const fn flow(&self) -> &CallFlow {
        &self.flow
    }

    /// Returns the flow for the person's actions, which are the same as on a call.
    /// But the half that they submit goes to [`Session::check`], and their answer to
    /// *Who is it?* to [`Session::choose`].
    #[must_use]
    pub const fn flow_mut(&mut self) -> &mut CallFlow {
        &mut self.flow
    }

    /// Returns how many times the partner was asked to speak again.
    #[must_use]
    pub const fn repeats(&self) -> usize {
        self.repeats
    }

    /// Returns what the partner says at `now`, when it is `today` here. While the
    /// person types, it stays what it was at the first key, since that is what is
    /// judged. A partner who was called waits for the caller's half.
    #[must_use]
    pub fn says(&self, now: UnixTime, today: Day) -> Saying {
        if self.partner.own() == Side::Caller && !self.has_spoken {
            return Saying::Hello;
        }
        let manner = self.flow.turns().map_or(Manner::Freely, Turns::manner);
        let typing_since = match self.flow.stage() {
            Stage::Listening(listening) => listening.since(),
            _ => None,
        };
        self.partner
            .says(manner, typing_since.unwrap_or(now), today)
    }

    /// Begins the call.
    pub fn begin(&mut self) {
        if self.phase == Phase::Opening {
            self.phase = Phase::Call;
        }
    }

    /// Confirms the answer to *Who is it?*, like [`CallFlow::choose`].
    pub fn choose(&mut self, key: Option<&DeviceKey>, now: UnixTime, today: Day) -> bool {
        self.flow.choose(self.partner.group(), key, &[], now, today)
    }

    /// Judges what was submitted as on a call, except that no half was accepted before:
    /// what is remembered belongs to real calls.
    pub fn check(&mut self, submission: &Submission, today: Day) {
        if let Some(claim) = self.flow.claim(submission, self.partner.group(), today) {
            self.judge(&claim);
        }
    }

    /// Judges a claim whose day is known, like [`Session::check`].
    pub fn judge(&mut self, claim: &Claim) {
        let expected = self.flow.expected().clone();
        let found = expected.judge(claim, self.partner.group(), &[]);
        self.flow.hear(found, expected, claim);
        let may_ask_again = self.flow.turns().is_some_and(Turns::may_ask_again);
        if !found.verdict.is_genuine() && !may_ask_again {
            self.refused.get_or_insert(found.verdict);
        }
    }

    /// Lets the partner speak again.
    pub fn repeat(&mut self) {
        let is_heard = matches!(self.flow.stage(), Stage::Heard { .. });
        if self.phase == Phase::Call && !is_heard {
            self.repeats = self.repeats.saturating_add(1);
        }
    }

    /// Makes the person say duress halves from now on.
    pub const fn force(&mut self) {
        self.flow.force();
    }

    /// Ends the drill: the person hangs up.
    pub fn hang_up(&mut self) {
        let found = match self.flow.stage() {
            Stage::Heard { found, .. } => Some(found.verdict),
            _ => None,
        };
        self.end(Ending::HungUp(self.refused.or(found)));
    }

    /// Makes the person say their half, or whatever was asked for. A caller says it
    /// first; in any other case it ends the drill, for good or ill.
    pub fn speak(&mut self) {
        match (self.partner.own(), self.flow.stage()) {
            (_, Stage::Heard { found, .. }) => {
                let found = self.refused.unwrap_or(found.verdict);
                self.end(Ending::WentOn(found));
            }
            (Side::Answerer, _) => self.end(Ending::GaveIn),
            (Side::Caller, _) if self.flow.shows_half() => {
                self.has_spoken = true;
                self.repeats = 0;
            }
            (Side::Caller, _) => {}
        }
    }

    fn end(&mut self, ending: Ending) {
        if self.phase == Phase::Call {
            self.phase = Phase::Over(ending);
            self.flow.start_over();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Day, Ending, Manner, Partner, Phase, Saying, Session, Side, Stage, UnixTime};
    use crate::call::{Verdict, half_to_say};
    use crate::group::sample::group;
    use crate::practice::Drill;
    use crate::words::HeardError;

    /// 17 seconds before a code changes.
    const NOW: UnixTime = UnixTime::from_secs(1_770_000_013);
    const TODAY: Day = Day::new(20_486);

    #[test]
    fn a_call_ends_as_the_person_ends_it() {
        for (drill, side, verdict) in [
            (Drill::Relative, Side::Answerer, Verdict::Match),
            (Drill::Relative, Side::Caller, Verdict::Match),
            (Drill::Forced, Side::Answerer, Verdict::Duress),
            (Drill::RepeatsYours, Side::Caller, Verdict::OwnHalf),
            (Drill::OldCode, Side::Answerer, Verdict::WrongTime),
        ] {
            let mut session = called(drill, side);
            session.hang_up();
            assert_eq!(session.ending(), Some(Ending::HungUp(None)), "{drill:?}");

            let mut session = called(drill, side);
            submit_what_they_say(&mut session);
            assert_eq!(session.ending(), None);
            session.hang_up();
            let ending = Ending::HungUp(Some(verdict));
            assert_eq!(session.phase(), Phase::Over(ending), "{drill:?}");

            let mut session = called(drill, side);
            submit_what_they_say(&mut session);
            session.speak();
            assert_eq!(session.ending(), Some(Ending::WentOn(verdict)), "{drill:?}");
        }
    }

    #[test]
    fn an_answerer_who_speaks_before_a_check_gave_in_and_a_caller_has_spoken() {
        let mut session = called(Drill::Testing, Side::Answerer);
        session.speak();
        assert_eq!(session.ending(), Some(Ending::GaveIn));
        let mut session = called(Drill::RepeatsYours, Side::Caller);
        session.speak();
        assert_eq!(session.phase(), Phase::Call);
    }

    #[test]
    fn nothing_happens_before_the_call_and_after_it() {
        let mut session = session(Drill::Relative, Side::Answerer);
        let does_all = |session: &mut Session| {
            session.repeat();
            session.flow_mut().on_key("901", NOW);
            submit(session, "901", NOW);
            session.speak();
            session.hang_up();
        };
        does_all(&mut session);
        assert_eq!((session.phase(), session.repeats()), (Phase::Opening, 0));
        session.begin();
        session.hang_up();
        let ended = session.phase();
        does_all(&mut session);
        session.begin();
        assert_eq!((session.phase(), session.repeats()), (ended, 0));
    }

    #[test]
    fn the_partner_speaks_again_until_they_were_heard() {
        let mut session = called(Drill::Relative, Side::Answerer);
        session.repeat();
        session.repeat();
        assert_eq!(session.repeats(), 2);
        submit_what_they_say(&mut session);
        session.repeat();
        assert_eq!(session.repeats(), 2);
    }

    #[test]
    fn what_they_say_follows_the_clock_until_it_is_typed() {
        let later = NOW.plus_secs(30);
        let mut session = called(Drill::Relative, Side::Answerer);
        let before = session.says(NOW, TODAY);
        assert_ne!(session.says(later, TODAY), before);
        let digits = half(&session, NOW);
        session.flow_mut().on_key(&digits[..1], NOW);
        assert_eq!(session.says(later, TODAY), before);
        submit(&mut session, &digits, later);
        session.speak();
        assert_eq!(session.ending(), Some(Ending::WentOn(Verdict::Match)));
    }

    #[test]
    fn what_cant_be_read_is_asked_for_again() {
        let mut session = called(Drill::Relative, Side::Answerer);
        submit(&mut session, "xyzzy", NOW);
        let Stage::Listening(listening) = session.flow().stage() else {
            panic!("it was taken for a half");
        };
        assert_eq!(listening.heard_error(), Some(HeardError::NoSuchWord));
    }

    #[test]
    fn a_person_who_is_forced_before_the_call_is_forced_on_it() {
        let mut session = session(Drill::RepeatsYours, Side::Caller);
        session.force();
        session.begin();
        session.flow_mut().begin_call(Side::Caller);
        session.speak();
        let group = session.partner().group();
        let counter = group.parameters().period.counter_at(NOW);
        let (generation, side) = (group.generation(), Side::Caller);
        let forced = half_to_say(group, generation, Manner::UnderDuress, side, counter);
        assert_eq!(session.says(NOW, TODAY), Saying::Half(forced));
    }

    fn session(drill: Drill, side: Side) -> Session {
        let at = drill.sides().iter().position(|own| *own == side).unwrap();
        let random = [u8::try_from(at).unwrap(), 0, 0];
        let group = group("Smith family");
        Session::new(Partner::new(drill, &group, None, NOW, TODAY, random))
    }

    fn called(drill: Drill, side: Side) -> Session {
        let mut session = session(drill, side);
        session.begin();
        session.flow_mut().begin_call(side);
        if side == Side::Caller {
            session.speak();
        }
        session
    }

    fn submit_what_they_say(session: &mut Session) {
        let digits = half(session, NOW);
        submit(session, &digits, NOW);
    }

    fn submit(session: &mut Session, text: &str, now: UnixTime) {
        if let Some(submission) = session.flow().submit(text, now) {
            session.check(&submission, TODAY);
        }
    }

    /// The digits that the partner says.
    fn half(session: &Session, now: UnixTime) -> String {
        match session.says(now, TODAY) {
            Saying::Half(half) => half.digits().to_owned(),
            _ => panic!("they say no half"),
        }
    }
}
