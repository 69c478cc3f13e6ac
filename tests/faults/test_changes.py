"""A run that goes on with another spec or other data: exactly where that is possible, else refused by name or recorded."""

from __future__ import annotations

import itertools
import json
import random

import pytest
from bench import QUIET, Bench
from experiments import SPECS, lay_out
from processes import KILLED, differing

CONSTANT = """
threads: 1
data: {source: {type: moons, rows: 80, noise: 0.2}}
model: {layers: [6], dropout: 0.1}
training: {epochs: 3, learning_rate: 0.05, optimizer: adamax, schedule: EVERY, save_every: 0.001s}
"""
STEPPED = CONSTANT.replace("EVERY", "{type: step, every: 2}")
COSINE = CONSTANT.replace("EVERY", "cosine")
WORDS = """
threads: 1
data: {source: 후기.csv, target: 의견, columns: {후기: {type: text, tokenizer: word}}}
model: {layers: [{type: embedding, dimensions: 4}, {type: gru, units: 4}]}
training: {epochs: 3, save_every: 0.001s}
"""
LONGER = ("--set", "training.epochs=6")


def resumed(bench, *words, **more):
    return bench.commands("resume", "run", "--no-pictures", *words, folder=bench.folder, **more)


def whole_is_longer(bench):
    """Makes the run to compare with one that was to have six epochs from the start."""
    ended = bench.commands("train", "spec.yaml", *LONGER, "--run-dir", "longer", *QUIET, folder=bench.folder)
    assert ended.code == 0, ended.err
    (bench.folder / "whole").rename(bench.folder / "shorter")
    (bench.folder / "longer").rename(bench.folder / "whole")


@pytest.mark.parametrize("spec", [STEPPED, WORDS, "folds"], ids=["dense", "text", "folds"])
def test_a_finished_run_is_extended_as_if_it_had_been_asked_for_from_the_start(commands, tmp_path, spec):
    bench = Bench(commands, spec, tmp_path)
    whole_is_longer(bench)
    bench.finished("run")
    ended = resumed(bench, *LONGER)
    assert ended.code == 0, ended.err
    assert differing(tmp_path / "run", tmp_path / "whole") == []


@pytest.mark.parametrize("spec", [STEPPED, "folds"], ids=["dense", "folds"])
def test_an_extension_killed_before_any_file_operation(commands, tmp_path, many, spec):
    bench = Bench(commands, spec, tmp_path)
    whole_is_longer(bench)
    step = 1 if many else len(bench.ended.operations) // 2
    for point in itertools.count(random.Random(0).randrange(step) + 1, step):
        bench.finished("run")
        ended = resumed(bench, *LONGER, fault=(point, "kill"))
        last = resumed(bench, *LONGER)
        assert last.code == 0, last.err
        bench.check("run", f"extension killed at {point}")
        if ended.code != KILLED:
            return


def test_early_stopping_is_taken_further_by_more_patience(commands, tmp_path):
    """The summary of the first end must not pass for that of the second where the process is killed in between."""
    bench = Bench(commands, SPECS["dense"].replace("epochs: 6", "epochs: 30"), tmp_path)
    patience = ("--set", "training.early_stopping.patience=4")
    commands("train", "spec.yaml", *patience, "--run-dir", "patient", *QUIET, folder=tmp_path)
    assert json.loads((tmp_path / "whole" / "summary.json").read_text("utf-8"))["status"] == "stopped_early"
    bench.finished("run")
    assert resumed(bench, *patience).code == 0
    assert differing(tmp_path / "run", tmp_path / "patient") == []
    bench.finished("again")
    ended = commands("resume", "again", *patience, *QUIET, folder=tmp_path, fault=("rename again/checkpoints", "kill"))
    assert ended.code == KILLED
    assert commands("resume", "again", *QUIET, folder=tmp_path).code == 0
    assert differing(tmp_path / "again", tmp_path / "patient") == []


