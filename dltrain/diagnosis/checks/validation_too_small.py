"""Too few validation rows to choose an epoch by."""

from __future__ import annotations

import math
from collections.abc import Iterable

from dltrain.data.options.section import Files
from dltrain.data.options.split import Split
from dltrain.diagnosis.check import PROBLEMS, Check, Seen
from dltrain.diagnosis.finding import Severity
from dltrain.diagnosis.given import Given
from dltrain.diagnosis.words import Words

MIN_ROWS = 16  # rows, below which it is a warning
FEW = 20  # below which it is a hint
WANTED = 30


@PROBLEMS.entry("validation_too_small")
class ValidationTooSmall(Check):
    """The best epoch is chosen, and training stopped, by a handful of rows.

    An accuracy of 0.8 measured on n rows has a standard error of 0.4 / √n: 13 points for 10 rows, 10 for 16, 7 for 30. Among
    many epochs the luckiest is chosen, and looks better than it is. Below 16 rows the error is above ten points. Kohavi, A
    study of cross-validation and bootstrap (1995): of so few rows use folds.
    """

    general = Words(
        en="there are too few validation rows to choose by",
        ko="검증 행이 너무 적어 고를 수 없습니다",
    )
    evident = Words(
        en="with {rows} the standard error of an accuracy of 0.8 is {error:.0%}",
        ko="{rows}개로는 정확도 0.8의 표준오차가 {error:.0%}입니다",
    )

    def before(self, given: Given) -> Iterable[Seen]:
        dataset, data = given.dataset, given.resolved.experiment.data
        if dataset.validation is None or given.resolved.experiment.training.epochs == 0:
            return
        rows = len(dataset.validation.rows)
        if rows >= FEW:
            return
        patch = []
        if not isinstance(data.source, Files) and not (isinstance(data.split, Split) and (data.split.column or data.split.folds)):
            known = len(dataset.train.rows) + rows + (len(dataset.test.rows) if dataset.test else 0)
            share = math.ceil(100 * min(WANTED / known, 0.3)) / 100
            patch = [given.change("data.split.validation", share)]
        severity: Severity = "warning" if rows < MIN_ROWS else "hint"
        yield Seen(0.8, {"rows": rows, "error": 0.4 / math.sqrt(rows)}, patch=patch, severity=severity)
