"""`dltrain.load` in Python: a trained network, which predicts and is measured."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from dltrain.commands.evaluate import evaluate_with
from dltrain.commands.loading import saved
from dltrain.commands.loading.saved import Saved
from dltrain.commands.predicting.rows import predicted
from dltrain.errors import InputError
from dltrain.lazy import polars
from dltrain.python.evaluation import Evaluation
from dltrain.python.process import as_it_was
from dltrain.python.tables import TableLike, laid_down, without_file
from dltrain.spec.parts import enter
from dltrain.spec.writing import plain

if TYPE_CHECKING:
    from torch import Tensor, nn

LOG = logging.getLogger("dltrain")


def load(run_or_checkpoint: str | os.PathLike[str], *, use: Sequence[str | os.PathLike[str]] = ()) -> Model:
    """The network of a run's best epoch, or of a checkpoint file.

    It takes what the commands take: a run's folder, its name (`iris-1`), `iris` for its newest, `latest`, a checkpoint, a sweep
    (its best member). `use` are the files of parts that it takes, which no checkpoint runs by itself.

    Raises InputError where there is none, DamagedError where it is damaged.
    """
    enter(use)
    with as_it_was():
        return Model(saved.load(Path(run_or_checkpoint)))


class Model:
    """A network out of its checkpoint, with the encoding of its data and the spec that made it."""

    def __init__(self, loaded: Saved) -> None:
        self._saved = loaded
        _tell(loaded.notices)

    @property
    def path(self) -> Path:
        """The checkpoint."""
        return self._saved.path

    @property
    def epoch(self) -> int:
        """The epoch after which it was saved."""
        return self._saved.epoch

    @cached_property
    def spec(self) -> dict[str, Any]:
        """The resolved spec, every default spelled out, as mappings, lists and scalars; `dltrain.train` takes it."""
        return plain(self._saved.resolved.experiment)

    @property
    def features(self) -> list[str]:
        """The columns that it predicts from."""
        return [feature.name for feature in self._saved.encoding.features]

    @property
    def target(self) -> list[str]:
        """The columns that it predicts."""
        return list(self._saved.encoding.target_columns)

    @property
    def labels(self) -> list[int | str]:
        """The classes in the order of their outputs, or the labels; empty where it predicts values."""
        return self._saved.encoding.labels

    @cached_property
    def network(self) -> nn.Module:
        """The network as PyTorch has it, in evaluation mode, on the CPU unless it was loaded onto a GPU. It takes the encoded
        inputs of `encode`, and gives the scores before their last activation."""
        from dltrain.kinds.torch_modules import torch_module

        return torch_module(self._saved.trained)

    def encode(self, table: TableLike) -> tuple[Tensor, ...]:
        """The rows of a table as `network` takes them: `model.network(*model.encode(table))`. Raises DataError."""
        from dltrain.data.dataset import encode_new
        from dltrain.data.reading import read_file
        from dltrain.training.minibatches.rows import rows_without_targets

        model = self._saved
        with laid_down(table, model.encoding) as (folder, path), as_it_was():
            read = read_file(model.resolved.experiment.data, model.encoding, path, folder=folder, with_target=False)
            part, _ = encode_new(model.encoding, read, with_target=False)
            return rows_without_targets(part, model.trained.device).scaled().inputs

    def predict(self, table: TableLike, *, keep: Sequence[str] = ()) -> polars.DataFrame:
        """A row for each row of a table: `row`, `predicted`, and the probability of each class; of several targets a column
        `predicted_<target>` each; the columns of `keep` are copied to the front.

        table: a file; a frame of polars or pandas, or a mapping of columns, matched by name; rows as mappings; an array
            (rows, features), its columns in the order of `features`; of a single feature its values

        Raises DataError, an InputError, where a column is missing or holds what it may not.
        """
        with laid_down(table, self._saved.encoding) as (folder, path), as_it_was():
            made = predicted(self._saved, path, keep, folder=folder)
        _tell(made.notices[len(self._saved.notices) :])  # those were told at the beginning
        return polars.DataFrame(made.columns)

    def write_on(self, text: str, *, length: int = 200, temperature: float = 1.0, top_k: int | None = None, seed: int = 0) -> str:
        """The text and so many characters more, of a language model; the same for the same seed.

        temperature: below 1 likely tokens are taken more often, at 0 always; top_k: of how many likeliest tokens one is drawn,
            all if None

        Raises InputError where it is no language model, or there is no text to go on from.
        """
        from dltrain.kinds.kind import Writing

        write_on = self._saved.trained.write_on
        if write_on is None:
            raise InputError(f"only a language model writes a text on, and this is a {self._saved.resolved.kind} model")
        with as_it_was():
            return write_on(text, Writing(length, temperature, top_k, seed))

    def evaluate(
        self, table: TableLike | None = None, *, split: Literal["train", "validation", "test"] | None = None
    ) -> Evaluation:
        """How good it is: its metrics and confusion matrix on a table that holds the target too, or on a split of the data that
        it was trained with (test, if there is one).

        table: as of `predict`; an array holds the target behind the features. Raises InputError, DataError.
        """
        if table is None:
            with as_it_was():
                result = evaluate_with(self._saved, self.path, None, split)
        else:
            with laid_down(table, self._saved.encoding, with_target=True) as (folder, path), as_it_was():
                result = evaluate_with(self._saved, self.path, path, split, folder=folder)
        notices, what = _tell(result.notices), without_file(result.rows)
        return Evaluation(result.metrics, result.count, what, result.measures, result.labels, result.confusion_matrix, notices)

    def __repr__(self) -> str:
        return f"<model {self.path}, epoch {self.epoch:,}: {self._saved.resolved.plan.words}>"


def _tell(notices: Sequence[str]) -> list[str]:
    """Notices as they are told, which goes to the log of Python."""
    told = list(map(without_file, notices))
    for notice in told:
        LOG.warning("%s", notice)
    return told
