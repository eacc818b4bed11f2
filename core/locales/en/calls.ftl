### The call screen, and the same call as lines for a screen reader.
###
### $digits and $word are the half to say: "901", then "tiger".
### $entry is the name of the family's key: Smith family 2.

## The screen. The narrowest window has 40 columns

who-called = Who called?
they-called-me = They called me
i-called-them = I called them
# Asked if somebody in the family has a sheet of paper, or shares a code with this device
# only. A list of names follows, and the input follows "who-letters".
who-is-it = Who is it?
who-letters = First letters:
someone-else = someone else
who-nobody = No name here starts with that.
# Which code counts on this call, once the person is known.
with-group = { $member }: the group's code
with-pair = { $member }: the code that you two share
with-sheet = { $member }'s line for { $day }
answer-yes = Yes
answer-no = No
say-your-half = Say your half:
now-say = Now say:
# The next code, in the last seconds of the one above.
next-half = next: { $digits } { $word }
# The input follows these two.
they-answer = They answer:
they-say = They say:
they-speak-first = They called, so they speak first.
you-can-talk = You can talk.
# $old is the name of the key that they have.
on-old-seed = That is { $old }. If they have { $entry } too, they should read that; if not, they can scan the new QR code when you meet, never on this call.
hidden = Hidden after three minutes without a key press. Press any key to show it.
# On the terminal, after leaving the screen. The passphrase prompt is next.
locked = Locked after eighteen minutes without a key press.
# In the top row, so that nobody mistakes practice for a real call.
practice-mark = PRACTICE
# In the top row: how long the code lasts.
seconds-short = { $seconds } s

## The keys, in the bottom row: the key (don't translate it), and what it does

key-rules = ? rules
key-quit = q quit
key-check = Enter check
key-start-over = Esc start over
key-type-now = type their new half
key-go-back = any key goes back
key-other-group = ← → other group
# The same on a terminal that can't show arrows.
key-other-group-ascii = arrows other group
key-choose = Enter choose
key-arrows = ↑ ↓ or first letters
key-arrows-ascii = arrows or first letters
# In practice: opens the list of what is done by voice on a real call.
key-telephone = Tab telephone

## In practice: what is done by voice on a real call, each after its key

telephone = On the telephone:
telephone-say = say my half
telephone-again = ask them to say it again
telephone-hang-up = hang up

## Read aloud

group-aloud = { $entry }.
say-your-half-aloud = Say your half: { $digits } { $word }.
now-say-aloud = Now say: { $digits } { $word }.
new-code-aloud = New code. Say: { $digits } { $word }.
seconds-left-aloud =
    { $seconds ->
        [one] 1 second left.
       *[other] { $seconds } seconds left.
    }
hidden-aloud = Hidden.
# In practice: $line is what the other side says.
they-say-aloud = They say: { $line }
they-answer-aloud = They answer: { $line }
practice-keys-aloud = Tab to speak or to hang up.
# $names is a list of names, separated by commas.
who-is-it-aloud = Who is it? { $names }.
who-chosen-aloud = { $name }.
who-several-aloud = That may be any of these: { $names }.

## Read aloud, last: the prompt, which the input follows

ask-who-called = Who called? Press t if they called you, i if you called them, ? for the rules, q to leave:
ask-for-answer = What do they answer?
ask-for-callers-half = They called, so they speak first. What do they say?
ask-once-more = What do they say now? Or press Esc to start over:
ask-start-over = Press Esc to start over, q to leave:
ask-who = Type the first letters of the name, or arrows, then Enter:
ask-yes-or-no = Press y or n:
# In practice.
ask-telephone = Press s to say your half, a to ask them to say it again, h to hang up, any other key to go back:
ask-go-back = Press any key to go back:

## The code, without a call

caller-says = caller says
answerer-says = answerer says
seconds-left =
    { $seconds ->
        [one] 1 second left
       *[other] { $seconds } seconds left
    }
# A code that only two members share.
key-between = you and { $member } alone
# A sheet of paper with a line for each day, named after the day it was printed.
sheet-of-member = { $member }'s sheet of { $day }
# "Here" is this device's time zone: elsewhere it may be another day.
sheet-today = { $day } (today here)
sheet-tomorrow = { $day } (tomorrow here)
sheet-yesterday = { $day } (yesterday here)
# The half follows this.
now-say-your-half = Now say your half:

## Checking one half without the call screen. The input follows the first two

ask-what-was-heard = What did they say? Type the digits, the word, or both:
ask-which-side = Who called? Type t if they called you, i if you called them:
# $names is a list of names, separated by commas.
ask-who-of = Who is it ({ $names })? Type the first letters:
# Both words are equally close to the input.
ask-which-word = Was it { $one } or { $other }? (Enter for neither)
# $member has a sheet of paper with a line for each day. A yes or no question.
ask-which-day = That is the line for { $day }, but here it is { $today }. Is it { $day } where { $member } is?
