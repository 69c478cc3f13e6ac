# Completion of dltrain for fish.
function __dltrain_completion
    set -l before (string match -r '^.*=' -- (commandline -ct))
    set -l word (string replace -r '^.*=' '' -- (commandline -ct))
    for line in (_DLTRAIN_COMPLETE=fish dltrain (commandline -cp | string collect) 2>/dev/null)
        switch $line
            case :nospace
            case :files
                printf "$before%s\n" (complete -C "'' $word")
            case :specs
                printf "$before%s\n" (complete -C "'' $word" | string match -r '.*(?:/|\.ya?ml)(?:\t.*)?$')
            case :folders
                printf "$before%s\n" (__fish_complete_directories $word)
            case '*'
                echo $line
        end
    end
end
complete --command dltrain --no-files --arguments '(__dltrain_completion)'
