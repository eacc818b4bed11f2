# What bash completes after ringtrue. The program answers: in its first line
# whether words or files can follow, then the words, quoted for this place.
_ringtrue() {
    local kind='' line word=$2
    # Inside quotes bash hands over what follows the mark, and keeps the mark.
    case ${COMP_WORDS[COMP_CWORD]} in
        \"*) word=\"${2#\"} ;;
        \'*) word=\'${2#\'} ;;
    esac
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ -z $kind ]]; then
            kind=$line
        else
            COMPREPLY+=("$line")
        fi
    done < <(command ringtrue completions bash --word="$word" -- \
        "${COMP_WORDS[@]:0:COMP_CWORD}" 2>/dev/null)
    if [[ $kind == files ]]; then
        compopt -o default 2>/dev/null
    fi
}
complete -o nosort -F _ringtrue ringtrue 2>/dev/null || complete -F _ringtrue ringtrue
