### The phone page: titles, buttons and what goes wrong. What is said on a call is in
### calls.ftl and verdicts.ftl. The page puts each sentence where its markup names it.

phone-title = ringtrue

## Before there is a group

phone-start-heading = Does this call ring true?
phone-start-lead = Your family shares a code that changes every 30 seconds. On a call, each side says half of it.
phone-scan = Scan the QR code
phone-file = Choose a photo or a file
phone-paste = Paste a link or type the key
phone-read = Go on
phone-back = Back

## Where the page can't keep a key

phone-install-heading = Before you start
# On an iPhone or iPad, in Safari.
phone-install-home = First put this page on your Home Screen: tap Share, then Add to Home Screen. Open it there. In the browser itself, its key would be deleted after a week.
phone-install-storage = This browser can't keep a key here. Leave the private window or Lockdown Mode, or use another browser.
phone-install-address = This page must have an address of its own, and not stand inside another page.
phone-install-insecure = This page needs an address that begins with https.

## Bringing a key

phone-scan-heading = Show the QR code to the camera
phone-scan-lead = What the camera sees stays on this phone.
phone-camera-denied = The camera was not allowed. Allow it in the browser's settings, or choose a photo of the code.
phone-camera-missing = No camera was found. Choose a photo of the code instead.
phone-camera-busy = The camera can't be used now: perhaps another app uses it.
phone-several-codes = There is more than one code in it. Show only one.
phone-no-code = No QR code was found in it.
phone-paste-heading = Paste the link, or type the key
phone-paste-label = Link or key
phone-name-heading = What is the group called?
phone-name-label = Name and number
phone-confirm-heading = Is this your group?
phone-group = Group
phone-words = The family's words
phone-join = They are the same: join
phone-follow-heading = A new key for the family
phone-follow = They are the same: take it
phone-sheet-heading = A day sheet
phone-sheet = Take it
phone-sheet-first = That is the code of a day sheet. Join the family first, then scan it again.
phone-not-the-same = No
phone-number-label = Number
phone-message-later = That is a message from an organiser, which this page can't open yet. Open it with ringtrue on a computer.
phone-nothing-asked = Nothing was asked.
phone-damaged = What is kept on this phone can't be read. Don't delete this page's data: a backup, or the organiser, can help.
phone-not-kept = It can't be noted on this phone that this half was used.
phone-not-saved = This could not be kept on this phone. Nothing was changed.

## On a call

phone-check = Check
phone-start-over = Start over
phone-next-call = Next call
phone-ask-again = Type the next one
phone-show-code = Hold to show the code
phone-keypad = Digits
phone-letters = Letters
phone-delete = Delete
phone-heard-label = What they say
phone-hidden-heading = Hidden
phone-uncover = Tap to go on.
phone-add-group = Join another group
phone-forget = Forget this group
phone-forget-yes = Forget it
phone-groups = Groups
