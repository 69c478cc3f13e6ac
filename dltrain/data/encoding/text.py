"""Texts as rows of token numbers, by a vocabulary and a length that the training rows gave."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import Factorized, RowNumbers, TableColumn, factorize, label_text
from dltrain.data.encoding import subwords, tokens
from dltrain.data.encoding.feature import Block, Feature, FitData
from dltrain.data.encoding.misfits import Misfits, repeated
from dltrain.data.encoding.subwords import Subwords
from dltrain.data.encoding.tokens import UNKNOWN, Vocabulary
from dltrain.data.options.columns import ColumnKind, Text
from dltrain.files.typed_json import Count

FRACTION_THAT_FITS = 0.95
MAX_TOKENS = 512  # tokens, where the length is not given
BESIDE_OTHERS = 64  # dimensions, where they are not given
PLURAL = {"word": "words", "character": "characters", "jamo": "letters", "subword": "subwords"}


Words = tuple[str, ...]


@dataclass(frozen=True)
class TextFeature(Feature):
    """At most `length` tokens, those of `known` by their numbers; `dimensions` is 0 where they enter one after another.

    `vocabulary` and `minimum_count` are what `known` was limited to; `merges` are those of subwords.
    """

    kind = "text"

    tokenizer: tokens.Tokenizer
    lowercase: bool
    truncate: tokens.Side
    length: int
    vocabulary: int
    minimum_count: int
    dimensions: Count
    known: tuple[str, ...]
    merges: tuple[str, ...] = ()

    @property
    def inputs(self) -> tuple[str, ...]:
        return ()

    @property
    def code_names(self) -> tuple[str, ...]:
        words = ("padding", f"unknown {PLURAL[self.tokenizer]}", *(f"'{token}'" for token in self.known))
        return tuple(f"{word} in {self.name}" for word in words)

    @property
    def block(self) -> Block:
        return Block(self.name, (self.length,), self.codes, self.dimensions)

    @property
    def width(self) -> int:
        return self.dimensions or self.length

    @property
    def options(self) -> Text:
        return Text(
            tokenizer=self.tokenizer,
            vocabulary=self.vocabulary,
            minimum_count=self.minimum_count,
            length=self.length,
            truncate=self.truncate,
            lowercase=self.lowercase,
            dimensions=self.dimensions or "auto",
        )

    @property
    def words(self) -> tuple[str, ...]:
        return (*self.known, *self.merges)

    @property
    def values(self) -> int:
        return len(self.known)

    @property
    def codes(self) -> int:
        """How many codes there are, padding and unknown included."""
        return tokens.FIRST + len(self.known)

    def summary(self) -> str:
        which = "first" if self.truncate == "end" else "last"
        averaged = f", as the mean of vectors of {self.dimensions}" if self.dimensions else ""
        return f"the {which} {self.length} {PLURAL[self.tokenizer]}, of {len(self.known):,} known{averaged}"

    def encode(self, column: TableColumn, rows: RowNumbers) -> tuple[NDArray[np.int32], str | None]:
        """Codes: int32 (rows, length), with a notice where most tokens are not known."""
        values = factorize(column)
        used, which = np.unique(values.codes[rows], return_inverse=True)
        vocabulary = Vocabulary(self.tokenizer, self.lowercase, self.known, self.merges)
        codes = vocabulary.encode(texts_of(values, used))
        coded = tokens.in_rows(codes, self.length, self.truncate)[which]
        there = coded[values.codes[rows] >= 0]
        unknown = np.count_nonzero(there == UNKNOWN) / max(int(np.count_nonzero(there)), 1)
        return coded, f"{unknown:.0%} of its {PLURAL[self.tokenizer]} are not in the vocabulary" if unknown > 0.5 else None

    def misfits(self) -> Misfits:
        for name in ("length", "vocabulary", "minimum_count"):
            if getattr(self, name) < 1:
                yield name, f"at least 1, not {getattr(self, name)}"
        yield from repeated("known", self.known)
        if self.tokenizer == "subword":
            yield from Subwords(self.known, self.merges).misfits()
        elif self.tokenizer != "word":
            long = next((number for number, token in enumerate(self.known) if len(token) != 1), None)
            if long is not None:
                yield f"known.{long}", "one character"


def texts_of(values: Factorized, codes: NDArray[Any]) -> list[str]:
    """The texts of these codes; a missing one is blank."""
    return [label_text(values.labels[code]) if code >= 0 else "" for code in codes]


def fit(kind: Text, column: TableColumn, training: FitData) -> TextFeature:
    """The vocabulary and the length of the texts of the training rows. Raises DataError where no token occurs often enough."""
    if kind.tokenizer == "model":
        raise column.error("is to be read by the tokenizer of a pretrained model, but 'model' is none; leave 'tokenizer' out")
    tokenizer: tokens.Tokenizer = "word" if kind.tokenizer == "auto" else kind.tokenizer
    values = factorize(column)
    used, repeats = np.unique(values.codes[training.rows], return_counts=True)
    texts = texts_of(values, used)
    merges: Words = ()
    if tokenizer == "subword":
        known, merges, lengths = _subwords(kind, texts, repeats)
    else:
        counted = tokens.count(texts, repeats, tokenizer, kind.lowercase)
        known, lengths = tokens.most_frequent(counted.times, kind.vocabulary, kind.minimum_count), counted.lengths
        if not known:
            most = max(counted.times.values(), default=0)
            what = PLURAL[tokenizer][:-1]
            raise column.error(f"has no {what} that occurs {kind.minimum_count} times in the training rows; the most is {most}")
    fitting = np.quantile(np.repeat(lengths, repeats), FRACTION_THAT_FITS, method="inverted_cdf")
    return TextFeature(
        column.name,
        training.missing,
        tokenizer,
        kind.lowercase,
        kind.truncate,
        min(max(int(fitting), 1), MAX_TOKENS) if kind.length == "auto" else kind.length,
        kind.vocabulary,
        kind.minimum_count,
        0 if kind.dimensions == "auto" else kind.dimensions,
        known,
        merges,
    )


def _subwords(kind: Text, texts: Sequence[str], repeats: NDArray[np.int64]) -> tuple[Words, Words, NDArray[np.int64]]:
    """The tokens and the merges of texts, of which text i occurs `repeats[i]` times, and how many tokens each has. Raises
    InputError where the package is missing."""
    prepared = [tokens.normal(text, kind.lowercase) for text in texts]
    repeated_texts = (text for text, times in zip(prepared, repeats.tolist(), strict=True) for _ in range(times))
    made = subwords.trained(repeated_texts, kind.vocabulary, kind.minimum_count)
    counts = Vocabulary("subword", kind.lowercase, made.known, made.merges).encode(texts).counts
    return made.known, made.merges, counts


def beside_others(kinds: Mapping[str, ColumnKind | None]) -> dict[str, ColumnKind | None]:
    """The kinds of all features, of which texts become one vector each where they do not stand alone."""
    if len(kinds) == 1:
        return dict(kinds)
    return {
        name: dataclasses.replace(kind, dimensions=BESIDE_OTHERS)
        if isinstance(kind, Text) and kind.dimensions == "auto"
        else kind
        for name, kind in kinds.items()
    }
