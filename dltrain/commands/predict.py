"""`dltrain predict`: labels and probabilities, or values, for new rows."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dltrain.commands import saved
from dltrain.data.dataset import encode_new
from dltrain.data.generated import columns_of
from dltrain.data.reading import read_file
from dltrain.training.conclusion import code_columns, predicted_columns, reconstructed_columns


@dataclass(frozen=True)
class Predictions:
    """A column each of row (from 0), the file of a picture, predicted, and the probability of each label; `labels` are the
    columns that hold labels. Of an autoencoder: row, file, error, code_<n>, reconstructed_<input>.
    """

    columns: dict[str, Any]
    labels: list[str]
    notices: list[str]


def predict(*, checkpoint: Path, data: Path) -> Predictions:
    """Predicts for every row of a file, its columns matched by name. A gan makes as many new rows as the file has, in the columns
    and units of the training rows. Raises InputError, DamagedError."""
    model = saved.load(checkpoint, f"dltrain predict {{}} {shlex.quote(str(data))}")
    table = read_file(model.resolved.experiment.data, model.encoding, data, with_target=False)
    if model.is_generative:
        made = columns_of(model.encoding, model.generated(table.rows, "noise of predictions").cpu().numpy())
        return Predictions({"row": np.arange(table.rows), **made}, [], [])
    part, notices = encode_new(model.encoding, table, with_target=False)
    ruler = model.ruler
    rows = model.rows(part)
    predictions = ruler.predictions(model.scores(rows))
    if ruler.encoding.task == "reconstruction":
        given = ruler.encoding.targets(table, part.rows, part.inputs)
        told = code_columns(predictions, given, model.codes(rows)) | reconstructed_columns(ruler.encoding, predictions)
    else:
        told = predicted_columns(ruler.encoding, predictions)
    files = {"file": list(table.files)} if table.files else {}
    columns = {"row": part.rows, **files, **told}
    return Predictions(columns, [name for name in columns if name.startswith("predicted")], notices)
