//! Sentences of the call screen, on screen or read aloud, and of the code without a call.

use super::Texts;
use super::texts::sentences;
use crate::group::Name;
use crate::time::Day;
use crate::words::Word;

sentences! {
    /// Asks who called.
    pub fn who_called() = "who-called";
    /// Answers [`who_called`](Self::who_called): the other side.
    pub fn they_called_me() = "they-called-me";
    /// Answers [`who_called`](Self::who_called): this side.
    pub fn i_called_them() = "i-called-them";
    /// Asks who is on the other side.
    pub fn who_is_it() = "who-is-it";
    /// Introduces the first letters of a name.
    pub fn who_letters() = "who-letters";
    /// Answers [`who_is_it`](Self::who_is_it): nobody on the roll.
    pub fn someone_else() = "someone-else";
    /// Says that no answer begins with what was typed.
    pub fn who_nobody() = "who-nobody";
    /// Says that the group's code counts from a member.
    pub fn with_group(member: &Name) = "with-group";
    /// Says that the code of the pair counts from a member.
    pub fn with_pair(member: &Name) = "with-pair";
    fn with_sheet_of(member: &Name, day: &str) = "with-sheet";
    /// Answers a question with yes.
    pub fn answer_yes() = "answer-yes";
    /// Answers a question with no.
    pub fn answer_no() = "answer-no";
    /// Introduces the half to say first.
    pub fn say_your_half() = "say-your-half";
    /// Introduces the half to say in return.
    pub fn now_say() = "now-say";
    /// Returns the half that is due next.
    pub fn next_half(digits: &str, word: &str) = "next-half";
    /// Introduces what the answerer says.
    pub fn they_answer() = "they-answer";
    /// Introduces what the caller says.
    pub fn they_say() = "they-say";
    /// Tells the answerer to wait.
    pub fn they_speak_first() = "they-speak-first";
    /// Tells the caller that both halves were right.
    pub fn you_can_talk() = "you-can-talk";
    /// Says what to do about someone on the old seed.
    pub fn on_old_seed(old: &str, entry: &str) = "on-old-seed";
    /// Says that the call screen hides halves until a key is pressed.
    pub fn hidden() = "hidden";
    /// Says that the call screen locked itself.
    pub fn locked() = "locked";
    /// Marks practice in the first row.
    pub fn practice_mark() = "practice-mark";
    /// Returns how long the code lasts, as short as possible.
    pub fn seconds_short(seconds: u64) = "seconds-short";

    /// Names the key that shows the rules.
    pub fn key_rules() = "key-rules";
    /// Names the key that quits.
    pub fn key_quit() = "key-quit";
    /// Names the key that checks what was typed.
    pub fn key_check() = "key-check";
    /// Names the key that starts another call.
    pub fn key_start_over() = "key-start-over";
    /// Says to type a new half now, which is checked instead.
    pub fn key_type_now() = "key-type-now";
    /// Says that any key leaves the rules.
    pub fn key_go_back() = "key-go-back";
    /// Names the keys that switch to another group.
    pub fn key_other_group() = "key-other-group";
    /// Like [`key_other_group`](Self::key_other_group), in ASCII.
    pub fn key_other_group_ascii() = "key-other-group-ascii";
    /// Names the key that accepts the chosen answer.
    pub fn key_choose() = "key-choose";
    /// Names the keys that choose an answer.
    pub fn key_arrows() = "key-arrows";
    /// Like [`key_arrows`](Self::key_arrows), in ASCII.
    pub fn key_arrows_ascii() = "key-arrows-ascii";
    /// Names the key that lists what is done by voice, in practice.
    pub fn key_telephone() = "key-telephone";
    /// Titles the list of what is done by voice, in practice.
    pub fn telephone() = "telephone";
    /// Labels the choice to say one's half, in practice.
    pub fn telephone_say() = "telephone-say";
    /// Labels the choice to let the other side speak again, in practice.
    pub fn telephone_again() = "telephone-again";
    /// Labels the choice to hang up, in practice.
    pub fn telephone_hang_up() = "telephone-hang-up";

    /// Says which group the call is in.
    pub fn group_aloud(entry: &str) = "group-aloud";
    /// Says the half to say first.
    pub fn say_your_half_aloud(digits: &str, word: &str) = "say-your-half-aloud";
    /// Says the half to say in return.
    pub fn now_say_aloud(digits: &str, word: &str) = "now-say-aloud";
    /// Says that the code changed, and the half to say now.
    pub fn new_code_aloud(digits: &str, word: &str) = "new-code-aloud";
    /// Says how long the code lasts.
    pub fn seconds_left_aloud(seconds: u64) = "seconds-left-aloud";
    /// Says that halves are hidden.
    pub fn hidden_aloud() = "hidden-aloud";
    /// Quotes what the caller says, in practice.
    pub fn they_say_aloud(line: &str) = "they-say-aloud";
    /// Quotes what the answerer says, in practice.
    pub fn they_answer_aloud(line: &str) = "they-answer-aloud";
    /// Names the key that lists what is done by voice, in practice.
    pub fn practice_keys_aloud() = "practice-keys-aloud";

    /// Asks who called, and names the keys.
    pub fn ask_who_called() = "ask-who-called";
    /// Asks for the half that was heard.
    pub fn ask_what_was_heard() = "ask-what-was-heard";
    /// Asks for the answerer's half.
    pub fn ask_for_answer() = "ask-for-answer";
    /// Asks for the caller's half.
    pub fn ask_for_callers_half() = "ask-for-callers-half";
    /// Asks for another half, once.
    pub fn ask_once_more() = "ask-once-more";
    /// Asks whether to start another call.
    pub fn ask_start_over() = "ask-start-over";
    /// Asks who is on the other side, and lists the answers.
    pub fn who_is_it_aloud(names: &str) = "who-is-it-aloud";
    /// Says which answer is chosen.
    pub fn who_chosen_aloud(name: &str) = "who-chosen-aloud";
    /// Says that several answers begin with what was typed.
    pub fn who_several_aloud(names: &str) = "who-several-aloud";
    /// Asks for the first letters of a name.
    pub fn ask_who() = "ask-who";
    /// Asks for `y` or `n`.
    pub fn ask_yes_or_no() = "ask-yes-or-no";
    /// Asks what to do by voice, in practice.
    pub fn ask_telephone() = "ask-telephone";
    /// Asks for a key to leave the rules.
    pub fn ask_go_back() = "ask-go-back";

    /// Labels the caller's half.
    pub fn caller_says() = "caller-says";
    /// Labels the answerer's half.
    pub fn answerer_says() = "answerer-says";
    /// Returns how long the code lasts.
    pub fn seconds_left(seconds: u64) = "seconds-left";
    /// Says who has a pair's code.
    pub fn key_between(member: &Name) = "key-between";
    /// Names a member's sheet.
    pub fn sheet_of_member(member: &Name, day: &str) = "sheet-of-member";
    /// Labels a sheet's line for today.
    pub fn sheet_today(day: &str) = "sheet-today";
    /// Labels a sheet's line for tomorrow.
    pub fn sheet_tomorrow(day: &str) = "sheet-tomorrow";
    /// Labels a sheet's line for yesterday.
    pub fn sheet_yesterday(day: &str) = "sheet-yesterday";
    /// Introduces the half to say after a half was checked.
    pub fn now_say_your_half() = "now-say-your-half";

    /// Asks who called, to check one half.
    pub fn ask_which_side() = "ask-which-side";
    /// Asks for the first letters of a name, to check one half.
    pub fn ask_who_of(names: &str) = "ask-who-of";
    /// Asks which of two words was heard.
    pub fn ask_which_word(one: Word, other: Word) = "ask-which-word";
    fn ask_which_day_of(day: &str, today: &str, member: &Name) = "ask-which-day";
}

impl Texts {
    /// Says that a line of a sheet counts from `member` on `day`.
    #[must_use]
    pub fn with_sheet(&self, member: &Name, day: Day) -> String {
        self.with_sheet_of(member, &self.day_written(day))
    }

    /// Asks whether it is already or still `day` where `member` is: their line for that day
    /// was heard, and here it is `today`.
    #[must_use]
    pub fn ask_which_day(&self, day: Day, today: Day, member: &Name) -> String {
        self.ask_which_day_of(&self.day_written(day), &self.day_written(today), member)
    }
}
