//! One drill from its opening to its end. A front end reports what the person
//! does and when, and draws the [`Phase`].

use super::drill::Ending;
use super::partner::{Partner, Saying};
use crate::call::{Side, Sitting, Spoken, Stage, Turns, check};
use crate::time::UnixTime;

/// One drill: a call with a [`Partner`].
///
/// ```
/// use ringtrue_core::practice::{Drill, Ending, Partner, Session};
/// use ringtrue_core::{Group, GroupId, Name, Secret, UnixTime};
///
/// let now = UnixTime::from_secs(1_770_000_000);
/// let secret = Secret::new(b"12345678901234567890").unwrap();
/// let name = Name::tidy("Smith family").unwrap();
/// let group = Group::new(name, secret, GroupId::from_bytes([0; 16]), now);
///
/// let mut session = Session::new(Partner::new(Drill::AsksFirst, &group, now, [0; 2]));
/// session.begin();
/// session.hang_up();
/// assert_eq!(session.ending(), Some(Ending::HungUp(None)));
/// ```
pub struct Session {
    partner: Partner,
    /// Waits for a call before and after that of the drill, and so takes no text.
    sitting: Sitting,
    phase: Phase,
    repeats: usize,
}

/// The phase of a drill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The person has not answered, or called, yet.
    Opening,
    /// The call goes on: [`Session::sitting`] says how far it is.
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
            sitting: Sitting::default(),
            phase: Phase::Opening,
            repeats: 0,
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

    /// Returns the person's way through the call.
    #[must_use]
    pub const fn sitting(&self) -> &Sitting {
        &self.sitting
    }

    /// Returns how many times the partner was asked to speak again.
    #[must_use]
    pub const fn repeats(&self) -> usize {
        self.repeats
    }

    /// Returns what the partner says of the code at `now`. While the person types,
    /// it stays what it was at the first key, since that is what is judged.
    #[must_use]
    pub fn says(&self, now: UnixTime) -> Saying {
        let spoken = self.sitting.turns().map_or(Spoken::Freely, Turns::spoken);
        let typing_since = match self.sitting.stage() {
            Stage::Hearing(hearing) => hearing.since(),
            Stage::WhoCalled | Stage::Heard { .. } => None,
        };
        self.partner.says(spoken, typing_since.unwrap_or(now))
    }

    /// Begins the call.
    pub fn begin(&mut self) {
        if self.phase == Phase::Opening {
            self.phase = Phase::Call;
            self.sitting.called(self.partner.own());
        }
    }

    /// Takes note of a key, as [`Sitting::typed`] does.
    pub fn typed(&mut self, text: &str, now: UnixTime) {
        self.sitting.typed(text, now);
    }

    /// Judges `text` as on a call, except that no half was accepted before: a drill
    /// hears no second one, and what is remembered belongs to real calls.
    pub fn submit(&mut self, text: &str, now: UnixTime) {
        let Some(typed) = self.sitting.submit(text, now) else {
            return;
        };
        let group = self.partner.group();
        match typed.read(group) {
            Ok(heard) => {
                let found = check(group, &heard, Some(typed.from()), &[], typed.since());
                self.sitting.hear(found, typed.since());
            }
            Err(unheard) => self.sitting.reject(unheard),
        }
    }

    /// Lets the partner speak again.
    pub const fn repeat(&mut self) {
        if let Stage::Hearing(_) = self.sitting.stage() {
            self.repeats = self.repeats.saturating_add(1);
        }
    }

    /// Makes the person say duress halves from now on.
    pub const fn force(&mut self) {
        self.sitting.force();
    }

    /// Ends the drill: the person hangs up.
    pub fn hang_up(&mut self) {
        match *self.sitting.stage() {
            Stage::WhoCalled => {}
            Stage::Hearing(_) => self.end(Ending::HungUp(None)),
            Stage::Heard { found, .. } => self.end(Ending::HungUp(Some(found.verdict))),
        }
    }

    /// Ends the drill: the person goes on with the call, and says their half or
    /// whatever was asked for. Does nothing before a caller has heard anything,
    /// since they have said their half by then.
    pub fn go_on(&mut self) {
        match *self.sitting.stage() {
            Stage::Hearing(ref hearing) if hearing.turns().own() == Side::Answerer => {
                self.end(Ending::GaveIn);
            }
            Stage::Heard { found, .. } => self.end(Ending::WentOn(found.verdict)),
            Stage::WhoCalled | Stage::Hearing(_) => {}
        }
    }

    fn end(&mut self, ending: Ending) {
        self.phase = Phase::Over(ending);
        self.sitting.start_over();
    }
}

