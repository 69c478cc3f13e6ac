"""Sweeps among the runs that are compared: made by hand, so that every number can be told beforehand."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from made_runs import MakeRun

from dltrain import runs
from dltrain.commands.compare import compare
from dltrain.errors import DamagedError
from dltrain.runs.summary import MemberSummary
from dltrain.runs.sweeps import Member, SweepRecord, write_sweep


def swept(make: MakeRun, rates: Sequence[float], wrong: Sequence[Sequence[int]], *, keep: bool = True, units: int = 16) -> Path:
    """A sweep over learning rates, whose best member is the first; of each member the wrong test rows."""
    path = make(units=units, wrong_rows=wrong[0], rate=9)
    text = (path / "spec.yaml").read_text(encoding="utf-8")
    runs.Run(path).write_spec(text.replace("seed: 0\n", "seed: 0\nsweep: {seeds: 1}\n", 1))
    (path / "predictions.parquet").unlink()
    summary = runs.Run(path).read_summary()
    assert summary is not None
    member = MemberSummary(seed=0, status="completed", epochs=5, best_epoch=5, metrics=summary.metrics)
    runs.Run(path).write_summary(replace(summary, seeds=1, members=[member], best_epoch=None))
    members = []
    for number, (rate, rows) in enumerate(zip(rates, wrong, strict=True)):
        one = make(units=units, rate=rate, wrong_rows=rows)
        folder = f"member-{number}"
        shutil.move(one, path / folder)
        kept = [folder] if keep or number == 0 else []
        members.append(Member(number, "completed", {"training.learning_rate": rate}, [0], 0.1 + number, None, kept))
    write_sweep(runs.Run(path), SweepRecord(members, 0))
    return path


def test_the_best_members_speak_for_their_sweeps(make: MakeRun) -> None:
    """Six rows that the second's best alone has right: p = 2 / 2^6."""
    first = swept(make, [0.1, 0.2, 0.3], [range(6), range(7), range(8)])
    second = swept(make, [0.5, 0.6], [[], [0]], units=64)
    result = compare(paths=[first, second])
    assert result.differences == {"model.layers.0.units": [64, 16], "training.learning_rate": [0.5, 0.1]}
    assert [entry.chosen_among for entry in result.runs] == [2, 3]
    (verdict,) = result.verdicts
    assert verdict.p == pytest.approx(2 / 2**6)
    best = second.name
    assert result.notes[0].startswith(
        f"{best} is the best of 2 members of its sweep by validation: its validation figure is too good"
    )


def test_a_sweep_alone_is_its_members(make: MakeRun) -> None:
    result = compare(paths=[swept(make, [0.1, 0.2, 0.3], [[0], [0, 1], []])])
    assert [entry.name for entry in result.runs] == ["member-2", "member-0", "member-1"]
    assert result.differences == {"training.learning_rate": [0.3, 0.1, 0.2]}


def test_a_sweep_that_is_damaged_is_told(make: MakeRun) -> None:
    path = swept(make, [0.1, 0.2], [[0], []])
    (path / "sweep.json").write_text(json.dumps({"members": 5, "best": 0}), encoding="utf-8")
    with pytest.raises(DamagedError, match=r"sweep.json' is damaged"):
        compare(paths=[path, make()])
