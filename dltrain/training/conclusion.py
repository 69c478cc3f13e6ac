"""The end of a run: the best weights measured on every split, predictions written, the summary last."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from dltrain.data.encoding.encoding import Encoding
from dltrain.data.part import Part
from dltrain.runs.summary import BySplit, Summary
from dltrain.training.baselines import measure_all
from dltrain.training.findings import findings_of
from dltrain.training.loop import Rows
from dltrain.training.measure import Evaluator
from dltrain.training.session import Session, versions

TestColumns = Callable[[Session[Evaluator], np.ndarray, Part, Rows], Mapping[str, Any]]  # of predictions of a part
OwnBaselines = Callable[[Session[Evaluator], Sequence[str]], Mapping[str, BySplit]]  # on the splits of these names


def conclude(
    session: Session[Evaluator],
    say: Callable[[str], None],
    test_columns: TestColumns,
    own_baselines: OwnBaselines,
) -> Summary:
    """Measures a finished session and writes everything but its metrics, checkpoints and charts; returns the summary.

    The test rows are looked at here, once, and only if the training was not interrupted.
    """
    done = session.status in ("completed", "stopped_early")
    best = session.use_best()
    measured: dict[str, dict[str, float | None]] = {}
    matrices: dict[str, Any] = {}
    for name, (part, rows) in session.splits.items():
        if name == "test" and not done:
            continue
        scores = session.engine.scores(rows)
        measured[name] = session.evaluator.measure(scores, rows, part)
        predictions = session.evaluator.predictions(scores)
        outcome = session.evaluator.outcome(predictions, part.target)
        matrices[name] = session.evaluator.matrix(outcome)
        if name == "test":
            session.run.write_predictions({"row": part.rows, **test_columns(session, predictions, part, rows)})
    encoding = session.evaluator.encoding
    if encoding.labels:
        session.run.write_confusion_matrix({"labels": list(encoding.labels), **matrices})
    splits = baseline_splits(measured)
    beside = measure_all(session, splits, done, say, own_baselines(session, splits))
    summary = summary_of(session, best.epoch, measured, beside, findings_of(session, measured))
    session.run.write_summary(summary)
    return summary


def summary_of(
    session: Session[Any],
    best_epoch: int,
    measured: BySplit,
    baselines: Mapping[str, BySplit],
    findings: Sequence[Mapping[str, Any]],
) -> Summary:
    """How a session ended, and what was measured."""
    experiment = session.resolved.experiment
    summary = Summary(
        name=str(experiment.name),
        status=session.status,
        task=session.dataset.encoding.task,
        epochs=len(session.history),
        best_epoch=best_epoch,
        monitor=session.monitor.name,
        metrics=measured,
        baselines=baselines,
        parameters=session.resolved.plan.parameters,
        steps=session.steps,
        seconds=session.history.total("seconds"),
        device=experiment.device,
        threads=int(experiment.threads),
        versions=versions(),
        seed=experiment.seed,
        rows={name: len(part.rows) for name, (part, _) in session.splits.items()},
        fingerprint=session.dataset.fingerprint,
        findings=findings,
        changes=session.changes or None,
    )
    return session.completed(summary)


def baseline_splits(measured: Mapping[str, Any]) -> list[str]:
    """The splits to measure a baseline on: those beside train, or train where it is the only one."""
    return [name for name in measured if name != "train"] or ["train"]


def prediction_columns(evaluator: Evaluator, predictions: np.ndarray, part: Part) -> dict[str, Any]:
    """Predictions beside the truth: true, predicted, probability_<label>; of several targets a column each."""
    truth = _named("true", evaluator.encoding, evaluator.outcome(predictions, part.target).true)
    return truth | predicted_columns(evaluator.encoding, predictions)


def predicted_columns(encoding: Encoding, predictions: np.ndarray) -> dict[str, Any]:
    """What was predicted, and with what probabilities."""
    if not encoding.labels:
        return _named("predicted", encoding, predictions)
    chosen = predictions > 0.5 if encoding.task.is_multilabel else predictions.argmax(axis=1)
    columns = _named("predicted", encoding, chosen.astype(np.int64))
    return columns | {f"probability_{label}": predictions[:, i] for i, label in enumerate(encoding.labels)}


def _named(prefix: str, encoding: Encoding, values: np.ndarray) -> dict[str, Any]:
    if encoding.task.has_classes:
        return {prefix: [encoding.labels[number] for number in values]}
    names = encoding.labels if encoding.task.is_multilabel else encoding.target_names
    if len(names) == 1:
        return {prefix: values[:, 0]}
    return {f"{prefix}_{name}": values[:, i] for i, name in enumerate(names)}
