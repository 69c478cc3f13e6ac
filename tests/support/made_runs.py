"""Runs made by hand, so that every number of a comparison can be told beforehand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from dltrain import runs
from dltrain.cli.compare import command
from dltrain.errors import DltrainError
from dltrain.runs.summary import NO_SUMMARY, SPLITS

SPEC = """\
name: iris
seed: {seed}
data:
  source: iris
  split: {{validation: 0.2, test: 0.2, stratify: true, seed: {split_seed}}}
model:
  layers:
  - {{type: dense, units: {units}, activation: {{type: {activation}}}, dropout: 0.0}}
  activation: {{type: {activation}}}
  dropout: 0.0
training:
  loss: {{type: {loss}}}
  optimizer: {optimizer}
  learning_rate: {rate}
metrics: [{{type: accuracy}}]
"""
ADAM = "{type: adam, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, amsgrad: false}"
USUAL = {"seed": 0, "split_seed": 0, "units": 16, "activation": "relu", "loss": "cross_entropy", "optimizer": ADAM, "rate": 0.001}

TRUE = ["가", "나"] * 6
MakeRun = Callable[..., Path]


def wrong(rows: Sequence[int]) -> list[str]:
    """The true classes, but for these rows."""
    return [{"가": "나", "나": "가"}[label] if row in rows else label for row, label in enumerate(TRUE)]


def maker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakeRun:
    """Makes `runs/<name>-<n>`: two classes, 12 test rows, and on every split the accuracy that follows from the wrong ones."""
    monkeypatch.chdir(tmp_path)

    def made(
        name: str = "iris",
        wrong_rows: Sequence[int] | None = (),
        summary: dict[str, Any] | None = None,
        rows: Any = range(12),
        **spec: Any,
    ) -> Path:
        run = runs.create(name, SPEC.format(**USUAL | spec), Path("runs"))
        if wrong_rows is None:
            return run.folder
        measured = {"loss": 0.25, "accuracy": 1 - len(wrong_rows) / 12}
        whole = {"status": "completed", "task": "binary", "epochs": 1200, "best_epoch": 7, "parameters": 99, "seconds": 1.5}
        whole |= {"train": measured, "validation": measured, "test": measured, "data": {"fingerprint": "f0"}}
        whole |= summary or {}
        whole |= whole.pop("data")
        metrics = {split: measured for split in SPLITS if (measured := whole.pop(split)) is not None}
        run.write_summary(replace(NO_SUMMARY, **whole, metrics=metrics))
        run.write_predictions({"row": list(rows), "true": TRUE, "predicted": wrong(wrong_rows), "probability_가": [0.5] * 12})
        return run.folder

    return made


def regression(metrics: dict[str, float], fingerprint: str = "f0") -> dict[str, Any]:
    return {"task": "regression", "train": metrics, "validation": metrics, "test": metrics, "data": {"fingerprint": fingerprint}}


def printed(*arguments: object) -> str:
    return told(*arguments)[0]


def told(*arguments: object) -> tuple[str, str]:
    """What `dltrain compare` says, to stdout and to stderr."""
    app = typer.Typer()
    app.command()(command)
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception and isinstance(result.exception, DltrainError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout, result.stderr