@pytest.mark.parametrize("at", ["open again/fold-1/.lock", "open again/fold-2/.lock", "open again/.spec.yaml"])
def test_folds_that_were_extended_in_part_go_on_plainly(commands, tmp_path, at):
    """What was asked for is written above the folds before the first one is touched."""
    bench = Bench(commands, "folds", tmp_path)
    bench.finished("run")
    assert resumed(bench, *LONGER).code == 0
    bench.finished("again")
    killed = commands("resume", "again", *LONGER, *QUIET, folder=tmp_path, fault=(at, "kill"))
    assert killed.code == KILLED
    is_known = at != "open again/.spec.yaml"
    ended = commands("resume", "again", *(() if is_known else LONGER), *QUIET, folder=tmp_path)
    assert ended.code == 0, ended.err
    assert differing(tmp_path / "again", tmp_path / "run") == []


@pytest.mark.parametrize("spec", [COSINE, "gan", "text"], ids=["cosine", "gan, linear", "text, warm-up in percent"])
def test_a_schedule_that_depends_on_the_number_of_epochs_is_named(commands, tmp_path, spec):
    bench = Bench(commands, spec, tmp_path)
    bench.finished("run")
    before = {path: path.read_bytes() for path in (tmp_path / "run").rglob("*") if path.is_file()}
    ended = resumed(bench, *LONGER)
    assert (ended.code, "training.epochs: 3 → 6" in ended.err) == (2, True), ended.err
    assert "go on all the same with --allow-changes" in ended.err
    assert {path: path.read_bytes() for path in (tmp_path / "run").rglob("*") if path.is_file()} == before


def test_a_changed_spec_is_refused_and_if_allowed_recorded(commands, tmp_path):
    bench = Bench(commands, STEPPED, tmp_path)
    bench.finished("run")
    path = tmp_path / "run" / "spec.yaml"
    path.write_text(path.read_text("utf-8").replace("learning_rate: 0.05", "learning_rate: 0.01"), encoding="utf-8")
    ended = resumed(bench, *LONGER)
    assert (ended.code, "training.learning_rate: 0.05 → 0.01" in ended.err) == (2, True), ended.err
    ended = resumed(
        bench, *LONGER, "--allow-changes", fault=("rename run/checkpoints/last", "kill")
    )  # once it goes on the change is known for ever
    assert ended.code == KILLED
    ended = resumed(bench)
    assert ended.code == 0, ended.err
    summary = json.loads((tmp_path / "run" / "summary.json").read_text("utf-8"))
    assert summary["changes"] == {"training.learning_rate": {"before": 0.05, "now": 0.01}}
    assert summary["epochs"] == 6


def test_changed_data_are_refused_and_if_allowed_recorded(commands, tmp_path):
    bench = Bench(commands, WORDS, tmp_path)
    bench.train("run", fault=("open run/checkpoints/.last", "kill"))
    path = tmp_path / "후기.csv"
    path.write_text(path.read_text("utf-8").replace("좋다,1", "나쁘다,1", 1), encoding="utf-8")
    ended = resumed(bench)
    assert (ended.code, "the data (SHA-256): " in ended.err) == (2, True), ended.err
    ended = resumed(bench, "--allow-changes")
    assert ended.code == 0, ended.err
    summary = json.loads((tmp_path / "run" / "summary.json").read_text("utf-8"))
    assert list(summary["changes"]) == ["the data (SHA-256)"]
    lay_out(WORDS, tmp_path)
    ended = resumed(bench, *LONGER)
    assert ended.code == 2, "it went on with other data, and these are not them"


def test_a_harmless_change_in_the_spec_is_told(commands, tmp_path):
    bench = Bench(commands, STEPPED, tmp_path)
    bench.finished("run")
    path = tmp_path / "run" / "spec.yaml"
    path.write_text(path.read_text("utf-8").replace("epochs: 3", "epochs: 5"), encoding="utf-8")
    ended = resumed(bench)
    assert (ended.code, "changed since the checkpoint:  training.epochs: 3 → 5" in ended.err) == (0, True), ended.err
