"""The autoencoder at work: its codes beside what it predicts, and principal components beside its codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import numpy as np

from dltrain.data.encoding.encoding import Encoding
from dltrain.data.part import Part
from dltrain.data.table import Table
from dltrain.data.transforms.reduction import principal
from dltrain.kinds.kind import Kind, Trained
from dltrain.kinds.predictive import Predictive
from dltrain.models.plan import single
from dltrain.runs.summary import BySplit
from dltrain.training.measuring.measure import Evaluator
from dltrain.training.minibatches.rows import Rows

if TYPE_CHECKING:
    from dltrain.kinds.answers import Answering
    from dltrain.training.session import Session


class Autoencoder(Predictive):
    """A network that gives back its inputs."""

    def test_columns(self, session: Session[Evaluator], predictions: np.ndarray, part: Part, rows: Rows) -> dict[str, Any]:
        engine: Any = session.engine
        return code_columns(predictions, part.target, codes(engine.network, rows, engine.arithmetic()))

    def own_baselines(self, session: Session[Evaluator], splits: Sequence[str]) -> Mapping[str, BySplit]:
        """As many principal components as a code has numbers, the best codes that can be had without anything that bends."""
        evaluator, given = session.evaluator, session.splits["train"][0].target
        model: Any = session.resolved.model
        width = model.width(single(session.resolved.plan))
        projection = principal(given, min(width, *given.shape), centred=True)
        measured = {}
        for name in splits:
            part, rows = session.splits[name]
            measured[name] = evaluator.measure_outputs(projection.undo(projection.apply(part.target)), rows, part)
        return {"pca": measured}

    def answering(self, trained: Trained) -> Answering:
        from dltrain.kinds.reconstructing import reconstructing

        return reconstructing(trained, lambda part: _codes_of(trained, trained.rows(part, None)))

    def columns(self, trained: Trained, predictions: np.ndarray, rows: Rows, table: Table, part: Part) -> dict[str, Any]:
        given = trained.encoding.targets(table, part.rows, part.inputs)
        both = code_columns(predictions, given, _codes_of(trained, rows))
        return both | reconstructed_columns(trained.encoding, predictions)


def _codes_of(trained: Trained, rows: Rows) -> np.ndarray:
    from dltrain.training.autograd.scores import arithmetic

    precision = arithmetic(trained.device, trained.resolved.experiment.precision == "bfloat16")
    return codes(trained.network, rows, precision)


def codes(network: Any, rows: Rows, precision: AbstractContextManager[object]) -> np.ndarray:
    """What the encoder of a network in evaluation mode makes of rows: float32 (rows, width)."""
    from dltrain.training.autograd.scores import scores_of

    return scores_of(network.codes, rows, precision).cpu().numpy()


def code_columns(predictions: np.ndarray, given: np.ndarray, codes: np.ndarray) -> dict[str, Any]:
    """`error`, the mean squared error over a row's scaled numbers, and the codes."""
    return {"error": np.square(predictions - given).mean(axis=1)} | {f"code_{i}": codes[:, i] for i in range(codes.shape[1])}


def reconstructed_columns(encoding: Encoding, predictions: np.ndarray) -> dict[str, Any]:
    """The inputs as they are given back, in their own units: reconstructed_<input>."""
    return {f"reconstructed_{name}": column for name, column in encoding.columns_of(predictions).items()}


KIND: Kind = Autoencoder()
