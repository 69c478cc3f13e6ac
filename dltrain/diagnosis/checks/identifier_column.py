"""A column that names its rows, among the features."""

from __future__ import annotations

from collections.abc import Iterable

from dltrain.data.options.section import column_names
from dltrain.diagnosis.check import PROBLEMS, Check, Seen
from dltrain.diagnosis.given import Given
from dltrain.diagnosis.words import Words


@PROBLEMS.entry("identifier_column")
class IdentifierColumn(Check):
    """A column gives nearly every row a value of its own: a number that counts up, a code, a name.

    What is learned of it holds for the training rows alone; as words it makes an input a row, by which a network learns
    them by heart, and numbers that count up may tell the target where the file is sorted. Kaufman et al., Leakage in data
    mining (2012), whose first example is a patient's number. Which columns look so is told in
    `dltrain/data/checks/identifiers.py`: nine of ten words differ, or all whole numbers of a column that counts up or is
    called an identifier.
    """

    general = Words(
        en="a column that names its rows is among the features",
        ko="행을 구별하는 번호나 이름이 특성에 들어 있습니다",
    )
    evident = Words(
        en="'{where}' has a value of its own in nearly every one of {rows} training rows",
        ko="'{where}' 열은 훈련 행 {rows}개에서 거의 모든 값이 서로 다릅니다",
    )
    explains = ("overfitting", "no_signal")

    def before(self, given: Given) -> Iterable[Seen]:
        named = given.dataset.identifiers
        excluded = list(column_names(given.resolved.experiment.data.exclude))
        others = {feature.name for feature in given.dataset.encoding.features} - named.keys()
        patch = [given.change("data.exclude", [*excluded, *named])] if others else []  # else nothing would be left to learn from
        for name, notice in named.items():
            yield Seen(0.8, {"rows": len(given.dataset.train.rows)}, where=name, patch=patch, message=notice)
