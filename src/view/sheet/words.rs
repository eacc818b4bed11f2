//! Everything that the printed pages say, in one place: another language is
//! another [`Words`]. Plain words, since these pages are read by people who
//! never saw the program; what stands in braces is filled in.

use crate::view::call::RULES;

/// The words of one language.
pub(super) struct Words {
    /// Its name in HTML.
    pub(super) language: &'static str,
    pub(super) invite: InviteWords,
    pub(super) card: CardWords,
    pub(super) days: DayWords,
}

/// The enrolment page. `{group}` is the group's name, `{entry}` what the phone
/// calls it.
pub(super) struct InviteWords {
    pub(super) title: &'static str,
    pub(super) why: &'static str,
    /// Three steps, each what to do and where to tap.
    pub(super) steps: [(&'static str, &'static str); 3],
    pub(super) by_hand: &'static str,
    pub(super) by_hand_how: &'static str,
    /// Where the code is none that every app takes for granted: `{algorithm}`,
    /// `{digits}`, `{period}`.
    pub(super) by_hand_settings: &'static str,
    pub(super) check: &'static str,
    pub(super) check_how: &'static str,
    pub(super) then: &'static str,
    pub(super) then_how: &'static str,
    pub(super) burn: &'static str,
    pub(super) burn_why: &'static str,
}

/// The cards.
pub(super) struct CardWords {
    pub(super) title: &'static str,
    pub(super) cut: &'static str,
    pub(super) head: &'static str,
    pub(super) rules: [&'static str; 5],
    /// Which of the phone's digits are whose: `{count}` of them.
    pub(super) caller: &'static str,
    pub(super) answerer: &'static str,
    /// Three and four.
    pub(super) counts: [&'static str; 2],
}

/// The day sheets. `{member}` is whose it is, `{group}` whose code, `{serial}`
/// and `{generation}` which one it is.
pub(super) struct DayWords {
    pub(super) title: &'static str,
    pub(super) which: &'static str,
    pub(super) they_call: &'static str,
    pub(super) you_call: &'static str,
    pub(super) wrong: &'static str,
    pub(super) once: &'static str,
    pub(super) day: &'static str,
    /// On every page, so that no two sheets are mixed up.
    pub(super) sheet: &'static str,
    pub(super) caller: &'static str,
    pub(super) answerer: &'static str,
    pub(super) used: &'static str,
    pub(super) keep: &'static str,
    /// For whoever has the program.
    pub(super) family: &'static str,
    pub(super) last: &'static str,
}

/// English.
pub(super) const ENGLISH: Words = Words {
    language: "en",
    invite: InviteWords {
        title: "Join “{group}”",
        why: "A voice on the telephone can be faked. With this page your phone shows a code that \
              only we know, a new one every {period} seconds. On a call each side says half of it. \
              Then we know who is calling.",
        steps: [
            (
                "Open an authenticator app on your phone.",
                "Any will do: Google Authenticator, Microsoft Authenticator, Apple Passwords (tap \
                 Codes), Aegis, 2FAS, Ente Auth. If you have none, get one from your phone’s own \
                 app store; it costs nothing.",
            ),
            (
                "Tap + and then “Scan a QR code”.",
                "The + is at the bottom right or the top right. Some apps say “Add account” or \
                 “Add code” instead. If you are asked what kind of account, choose “Other”.",
            ),
            (
                "Hold the phone over the square.",
                "A new entry appears: “{entry}”, with {digits} digits that change. That is our \
                 code.",
            ),
        ],
        by_hand: "If the camera won’t take it",
        by_hand_how: "Choose “Enter a setup key” or “Enter manually” instead. Account: {entry}. \
                      Kind: time-based. Key:",
        by_hand_settings: "Also choose: {algorithm}, {digits} digits, {period} seconds.",
        check: "If you have the program ringtrue",
        check_how: "It shows six words before you join. They must be these:",
        then: "Then",
        then_how: "Read the digits on your phone to whoever gave you this page, to see that they \
                   are the same.",
        burn: "Then burn this page, or lock it away.",
        burn_why: "Whoever has it, or a photo of it, has our code. Don’t copy it, don’t take a \
                   picture of it, don’t send it.",
    },
    card: CardWords {
        title: "The rule of the call",
        cut: "Cut along the lines. There is no secret on these cards: give one to everybody, for \
              the wallet or beside the telephone.",
        head: "Is it really them?",
        rules: RULES,
        caller: "You called: say the first {count}.",
        answerer: "They called: say the last {count}.",
        counts: ["three", "four"],
    },
    days: DayWords {
        title: "{member}’s sheet",
        which: "{group} · Sheet {serial} · Generation {generation}",
        they_call: "When they call you: they say the one on the left, for today, its number and its \
                    word. Look whether it fits. Only then you say the one on the right.",
        you_call: "When you call: you say the one on the left, for today, its number and its word. \
                   They say the one on the right. Look whether it fits.",
        wrong: "If it does not fit, or they don’t know it: hang up. Call back on a number that you know.",
        once: "Cross out the line once it was used. If there is a second call that day, hang up, \
               and call back on a number that you know.",
        day: "Day",
        sheet: "Sheet {serial}",
        caller: "Whoever called says",
        answerer: "Whoever answered says",
        used: "Used",
        keep: "Keep this sheet by the telephone, and show it to nobody. If it is lost, tell the \
               family at once: they make you a new one, and this one counts no more.",
        family: "For the family’s other devices: ringtrue members add {member} --sheet {serial}",
        last: "After {last} you need a new sheet. Ask for it in good time.",
    },
};
