"""One training of a spec by dltrain's own functions, and what of it the diagnosis takes, kept so that it is trained once."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import math
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import yaml

import dltrain.runs as runs
from dltrain.commands.preparing.setup import Setup, build_network, prepare_to_train
from dltrain.commands.repairing.verify import metrics_by_seed
from dltrain.commands.training.display import Display
from dltrain.commands.training.following import follow
from dltrain.commands.training.one_run import new_session
from dltrain.diagnosis import Course, Finding, after_training
from dltrain.diagnosis.course import Coverage
from dltrain.diagnosis.given import Given
from dltrain.diagnosis.reference import reference_of
from dltrain.kinds import kind_of
from dltrain.runs.history import History
from dltrain.spec.engines import is_stacked
from dltrain.spec.loading import load_text
from dltrain.spec.sweep import Sweep
from dltrain.spec.writing import as_yaml

FORMAT = "2"  # of what is kept; another one trains all anew


@dataclass(frozen=True)
class Trial:
    """What a training has shown. `last` is the test part measured with the last weights, `measured` all with the best."""

    status: str
    records: list[dict[str, Any]]
    constant: float | None
    measured: dict[str, dict[str, float | None]]
    last: dict[str, float | None] = field(default_factory=dict)
    matrices: dict[str, Any] = field(default_factory=dict)
    health: list[dict[str, Any]] = field(default_factory=list)
    coverage: dict[str, float] | None = None

    def test(self, metric: str, of_last: bool = False) -> float:
        """A metric of the test part; NaN where the training diverged."""
        value = (self.last if of_last else self.measured.get("test", {})).get(metric)
        return math.nan if value is None or self.status == "diverged" else float(value)


def prepared(text: str, folder: Path) -> Setup:
    """The spec of this text with its data, as `dltrain train` has them. Raises InputError."""
    return prepare_to_train(load_text(text, "spec.yaml", folder, "benchmark"))


def course_of(trial: Trial, setup: Setup) -> Course:
    """What the checks take of a training that is kept."""
    return Course(
        Given(setup.resolved, setup.dataset),
        History(trial.records),
        constant_loss=trial.constant,
        status=trial.status,
        measured=trial.measured,
        matrices=trial.matrices,
        nearest=functools.partial(reference_of, setup.dataset),
        health=trial.health,
        coverage=Coverage(**trial.coverage) if trial.coverage else None,  # type: ignore[arg-type]  # two of them are whole
    )


def diagnosed(trial: Trial, setup: Setup) -> list[Finding]:
    """What dltrain finds now of a training that is kept."""
    return after_training(setup.findings, course_of(trial, setup))


def trained(text: str, folder: Path) -> Trial:
    """Trains a spec, or takes what is kept of it. Raises InputError."""
    return Trial(**_kept(text, folder, "", lambda: asdict(_train(prepared(text, folder)))))


def tested(text: str, folder: Path, seeds: int) -> list[dict[str, float | None]]:
    """The metrics of the test part of a spec by seed, from its own on, none of a training that diverged; as a stack of networks
    where it can be one, else one by one. Raises InputError."""
    loaded = load_text(text, "spec.yaml", folder, "benchmark")
    stack = dataclasses.replace(prepared(text, folder).resolved.experiment, sweep=Sweep(seeds=seeds))
    if not is_stacked(stack):
        first = int(loaded.experiment.seed)
        texts = [yaml.safe_dump({**yaml.safe_load(text), "seed": first + index}, sort_keys=False) for index in range(seeds)]
        trials = [trained(one, folder) for one in texts]
        return [trial.measured.get("test", {}) if trial.status != "diverged" else {} for trial in trials]

    def train() -> list[dict[str, float | None]]:
        scratch = Path(tempfile.mkdtemp())
        try:
            metrics, _ = metrics_by_seed(loaded, seeds, Display(charts=False), scratch / "runs")
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        return [dict(one.get("test", {})) for one in metrics]

    found: list[dict[str, float | None]] = _kept(text, folder, f"{seeds} seeds", train)
    return found


def _kept(text: str, folder: Path, what: str, make: Callable[[], Any]) -> Any:
    """What was made of a spec, read where it is kept; of specs that are the same once all is resolved it is made once."""
    by_text = _path(folder, what, text)
    if not by_text.exists():
        by_spec = _path(folder, what, as_yaml(prepared(text, folder).resolved.experiment))
        if not by_spec.exists():
            half = by_spec.with_suffix(".tmp")
            half.write_text(json.dumps(make()), encoding="utf-8")
            half.replace(by_spec)
        shutil.copyfile(by_spec, by_text)
    return json.loads(by_text.read_text(encoding="utf-8"))


def _path(folder: Path, *key: str) -> Path:
    path = folder / "trials" / f"{hashlib.sha256('|'.join((FORMAT, *key)).encode()).hexdigest()[:32]}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _train(setup: Setup) -> Trial:
    scratch = Path(tempfile.mkdtemp())
    try:
        network = build_network(setup.resolved, lambda _: None)
        run = runs.create("benchmark", as_yaml(setup.resolved.experiment), folder=scratch / "run")
        with run.lock():
            session = new_session(setup, network, run, lambda: False)
            follow(session, setup, Display(charts=False))
            done = session.status in ("completed", "stopped_early")
            last = _measure_last(session) if done else {}
            session.use_best()
            kind = kind_of(setup.resolved)
            measured = kind.measure(session, [name for name in session.splits if name != "test" or done])
            course = kind.course(session, measured)
        return Trial(
            status=session.status,
            records=list(session.history),
            constant=course.constant_loss,
            measured=_plain(measured),
            last=last,
            matrices=dict(course.matrices),
            health=[dict(sample) for sample in session.health],
            coverage=None if course.coverage is None else asdict(course.coverage),
        )
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _measure_last(session: Any) -> dict[str, float | None]:
    part, rows = session.splits.get("test", (None, None))
    if part is None:
        return {}
    measured: dict[str, float | None] = session.evaluator.measure(session.engine.scores(rows), rows, part)
    return measured


def _plain(measured: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, float | None]]:
    return {split: dict(metrics) for split, metrics in measured.items()}
