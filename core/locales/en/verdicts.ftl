### What a half that was heard means, for a reader who is frightened. Nothing here repeats
### the half itself.
###
### $part is "caller" or "answerer" for that side's half, "both" for the whole code.
### $old is the name of the key that they have, $entry that of the one in force: Smith family 1,
### Smith family 2.

## In one or two words or sentences: the first thing on the call screen

headline-match = It rings true
# After a half that says "I am forced". Onlookers must not notice it, so this takes about as
# much room as headline-match.
headline-duress = Act normally, get help
# The same, read aloud after the sentence of a match.
duress-aloud = Act normally, get help.
headline-used = Ask for the next one, when the code has changed.
headline-hang-up = Hang up. Call back on a number you know.
# After the code of a lost phone: a finder or thief may answer it.
headline-lost = Hang up. Don't call that number.

## Below "Hang up": why

reason-used = That was said before, and somebody may be repeating it.
reason-old-seed = That is { $old }, which no longer counts. Ask them to read { $entry }, or to scan it when you meet.
reason-lost-of = That is the code of { $member }'s lost phone. Show the new code face to face, or send it sealed.
reason-lost = That is the code of a lost phone. Show the new code face to face, or send it sealed.
reason-own-half = That is your own half, and an impostor repeats what they heard.
# $codes is how many codes before ("ago" in $when) or after ("ahead") the current one.
reason-wrong-time =
    That is { $part ->
        [caller] the caller's half
        [answerer] the answerer's half
        [both] the whole code
       *[other] a half
    } from { $codes ->
        [one] one code
       *[other] { $codes } codes
    } { $when ->
        [ahead] ahead
       *[ago] ago
    }, not the current one. Somebody may be repeating it.
reason-wrong-clock =
    That is the whole code from { $hours ->
        [0] half an hour
        [one] { $half ->
            [yes] an hour and a half
           *[no] an hour
        }
       *[other] { $half ->
            [yes] { $hours } and a half hours
           *[no] { $hours } hours
        }
    } { $when ->
        [ahead] ahead
       *[ago] ago
    }, not the current one. Somebody may be repeating it.
reason-no-match = That is not the code.

# After a half of another time.
check-clock = If it happens with everybody, check this device's clock.
# After a code that would be right by a clock that is wrong by hours.
check-time-zone = A clock or a time zone may be wrong, theirs or yours.
# After something that is not the code.
wrong-clock = If it happens with everybody, check this device's clock: a wrong one makes every true half wrong.
# After a half that was right until a moment ago.
ask-once = Only if the code changed while they spoke: ask once for the new one, and type it.

# $member has a sheet of paper with one line for each day.
reason-line-used = { $member }'s line for { $day } was used before, and a line counts once.
reason-line-wrong-time =
    That is { $part ->
        [caller] the caller's half of { $member }'s line
        [answerer] the answerer's half of { $member }'s line
       *[both] { $member }'s whole line
    } for { $day }, not for today. Somebody may be repeating an old one.
reason-line-no-match = That is not { $member }'s line for { $today }, and from them nothing else counts, not even the group's code.
# $member shares a code with this device.
reason-pair-no-match = That is not the code that you and { $member } share.
reason-pair-no-match-group = That is the group's code, which everybody in it has. From { $member } only the code that you two share counts.

## Also below "Hang up": nothing counts from $member, who was named on the call

nothing-counts-parted =
    You and { $member } are paired, but { $why ->
        [own-key] this device has no key
        [other-key] another device key is on the list now
        [no-key] no device key is on the list any longer
        [app] they are on the list with an app now
       *[sheet] they are on the list with a sheet now
    }, and the group's code does not count instead. Ask { $member } about it, not on this call.
nothing-counts-useless = The device key of { $member } is not a real one. Ask { $member } for the right one, not on this call.
nothing-counts-no-sheet = No sheet of { $member }'s counts here, and from them nothing else does. Print a new one afterwards.
nothing-counts-not-yet = { $member }'s sheet begins on { $printed }: check this device's clock.
nothing-counts-over = { $member }'s sheet ended on { $last }, and from them nothing else counts. Print a new one afterwards.
# Instead of the half to say, and above a day's line that was used.
line-is-used = Today's line is used: call back on a number you had before today.
line-is-used-elsewhere = That day's line is used.

## In one sentence: what was heard, and what to do

verdict-match =
    It rings true: that is { $part ->
        [caller] the caller's half of the code
        [answerer] the answerer's half of the code
        [both] the whole code
       *[other] a half of the code
    }.
