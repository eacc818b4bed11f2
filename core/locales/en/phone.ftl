### The phone page: titles, buttons and errors. The texts of a call are in calls.ftl and
### verdicts.ftl.

## Before there is a group

phone-start-heading = Does this call ring true?
phone-start-lead = Your family shares a secret code that keeps changing. On a call, each of you says half of it. To join, scan the QR code that your family shows you.
phone-scan = Scan the QR code
phone-file = Choose a photo or a file
phone-paste = Paste a link or type the key
phone-continue = Continue
phone-back = Back

## When the page can't keep a key

phone-install-heading = Before you start
phone-install-storage = This browser can't keep your family's key. If this is a private window, open this page in a normal one. If Lockdown Mode is on, turn it off for this page. Or use another browser.
phone-install-address = ringtrue can't run at this address or inside another page. Ask the person who sent you here.
phone-install-insecure = ringtrue works only at an address that starts with https://. Check the address.

## Putting it on the Home Screen, in the Dock or among the apps

phone-install-app = Install ringtrue
# On an iPhone or iPad. Quote the buttons as they read in your language.
phone-home-screen-heading = Put ringtrue on your Home Screen first
phone-home-screen-why = If you don't open this page for a week, the browser may delete your family's key. On the Home Screen, that doesn't happen.
phone-home-screen-share = Tap the Share button. If you don't see it, tap the three dots first.
phone-home-screen-dots = Three dots
phone-home-screen-arrow = A square with an arrow pointing up
phone-home-screen-add = Scroll down and tap "Add to Home Screen". If you don't see it, tap "View More" first.
phone-home-screen-row = Add to Home Screen
phone-home-screen-web-app = If you see a switch called "Open as Web App", leave it on. Then tap "Add".
phone-home-screen-switch = Open as Web App
phone-home-screen-button = Add
phone-home-screen-open = Close this page. Open ringtrue from your Home Screen and join your family there.
phone-home-screen-safari = Still no "Add to Home Screen"? Open this page in Safari.
# In the built-in browser of another app, such as a messaging app.
phone-home-screen-in-app = You opened this page inside another app, which can't put ringtrue on your Home Screen. In its menu, look for "Open in Safari" or "Open in browser". Or type this address into Safari:
# In Safari on a Mac.
phone-dock-heading = Put ringtrue in your Dock first
phone-dock-why = If you don't open this page for a week, Safari may delete your family's key. In the Dock, that doesn't happen.
phone-dock-add = In the menu bar at the top of the screen, choose "File", then "Add to Dock".
phone-dock-open = Close this page. Open ringtrue from the Dock and join your family there.
phone-dock-other = No "Add to Dock"? Then use Chrome, Edge or Firefox instead of Safari.
phone-install-backup = This browser may delete your family's key. To see what to do, tap "Groups and settings", then "Keep it safe".

## Joining: the QR code, a file or the key by hand; and what goes wrong

phone-scan-heading = Point the camera at the QR code
phone-scan-lead = What the camera sees stays on this phone.
phone-camera-denied = ringtrue isn't allowed to use the camera. Allow it in your browser's settings, or choose a photo of the QR code.
phone-camera-missing = No camera was found. Choose a photo of the QR code instead.
phone-camera-busy = The camera can't be used right now. Another app may be using it.
phone-several-codes = There is more than one QR code here. Show only one.
phone-no-code = ringtrue found no QR code in that. Try a closer, sharper photo.
phone-paste-heading = Paste the link, or type the key
phone-paste-label = Link or key
phone-name-heading = The group's name
phone-name-label = Name and number
phone-confirm-heading = Is this your group?
phone-group = Group
phone-words = The family's words
phone-join = They are the same: join
phone-follow-heading = A new key for the family
phone-follow = They are the same: use the new key
phone-sheet-heading = Add a day sheet
phone-sheet = Yes, add it
phone-sheet-first = This code is for a day sheet. Join your family first, then scan it again.
phone-not-the-same = No
phone-number-heading = The number
phone-number-label = Number
phone-lost-heading = Was something lost?
phone-sheets-heading = The day sheets
phone-yes-or-unsure = Yes, or not sure
phone-not-joined = You did not join. If the words were different, that code may be a fake: call your family on a number you know.
phone-not-followed = Your family's key was not changed. If the words were different, that code may be a fake: call your family on a number you know.
phone-invitation-heading = An invitation
phone-invitation-why = Someone invites you to their group. Ask them for the six words that open it, on a call.
phone-message-heading = A message from an organiser
phone-message-take = Yes, accept it
phone-message-not-taken = The message was not accepted. Nothing was changed. If you are not sure, call the organiser on a number you know.
phone-damaged-heading = ringtrue can't open its data
phone-damaged = What ringtrue saved on this phone can't be read. You can start again with a backup, or by scanning your family's QR code. Nothing here is deleted before that has worked.
phone-not-kept = This phone couldn't save that this half was used. If anyone says the same half again, don't trust them.
phone-gone = What ringtrue saved on this phone is gone: you or the browser deleted it. Close ringtrue, open it again, and tap "Restore a backup".
phone-not-saved = This phone couldn't save that. Nothing was changed.
phone-full = There is no space left on this phone, so nothing was saved. Delete something you don't need, then try again.
phone-deleted = The browser deleted what ringtrue had saved. This open page is the last copy: don't close or leave it. Make a backup now: tap "Groups and settings", then "Keep it safe".

