"""A feature that is the target in disguise."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dltrain.data.options.section import column_names
from dltrain.diagnosis.check import PROBLEMS, Check, Seen, Words
from dltrain.diagnosis.given import Given
from dltrain.lazy import NDArray, np

ACCURACY = 0.995  # of the best answer from one column alone, on training rows
CORRELATION = 0.9995  # of a column with a target of numbers
COMMON = 0.95  # the share of the largest class from which on accuracy tells little
FEWEST = 50  # training rows
ROWS = 5000  # that are looked at
COLUMNS = 500
BINS = 20


@PROBLEMS.entry("target_leak")
class TargetLeak(Check):
    """One column alone tells the target: it was made from it, or written down after it was known (a code of the diagnosis,
    the amount in another unit).

    The network is right almost always, on validation and test rows too, and fails where the column is not known yet.
    Kaufman et al., Leakage in data mining (2012). A column counts that by itself gives 99.5 % of the training rows their
    class, or has a correlation of 0.9995 with a target of numbers, while there are others to learn from: measured columns
    hardly ever do.
    """

    general = Words(
        en="a feature is the target in disguise",
        ko="목표값이 다른 모습으로 특성에 들어 있습니다",
    )
    evident = Words(
        en="column '{where}' alone tells {told:.2%} of the target",
        ko="'{where}' 열 하나로 목표값의 {told:.2%}를 알 수 있습니다",
    )

    def before(self, given: Given) -> Iterable[Seen]:
        from dltrain.data.encoding.feature import FLAT  # numpy: a spec with errors need not wait for it

        encoding, train = given.dataset.encoding, given.dataset.train
        task = encoding.task
        few = len(train.rows) < FEWEST or len(encoding.features) < 2
        if few or not task.has_target or encoding.steps or encoding.reduction is not None or FLAT not in train.inputs:
            return
        rows = np.linspace(0, len(train.rows) - 1, min(ROWS, len(train.rows))).astype(np.int64)
        target, inputs = train.target[rows], train.inputs[FLAT][rows]
        if task.is_regression:
            told = _correlations(inputs, target) if target.ndim == 2 and target.shape[1] == 1 else {}
        elif target.ndim == 1 and np.bincount(target).max() < COMMON * len(target):
            told = {number: _accuracy(inputs[:, number], target) for number in range(min(inputs.shape[1], COLUMNS))}
        else:
            told = {}
        names = encoding.input_names
        least = CORRELATION if task.is_regression else ACCURACY
        by_feature = {number: _feature_of(given, names[number]) for number in told if told[number] >= least}
        for name in dict.fromkeys(by_feature.values()):
            best = max(told[number] for number, of in by_feature.items() if of == name)
            excluded = [*column_names(given.resolved.experiment.data.exclude), name]
            yield Seen(0.8, {"told": best}, where=name, patch=[given.change("data.exclude", excluded)])
            return


def _feature_of(given: Given, column: str) -> str:
    """The column of the data that an input is made of."""
    return next(feature.name for feature in given.dataset.encoding.features if column in feature.inputs)


def _correlations(inputs: NDArray[Any], target: NDArray[Any]) -> dict[int, float]:
    """The size of each column's correlation with the target."""
    y = target[:, 0].astype(np.float64)
    y = y - y.mean()
    found = {}
    for number in range(min(inputs.shape[1], COLUMNS)):
        x = inputs[:, number].astype(np.float64)
        x = x - x.mean()
        lengths = float(np.sqrt((x @ x) * (y @ y)))
        found[number] = abs(float(x @ y)) / lengths if lengths > 0 else 0.0
    return found


def _accuracy(column: NDArray[Any], target: NDArray[Any]) -> float:
    """The share of rows that have the commonest class of those of like values: of the same value where these are few, else of
    one stretch of the sorted values in which a class follows another."""
    values, places = np.unique(column, return_inverse=True)
    if len(values) > BINS:
        places = np.searchsorted(_borders(column, target), column)
    classes = int(target.max()) + 1
    counts = np.bincount(places * classes + target, minlength=classes * (int(places.max()) + 1)).reshape(-1, classes)
    return float(counts.max(axis=1).sum()) / len(target)


def _borders(column: NDArray[Any], target: NDArray[Any]) -> NDArray[Any]:
    """Where the sorted rows are cut into stretches of as many rows as there are bins, each at a change of value."""
    cuts = np.unique(np.quantile(column, np.linspace(0, 1, BINS + 1)[1:-1]))
    means = [column[target == one] for one in np.unique(target)]
    if len(means) <= BINS:  # and halfway between neighbouring classes
        centres = np.sort([float(one.mean()) for one in means])
        cuts = np.unique(np.concatenate([cuts, (centres[1:] + centres[:-1]) / 2]))
    return cuts
