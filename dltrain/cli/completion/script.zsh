#compdef dltrain
# Completion of dltrain for zsh.
_dltrain() {
    local line
    local -a values displays files end
    for line in "${(@f)$(_DLTRAIN_COMPLETE=zsh ${~${(Q)words[1]}} "${(j: :)words[1,CURRENT-1]} $PREFIX" 2>/dev/null)}"; do
        case $line in
            :nospace) end=(-S '') ;;
            :files) files=(_files) ;;
            :specs) files=(_files -g '*.(yaml|yml)(-.)') ;;
            :folders) files=(_files -/) ;;
            ?*) values+=("${line%%$'\t'*}"); displays+=("${line//$'\t'/  -- }") ;;
        esac
    done
    (( $#values )) && compadd -l -V dltrain "${end[@]}" -d displays -- "${values[@]}"
    (( $#files )) && { compset -P '*='; "${files[@]}" }
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }
compdef _dltrain dltrain
