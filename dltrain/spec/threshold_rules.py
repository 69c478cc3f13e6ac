"""Where a threshold of decisions does not go with the metric, the split or the target."""

from __future__ import annotations

from collections.abc import Iterator

from dltrain.data.options.fractions import has_validation
from dltrain.data.options.section import Data
from dltrain.errors import Problem, listing
from dltrain.metrics import METRICS, Metric
from dltrain.tasks import Task

PATH = ("threshold",)
USUAL = 0.5


def problems(threshold: float | Metric, data: Data | None) -> Iterator[Problem]:
    """What the spec alone tells. data: None where nothing is learned from rows."""
    if isinstance(threshold, int | float):
        return
    if not threshold.of_decisions or Task.BINARY not in threshold.tasks:
        deciding = [name for name in METRICS if METRICS[name].of_decisions and Task.BINARY in METRICS[name].tasks]
        why = f"{METRICS.name_of(threshold)} does not depend on where the probability is cut"
        yield Problem(PATH, f"'threshold' cannot be chosen by it: {why}; expected a number, or one of {listing(deciding, 12)}")
    elif data is not None and not has_validation(data):
        message = "'threshold' is chosen on the validation rows, and 'split' leaves none; write a number such as 0.3"
        yield Problem(PATH, message, at_key=True)


def data_problems(threshold: float | Metric, task: Task, validated: bool) -> Iterator[Problem]:
    """What the data tells."""
    if threshold == USUAL:
        return
    if not task.is_binary:
        message = f"'threshold' can never act: it decides between two classes, and the targets are {task}"
        yield Problem(PATH, message, at_key=True)
    elif not validated and not isinstance(threshold, int | float):
        message = "'threshold' is chosen on the validation rows, and there are none; write a number such as 0.3"
        yield Problem(PATH, message, at_key=True)
