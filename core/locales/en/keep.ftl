### Passphrases, backups, and how this device keeps its key: the questions, and what was
### done.
###
### Each question is a yes or no question unless it says what to type.
### $file is a path; $command is what to type. Don't translate them.

ask-replace = { $file } already exists. Replace it?

## Passphrases. The input is not shown

passphrase-offer = A passphrase keeps the code safe if someone gets hold of this device or its files.
ask-first-passphrase = Passphrase for this device (press Enter for none):
passphrase-none = Without one, anyone who can read your files has the code. To set one later: { $command }
passphrase-less-often = to type it less often, leave ringtrue open, or let this computer's keyring keep the key: { $command }
ask-device-passphrase = Passphrase of this device:
ask-new-passphrase = New passphrase for this device:
ask-renewed-passphrase = Passphrase for the new key:
ask-new-backup-passphrase = Passphrase for the backup:
ask-backup-passphrase = Passphrase of the backup:
ask-passphrase-again = Type it again:
passphrases-differ = They are not the same.
passphrase-wrong = That does not open it. Try again:
passphrase-weak = That passphrase is weak: someone who gets your files can guess it. Six random words are strong.
ask-take-words = Use six random words instead? They are shown next.
ask-words-again = The six words (press Enter to see them again):
words-wrong = Those are not the six words.

## How the device key is kept

protect-passphrase = your passphrase now protects this device's key
protect-keyring = this device's key is now in the system's keyring
protect-nothing = this device's key is now stored without protection, readable by you alone
# The answer is a path.
ask-backup-first =
    The keyring will hold the only key to the groups, and there is no backup.
    File to write one to first (press Enter for none):
ask-no-backup = Go on without a backup?
ask-protect-nothing = Anyone who can read your files will have the code. Keep this device's key without protection?

## Groups

groups-none = there is no group on this device
ask-forget = Forget "{ $group }"? This removes its key, so this device will no longer show its code.

## Backups. One line for each group in a backup; $entry is the name of the key in the
## backup (Smith family 2), $here that of the key on this device

backup-written = all groups are in { $file }, protected by the passphrase; keep it away from this device
restore-added = "{ $entry }" is new on this device
restore-replaced = "{ $entry }" replaces "{ $here }"; the family's words: { $words }
# $names are those whose keys stay.
restore-kept = "{ $group }": the backup has other keys for { $names }; those compared on this device stay
restore-demotes = "{ $group }": no longer an organiser: { $names }
# $jump is the most generations that a key may be ahead.
restore-too-far = "{ $entry }" is more than { $jump } ahead of "{ $here }" on this device, and is left out
restore-same = "{ $group }": the same as on this device
restore-key = "{ $group }" is already here; the backup makes this device an organiser's again
restore-retired = "{ $entry }" has been replaced by "{ $here }", and is left out
restore-name-taken = "{ $group }": another group here has this name, so this one is left out
restore-learns = The backup also says which old keys and lost devices no longer count.
# The lines of the backup are above.
ask-restore = Restore this backup?
ask-backup-lost = Is the device that made this backup lost, or could someone else have it? If you are not sure, say yes.
# How to end the key that a lost device has, for each group.
end-lost = "{ $group }": to make the lost device useless to a finder, run: { $command }
end-lost-ask = "{ $group }": to make the lost device useless to a finder, ask { $organisers } to run this, with your name on the list as NAME: { $command }
end-lost-alone = "{ $group }": to make the lost device useless to a finder, run this, with your name on the list as NAME: { $command }

# The same on a phone, after a backup was restored. $organisers is "Mum or Ann".
end-lost-phone = Someone who finds the lost device has the key of "{ $group }", so change it: tap "The family", then "Someone lost a phone", and choose yourself.
end-lost-phone-nobody = Someone who finds the lost device has the key of "{ $group }", so change it: tap "The family", then "Change the key", and say that someone has left. The old code then stops at once.
end-lost-phone-ask = Someone who finds the lost device has the key of "{ $group }". Call { $organisers } on a number you know, say that your device is lost, and ask for another invitation once it is off the list.

## The clock of a phone

# $now and $last are moments.
clock-went-back = This phone's clock says { $now }, but earlier it said { $last }. If it is wrong now, set the date and time to automatic in the phone's settings: the code is right only if the clock is right.