## On a call

phone-check = Check
phone-start-over = Start over
phone-not-yet = Don't say your half yet.
phone-type-said = Type what they say: three digits, or the word
phone-type-answer = Type what they answer: three digits, or the word
phone-then-talk = Then you can talk.
phone-seconds = seconds
phone-done = Done
phone-ask-again = Type their new half
phone-show-code = Hold to show the code
phone-show-code-to = Only for someone sitting next to you. Never read it out on a call.
phone-keypad = Digits
phone-letters = Word
phone-delete = Delete
phone-hidden-heading = Hidden to keep your code safe
phone-uncover = Show it again
phone-add-heading = Scan a new code
phone-add-group = Scan a new code
phone-forget = Forget this group
phone-forget-yes = Forget this group
phone-forget-no = Keep it
phone-groups = Groups and settings

## The family: who is in it

phone-family = The family
phone-roll-nobody = Nobody is on the list yet.

## Practice: a call in which the phone plays the other side

phone-practise = Practise a call
phone-practice = Practice
phone-practice-heading = A practice call
phone-practice-worthless = The phone plays the other person. The codes of this call are only for practice.
phone-practice-answer = Answer
phone-practice-call = Call
phone-practice-leave = Not now
phone-practice-speak = Say my half
phone-practice-repeat = "Say it again"
phone-practice-hang-up = Hang up
phone-practice-again = Practise another call
phone-practice-not-noted = This phone couldn't save that you practised.

## Making a family, and letting others join it

phone-make = Make a new family
phone-make-heading = A new family
phone-make-why = What is your family called? Everyone who joins sees this name.
phone-make-name = The family's name
phone-own-name-heading = Your name
phone-own-name-why = What are you called on the family's list? The others will see it.
phone-own-name = Your name on the list
phone-let-join = Let someone join
phone-join-who = Who joins?
phone-join-someone = Someone else
phone-join-name-why = Who joins? Sit together for this: they need their phone.
phone-join-name = Their name
phone-join-has = What do they have? If neither, any authenticator app from their phone's app store will do.
phone-join-has-app = An authenticator app
phone-join-has-ringtrue = ringtrue
phone-join-has-afar = ringtrue, but they are far away
phone-join-where = Where are they?
phone-join-where-ringtrue = Here with me
phone-join-where-afar = Far away
phone-join-code = QR code to join the family
phone-join-scan = Let them scan this
phone-join-scanned = They have scanned it
phone-join-ringtrue = In ringtrue on their phone, tap "Scan the QR code". Before they join, it shows six words: they must be these.
phone-join-secret = Show it to your family only: anyone who has this, or a photo of it, has your code.
phone-join-by-hand = Let them type the key
phone-join-typed = They have typed it
phone-join-picture = Show the QR code
phone-join-check = Does it work?
phone-join-digits = Their code
phone-join-again = That is still not the right code. Ask them to delete the entry, and scan the code again.

## Letting someone join who is far away

phone-afar = Let someone join from afar
phone-afar-why = You send them a file, any way you like, and tell them six words on a call. Their ringtrue can open the file only with these words.
phone-afar-organiser = This phone then becomes the family's organiser: from now on, only an organiser can change the family's key, and sends the new one in a message.
phone-afar-address = Whoever controls the address of this page can replace the page and take every key on this phone, at once and unseen. Go on only if you trust the person who looks after that address.
phone-afar-yes = Go on
phone-afar-send = Send the file
phone-afar-send-why = First send the file. Don't send these six words with it: you tell them on a call.
phone-afar-sure = Did you send it, or save it where you can send it from?
phone-afar-sent = Yes
phone-afar-again = No, try again
phone-afar-tell = Tell them the six words
phone-afar-tell-why = Call them on a number you know, and tell them these six words. They are not shown again.
phone-afar-compare = When they have opened the file, compare with them:
phone-afar-told = I have told them

