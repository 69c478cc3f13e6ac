"""The keys of a Korean text, for a keyboard that stood in the other language: `rldnfrl` is 기울기, `ㅁㅇ므` is adam."""

from __future__ import annotations

import unicodedata

# The two-set layout (KS X 5002) by the letters of a syllable as Unicode has them: first consonants, vowels, last consonants.
_FIRST = tuple("rRseEfaqQtTdwWczxvg")
_VOWEL = (*tuple("koiOjpuPh"), "hk", "ho", "hl", "y", "n", "nj", "np", "nl", "b", "m", "ml", "l")
_LAST = ("r", "R", "rt", "s", "sw", "sg", "e", "f", "fr", "fa", "fq", "ft", "fx", "fv", "fg", "a", "q", "qt", *tuple("tTdwczxvg"))
_KEYS = {
    **{chr(0x1100 + index): keys for index, keys in enumerate(_FIRST)},
    **{chr(0x1161 + index): keys for index, keys in enumerate(_VOWEL)},
    **{chr(0x11A8 + index): keys for index, keys in enumerate(_LAST)},
}


def keys_of(text: str) -> str:
    """The keys of a Korean text on an English keyboard; what is not Korean stays as it is."""
    letters = unicodedata.normalize("NFD", unicodedata.normalize("NFKD", text))  # ㅁ by itself is a first consonant, too
    return "".join(_KEYS.get(letter, letter) for letter in letters)
