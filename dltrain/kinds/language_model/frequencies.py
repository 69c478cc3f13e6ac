"""What anyone reaches who only knows how often tokens occur: unigrams and bigrams, as baselines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dltrain.data.part import Part
from dltrain.data.running_text import tokens_of
from dltrain.kinds.language_model.measure import Predicted


@dataclass(frozen=True)
class Frequencies:
    """How often tokens, and pairs of them, occur in the training text.

    probabilities: of each token by itself, with one added to every count (Laplace): float64 (codes,)
    pairs, counts: the pairs a · codes + b that occur, ascending, and how often: int64 (pairs,)
    after: how often each token has one after it: int64 (codes,)
    likeliest: the token that most often follows each: int64 (codes,)
    """

    probabilities: NDArray[np.float64]
    pairs: NDArray[np.int64]
    counts: NDArray[np.int64]
    after: NDArray[np.int64]
    likeliest: NDArray[np.int64]

    def unigram(self, part: Part) -> Predicted:
        """Every token by its own frequency."""
        likeliest = np.full(part.target.shape, int(self.probabilities.argmax()), np.int64)
        return Predicted(-np.log(self.probabilities)[part.target], likeliest)

    def bigram(self, part: Part) -> Predicted:
        """Every token by its frequency behind the one before it, smoothed towards its own: p(b | a) = (n(ab) + p(b)) / (n(a) + 1)
        (MacKay & Peto 1995, A hierarchical Dirichlet language model, with a prior that counts as one token)."""
        (before,) = part.inputs.values()
        asked = before.astype(np.int64) * len(self.probabilities) + part.target
        index = np.minimum(np.searchsorted(self.pairs, asked), len(self.pairs) - 1)
        seen = np.where(self.pairs[index] == asked, self.counts[index], 0)
        probabilities = (seen + self.probabilities[part.target]) / (self.after[before] + 1)
        return Predicted(-np.log(probabilities), self.likeliest[before])


def frequencies(train: Part, codes: int) -> Frequencies:
    """Counted over the training text, whose tokens have so many codes."""
    tokens = tokens_of(train)
    probabilities = (np.bincount(tokens, minlength=codes) + 1.0) / (len(tokens) + codes)
    pairs, counts = np.unique(tokens[:-1].astype(np.int64) * codes + tokens[1:], return_counts=True)
    after = np.bincount(tokens[:-1], minlength=codes)
    likeliest = np.full(codes, int(probabilities.argmax()), np.int64)
    order = np.lexsort((-pairs, counts))  # the largest count of each first token comes last, of equal ones the lowest pair
    likeliest[pairs[order] // codes] = pairs[order] % codes
    return Frequencies(probabilities, pairs, counts, after, likeliest)
