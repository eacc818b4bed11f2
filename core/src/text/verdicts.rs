//! Sentences of the verdicts: what a half that was heard means, and what to do. None
//! repeats the half.

use super::Texts;
use super::texts::sentences;
use crate::call::{Expected, Finding, FindingContext, NoCode, Part, Verdict};
use crate::device::DevicePublic;
use crate::group::{Group, Name, Parted};
use crate::words::{HeardError, Word};

sentences! {
    fn headline_match() = "headline-match";
    fn headline_duress() = "headline-duress";
    /// Returns the headline of a duress half as a sentence, to read aloud after the
    /// sentence of a match.
    pub fn duress_aloud() = "duress-aloud";
    fn headline_used() = "headline-used";
    fn headline_hang_up() = "headline-hang-up";
    fn headline_lost() = "headline-lost";

    fn reason_used() = "reason-used";
    fn reason_old_seed(old: &str, entry: &str) = "reason-old-seed";
    fn reason_lost_of(member: &Name) = "reason-lost-of";
    fn reason_lost() = "reason-lost";
    fn reason_own_half() = "reason-own-half";
    fn reason_wrong_time(part: Option<Part>, codes: u64, when: &str) = "reason-wrong-time";
    fn reason_wrong_clock(hours: u64, half: &str, when: &str) = "reason-wrong-clock";
    fn reason_no_match() = "reason-no-match";
    fn check_clock() = "check-clock";
    fn check_time_zone() = "check-time-zone";
    fn wrong_clock() = "wrong-clock";
    /// Says to ask once for the new half, after one that was right until a moment ago.
    pub fn ask_once() = "ask-once";

    fn verdict_match(part: Option<Part>) = "verdict-match";
    fn verdict_match_previous(old: &str, entry: &str) = "verdict-match-previous";
    fn verdict_duress() = "verdict-duress";
    fn verdict_used() = "verdict-used";
    fn verdict_repeated() = "verdict-repeated";
    fn verdict_old_seed(old: &str, entry: &str) = "verdict-old-seed";
    fn verdict_lost_of(member: &Name) = "verdict-lost-of";
    fn verdict_lost() = "verdict-lost";
    fn verdict_not_yet(names: &str) = "verdict-not-yet";
    fn verdict_own_half() = "verdict-own-half";
    fn verdict_wrong_clock(hours: u64, half: &str, when: &str) = "verdict-wrong-clock";
    fn verdict_wrong_time(part: Option<Part>, codes: u64, when: &str) = "verdict-wrong-time";
    fn verdict_no_match() = "verdict-no-match";

    fn not_read_two_words(one: Word, other: Word) = "not-read-two-words";
    fn not_read_because(why: &str) = "not-read";
    fn not_read_disagree() = "not-read-disagree";
    fn once_more_disagree() = "once-more-disagree";
    fn once_more_two_words(one: Word, other: Word) = "once-more-two-words";
    fn once_more() = "once-more";

    fn line_match(part: Option<Part>, member: &Name, day: &str) = "line-match";
    fn line_used() = "line-used";
    fn line_own_half() = "line-own-half";
    fn line_wrong_time(part: Option<Part>, member: &Name, day: &str) = "line-wrong-time";
    fn line_no_match(member: &Name, today: &str) = "line-no-match";

    fn pair_match(part: Option<Part>, member: &Name) = "pair-match";
    fn pair_match_previous(part: Option<Part>, member: &Name, old: &str, entry: &str)
        = "pair-match-previous";
    fn pair_no_match(member: &Name) = "pair-no-match";
    fn pair_no_match_group(member: &Name) = "pair-no-match-group";

    fn reason_line_used(member: &Name, day: &str) = "reason-line-used";
    fn reason_line_wrong_time(part: Option<Part>, member: &Name, day: &str)
        = "reason-line-wrong-time";
    fn reason_line_no_match(member: &Name, today: &str) = "reason-line-no-match";
    fn reason_pair_no_match(member: &Name) = "reason-pair-no-match";
    fn reason_pair_no_match_group(member: &Name) = "reason-pair-no-match-group";

    /// Says that today's line of a sheet was used before.
    pub fn line_is_used() = "line-is-used";
    /// Says that another day's line was used before.
    pub fn line_is_used_elsewhere() = "line-is-used-elsewhere";
    fn nothing_parted(member: &Name, why: &str) = "nothing-counts-parted";
    fn nothing_useless(member: &Name) = "nothing-counts-useless";
    fn nothing_no_sheet(member: &Name) = "nothing-counts-no-sheet";
    fn nothing_not_yet(member: &Name, printed: &str) = "nothing-counts-not-yet";
    fn nothing_over(member: &Name, last: &str) = "nothing-counts-over";
}

