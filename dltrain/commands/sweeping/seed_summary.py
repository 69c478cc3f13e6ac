"""What the members of a sweep over seeds come to: means and deviations of their metrics, as a summary, a table and curves."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dltrain.commands.preparing.setup import Setup
from dltrain.commands.training.folds import deviations_of, means_of
from dltrain.diagnosis import Finding, ordered
from dltrain.diagnosis.sentence import LOST
from dltrain.runs import SPLITS, Run, Summary
from dltrain.runs.summary import MemberSummary, Status
from dltrain.text.formatting import number
from dltrain.text.layout import available, columns

if TYPE_CHECKING:
    pass

SHOWN = 20  # members in the closing table


def seeds_summary(setup: Setup, status: Status, members: list[MemberSummary], seconds: float, steps: int) -> Summary:
    """Means of the members' metrics where a single run has its own, their sample deviations beside them."""
    from dltrain.training.session import versions

    experiment, dataset = setup.resolved.experiment, setup.dataset
    sound = [member.metrics for member in members if member.status != "diverged"] or [member.metrics for member in members]
    splits = [split for split in SPLITS if split in sound[0]]
    parts = {"train": dataset.train, "validation": dataset.validation, "test": dataset.test}
    lost = [member.seed for member in members if member.status == "diverged"]
    evidence = {"members": len(lost), "of": len(members)}
    message = LOST.en.format(**evidence)
    own = [Finding(problem="diverged", severity="error", evidence=evidence, message=message)] if lost else []
    return Summary(
        name=str(experiment.name),
        status=status,
        task=dataset.encoding.task,
        seeds=len(members),
        epochs=max(member.epochs for member in members),
        monitor=setup.resolved.monitor,
        metrics={split: means_of([metrics[split] for metrics in sound]) for split in splits},
        deviations={split: deviations_of([metrics[split] for metrics in sound]) for split in splits},
        members=members,
        baselines={},
        parameters=setup.resolved.plan.parameters,
        steps=steps,
        seconds=seconds,
        device=experiment.device,
        threads=int(experiment.threads),
        versions=versions(experiment.device),
        seed=experiment.seed,
        rows={name: len(part.rows) for name, part in parts.items() if part is not None},
        fingerprint=dataset.fingerprint,
        findings=[finding.plain() for finding in ordered([*setup.findings, *own])],
    )


def words(summary: Summary, folder: Path, measures: str) -> str:
    """The table of members, in the order of their seeds, and below it their means and deviations."""
    members, means, deviations = summary.members, summary.metrics, summary.deviations
    assert members is not None
    assert deviations is not None
    splits = summary.splits
    names = [(split, name) for split in splits for name in means[split] if split == splits[-1] or name == "loss"]
    head = ["seed", "epochs", "best epoch", *(f"{split} {name}" for split, name in names)]
    rows = [
        [str(one.seed), f"{one.epochs:,}", f"{one.best_epoch:,}", *(number(one.metrics[split][name]) for split, name in names)]
        for one in members[:SHOWN]
    ]
    if len(members) > SHOWN:
        rows.append(["…", *[""] * (len(head) - 1)])
    rows.append(["mean", "", "", *(number(means[split][name]) for split, name in names)])
    rows.append(["deviation", "", "", *(number(deviations[split][name]) for split, name in names)])
    title = f"{summary.name}: {len(members)} seeds, {summary.steps:,} steps in {summary.seconds:.1f} s"
    findings = [f"  found {finding['message']}" for finding in summary.findings]
    table = columns([head, *rows], within=available(sys.stderr))
    return "\n".join([title, "", table, "", measures, "", *findings, f"  run   {folder}"])


def draw_band(run: Run, records: Sequence[Mapping[str, Any]], seeds: int, measures: str) -> None:
    """Draws curves.png: the mean, the lowest and the highest of the members that were in training."""
    from dltrain import charts

    spec = charts.curves(records, title=f"{run.folder.name}: {seeds} seeds", note=measures)
    run.write_chart("curves", charts.png(spec))
