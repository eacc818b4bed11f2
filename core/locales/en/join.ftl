### Joining a group, and applying a change of its key: the lines above a question, the
### question, and what was done.
###
### Each question is a yes or no question unless it says what to type.
### $entry is the name of a key: Smith family 2. $words are six words to compare.

paste-link = Paste the link, or type the key (it is not shown):

## A key printed on paper, with the group's name and its number beside it

ask-key-name = What is the group called? Type the name with its number, such as Smith family 2:
ask-key-number = Which number comes after { $group }?
ask-other-name = This device already has a group called "{ $name }". What should this one be called here?

## A link

join-link =
    Group: { $entry }
    The family's words: { $words }
ask-join = Compare the family's words with someone in the group. Join it?
# $here is the name of the key on this device.
join-replaces = This replaces "{ $here }" on this device.
# $count is 2 or more.
join-jump = The number goes up by { $count } at once: ask whether the key was changed that often.
ask-follow = Compare the family's words with the person who changed the key. Are they the same?
ask-number = Such a big step may be a trick. If the person who changed the key tells you the same number, type it:
ask-what-was-lost =
    If something was lost, someone who finds it can use the old code, so this device will stop accepting that code. If you are not sure, say yes.
    Was a phone, a laptop or a sheet lost?
# $names are those who have a sheet.
ask-sheet-keys-lost = Did the lost device have ringtrue? If you are not sure, say yes: it may have the keys of all day sheets, so those of { $names } will no longer count.

## The camera: the terminal's lines while the page in the browser shows the camera

camera-opening =
    Opening your browser. If it does not open, go to: { $address }
    Show the QR code to the camera there. Ctrl-C stops it.
camera-not-opened = No browser could be opened here.
camera-answer-there = Answer in the browser.
# The answer, given in the browser, to a question on the terminal.
camera-answered =
    { $answer ->
        [yes] yes
       *[no] no
    } (in the browser)
camera-second =
    A second browser asked for the page, and was refused. If that was not you, press Ctrl-C.
    Only what is answered here counts now.

## A message

# $file is the file that they open.
ask-six-words = The six words that open { $file }:
six-words-keys = Tab hides them. Enter goes on.
ask-six-words-unseen = The six words that open { $file } (they are not shown):
# $why is what is wrong with the input.
six-words-unheard = That can't be read: { $why }.
six-words-wrong = Those words do not open it.
# $key is the organiser's six words.
join-message =
    Group: { $entry }
    Organiser: { $organiser }
    The family's words: { $words }
    { $organiser }'s words: { $key }
# The organiser, if the message names nobody.
join-the-organiser = the organiser
# What the message changes in a group on this device. $organisers are those whose messages
# count from now on, $gone those whose messages no longer do. Capitals, since this is rare
# and matters.
join-known = "{ $group }" is on this device already; from now on its new keys come from { $organisers }.
join-known-gone = "{ $group }" is on this device already; from now on its new keys come from { $organisers }, and no longer from { $gone }.
join-replaces-by = This REPLACES "{ $here }" on this device; from now on its new keys come from { $organisers }.
join-replaces-by-gone = This REPLACES "{ $here }" on this device; from now on its new keys come from { $organisers }, and no longer from { $gone }.
join-ended-key = The message also names { $name } as an organiser, but with a key that no longer counts on this device. { $name } needs a new one.
join-down = The number goes DOWN, from { $here } to { $brought }: ask the organiser whether that is right.
# A trusted organiser has signed the message. The lines above say what it changes.
ask-take-message = Did the organiser tell you that the key changes? If you are not sure, call them first. Accept the message?
# A trusted organiser has signed the message, but the key on this device counts instead of its key.
ask-take-loser = The key on this device stays. Accept what this message says about lost devices and organisers?
ask-organiser = Call { $organiser } on a number that you know. Are the family's words and { $organiser }'s words the same there?
# Names any one of which will do; $others may already be several.
one-or-other = { $others } or { $name }

## The code of a sheet. $day is the day it was printed, $last is its last day

join-sheet =
    Group:  { $group }
    Member: { $member }
    Sheet:  printed on { $day }, until { $last }
join-sheet-ends = { $member }'s sheet of { $day } then no longer counts on this device.
# $holds is "app" or "ringtrue".
join-sheet-instead = { $member } has "{ $holds }" on the list. Then only the sheet counts from { $member }, and not the group's code.
# After the name of the input and a colon.
sheet-over = its sheet for { $member } ended on { $last }
sheet-older = its sheet for { $member } is of { $day }, but a newer one counts here, of { $here }
ask-sheet = Scan it only from the screen of a device in your group. Is it { $member }'s sheet?
sheet-known = this device has { $member }'s sheet of { $day } already
sheet-taken = added { $member }'s sheet of { $day }, until { $last }, to "{ $group }"

## What was done

join-already = this device already has "{ $entry }"
join-pinned = "{ $entry }" now has an organiser
join-completed = added to the list of "{ $entry }"
join-rotated = the key was changed: this device now has "{ $entry }"
join-joined = joined "{ $entry }"
check-words-are = the family's words: { $words }
organiser-words-are = { $organiser }'s words: { $words }
change-new-key = new on the list, with a device key: { $name }
change-other-key = { $name } has another device key
# $before is the member's name before, $name the one now.
change-renamed = the device key of { $before } is under the name { $name } now
change-disputed = the device key of { $name } is in dispute
change-renamed-organiser = the organiser { $from } is called { $to } now
change-new-organiser = new organiser: { $name }
change-gone-organiser = no longer an organiser: { $name }
change-gone-organiser-key = an organiser's key of { $name } no longer counts
change-uncompared = named as an organiser, but not trusted yet: { $name }
# $name was off the roll.
change-back = { $name } had been taken off the list, and is on it again
join-not-on-roll = this device is not on the list, so no further message reaches it; ask the organiser to add it
join-on-roll = this device is on the list as { $name }
