"""The end of a run: its best weights measured on every split, beside the baselines, and the summary of it all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dltrain.diagnosis import Finding, after_training
from dltrain.kinds import kind_of
from dltrain.runs.summary import BySplit, Summary
from dltrain.training.session import Session, versions


def conclude(session: Session[Any], say: Callable[[str], None], before: Sequence[Finding] = ()) -> Summary:
    """Measures a finished session and writes everything but its metrics, checkpoints and charts; returns the summary. `before`
    was found before its first step.

    The test rows are looked at here, once, and only if the training was not interrupted and the session measures them.
    """
    kind, done = kind_of(session.resolved), session.status in ("completed", "stopped_early")
    best = session.use_best()
    measured = kind.measure(session, [name for name in session.splits if name != "test" or (done and session.measures_test)])
    if session.threshold is not None:
        session.saver.write_best()
    baselines = kind.baselines(session, baseline_splits(measured), done, say)
    course = kind.course(session, measured)
    found = after_training(before, course, kind.facts(session, course))
    summary = summary_of(session, best.epoch, measured, baselines, [finding.plain() for finding in found])
    return session.run.write_summary(summary)


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
        versions=versions(experiment.device),
        seed=experiment.seed,
        rows={name: len(part.rows) for name, (part, _) in session.splits.items()},
        fingerprint=session.dataset.fingerprint,
        findings=findings,
        changes=session.changes or None,
        threshold=session.threshold,
    )
    return session.completed(summary)


def baseline_splits(measured: Mapping[str, Any]) -> list[str]:
    """The splits to measure a baseline on: those beside train, or train where it is the only one."""
    return [name for name in measured if name != "train"] or ["train"]
