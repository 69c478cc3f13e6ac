"""How a language model writes a text on, and how likely it finds each token of one."""

from __future__ import annotations

from codecs import utf_8_decode
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from dltrain.data.encoding.running_text import UNKNOWN, Codes, RunningTextFeature, composed
from dltrain.data.encoding.tokens import normal
from dltrain.errors import DataError, InputError
from dltrain.kinds.kind import Writing
from dltrain.randomness import numpy_generator


def write_on(network: Any, feature: RunningTextFeature, text: str, how: Writing, device: str) -> str:
    """The text with so many characters more, each token drawn by its probability: softmax(scores / temperature) over the `top_k`
    likeliest; at temperature 0 the likeliest. The same seed writes the same text. A token that is not in the vocabulary is never
    written. Raises InputError where there is no text to go on from.
    """
    text = normal(text, lowercase=False)
    if not text:
        raise InputError("there is no text to go on from; type at least one character")
    codes = feature.encode_text(text).astype(np.int64)
    random, written = numpy_generator(how.seed, "text"), Written(feature.pieces())
    enough = how.length + (feature.tokenizer == "jamo")  # a syllable is whole once the next one has begun
    while written.length < enough or len(written.text) < enough:
        scores = _scores(network, codes[-feature.context :], device)[-1]
        if feature.has_unknown:
            scores[UNKNOWN] = -np.inf
        code = next(one for one in _drawn(scores, how, random) if written.takes(one))
        written.add(code)
        codes = np.append(codes[-feature.context :], code)
    return text + written.text[: how.length]


class Written:
    """What is written so far, in whole characters, and the bytes of one that is not whole yet."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self.pieces, self.whole, self.torn = pieces, bytearray(), b""
        self.length = 0  # characters, before they are composed

    def takes(self, code: int) -> bool:
        """Whether the bytes of a token may come next in UTF-8."""
        try:
            utf_8_decode(self.torn + self.pieces[code], "strict", False)
        except UnicodeDecodeError:
            return False
        return True

    def add(self, code: int) -> None:
        """Adds a token that it takes."""
        piece = self.torn + self.pieces[code]
        text, used = utf_8_decode(piece, "strict", False)
        self.whole += piece[:used]
        self.torn, self.length = piece[used:], self.length + len(text)

    @property
    def text(self) -> str:
        """All whole characters."""
        return composed(bytes(self.whole))


def _drawn(scores: np.ndarray, how: Writing, random: np.random.Generator) -> Iterator[int]:
    """Tokens in the order in which they are drawn, none of them twice: the next one where one cannot be taken."""
    scores = scores.copy()
    if how.top_k is not None and how.top_k < len(scores):
        scores[np.argsort(-scores, kind="stable")[how.top_k :]] = -np.inf
    while np.isfinite(scores).any():
        code = int(scores.argmax())
        if how.temperature > 0:
            weights = np.exp((scores - scores.max()) / how.temperature)
            sums = np.cumsum(weights)
            code = int(np.searchsorted(sums, random.random() * sums[-1], side="right"))
        yield code
        scores[code] = -np.inf


def token_columns(network: Any, feature: RunningTextFeature, text: str, name: str, device: str) -> dict[str, Any]:
    """A row a token of a text but the first: `row`, its number from 1; `token`; `predicted`, the likeliest; `probability`, that
    of the token. Raises DataError where there are fewer than two."""
    codes = feature.encode_text(text)
    if len(codes) < 2:
        raise DataError(f"{name}: a text of {len(codes)} tokens has none that follows another")
    probabilities, likeliest = [], []
    for start in range(0, len(codes) - 1, feature.context):
        window = codes[start : start + feature.context + 1].astype(np.int64)
        scores = _scores(network, window[:-1], device)
        logs = scores - scores.max(axis=1, keepdims=True)
        logs -= np.log(np.exp(logs).sum(axis=1, keepdims=True))
        probabilities.append(np.exp(np.take_along_axis(logs, window[1:, None], axis=1)[:, 0]))
        likeliest.append(scores.argmax(axis=1))
    return {
        "row": np.arange(1, len(codes)),
        "token": _words(feature, codes[1:]),
        "predicted": _words(feature, np.concatenate(likeliest)),
        "probability": np.concatenate(probabilities),
    }


def _words(feature: RunningTextFeature, codes: Codes) -> list[str]:
    """Each token as a word of its own."""
    words = {code: feature.decode(np.array([code])) for code in np.unique(codes).tolist()}
    return [words[code] for code in codes.tolist()]


def _scores(network: Any, codes: Codes, device: str) -> np.ndarray:
    """The scores of what follows each of some tokens in a row: float64 (tokens, codes)."""
    with torch.no_grad():
        scores: Tensor = network(torch.from_numpy(codes)[None].to(device))[0]
    return scores.double().cpu().numpy()
