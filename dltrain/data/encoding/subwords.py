"""Subwords: pieces of words that byte-pair encoding has found (Sennrich, Haddow & Birch 2016, arXiv:1508.07909), over the bytes
of UTF-8 (Radford et al. 2019), so that every text has tokens, and these give the text back.

The package `tokenizers` trains and applies them; what a token's bytes are is told without it.
"""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data.encoding.misfits import Misfits
from dltrain.data.options.tokenizers import BYTES
from dltrain.errors import InputError

INSTALL = "pip install 'dltrain[tokenizers]'"


@functools.cache
def alphabet() -> dict[str, int]:
    """The byte that each character stands for, as Radford et al. wrote them: printable ones for themselves, others from
    U+0100."""
    printable = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = [byte for byte in range(BYTES) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {chr(BYTES + index): byte for index, byte in enumerate(others)}


@dataclass(frozen=True)
class Subwords:
    """`known` are the tokens by their numbers, in the characters of `alphabet`; `merges` the pairs that are joined, with a space
    between the two, the first first."""

    known: tuple[str, ...]
    merges: tuple[str, ...]

    @functools.cached_property
    def pieces(self) -> list[bytes]:
        """The bytes of each token."""
        byte = alphabet()
        return [bytes(byte[character] for character in token) for token in self.known]

    @functools.cached_property
    def _tokenizer(self) -> Any:
        package = _package()
        merges = [tuple(merge.split(" ")) for merge in self.merges]
        model = package.models.BPE(vocab={token: number for number, token in enumerate(self.known)}, merges=merges)
        return _over_bytes(package.Tokenizer(model))

    def encode(self, text: str) -> NDArray[np.int32]:
        """The numbers of a text's tokens: int32 (tokens,). Raises InputError where the package is missing."""
        return np.array(self._tokenizer.encode(text).ids, np.int32)

    def encode_all(self, texts: Sequence[str]) -> list[list[int]]:
        """The same of each text. Raises InputError."""
        return [encoded.ids for encoded in self._tokenizer.encode_batch(list(texts))]

    def decode(self, numbers: Iterable[int]) -> str:
        """The text of some tokens; what is torn at their ends is U+FFFD."""
        return b"".join(map(self.pieces.__getitem__, numbers)).decode("utf-8", "replace")

    def misfits(self) -> Misfits:
        """What of them no training has made."""
        known = set(self.known)
        if not alphabet().keys() <= known:
            yield "known", "a list with a token for each byte"
        strange = next(
            (index for index, token in enumerate(self.known) if not token or not alphabet().keys() >= set(token)), None
        )
        if strange is not None:
            yield f"known.{strange}", "characters that stand for bytes"
        for index, merge in enumerate(self.merges):
            pair = merge.split(" ")
            if len(pair) != 2 or not {*pair, "".join(pair)} <= known:
                yield f"merges.{index}", "two tokens of 'known' that make a third, with a space between"
                return


def trained(texts: Iterable[str], vocabulary: int, minimum_count: int) -> Subwords:
    """The subwords of texts: at most so many, the last of which occurs that often. The same texts give the same ones. Raises
    InputError where the package is missing."""
    package = _package()
    tokenizer = _over_bytes(package.Tokenizer(package.models.BPE()))
    trainer = package.trainers.BpeTrainer(
        vocab_size=vocabulary,
        min_frequency=minimum_count,
        initial_alphabet=package.pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    merges = (merge if isinstance(merge, str) else " ".join(merge) for merge in model["merges"])
    return Subwords(tuple(sorted(model["vocab"], key=model["vocab"].__getitem__)), tuple(merges))


def _over_bytes(tokenizer: Any) -> Any:
    """A tokenizer over bytes, which cuts a text into words before."""
    tokenizer.pre_tokenizer = _package().pre_tokenizers.ByteLevel(add_prefix_space=False)
    return tokenizer


def _package() -> Any:
    # Its threads would be lost in the copies of this process that share the steps of a training.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        import tokenizers
    except ImportError:
        raise InputError(f"tokenizer: subword needs the package tokenizers: {INSTALL}; or write tokenizer: character") from None
    return tokenizers
