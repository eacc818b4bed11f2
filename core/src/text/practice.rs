//! Sentences of practice: the other side's lines, and the lesson afterwards.

use super::Texts;
use super::texts::sentences;
use crate::call::{Half, Side, Verdict};
use crate::group::Name;
use crate::practice::{Drill, Ending, Saying};

sentences! {
    /// Says that the codes of a drill count nowhere else.
    pub fn practice_worthless() = "practice-worthless";
    fn practice_anna() = "practice-anna";
    fn practice_story_called(name: &str) = "practice-story-called";
    fn practice_story_calling(name: &str) = "practice-story-calling";
    /// Names the keys before a drill in which the person is called.
    pub fn practice_keys_answer() = "practice-keys-answer";
    /// Names the keys before a drill in which the person calls.
    pub fn practice_keys_call() = "practice-keys-call";
    /// Asks for a key to begin a drill in which the person is called.
    pub fn practice_ask_answer() = "practice-ask-answer";
    /// Asks for a key to begin a drill in which the person calls.
    pub fn practice_ask_call() = "practice-ask-call";

    fn practice_says_called(name: &str, half: &str) = "practice-says-called";
    fn practice_hello(name: &str) = "practice-hello";
    fn practice_hello_again() = "practice-hello-again";
    fn practice_says_calling(half: &str) = "practice-says-calling";
    fn practice_says_again(half: &str) = "practice-says-again";
    fn practice_you_first(name: &str) = "practice-you-first";
    fn practice_you_first_again() = "practice-you-first-again";
    fn practice_you_first_still() = "practice-you-first-still";
    fn practice_whole_code(name: &str, digits: u64) = "practice-whole-code";
    fn practice_whole_code_again(digits: u64) = "practice-whole-code-again";
    fn practice_whole_code_still() = "practice-whole-code-still";
    fn practice_reply_called() = "practice-reply-called";
    fn practice_reply_calling() = "practice-reply-calling";
    fn practice_reply_refused() = "practice-reply-refused";
    fn practice_digit(digit: u64) = "practice-digit";
    fn practice_half_aloud(digits: &str, word: &str) = "practice-half-aloud";

    /// Says that a drill ended right.
    pub fn practice_right() = "practice-right";
    /// Says that a drill did not end right.
    pub fn practice_not_right() = "practice-not-right";
    /// Says that any key leaves the drill.
    pub fn practice_leave() = "practice-leave";
    /// Says which drill ended right.
    pub fn practice_right_line(drill: &str) = "practice-right-line";
    /// Says which drill did not end right.
    pub fn practice_not_right_line(drill: &str) = "practice-not-right-line";

    fn lesson_gave_in_testing() = "lesson-gave-in-testing";
    fn lesson_gave_in_first() = "lesson-gave-in-first";
    fn lesson_gave_in_old() = "lesson-gave-in-old";
    fn lesson_gave_in_anna(name: &str) = "lesson-gave-in-anna";
    fn lesson_went_on_relative() = "lesson-went-on-relative";
    fn lesson_went_on_forced() = "lesson-went-on-forced";
    fn lesson_went_on_chance() = "lesson-went-on-chance";
    fn lesson_wrong_mistyped() = "lesson-wrong-mistyped";
    fn lesson_wrong_never_said() = "lesson-wrong-never-said";
    fn lesson_wrong_repeated() = "lesson-wrong-repeated";
    fn lesson_wrong_old() = "lesson-wrong-old";
    fn lesson_hung_up_mistyped() = "lesson-hung-up-mistyped";
    fn lesson_hung_up_anna_unchecked(name: &str) = "lesson-hung-up-anna-unchecked";
    fn lesson_hung_up_anna() = "lesson-hung-up-anna";
    fn lesson_hung_up_forced_unchecked(name: &str) = "lesson-hung-up-forced-unchecked";
    fn lesson_hung_up_forced(name: &str) = "lesson-hung-up-forced";
    fn lesson_hung_up_first() = "lesson-hung-up-first";
    fn lesson_hung_up_testing() = "lesson-hung-up-testing";
    fn lesson_hung_up_repeated() = "lesson-hung-up-repeated";
    fn lesson_hung_up_old() = "lesson-hung-up-old";
}

impl Texts {
    /// Returns the name of the other side: the member whom the program plays, or Anna.
    #[must_use]
    pub fn practice_name(&self, member: Option<&Name>) -> String {
        member.map_or_else(|| self.practice_anna(), Name::to_string)
    }

    /// Returns the story before a drill. It is the same for all drills of a side: the
    /// person has to find out which one it is.
    #[must_use]
    pub fn practice_story(&self, own: Side, name: &str) -> String {
        match own {
            Side::Answerer => self.practice_story_called(name),
            Side::Caller => self.practice_story_calling(name),
        }
    }

