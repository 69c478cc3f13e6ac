# Completion of dltrain for bash.
_dltrain_completion() {
    local word=${COMP_WORDS[COMP_CWORD]} line IFS=$'\n'
    case $word in [=:]) word= ;; esac
    COMPREPLY=()
    while read -r line; do
        case $line in
            :nospace) compopt -o nospace 2>/dev/null ;;
            :files) compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -f -- "$word")) ;;
            :specs) compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -f -X '!*.y*ml' -- "$word"; compgen -d -- "$word")) ;;
            :folders) compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -d -- "$word")) ;;
            *) COMPREPLY+=("$line") ;;
        esac
    done < <(_DLTRAIN_COMPLETE=bash "${1/#\~/$HOME}" "${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)
}
complete -F _dltrain_completion dltrain
