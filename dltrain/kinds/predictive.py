"""What the kinds of model have in common that predict something of each row: classes, labels, values or the inputs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from dltrain.data.dataset import Dataset, encode_new
from dltrain.data.encoding.encoding import Encoding
from dltrain.data.part import Part
from dltrain.data.table import Table
from dltrain.diagnosis.course import Course
from dltrain.diagnosis.finding import Finding
from dltrain.kinds.findings import constant_loss, course_of, thresholds
from dltrain.kinds.kind import Predictions, Trained
from dltrain.kinds.loading import load_autograd, load_explicit
from dltrain.kinds.predicted_columns import predicted_columns, prediction_columns
from dltrain.runs import Run
from dltrain.runs.history import Record
from dltrain.runs.summary import BySplit, Summary
from dltrain.spec.resolve import Resolved
from dltrain.training.chunks import chunks
from dltrain.training.loop import Scores
from dltrain.training.measuring.baselines import measure_all
from dltrain.training.measuring.deciding import chosen_metric, decided
from dltrain.training.measuring.evaluators import evaluator_of
from dltrain.training.measuring.measure import Evaluator
from dltrain.training.minibatches.rows import Rows

if TYPE_CHECKING:
    from dltrain.kinds.answers import Answering
    from dltrain.training.session import Session


class Predictive:
    """A network whose scores are measured beside the targets of its rows."""

    def session(
        self, resolved: Resolved, dataset: Dataset, network: Any, run: Run, stopping: Callable[[], bool]
    ) -> Session[Evaluator]:
        evaluator = evaluator_of(resolved, dataset.encoding)
        if network is None:
            from dltrain.training.explicit.session import explicit_session

            return explicit_session(resolved, dataset, evaluator, run, stopping)
        from dltrain.training.autograd.session import autograd_session

        return autograd_session(resolved, dataset, network, evaluator, run, stopping)

    def after_epoch(self, session: Session[Evaluator], record: Record) -> None:
        """Nothing is drawn before the end."""

    def measure(self, session: Session[Evaluator], splits: Sequence[str]) -> BySplit:
        """Writes the predictions of the test rows and the confusion matrices on the way; before that, the threshold of two
        classes is chosen, where the spec asks for it."""
        session.evaluator = self._decided(session)
        evaluator, labels = session.evaluator, session.evaluator.encoding.labels
        measured: BySplit = {}
        matrices: dict[str, Any] = {}
        for name in splits:
            part, rows = session.splits[name]
            scores = session.engine.scores(rows)
            measured[name], outcome = evaluator.measured(scores, rows, part)
            matrices[name] = evaluator.confusion_matrix(outcome)
            del outcome
            if name == "test":
                session.run.write_predictions(rest=self._written(session, scores, part, rows))
        if labels:
            session.run.write_confusion_matrix({"labels": list(labels), **matrices})
        return measured

    def _written(self, session: Session[Evaluator], scores: Scores, part: Part, rows: Rows) -> Iterator[dict[str, Any]]:
        """The columns of `predictions.parquet`, of many rows a chunk after another."""
        pieces = chunks(rows.count)
        for some in pieces:
            here, own = part, rows
            if len(pieces) > 1:
                here, own = part.slice(some), rows.slice(some.start, some.stop)
            series = {} if here.series is None else {"series": here.series}
            predictions = session.evaluator.predictions(scores[some] if len(pieces) > 1 else scores)
            yield {"row": here.rows, **series, **self.test_columns(session, predictions, here, own)}

    def _decided(self, session: Session[Evaluator]) -> Evaluator:
        if chosen_metric(session.resolved) is None:
            return session.evaluator
        part, rows = session.splits["validation"]
        evaluator = decided(session.resolved, session.evaluator, session.evaluator.predictions(session.engine.scores(rows)), part)
        session.threshold = evaluator.threshold
        return evaluator

    def baselines(
        self, session: Session[Evaluator], splits: Sequence[str], done: bool, say: Callable[[str], None]
    ) -> dict[str, BySplit]:
        return measure_all(session, splits, done, say, self.own_baselines(session, splits))

    def constant(self, session: Session[Evaluator]) -> float | None:
        return constant_loss(session)

    def course(self, session: Session[Evaluator], measured: BySplit) -> Course:
        return course_of(session, measured, self.constant(session))

    def facts(self, session: Session[Evaluator], course: Course) -> list[Finding]:
        return thresholds(session)

    def draw(self, session: Session[Evaluator], summary: Summary, note: str, say: Callable[[str], None]) -> None:
        from dltrain.kinds.charts import draw_charts

        draw_charts(session, summary, note, say)

    def test_columns(self, session: Session[Evaluator], predictions: np.ndarray, part: Part, rows: Rows) -> dict[str, Any]:
        """The columns of `predictions.parquet`, besides `row`, for the test rows."""
        return prediction_columns(session.evaluator, predictions, part)

    def own_baselines(self, session: Session[Evaluator], splits: Sequence[str]) -> Mapping[str, BySplit]:
        """The baselines that stand beside this kind of model alone, whatever the spec says, measured on these splits."""
        return {}

    def load(self, resolved: Resolved, encoding: Encoding, tensors: Mapping[str, np.ndarray], device: str) -> Trained:
        if resolved.experiment.engine == "autograd":
            return load_autograd(resolved, encoding, tensors, device)
        return load_explicit(resolved, encoding, tensors, device)

    def predict(self, trained: Trained, table: Table) -> Predictions:
        part, notices = encode_new(trained.encoding, table, with_target=False)
        rows = trained.rows(part, None)
        predictions = trained.evaluator.predictions(trained.scores(rows))
        files = {"file": list(table.files)} if table.files else {}
        columns = {"row": part.rows, **files, **self.columns(trained, predictions, rows, table, part)}
        probabilities = [name for label in trained.encoding.labels if (name := f"probability_{label}") in columns]
        return Predictions(columns, [name for name in columns if name.startswith("predicted")], probabilities, notices)

    def answering(self, trained: Trained) -> Answering:
        from dltrain.kinds.answering import answering  # torch

        return answering(trained)

    def columns(self, trained: Trained, predictions: np.ndarray, rows: Rows, table: Table, part: Part) -> dict[str, Any]:
        """The columns of what is predicted of new rows."""
        return predicted_columns(trained.evaluator, predictions)
