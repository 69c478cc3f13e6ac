"""`dltrain evaluate`: metrics and confusion matrix from a checkpoint, on the run's own rows or on a new file."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dltrain.commands.loading import saved
from dltrain.commands.loading.run_data import rows_trained_on, run_dataset, run_dataset_in
from dltrain.commands.loading.saved import Saved
from dltrain.commands.training.measures import measured_in_words
from dltrain.data.dataset import Dataset, encode_new
from dltrain.data.part import Part, joined
from dltrain.data.reading import read_file
from dltrain.data.table import Table
from dltrain.errors import InputError
from dltrain.text.formatting import count


@dataclass(frozen=True)
class Evaluation:
    """How good a checkpoint is on some rows."""

    checkpoint: Path
    epoch: int
    rows: str  # which, in words
    count: int
    metrics: dict[str, float | None]
    labels: list[Any]
    confusion_matrix: list[Any] | None
    notices: list[str]
    members: int = 0  # of an ensemble
    measures: str = ""  # what the numbers are, in words
    example: str = "row"  # what they are measured on
    matrices: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # of several targets, by name: labels, matrix


def evaluate(*, checkpoint: Path, data: Path | None = None, split: str | None = None) -> Evaluation:
    """Measures a checkpoint, or a run's best one, on a file, or on a split of the run's own data (test, if there is one). Where
    the file is that data, by its SHA-256, its splits can be measured.

    Raises InputError where the run's data is not what it was, or a column or label is missing or unknown; DamagedError.
    """
    model = saved.load(checkpoint, "dltrain evaluate {}")
    result = evaluate_with(model, checkpoint, data, split)
    return dataclasses.replace(result, notices=[*model.notices, *result.notices])


def evaluate_with(
    model: Saved, checkpoint: Path, data: Path | None, split: str | None = None, *, folder: Path = Path()
) -> Evaluation:
    """The same by a network that is loaded already; the file is relative to `folder`. Raises InputError."""
    if data is None:
        return _on_split(model, run_dataset(model, checkpoint), split)
    section, predicts = model.resolved.experiment.data, model.encoding.task.predicts
    table = read_file(section, model.encoding, data, folder=folder, with_target=predicts)
    run_data = run_dataset_in(model, data, table)
    if split is not None:
        if run_data is None:
            what = f"beside --data {data}, all of whose rows are evaluated: it is not the run's own data"
            raise InputError(f"--split {split} can never act {what}; leave --split out")
        return _on_split(model, run_data, split)
    part, notices = _rows_of(model, data, table, run_data)
    return _evaluation(model, f"the rows of {data}", part, None, notices)


def evaluate_files(*, checkpoint: Path, files: Sequence[Path]) -> tuple[Evaluation, list[Evaluation]]:
    """The same on the rows of several files: of all of them together, and of each. Raises InputError, DamagedError."""
    model = saved.load(checkpoint, "dltrain evaluate {}")
    parts, each = [], []
    for file in files:
        predicts = model.encoding.task.predicts
        table = read_file(model.resolved.experiment.data, model.encoding, file, with_target=predicts)
        part, notices = _rows_of(model, file, table, run_dataset_in(model, file, table))
        parts.append(part)
        each.append(_evaluation(model, str(file), part, None, notices))
    words = f"the rows of {' and '.join(map(str, files))}"
    told = [*model.notices, *(notice for one in each for notice in one.notices)]
    return _evaluation(model, words, joined(parts), None, told), each


def _rows_of(model: Saved, data: Path, table: Table, run_data: Dataset | None) -> tuple[Part, list[str]]:
    """The rows of a file as the network takes them, and what is to be said of them; `run_data` is the run's own where the file
    holds that."""
    task = model.encoding.task
    part, notices = encode_new(model.encoding, table, with_target=task.predicts)
    if run_data is not None:
        notices = [*notices, _trained_on(run_data, part, data)]
    elif task.predicts and (seen := rows_trained_on(model, part)):
        whose = f"{seen:,} of the {count(len(part.rows), 'row')} of {data}"
        notices = [
            *notices,
            f"{whose} are equal, target and all, to rows that were trained on; without them it measures new ones",
        ]
    return part, notices


def _on_split(model: Saved, run_data: Dataset, split: str | None) -> Evaluation:
    there = [name for name in ("test", "validation", "train") if getattr(run_data, name) is not None]
    name = split or there[0]
    if name not in there:
        raise InputError(f"--split {name}: the run has no {name} rows; it has {', '.join(reversed(there))}")
    return _evaluation(model, f"the {name} {model.encoding.task.example}s", getattr(run_data, name), run_data.train, [])


def _trained_on(run_data: Dataset, part: Part, file: Path) -> str:
    """The notice where the rows that are measured are those that were trained on."""
    seen, rows = min(len(run_data.train.rows), len(part.rows)), len(part.rows)
    notice = f"{seen:,} of the {count(rows, 'row')} of {file} were trained on: it is the run's own data"
    held_out = next((name for name in ("test", "validation") if getattr(run_data, name) is not None), None)
    return f"{notice}; --split {held_out} measures its {held_out} rows alone" if held_out else notice


def _evaluation(model: Saved, words: str, part: Part, train: Part | None, notices: list[str]) -> Evaluation:
    task = model.encoding.task
    measured = model.trained.measure(part, train)
    labels = list(model.encoding.labels)
    measures = measured_in_words(model.resolved, task) if task.predicts else ""
    if task.is_binary and (threshold := model.trained.evaluator.threshold) is not None:
        measures += f"; {labels[1]} is predicted above a probability of {threshold:.4g}"
    members = model.trained.members
    return Evaluation(
        model.path,
        model.epoch,
        words,
        len(part.rows),
        measured.metrics,
        labels,
        measured.matrix,
        notices,
        members,
        measures,
        task.example,
        measured.matrices,
    )
