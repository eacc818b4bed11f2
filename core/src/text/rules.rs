//! The rules of a call, for the call screen.

use super::texts::sentences;

sentences! {
    fn rule_caller_first() = "rule-caller-first";
    fn rule_check_first() = "rule-check-first";
    fn rule_hang_up() = "rule-hang-up";
    fn rule_call_back() = "rule-call-back";
    fn rule_never_both() = "rule-never-both";
}

impl super::Texts {
    /// Returns the rules of a call, in order and without numbers.
    #[must_use]
    pub fn rules(&self) -> [String; 5] {
        [
            self.rule_caller_first(),
            self.rule_check_first(),
            self.rule_hang_up(),
            self.rule_call_back(),
            self.rule_never_both(),
        ]
    }
}