## Pages to print

phone-pages = Print or save a page
phone-pages-which = Which page?
phone-page-invite = Invitation page
phone-page-invite-why = It has the QR code and the key: anyone who has this page, or a photo of it, has your code. Take it from the printer at once, and hand it over yourself. Once it works, they burn it.
phone-page-cards = Two cards for the wallet
phone-page-cards-why = The cards say what to do on a call. They have no secret: give one to everybody.
phone-page-sheet = Day sheet for someone without a phone
phone-page-sheet-why = It has a line for each day: anyone who has this sheet can pretend to be the person it is for. Take it from the printer at once, and hand it over yourself. It counts once you say here that it is on paper.
phone-sheet-code = The code of a day sheet
phone-sheet-scan = Scan this with ringtrue on your family's other devices. Without it, they can't check the sheet.
phone-sheet-who = Who is the sheet for?
phone-sheet-whose = Whose sheet?
phone-sheet-left = The new day sheet doesn't count. If it is on paper or in a file, destroy it.
phone-card-call = Who can be called if nobody answers? Type a name, a comma and a number. If you leave this empty, there are lines to fill in.
phone-card-more = Anyone else? If not, leave this empty.
phone-card-contact = Name, number
phone-print = Print it
phone-print-save = Save it as a file
phone-printed = Did it print?
phone-printed-sure = Look at the paper first. Is all of it there?
phone-printed-again = No, go back
phone-saved-sure = Check that the file is there. Is it saved?
phone-saved-delete = Print the file, and then delete it, in the trash as well: it is as secret as the paper.

## A new key: what was lost, how each member gets it, and keys to compare

phone-lost-member = Someone lost a phone
phone-lost-who = Whose phone, laptop or day sheet is lost?
phone-new-key = Change the key
phone-old-key = Go back to the old key
phone-rotate-yes = Yes, change it
phone-rotate-back = Yes, go back
phone-not-rotated = The key was not changed
phone-mine-heading = Is it your own?
phone-left-heading = Did someone leave?
phone-same-heading = The same person?
phone-sign-heading = Send the new key as a message?
phone-sign-why = The others then don't have to meet you: they get the new key in a message that only their phones can open. From then on, only this phone can change the family's key.
phone-sign-yes = Yes, send a message
phone-sign-no = No, they scan a new code
phone-rotated = The key is changed
phone-rotated-back = The old key is back
phone-hand-out = Hand out the new key
phone-hand-out-message = The message with the new key
phone-hand-out-send = Send the message
phone-hand-out-sent = Did you send it to all of them?
phone-hand-out-sent-yes = Yes, I sent it
phone-hand-out-again = Send it again
phone-hand-out-code = Show the new code
phone-hand-out-whom = Who scans it now?
phone-hand-out-all = Let everyone who has the old code scan this new one.
phone-hand-out-later = Not now
phone-keys-heading = Keys to compare
phone-keys-check = Check now
phone-keys-neither = Neither, or not sure
phone-keys-other = No, or not sure
phone-keys-settled = Done
phone-keys-left = Nothing was changed. Until this is settled, no message can be sent to that device.

## Files that are dropped on the page, or shared with it

phone-answer-first = Answer this first. Then bring the file again.
phone-shared = A file was shared with ringtrue. Open it only if you did that yourself.
phone-shared-take = Open it
phone-shared-large = That file is too large for ringtrue.

## Keep it safe: buttons, and questions about a passphrase

phone-keep = Keep it safe
phone-lock = Lock
phone-backup = Backup
phone-make-backup = Make a backup
phone-restore = Restore a backup
phone-change-lock = Change the lock
phone-busy = One moment
phone-busy-why = This takes a few seconds on purpose: it makes the passphrase harder to guess.
phone-reveal = Show it
phone-conceal = Hide it
phone-passphrase = Passphrase
phone-passphrase-wrong = That is not the passphrase. Try again.
phone-open = Open

## Choosing a passphrase

phone-words-heading = Write down these six words
phone-six-words = The six words
phone-words-written = I have written them down
phone-words-own = Use a passphrase of my own
phone-words-again = Type the six words
phone-own-heading = Your own passphrase
phone-own-why = Use at least 15 letters. A sentence that only you would think of works well.
phone-own-again = Type it again.
phone-seal-failed = This phone couldn't do that. Close other apps and try again.

## Backups

