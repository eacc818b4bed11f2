### Screens that enrol another device, beside or below a QR code or a link.

# The family's name and the number of its key.
enrol-title = { $group }, generation { $generation }
enrol-open-app = 1. Open any authenticator app.
enrol-add = 2. Tap + (add an account).
enrol-scan = 3. Scan this code.
# The key stands below.
enrol-by-hand = Or type this key by hand:
# One sentence in two rows.
enrol-secret = Who has this has your code:
enrol-members-only = show it to members only.
# Beside a code that gives a member's sheet to the family's other devices. $day is the day
# the sheet was printed, $command is what to type: it stays as it is.
sheet-code-title = { $member }'s sheet of { $day }
sheet-code-scan = On your family's other devices that have ringtrue, scan this code: { $command }
sheet-code-secret = Show it to nobody else: who has it can pass as { $member }.
press-enter = Press Enter to go on.
# An invitation in a file is sealed to six words, which stand below.
phrase-title = The six words that open { $file }:
phrase-tell = Tell them by voice, on a number that you know, to the one whom the file is for. They are shown this once.
# Six words to take as a passphrase stand below.
passphrase-title = Your passphrase, six random words:
passphrase-write = Write them down, and keep the paper apart from this device. You type them next.
too-small = This window is too small for the QR code.
too-small-by = This window is too small for the QR code. Make it at least { $columns } columns by { $rows } rows, or make the letters smaller.
too-small-sheet = This window is too small for the sheet's code. Make it larger, or make the letters smaller.
# Some terminals are told to show no letters but those of English.
too-small-locale = The code takes half the room where the locale has Unicode: { $setting } before ringtrue.
# A command stands below.
too-small-picture = Or press Enter, and write a picture of it:
