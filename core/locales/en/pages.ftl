### Pages to print: the cards with the rules of a call, the page that enrols a phone, and
### the sheet for someone without a device.
###
### $digits is a number of digits. $entry is the name of the entry on the phone.

## The two kinds of call, side by side in a table: on the cards and on the page that enrols
## a phone. $first is how many digits the caller says, $last how many the answerer says.

box-they-called = THEY called ME
box-they-say-first = They say the first { $first }.
box-same = Not like mine? Hang up.
box-i-say-last = Only then I say the last { $last }.
box-i-called = I called THEM
box-i-called-on = on a number I had before today
box-i-say-first = I say the first { $first }.
box-they-say-last = They say the last { $last }. Like mine?
# An impostor repeats what they heard.
box-own-again = Wrong, or my own { $first } again? Hang up.

## The cards: twelve lines below the title, each of which someone on the telephone has
## needed and missed.
## $all is how many digits the code has. The first of two messages in a line is bold

card-title = The rule of the call: { $group }
# On the sheet that the cards are cut out of.
card-cut = Cut along the lines. Fold a card twice for the wallet. It has no secret: give one to everybody.
card-question = Is it really them?
card-faked = A voice can be faked.
card-open = Open the code app. Two “{ $group }”?
# The phone's entries are called "Smith family 1" and "Smith family 2".
card-higher = Only the higher number in the name counts.
card-again = Didn’t hear a digit?
card-again-how = “Say it again, slowly”, once. No hints (“eight or nine?”), and don’t repeat their digits. Other digits now? Wrong. A word after them? Ignore it.
card-changed = It changed while we spoke?
card-changed-how = Start again: whoever called says the new first { $first }.
card-hang-up = Hang up
card-hang-up-when =
    if the digits are wrong or missing, or at “you first”, “no time”, “I can’t look”, “my app is broken”, “all { $all ->
        [6] six
        [7] seven
       *[8] eight
    }, please”. Even if it sounds just like them and knows all about us.
card-then = Then call
card-then-how = a number I had before today, never one they gave me, and do it again.
# Names and numbers are beside it.
card-nobody = Nobody there? Call, digits first:
card-never =
    Never all { $all ->
        [6] six
        [7] seven
       *[8] eight
    },
card-never-how = spoken or sent: not to family, the bank, the police, nor as a test.
# $name is the member who makes a new code, or a line to fill in.
card-lost = Phone or page lost? Tell { $name } at once: we make a new code.

## The page that enrols a phone

invite-title = Join “{ $group }”
invite-why = A voice on the telephone can be faked. With this page your phone shows a code that only we know, a new one every { $seconds } seconds. On a call each side says half of it. Then we know who is calling.
# Three steps, each with more about it.
invite-open = Open an authenticator app on your phone.
invite-open-how = Any will do: Google Authenticator, Microsoft Authenticator, Apple Passwords (tap Codes), Aegis, 2FAS, Ente Auth. If you have none, get one from your phone’s own app store; it costs nothing.
invite-add = Tap + and then “Scan a QR code”.
invite-add-how = The + is at the bottom right or the top right. Some apps say “Add account” or “Add code” instead. Asked what kind of account? Choose “Other”.
invite-scan = Hold the phone over the square.
invite-scan-how = A new entry appears: “{ $entry }”, with { $digits } digits that change. That is our code.
invite-by-hand-title = If the camera won’t take it
# The key follows below.
invite-by-hand = Choose “Enter a setup key” or “Enter manually” instead. Account: { $entry }. Kind: time-based. Key:
# Below the key, for a code with unusual parameters.
invite-by-hand-also = Also choose: { $algorithm }, { $digits } digits, { $seconds } seconds.
invite-program-title = If you have ringtrue
# The words follow below.
invite-program = It shows six words before you join. They must be these:
# $name is the member who hands out this page. "invite-tell-how" follows below.
invite-tell = Tell { $name } that it worked
invite-tell-giver = Tell whoever gave you this page that it worked
invite-tell-how = when you sit together, or when you call them: you say the first { $first } digits, they say the last { $last }. If they call you, they begin.
invite-call = On a call,
invite-call-how = switch on the loudspeaker, then open the app; the call goes on. The code changed? Whoever called begins again. They may add a word: ignore it.
invite-after =
    Both right? Then you know who it is. Never say or send all { $all ->
        [6] six
        [7] seven
       *[8] eight
    }, not even then.
# $entry is the name that the phone will show.
invite-new = When a phone is lost, you get a new page and “{ $entry }”.
invite-new-higher = Only that counts: delete the old one at once (in most apps, press and hold it).
invite-burn = Once it works, burn this page.
invite-burn-why = Anyone who has it, or a photo of it, has our code. Don’t copy, photograph or send it. For the boxes above, ask for a card.

## The sheet: a line for each day, with the caller's half on the left and the answerer's
## on the right. Its reader is old, alone, and on the telephone

days-title = { $member }’s sheet
# A sheet is named after the day it was printed.
days-which = { $group } · Sheet of { $day }
days-they-call = When they call you: they say the one on the left, for today, its number and its word. Check that it matches. Only then say the one on the right.
days-you-call = When you call: you say the one on the left, for today, its number and its word. They say the one on the right. Check that it matches.
days-hang-up = If it does not match, or they don’t know it: hang up. Call a number that you had before today, never one they gave you.
days-cross-out = Cross out each line once it is used. If there is a second call that day, hang up, and call a number that you had before today.
# An authenticator app has the family's code, but no sheet's.
days-checks = Only a phone or computer with ringtrue can check this sheet, once it has been given the sheet’s key. A phone with an authenticator app can’t.
# The head of the table.
days-printed = Sheet of { $day }
days-caller = Whoever called says
days-answerer = Whoever answered says
days-used = Used
# Below the table. $day is the last one on it.
days-end = After { $day } you need a new sheet. Ask for it in good time.
days-keep = Keep this sheet by the telephone, and show it to nobody. If it is lost, tell the family at once: they will make you a new one, and this one will no longer count.
