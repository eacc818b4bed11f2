### The rules of a call. They are numbered 1 to 5 on the call screen, whose narrowest
### window leaves 38 columns for each.

rule-caller-first = The one who called speaks first.
rule-check-first = Check it. Only then say your half.
rule-hang-up = One wrong half: hang up.
rule-call-back = Call back on a number you know.
rule-never-both = Never say both halves to anybody.
