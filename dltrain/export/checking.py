"""Whether an exported model answers as its run does: by onnxruntime, on the same rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.errors import DltrainError
from dltrain.export.examples import Raw
from dltrain.kinds.answers import Answer, Arrays

TOLERANCE = 1e-5  # of a probability; of a value in relation to the largest of its column
FIRST = (1, 7)  # the rows of the first batches, so that their number is seen to be free
BATCH = 500
MIN_SCALE = 0.1  # the size that a column of values counts as at least

Ask = Callable[[Raw], Sequence[Any]]  # of some rows: the answers, in order


class UnlikeError(DltrainError):
    """An exported model that does not answer as its run does."""


@dataclass(frozen=True)
class Agreement:
    """How many rows were compared, and the largest difference of a probability or, in relation to its column, of a value."""

    rows: int
    difference: float


def agreement(ask: Ask, answers: Sequence[Answer], raw: Raw, expected: Arrays) -> Agreement:
    """Compares the answers about all rows. Raises UnlikeError where a label differs, or a number by more than TOLERANCE, or where
    the model does not run."""
    count = len(next(iter(raw.values())))
    try:
        given: list[Sequence[Any]] = [ask({name: values[rows] for name, values in raw.items()}) for rows in _batches(count)]
    except Exception as error:  # onnxruntime's own, which are of no common kind
        raise UnlikeError(f"the exported model does not run, and is not written: {error}") from error
    largest = 0.0
    for number, answer in enumerate(answers):
        answered = np.concatenate([np.asarray(batch[number]) for batch in given])
        largest = max(largest, _compared(answer, answered, expected[answer.name]))
    return Agreement(count, largest)


def _batches(rows: int) -> Iterator[slice]:
    start = 0
    for size in (*FIRST, *[BATCH] * (rows // BATCH + 1)):
        if start < rows:
            yield slice(start, start + size)
        start += size


def _compared(answer: Answer, answered: NDArray[Any], expected: NDArray[Any]) -> float:
    """The largest difference. Raises UnlikeError."""
    if answered.shape != expected.shape:
        raise UnlikeError(f"'{answer.name}' has the shape {answered.shape}, where the run has {expected.shape}")
    if answer.labels or (answer.name.startswith("predicted") and expected.dtype.kind == "i"):
        differs = answered != expected
        if differs.any():
            row = int(np.argwhere(differs)[0][0])
            counted = f"{int(differs.reshape(len(differs), -1).any(axis=1).sum())} of {len(differs)} rows"
            raise UnlikeError(
                f"'{answer.name}' differs in {counted}: first {answered[row]!s}, where the run says {expected[row]!s}"
            )
        return 0.0
    size = 1.0 if answer.name.startswith("probabilities") else np.maximum(np.abs(expected).max(axis=0, initial=0.0), MIN_SCALE)
    differences = np.abs(answered.astype(np.float64) - expected) / size
    largest = float(differences.max(initial=0.0))
    if not largest <= TOLERANCE:
        raise UnlikeError(f"'{answer.name}' differs by {largest:.2g}, which is more than {TOLERANCE:g}")
    return largest
