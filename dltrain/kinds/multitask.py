"""A network that predicts several targets of different kinds: what is told of it is told of each target."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from dltrain.data.part import Part
from dltrain.data.table import Table
from dltrain.diagnosis.course import Course
from dltrain.diagnosis.finding import Finding
from dltrain.kinds.answers import Answering
from dltrain.kinds.kind import Kind, Predictions, Trained
from dltrain.kinds.predicted_columns import predicted_columns, prediction_columns
from dltrain.kinds.predictive import Predictive
from dltrain.runs.summary import BySplit, Summary
from dltrain.training.measuring import baselines
from dltrain.training.measuring.multitask import Alone, MultitaskEvaluator
from dltrain.training.minibatches.rows import Rows

if TYPE_CHECKING:
    from dltrain.training.session import Session


class Several(Predictive):
    """Its columns are named after their targets: `true_species`, `predicted_species`, `probability_species_Adelie`."""

    def measure(self, session: Session[Any], splits: Sequence[str]) -> BySplit:
        """Writes the predictions of the test rows and the confusion matrices of the targets of classes on the way."""
        evaluator: MultitaskEvaluator = session.evaluator
        measured: BySplit = {}
        matrices: dict[str, dict[str, Any]] = {}
        for name in splits:
            part, rows = session.splits[name]
            scores = session.engine.scores(rows)
            measured[name], of_split = evaluator.measured_with_matrices(scores, rows, part)
            for target, own in of_split.items():
                matrices.setdefault(target, {"labels": own["labels"]})[name] = own["matrix"]
            if name == "test":
                session.run.write_predictions(rest=self._written(session, scores, part, rows))
        if matrices:
            session.run.write_confusion_matrix(matrices)
        return measured

    def draw(self, session: Session[Any], summary: Summary, note: str, say: Callable[[str], None]) -> None:
        """With the confusion matrices of the targets of classes side by side in confusion_matrix.png."""
        super().draw(session, summary, note, say)
        if (matrices := session.run.read_confusion_matrix()) is None:
            return
        from dltrain import charts

        labels = [label for of_target in matrices.values() for label in of_target["labels"]]
        if notice := charts.missing_font(" ".join(map(str, [*matrices, *labels]))):
            say(f"notice: {notice}")
        split = summary.splits[-1]
        panels = [_panel(name, of_target["labels"], of_target[split], split) for name, of_target in matrices.items()]
        session.run.write_chart("confusion_matrix", charts.png(charts.gallery(panels)))

    def test_columns(self, session: Session[Any], predictions: np.ndarray, part: Part, rows: Rows) -> dict[str, Any]:
        columns: dict[str, Any] = {}
        for one, own in session.evaluator.split(predictions):
            columns |= _named(one.name, prediction_columns(one.evaluator, own, one.head.alone(part)))
        return columns

    def baselines(
        self, session: Session[Any], splits: Sequence[str], done: bool, say: Callable[[str], None]
    ) -> dict[str, BySplit]:
        """Those of each target, by the names of the baselines: what is always the majority for classes is the mean for values."""
        measured: dict[str, BySplit] = {}
        for one in session.evaluator.each:
            for name, by_split in baselines.measure_all(_alone(session, one), splits, done, say, {}).items():
                for split, values in by_split.items():
                    measured.setdefault(name, {}).setdefault(split, {}).update(one.named(values))
        return measured

    def constant(self, session: Session[Any]) -> float | None:
        train, rows = session.splits["train"]
        answers = [baselines.scores(one.evaluator, one.head.alone(train)) for one in session.evaluator.each]
        loss: float = session.evaluator.objective.loss_of_scores(np.tile(np.concatenate(answers), (rows.count, 1)), rows)
        return loss if np.isfinite(loss) else None

    def facts(self, session: Session[Any], course: Course) -> list[Finding]:
        return []

    def predict(self, trained: Trained, table: Table) -> Predictions:
        made = super().predict(trained, table)
        return replace(made, probabilities=[name for name in made.columns if name.startswith("probability_")])

    def columns(self, trained: Trained, predictions: np.ndarray, rows: Rows, table: Table, part: Part) -> dict[str, Any]:
        columns: dict[str, Any] = {}
        for one, own in trained.evaluator.split(predictions):
            columns |= _named(one.name, predicted_columns(one.evaluator, own))
        return columns

    def answering(self, trained: Trained) -> Answering:
        from dltrain.kinds.answering import answering_of_several  # torch

        return answering_of_several(trained)


def _panel(target: str, labels: Sequence[object], matrix: list[list[int]], split: str) -> dict[str, Any]:
    from dltrain import charts

    right, rows = sum(matrix[i][i] for i in range(len(labels))), sum(map(sum, matrix))
    name = charts.drawable_labels([target], 40)[0]
    title = {"text": f"{name}: {right:,} of {rows:,} {split} rows right", "anchor": "start", "offset": 8}
    return {"title": title, **charts.matrix_panel(charts.drawable_labels(labels), matrix)}


def _named(target: str, columns: dict[str, Any]) -> dict[str, Any]:
    """The columns of one target with its name in theirs, behind what they hold."""
    named = {}
    for name, values in columns.items():
        what, _, label = name.partition("_")
        named["_".join([what, target, *([label] if label else [])])] = values
    return named


def _alone(session: Session[Any], one: Alone) -> Session[Any]:
    """What baselines take of a session, for one of its targets: those baselines that are for its kind, and its class weights."""
    experiment, task = session.resolved.experiment, one.evaluator.encoding.task
    fitting = [baseline for baseline in experiment.baselines or [] if task in baseline.tasks]
    training = replace(experiment.training, class_weights=getattr(one.head.kind, "class_weights", "none"))
    resolved = replace(session.resolved, experiment=replace(experiment, baselines=fitting, training=training))
    splits = {name: (one.head.alone(part), one.rows(rows)) for name, (part, rows) in session.splits.items()}
    return cast("Session[Any]", SimpleNamespace(resolved=resolved, evaluator=one.evaluator, splits=splits))


KIND: Kind = Several()
