"""Weights that a network starts from: their SHA-256 stands in the run's spec, and a run that begins anew begins from the same."""

import json
import re
import shutil
from pathlib import Path

import pytest
from processes import outcome

FIRST = """
threads: 1
data: {source: {type: moons, rows: 40}}
model: {layers: [4]}
training: {epochs: 2}
"""
SECOND = FIRST.replace("[4]", "[4], initialize_from: first")
QUIET = ("--quiet", "--no-pictures")


@pytest.fixture
def second(dltrain):
    """A finished run that started from the weights of another."""
    Path("first.yaml").write_text(FIRST, encoding="utf-8")
    Path("second.yaml").write_text(SECOND, encoding="utf-8")
    for name in ("first", "second"):
        assert dltrain("train", f"{name}.yaml", "--run-dir", name, *QUIET).code == 0
    return Path("second")


def begun_anew(run: Path) -> Path:
    """The run as it was before its first checkpoint."""
    other = run.with_name("killed")
    other.mkdir()
    shutil.copy(run / "spec.yaml", other)
    return other


def test_the_same_weights_in_another_file_are_the_same(dltrain, second):
    """The file of a run that is trained again has other times in it."""
    shutil.rmtree("first")
    assert dltrain("train", "first.yaml", "--run-dir", "first", *QUIET).code == 0
    killed = begun_anew(second)
    assert dltrain("resume", killed, *QUIET).code == 0
    assert outcome(killed)["predictions.parquet"] == outcome(second)["predictions.parquet"]
    assert (killed / "spec.yaml").read_bytes() == (second / "spec.yaml").read_bytes()


def test_a_run_that_must_begin_anew_does_not_begin_from_other_weights(dltrain, second):
    assert dltrain("resume", "first", "--set", "training.epochs=5", *QUIET).code == 0
    killed = begun_anew(second)
    ended = dltrain("resume", killed, *QUIET)
    told = r"killed/spec.yaml:\d+:\d+: the weights in '.*first' are no longer what they were: their SHA-256 is \w{12}…, not"
    assert (ended.code, bool(re.search(told, ended.err))) == (2, True), ended.err
    assert [path.name for path in killed.iterdir()] == ["spec.yaml"]
    assert dltrain("train", "second/spec.yaml", *QUIET).code == 2
    words = ("--set", "model.initialize_from=first")
    assert dltrain("train", "second/spec.yaml", "--run-dir", "third", *words, *QUIET).code == 0


def test_a_run_that_has_a_checkpoint_does_not_need_them_any_more(dltrain, second):
    shutil.rmtree("first")
    ended = dltrain("resume", second, "--set", "training.epochs=4", *QUIET)
    assert ended.code == 0, ended.err
    assert json.loads((second / "summary.json").read_text("utf-8"))["epochs"] == 4
