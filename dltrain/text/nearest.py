"""Which of several names a word that is none of them was probably meant to be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MAX_WORD_LENGTH = 100  # letters of a word that somebody may have mistyped
BEGINNING = 4  # letters from which on a word can be the beginning of a name


def normalized(name: str) -> str:
    """A name as it is compared: its letters and digits, without case (`Batch-Size` and `batch_size` are one)."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", name).casefold())


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that is clearly nearer to `word` than every other, ignoring case, hyphens and spaces; None if none is.

    Near is what few slips of a hand make of the word (a letter more, less, wrong, or two exchanged), or what it begins,
    or adds a little to (`relu6`).
    """
    meant = normalized(word)
    if not meant or len(meant) > MAX_WORD_LENGTH:
        return None
    best, least, clear = None, float("inf"), False
    for name in dict.fromkeys(candidates):
        slips = _slips(meant, normalized(name))
        if slips < least:
            best, least, clear = name, slips, True
        elif slips == least:
            clear = False
    return best if clear and best is not None and len(meant) >= len(normalized(best)) / 2 else None


def _slips(word: str, name: str) -> float:
    """How many slips lie between two plain names; infinity where they are too many to be meant."""
    if word == name:
        return 0
    longest = max(len(word), len(name))
    most = 0 if longest < 3 else 1 if longest < 6 else 2 if longest < 9 else 3
    if abs(len(word) - len(name)) <= most and len(set(word) ^ set(name)) <= 2 * most:
        slips = edits(word, name)
        if slips <= most:
            return slips
    begins = name.startswith(word) and len(word) >= BEGINNING
    goes_on = word.startswith(name) and len(name) >= max(BEGINNING, len(word) - 3)
    return 1.5 if begins or goes_on else float("inf")


def edits(a: str, b: str) -> int:
    """The fewest insertions, deletions, substitutions and exchanges of neighbours that make b of a (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        row = [i]
        for j, other in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
