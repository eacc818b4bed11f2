### A new key for the family, because something was lost or it is time: what is asked, and
### what was done.
###
### A question is answered with yes or no unless it says what to type.
### $generation is the number of a key: 1, 2, 3 ... $command is what to type: it stays as it is.

ask-own-name = Your name on the roll, as the others will see it:
ask-are-you = Are you { $name }, with this device in the place of the lost one?
ask-behind-passphrase = Was the lost device behind a passphrase that nobody else knows?

# The roll stands below each of these two.
rotate-before = Before, on generation { $generation }:
rotate-to-reach = Now, to reach with the new QR code:
rotate-now = "{ $group }" is now on generation { $generation }.
# After a change of key was taken back.
rotate-back = "{ $group }" is back on generation { $generation }.
# $date is a day and a time.
rotate-accepted = Generation { $generation } is accepted until { $date }.
rotate-removed = The old seed is removed from this device. Other devices accept it until they have the new one.
rotate-demoted = No longer an organiser: { $names }

## This device takes the place of one that was lost

replaced-device = This device is { $name }'s from now on; the lost one no longer counts.
# $key is a key to copy, $words are its six words. $promote and $join are what to type.
replaced-key =
    Whoever has the lost device can sign with its organiser key, so this device has a new one: { $key }
    its six words: { $words }
    The others take it from another organiser's message, after: { $promote }
    Or they compare those six words with you by voice, and run: { $join }
replaced-pair = pair again: { $command }

## What was sealed. $files are the files to send, $names those whose devices open them

sealed-to = Sealed to the devices of { $names }: send { $files } to all of them, any way you like.
# $members is 21 or more.
sealed-to-many = Sealed to the devices of { $members } members: send { $files } to all of them, any way you like.
# $keys is how many of their keys nobody compared.
sealed-to-many-not-compared = Sealed to the devices of { $members } members ({ $keys } of their keys not compared): send { $files } to all of them, any way you like.
# One of several names, with a comma between them.
sealed-not-compared = { $name } (not compared)
sealed-to-nobody = Nobody but you can open { $files }: no other device is on the roll. To put one there: { $add }; then: { $invite }
sealed-there = There: { $command }
sealed-there-all = There, with all of them in one directory: { $command }
