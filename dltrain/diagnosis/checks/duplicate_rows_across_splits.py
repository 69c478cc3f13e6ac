"""Rows that are measured although they were trained on."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from dltrain.diagnosis.check import PROBLEMS, Check, Seen
from dltrain.diagnosis.given import Given
from dltrain.diagnosis.rows import Known, disagreement
from dltrain.diagnosis.words import Words
from dltrain.lazy import NDArray, np

if TYPE_CHECKING:
    from dltrain.data.part import Part

SHARE = 0.05  # of a part's rows; below it duplicates hardly change what is measured
BY_CHANCE = 0.1  # of those found, that are equal without being the same row
MIN_ROWS = 3
SAMPLE = 2000  # rows by which chance is estimated


@PROBLEMS.entry("duplicate_rows_across_splits")
class DuplicateRowsAcrossSplits(Check):
    """Rows of the validation or the test part stand, target and all, among the training rows too: the table has duplicates,
    and they were split like any others.

    What is measured on them is memory, so validation and test look better than new rows will be. Barz & Denzler, Do we
    train on test data? (2020) found 3 % in CIFAR-10 and 10 % in CIFAR-100, with up to 14 points of error. A twentieth of a
    part is told. Tables of few different values have equal rows by chance, as many at least as independent columns would
    have. And where rows with equal inputs differ in their target, they are not one row twice, nor are all of those that
    happen to agree: passengers of the Titanic without their names.
    """

    general = Words(
        en="rows that are measured are also trained on",
        ko="평가에 쓰는 행이 훈련에도 들어 있습니다",
    )
    evident = Words(
        en="{rows} of {of} held-out rows, {share:.0%}, are equal to training rows; remove the duplicates from the file, or give "
        "equal rows a value of their own and split by it",
        ko="따로 둔 행 {of}개 가운데 {rows}개({share:.0%})가 훈련 행과 같습니다. 파일에서 중복된 행을 "
        "지우거나, 같은 행끼리 같은 값을 갖는 열을 만들어 그 열로 나누세요",
    )

    def before(self, given: Given) -> Iterable[Seen]:
        dataset = given.dataset
        if not dataset.encoding.task.has_target or dataset.encoding.steps:
            return
        parts = [part for part in (dataset.test, dataset.validation) if part is not None]
        if not parts:
            return
        known = Known(dataset.train)
        for part in parts:
            rows = int(known.seen(part).sum())
            share = rows / len(part.rows)
            if rows < MIN_ROWS or share < SHARE or _by_chance(dataset.train, part) >= BY_CHANCE * rows:
                continue
            if _agreeing(dataset.train) < BY_CHANCE:
                yield Seen(0.95, {"rows": rows, "of": len(part.rows), "share": share})
                return


def _agreeing(train: Part) -> float:
    """Of the rows that are equal, target and all, the share that is not the same row. Of two rows that are not, and agree in
    their inputs, the targets differ with a chance of 1 − Σ p² at most, so that for d that differ at least d Σ p² / (1 − Σ p²)
    agree.
    """
    differ, equal = disagreement(train), _chance(train.target.reshape(len(train.target), -1)[:SAMPLE, 0])
    return differ * equal / max(1e-12, (1 - equal) * (1 - differ))


def _by_chance(train: Part, part: Part) -> float:
    """How many rows of a part would equal a training row if all columns were independent: for each the chance that two values
    are equal, Σ p², and the product of these (Simpson 1949)."""
    logarithm = 0.0
    for array in train.inputs.values():
        block = array[:SAMPLE].reshape(min(len(array), SAMPLE), -1)
        for column in block.T[:1000]:
            logarithm += math.log(max(_chance(column), 1e-12))
    return len(part.rows) * min(1.0, len(train.rows) * math.exp(logarithm))


def _chance(column: NDArray[Any]) -> float:
    """The chance that two values of a column are equal, Σ p²."""
    _, counts = np.unique(column, return_counts=True)
    return float((counts * (counts - 1)).sum()) / max(1, len(column) * (len(column) - 1))
