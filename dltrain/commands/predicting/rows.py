"""Predictions for the rows of files by a network that is loaded."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from dltrain.commands.loading.saved import Saved
from dltrain.commands.predicting import stdin
from dltrain.data.kept import as_written
from dltrain.data.reading import read_file, training_source
from dltrain.errors import InputError
from dltrain.kinds.kind import Predictions
from dltrain.lazy import np

INPUT = "input"  # the column that says of which of several files a row is


def any_number(rows: int) -> None:
    """There may be as many rows."""


def predicted_of(
    model: Saved, files: Sequence[Path], keep: Sequence[str] = (), check_rows: Callable[[int], None] = any_number
) -> Predictions:
    """Predictions for the rows of one file or several: the rows of one behind those of another, each beside the name of its file
    as it was typed, as the column `input`. `check_rows` is given the number of rows as soon as it is known. Raises InputError."""
    if len(files) == 1:
        return predicted(model, files[0], keep, check_rows=check_rows)
    made: list[Predictions] = []
    for file in files:
        before = sum(len(one.columns["row"]) for one in made)
        made.append(predicted(model, file, keep, check_rows=lambda rows, before=before: check_rows(before + rows)))  # type: ignore[misc]
    if INPUT in made[0].columns:
        raise InputError(f"--keep {INPUT}: the predictions of several files have a column '{INPUT}' of their own")
    said = ["<stdin>" if file == stdin.STDIN else str(file) for file in files]
    names = [file for file, one in zip(said, made, strict=True) for _ in one.columns["row"]]
    joined = {name: _joined([one.columns[name] for one in made]) for name in made[0].columns}
    columns = {name: joined[name] for name in keep} | {INPUT: names} | joined
    told = [f"{file}: {line}" for file, one in zip(said, made, strict=True) for line in one.notices[len(model.notices) :]]
    return dataclasses.replace(made[0], columns=columns, notices=[*model.notices, *told])


def _joined(columns: Sequence[Any]) -> Any:
    """Arrays as one array, lists as one list."""
    if all(isinstance(column, np.ndarray) for column in columns):
        return np.concatenate(columns)
    return [cell for column in columns for cell in column]


def predicted(
    model: Saved,
    data: Path,
    keep: Sequence[str] = (),
    *,
    folder: Path = Path(),
    check_rows: Callable[[int], None] = any_number,
) -> Predictions:
    """Predictions for the rows of a file, which is relative to `folder`, those of its columns that `keep` names copied in front.
    `check_rows` is given the number of rows, where it is that of the predictions, before they are made. Raises InputError."""
    section = model.resolved.experiment.data
    if keep and model.encoding.task.is_generation:
        raise InputError(f"--keep can never act: a {model.resolved.kind} makes new rows, which are none of the input's")
    with stdin.opened(data, training_source(section), folder) as (folder, path):
        table = read_file(section, model.encoding, path, folder=folder, with_target=False)
        if section.window is None and section.group is None and model.resolved.model.running_text is None:
            check_rows(table.rows)
        kept = as_written(section, path, keep, folder=folder) if keep else {}
    others = tuple(name for name in table.left_out if name not in kept)
    made = model.kind.predict(model.trained, dataclasses.replace(table, left_out=others))
    if clash := [name for name in kept if name in made.columns]:
        raise InputError(f"--keep {clash[0]}: the predictions have a column '{clash[0]}' of their own")
    rows = made.columns["row"].tolist() if kept else []
    front = {name: [cells[row] if row < len(cells) else None for row in rows] for name, cells in kept.items()}
    notices = [*model.notices, *made.notices]
    return dataclasses.replace(made, columns={**front, **made.columns}, notices=notices)
