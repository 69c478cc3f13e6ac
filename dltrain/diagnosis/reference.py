"""What the nearest training rows answer for the validation rows: a plain reference that needs no training."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dltrain.lazy import NDArray, np

if TYPE_CHECKING:
    from dltrain.data.dataset import Dataset
    from dltrain.data.part import Part

NEIGHBOURS = 9
MAX_TRAIN, MAX_ASKED = 2000, 1000  # rows that are looked at
MAX_NUMBERS = 4096  # of a row
MIN_VALIDATION_ROWS = 30  # validation rows, of which a share can be told from another


@dataclass(frozen=True)
class Reference:
    """How good the answer of the nearest training rows is on `rows` validation rows, as the accuracy of classes or the r2 of
    values, and how good one answer for all of them."""

    score: float
    constant: float
    rows: int

    @property
    def error(self) -> float:
        """The standard error of the difference of two such scores."""
        return self.error_beside(self.score)

    def is_ahead_of(self, score: float, least: float, errors: float) -> bool:
        """Whether it is better than another score by so much at least, and by so many standard errors; and than one answer for
        all, else it shows nothing to be learned: of rare classes that answer is nearly always right, and weights give it up."""
        enough = max(least, errors * self.error_beside(score))
        return self.score - score > enough and self.score - self.constant > min(least, enough)

    def error_beside(self, score: float) -> float:
        """The standard error of the difference of another score from this one, √((p (1 − p) + q (1 − q)) / rows), each at most
        that of a half."""
        return math.sqrt((_variance(self.score) + _variance(score)) / self.rows)


def _variance(score: float) -> float:
    """Of one row's being right; no less than that of a share of 0.99."""
    share = min(max(score, 0.0), 1.0)
    return max(share * (1 - share), 0.01)


def reference_of(dataset: Dataset) -> Reference | None:
    """The reference of a data set; None where rows are not numbers, or there are too few for a comparison.

    k nearest neighbours by the Euclidean distance of the scaled inputs (Cover & Hart 1967). No test row has a part in it.
    """
    train, asked, task = dataset.train, dataset.validation, dataset.encoding.task
    if (
        asked is None
        or len(asked.rows) < MIN_VALIDATION_ROWS
        or len(train.rows) < MIN_VALIDATION_ROWS
        or not task.has_target
        or task.is_multilabel
    ):
        return None
    if (
        any(block.levels for block in dataset.encoding.blocks)
        or sum(array[0].size for array in train.inputs.values()) > MAX_NUMBERS
    ):
        return None
    known, given = _some(train, MAX_TRAIN), _some(asked, MAX_ASKED)
    nearest = _nearest(_matrix(train, known), _matrix(asked, given))
    answers, true = train.target[known][nearest], asked.target[given]
    if task.has_classes and true.ndim == 1:
        return _of_classes(answers, true, np.bincount(train.target[known], minlength=len(dataset.encoding.labels)))
    if task.is_regression:
        return _of_values(answers.mean(axis=1), true, train.target.mean(axis=0, dtype=np.float64))
    return None


def _of_classes(answers: NDArray[Any], true: NDArray[Any], sizes: NDArray[Any]) -> Reference:
    votes = np.zeros((len(true), len(sizes)))
    for column in answers.T:
        votes[np.arange(len(true)), column] += 1
    votes += sizes / sizes.sum() * 1e-3  # a tie goes to the larger class
    return Reference(float((votes.argmax(axis=1) == true).mean()), float((true == sizes.argmax()).mean()), len(true))


def _of_values(answers: NDArray[Any], true: NDArray[Any], mean: NDArray[Any]) -> Reference:
    spread = float(np.square(true - true.mean(axis=0)).sum())
    score, constant = (1 - float(np.square(true - one).sum()) / spread if spread else 0.0 for one in (answers, mean))
    return Reference(score, constant, len(true))


def _some(part: Part, most: int) -> NDArray[np.int64]:
    return np.linspace(0, len(part.rows) - 1, min(most, len(part.rows))).astype(np.int64)


def _matrix(part: Part, rows: NDArray[np.int64]) -> NDArray[np.float32]:
    arrays = [
        part.pixels[name].numbers(array[rows]) if name in part.pixels else array[rows] for name, array in part.inputs.items()
    ]
    return np.concatenate([array.reshape(len(rows), -1) for array in arrays], axis=1)


def _nearest(known: NDArray[np.float32], asked: NDArray[np.float32]) -> NDArray[np.int64]:
    """The places of the nearest known rows of each asked one: (asked, neighbours)."""
    distances = (known * known).sum(axis=1) - 2 * asked @ known.T
    return np.argpartition(distances, min(NEIGHBOURS, len(known) - 1), axis=1)[:, :NEIGHBOURS]