#[cfg(test)]
mod tests {
    use super::{Ending, Partner, Phase, Saying, Session, Side, Spoken, Stage, UnixTime};
    use crate::call::{Verdict, half_to_say};
    use crate::group::sample::group;
    use crate::practice::Drill;
    use crate::words::Unheard;

    /// 17 seconds before a code changes.
    const NOW: UnixTime = UnixTime::from_secs(1_770_000_013);

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
            session.go_on();
            assert_eq!(session.ending(), Some(Ending::WentOn(verdict)), "{drill:?}");
        }
    }

    #[test]
    fn an_answerer_who_speaks_before_a_check_gave_in_and_a_caller_has_spoken() {
        let mut session = called(Drill::Testing, Side::Answerer);
        session.go_on();
        assert_eq!(session.ending(), Some(Ending::GaveIn));
        let mut session = called(Drill::RepeatsYours, Side::Caller);
        session.go_on();
        assert_eq!(session.phase(), Phase::Call);
    }

    #[test]
    fn nothing_happens_before_the_call_and_after_it() {
        let mut session = session(Drill::Relative, Side::Answerer);
        let does_all = |session: &mut Session| {
            session.repeat();
            session.typed("901", NOW);
            session.submit("901", NOW);
            session.go_on();
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
        let before = session.says(NOW);
        assert_ne!(session.says(later), before);
        let digits = half(&session, NOW);
        session.typed(&digits[..1], NOW);
        assert_eq!(session.says(later), before);
        session.submit(&digits, later);
        session.go_on();
        assert_eq!(session.ending(), Some(Ending::WentOn(Verdict::Match)));
    }

    #[test]
    fn what_cant_be_read_is_asked_for_again() {
        let mut session = called(Drill::Relative, Side::Answerer);
        session.submit("xyzzy", NOW);
        let Stage::Hearing(hearing) = session.sitting().stage() else {
            panic!("it was taken for a half");
        };
        assert_eq!(hearing.unheard(), Some(Unheard::NoSuchWord));
    }

    #[test]
    fn a_person_who_is_forced_before_the_call_is_forced_on_it() {
        let mut session = session(Drill::RepeatsYours, Side::Caller);
        session.force();
        session.begin();
        let group = session.partner().group();
        let counter = group.parameters().period.counter_at(NOW);
        let (generation, side) = (group.generation(), Side::Caller);
        let forced = half_to_say(group, generation, Spoken::UnderDuress, side, counter);
        assert_eq!(session.says(NOW), Saying::Half(forced));
    }

    fn session(drill: Drill, side: Side) -> Session {
        let at = drill.sides().iter().position(|own| *own == side).unwrap();
        let random = [u8::try_from(at).unwrap(), 0];
        Session::new(Partner::new(drill, &group("Smith family"), NOW, random))
    }

    fn called(drill: Drill, side: Side) -> Session {
        let mut session = session(drill, side);
        session.begin();
        session
    }

    fn submit_what_they_say(session: &mut Session) {
        let digits = half(session, NOW);
        session.submit(&digits, NOW);
    }

    /// The digits that the partner says.
    fn half(session: &Session, now: UnixTime) -> String {
        match session.says(now) {
            Saying::Half(half) => half.digits().to_owned(),
            Saying::YouFirst | Saying::WholeCode(_) => panic!("they say no half"),
        }
    }
}