impl Texts {
    /// Returns the first thing to read after a half was heard: that it rings true, or
    /// what to do.
    #[must_use]
    pub fn headline(&self, verdict: Verdict) -> String {
        match verdict {
            Verdict::Match | Verdict::MatchPreviousGeneration => self.headline_match(),
            Verdict::Duress => self.headline_duress(),
            Verdict::Used => self.headline_used(),
            Verdict::OldSeed | Verdict::OwnHalf | Verdict::WrongTime | Verdict::NoMatch => {
                self.headline_hang_up()
            }
        }
    }

    /// Like [`headline`](Self::headline), but uses all that is known of the half: a lost
    /// phone must not be called back, for example.
    #[must_use]
    pub fn headline_of(&self, context: &FindingContext<'_>) -> String {
        let finding = context.finding;
        let is_line = matches!(context.expected, Expected::Sheet { .. });
        match finding.lost(context.expected.code_group(context.group)) {
            Some(_) => self.headline_lost(),
            None if finding.is_repeated_later() => self.headline_hang_up(),
            // There is no further line that day to ask for.
            None if is_line && finding.verdict == Verdict::Used => self.headline_hang_up(),
            None => self.headline(finding.verdict),
        }
    }

    /// Returns the first thing to read if nothing counts from the other side;
    /// [`nothing_counts`](Self::nothing_counts) says why.
    #[must_use]
    pub fn headline_of_nothing(&self) -> String {
        self.headline_hang_up()
    }

    /// Returns why nothing counts from `member`.
    #[must_use]
    pub fn nothing_counts(&self, member: &Name, why: NoCode) -> String {
        match why {
            NoCode::NoKey => self.nothing_parted(member, "own-key"),
            NoCode::Parted(parted) => {
                let why = match parted {
                    Parted::OtherKey => "other-key",
                    Parted::NoKey => "no-key",
                    Parted::App => "app",
                    Parted::Sheet => "sheet",
                };
                self.nothing_parted(member, why)
            }
            NoCode::WeakKey => self.nothing_useless(member),
            NoCode::NoSheet => self.nothing_no_sheet(member),
            NoCode::NotYet { printed } => self.nothing_not_yet(member, &self.day_short(printed)),
            NoCode::Over { last, .. } => self.nothing_over(member, &self.day_short(last)),
        }
    }

    /// Returns why a half was refused, or the whole verdict if it was not.
    #[must_use]
    pub fn reason(&self, context: &FindingContext<'_>) -> String {
        let finding = &context.finding;
        match (context.expected, finding.verdict) {
            (_, verdict) if verdict.is_genuine() => self.verdict_of(context),
            (Expected::Sheet { member, .. }, Verdict::Used) => {
                self.reason_line_used(member, &self.day_written(context.line_day()))
            }
            (Expected::Sheet { member, .. }, Verdict::WrongTime) => {
                let day = self.day_written(context.line_day());
                self.reason_line_wrong_time(finding.part, member, &day)
            }
            (Expected::Sheet { member, .. }, Verdict::NoMatch) => {
                self.reason_line_no_match(member, &self.day_written(context.today))
            }
            (Expected::Pair { member, .. }, Verdict::NoMatch) if finding.is_group_code() => {
                self.reason_pair_no_match_group(member)
            }
            (Expected::Pair { member, .. }, Verdict::NoMatch) => self.reason_pair_no_match(member),
            (expected, _) => self.reason_in(finding, expected.code_group(context.group)),
        }
    }

