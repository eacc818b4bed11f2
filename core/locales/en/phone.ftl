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
phone-install-storage = This browser can't keep a key here. Close the private window, turn off Lockdown Mode for this page, or use another browser.
phone-install-address = This page works only at an address of its own, not inside another page.
phone-install-insecure = This page works only at an address that starts with https.

## Putting it on the Home Screen, in the Dock or among the apps

phone-install-app = Install ringtrue
# On an iPhone or iPad. The words on its buttons are those of its own language.
phone-home-screen-heading = Put ringtrue on your Home Screen first
phone-home-screen-why = If you don't open this page for a week, the browser may delete your family's key. On the Home Screen it stays.
phone-home-screen-share = Tap the Share button. If you don't see it, tap the three dots first.
phone-home-screen-dots = Three dots
phone-home-screen-arrow = A square with an arrow that points up
phone-home-screen-add = Scroll down and tap "Add to Home Screen". If you don't see it, tap "View More" first.
phone-home-screen-row = Add to Home Screen
phone-home-screen-web-app = If there is a switch "Open as Web App", leave it on. Tap "Add".
phone-home-screen-switch = Open as Web App
phone-home-screen-button = Add
phone-home-screen-open = Close this page. Open ringtrue from your Home Screen and join your family there.
phone-home-screen-safari = Still no "Add to Home Screen"? Open this page in Safari.
# In the browser of another app, for example of one for messages.
phone-home-screen-in-app = You are inside another app, which can't put ringtrue on your Home Screen. In its menu, look for "Open in Safari" or "Open in browser". Or type this address into Safari:
# In Safari on a Mac.
phone-dock-heading = Put ringtrue in your Dock first
phone-dock-why = If you don't open this page for a week, Safari may delete your family's key. In the Dock it stays.
phone-dock-add = In the menu bar at the top of the screen, choose "File", then "Add to Dock".
phone-dock-open = Close this page. Open ringtrue from the Dock and join your family there.
phone-dock-other = No "Add to Dock"? Use Chrome, Edge or Firefox.
phone-install-backup = This browser may delete your family's key. See "Groups and settings", then "Keep it safe".

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
phone-damaged = What ringtrue saved on this phone can't be read. You can start again with a backup, or by scanning your family's QR code. What is here is deleted only then.
phone-not-kept = This phone couldn't save that this half was used. If you hear it again, don't trust it.
phone-gone = What ringtrue kept on this phone is gone: it was deleted, by you or by the browser. Open this page again, and restore your backup.
phone-not-saved = This phone couldn't save that. Nothing was changed.
phone-full = There is no space left on this phone, so nothing was saved. Delete something you don't need, then try again.
phone-deleted = The browser deleted what ringtrue had saved. This page is the last copy until you close it. Make a backup now: tap "Groups and settings", then "Keep it safe".

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
phone-busy = One moment
phone-busy-why = This takes a few seconds, so that nobody can guess the passphrase.
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
phone-own-why = Fifteen letters or more. A sentence that only you would think of is good.
phone-own-again = Type it once more.
phone-seal-failed = This phone couldn't do that. Close other apps, and try again.

## Backups

phone-backup-none = None yet
phone-backup-due-never = There is no backup yet. If this phone is lost or wiped, someone in your family has to let you in again.
phone-backup-due-new-seed = Your family's key is newer than your backup.
phone-backup-due-old = Your backup is more than half a year old.
phone-backup-why = They open the backup. Keep the paper somewhere safe, and not with this phone.
phone-backup-ready = Your backup is ready
phone-backup-where = Save it somewhere other than this phone: a computer, your mail, a cloud. Without the passphrase, nobody can open it.
phone-backup-save = Save the backup
phone-backup-sure = Look for the file before you go on. Is it saved?
phone-backup-yes = Yes, it is saved
phone-backup-again = Save it again
phone-backup-made = The backup was made
phone-restore-passphrase = The passphrase of the backup: the six words that you wrote down, or your own.
phone-restore-nothing = There is nothing in it that this phone lacks.
phone-restore-yes = Yes, take it in
phone-not-restored = The backup was not taken in. Nothing was changed.
phone-restored = The backup was taken in
phone-restored-lost = The backup was taken in. Whoever has the lost device has your family's key: ask the person who set up your group to make a new one

## The lock

phone-lock-heading = The lock
phone-lock-why = What should ringtrue ask for when you open it?
phone-lock-passkey = My finger or face
phone-lock-passphrase = A passphrase
phone-lock-none = Nothing: no lock
phone-lock-is-passkey = It asks for your finger or face
phone-lock-is-passphrase = It asks for your passphrase
phone-lock-is-none = No lock. Whoever can use this phone can use ringtrue
phone-lock-none-sure = Whoever can use this phone will be able to use ringtrue. Take the lock off?
phone-lock-backup-first = First make a backup. If you lose what opens the lock, only the backup brings your groups back.
phone-lock-passphrase-why = They open ringtrue on this phone. You type them each time, so a passphrase of your own may be easier.
phone-lock-passkey-why = Your phone makes a passkey called ringtrue. If you delete that passkey later, only your backup brings your groups back.
phone-lock-passkey-try = The passkey is made. Now try it.
phone-lock-passkey-now = Try it
phone-passkey-missing = This phone or browser can't do that. Use a passphrase.
phone-passkey-unfit = This phone's passkeys can't lock ringtrue. Use a passphrase. You can delete the passkey called ringtrue in the phone's settings.
phone-passkey-not-opened = That didn't open it. Try again, and don't delete the passkey called ringtrue.
phone-passkey-refused = The phone didn't recognise you, or the passkey is gone. Try again.
phone-locked = ringtrue is locked
phone-open-passphrase = Type your passphrase to open it.
phone-open-passkey = Open it with your finger or face.
phone-cannot-open = I can't open it
phone-start-anew = Start again
phone-start-anew-sure = Without what opens the lock, nobody can read what is here. You can start again with a backup, or by scanning your family's QR code. What is here is deleted only then.
phone-version = Version
phone-version-compare = These digits help to compare versions. They don't protect you from whoever controls this page's address, who could show any digits.
phone-update = A new version of ringtrue is here
phone-update-unexpected = If you didn't expect one, first ask the person who looks after this page.
phone-update-use = Use it
phone-update-later = Later
phone-update-stopped = The latest version of ringtrue did not arrive whole, so nothing was changed. ringtrue tries again when you open this page.

## What the browser keeps

phone-storage = Storage
phone-storage-kept = This browser has promised to keep your family's key.
phone-storage-short = This browser may delete your family's key when space runs short. Make a backup.
phone-storage-week = This browser may delete your family's key if you don't open this page for a week. Make a backup, put ringtrue on your Home Screen or in your Dock, and restore the backup there.
phone-storage-ask = Ask the browser to keep it
phone-offline = Without a network
phone-offline-opens = ringtrue opens and works.
phone-offline-not = ringtrue doesn't open yet. With a good connection, close it and open it again.
