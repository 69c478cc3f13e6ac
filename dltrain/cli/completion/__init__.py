"""Completion in the shell: what may be typed next of commands, options, keys and values of a spec, runs and words to explain.

The script of a shell (`script.bash`, `script.zsh`, `script.fish`) runs dltrain with `_DLTRAIN_COMPLETE` set to the shell's name
and the line up to the cursor as its only argument, in bash with the characters behind it at which it divides words. The answer
has a line for each word that may be typed, in zsh and fish with a tab and its help behind it; `:nospace` says that the word goes
on, `:files`, `:specs` and `:folders` that the shell is to offer those of its own. Nothing is loaded that reads a spec.
"""
