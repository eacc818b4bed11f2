### The browser page that shows the camera, to join a group. The program opened it from a
### terminal, which is still open.
###
### $command is what to type in the terminal: don't translate it.

## The page while it looks for a QR code

camera-title = Scan the QR code – ringtrue
camera-heading = Show the QR code to the camera
camera-lead = Hold the QR code of your group in front of the camera, so that it fills the frame. What the camera sees stays on this computer.
# Read aloud in place of the picture.
camera-video = What the camera sees
camera-starting = Your browser asks whether this page may use the camera. Please allow it.
# On a button.
camera-other = Use another camera
camera-no-scripts = This page needs scripts, which are switched off in this browser. Close it, and use a picture of the QR code instead: { $command }
camera-looking = Looking for the QR code …
camera-nothing = Nothing found yet.
# After the error about the QR code that was found. $command shows the right one.
camera-expected = Show it the QR code of your group: the one that { $command } shows.

## While nothing is found, one after the other

camera-hint-closer = Hold it closer, and keep it still.
camera-hint-light = More light helps; a light behind it does not.
camera-hint-tilt = Tilt it a little if something glares on it.
camera-hint-picture = A picture of it will do as well. Press Ctrl-C in the terminal, then: { $command }

## What was found

camera-found = Is this your group?
camera-group = Group
camera-words = The family's words
camera-question = Compare the family's words with someone in the group. Are they the same?
# On two buttons.
camera-yes = Yes, join it
camera-no = No
# In place of the question.
camera-terminal = Please answer in the terminal.

## Why there is no picture, each followed by what to do

camera-denied = This page was not allowed to use the camera.
camera-denied-remedy = Allow it next to the address of this page, and reload the page. Or close the page and use a picture of the QR code instead: { $command }
camera-missing = No camera was found.
camera-missing-remedy = Plug one in or switch it on, and reload this page. Or close the page and use a picture of the QR code instead: { $command }
camera-busy = The camera can't be used right now. Another program may be using it.
camera-busy-remedy = Close that program, and reload this page. Or close the page and use a picture of the QR code instead: { $command }
camera-insecure = This browser does not let a page like this one use the camera.
camera-insecure-remedy = Close the page and use a picture of the QR code instead: { $command }
camera-broken = The camera could not be started.
camera-broken-remedy = Reload this page. Or close it and use a picture of the QR code instead: { $command }

## How it ends

camera-working = One moment …
camera-working-more = If the terminal asks for something, please answer there.
# A member's name follows below.
camera-sheet = Done. This computer has the day sheet of:
# The group's name follows below these two.
camera-done = Done. This computer has joined the group:
camera-known = This computer is in the group already:
camera-stopped = ringtrue has stopped.
camera-gone = ringtrue is no longer running.
camera-close = You can close this page.
# Shown instead of the page to a second browser.
camera-taken = Somebody has opened this page already. If that was not you, press Ctrl-C in the terminal. Then start it again: { $command }
