### Pages to print: the cards with the rules of a call, the page that enrols a phone, and
### the sheet for someone without a device.
###
### $digits is a number of digits. $entry is what the phone calls its entry.

## The cards. Each is as large as a bank card, with the rules (rules.ftl) on it

card-title = The rule of the call: { $group }
# On the sheet that the cards are cut out of.
card-cut = Cut along the lines. There is no secret on these cards: give one to everybody, for the wallet or beside the telephone.
# On each card: as short as possible.
card-question = Is it really them?
card-you-called =
    You called: say the first { $digits ->
        [3] three
       *[4] four
    }.
card-they-called =
    They called: say the last { $digits ->
        [3] three
       *[4] four
    }.

## The page that enrols a phone

invite-title = Join “{ $group }”
invite-why = A voice on the telephone can be faked. With this page your phone shows a code that only we know, a new one every { $seconds } seconds. On a call each side says half of it. Then we know who is calling.
# Three steps, each with what else there is to know about it.
invite-open = Open an authenticator app on your phone.
invite-open-how = Any will do: Google Authenticator, Microsoft Authenticator, Apple Passwords (tap Codes), Aegis, 2FAS, Ente Auth. If you have none, get one from your phone’s own app store; it costs nothing.
invite-add = Tap + and then “Scan a QR code”.
invite-add-how = The + is at the bottom right or the top right. Some apps say “Add account” or “Add code” instead. If you are asked what kind of account, choose “Other”.
invite-scan = Hold the phone over the square.
invite-scan-how = A new entry appears: “{ $entry }”, with { $digits } digits that change. That is our code.
invite-by-hand-title = If the camera won’t take it
# The key stands below.
invite-by-hand = Choose “Enter a setup key” or “Enter manually” instead. Account: { $entry }. Kind: time-based. Key:
# Below the key, for a code that is not like most.
invite-by-hand-also = Also choose: { $algorithm }, { $digits } digits, { $seconds } seconds.
invite-program-title = If you have the program ringtrue
# The words stand below.
invite-program = It shows six words before you join. They must be these:
invite-then-title = Then
invite-then = Read the digits on your phone to whoever gave you this page, to see that they are the same.
invite-burn = Then burn this page, or lock it away.
invite-burn-why = Whoever has it, or a photo of it, has our code. Don’t copy it, don’t take a picture of it, don’t send it.

## The sheet: a line for each day, with the caller's half on the left and the answerer's
## on the right. It is read by someone old, alone, on the telephone

days-title = { $member }’s sheet
# A sheet is called by the day it was printed.
days-which = { $group } · Sheet of { $day }
days-they-call = When they call you: they say the one on the left, for today, its number and its word. Look whether it fits. Only then you say the one on the right.
days-you-call = When you call: you say the one on the left, for today, its number and its word. They say the one on the right. Look whether it fits.
days-hang-up = If it does not fit, or they don’t know it: hang up. Call back on a number that you know.
days-cross-out = Cross out the line once it was used. If there is a second call that day, hang up, and call back on a number that you know.
# The head of the table.
days-printed = Sheet of { $day }
days-day = Day
days-caller = Whoever called says
days-answerer = Whoever answered says
days-used = Used
# Below the table. $day is the last one on it.
days-end = After { $day } you need a new sheet. Ask for it in good time.
days-keep = Keep this sheet by the telephone, and show it to nobody. If it is lost, tell the family at once: they make you a new one, and this one no longer counts.
