"""How much a metric falls when the values of one column are shuffled among the rows (Breiman 2001, Machine Learning 45; Fisher,
Rudin & Dominici 2019, arXiv:1801.01489)."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dltrain.data.encoding.encoding import Encoding
from dltrain.data.encoding.feature import FLAT
from dltrain.data.part import Part
from dltrain.lazy import NDArray, np
from dltrain.metrics import METRICS
from dltrain.metrics.base import metric_names
from dltrain.randomness import numpy_generator
from dltrain.statistics import mean_and_deviation

if TYPE_CHECKING:
    from dltrain.kinds.kind import Trained

REPEATS = 5  # shuffles of a column
MIN_ROWS = 200  # rows that are enough
WORK = 4e9  # multiplications, about a second or two
MAX_COLUMNS = 300  # columns


@dataclass(frozen=True)
class Importance:
    """How much worse the metric is without a column, over its shuffles: mean and sample deviation, in the metric's unit."""

    column: str
    drop: float
    deviation: float


@dataclass(frozen=True)
class Importances:
    """The columns, the most important first. `whole` is the metric with all of them on these `rows`."""

    metric: str
    whole: float
    rows: int
    repeats: int
    columns: tuple[Importance, ...]


def indices_of(encoding: Encoding) -> dict[str, tuple[str, slice]]:
    """Where the numbers of each column are: its block, and its span of the block's last axis. Empty where columns are mixed,
    by a reduction, or are the steps of groups, whose lengths a shuffle would change."""
    if encoding.reduction is not None or encoding.group is not None:
        return {}
    indices, begin = {}, 0
    for feature in encoding.features:
        if feature.block is not None:
            indices[feature.name] = (feature.block.name, slice(None))
        else:
            indices[feature.name] = (FLAT, slice(begin, begin + feature.width))
            begin += feature.width
    return indices


def importances(trained: Trained, part: Part, seed: int) -> Importances | None:
    """The importance of each column for the first metric on the rows of a part, or on some of many; None where there are fewer
    than two columns, or too many, or no metric that has a value. The same seed gives the same shuffles."""
    indices = indices_of(trained.encoding)
    metrics = trained.resolved.experiment.metrics
    if not 2 <= len(indices) <= MAX_COLUMNS or not metrics:
        return None
    cost = max(1, trained.work or trained.resolved.plan.multiplications) * len(indices)
    rows = int(min(len(part.rows), max(MIN_ROWS, WORK / (REPEATS * cost))))
    chosen = np.sort(numpy_generator(seed, "rows of permutation importance").permutation(len(part.rows))[:rows])
    some = _of_rows(part, chosen)
    name, sign = metric_names(metrics)[0], 1.0 if METRICS[METRICS.name_of(metrics[0])].direction == "max" else -1.0
    whole = _measured(trained, some, name)
    if whole is None:
        return None
    found = []
    for column, (block, span) in indices.items():
        values = [_measured(trained, shuffled, name) for shuffled in _shuffled(some, block, span, seed, column)]
        drops = [sign * (whole - value) for value in values if value is not None]
        if drops:
            mean, deviation = mean_and_deviation(drops)
            found.append(Importance(column, mean, deviation or 0.0))
    ordered = sorted(found, key=lambda one: -one.drop)
    return Importances(name, whole, rows, REPEATS, tuple(ordered))


def _shuffled(part: Part, block: str, span: slice, seed: int, column: str) -> Iterator[Part]:
    for repeat in range(REPEATS):
        order = numpy_generator(seed, f"permutation importance of {column}", step=repeat).permutation(len(part.rows))
        array = part.inputs[block].copy()
        if array.ndim == 1:
            array = array[order]
        else:
            array[..., span] = array[order][..., span]
        yield dataclasses.replace(part, inputs={**part.inputs, block: array})


def _of_rows(part: Part, rows: NDArray[np.int64]) -> Part:
    inputs: Mapping[str, NDArray[Any]] = {name: array[rows] for name, array in part.inputs.items()}
    weights = None if part.weights is None else part.weights[rows]
    return dataclasses.replace(part, inputs=dict(inputs), target=part.target[rows], weights=weights, rows=part.rows[rows])


def _measured(trained: Trained, part: Part, metric: str) -> float | None:
    """The metric of the network's answers."""
    predictions = trained.evaluator.predictions(trained.scores(trained.rows(part, None)))
    value: float | None = trained.evaluator.metrics_of(predictions, part)[metric]
    return value
