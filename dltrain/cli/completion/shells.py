"""The shells that there is completion for, and which one is in use."""

from __future__ import annotations

import itertools
import os
from collections.abc import Sequence
from enum import StrEnum

from dltrain.errors import InputError

VARIABLE = "_DLTRAIN_COMPLETE"  # of the environment: the shell that asks for completion
FLAGS = ("--install-completion", "--show-completion")


class Shell(StrEnum):
    """A shell that there is a script for."""

    bash = "bash"
    zsh = "zsh"
    fish = "fish"


def with_shell(words: Sequence[str]) -> list[str]:
    """The words of a command line, with the name of the shell that is in use behind each of FLAGS that has none.

    Raises InputError where that is not known, or another shell is named."""
    named: list[str] = []
    for word, following in itertools.zip_longest(words, words[1:], fillvalue=""):
        named.append(word)
        if word in FLAGS:
            shell = _known(following if following[:1] not in ("", "-") else in_use())
            named += [] if following == shell else [shell]
    return named


def in_use() -> str:
    """The name of the shell that the command was typed in, or else that of the login; empty where neither is known."""
    return _typed_in() or os.path.basename(os.environ.get("SHELL", ""))


def _known(name: str) -> str:
    if name not in {*Shell}:
        told = f"'{name}' is none that there is completion for" if name else "which shell this is is not known"
        raise InputError(f"{told}; name one: dltrain --install-completion {'|'.join(Shell)}")
    return name


def _typed_in() -> str:
    """The name of the shell among the processes that this one was started by; empty where that cannot be told."""
    try:
        from shellingham import detect_shell

        return str(detect_shell()[0])
    except Exception:  # not installed, or what it raises where it finds none
        return ""
