### The phone page: titles, buttons and what goes wrong. What is said on a call is in
### calls.ftl and verdicts.ftl. The page puts each sentence where its markup names it.

## Before there is a group

phone-start-heading = Does this call ring true?
phone-start-lead = Your family shares a secret code that keeps changing. On a call, each of you says half of it. To join, scan the QR code that your family shows you.
phone-scan = Scan the QR code
phone-file = Choose a photo or a file
phone-paste = Paste a link or type the key
phone-read = Continue
phone-back = Back

## Where the page can't keep a key

phone-install-heading = Before you start
# On an iPhone or iPad, in Safari.
phone-install-home = Add ringtrue to your Home Screen: tap Share, then Add to Home Screen. Then open it from there. If you don't, Safari deletes your family's key after a week without a visit.
phone-install-storage = This browser can't keep a key here. Close the private window, turn off Lockdown Mode for this page, or use another browser.
phone-install-address = This page works only at an address of its own, not inside another page.
phone-install-insecure = This page works only at an address that starts with https.

## Bringing a key

phone-scan-heading = Point the camera at the QR code
phone-scan-lead = What the camera sees stays on this phone.
phone-camera-denied = ringtrue isn't allowed to use the camera. Allow it in your browser's settings, or choose a photo of the code.
phone-camera-missing = No camera was found. Choose a photo of the code instead.
phone-camera-busy = The camera can't be used right now. Another app may be using it.
phone-several-codes = There is more than one code here. Use just one.
phone-no-code = There is no QR code in that picture. Try a closer, sharper photo.
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
phone-not-joined = Nothing was joined. If the words were not the same, that code may be a fake: call your family on a number you know.
phone-not-followed = Your family's key was not changed. If the words were not the same, that code may be a fake: call your family on a number you know.
phone-message-later = This is a message from an organiser. This page can't open it yet. Open it with ringtrue on a computer.
phone-damaged-heading = ringtrue can't open its data
phone-damaged = What ringtrue saved on this phone can't be read. Don't delete this page's data. Ask the person who set up your family's group.
phone-not-kept = This phone couldn't save that this half was used. If you hear it again, don't trust it.
phone-not-saved = This phone couldn't save that. Nothing was changed.

## On a call

phone-check = Check
phone-start-over = Start over
phone-not-yet = Don't say your half yet.
phone-type-said = Type what they say: three digits, or the word
phone-type-answer = Type what they answer: three digits, or the word
phone-then-talk = Then you can talk.
phone-seconds = seconds
phone-next-call = Done
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

## Keeping it: lock, backup, storage, version

phone-keep = Keep it safe
phone-lock = Lock
phone-backup = Backup
phone-make-backup = Make a backup
phone-restore = Restore a backup
phone-change-lock = Change the lock
phone-version = Version
phone-version-compare = These digits help to compare versions. They don't protect you from whoever controls this page's address, who could show any digits.
phone-update = A new version of ringtrue is here
phone-update-unexpected = If you didn't expect one, first ask the person who looks after this page.
phone-update-use = Use it
phone-update-later = Later
phone-update-stopped = The latest version of ringtrue did not arrive whole, so nothing was changed. ringtrue tries again when you open this page.
