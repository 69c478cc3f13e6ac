"""Sweeps that are killed at any instant: no finished trial is lost, none is trained twice, and the end is the same."""

from __future__ import annotations

import json
import random
import sqlite3
from pathlib import Path

import pytest
from processes import KILLED, differing

SPEC = """
threads: 1
data: {source: {type: moons, rows: 60, noise: 0.2}}
model: {layers: [4]}
training: {epochs: 5, batch_size: 16, save_every: 0.001s}
"""
VARIED = {
    "lanes": "sweep: {seeds: 2, parameters: {training.learning_rate: [0.1, 0.01], training.weight_decay: [0, 0.1]}}",
    "grid": "sweep: {parameters: {training.optimizer: [adam, sgd, nadam], model.layers: [[3], [4]]}}",
    "random": "sweep: {search: random, trials: %d, parameters: {training.l1: {low: 0, high: 0.1}, model.layers: [[3], [4]]}}",
    "tpe": "sweep: {prune: true, trials: %d, parameters: {training.learning_rate: {low: 0.01, high: 0.1, scale: log}}}",
}
OWN = ("study.sqlite", "log.txt", "choices.json")  # who trained, what was said, by how many workers


def laid_out(folder: Path, kind: str, trials: int) -> list[str]:
    text = VARIED[kind]
    (folder / "spec.yaml").write_text(SPEC + (text % trials if "%d" in text else text) + "\n", "utf-8")
    return ["--workers", "1", "--no-pictures", "--quiet"]


def ended(run: Path) -> dict[int, float | None]:
    """The trials that have been told, with their values."""
    if not (run / "study.sqlite").exists():
        return {}
    with sqlite3.connect(run / "study.sqlite") as study:
        tables = study.execute("SELECT name FROM sqlite_master WHERE name = 'dltrain_trials'").fetchall()
        rows = study.execute("SELECT number, value FROM dltrain_trials WHERE status != 'running'").fetchall() if tables else []
    study.close()
    return dict(rows)


@pytest.mark.parametrize("kind", VARIED)
def test_a_sweep_that_is_killed_ends_as_one_that_was_not(commands, tmp_path, many, kind):
    if kind in ("grid", "random") and not many:
        pytest.skip("the others show the same; all with --many")
    trials, kills = (100, 10) if many else (4, 2)
    words = laid_out(tmp_path, kind, trials)
    whole = commands("sweep", "spec.yaml", "--run-dir", "whole", *words, folder=tmp_path)
    assert whole.code == 0, whole.err
    chance, known, hits = random.Random(kind), {}, 0
    for _ in range(kills):
        begun = (tmp_path / "run" / "choices.json").exists()
        typed = (
            ("resume", "run", *words[2:])
            if begun and chance.random() < 0.5
            else ("sweep", "spec.yaml", "--run-dir", "run", *words)
        )
        fault = (chance.randint(1, len(whole.operations)), "kill")
        hits += commands(*typed, folder=tmp_path, fault=fault).code == KILLED
        now = ended(tmp_path / "run")
        assert known.items() <= now.items()  # neither lost nor trained again to another end
        known = now
    assert hits
    last = commands("sweep", "spec.yaml", "--run-dir", "run", *words, folder=tmp_path)
    assert last.code == 0, last.err
    noted = json.loads((tmp_path / "run" / "sweep.json").read_text("utf-8"))
    assert [member["number"] for member in noted["members"]] == sorted(ended(tmp_path / "run"))
    assert [name for name in differing(tmp_path / "run", tmp_path / "whole") if name not in OWN] == []


@pytest.mark.parametrize(("act", "code"), [("int", 130), ("term", 143)])
def test_a_signal_tells_how_to_go_on(commands, tmp_path, act, code):
    words = laid_out(tmp_path, "grid", 0)
    whole = commands("sweep", "spec.yaml", "--run-dir", "whole", *words, folder=tmp_path)
    half = len(whole.operations) // 2
    cut = commands("sweep", "spec.yaml", "--run-dir", "run", *words, folder=tmp_path, fault=(half, act))
    assert cut.code == code, cut.err
    resumed = commands("resume", "run", *words[2:], folder=tmp_path)
    assert resumed.code == 0, resumed.err
    assert [name for name in differing(tmp_path / "run", tmp_path / "whole") if name not in OWN] == []
