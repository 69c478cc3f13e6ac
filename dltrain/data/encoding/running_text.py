"""A text from its beginning to its end, as the numbers of its tokens, by a vocabulary that the training text gave."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data.encoding import tokens
from dltrain.data.encoding.feature import Block, Feature
from dltrain.data.encoding.misfits import Misfits, repeated
from dltrain.data.options.tokenizers import TOKENIZERS, RunningText, Tokenizer
from dltrain.files.typed_json import Size

UNKNOWN = 0  # the code of a token that is not in the vocabulary
FIRST = 1  # the code of the most frequent token
PLURAL = {"character": "characters", "jamo": "letters"}

Codes = NDArray[Any]  # uint8 or int32 (tokens,)


@dataclass(frozen=True)
class RunningTextFeature(Feature):
    """`context` tokens in a row are seen at once. Code 0 is a token that is not among `known`; the others are numbered from 1,
    the most frequent first, equally frequent ones in the order of their code points."""

    kind = "running_text"

    tokenizer: str
    context: Size
    minimum_count: Size
    known: tuple[str, ...]

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
    def page(self) -> None:
        return None

    @property
    def words(self) -> tuple[str, ...]:
        return self.known

    @property
    def values(self) -> int:
        return len(self.known)

    @property
    def codes(self) -> int:
        """How many codes there are, that of what is unknown included."""
        return FIRST + len(self.known)

    @property
    def has_unknown(self) -> bool:
        """Whether there are texts with tokens that it does not know."""
        return True

    @property
    def plural(self) -> str:
        """What its tokens are called."""
        return PLURAL[self.tokenizer]

    def summary(self) -> str:
        return f"windows of {self.context} {self.plural}, of {len(self.known):,} known"

    def encode_text(self, text: str) -> Codes:
        """The codes of a text's tokens: uint8 where there are few, else int32 (tokens,)."""
        letters = _letters(self.tokenizer, text)
        table = np.full(tokens.CODE_POINTS, UNKNOWN, dtype=np.uint8 if self.codes <= 256 else np.int32)
        table[[ord(token) for token in self.known]] = np.arange(FIRST, self.codes)
        return table[letters]

    def decode(self, codes: Codes) -> str:
        """The text of some tokens, the unknown ones as U+FFFD."""
        text = "".join("\ufffd" if code < FIRST else self.known[code - FIRST] for code in codes.tolist())
        return unicodedata.normalize("NFC", text)

    def empty(self) -> Written:
        """No token yet of what is to be written."""
        return Written(self)

    def characters(self, codes: Codes) -> int:
        """How many characters the text of some tokens has."""
        return len(codes) if self.tokenizer == "character" else len(self.decode(codes))

    def misfits(self) -> Misfits:
        if self.tokenizer not in TOKENIZERS:
            yield "tokenizer", f"one of {', '.join(TOKENIZERS)}, not '{self.tokenizer}'"
        yield from repeated("known", self.known)
        long = next((number for number, token in enumerate(self.known) if len(token) != 1), None)
        if long is not None:
            yield f"known.{long}", "one character"


@dataclass(frozen=True)
class Written:
    """Tokens that are written one after another, and their text."""

    feature: RunningTextFeature
    codes: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """The text of all tokens."""
        return self.feature.decode(np.array(self.codes, np.int64))

    def takes(self, code: int) -> bool:
        """Whether a token may follow."""
        return True

    def with_token(self, code: int) -> Written:
        """The same and one more token."""
        return Written(self.feature, (*self.codes, code))


def fit(name: str, text: str, running: RunningText) -> RunningTextFeature:
    """The vocabulary of a training text."""
    tokenizer: Any = running.tokenizer
    kind = TOKENIZERS.name_of(tokenizer)
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
    return TOKENIZERS[feature.tokenizer](minimum_count=feature.minimum_count)  # type: ignore[call-arg]  # each entry has it


def _letters(tokenizer: str, text: str) -> NDArray[np.int64]:
    """The code points that are the tokens of a text."""
    letters = tokens.characters([text])
    return (tokens.jamo(letters) if tokenizer == "jamo" else letters).numbers
