# What elvish completes after ringtrue. The program answers: in its first line
# whether words or files can follow, then the words with what they mean.
use str
set edit:completion:arg-completer[ringtrue] = {|@words|
    var answer = []
    try {
        set answer = [(e:ringtrue completions elvish --word=$words[-1] -- ^
            (all $words[..-1]) 2>/dev/null | from-lines)]
    } catch { }
    if (> (count $answer) 0) {
        if (eq $answer[0] files) {
            edit:complete-filename $@words
        } else {
            for line $answer[1..] {
                var value help = (str:split "\t" $line)
                edit:complex-candidate $value &code-suffix=' ' &display=$value' '(styled $help dim)
            }
        }
    }
}
