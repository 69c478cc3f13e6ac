"""The answer to a shell that asks what may be typed next, as its script reads it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from dltrain.cli.completion.line import asked, split
from dltrain.cli.completion.offers import Offer, offer

MAX_HELP_LENGTH = 72  # letters of a help


def answer(group: Any, shell: str, given: Sequence[str]) -> None:
    """Writes to stdout what may stand where the cursor is: `given` is the line up to it and, of bash, its word breaks."""
    line, breaks = (*given, "", "")[:2]
    lines = [*answer_lines(group, shell, line, breaks)]
    sys.stdout.reconfigure(encoding="utf-8", errors="replace", newline="\n")  # type: ignore[union-attr]  # of a real process
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def answer_lines(group: Any, shell: str, line: str, breaks: str = "") -> Iterator[str]:
    """The lines of the answer."""
    words, begun, quoted = split(line)
    place = asked(group, words[1:], begun)
    found = offer(place)
    fitting = [(word, help) for word, help in found.words if word.startswith(place.begun)]
    if fitting and (found.goes_on or any(word.endswith(("=", ".")) for word, _ in fitting)):
        yield ":nospace"
    for word, help in fitting:
        if shell == "bash":
            yield _for_bash(place.before + word, begun, "" if quoted else breaks, found)
        else:
            yield f"{place.before}{word}\t{_brief(help)}".rstrip("\t")
    yield from (f":{kind}" for kind in found.files)


def _for_bash(word: str, begun: str, breaks: str, found: Offer) -> str:
    """The word without what stands before bash's last break in it, escaped where bash does not do that itself."""
    at = max((begun.rfind(mark) for mark in breaks if mark in "=:"), default=-1) + 1
    return word[at:] if found.files else re.sub(r"([^\w@%+=:,./~^\[\]-])", r"\\\1", word[at:])


def _brief(help: str) -> str:
    line = " ".join(help.split())
    return line if len(line) <= MAX_HELP_LENGTH else f"{line[: MAX_HELP_LENGTH - 1].rstrip()}…"
