"""Classical models at work: same data, encoding, splits, metrics and checkpoint as a network, so that runs can be compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from dltrain.data.dataset import Dataset
from dltrain.data.encoding.encoding import Encoding
from dltrain.data.part import Part
from dltrain.data.table import Table
from dltrain.errors import InputError
from dltrain.kinds.answers import Answering
from dltrain.kinds.classical.engine import PREFIX, FittedEngine, rows_of
from dltrain.kinds.classical.learners import answers_of
from dltrain.kinds.classical.measure import AnswerEvaluator
from dltrain.kinds.kind import Kind, Trained
from dltrain.kinds.loading import class_weights_of
from dltrain.kinds.predictive import Predictive
from dltrain.runs import Run
from dltrain.runs.stored_tensors import under
from dltrain.runs.summary import BySplit
from dltrain.spec.resolve import Resolved
from dltrain.training.evaluators import evaluator_of
from dltrain.training.measure import Evaluator
from dltrain.training.rows import Rows
from dltrain.training.session import Session, parts_of
from dltrain.training.targets import class_weights


class Classical(Predictive):
    """A model that scikit-learn fits, and arrays answer for."""

    def session(
        self, resolved: Resolved, dataset: Dataset, network: Any, run: Run, stopping: Callable[[], bool]
    ) -> Session[Evaluator]:
        evaluator = _evaluator_of(resolved, dataset.encoding)
        by_class = class_weights(resolved.experiment.training.class_weights, dataset.encoding.labels, dataset.train.target)
        splits = {name: (part, rows_of(part, evaluator, by_class)) for name, part in parts_of(dataset).items()}
        engine = FittedEngine(resolved, evaluator, *splits["train"])
        return Session(resolved, dataset, engine, evaluator, splits, run, stopping)

    def baselines(
        self, session: Session[Evaluator], splits: Sequence[str], done: bool, say: Callable[[str], None]
    ) -> dict[str, BySplit]:
        for notice in getattr(session.engine, "notices", ()):
            say(notice)
        return super().baselines(session, splits, done, say)

    def constant(self, session: Session[Evaluator]) -> float | None:
        return None

    def test_columns(self, session: Session[Evaluator], predictions: np.ndarray, part: Part, rows: Rows) -> dict[str, Any]:
        return _honest(session.resolved, super().test_columns(session, predictions, part, rows))

    def columns(self, trained: Trained, predictions: np.ndarray, rows: Rows, table: Table, part: Part) -> dict[str, Any]:
        return _honest(trained.resolved, super().columns(trained, predictions, rows, table, part))

    def load(self, resolved: Resolved, encoding: Encoding, tensors: Mapping[str, np.ndarray], device: str) -> Trained:
        evaluator, plan = _evaluator_of(resolved, encoding), resolved.plan
        numbers: int = plan.inputs  # type: ignore[attr-defined]  # the plan of this kind
        answers = answers_of(resolved.model, encoding, numbers, under(dict(tensors), PREFIX))
        by_class = class_weights_of(resolved, encoding)
        return Trained(
            resolved,
            encoding,
            answers,
            evaluator,
            rows=lambda part, train: rows_of(part, evaluator, by_class(train)),
            scores=lambda rows: answers(rows.inputs[0]),
        )

    def answering(self, trained: Trained) -> Answering:
        kind = trained.resolved.kind.replace("_", " ")
        raise InputError(f"a model of type {kind} is no network and cannot be exported; use dltrain predict")


def _evaluator_of(resolved: Resolved, encoding: Encoding) -> AnswerEvaluator:
    one, page = evaluator_of(resolved, encoding), resolved.model
    has_probabilities: bool = page.has_probabilities  # type: ignore[attr-defined]  # a page of this kind
    return AnswerEvaluator(one.objective, one.encoding, one.metrics, one.threshold, has_probabilities)


def _honest(resolved: Resolved, columns: dict[str, Any]) -> dict[str, Any]:
    """The columns without probabilities where the model has none."""
    page: Any = resolved.model
    return columns if page.has_probabilities else {name: one for name, one in columns.items() if "probability_" not in name[:12]}


KIND: Kind = Classical()
