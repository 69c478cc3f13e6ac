"""Words of a column that say the same in two ways of writing: Y beside 1, male beside M."""

from __future__ import annotations

from collections.abc import Sequence

from dltrain.data.word_forms import plain
from dltrain.errors import listing

PAIRS = (
    (
        ("y", "yes", "true", "t", "1", "1.0", "예", "네", "참", "유", "있음"),
        ("n", "no", "false", "f", "0", "0.0", "아니오", "아니요", "거짓", "무", "없음"),
    ),
    (("m", "male", "man", "남", "남자", "남성"), ("f", "female", "woman", "w", "여", "여자", "여성")),
    (("pass", "passed", "p", "합격"), ("fail", "failed", "f", "불합격")),
)


def notices(column: str, words: Sequence[object], are: str) -> list[str]:
    """A notice where all words of a column say one of two things, and some say the same. are: what they are, such as classes."""
    if all(len(str(word)) == 1 and str(word).isascii() and str(word).isalpha() for word in words):  # codes: T, N, F
        return []
    for pair in PAIRS:
        sides = [[str(word) for word in words if plain(str(word)) in side] for side in pair]
        ways = [len(set(map(plain, side))) for side in sides]
        if all(ways) and sum(ways) > 2 and sum(map(len, sides)) == len(words):
            shown = listing((" and ".join(map(repr, side)) for side, each in zip(sides, ways, strict=True) if each > 1), 2)
            what = f"{are} that probably mean the same are {are} of their own"
            return [f"column '{column}': {what}: {shown}; where they do, write one word for both in the file"]
    return []
