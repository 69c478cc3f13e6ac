"""Whether a target of whole numbers is classes or a number, where only the loss or the metrics of the spec tell."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dltrain.data.columns import spelled
from dltrain.data.options.columns import Numeric
from dltrain.data.options.split import Split
from dltrain.data.sources.numeric_names import MAX_CLASSES
from dltrain.data.table import Numbers, Table
from dltrain.errors import Path, Problem, SpecError, listing
from dltrain.lazy import NDArray, np
from dltrain.losses import LOSSES, Loss
from dltrain.metrics import METRICS, Metric
from dltrain.models.activations import ACTIVATIONS
from dltrain.tasks import Task

if TYPE_CHECKING:
    from dltrain.data.reading import Tables
    from dltrain.spec.experiment import Experiment


@dataclass(frozen=True)
class TargetKind:
    """The experiment with its target declared as classes or a number, notices of that, and the advice for an error that comes of
    the target being of the other kind."""

    experiment: Experiment
    notices: tuple[str, ...] = ()
    advice: str = ""


def infer_target_kind(experiment: Experiment, tables: Tables) -> TargetKind:
    """Whole numbers of few values are classes, unless what is asked for is of numbers alone: r2, or the poisson loss. A squared
    error and its kin act on both: they mean a number where the values do not count from 0 as the indices of classes do."""
    values = _values(experiment, tables)
    if values is None or len(values) < 2:
        return TargetKind(experiment)
    name = tables.target[0]
    as_number, as_classes = (f"columns: {{{spelled(name)}: {kind}}}" for kind in ("numeric", "categorical"))
    if len(values) > MAX_CLASSES:
        many = 2 * len(values) > tables.train.rows
        return TargetKind(experiment, advice="" if many else f"; to take its {len(values)} values for classes write {as_classes}")
    advice = f"; to predict '{name}' as a number write {as_number}"
    numbers, kin, classes = _of_numbers(experiment), _of_both(experiment), list(_of_classes(experiment))
    if classes or not (numbers or (kin and len(values) > 2)):
        return TargetKind(experiment, advice=advice)
    described = f"column '{name}' ({len(values)} whole numbers, {values[0]:g} to {values[-1]:g})"
    if not numbers and values[0] == 0 and values[-1] == len(values) - 1:
        notice = f"{described} is taken as classes, and {kin} acts on their probabilities{advice}"
        return TargetKind(experiment, (notice,), advice)
    declared = {**(experiment.data.columns or {}), name: Numeric()}
    data = dataclasses.replace(experiment.data, columns=declared)
    why = f"{listing(numbers)} {'is' if len(numbers) == 1 else 'are'} for numbers" if numbers else f"the loss is {kin}"
    notice = f"{described} is predicted as a number, because {why}; for classes write {as_classes}"
    return TargetKind(dataclasses.replace(experiment, data=data), (notice,))


def advised(error: SpecError, advice: str) -> SpecError:
    """The same error with the advice at what is said of a loss or a metric that the target does not go with."""
    return SpecError(
        dataclasses.replace(problem, message=problem.message + advice) if _is_of_the_kind(problem) else problem
        for problem in error.problems
    )


def _is_of_the_kind(problem: Problem) -> bool:
    is_about = problem.path[0] == "metrics" or problem.path in (("training", "loss"), ("training", "class_weights"))
    return is_about and "targets" in problem.message


def check_counts(experiment: Experiment, tables: Tables) -> None:
    """Raises SpecError where a target is below what its loss can be of: a count is at least 0."""
    asked: list[tuple[Path, object, Sequence[str]]] = [(("training", "loss"), experiment.training.loss, tables.target)]
    kinds = experiment.data.target_kinds
    asked += [(("data", "target", name, "loss"), kind.loss, [name]) for name, kind in kinds.items()]
    problems = []
    for path, loss, names in asked:
        least = loss.least_target if isinstance(loss, Loss) else None
        given = [(table, name) for table in tables.given().values() for name in names if least is not None]
        if wrong := [where for table, name in given if (where := _below(table, name, least or 0.0))]:
            message = f"{LOSSES.name_of(loss)} needs targets of at least {least:g}, but {'; '.join(wrong)}"
            problems.append(Problem(path, f"{message}; write mean_squared_error, or correct such rows"))
    if problems:
        raise SpecError(problems)


def _below(table: Table, name: str, least: float) -> str | None:
    """The first number of a column that is below what it may be; None where none is."""
    column = table.columns.get(name)  # that a file lacks it is said later
    if not isinstance(column, Numbers) or not (column.values < least).any():
        return None
    below = column.values < least
    row, count = int(below.argmax()), int(below.sum())
    more = f", the first of {count} such rows" if count > 1 else ""
    return f"{table.name}: column '{name}' holds {column.values[row]:g} in {table.line_of(row)}{more}"


def _values(experiment: Experiment, tables: Tables) -> NDArray[np.float64] | None:
    """The different values, ascending, of one target of whole numbers of which the spec does not say what it is."""
    data = experiment.data
    if len(data.targets) != 1 or data.targets[0] in (data.columns or {}):
        return None
    column = tables.train.columns.get(data.targets[0])
    if not isinstance(column, Numbers) or not column.whole or column.missing.any():
        return None
    import numpy

    return numpy.unique(column.values)


def _of_numbers(experiment: Experiment) -> list[str]:
    """What the spec asks for that only numbers have."""
    loss, metrics = experiment.training.loss, experiment.metrics or []
    losses = [LOSSES.name_of(loss)] if isinstance(loss, Loss) and _is_of_numbers(loss) else []
    return losses + [METRICS.name_of(metric) for metric in metrics if _is_of_numbers(metric)]


def _is_of_numbers(choice: Loss | Metric) -> bool:
    return Task.REGRESSION in choice.tasks and Task.MULTICLASS not in choice.tasks


def _of_both(experiment: Experiment) -> str | None:
    """The loss that the spec names, if it is one of errors, of numbers as of probabilities."""
    loss = experiment.training.loss
    return LOSSES.name_of(loss) if isinstance(loss, Loss) and {Task.MULTICLASS, Task.REGRESSION} <= loss.tasks else None


def _of_classes(experiment: Experiment) -> Iterator[str]:
    """What the spec asks for that only classes have."""
    training, split = experiment.training, experiment.data.split
    if isinstance(training.loss, Loss) and Task.REGRESSION not in training.loss.tasks:
        yield LOSSES.name_of(training.loss)
    yield from (METRICS.name_of(metric) for metric in experiment.metrics or [] if Task.REGRESSION not in metric.tasks)
    given = experiment.model.output_activation
    if given is not None and ACTIVATIONS.name_of(given) in ("sigmoid", "softmax"):
        yield ACTIVATIONS.name_of(given)
    if training.class_weights != "none":
        yield "class_weights"
    if training.label_smoothing:
        yield "label_smoothing"
    if isinstance(split, Split) and split.stratify:
        yield "stratify"