phone-backup-none = None yet
phone-backup-due-never = There is no backup yet. If this phone is lost or wiped, someone in your family has to let you in again.
phone-backup-due-new-seed = Your family's key is newer than your backup.
phone-backup-due-old = Your backup is more than half a year old.
phone-backup-why = You need these words to open the backup. Keep the paper somewhere safe, away from this phone.
phone-backup-ready = Your backup is ready
phone-backup-where = Save it somewhere other than this phone: on a computer, in your email, or in the cloud. Without the passphrase, nobody can open it, not even you.
phone-backup-save = Save the backup
phone-backup-sure = Before you go on, check that the file is there. Is it saved?
phone-backup-yes = Yes, it is saved
phone-backup-again = Save it again
phone-backup-made = The backup was made
phone-restore-passphrase = The passphrase of the backup: the six words that you wrote down, or your own.
phone-restore-nothing = This backup adds nothing to this phone.
phone-restore-yes = Yes, restore it
phone-not-restored = The backup was not restored. Nothing was changed.
phone-restored = The backup was restored

## The lock

phone-lock-heading = The lock
phone-lock-why = What should ringtrue ask for when you open it?
phone-lock-passkey = My fingerprint, face or phone PIN
phone-lock-passphrase = A passphrase
phone-lock-none = Nothing (no lock)
phone-lock-is-passkey = ringtrue asks for your fingerprint, face or phone PIN
phone-lock-is-passphrase = ringtrue asks for your passphrase
phone-lock-is-none = No lock: anyone who can use this phone can use ringtrue
phone-lock-none-sure = Without a lock, anyone who can use this phone can use ringtrue. Take the lock off?
phone-lock-take-off = Take it off
phone-lock-backup-first = Make a backup first. If you can't open the lock one day, you can get your groups back from the backup.
phone-lock-passphrase-why = You will have to type these words each time to open ringtrue on this phone, so a passphrase of your own may be easier.
phone-lock-passkey-why = Your phone will make a passkey called ringtrue. Don't delete it later: without it, you can't open ringtrue and need your backup.
phone-lock-passkey-try = The passkey is ready. Now try it.
phone-lock-passkey-now = Try it
phone-passkey-missing = This phone or browser can't do that. Use a passphrase instead.
phone-passkey-unfit = This phone's passkeys can't lock ringtrue. Use a passphrase instead. You can delete the passkey called ringtrue in the phone's settings.
phone-passkey-not-opened = That didn't open ringtrue. Try again. Don't delete the passkey called ringtrue.
phone-passkey-refused = That was cancelled, the phone didn't recognise you, or the passkey is gone. Try again.
phone-locked = ringtrue is locked
phone-open-passphrase = Type your passphrase to open it.
phone-open-passkey = Open it with your fingerprint, face or phone PIN.
phone-cannot-open = I can't open it
phone-start-anew = Start again
phone-start-anew-sure = If you can't open the lock, nobody else can open it for you. You can start again with a backup, or by scanning your family's QR code. Nothing here is deleted before that has worked.

## Versions

phone-version = Version
phone-version-compare = You can compare this with the version that your family was told about. It proves nothing: someone who controls this page's address could show any version.
phone-update = A new version of ringtrue is here
phone-update-unexpected = If you didn't expect one, first ask the person who looks after this page.
phone-update-use = Use it
phone-update-later = Later
phone-update-stopped = The new version of ringtrue did not download completely, so nothing was changed. ringtrue will try again when you next open this page.

## What the browser keeps

phone-storage = Storage
phone-storage-kept = This browser has promised to keep your family's key.
phone-storage-short = This browser may delete your family's key when space runs short. Make a backup.
phone-storage-week = If you don't open this page for a week, this browser may delete your family's key. Make a backup, put ringtrue on your Home Screen or in your Dock, and restore the backup there.
phone-storage-ask = Ask the browser to keep the key
phone-offline = Without internet
phone-offline-opens = ringtrue opens and works.
phone-offline-not = ringtrue doesn't open yet. When you have a good connection, close it and open it again.

## Someone on the list: what they have, and the actions on them

