"""A series in time whose rows are shuffled into the parts."""

from __future__ import annotations

from collections.abc import Iterable

from dltrain.data.options.split import Split
from dltrain.diagnosis.check import PROBLEMS, Check, Seen
from dltrain.diagnosis.given import Given
from dltrain.diagnosis.words import Words


@PROBLEMS.entry("time_order_ignored")
class TimeOrderIgnored(Check):
    """The table is a series in time, and its rows are drawn at random for training, validation and test.

    What is tested lies between two neighbours that were trained on, which is easier than what comes next: the result is
    better than a forecast will be. Bergmeir & Benítez, On the use of cross-validation for time series predictor evaluation
    (2012). What counts as a series is told in `dltrain/data/checks/time_order.py`: dates that only rise, or one a day, an
    hour or a month.
    """

    general = Words(
        en="a series in time is shuffled into its parts",
        ko="시간 순서가 있는 표를 섞어서 나누었습니다",
    )
    evident = Words(
        en="column '{where}' tells the time of {rows} training rows",
        ko="'{where}' 열이 훈련 행 {rows}개의 시간을 나타냅니다",
    )

    def before(self, given: Given) -> Iterable[Seen]:
        data, dataset = given.resolved.experiment.data, given.dataset
        for name, notice in dataset.shuffled_series.items():
            split = data.split if isinstance(data.split, Split) else Split()
            given_shares = {part: getattr(split, part) for part in ("validation", "test") if getattr(split, part) is not None}
            patch = [given.change("data.split", {"order": True, **given_shares})]
            yield Seen(0.9, {"rows": len(dataset.train.rows)}, where=name, patch=patch, message=notice)
