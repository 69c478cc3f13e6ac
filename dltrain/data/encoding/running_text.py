"""A text from its beginning to its end, as the numbers of its tokens, by a vocabulary that the training text gave."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data.encoding import subwords, tokens
from dltrain.data.encoding.feature import Block, Feature
from dltrain.data.encoding.misfits import Misfits, repeated
from dltrain.data.encoding.subwords import Subwords
from dltrain.data.options.tokenizers import TOKENIZERS, RunningText, Subword, Tokenizer
from dltrain.files.typed_json import Count, Size

UNKNOWN = 0  # the code of a token that is not in the vocabulary, where there may be one
PLURAL = {"character": "characters", "jamo": "letters", "subword": "subwords"}

Codes = NDArray[Any]  # uint8 or int32 (tokens,)


@dataclass(frozen=True)
class RunningTextFeature(Feature):
    """`context` tokens in a row are seen at once.

    Of characters and letters code 0 is one that is not among `known`; these are numbered from 1, the most frequent first, equally
    frequent ones in the order of their code points. Subwords, which are made by `merges`, are numbered from 0, and none is
    unknown.
    """

    kind = "running_text"

    tokenizer: str
    context: Size
    minimum_count: Size
    known: tuple[str, ...]
    vocabulary: Count = 0
    merges: tuple[str, ...] = ()

    @property
    def inputs(self) -> tuple[str, ...]:
        return ()

    @property
    def block(self) -> Block:
        return Block(self.name, (self.context,), self.codes, 0)

    @property
    def width(self) -> int:
        return self.context

    @property
    def options(self) -> None:
        return None

    @property
    def words(self) -> tuple[str, ...]:
        return (*self.known, *self.merges)

    @property
    def values(self) -> int:
        return len(self.known)

    @property
    def has_unknown(self) -> bool:
        """Whether there are texts with tokens that it does not know."""
        return self.tokenizer != "subword"

    @property
    def codes(self) -> int:
        """How many codes there are, that of what is unknown included."""
        return self.has_unknown + len(self.known)

    @property
    def plural(self) -> str:
        """What its tokens are called."""
        return PLURAL[self.tokenizer]

    @property
    def subwords(self) -> Subwords:
        """Its tokens where they are subwords."""
        return Subwords(self.known, self.merges)

    def summary(self) -> str:
        return f"windows of {self.context} {self.plural}, of {len(self.known):,} known"

    def encode_text(self, text: str) -> Codes:
        """The codes of a text's tokens: uint8 where there are few, else int32 (tokens,)."""
        if not self.has_unknown:
            return self.subwords.encode(text)
        table = np.full(tokens.CODE_POINTS, UNKNOWN, dtype=np.uint8 if self.codes <= 256 else np.int32)
        table[[ord(token) for token in self.known]] = np.arange(UNKNOWN + 1, self.codes)
        return table[_letters(self.tokenizer, text)]

    def pieces(self) -> list[bytes]:
        """The UTF-8 of each code's token, of subwords perhaps a part of a character's; U+FFFD for what is unknown."""
        if not self.has_unknown:
            return self.subwords.pieces
        return ["\ufffd".encode(), *(token.encode() for token in self.known)]

    def decode(self, codes: Codes) -> str:
        """The text of some tokens, the unknown ones, and characters of which a part is missing, as U+FFFD."""
        pieces = self.pieces()
        return composed(b"".join(pieces[code] for code in codes.tolist()))

    def characters(self, codes: Codes) -> int:
        """How many characters the text of some tokens has."""
        return len(codes) if self.tokenizer == "character" else len(self.decode(codes))

    def misfits(self) -> Misfits:
        if self.tokenizer not in TOKENIZERS:
            yield "tokenizer", f"one of {', '.join(TOKENIZERS)}, not '{self.tokenizer}'"
        yield from repeated("known", self.known)
        if not self.has_unknown:
            yield from self.subwords.misfits()
            return
        long = next((number for number, token in enumerate(self.known) if len(token) != 1), None)
        if long is not None:
            yield f"known.{long}", "one character"


def composed(text: bytes) -> str:
    """UTF-8 as text in Unicode's composed form (NFC), what is none of it as U+FFFD."""
    return unicodedata.normalize("NFC", text.decode("utf-8", "replace"))


def fit(name: str, text: str, running: RunningText) -> RunningTextFeature:
    """The vocabulary of a training text. Raises InputError where a package is missing that makes it."""
    tokenizer: Any = running.tokenizer
    kind = TOKENIZERS.name_of(tokenizer)
    if isinstance(tokenizer, Subword):
        made = subwords.trained([text], tokenizer.vocabulary, tokenizer.minimum_count)
        limits = tokenizer.minimum_count, made.known, tokenizer.vocabulary, made.merges
        return RunningTextFeature(name, 0, kind, running.context, *limits)
    numbers, counts = np.unique(_letters(kind, text), return_counts=True)
    times = {chr(number): count for number, count in zip(numbers.tolist(), counts.tolist(), strict=True)}
    known = tokens.most_frequent(times, len(times), tokenizer.minimum_count)
    return RunningTextFeature(name, 0, kind, running.context, tokenizer.minimum_count, known)


def is_as_asked(feature: Feature, running: RunningText) -> bool:
    """Whether a feature is a running text that is read in this way."""
    if not isinstance(feature, RunningTextFeature):
        return False
    return (feature.context, _tokenizer(feature)) == (running.context, running.tokenizer)


def _tokenizer(feature: RunningTextFeature) -> Tokenizer:
    """The option that asks for its tokens."""
    limits = {"minimum_count": feature.minimum_count} | ({"vocabulary": feature.vocabulary} if feature.vocabulary else {})
    return TOKENIZERS[feature.tokenizer](**limits)


def _letters(tokenizer: str, text: str) -> NDArray[np.int64]:
    """The code points that are the tokens of a text."""
    letters = tokens.characters([text])
    return (tokens.jamo(letters) if tokenizer == "jamo" else letters).numbers