phone-holds-app = Has the code in an authenticator app
phone-holds-ringtrue = Has ringtrue
phone-holds-sheet = Has a day sheet
phone-add-member = Add someone
phone-add-member-heading = Add someone to the list
phone-add-member-why = This only writes down who is in the family. To let someone in, show them the QR code.
phone-add-member-name = Name
phone-add-member-holds = What do they use?
phone-add-app = An authenticator app
phone-add-ringtrue = ringtrue
phone-add-own = It is me, on this phone
phone-do-pair = A code only between the two of you
phone-do-unpair = End the code between the two of you
phone-do-device = Add the key of their device
phone-do-new-device = Replace the key of their device
phone-do-promote = Make them an organiser
phone-do-demote = No longer an organiser
phone-do-own = This is me
phone-do-remove = Take off the list
phone-device-heading = The key of their device
phone-device-why = On their phone, "This phone's key" shows it. On a computer, type: ringtrue device
phone-organiser-heading = Their key as an organiser
phone-organiser-why = On their phone, it is under "This phone's key", then "My key as an organiser". On a computer, type: ringtrue device --organiser
phone-paste-key = Paste the key
phone-paste-key-label = Key
phone-compare-heading = Compare six words
phone-compare-same = They are the same
phone-old-key-heading = The old key
phone-old-key-sure = Yes, I am certain
phone-old-key-unsure = No, or not sure
phone-still-theirs = Yes
phone-renamed-heading = The same person?
phone-renamed-yes = Yes, both
phone-which-key-heading = Which key?
phone-which-key-all = All of them
phone-demote-yes = Yes, no longer an organiser
phone-demote-heading = The organiser
phone-remove-yes = Take off the list
phone-own-yes = Yes, that is me
phone-pair-heading = Only between the two of you
phone-pair-why = On calls with each other, you will use a code that nobody else in the family has. Both of you have to do this, each on your own device.
phone-pair-yes = Yes, they are the same
phone-unpair-yes = End it
phone-not-paired = You were not paired, and nothing was changed.
phone-key-first = This is a key for someone's list. Join your family first, or make one, then tap "The family".
phone-key-of-device = This is the key of someone's device. To put it on your list, tap "The family", then their name.
phone-key-of-organiser = This is someone's key as an organiser. To make them one, tap "The family", then their name.

## This phone's keys

phone-own-key = This phone's key
phone-own-key-picture = QR code of this phone's key
phone-own-key-why = With this key, someone puts this phone on their list. Show it, or send it: it is no secret. Then read the six words to them, on a call or face to face.
phone-copy-key = Copy the key
phone-key-copied = The key was copied.
phone-key-not-copied = This browser couldn't copy the key. Touch and hold the key to copy it.
phone-organiser-key = My key as an organiser
phone-organiser-key-picture = QR code of your key as an organiser
phone-organiser-key-sure = An organiser changes the family's key for everyone. Whoever controls the address of this page can replace the page, unseen, and take every key on this phone. Then they can change the family's key as well. Do you know the person who looks after this address, and trust them?
phone-organiser-key-yes = Yes, I trust them
phone-organiser-key-counts = This phone is an organiser's. Show this to those who take your messages for the first time.
phone-organiser-key-waits = Show this to an organiser, or send it: it is no secret. Once they have made you an organiser too, you can change the family's key on this phone.
phone-words-to-compare = Words to compare
phone-words-to-compare-why = When someone asks you to compare six words, read them from here. Never take them from the other person.
phone-renew = Make a new key for this phone
phone-renew-yes = Yes, make a new key
phone-renew-passphrase = Choose a new passphrase: someone who has the old key may know the old one.
phone-renew-passkey = Your phone will ask for your fingerprint, face or PIN, to lock the new key.
phone-renewed = This phone has a new key
phone-not-renewed = This phone keeps its key. Nothing was changed.

## Forgetting this phone

phone-wipe = Delete everything on this phone
phone-wipe-what = This deletes all that ringtrue has on this phone: the family's key, this phone's key and the list. Then you can't check a call with this phone any more.
phone-wipe-elsewhere = It deletes nothing elsewhere: not your backups, not the code in an authenticator app, not printed pages, and nothing on the other devices in your family.
phone-wipe-others = Will someone else get this phone, or could someone have got into it? Then change the family's key on another device as well: a phone can keep traces of what was deleted.
phone-wipe-sure = Delete everything?
phone-wipe-yes = Delete everything
phone-wipe-last = Your backup is missing, or older than the family's key. Without one, someone in your family has to let you in again. Delete everything all the same?
phone-wiped-heading = Everything was deleted
phone-wiped = ringtrue has nothing left on this phone. You can close this page, and remove it from the Home Screen.
phone-wiped-list = Tell your family: they can take this phone off their list.
phone-wiped-partly = The family's key, this phone's key and the list were deleted. Some files of the page itself could not be deleted: delete this page's data in the browser's settings.

## Health check

phone-health = Health check
phone-clock-well = The clock has not gone back. The code is right only if the clock is right: set it to automatic in the phone's settings.
phone-never-practised = You have not practised on this phone yet. Someone who has hung up on a familiar voice once can do it again.
phone-fix-backup = Make a backup
phone-fix-practise = Practise
phone-fix-rotate = Change the key
phone-fix-family = The family
phone-fix-sheet = The family
phone-fix-lock = Change the lock
phone-fix-storage = Keep it safe