    fn reason_in(&self, finding: &Finding, group: &Group) -> String {
        match finding.verdict {
            Verdict::Match | Verdict::MatchPreviousGeneration | Verdict::Duress => {
                self.verdict(finding, group)
            }
            Verdict::Used => self.reason_used(),
            Verdict::OldSeed => match finding.lost(group) {
                Some([member]) => self.reason_lost_of(member),
                Some(_) => self.reason_lost(),
                None => self.reason_old_seed(&found_key_name(finding, group), &group.key_name()),
            },
            Verdict::OwnHalf => self.reason_own_half(),
            Verdict::WrongTime => {
                if let Some((hours, half, when)) = hours_off(finding, group) {
                    return self.reason_wrong_clock(hours, half, when);
                }
                let (codes, when) = steps_away(finding.steps_off);
                self.reason_wrong_time(finding.part, codes, when)
            }
            Verdict::NoMatch => self.reason_no_match(),
        }
    }

    /// Returns a note on wrong clocks, for a half of another time or something that is not
    /// the code; empty for any other verdict and for a sheet.
    #[must_use]
    pub fn about_clocks(&self, context: &FindingContext<'_>) -> String {
        match context.expected {
            Expected::Sheet { .. } => String::new(),
            _ if context.finding.is_group_code() => String::new(),
            expected => self.clocks_in(&context.finding, expected.code_group(context.group)),
        }
    }

    fn clocks_in(&self, finding: &Finding, group: &Group) -> String {
        match finding.verdict {
            Verdict::WrongTime if hours_off(finding, group).is_some() => self.check_time_zone(),
            Verdict::WrongTime => self.check_clock(),
            Verdict::NoMatch => self.wrong_clock(),
            _ => String::new(),
        }
    }

    /// Returns what a judged half means and what to do.
    #[must_use]
    pub fn verdict_of(&self, context: &FindingContext<'_>) -> String {
        let finding = &context.finding;
        match context.expected {
            Expected::Group => self.verdict(finding, context.group),
            Expected::Pair { member, shared } => self.pair_verdict(finding, shared, member),
            Expected::Sheet { member, .. } => self.line_verdict(context, member),
        }
    }

    /// Returns what a finding in `group` means and what to do.
    #[must_use]
    pub fn verdict(&self, finding: &Finding, group: &Group) -> String {
        match finding.verdict {
            Verdict::Match => self.verdict_match(finding.part),
            Verdict::MatchPreviousGeneration => {
                self.verdict_match_previous(&found_key_name(finding, group), &group.key_name())
            }
            Verdict::Duress => self.verdict_duress(),
            Verdict::Used if finding.is_repeated_later() => self.verdict_repeated(),
            Verdict::Used => self.verdict_used(),
            Verdict::OldSeed => match finding.lost(group) {
                Some([member]) => self.verdict_lost_of(member),
                Some(_) => self.verdict_lost(),
                None => self.verdict_old_seed(&found_key_name(finding, group), &group.key_name()),
            },
            Verdict::OwnHalf => self.verdict_own_half(),
            Verdict::WrongTime => {
                let verdict = if let Some((hours, half, when)) = hours_off(finding, group) {
                    self.verdict_wrong_clock(hours, half, when)
                } else {
                    let (codes, when) = steps_away(finding.steps_off);
                    self.verdict_wrong_time(finding.part, codes, when)
                };
                [verdict, self.clocks_in(finding, group)].join(" ")
            }
            Verdict::NoMatch => [self.verdict_no_match(), self.clocks_in(finding, group)].join(" "),
        }
    }

