#compdef ringtrue
# What zsh completes after ringtrue. The program answers: in its first line
# whether words or files can follow, then the words with what they mean.
_ringtrue() {
    local -a answer
    answer=("${(@f)$(command ringtrue completions zsh --word="${(Q)PREFIX}" -- \
        "${(@Q)words[1,CURRENT-1]}" 2>/dev/null)}")
    local kind=$answer[1]
    shift answer
    if [[ $kind == files ]]; then
        compset -P '--*='
        _files
    elif (( $#answer )); then
        _describe -V ringtrue answer
    fi
}
# Loaded by name from a directory of functions, or read by `source`.
if [[ $funcstack[1] == _ringtrue ]]; then
    _ringtrue "$@"
else
    compdef _ringtrue ringtrue
fi
