"""What every metric answers, and the table of them; what they share: counts of cells, ratios, means."""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, TypeAlias

from dltrain.lazy import NDArray, np
from dltrain.tasks import Task
from dltrain.types import Choices, options

Array = NDArray[Any]
Floats: TypeAlias = "NDArray[np.float64]"

Direction = Literal["max", "min"]

AT_ONCE = 2**20  # rows that are counted at a time


@dataclass(frozen=True)
class Outcome:
    """What was true and what was predicted, row by row.

    | task | true, predicted | probabilities |
    |---|---|---|
    | binary, multiclass | int (rows,) class index | (rows, classes), rows sum to 1; two columns for binary |
    | multilabel | int (rows, labels) of 0 and 1 | (rows, labels) |
    | regression | float (rows, targets), in the target's own unit | None |
    | generation | float (rows, numbers): real rows, and as many generated ones that belong to no one of them | None |
    | language modeling | int (tokens,) codes | (tokens,), of the true token; `characters`: of the text that they are |
    | clustering | float (rows, numbers), scaled as the model sees them; int (rows,) cluster | None |
    | control | float (episodes,) returns, int (episodes,) steps | None |
    | reconstruction | float (rows, numbers of the input), scaled as the network sees them | None |
    """

    task: Task
    true: Array
    predicted: Array
    probabilities: Array | None = None
    characters: int = 0

    @functools.cached_property
    def matrix(self) -> NDArray[np.int64]:
        """The confusion matrix over the classes that have a probability, else over those up to the last that occurs."""
        given = self.probabilities
        classes = int(max(self.true.max(), self.predicted.max())) + 1 if given is None else given.shape[1]
        return confusion_matrix(self.true, self.predicted, classes)


@options
class Metric:
    """A metric of one set of rows; `direction` says whether the best value is the largest or the smallest, `limits` between which
    two numbers every value lies."""

    tasks: ClassVar[frozenset[Task]]
    direction: ClassVar[Direction] = "max"
    limits: ClassVar[tuple[float, float]] = (0.0, 1.0)
    of_decisions: ClassVar[bool] = True  # whether it goes by what was predicted, rather than by the probabilities

    def value(self, outcome: Outcome) -> float | None:
        """The metric as a Python float, never NaN; None where it is undefined."""
        if not len(outcome.true):
            return None
        with np.errstate(all="ignore"):
            value = self.measure(outcome)
        return None if value is None or math.isnan(value) else float(value)

    def measure(self, outcome: Outcome) -> float | None:
        """The value for one row or more."""
        raise NotImplementedError

    def undefined(self, task: Task, true: Array, classes: int) -> str | None:
        """Why it has no value, whatever is predicted, for rows of which this is true (its shape as in `Outcome`); None where it
        has one."""
        return None

    def caveat(self, task: Task, true: Array, classes: int) -> str | None:
        """Why its value tells nothing for rows of which this is true (its shape as in `Outcome`); None where it does."""
        return None


METRICS: Choices[Metric] = Choices("metric")


def metric_names(metrics: Sequence[Metric]) -> list[str]:
    """The name of each: its type, followed by the options that differ from their defaults where the type occurs more than once.

    >>> metric_names([Accuracy(), F1(), F1("micro")])
    ['accuracy', 'f1', 'f1_micro']
    """
    types = [type(metric) for metric in metrics]
    return [
        "_".join([METRICS.name_of(metric), *(changed_options(metric) if types.count(type(metric)) > 1 else [])])
        for metric in metrics
    ]


def direction_of(name: str) -> Direction:
    """Which value of a metric of this name is the better; variants such as f1_micro are as their metric, a loss is "min"."""
    known = _known(name)
    return known.direction if known else "min"


def limits_of(name: str) -> tuple[float, float]:
    """Between which two numbers the values of a metric of this name lie; a loss has no limits."""
    known = _known(name)
    return known.limits if known else (-math.inf, math.inf)


def _known(name: str) -> type[Metric] | None:
    own = own_name(name)
    longest = max((metric for metric in METRICS if own == metric or own.startswith(f"{metric}_")), key=len, default=None)
    return METRICS[longest] if longest else None


def own_name(name: str) -> str:
    """The name of what is measured, without that of the target that it is of, where there are several.

    >>> own_name("species.accuracy"), own_name("accuracy_at_0.5")
    ('accuracy', 'accuracy_at_0.5')
    """
    parts = name.split(".")
    endings = [".".join(parts[index:]) for index in range(len(parts))]
    known = ("loss", *METRICS)
    return next((one for one in endings if any(one == metric or one.startswith(f"{metric}_") for metric in known)), name)


def is_loss(name: str) -> bool:
    """Whether what is measured under this name is a loss: the whole one, or that of one of several targets."""
    return own_name(name) == "loss"


def changed_options(metric: Metric) -> list[str]:
    """The options of a metric that are not at their defaults, as text."""
    values = [(getattr(metric, field.name), field.default) for field in dataclasses.fields(metric)]
    return [f"{value}" for value, default in values if value != default]


def confusion_matrix(true: Array, predicted: Array, classes: int) -> NDArray[np.int64]:
    """How many rows of each true class (row of the matrix) were predicted as each class (column), class indices from 0: int64
    (classes, classes)."""

    def counted(begin: int) -> NDArray[np.int64]:
        cells = true[begin : begin + AT_ONCE] * np.int64(classes) + predicted[begin : begin + AT_ONCE]
        return np.bincount(cells, minlength=classes * classes)

    counts = counted(0)
    for begin in range(AT_ONCE, len(true), AT_ONCE):
        counts += counted(begin)
    return counts.reshape(classes, classes)


def ratio(part: Array, whole: Array) -> Floats:
    """part / whole elementwise, 0 where the whole is 0."""
    return np.divide(part, whole, out=np.zeros(np.shape(whole)), where=np.asarray(whole) != 0)


def mean(values: Sequence[float | None]) -> float | None:
    """The mean; None where one of the values is."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if len(known) == len(values) else None


@options
class ProbabilityMetric(Metric):
    """A metric of the probabilities; None where there are none, or not all are numbers."""

    of_decisions = False

    def measure(self, outcome: Outcome) -> float | None:
        if outcome.probabilities is None or np.isnan(outcome.probabilities).any():
            return None
        return self.of_probabilities(outcome, outcome.probabilities)

    def of_probabilities(self, outcome: Outcome, probabilities: Array) -> float | None:
        """The value for one row or more, from their probabilities, (rows, classes) or (rows, labels)."""
        raise NotImplementedError
