### Enrolling another device: screens beside or below a QR code or a link, written pages,
### and a new key for this device.

enrol-open-app = 1. Open any authenticator app.
enrol-add = 2. Tap + (add an account).
enrol-scan = 3. Scan this code.
# The key follows below.
enrol-by-hand = Or type this key by hand:
# One sentence in two rows.
enrol-secret = Anyone with this has your code:
enrol-members-only = show it to members only.
# Beside a code that gives a member's sheet to the family's other devices. $day is the day
# the sheet was printed, $command is what to type: don't translate it.
sheet-code-title = { $member }'s sheet of { $day }
sheet-code-scan = On your family's other devices that have ringtrue, scan this code: { $command }
sheet-code-secret = Show it to nobody else: anyone with it can pass as { $member }.
press-enter = Press Enter to continue.
# An invitation in a file is sealed to six words, which follow below.
phrase-title = The six words that open { $file }:
phrase-tell = Call the person the file is for, on a number that you know, and read them these words. They are shown only once.
# Six words to use as a passphrase follow below.
passphrase-title = Your passphrase, six random words:
passphrase-write = Write them down, and keep the paper away from this device. You will type them next.
too-small = This window is too small for the QR code.
too-small-by = This window is too small for the QR code. Make it at least { $columns } columns by { $rows } rows, or make the letters smaller.
too-small-sheet = This window is too small for the sheet's code. Make it larger, or make the letters smaller.
# Some terminals are set to show only the letters of English.
too-small-locale = With a Unicode locale the code takes half the room: put { $setting } before ringtrue.
# A command follows below.
too-small-picture = Or press Enter, and write a picture of it:

## A new group, and someone's device that should show its code

new-made = made "{ $entry }"
# An app shows only letters and digits, and no more than 40 of them.
new-called = the group is called "{ $group }", so that every app can show it
# $first is how many digits a caller says.
ask-device-code = Which code does { $member }'s device show now? The first { $first } digits will do:
# $why is what is wrong with the input.
device-code-unread = That can't be read: { $why }.
device-code-time = That code is right, but for another time: ask them to set their clock and time zone to automatic, check yours, and read the next code.
# $entry is what their app calls it.
device-code-wrong = That is not it. Type the first { $first } digits under "{ $entry }", or all { $digits }.
ask-has-ringtrue = Does { $member } have ringtrue? (No means an authenticator app.)
# $old is the name of the key whose code they read, $entry that of the one in force.
device-code-old = That is { $old }: ask them to read { $entry }.
device-code-right = { $member }'s device shows the right code.
# An invitation was sealed to six words.
invited-afar = { $member } is invited, and on the list. The six words are not shown again.
# They were shown the QR code, and nobody checked whether it worked.
join-not-seen = { $member }'s device has not been checked yet. If it shows the code, it already works. To check it, let { $member } join once more.

## Pages to print. $file is the file that was written; $day is the day a sheet was printed,
## $last its last day. Each question is a yes or no question

page-invite = The invitation page of "{ $group }": { $file }
page-cards = The cards: { $file }
page-sheet = { $member }'s sheet of { $day }, until { $last }: { $file }
page-sheet-one-day = { $member }'s sheet of { $day }, for that day: { $file }
sheet-given = { $member }'s sheet of { $day } counts now, until { $last }.
ask-end-sheet = A new sheet ends { $member }'s sheet of { $day }. Go on?
# $holds is "app" or "ringtrue".
ask-only-sheet = { $member } has "{ $holds }" on the list. From now on only the sheet will count from { $member }, and not the group's code. Go on?

## A new key for this device. $command is what to type: don't translate it

renew-key = The old key no longer counts. Until an organiser has the new one, this device can't open any messages.
renew-ends = The pairs and day sheets of this device end: { $names }.
ask-renew = Make a new device key?
# $key is a key to copy.
renewed-key =
    This device has a new key: { $key }
    its six words: { $words }
# What is left to do in each group. Indented lines belong to the one above.
renewed-organiser =
    "{ $group }": send the others the new key: { $command }
      Anyone with the old key can also send messages as the organiser: ask another organiser to take that role from you ({ $demote }), or make a new group.
renewed-member =
    "{ $group }": an organiser adds the new key to the list, and then changes the group's key: { $command }
      Tell them if someone may have the old key: the day sheets then end on every device, and the family needs a new key at once.
renewed-alone = "{ $group }": someone may have the group's key, so change it: { $rotate }; members who have this device on their list run: { $command }
renewed-pair = pair again: { $command }
renewed-sheet = print the day sheet again: { $command }

## The same on a phone. $organisers are those who can do it: "Mum or Ann". $names are
## members, separated by commas

renewed-phone-organiser = "{ $group }": change the family's key now, and send it to the others. Anyone who has the old key can also send messages as the organiser: ask another organiser to take that role from you, or make a new family.
renewed-phone-member = "{ $group }": show this key to { $organisers }, who puts it on the list and then changes the family's key. Say whether someone may have the old key: then the day sheets end, and the family needs a new key at once.
renewed-phone-alone = "{ $group }": someone may have the family's key: change it now. Those who have this phone on their list need this key.
renewed-phone-pairs = "{ $group }": pair again with { $names }.
renewed-phone-sheets = "{ $group }": print new day sheets for { $names }.
# Before everything on a phone is deleted.
wipe-organiser = Only this phone can change the key of "{ $group }". Make someone else an organiser first.
