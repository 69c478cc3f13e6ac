"""The rows on which a network is the most wrong."""

from __future__ import annotations

from dltrain.lazy import NDArray, np
from dltrain.metrics import Outcome


def worst(outcome: Outcome, most: int) -> NDArray[np.int64]:
    """The indices of at most so many rows: of classes those that are wrong, the surest first; of labels those whose probabilities
    are the farthest from the truth in all; of values those whose largest error, in deviations of its target's errors, is the
    largest."""
    if outcome.task.has_classes:
        wrong = np.flatnonzero(outcome.true != outcome.predicted)
        return wrong[np.argsort(-confidence(outcome)[wrong], kind="stable")][:most]
    if outcome.task.is_multilabel:
        assert outcome.probabilities is not None
        wrong = np.flatnonzero((outcome.true != outcome.predicted).any(axis=1))
        far = np.abs(outcome.probabilities - outcome.true).sum(axis=1)
        return wrong[np.argsort(-far[wrong], kind="stable")][:most]
    errors = np.abs(outcome.predicted - outcome.true)
    return np.argsort(-(errors / np.maximum(errors.std(axis=0), 1e-12)).max(axis=1), kind="stable")[:most]


def confidence(outcome: Outcome) -> NDArray[np.float64]:
    """The probability of what was predicted of each row: (rows,)."""
    assert outcome.probabilities is not None
    return np.asarray(outcome.probabilities[np.arange(len(outcome.predicted)), outcome.predicted], np.float64)
