"""Texts as tokens: words, characters, or Korean letters; and the numbers that stand for these. Vectorized over many texts."""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from dltrain.data.encoding.subwords import Subwords

Tokenizer = Literal["word", "character", "jamo", "subword"]
Side = Literal["end", "start"]

PADDING, UNKNOWN = 0, 1
FIRST = 2  # the code of the most frequent token
CODE_POINTS = 0x110000
MARKS = (range(0x300, 0x20000), range(0xE0100, 0xE01F0))  # where all combining marks of Unicode are

# The arithmetic of The Unicode Standard, section 3.12: syllable = 0xAC00 + (initial · 21 + vowel) · 28 + final, final 0 for none.
SYLLABLES, INITIAL, VOWEL, FINAL = 0xAC00, 0x1100, 0x1161, 0x11A7
VOWELS, FINALS = 21, 28
SYLLABLE_COUNT = 19 * VOWELS * FINALS


@dataclass(frozen=True)
class Tokens:
    """The tokens of some texts, one after another: numbers of (tokens,) and how many each text has, int64 (texts,)."""

    numbers: NDArray[Any]
    counts: NDArray[np.int64]


def normal(text: str, lowercase: bool) -> str:
    """A text in Unicode's composed form (NFC), in small letters if asked for."""
    return unicodedata.normalize("NFC", text.lower() if lowercase else text)


def words(text: str) -> list[str]:
    """Runs of letters, digits, marks and underscores, and every other character that is no space by itself.

    >>> words("이 영화, 정말 10점!!")
    ['이', '영화', ',', '정말', '10점', '!', '!']
    """
    return _pattern().findall(text)


@functools.cache
def _pattern() -> re.Pattern[str]:
    """`\\w` alone lacks combining marks, which are within words in Hindi, Thai and many others, and the joiners of Persian."""
    marks = [chr(code) for codes in MARKS for code in codes if unicodedata.category(chr(code)).startswith("M")]
    inside = "\\u200c\\u200d" + _ranges(marks)
    return re.compile(f"[\\w{inside}]+|[^\\w\\s{inside}]")


def _ranges(characters: Sequence[str]) -> str:
    """Ascending characters as ranges of a character class."""
    codes = np.array([ord(character) for character in characters])
    starts = np.flatnonzero(np.diff(codes, prepend=-2) > 1)
    ends = np.append(starts[1:], len(codes)) - 1
    return "".join(f"{chr(codes[start])}-{chr(codes[end])}" for start, end in zip(starts, ends, strict=True))


def characters(texts: Sequence[str]) -> Tokens:
    """The characters of texts, as code points."""
    joined = "".join(texts).encode("utf-32-le", "surrogatepass")
    return Tokens(np.frombuffer(joined, dtype="<u4").astype(np.int64), np.fromiter(map(len, texts), np.int64, len(texts)))


def jamo(characters: Tokens) -> Tokens:
    """Code points with every Hangul syllable in its two or three letters, as Unicode decomposes it; others as they are."""
    syllable = characters.numbers - SYLLABLES
    hangul = (syllable >= 0) & (syllable < SYLLABLE_COUNT)
    final = np.where(hangul, syllable % FINALS, 0)
    letters = np.where(hangul, 2 + (final > 0), 1)
    start = np.cumsum(letters) - letters
    made = np.repeat(characters.numbers, letters)
    made[start[hangul]] = INITIAL + syllable[hangul] // (VOWELS * FINALS)
    made[start[hangul] + 1] = VOWEL + syllable[hangul] // FINALS % VOWELS
    made[start[final > 0] + 2] = FINAL + final[final > 0]
    text = np.repeat(np.arange(len(characters.counts)), characters.counts)
    return Tokens(made, np.bincount(text, weights=letters, minlength=len(characters.counts)).astype(np.int64))


