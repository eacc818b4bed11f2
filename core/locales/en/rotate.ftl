### A new key for the family, because something was lost or it is time: the questions, and
### what was done.
###
### Each question is a yes or no question unless it says what to type.
### $key is the name of a family's key: Smith family 2. $command is what to type: don't
### translate it.

ask-own-name = Your name, as the others will see it on the list:
ask-are-you = Are you { $name }, and does this device replace the lost one?
# Asked on the phone that changes the key, and on each device that scans the new one. Someone
# who left on good terms needs no yes.
ask-left = Has anyone left the family who should no longer be able to use the old code?
ask-behind-passphrase = Did ringtrue on the lost device ask for a passphrase that nobody else knows? If you are not sure, say no.

## What a change of key means, before it is made: lines above the question. $names are members,
## separated by commas

plan-new = "{ $group }" gets a new key, { $key }.
plan-lost = "{ $group }" gets a new key, { $key }, without { $member }, whose device or sheet is lost.
plan-replaced = "{ $group }" gets a new key, { $key }. This device takes the place of { $member }'s lost one.
plan-back = "{ $group }" goes back to the previous key, { $key }.
plan-message-back = Can follow only another change of key, if they have { $key } already: { $names }
# $key is the key that is undone.
plan-gone = { $key } will never count on this device again: if the others keep it, this device can't follow them.
plan-scan = Need to scan the new QR code: { $names }
plan-scan-back = Need to scan the QR code of { $key } again, if they have changed already: { $names }
plan-take = Need to open the file that you send: { $names }
plan-message = Can't scan the new QR code, since their devices take a new key only by message: { $names }. To send one, say no here and add: --sealed FILE
plan-invite = Need an invitation, since no message reaches them: { $names }
plan-print = Need a new day sheet: { $names }
plan-nothing = Need nothing, since their day sheets stay good: { $names }
plan-nobody = Nobody else is on the list: everyone who has the code needs the new one.
plan-until = Until { $date } the old code also counts.
plan-at-once = The old code stops counting: here at once, and for each of the others when they have the new one.
plan-sheets-end = These day sheets end, since someone may have their keys: { $names }
plan-demoted = No longer an organiser from then on: { $names }
ask-rotate = Change the key?
ask-undo = Go back?

# The roll follows below each of these two.
rotate-before = Before, with { $key }:
rotate-to-reach = Now, who has which key:
rotate-now = The key of "{ $group }" is now { $key }.
# After a change of key was undone.
rotate-back = The key of "{ $group }" is { $key } again.
# $date is a day and a time.
rotate-accepted = The code of { $key } also counts until { $date }.
rotate-removed = The old key no longer counts on this device. Other devices accept it until they have the new one.
# $command is what to type once they have another phone, or need another sheet.
rotate-joins-again = For { $member } to join again: { $command }
rotate-demoted = No longer an organiser: { $names }

## This device takes the place of one that was lost

replaced-device = This device is { $name }'s from now on; the lost one no longer counts.
# $key is a key to copy, $words are its six words. $demote, $promote and $join are what to type.
replaced-key =
    Anyone who has the lost device can send messages as the organiser, so this device has a new organiser key: { $key }
    its six words: { $words }
    Another organiser first ends the old one: { $demote }
    and then: { $promote }
    The others get it with that organiser's next message.
    Or they compare those six words with you by voice, and run: { $join }
replaced-pair = pair again: { $command }

## Sealed messages. $files are the files to send, $names the members whose devices open them

sealed-to = Only the devices of { $names } can open this. Send { $files } to all of them, any way you like.
# $members is 21 or more.
sealed-to-many = Only the devices of { $members } members can open this. Send { $files } to all of them, any way you like.
# $keys is how many of their keys were not compared.
sealed-to-many-not-compared = Only the devices of { $members } members can open this ({ $keys } of their keys not compared). Send { $files } to all of them, any way you like.
# One of several names, separated by commas.
sealed-not-compared = { $name } (not compared)
sealed-to-nobody = Nobody but you can open { $files }: no other device is on the list. To add one: { $add }; then: { $invite }
sealed-there = On those devices: { $command }
sealed-there-all = On those devices, with all of them in one directory: { $command }

## On a phone, where the next step is a button

# $who are those who can: "Mum or Ann".
rotate-not-yours = Only { $who } can change the key of "{ $group }", with a message. Ask { $who }. If that is not possible any more, make a new family, or remove { $who } as an organiser on every phone.
rotate-not-on-roll = The list has another device of { $name }'s. If that one is lost, tap "Someone lost a phone" and choose { $name }.
rotate-name-taken = { $name } is on the list already, with another device.
# On an organiser's phone, after two organisers changed the key at the same time.
rotate-again = { $name } may have the new key: two organisers changed it at the same time, and only one of them left { $name } out. Change it once more without { $name }: tap "Someone lost a phone".
# A message came that lost against the key on this phone. $names are members, separated by commas.
after-rival = Two organisers changed the key at the same time, and the key on this phone counts
after-rival-removed = The other change takes { $names } off the list, but { $names } may have the key that counts. An organiser has to change it once more, without { $names }: tap "Someone lost a phone"
after-rival-moved = The other change lists a new device for { $names }, which can't open the key that counts. If an old device was lost, that one can. An organiser has to add the key of the new one, and then change the family's key once more
rotate-exposed = Someone may have the family's key, since someone may have an old key of a phone. Change the key now.
rotate-undid-sealed = Others may have the key that you took back, from the message. Change the key once more, so that everyone has the same.
hand-out-gone = The message with the new key is no longer on this phone. To send it, change the key once more.
# $names are members, separated by commas.
hand-out-waiting = Nobody has checked yet whether these have the new key: { $names }. Until they have it, the new code means nothing to them.
hand-out-send = Send this message to { $names }, any way you like. Nobody else can open it. They open it in ringtrue.
# $words are six words.
hand-out-words = Your words as the organiser, to read on a call to anyone who takes a message of yours for the first time: { $words }
hand-out-invite = No message reaches { $names }. Let them join again with an invitation.
hand-out-rejoin = { $member } is off the list. Let { $member } join again once they have another phone.
hand-out-own-key = Someone who finds the lost phone could change the family's key with it. So this phone has a new organiser key, with the six words: { $words }. Another organiser removes you and makes you one again, or everyone compares these words with you on a call.
hand-out-pairs = Your own codes with these have ended, so pair again: { $names }
