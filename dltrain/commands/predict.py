"""`dltrain predict`: labels and probabilities, or values, for new rows."""

from __future__ import annotations

import dataclasses
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dltrain.commands import saved, standard_input
from dltrain.data.dataset import encode_new
from dltrain.data.generated import columns_of
from dltrain.data.kept import as_written
from dltrain.data.reading import read_file, training_source
from dltrain.data.table import Table
from dltrain.errors import InputError
from dltrain.training.conclusion import code_columns, predicted_columns, reconstructed_columns


@dataclass(frozen=True)
class Predictions:
    """A column each: those that were kept, row (from 0), the file of a picture, predicted, and the probability of each label. Of
    an autoencoder: row, file, error, code_<n>, reconstructed_<input>.

    labels, probabilities: the columns that hold them
    """

    columns: dict[str, Any]
    labels: list[str]
    probabilities: list[str]
    notices: list[str]


def predict(*, checkpoint: Path, data: Path, keep: Sequence[str] = ()) -> Predictions:
    """Predicts for every row of a file (`-` is stdin), its columns matched by name, those of `keep` copied in front. A gan makes
    as many new rows as the file has, in the columns and units of the training rows. Raises InputError, DamagedError."""
    model = saved.load(checkpoint, f"dltrain predict {{}} {shlex.quote(str(data))}")
    section = model.resolved.experiment.data
    if keep and model.is_generative:
        raise InputError("--keep can never act: a gan makes new rows, which are none of the input's")
    with standard_input.opened(data, training_source(section)) as (folder, path):
        table = read_file(section, model.encoding, path, folder=folder, with_target=False)
        kept = as_written(section, path, keep, folder=folder) if keep else {}
    others = tuple(name for name in table.left_out if name not in kept)
    made = _predicted(model, dataclasses.replace(table, left_out=others))
    if clash := [name for name in kept if name in made.columns]:
        raise InputError(f"--keep {clash[0]}: the predictions have a column '{clash[0]}' of their own")
    rows = made.columns["row"].tolist()
    front = {name: [cells[row] if row < len(cells) else None for row in rows] for name, cells in kept.items()}
    return dataclasses.replace(made, columns={**front, **made.columns})


def _predicted(model: saved.Saved, table: Table) -> Predictions:
    if model.is_generative:
        made = columns_of(model.encoding, model.generated(table.rows, "noise of predictions").cpu().numpy())
        return Predictions({"row": np.arange(table.rows), **made}, [], [], [])
    part, notices = encode_new(model.encoding, table, with_target=False)
    evaluator = model.evaluator
    rows = model.rows(part)
    predictions = evaluator.predictions(model.scores(rows))
    if evaluator.encoding.task == "reconstruction":
        given = evaluator.encoding.targets(table, part.rows, part.inputs)
        told = code_columns(predictions, given, model.codes(rows)) | reconstructed_columns(evaluator.encoding, predictions)
    else:
        told = predicted_columns(evaluator.encoding, predictions)
    files = {"file": list(table.files)} if table.files else {}
    columns = {"row": part.rows, **files, **told}
    probabilities = [f"probability_{label}" for label in evaluator.encoding.labels]
    return Predictions(columns, [name for name in columns if name.startswith("predicted")], probabilities, notices)
