"""A column that names its rows, among the features."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dltrain.data.options.section import column_names
from dltrain.diagnosis.check import PROBLEMS, Check, Seen
from dltrain.diagnosis.finding import Change
from dltrain.diagnosis.given import Given
from dltrain.diagnosis.words import Words


@PROBLEMS.entry("identifier_column")
class IdentifierColumn(Check):
    """A column gives nearly every row a value of its own: a number that counts up, a code, a name.

    What is learned of it holds for the training rows alone; as words it makes an input a row, by which a network learns
    them by heart, and numbers that count up may tell the target where the file is sorted. Kaufman et al., Leakage in data
    mining (2012), whose first example is a patient's number. Which columns look so is told in
    `dltrain/data/checks/identifiers.py`: nine of ten words differ, or all whole numbers of a column that counts up or is
    called an identifier. Sentences differ from row to row as well, but their words come again: they are to be read as texts.
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
        from dltrain.data.checks.identifiers import advises_text  # these load numpy, which the list of problems does not need
        from dltrain.data.columns import DIMENSIONS

        named, data = given.dataset.identifiers, given.resolved.experiment.data
        texts = [name for name in named if advises_text(named[name]) and "." not in name]  # a dot parts the steps of a key
        left_out = [name for name in named if name not in texts]
        others = [feature.name for feature in given.dataset.encoding.features if feature.name not in left_out]
        # A text that is all there is to learn from is one vector of so many numbers, which any layers take.
        kind: str | dict[str, Any] = {"type": "text", "dimensions": DIMENSIONS} if others == texts and len(texts) == 1 else "text"
        patch = [given.change("data.exclude", [*column_names(data.exclude), *left_out])] if left_out else []
        patch += [Change(f"data.columns.{name}", None, kind) for name in texts]
        for name, notice in named.items():
            # Where all columns are identifiers nothing would be left to learn from.
            yield Seen(0.8, {"rows": len(given.dataset.train.rows)}, where=name, patch=patch if others else [], message=notice)
