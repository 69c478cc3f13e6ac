"""When charts are drawn, and what is kept where they are not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dltrain import charts
from dltrain.commands.sweep import sweep
from dltrain.commands.train import train
from dltrain.commands.training.display import Display, Unfinished

SPEC = """
name: iris
threads: 1
data: {source: iris, target: target}
model: {layers: [4]}
training: {epochs: 3}
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "spec.yaml"
    path.write_text(SPEC, "utf-8")
    return path


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is said, and when a chart is drawn."""
    events: list[str] = []

    def png(spec: dict[str, Any]) -> bytes:
        events.append("a chart is drawn")
        return b"png"

    monkeypatch.setattr(charts, "png", png)
    return events


def files(run: Path) -> set[str]:
    return {path.name for path in run.iterdir()}


def test_the_summary_is_said_and_written_before_the_charts_are_drawn(spec: Path, tmp_path: Path, events: list[str]) -> None:
    train(spec=spec, run_dir=tmp_path / "run", display=Display(say=events.append))
    assert [words.splitlines()[0] for words in events] == ["iris", *["a chart is drawn"] * 4]  # curves, matrix, two of the layers
    assert {"curves.png", "confusion_matrix.png", "summary.json"} <= files(tmp_path / "run")


def test_the_table_of_a_sweep_is_said_before_its_chart_is_drawn(spec: Path, tmp_path: Path, events: list[str]) -> None:
    sweep(spec=spec, seeds=3, run_dir=tmp_path / "run", display=Display(say=events.append))
    said = [words.splitlines()[0].partition(",")[0] for words in events]
    assert said == ["iris: 3 seeds", *["a chart is drawn"] * 3]  # curves, two of the layers


def test_a_sweep_of_runs_one_after_another_has_a_band_too(spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    described: list[Any] = []
    curves = charts.curves
    monkeypatch.setattr(charts, "curves", lambda *given, **more: described.append(given) or curves(*given, **more))
    monkeypatch.setattr(charts, "png", lambda spec: b"png")
    sets = ["engine=autograd", "training.early_stopping={patience: 1}", "training.epochs=6"]
    sweep(spec=spec, seeds=2, sets=sets, run_dir=tmp_path / "run", display=Display())
    one, other, (band,) = described[0][0], described[1][0], described[2]
    losses = [record["validation_loss"] for record in (one[0], other[0])]
    assert band[0]["members"]["validation_loss"] == losses
    assert band[0]["validation_loss"] == pytest.approx(sum(losses) / 2)
    assert len(band) == max(len(one), len(other))
    assert {"curves.png", "seed-0", "seed-1"} <= files(tmp_path / "run")


@pytest.mark.parametrize("failure", [OSError("no room"), ValueError("a bug")])
def test_a_chart_that_cannot_be_drawn_costs_nothing_else(
    spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    def png(spec: dict[str, Any]) -> bytes:
        raise failure

    train(spec=spec, run_dir=tmp_path / "whole", display=Display(charts=False))
    monkeypatch.setattr(charts, "png", png)
    said: list[str] = []
    with pytest.raises(type(failure)):
        train(spec=spec, run_dir=tmp_path / "run", display=Display(say=said.append))
    assert files(tmp_path / "run") == files(tmp_path / "whole")
    assert said[-1].startswith("iris")


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_signal_while_a_chart_is_drawn_ends_at_once_with_all_else_saved(
    spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def png(spec: dict[str, Any]) -> bytes:
        os.kill(os.getpid(), signal.SIGINT)
        return b"png"

    monkeypatch.setattr(charts, "png", png)
    with pytest.raises(Unfinished, match="interrupted while the charts were drawn; everything else is saved") as caught:
        train(spec=spec, run_dir=tmp_path / "run")
    assert caught.value.exit_code == 130
    assert "summary.json" in files(tmp_path / "run")


def test_where_addresses_are_too_few_nothing_is_drawn_and_that_is_said(
    spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, events: list[str]
) -> None:
    monkeypatch.setattr(charts, "obstacle", lambda: "no charts are drawn: …")
    train(spec=spec, run_dir=tmp_path / "run", display=Display(say=events.append))
    assert [words.splitlines()[0] for words in events] == ["notice: no charts are drawn: …", "iris"]
    assert "curves.png" not in files(tmp_path / "run")


@pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")
def test_the_limit_of_addresses_is_seen() -> None:
    code = "import resource; resource.setrlimit(resource.RLIMIT_AS, (1 << 33, 1 << 33));"
    code += "from dltrain.charts import obstacle; print(obstacle())"
    words = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert words.startswith("no charts are drawn: what draws them reserves 66 GiB of addresses (not of memory)")


@pytest.mark.parametrize("command", ["train", "sweep"])
def test_without_charts_nothing_is_loaded_that_draws(spec: Path, tmp_path: Path, command: str) -> None:
    seeds = ", seeds=2" if command == "sweep" else ""
    code = (
        f"import sys; from pathlib import Path; from dltrain.commands.{command} import {command};"
        "from dltrain.commands.training.display import Display;"
        f"{command}(spec=Path(sys.argv[1]), run_dir=Path(sys.argv[2]), display=Display(charts=False){seeds});"
        "print([name for name in sys.modules if name.startswith(('dltrain.charts', 'vl_convert'))])"
    )
    words = [sys.executable, "-c", code, str(spec), str(tmp_path / "run")]
    assert subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_decision_regions_are_drawn_of_two_numbers_alone_and_only_where_charts_are(tmp_path: Path) -> None:
    (tmp_path / "blobs.yaml").write_text(
        "data: {source: {type: blobs, rows: 60}}\nmodel: {layers: [4]}\ntraining: {epochs: 2}\n", "utf-8"
    )
    train(spec=tmp_path / "blobs.yaml", run_dir=tmp_path / "drawn", display=Display())
    train(spec=tmp_path / "blobs.yaml", run_dir=tmp_path / "not", display=Display(charts=False))
    assert "decision_regions.png" in files(tmp_path / "drawn")
    assert not {name for name in files(tmp_path / "not") if name.endswith(".png")}


def test_the_plane_of_a_run_has_its_rows_in_their_own_units(tmp_path: Path) -> None:
    from dltrain.kinds.regions import surface_of
    from dltrain.lessons.trained import Trained
    from dltrain.runs import Run

    rows = ", ".join(f"[{x}, {y}, {int(x > 5)}]" for x in range(10) for y in (100, 200, 300))
    source = f"{{type: inline, columns: [x, y, c], rows: [{rows}]}}"
    (tmp_path / "spec.yaml").write_text(
        f"data: {{source: {source}, target: c, split: none}}\nmodel: {{layers: []}}\ntraining: {{epochs: 2}}\n", "utf-8"
    )
    summary = train(spec=tmp_path / "spec.yaml", run_dir=tmp_path / "run", display=Display(charts=False))
    surface = surface_of(Trained(tmp_path / "spec.yaml", [], Run(tmp_path / "run"), summary).session)
    assert surface is not None
    assert (surface.x.low, surface.x.high) == pytest.approx((-0.72, 9.72))  # 0 to 9, and 8 % of that beyond
    assert (surface.y.low, surface.y.high) == pytest.approx((84, 316))
    assert surface.rows["train"][:4].ravel() == pytest.approx([0, 100, 0, 200, 0, 300, 1, 100], abs=1e-5)
    assert surface.truth["train"].sum() == 12
    assert surface.answers.sum(axis=-1).ravel() == pytest.approx(np.ones(200 * 200))
