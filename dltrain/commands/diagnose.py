"""`dltrain diagnose`: what is wrong with a run, the evidence, and what to change."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dltrain.runs as runs
from dltrain.commands.loading.own_spec import own_spec
from dltrain.commands.preparing.setup import prepare
from dltrain.diagnosis import Course, Finding, findings_in_training, ordered
from dltrain.diagnosis.finding import of_plain
from dltrain.diagnosis.given import Given
from dltrain.diagnosis.health import Sample
from dltrain.errors import InputError
from dltrain.files.atomic import WriteError
from dltrain.runs import Run
from dltrain.runs.history import History
from dltrain.runs.sweeps import read_sweep

TYPED = "dltrain diagnose {}"


@dataclass(frozen=True)
class Diagnosis:
    """What a run shows. `status` is None of one that has not ended, whose losses alone were looked at; `so_far` says of a sweep
    that has not how many members have."""

    run: Run
    name: str
    status: str | None
    epochs: int
    findings: Sequence[Finding]
    health: Sequence[Sample] = ()
    so_far: str = ""

    @property
    def problems(self) -> list[Finding]:
        """The findings that are no facts, most likely cause first."""
        return [finding for finding in self.findings if finding.problem]

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "run": str(self.run.folder),
            "name": self.name,
            "status": self.status,
            "epochs": self.epochs,
            "findings": [finding.plain() for finding in self.findings],
            "health": list(self.health),
        }

    @property
    def pictures(self) -> list[Path]:
        """The pictures of its layers that there are."""
        paths = [self.run.folder / f"{name}.png" for name in ("activations", "gradients")]
        return [path for path in paths if path.is_file()]


def diagnose(*, path: Path) -> Diagnosis:
    """Reads what was found of a run that has ended; looks at one that has not. Raises InputError, DamagedError."""
    run = runs.open(path, typed=TYPED)
    _draw(run)
    summary = run.read_summary()
    if summary is not None:
        own_spec(run, as_written=True)
        found = [of_plain(finding) for finding in summary.findings]
        return Diagnosis(run, summary.name, summary.status, summary.epochs, found, run.health.read())
    return _of_unfinished(run)


def _draw(run: Run) -> None:
    """Draws the pictures of the layers where they are not there yet, nobody else writes in the run, and they can be drawn."""
    if (run.folder / "gradients.png").exists() or not (samples := run.health.read()):
        return
    from dltrain import charts
    from dltrain.kinds.health import draw_health

    with suppress(InputError, WriteError):
        if charts.obstacle() is None:
            with run.lock():
                draw_health(run, samples)


def _of_unfinished(run: Run) -> Diagnosis:
    """What the spec, its data and the losses so far show; of a sweep, how many of its members have ended."""
    loaded = own_spec(run)
    swept = read_sweep(run.folder)
    if swept.status == "diverged":
        lost = sum(member.status == "diverged" for member in swept.members)
        evidence = {"members": lost, "of": len(swept.members)}
        finding = Finding(problem="diverged", severity="error", evidence=evidence, message=swept.lost)
        return Diagnosis(run, run.folder.name, "diverged", 0, [finding])
    try:
        setup = prepare(loaded, begins=False)
    except InputError as error:
        raise InputError(f"'{run.folder}' has not ended, and its data cannot be looked at: {error}") from None
    records = run.read_metrics()
    course = Course(Given(setup.resolved, setup.dataset), History(records), health=run.health.read())
    found = ordered([*setup.findings, *(findings_in_training(course) if records else [])])
    so_far = swept.so_far or "no member" if setup.resolved.experiment.sweep is not None else ""
    return Diagnosis(run, str(setup.resolved.experiment.name), None, len(records), found, run.health.read(), so_far)
