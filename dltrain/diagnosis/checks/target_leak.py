"""A feature that is the target in disguise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from dltrain.data.options.section import column_names
from dltrain.diagnosis.check import PROBLEMS, Check, Seen
from dltrain.diagnosis.given import Given
from dltrain.diagnosis.words import Words
from dltrain.lazy import NDArray, np

ACCURACY = 0.995  # of the best answer from one column alone, on training rows
CORRELATION = 0.9995  # of a column with a target of numbers
COMMON = 0.95  # the share of the largest class from which on accuracy tells little
MIN_ROWS = 50  # training rows
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
        ko="타깃이 다른 모습으로 특성에 들어 있습니다",
    )
    evident = Words(
        en="column '{where}' alone tells {told:.2%} of the target",
        ko="'{where}' 열 하나로 타깃의 {told:.2%}를 알 수 있습니다",
    )

    def before(self, given: Given) -> Iterable[Seen]:
        from dltrain.data.encoding.feature import FLAT  # numpy: a spec with errors need not wait for it

        encoding, train = given.dataset.encoding, given.dataset.train
        task = encoding.task
        few = len(train.rows) < MIN_ROWS or len(encoding.features) < 2
        if few or not task.has_target or encoding.steps or encoding.reduction is not None or FLAT not in train.inputs:
            return
        rows = np.linspace(0, len(train.rows) - 1, min(ROWS, len(train.rows))).astype(np.int64)
        target, inputs = train.target[rows], train.inputs[FLAT][rows]
        if task.is_regression:
            measure, least = _correlation, CORRELATION
            if target.ndim != 2 or target.shape[1] != 1:
                return
        elif target.ndim == 1 and np.bincount(target).max() < COMMON * len(target):
            measure, least = _accuracy, ACCURACY
        else:
            return
        for name, columns in _by_feature(given):
            told = measure(inputs[:, columns], target)
            if told >= least:
                excluded = [*column_names(given.resolved.experiment.data.exclude), name]
                yield Seen(0.8, {"told": told}, where=name, patch=[given.change("data.exclude", excluded)])
                return


def _by_feature(given: Given) -> Iterator[tuple[str, slice]]:
    """The columns of the data, and which of the flat inputs are made of each."""
    start = 0
    for feature in given.dataset.encoding.features:
        if feature.block is None and start + feature.width <= COLUMNS:
            yield feature.name, slice(start, start + feature.width)
            start += feature.width


def _correlation(inputs: NDArray[Any], target: NDArray[Any]) -> float:
    """The largest size of the correlation of one of the inputs with the target: (rows, inputs), (rows, 1)."""
    y = target[:, 0].astype(np.float64)
    y = y - y.mean()
    largest = 0.0
    for x in inputs.T.astype(np.float64):
        x = x - x.mean()
        lengths = float(np.sqrt((x @ x) * (y @ y)))
        largest = max(largest, abs(float(x @ y)) / lengths if lengths > 0 else 0.0)
    return largest


def _accuracy(inputs: NDArray[Any], target: NDArray[Any]) -> float:
    """The share of rows whose class is told by those of like values: (rows, inputs), (rows,).

    Of a number of many values they are those in one stretch of the sorted values in which a class follows another. Else, and
    of one-hot words, they are the other rows of the same value: of nearly as many words as rows each row would tell itself.
    """
    if inputs.shape[1] == 1 and len(np.unique(inputs[:, 0])) > BINS:
        return _purity(np.searchsorted(_borders(inputs[:, 0], target), inputs[:, 0]), target)
    return _foretold(np.unique(inputs, axis=0, return_inverse=True)[1].ravel(), target)


def _counts(places: NDArray[Any], target: NDArray[Any]) -> NDArray[np.int64]:
    """How many rows of each class are in each place: (places, classes)."""
    classes = int(target.max()) + 1
    return np.bincount(places * classes + target, minlength=classes * (int(places.max()) + 1)).reshape(-1, classes)


def _purity(places: NDArray[Any], target: NDArray[Any]) -> float:
    """The share of rows that are of the commonest class of their place."""
    return float(_counts(places, target).max(axis=1).sum()) / len(target)


def _foretold(places: NDArray[Any], target: NDArray[Any]) -> float:
    """The share of rows that are of the commonest class of the other rows of their place; one that is alone is not."""
    votes = _counts(places, target)[places]
    votes[np.arange(len(target)), target] -= 1
    return float(((votes.argmax(axis=1) == target) & (votes.max(axis=1) > 0)).mean())


def _borders(column: NDArray[Any], target: NDArray[Any]) -> NDArray[Any]:
    """Where the sorted rows are cut into stretches of as many rows as there are bins, each at a change of value."""
    cuts = np.unique(np.quantile(column, np.linspace(0, 1, BINS + 1)[1:-1]))
    means = [column[target == one] for one in np.unique(target)]
    if len(means) <= BINS:  # and halfway between neighbouring classes
        centres = np.sort([float(one.mean()) for one in means])
        cuts = np.unique(np.concatenate([cuts, (centres[1:] + centres[:-1]) / 2]))
    return cuts
