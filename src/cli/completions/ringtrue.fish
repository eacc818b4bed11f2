# What fish completes after ringtrue. The program answers: in its first line
# whether words or files can follow, then the words with what they mean.
function __ringtrue_complete
    set -l before (commandline --current-process --tokenize --cut-at-cursor)
    set -l word (commandline --current-token --cut-at-cursor)
    set -l answer (command ringtrue completions fish "--word=$word" -- $before 2>/dev/null)
    or return
    set -l kind $answer[1]
    set -e answer[1]
    if test "$kind" = files
        set -l option (string match --regex -- '^--[^=]*=' $word)
        set -l file (string replace --regex -- '^--[^=]*=' '' $word)
        for found in (__fish_complete_path "$file")
            echo -- "$option$found"
        end
    else if set -q answer[1]
        printf '%s\n' $answer
    end
end
complete --command ringtrue --no-files --keep-order --arguments '(__ringtrue_complete)'
