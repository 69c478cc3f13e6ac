"""How good a network is on some rows, as Python has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dltrain.lazy import polars
from dltrain.text.formatting import count, number


@dataclass(frozen=True, repr=False)
class Evaluation(Mapping[str, "float | None"]):
    """The metrics of some rows, `loss` among them, by name: `evaluation["accuracy"]`; None where one is not defined.

    `rows` is how many were measured, `what` which, in words; `measures` what the numbers are. `matrix` is the confusion matrix:
    rows are the true class, columns the predicted, in the order of `labels`; of several labels a 2 × 2 matrix each. `notices` are
    what was out of the ordinary.
    """

    metrics: dict[str, float | None]
    rows: int
    what: str
    measures: str
    labels: list[Any]
    matrix: list[Any] | None
    notices: list[str]

    def __getitem__(self, name: str) -> float | None:
        return self.metrics[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.metrics)

    def __len__(self) -> int:
        return len(self.metrics)

    @property
    def confusion_matrix(self) -> polars.DataFrame | None:
        """The matrix as a frame: a row a true class, a column a predicted one; None where there are no classes, or several
        labels at once."""
        if self.matrix is None or isinstance(self.matrix[0][0], list):
            return None
        names = [str(label) for label in self.labels]
        columns = {name: [row[index] for row in self.matrix] for index, name in enumerate(names)}
        return polars.DataFrame({"true": names, **{f"predicted_{name}": cells for name, cells in columns.items()}})

    def __repr__(self) -> str:
        measured = ", ".join(f"{name} {number(value)}" for name, value in self.metrics.items())
        return f"<{self.what}, {count(self.rows, 'row')}: {measured}>"
