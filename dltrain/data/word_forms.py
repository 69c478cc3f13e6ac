"""A word without what tells it apart from others that are probably the same: blanks, case, Unicode form."""

from __future__ import annotations

import unicodedata


def bare(word: str) -> str:
    """Without blanks and characters that are not seen."""
    return "".join(character for character in word if not character.isspace() and unicodedata.category(character) != "Cf")


def composed(word: str) -> str:
    """In one Unicode form."""
    return unicodedata.normalize("NFKC", word)


def plain(word: str) -> str:
    """Without all three."""
    return bare(composed(word.casefold()))


def quoted(word: str) -> str:
    """The word with its blanks to be seen, and its Unicode form where it has several."""
    forms = [form for form in ("NFC", "NFD") if unicodedata.normalize(form, word) == word]
    return repr(word) if len(forms) == 2 else f"{word!r} ({forms[0] if forms else 'mixed'})"
