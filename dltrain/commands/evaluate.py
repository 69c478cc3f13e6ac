"""`dltrain evaluate`: metrics and confusion matrix from a checkpoint, on the run's own rows or on a new file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dltrain.commands import saved
from dltrain.commands.saved import Saved
from dltrain.commands.setup import read_data
from dltrain.data.dataset import Dataset, Part, encode_new
from dltrain.data.reading import read_file
from dltrain.errors import InputError


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


def evaluate(*, checkpoint: Path, data: Path | None = None, split: str | None = None) -> Evaluation:
    """Measures a checkpoint, or a run's best one, on a file, or on a split of the run's own data (test, if there is one).

    Raises InputError where the run's data is not what it was, or a column or label is missing or unknown; DamagedError.
    """
    if data is not None and split is not None:
        raise InputError("--split can never act beside --data, whose rows are all evaluated")
    model = saved.load(checkpoint, "dltrain evaluate {}")
    if data is None:
        own = own_data(model)
        name = split or next(name for name in ("test", "validation", "train") if getattr(own, name) is not None)
        part = getattr(own, name)
        if part is None:
            there = [other for other in ("train", "validation", "test") if getattr(own, other) is not None]
            raise InputError(f"--split {name}: the run has no {name} rows; it has {', '.join(there)}")
        return _evaluation(model, f"the {name} rows", part, own.train, [])
    table = read_file(model.resolved.experiment.data, model.encoding, data, with_target=not model.is_generative)
    part, notices = encode_new(model.encoding, table, with_target=not model.is_generative)
    return _evaluation(model, f"the rows of {data}", part, None, notices)


def own_data(model: Saved) -> Dataset:
    """The data of the run as it was split. Raises InputError where the source has changed since."""
    experiment = model.resolved.experiment
    own = read_data(experiment, Path())
    if own.fingerprint != model.fingerprint:
        raise InputError("the data of the run has changed since it was trained, so its splits are lost; name a file with --data")
    return own


def _evaluation(model: Saved, words: str, part: Part, train: Part | None, notices: list[str]) -> Evaluation:
    if model.is_generative:
        from dltrain.training import generation
        from dltrain.training.rows import rows_without_targets

        real = rows_without_targets(part, "cpu")
        measured = generation.Likeness(model.resolved.experiment.metrics).measure(model.generated(real.count), real, part)
        return Evaluation(model.path, model.epoch, words, len(part.rows), measured, [], None, notices)
    ruler = model.ruler
    rows = model.rows(part, train)
    scores = model.scores(rows)
    matrix = ruler.matrix(ruler.outcome(ruler.predictions(scores), part.target))
    metrics = ruler.measure(scores, rows, part)
    labels = list(model.encoding.labels)
    return Evaluation(model.path, model.epoch, words, len(part.rows), metrics, labels, matrix, notices, model.members)
