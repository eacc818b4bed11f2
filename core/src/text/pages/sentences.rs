//! The sentences on pages.

use crate::group::Name;
use crate::text::texts::sentences;

sentences! {
    in Html:

    pub(super) fn card_title(group: &Name) = "card-title";
    pub(super) fn card_cut() = "card-cut";
    pub(super) fn card_question() = "card-question";
    pub(super) fn card_you_called(digits: u64) = "card-you-called";
    pub(super) fn card_they_called(digits: u64) = "card-they-called";

    pub(super) fn invite_title(group: &Name) = "invite-title";
    pub(super) fn invite_why(seconds: u64) = "invite-why";
    pub(super) fn invite_open() = "invite-open";
    pub(super) fn invite_open_how() = "invite-open-how";
    pub(super) fn invite_add() = "invite-add";
    pub(super) fn invite_add_how() = "invite-add-how";
    pub(super) fn invite_scan() = "invite-scan";
    pub(super) fn invite_scan_how(entry: &str, digits: u64) = "invite-scan-how";
    pub(super) fn invite_by_hand_title() = "invite-by-hand-title";
    pub(super) fn invite_by_hand(entry: &str) = "invite-by-hand";
    pub(super) fn invite_by_hand_also(algorithm: &str, digits: u64, seconds: u64)
        = "invite-by-hand-also";
    pub(super) fn invite_program_title() = "invite-program-title";
    pub(super) fn invite_program() = "invite-program";
    pub(super) fn invite_then_title() = "invite-then-title";
    pub(super) fn invite_then() = "invite-then";
    pub(super) fn invite_burn() = "invite-burn";
    pub(super) fn invite_burn_why() = "invite-burn-why";

    pub(super) fn days_title(member: &Name) = "days-title";
    pub(super) fn days_which(group: &Name, day: &str) = "days-which";
    pub(super) fn days_they_call() = "days-they-call";
    pub(super) fn days_you_call() = "days-you-call";
    pub(super) fn days_hang_up() = "days-hang-up";
    pub(super) fn days_cross_out() = "days-cross-out";
    pub(super) fn days_printed(day: &str) = "days-printed";
    pub(super) fn days_day() = "days-day";
    pub(super) fn days_caller() = "days-caller";
    pub(super) fn days_answerer() = "days-answerer";
    pub(super) fn days_used() = "days-used";
    pub(super) fn days_end(day: &str) = "days-end";
    pub(super) fn days_keep() = "days-keep";
}
