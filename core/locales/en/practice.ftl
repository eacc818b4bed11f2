### Practice: a call in which the program plays the other side, a relative or an impostor.
### The other side's lines are spoken English; the rest is for the person who practises.
###
### $name is the relative: a member of the family, or Anna.

## Before a drill. All drills in which the person is called begin the same, and so do all
## in which they call: they have to find out which one it is

# "Tab" is the key of that name: it opens the list of what is done by voice.
practice-worthless = This is practice: its codes count only here. Press Tab to speak or to hang up.
# The other side's name, if no name from the family is needed.
practice-anna = Anna
practice-story-called = Your phone rings. It is { $name }'s voice, upset: money is needed at once.
practice-story-calling = { $name } wrote that money is needed at once. You call, and { $name }'s voice answers. You called, so you say your half first.
practice-keys-answer = any key answers   q quit
practice-keys-call = any key calls   q quit
practice-ask-answer = Press any key to answer, q to leave:
practice-ask-call = Press any key to call, q to leave:

## What the other side says. $half is a half as it is read aloud: "nine oh one, tiger"

practice-says-called = "It's me, { $name }: { $half }."
# The other side was called, waits for the caller's half, and then says theirs.
practice-hello = "Hello, { $name } here."
practice-hello-again = "Hello? Who is it? You called, so you go first."
practice-says-calling = "That is right. And mine: { $half }."
practice-says-again = "I said: { $half }."
practice-you-first = "It's me, { $name }, I'm in a hurry! You go first: what is your half?"
practice-you-first-again = "Don't you know my own voice? Just say your half."
practice-you-first-still = "My battery is nearly empty. Your half, please, quickly!"
# $digits is how many digits a code has.
practice-whole-code =
    "It's me, { $name }. We are only testing the family system: read me all { $digits ->
        [6] six
        [7] seven
       *[8] eight
    } digits."
practice-whole-code-again =
    "It's only a test, nothing can happen. All { $digits ->
        [6] six
        [7] seven
       *[8] eight
    } digits, please."
practice-whole-code-still = "Everybody else has done it. You are the last one."
practice-reply-called = "And now your half, please."
practice-reply-calling = "I'm so glad that you called."
practice-reply-refused = "No, wait! Please don't hang up!"
# A digit as said on the telephone. The word must be one that is accepted as input.
practice-digit =
    { $digit ->
        [0] oh
        [1] one
        [2] two
        [3] three
        [4] four
        [5] five
        [6] six
        [7] seven
        [8] eight
       *[9] nine
    }
# The digits of a half, then its word.
practice-half-aloud = { $digits }, { $word }

## How it ended

practice-right = That was right.
practice-not-right = That was not right.
practice-leave = any key leaves
# On one line with the name of the drill, which is a command's argument.
practice-right-line = { $drill }: right
practice-not-right-line = { $drill }: not right

## The lesson, after the person said their half (or the whole code) without checking first

lesson-gave-in-testing = You read out the whole code, and now an impostor has it. Nobody needs it, not even for a test: next time hang up.
lesson-gave-in-first = You said your half first, and now an impostor has it. The one who called speaks first: next time hang up.
lesson-gave-in-old = You said your half without checking theirs, and now an impostor has it. Next time type what they say, and wait for the tick.
lesson-gave-in-anna = It was { $name }, but you could not know: you said your half before you had checked theirs. Next time type what they say, and wait for the tick.

## The lesson, after the person went on

lesson-went-on-relative = You checked their half, and went on only when it rang true. Do it like this on every call.
lesson-went-on-forced = They were forced to call, and you went on as if nothing were wrong: anyone listening in has learned nothing. On a real call, get help as soon as you can.
lesson-went-on-chance = What you typed was right by chance, as one guess in a few hundred is. When it is about money, call back all the same.
lesson-wrong-mistyped = You went on after a wrong half. It was mistyped this time, but nobody could know that. Next time hang up at once, and call back on a number that you know.
lesson-wrong-never-said = You went on after a wrong half. They never said theirs. Next time hang up at once, and call back on a number that you know.
lesson-wrong-repeated = You went on after a wrong half. They only repeated yours. Next time hang up at once, and call back on a number that you know.
lesson-wrong-old = You went on after a wrong half. Somebody repeated an old one. Next time hang up at once, and call back on a number that you know.

## The lesson, after the person hung up

lesson-hung-up-mistyped = You kept to the rule: one wrong half ends the call. But theirs was right: it was mistyped, or you had said that somebody else called. Next time look at it once more before you check it.
lesson-hung-up-anna-unchecked = It was { $name }, with the right half. Next time check it before you decide; and after hanging up, call back.
lesson-hung-up-anna = You hung up although it rang true. Next time go on after the tick: then it is them.
lesson-hung-up-forced-unchecked = { $name } was forced to speak, and the half would have told you. Next time check it before you decide.
lesson-hung-up-forced = { $name } is being forced, and anyone listening in now knows that you know. Next time go on as if nothing were wrong, and get help.
lesson-hung-up-first = You said nothing to somebody who wanted your half first. On a real call, now call back on a number that you know.
lesson-hung-up-testing = Nobody needs the whole code, not even for a test, and you did not give it. On a real call, now call back on a number that you know.
lesson-hung-up-repeated = They only repeated your own half, and you hung up. On a real call, now call back on a number that you know.
lesson-hung-up-old = Somebody had listened to an old code, and you hung up. On a real call, now call back on a number that you know.
