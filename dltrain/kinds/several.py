"""A network that predicts several targets of different kinds: what is told of it is told of each target."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from dltrain.data.dataset import encode_new
from dltrain.data.table import Table
from dltrain.diagnosis.course import Course
from dltrain.diagnosis.finding import Finding
from dltrain.errors import InputError
from dltrain.kinds.answers import Answering
from dltrain.kinds.kind import Kind, Predictions, Trained
from dltrain.kinds.predicted_columns import predicted_columns, prediction_columns
from dltrain.kinds.predictive import Predictive
from dltrain.runs.summary import BySplit
from dltrain.training import baselines
from dltrain.training.several import Alone, SeveralEvaluator

if TYPE_CHECKING:
    from dltrain.training.session import Session


class Several(Predictive):
    """Its columns are named after their targets: `true_species`, `predicted_species`, `probability_species_Adelie`."""

    def measure(self, session: Session[Any], splits: Sequence[str]) -> BySplit:
        """Writes the predictions of the test rows and the confusion matrices of the targets of classes on the way."""
        evaluator: SeveralEvaluator = session.evaluator
        measured: BySplit = {}
        matrices: dict[str, dict[str, Any]] = {}
        for name in splits:
            part, rows = session.splits[name]
            scores = session.engine.scores(rows)
            measured[name] = evaluator.measure(scores, rows, part)
            predictions = evaluator.predictions(scores)
            for target, own in evaluator.confusion_matrices(predictions, part).items():
                matrices.setdefault(target, {"labels": own["labels"]})[name] = own["matrix"]
            if name == "test":
                series = {} if part.series is None else {"series": part.series}
                columns: dict[str, Any] = {}
                for one, predicted in evaluator.apart(predictions):
                    columns |= _named(one.name, prediction_columns(one.evaluator, predicted, one.head.alone(part)))
                session.run.write_predictions({"row": part.rows, **series, **columns})
        if matrices:
            session.run.write_confusion_matrix(matrices)
        return measured

    def baselines(
        self, session: Session[Any], splits: Sequence[str], done: bool, say: Callable[[str], None]
    ) -> dict[str, BySplit]:
        """Those of each target, by the names of the baselines: what is always the majority for classes is the mean for values."""
        measured: dict[str, BySplit] = {}
        for one in session.evaluator.each:
            for name, by_split in baselines.measure_all(_alone(session, one), splits, done, say, {}).items():
                for split, values in by_split.items():
                    named = {f"{one.name}.{metric}": value for metric, value in values.items()}
                    measured.setdefault(name, {}).setdefault(split, {}).update(named)
        return measured

    def constant(self, session: Session[Any]) -> float | None:
        train, rows = session.splits["train"]
        answers = [baselines.scores(one.evaluator, one.head.alone(train)) for one in session.evaluator.each]
        loss: float = session.evaluator.objective.loss_of_scores(np.tile(np.concatenate(answers), (rows.count, 1)), rows)
        return loss if np.isfinite(loss) else None

    def facts(self, session: Session[Any], course: Course) -> list[Finding]:
        return []

    def predict(self, trained: Trained, table: Table) -> Predictions:
        part, notices = encode_new(trained.encoding, table, with_target=False)
        predictions = trained.evaluator.predictions(trained.scores(trained.rows(part, None)))
        files = {"file": list(table.files)} if table.files else {}
        columns: dict[str, Any] = {"row": part.rows, **files}
        for one, own in trained.evaluator.apart(predictions):
            columns |= _named(one.name, predicted_columns(one.evaluator, own))
        predicted, probabilities = (
            [name for name in columns if name.startswith(f"{what}_")] for what in ("predicted", "probability")
        )
        return Predictions(columns, predicted, probabilities, notices)

    def answering(self, trained: Trained) -> Answering:
        raise InputError("a network of targets of different kinds cannot be exported yet; use dltrain predict RUN FILE")


def _named(target: str, columns: dict[str, Any]) -> dict[str, Any]:
    """The columns of one target with its name in theirs, behind what they hold."""
    named = {}
    for name, values in columns.items():
        what, _, label = name.partition("_")
        named["_".join([what, target, *([label] if label else [])])] = values
    return named


def _alone(session: Session[Any], one: Alone) -> Session[Any]:
    """What baselines take of a session, for one of its targets."""
    splits = {name: (one.head.alone(part), one.rows(rows)) for name, (part, rows) in session.splits.items()}
    return cast("Session[Any]", SimpleNamespace(resolved=session.resolved, evaluator=one.evaluator, splits=splits))


KIND: Kind = Several()