    /// Like [`verdict_of`](Self::verdict_of), but after the code of a lost phone also names
    /// the members not yet seen with the new code. `own` is the key of this device.
    #[must_use]
    pub fn verdict_and_roll(
        &self,
        context: &FindingContext<'_>,
        own: Option<&DevicePublic>,
    ) -> String {
        let verdict = self.verdict_of(context);
        let is_lost = context.finding.lost(context.group).is_some();
        if !is_lost || !matches!(context.expected, Expected::Group) {
            return verdict;
        }
        let names = context.group.not_seen_yet(own);
        if names.is_empty() {
            return verdict;
        }
        let names: Vec<&str> = names.into_iter().map(Name::as_str).collect();
        [verdict, self.verdict_not_yet(&names.join(", "))].join(" ")
    }

    fn line_verdict(&self, context: &FindingContext<'_>, member: &Name) -> String {
        let part = context.finding.part;
        let day = self.day_written(context.line_day());
        match context.finding.verdict {
            Verdict::Match => self.line_match(part, member, &day),
            Verdict::Used => self.line_used(),
            Verdict::OwnHalf => self.line_own_half(),
            Verdict::WrongTime => self.line_wrong_time(part, member, &day),
            // A sheet has one key and no duress half.
            Verdict::MatchPreviousGeneration
            | Verdict::OldSeed
            | Verdict::Duress
            | Verdict::NoMatch => self.line_no_match(member, &self.day_written(context.today)),
        }
    }

    fn pair_verdict(&self, finding: &Finding, shared: &Group, member: &Name) -> String {
        match finding.verdict {
            Verdict::Match => self.pair_match(finding.part, member),
            Verdict::MatchPreviousGeneration => self.pair_match_previous(
                finding.part,
                member,
                &found_key_name(finding, shared),
                &shared.key_name(),
            ),
            Verdict::NoMatch if finding.is_group_code() => self.pair_no_match_group(member),
            Verdict::NoMatch => [self.pair_no_match(member), self.wrong_clock()].join(" "),
            _ => self.verdict(finding, shared),
        }
    }

    /// Returns why the input can't be read as a half and what to do, in one sentence.
    #[must_use]
    pub fn not_read(&self, heard_error: HeardError) -> String {
        self.not_read_because(match heard_error {
            HeardError::TwoWords(one, other) => return self.not_read_two_words(one, other),
            HeardError::Disagree => return self.not_read_disagree(),
            HeardError::Nothing => "nothing",
            HeardError::TooLong => "too-long",
            HeardError::WrongLength => "wrong-length",
            HeardError::NoDigit => "no-digit",
            HeardError::Several => "several",
            // The last two never come from a half: six words are asked for elsewhere.
            HeardError::NoSuchWord | HeardError::LooseDigits | HeardError::NotSix { .. } => {
                "no-such-word"
            }
        })
    }

    /// Like [`not_read`](Self::not_read), in as few words as possible.
    #[must_use]
    pub fn say_once_more(&self, heard_error: HeardError) -> String {
        match heard_error {
            HeardError::TwoWords(one, other) => self.once_more_two_words(one, other),
            HeardError::Disagree => self.once_more_disagree(),
            _ => self.once_more(),
        }
    }
}

/// Returns the name of the key that the half belongs to.
fn found_key_name(finding: &Finding, group: &Group) -> String {
    group.key_name_of(finding.generation)
}

/// Returns how many whole hours a clock is off, whether there is another half hour, and
/// the direction, if a full code shows that.
fn hours_off(finding: &Finding, group: &Group) -> Option<(u64, &'static str, &'static str)> {
    let halves = finding.half_hours_off(group.parameters().period)?;
    let (_, when) = steps_away(halves);
    let half = match halves % 2 {
        0 => "no",
        _ => "yes",
    };
    Some((halves.unsigned_abs() / 2, half, when))
}

/// Returns how many codes away a step is, and the direction.
const fn steps_away(steps_off: i64) -> (u64, &'static str) {
    let when = if steps_off < 0 { "ago" } else { "ahead" };
    (steps_off.unsigned_abs(), when)
}
