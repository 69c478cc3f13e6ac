"""Texts as rows of token numbers, by the tokenizer of a pretrained model."""

from __future__ import annotations

import functools
import os
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import RowNumbers, TableColumn, factorize
from dltrain.data.encoding.feature import Block, Feature, FitData
from dltrain.data.encoding.misfits import Misfits
from dltrain.data.encoding.text import FRACTION_THAT_FITS, MAX_TOKENS, texts_of
from dltrain.data.encoding.tokens import Side, Tokens, in_rows
from dltrain.data.options.columns import Text
from dltrain.data.options.foreign import ModelText
from dltrain.errors import PRETRAINED, InputError


@dataclass(frozen=True)
class ModelTextFeature(Feature):
    """At most `length` tokens of a model's own tokenizer, whose JSON is `tokenizer`; `codes` are all that it knows, of which
    `padding` stands behind the end of a text."""

    kind = "model_text"

    tokenizer: str
    codes: int
    padding: int
    length: int
    truncate: Side

    @property
    def inputs(self) -> tuple[str, ...]:
        return ()

    @property
    def block(self) -> Block:
        return Block(self.name, (self.length,), self.codes, 0)

    @property
    def width(self) -> int:
        return self.length

    @property
    def options(self) -> Text:
        return Text(tokenizer="model", length=self.length, truncate=self.truncate)

    @property
    def values(self) -> int:
        return self.codes

    def summary(self) -> str:
        which = "first" if self.truncate == "end" else "last"
        return f"the {which} {self.length} tokens of the model's own tokenizer, which knows {self.codes:,}"

    def encode(self, column: TableColumn, rows: RowNumbers) -> tuple[NDArray[np.int32], str | None]:
        """Codes: int32 (rows, length), with a notice where many tokens are not known."""
        values = factorize(column)
        used, which = np.unique(values.codes[rows], return_inverse=True)
        tokenizer = tokenizer_of(self.tokenizer)
        codes = numbers_of(tokenizer, texts_of(values, used), self.length, self.truncate)
        coded = in_rows(codes, self.length, "end", self.padding)[which]
        unknown = unknown_of(tokenizer)
        share = np.count_nonzero(coded == unknown) / max(int(np.count_nonzero(coded != self.padding)), 1)
        return coded, f"{share:.0%} of its tokens are none that the model knows" if share > 0.5 else None

    def misfits(self) -> Misfits:
        for name in ("length", "codes"):
            if getattr(self, name) < 1:
                yield name, f"at least 1, not {getattr(self, name)}"
        if not 0 <= self.padding < self.codes:
            yield "padding", f"one of the {self.codes} codes, not {self.padding}"


@functools.lru_cache(maxsize=4)
def tokenizer_of(text: str) -> Any:
    """The tokenizer of a JSON, without padding. Raises InputError where it is none, or the package is not there."""
    try:
        import tokenizers
    except ImportError:
        raise InputError(f"a pretrained model's tokenizer needs the package tokenizers: {PRETRAINED}") from None
    # Threads of its own would be lost in copies of the process, which wait for them forever.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        tokenizer = tokenizers.Tokenizer.from_str(text)
    except Exception as error:  # the library raises plain Exception
        raise InputError(f"the tokenizer of the pretrained model cannot be read: {error}") from None
    tokenizer.no_padding()
    return tokenizer


def numbers_of(tokenizer: Any, texts: list[str], length: int | None, truncate: Side = "end") -> Tokens:
    """The tokens of texts, those that begin and end a text among them, cut to `length`."""
    if length is None:
        tokenizer.no_truncation()
    else:
        special = tokenizer.num_special_tokens_to_add(False)
        tokenizer.enable_truncation(max(length, special + 1), direction="right" if truncate == "end" else "left")
    encoded = [one.ids for one in tokenizer.encode_batch(texts)]
    counts = np.fromiter(map(len, encoded), np.int64, len(encoded))
    return Tokens(np.fromiter((code for ids in encoded for code in ids), np.int32, int(counts.sum())), counts)


def unknown_of(tokenizer: Any) -> int:
    """The token for what is not known; -1 where every text is made of known ones."""
    unknown = next((found for word in ("[UNK]", "<unk>") if (found := tokenizer.token_to_id(word)) is not None), None)
    return -1 if unknown is None else int(unknown)


def fit(kind: ModelText, column: TableColumn, training: FitData) -> ModelTextFeature:
    """The length of the texts of the training rows. Raises DataError for one that the model cannot take."""
    tokenizer, declared = tokenizer_of(kind.tokenizer), kind.declared
    fewest = tokenizer.num_special_tokens_to_add(False) + 1
    if declared.length != "auto" and not fewest <= declared.length <= kind.longest:
        span = f"from {fewest} to {kind.longest} tokens, its own among them, not {declared.length}"
        raise column.error(f"has another length than the model takes: {span}; write columns: {{{column.name}: {{type: text}}}}")
    length = kind.longest if declared.length == "auto" else declared.length
    if declared.length == "auto":
        values = factorize(column)
        used, repeats = np.unique(values.codes[training.rows], return_counts=True)
        counts = numbers_of(tokenizer, texts_of(values, used), None).counts
        fitting = int(np.quantile(np.repeat(counts, repeats), FRACTION_THAT_FITS, method="inverted_cdf"))
        length = min(max(fitting, fewest), MAX_TOKENS, kind.longest)
    codes = tokenizer.get_vocab_size(with_added_tokens=True)
    return ModelTextFeature(column.name, training.missing, kind.tokenizer, codes, kind.padding, length, declared.truncate)
