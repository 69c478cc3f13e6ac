"""Classical models at work: same data, encoding, splits, metrics and checkpoint as a network, so that runs can be compared."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from dltrain.data.dataset import Dataset
from dltrain.data.encoding.encoding import Encoding
from dltrain.data.part import Part
from dltrain.data.table import Table
from dltrain.diagnosis.course import Course
from dltrain.diagnosis.finding import Finding
from dltrain.errors import InputError
from dltrain.kinds.answers import Answering
from dltrain.kinds.classical.drawn_tree import drawn_tree, has_tree
from dltrain.kinds.classical.engine import ClassicalEngine, rows_of
from dltrain.kinds.classical.importances import in_words, own_importances, shuffled_importances
from dltrain.kinds.classical.learners import Fitted, fitted_of
from dltrain.kinds.classical.measure import AnswerEvaluator
from dltrain.kinds.classical.pictures import draw_fitted
from dltrain.kinds.classical.tree_in_words import tree_in_words
from dltrain.kinds.kind import Kind, Trained
from dltrain.kinds.loading import class_weights_of
from dltrain.kinds.permutation import importances
from dltrain.kinds.predictive import Predictive
from dltrain.runs import Run
from dltrain.runs.names import IMPORTANCES, TREE
from dltrain.runs.stored_tensors import strip_prefix
from dltrain.runs.summary import BySplit, Summary
from dltrain.spec.resolve import Resolved
from dltrain.training.fitting import PREFIX
from dltrain.training.measuring.evaluators import evaluator_of
from dltrain.training.measuring.measure import Evaluator
from dltrain.training.minibatches.rows import Rows
from dltrain.training.minibatches.targets import class_weights
from dltrain.training.session import Session, parts_of

IN_LOG = 3  # questions deep that a tree is told on the terminal


class Classical(Predictive):
    """A model that scikit-learn fits, and arrays answer for."""

    def session(
        self, resolved: Resolved, dataset: Dataset, network: Any, run: Run, stopping: Callable[[], bool]
    ) -> Session[Evaluator]:
        evaluator = _evaluator_of(resolved, dataset.encoding)
        by_class = class_weights(resolved.experiment.training.class_weights, dataset.encoding.labels, dataset.train.target)
        splits = {name: (part, rows_of(part, evaluator, by_class)) for name, part in parts_of(dataset).items()}
        engine = ClassicalEngine(resolved, evaluator, *splits["train"])
        return Session(resolved, dataset, engine, evaluator, splits, run, stopping)

    def measure(self, session: Session[Evaluator], splits: Sequence[str]) -> BySplit:
        """Writes what each column counts, and the tree where it is one, besides."""
        measured, engine = super().measure(session, splits), _engine_of(session)
        if engine.predictor is None:
            return measured
        trained = self._trained(session.resolved, engine.encoding, engine.predictor)
        own = own_importances(session.resolved.kind, engine.encoding, engine.predictor.tensors, engine.rows.inputs[0])
        split = "validation" if "validation" in session.splits else "train"
        shuffled = importances(trained, session.splits[split][0], session.resolved.experiment.seed)
        told = {**own, **({"permutation": shuffled_importances(shuffled, split)} if shuffled else {})}
        if told:
            session.run.write_outcome(IMPORTANCES, told)
        if trained.drawn_tree is not None:
            session.run.write_outcome(TREE, tree_in_words(trained.drawn_tree(IN_LOG)))
        return measured

    def facts(self, session: Session[Evaluator], course: Course) -> list[Finding]:
        found = in_words(session.run.read_outcome(IMPORTANCES) or {})
        counts = [] if found is None else [Finding(fact="importances", evidence=found[1], message=found[0])]
        return [*super().facts(session, course), *counts]

    def draw(self, session: Session[Evaluator], summary: Summary, note: str, say: Callable[[str], None]) -> None:
        """Draws its answers, tree.png and importances.png; there are no curves of a fit."""
        from dltrain.kinds.charts import draw_answers

        draw_answers(session, summary, say)
        engine = _engine_of(session)
        if engine.predictor is not None:
            draw_fitted(self._trained(session.resolved, engine.encoding, engine.predictor), session.run)

    def baselines(
        self, session: Session[Evaluator], splits: Sequence[str], done: bool, say: Callable[[str], None]
    ) -> dict[str, BySplit]:
        for notice in _engine_of(session).notices:
            say(notice)
        return super().baselines(session, splits, done, say)

    def constant(self, session: Session[Evaluator]) -> float | None:
        return None

    def test_columns(self, session: Session[Evaluator], predictions: np.ndarray, part: Part, rows: Rows) -> dict[str, Any]:
        return _honest(session.resolved, super().test_columns(session, predictions, part, rows))

    def columns(self, trained: Trained, predictions: np.ndarray, rows: Rows, table: Table, part: Part) -> dict[str, Any]:
        return _honest(trained.resolved, super().columns(trained, predictions, rows, table, part))

    def load(self, resolved: Resolved, encoding: Encoding, tensors: Mapping[str, np.ndarray], device: str) -> Trained:
        numbers: int = resolved.plan.inputs  # type: ignore[attr-defined]  # the plan of this kind
        return self._trained(
            resolved, encoding, fitted_of(resolved.model, encoding, numbers, strip_prefix(dict(tensors), PREFIX))
        )

    def _trained(self, resolved: Resolved, encoding: Encoding, fitted: Fitted) -> Trained:
        evaluator = _evaluator_of(resolved, encoding)
        by_class = class_weights_of(resolved, encoding)
        tree = functools.partial(drawn_tree, encoding, fitted.tensors) if has_tree(fitted.tensors) else None
        return Trained(
            resolved,
            encoding,
            fitted,
            evaluator,
            rows=lambda part, train: rows_of(part, evaluator, by_class(train)),
            scores=lambda rows: fitted(rows.inputs[0]),
            work=sum(array.size for array in fitted.tensors.values()),
            drawn_tree=tree,
        )

    def answering(self, trained: Trained) -> Answering:
        raise InputError(f"a model of type {trained.resolved.kind} is no network and cannot be exported; use dltrain predict")


def _engine_of(session: Session[Evaluator]) -> ClassicalEngine:
    engine: Any = session.engine  # that of this kind
    fitted: ClassicalEngine = engine
    return fitted


def _evaluator_of(resolved: Resolved, encoding: Encoding) -> AnswerEvaluator:
    one, options = evaluator_of(resolved, encoding), resolved.model
    has_probabilities: bool = options.has_probabilities  # type: ignore[attr-defined]  # the options of this kind
    return AnswerEvaluator(one.objective, one.encoding, one.metrics, one.threshold, has_probabilities)


def _honest(resolved: Resolved, columns: dict[str, Any]) -> dict[str, Any]:
    """The columns without probabilities where the model has none."""
    options: Any = resolved.model
    return (
        columns if options.has_probabilities else {name: one for name, one in columns.items() if "probability_" not in name[:12]}
    )


KIND: Kind = Classical()
