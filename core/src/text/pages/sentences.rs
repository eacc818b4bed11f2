//! The sentences on pages.

use crate::group::Name;
use crate::text::texts::sentences;

sentences! {
    in Html:

    pub(super) fn box_they_called() = "box-they-called";
    pub(super) fn box_they_say_first(first: u64) = "box-they-say-first";
    pub(super) fn box_same() = "box-same";
    pub(super) fn box_i_say_last(last: u64) = "box-i-say-last";
    pub(super) fn box_i_called() = "box-i-called";
    pub(super) fn box_i_called_on() = "box-i-called-on";
    pub(super) fn box_i_say_first(first: u64) = "box-i-say-first";
    pub(super) fn box_they_say_last(last: u64) = "box-they-say-last";
    pub(super) fn box_own_again(first: u64) = "box-own-again";

    pub(super) fn card_title(group: &Name) = "card-title";
    pub(super) fn card_cut() = "card-cut";
    pub(super) fn card_question() = "card-question";
    pub(super) fn card_faked() = "card-faked";
    pub(super) fn card_open(group: &Name) = "card-open";
    pub(super) fn card_higher() = "card-higher";
    pub(super) fn card_again() = "card-again";
    pub(super) fn card_again_how() = "card-again-how";
    pub(super) fn card_changed() = "card-changed";
    pub(super) fn card_changed_how(first: u64) = "card-changed-how";
    pub(super) fn card_hang_up() = "card-hang-up";
    pub(super) fn card_hang_up_when(all: u64) = "card-hang-up-when";
    pub(super) fn card_then() = "card-then";
    pub(super) fn card_then_how() = "card-then-how";
    pub(super) fn card_nobody() = "card-nobody";
    pub(super) fn card_never(all: u64) = "card-never";
    pub(super) fn card_never_how() = "card-never-how";
    pub(super) fn card_lost(name: &str) = "card-lost";

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
    pub(super) fn invite_tell(name: &str) = "invite-tell";
    pub(super) fn invite_tell_giver() = "invite-tell-giver";
    pub(super) fn invite_tell_how(first: u64, last: u64) = "invite-tell-how";
    pub(super) fn invite_call() = "invite-call";
    pub(super) fn invite_call_how() = "invite-call-how";
    pub(super) fn invite_after(all: u64) = "invite-after";
    pub(super) fn invite_new(entry: &str) = "invite-new";
    pub(super) fn invite_new_higher() = "invite-new-higher";
    pub(super) fn invite_burn() = "invite-burn";
    pub(super) fn invite_burn_why() = "invite-burn-why";

    pub(super) fn days_title(member: &Name) = "days-title";
    pub(super) fn days_which(group: &Name, day: &str) = "days-which";
    pub(super) fn days_they_call() = "days-they-call";
    pub(super) fn days_you_call() = "days-you-call";
    pub(super) fn days_hang_up() = "days-hang-up";
    pub(super) fn days_cross_out() = "days-cross-out";
    pub(super) fn days_checks() = "days-checks";
    pub(super) fn days_printed(day: &str) = "days-printed";
    pub(super) fn days_caller() = "days-caller";
    pub(super) fn days_answerer() = "days-answerer";
    pub(super) fn days_used() = "days-used";
    pub(super) fn days_end(day: &str) = "days-end";
    pub(super) fn days_keep() = "days-keep";
}