verdict-match-previous = It rings true, but that is { $old }. If they have { $entry } too, they should read that from now on; if not, they can scan the new QR code when you meet, never on this call.
verdict-duress = It is them, and they may be forced: act normally, and get help.
verdict-used = That was said before, and somebody may be repeating it. Wait until the code changes, and ask again.
verdict-repeated = That was said before, and somebody may be repeating it: hang up, and call back on a number that you know.
verdict-old-seed = That is { $old }, which no longer counts: hang up, call back on a number that you know, and ask them to read { $entry }, or to scan it when you meet.
verdict-lost-of = That is the code of { $member }'s lost phone. Hang up. Don't call that number. Show the new code face to face, or send it sealed.
verdict-lost = That is the code of a lost phone. Hang up. Don't call that number. Show the new code face to face, or send it sealed.
# After the code of a lost phone. $names are members who may still have the old code.
verdict-not-yet = Nobody has checked yet whether these have the new code: { $names }.
verdict-own-half = That is your own half, and an impostor repeats what they heard: hang up, and call back on a number that you know.
verdict-wrong-time =
    That is { $part ->
        [caller] the caller's half
        [answerer] the answerer's half
        [both] the whole code
       *[other] a half
    } from { $codes ->
        [one] one code
       *[other] { $codes } codes
    } { $when ->
        [ahead] ahead
       *[ago] ago
    }, not the current one, and somebody may be repeating it: hang up, and call back on a number that you know.
verdict-wrong-clock =
    That is the whole code from { $hours ->
        [0] half an hour
        [one] { $half ->
            [yes] an hour and a half
           *[no] an hour
        }
       *[other] { $half ->
            [yes] { $hours } and a half hours
           *[no] { $hours } hours
        }
    } { $when ->
        [ahead] ahead
       *[ago] ago
    }, not the current one, and somebody may be repeating it: hang up, and call back on a number that you know.
verdict-no-match = That is not the code: hang up, and call back on a number that you know.

## The input can't be read as a half

# Two words of the list are equally close to the input.
not-read-two-words = That could be "{ $one }" or "{ $other }": ask them to say it once more, and if it is neither, hang up, and call back on a number that you know.
not-read =
    That can't be read as a half ({ $why ->
        [nothing] nothing was typed
        [too-long] that is too long for a code
        [wrong-length] there are too few or too many digits for a half or a code
        [no-digit] "double" and "triple" need a digit after them, "hundred" one before it
        [several] one word could be any of several
       *[no-such-word] one word is neither on the word list nor close to one that is
    }): ask them to say it once more, and if it is still wrong, hang up, and call back on a number that you know.
# The digits and the word of a half are said one after the other.
not-read-disagree = The digits and the word are not the same half: ask them to say both once more, and if it is still wrong, hang up, and call back on a number that you know.
# The same three on the call screen, in as few words as possible.
once-more-two-words = Was it "{ $one }" or "{ $other }"? Type the one they said.
once-more-disagree = The digits and the word are not the same half. Ask them to say both again.
once-more = That can't be read. Ask them to say it again; if it is still wrong, hang up.

## The line of a sheet: paper with one line for each day, for someone without a device

line-match =
    It rings true: that is { $part ->
        [caller] the caller's half of { $member }'s line
        [answerer] the answerer's half of { $member }'s line
       *[both] { $member }'s whole line
    } for { $day }. The line is used up now: for a second call that day, call back on a number that you know.
line-used = That line was used before, and a line of a sheet counts once: hang up, and call back on a number that you know.
line-own-half = That is your own half of the line, and an impostor repeats what they heard: hang up, and call back on a number that you know.
line-wrong-time =
    That is { $part ->
        [caller] the caller's half of { $member }'s line
        [answerer] the answerer's half of { $member }'s line
       *[both] { $member }'s whole line
    } for { $day }, not for today, and somebody may be repeating an old one: hang up, and call back on a number that you know.
line-no-match = That is not { $member }'s line for { $today }, and from them nothing else counts, not even the group's code: hang up, and call back on a number that you know.

## A pair's code: one that only two members share

pair-match =
    It rings true: that is { $part ->
        [caller] the caller's half of the code
        [answerer] the answerer's half of the code
        [both] the whole code
       *[other] a half of the code
    } that you and { $member } share.
pair-match-previous =
    It rings true: that is { $part ->
        [caller] the caller's half of the code
        [answerer] the answerer's half of the code
        [both] the whole code
       *[other] a half of the code
    } that you and { $member } share, but with { $old }: they can get { $entry } later, never on this call.
pair-no-match = That is not the code that you and { $member } share: hang up, and call back on a number that you know.
pair-no-match-group = That was the code of the group, which everybody in it has, and from { $member } only the code that you two share counts: hang up, and call back on a number that you know.