    /// Returns the line that the other side says after the person has let them speak
    /// `again` this many times.
    #[must_use]
    pub fn practice_line(&self, saying: &Saying, own: Side, name: &str, again: usize) -> String {
        match (saying, again) {
            (Saying::Hello, 0) => self.practice_hello(name),
            (Saying::Hello, _) => self.practice_hello_again(),
            (Saying::Half(half), 0) => {
                let half = self.half_aloud(half);
                match own {
                    Side::Answerer => self.practice_says_called(name, &half),
                    Side::Caller => self.practice_says_calling(&half),
                }
            }
            (Saying::Half(half), _) => self.practice_says_again(&self.half_aloud(half)),
            (Saying::YouFirst, 0) => self.practice_you_first(name),
            (Saying::YouFirst, 1) => self.practice_you_first_again(),
            (Saying::YouFirst, _) => self.practice_you_first_still(),
            (Saying::WholeCode(digits), 0) => self.practice_whole_code(name, digits.count() as u64),
            (Saying::WholeCode(digits), 1) => self.practice_whole_code_again(digits.count() as u64),
            (Saying::WholeCode(_), _) => self.practice_whole_code_still(),
        }
    }

    /// Returns the line that the other side says once the person has checked their half.
    #[must_use]
    pub fn practice_reply(&self, found: Verdict, own: Side) -> String {
        match (found.is_genuine(), own) {
            (true, Side::Answerer) => self.practice_reply_called(),
            (true, Side::Caller) => self.practice_reply_calling(),
            (false, _) => self.practice_reply_refused(),
        }
    }

    /// Returns the lesson of a drill, in a few sentences without any code: what was right,
    /// and what to do next time. `name` is the other side's.
    #[must_use]
    pub fn lesson(&self, drill: Drill, ending: Ending, name: &str) -> String {
        match ending {
            Ending::GaveIn => self.gave_in(drill, name),
            Ending::WentOn(found) if found.is_genuine() => self.went_on(drill),
            Ending::WentOn(_) => self.went_on_after_wrong(drill),
            Ending::HungUp(found) => self.hung_up(drill, found, name),
        }
    }

    fn gave_in(&self, drill: Drill, name: &str) -> String {
        match drill {
            Drill::Testing => self.lesson_gave_in_testing(),
            Drill::AsksFirst | Drill::RepeatsYours => self.lesson_gave_in_first(),
            Drill::OldCode => self.lesson_gave_in_old(),
            Drill::Relative | Drill::Forced => self.lesson_gave_in_anna(name),
        }
    }

    fn went_on(&self, drill: Drill) -> String {
        match drill {
            Drill::Relative => self.lesson_went_on_relative(),
            Drill::Forced => self.lesson_went_on_forced(),
            Drill::AsksFirst | Drill::RepeatsYours | Drill::OldCode | Drill::Testing => {
                self.lesson_went_on_chance()
            }
        }
    }

    fn went_on_after_wrong(&self, drill: Drill) -> String {
        match drill {
            Drill::Relative | Drill::Forced => self.lesson_wrong_mistyped(),
            Drill::AsksFirst | Drill::Testing => self.lesson_wrong_never_said(),
            Drill::RepeatsYours => self.lesson_wrong_repeated(),
            Drill::OldCode => self.lesson_wrong_old(),
        }
    }

    fn hung_up(&self, drill: Drill, found: Option<Verdict>, name: &str) -> String {
        match (drill, found) {
            (Drill::Relative | Drill::Forced, Some(found)) if !found.is_genuine() => {
                self.lesson_hung_up_mistyped()
            }
            (Drill::Relative, None) => self.lesson_hung_up_anna_unchecked(name),
            (Drill::Relative, Some(_)) => self.lesson_hung_up_anna(),
            (Drill::Forced, None) => self.lesson_hung_up_forced_unchecked(name),
            (Drill::Forced, Some(_)) => self.lesson_hung_up_forced(name),
            (Drill::AsksFirst, _) => self.lesson_hung_up_first(),
            (Drill::Testing, _) => self.lesson_hung_up_testing(),
            (Drill::RepeatsYours, _) => self.lesson_hung_up_repeated(),
            (Drill::OldCode, _) => self.lesson_hung_up_old(),
        }
    }

    /// Returns a half as people say it: its digits one by one, then its word.
    #[must_use]
    pub fn half_aloud(&self, half: &Half) -> String {
        let digits = half.digits().chars().filter_map(|digit| digit.to_digit(10));
        let digits: Vec<String> = digits
            .map(|digit| self.practice_digit(digit.into()))
            .collect();
        self.practice_half_aloud(&digits.join(" "), &half.words().join(" "))
    }
}
