### The doctor: the state of this device, one line per thing. Each line has the thing's
### state, its name, a colon, and what was found; the line below says how to fix it.
###
### $date is a day and a time. $command is what to type: don't translate it.

## The state of a thing

doctor-well = ok
doctor-unknown = unknown
doctor-look = to do
doctor-wrong = wrong

## The things

doctor-clock = clock
doctor-files = files
doctor-vault = vault
doctor-device-key = device key
doctor-backup = backup
doctor-practice = practice
doctor-seed = key of "{ $group }"
doctor-roll = members of "{ $group }"

## The clock

doctor-clock-set = it is set by the network
doctor-clock-not-set = it is not set automatically, so it may be wrong, and then every code is wrong
doctor-clock-unknown = it shows { $date }; this system does not say whether the network sets it
doctor-clock-compare = compare it with another clock: codes are right only if the clock is
doctor-clock-went-back = it went back: it shows { $date }, but showed { $last } when ringtrue last saved
doctor-clock-turn-on = turn on automatic time in the system's settings
doctor-clock-set-it = set the clock, and turn on automatic time in the system's settings

## The files, and the vault in them

doctor-files-yours = only you can read them
doctor-files-others = { $path } belongs to another user of this machine
doctor-files-copies = a sync program seems to have made copies of them: { $names }
doctor-files-not-synced = stop syncing this folder, since two devices would overwrite each other's files; then delete the copies
doctor-files-if-read = if someone else may have read it, change the family's key: { $command }
doctor-files-find-out = find out why, then change the family's key: { $command }
doctor-vault-opens = it opens; groups in it: { $groups }
doctor-vault-unread = a group in it can't be read (line { $line })
doctor-vault-restore = restore a backup: { $command }
# The previous version, which is kept beside it.
doctor-previous-opens = it opens
doctor-previous-unread = nothing for now: it is a spare copy, and the next change replaces it

## The device key, which opens the vault

doctor-key-none = there is none yet
doctor-key-clear = no passphrase protects it, so anyone who can read your files has the code
doctor-key-passphrase = your passphrase protects it
doctor-key-keyring = it is in the system's keyring

## What is due from time to time

doctor-backup-none = none was made on this device; if it breaks, someone has to let you in again
doctor-backup-made = the last was made { $date }
doctor-practice-none = nobody has practised a call on this device yet
doctor-practice-done = the last practice call was { $date }
# $drill is a command's argument.
doctor-practice-wrong = the practice call { $drill } went wrong { $date }
doctor-rotation-due = it was half a year old on { $date }: time for a new one
doctor-rotation-next = a new key is due { $date }

## Reminders for a calendar. $command is what to type: don't translate it

calendar-rotation = A new code for { $group }
calendar-rotation-how = The code of { $group } is half a year old, and somebody may have lost a phone. On a computer with ringtrue: { $command }. It says who has to scan the new code.
calendar-practice = Practise a call
calendar-practice-how = Someone who has hung up on a familiar voice once can do it again. On a computer with ringtrue: { $command }. Let everybody take a turn.
calendar-written = The reminders: { $file }. Open it to add them to your calendar.

## The roll. $names are members, separated by commas

# $entry is the name of the key in force: Smith family 2.
doctor-roll-not-seen = nobody has checked yet whether these have { $entry }: { $names }
doctor-roll-sheet-ends = these have no day sheet, or one that ends within two weeks: { $names }
# For each of them: $invite when you are together, $check when you are on a call.
doctor-roll-confirm = when you are with them: { $invite }; on a call: { $check }

## The same on a phone, in sentences. $entry is the name of a key: Smith family 2

health-clock = The clock
health-backup = The backup
health-practice = Practice
health-key = The key of "{ $group }"
health-list = The list of "{ $group }"
health-backup-made = The last backup was made on { $date }.
health-practised = The last practice call was { $date }.
health-drill-wrong = A practice call went wrong { $date }. Try it again.
health-rotation-due = { $entry } became half a year old on { $date }. Time for a new key: someone may have lost a phone.
health-rotation-next = { $entry } is due for a change on { $date }.
health-not-seen = Nobody has checked yet whether these have { $entry }: { $names }. Show them the QR code, or check their half on your next call.
health-sheets-end = These have no day sheet, or one that ends within two weeks: { $names }. Print new ones.
