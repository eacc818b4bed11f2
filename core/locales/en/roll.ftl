### The roll-call: who is in the group, and which key each of them was last seen with.
### Each message is a note after a name; there may be several.
###
### $entry is the name of a key: Smith family 2. $date is a day and a time.
### $command is what to type: don't translate it.

# Six words that two people compare by voice. Six words follow below each of these.
# $name is the name of the family's key: Smith family 2.
words-family = The family's words, for { $name }. Everybody who has this key sees the same. Compare them when somebody joins, and when the family gets a new key.
words-organiser = Your words as the organiser. Read them to somebody who takes your messages for the first time, or who makes you an organiser.
words-device = The words of this device. Read them to somebody who adds it to the family, or who pairs with you.

words-of-device = device
words-compared = compared here
words-disputed = claimed by a message, in dispute

roll-nobody = nobody is on the list yet
roll-organiser = organiser
roll-organiser-keys = organiser, with { $keys } keys
roll-organiser-only = organiser, but not on the list
roll-you = you, on this device
roll-not-seen = code not checked yet
roll-current = has { $entry } ({ $date })
roll-behind = still has { $entry } ({ $date }), and needs the new one
roll-paired = paired with you
# They were paired until what they hold changed, which ends a pairing.
roll-parted =
    paired with you, but { $why ->
        [no-key] their device key is not on the list
        [app] they now have an app
        [sheet] they now have a sheet
       *[other-key] their device key changed
    }
roll-not-compared = key not compared
roll-disputed = device key in dispute
roll-no-message = no message reaches them
# A paper sheet with a line for each day. It is named after the day it was printed, $day;
# $last is its last day.
roll-sheet-none = has no sheet that counts
roll-sheet-ends = the sheet of { $day } ends on { $last }
roll-sheet-ended = the sheet of { $day } ended on { $last }
roll-print = print a new one: { $command }
roll-sheet = the sheet of { $day }, until { $last }
roll-heard = last heard { $date }

# $notes are some of those above, separated by semicolons.
roll-line = { $name }: { $notes }

## After a change of key: the members whom no message reaches, and how to reach them

reach-title = No message reaches these:
reach-app = show the new QR code: { $command }
reach-sheet = print a new one: { $command }
reach-ringtrue = no device key: { $add }; then: { $invite }

## The list of groups

# $number is the number after the name: the 2 of "Smith family 2".
groups-number = number { $number }
groups-to-others = "{ $name }" to the others
groups-accepted = { $entry } accepted until { $date }

## Keys that two people compare by voice, before a key counts. Each question is a yes or no
## question unless it says what to type. $words are six words

ask-device-key =
    { $name }'s device key has the six words: { $words }
    Call { $name } on a number that you know. Does { $command } show the same six for { $name }'s device?
# A member has a new device key. Anything but yes counts as no.
ask-old-key =
    { $name } had another device key before. Anyone who has that one can open messages to { $name }, and so get the family's key and every day sheet.
    Are you certain that nobody else has it?
ask-organiser-key =
    { $name }'s key as an organiser has the six words: { $words }
    Call { $name } on a number that you know. Does { $command } show the same six there, for an organiser?
# A member has a new organiser's key. Anything but yes counts as no.
ask-old-organiser-key =
    { $name } has an organiser's key already. Anyone who has the device with that key, lost or not, can change the family's key.
    Does { $name } still have that device? If you are not sure, say no: that key then no longer counts.
# The organiser $name has a key that this device has also known under the name $before.
# $words are the six words of their key as an organiser. Anything but yes counts as no.
ask-renamed-organiser =
    The organiser { $name } may be { $before } under another name: this device has known a key of theirs by both names. { $name }'s key as an organiser has the six words: { $words }
    If you are not sure that both are the same person, say no, and call { $name } on a number that you know. Remove { $name } as an organiser too?
# Above a list of $keys keys, each with a number and its six words.
demote-which = { $name } has { $keys } keys as an organiser, which may be of several devices or of several people:
# The answer is a number from the list, or the word "all": don't translate it.
ask-demote-which =
    Call { $name } on a number that you know. Does { $command } show one of these there, for an organiser?
    The number of the key that no longer counts, "all", or Enter for none:
# This applies to this device only. $left are those whose messages it still accepts: "Mum or Ann".
ask-demote-here =
    This device is not an organiser's, so this changes nothing on the others. From now on, this device ignores messages from { $name } and follows only { $left }. Do the same on every other device.
    If somebody told you to do this, call { $name } first, on a number that you know. Is { $name } no longer an organiser for this device?
# $name is the only organiser.
ask-demote-last-here =
    This device is not an organiser's, so this changes nothing on the others. From now on, this device ignores messages from { $name }. Nobody else is an organiser, so the family's next key has to be scanned as a QR code. Do the same on every other device first.
    If somebody told you to do this, call { $name } first, on a number that you know. Is { $name } no longer an organiser for this device?
uncompared-organiser = { $name } is named as an organiser of "{ $group }", but no trusted organiser vouches for that key. Its six words: { $words }
# Follows the message above.
ask-uncompared-organiser = Call { $name } on a number that you know. Does { $command } show the same words there, for an organiser?
# The answer is the number before the words: 1 or 2. Both sets of words start in the same column.
dispute-of-two =
    There is a dispute about { $name }'s device key:
      1  known here:      { $here }
      2  by the message:  { $claimed }
dispute-of-one =
    There is a dispute about { $name }'s device key:
      2  by the message:  { $claimed }
# $known is the member whose key it is according to this device.
dispute-known-as = You know the key in the message as { $known }'s.
ask-dispute =
    Call { $name } on a number that you know. Which six words does { $command } show on { $name }'s device?
    The number before them, or Enter for neither:

# The same on a phone: a heading, then a question with the two sets of words to tap below it.
two-keys = Two keys for { $name }
two-keys-open = First find out which of two keys is { $name }'s. If { $name } lost a device, say so instead.
ask-two-keys = A message brought another key for { $name } than the one known here. Call { $name } on a number that you know. Which six words does { $name }'s device show?
two-keys-here = Known here: { $words }
two-keys-claimed = From the message: { $words }
keys-same = Yes, the same words
is-organiser = Is { $name } an organiser?

## Pairing. Both sets of words start in the same column

pair-words =
    Read to { $name }:           { $yours }
    What { $name } reads to you: { $theirs }
ask-pair = Are those the words that { $name } reads to you, and does { $name } say that yours are right too?
pair-done = You and { $name } are paired: on calls with { $name }, only the code that you two share counts.
ask-unpair = On calls with { $name }, the group's code counts again, which everybody in the group has. End the pairing?
pair-ended = You and { $name } are no longer paired: the code of the group counts again.

## The list on a phone: questions and results about $name, who is on it.
## Quote the phone's buttons as they read in your language

# Above six words.
words-of-their-device = The six words of { $name }'s device
words-of-their-organiser-key = The six words of { $name } as an organiser
pair-yours = Read these to { $name }
pair-theirs = { $name } reads these to you
# Below six words. "ringtrue words" is what to type on a computer: don't translate it.
compare-device-key = Call { $name } on a number that you know. Does { $name } see the same six words? A phone shows them under "This phone's key", and a computer after typing: ringtrue words
compare-organiser-key = Call { $name } on a number that you know. Does { $name } see the same six words as an organiser? A phone shows them under "This phone's key", and a computer after typing: ringtrue words
compare-contradicts = Careful: this is not the key that you compared with { $name } before, or you know it as someone else's.
key-not-added = { $name }'s key was not added, and nothing was changed. If the words were different, don't use that key: ask { $name } for the right one.
not-promoted = { $name } was not made an organiser, and nothing was changed. If the words were different, don't use that key: ask { $name } for the right one.
ask-own = Are you { $name }, and is this your phone?
ask-demote = Should { $name } stop being an organiser?
ask-which-key = Call { $name } on a number that you know. Which of these keys no longer counts?
ask-remove = Take { $name } off the list?

# What was done.
entered = { $name } is on the list
entered-own = this phone is on the list, as { $name }
entered-was = this phone is { $name }'s from now on, not { $was }'s
entered-key = { $name }'s key is on the list
entered-no-sheet = { $name }'s day sheet of { $day } no longer counts on this phone
entered-no-key = { $name }'s old key no longer counts
entered-pairs-again = you and { $name } have to pair again
# $names are the members with a day sheet.
given-up-sheets = the day sheets have ended: print new ones for { $names }
given-up = someone may have the old key, and with it the family's key: change the family's key now
promoted = { $name } is an organiser
demoted = { $name } is no longer an organiser
hear-of-it = the others learn of it when you next change the family's key and send it to them
removed = { $name } is off the list, but still has the family's key: to end that, change it
# $organisers are those who can do it: "Mum or Ann".
removed-ask = { $name } is off the list, but still has the family's key: to end that, ask { $organisers } to change it