@dataclass(frozen=True)
class Vocabulary:
    """The tokens that are known, the most frequent first, equally frequent ones in the order of their code points.

    Code 0 is the padding, 1 an unknown token, 2 and on are `tokens`.
    """

    tokenizer: Tokenizer
    lowercase: bool
    tokens: tuple[str, ...]
    merges: tuple[str, ...] = ()  # of subwords

    @property
    def codes(self) -> int:
        """How many codes there are."""
        return FIRST + len(self.tokens)

    def encode(self, texts: Iterable[str]) -> Tokens:
        """The tokens' codes, int32 (tokens,). A text without tokens is one unknown token. Raises InputError where a package is
        missing."""
        prepared = [normal(text, self.lowercase) for text in texts]
        if self.tokenizer == "word":
            code = {token: number for number, token in enumerate(self.tokens, FIRST)}
            return _one_after_another([code.get(word, UNKNOWN) for word in words(text)] or [UNKNOWN] for text in prepared)
        if self.tokenizer == "subword":
            numbers = Subwords(self.tokens, self.merges).encode_all(prepared)
            return _one_after_another([FIRST + number for number in of_text] or [UNKNOWN] for of_text in numbers)
        letters = _letters(self.tokenizer, [text or "\0" for text in prepared])
        table = np.full(CODE_POINTS, UNKNOWN, dtype=np.int32)
        table[[ord(token) for token in self.tokens]] = np.arange(FIRST, self.codes)
        return Tokens(table[letters.numbers], letters.counts)


def _one_after_another(of_texts: Iterable[Sequence[int]]) -> Tokens:
    """The codes of each text, int32 (tokens,) in all."""
    codes = list(of_texts)
    counts = np.fromiter(map(len, codes), np.int64, len(codes))
    return Tokens(np.fromiter(itertools.chain.from_iterable(codes), np.int32, int(counts.sum())), counts)


def _letters(tokenizer: Tokenizer, texts: Sequence[str]) -> Tokens:
    return jamo(characters(texts)) if tokenizer == "jamo" else characters(texts)


@dataclass(frozen=True)
class Counted:
    """How often each token occurs, and how many tokens each text has: int64 (texts,)."""

    times: dict[str, int]
    lengths: NDArray[np.int64]


def count(texts: Sequence[str], repeats: NDArray[np.int64], tokenizer: Tokenizer, lowercase: bool) -> Counted:
    """The tokens of texts, of which text i occurs `repeats[i]` times."""
    prepared = [normal(text, lowercase) for text in texts]
    if tokenizer == "word":
        counter: Counter[str] = Counter()
        lengths = np.zeros(len(prepared), dtype=np.int64)
        for number, (text, times) in enumerate(zip(prepared, repeats.tolist(), strict=True)):
            tokens = words(text)
            lengths[number] = len(tokens)
            for _ in range(times):
                counter.update(tokens)
        return Counted(dict(counter), lengths)
    letters = _letters(tokenizer, prepared)
    weights = np.repeat(repeats, letters.counts)
    times = np.bincount(letters.numbers, weights=weights, minlength=1)
    return Counted({chr(code): int(times[code]) for code in np.flatnonzero(times).tolist()}, letters.counts)


def most_frequent(times: dict[str, int], size: int, minimum: int) -> tuple[str, ...]:
    """At most `size` tokens that occur at least `minimum` times."""
    known = [token for token, often in times.items() if often >= minimum]
    return tuple(sorted(known, key=lambda token: (-times[token], token))[:size])


def in_rows(tokens: Tokens, length: int, truncate: Side, padding: int = PADDING) -> NDArray[np.int32]:
    """Codes as int32 (texts, length): what is too long is cut off at its end or start, what is short is padded."""
    rows = np.full((len(tokens.counts), length), padding, dtype=np.int32)
    text = np.repeat(np.arange(len(tokens.counts)), tokens.counts)
    position = np.arange(len(text)) - np.repeat(np.cumsum(tokens.counts) - tokens.counts, tokens.counts)
    if truncate == "start":
        position -= np.maximum(tokens.counts - length, 0)[text]
    kept = (position >= 0) & (position < length)
    rows[text[kept], position[kept]] = tokens.numbers[kept]
    return rows
