"""Runs of earlier versions are read for good: measured, asked, gone on with, compared, listed and reported.

`tests/support/kept_runs.py` made them. A test that fails here says that what users have trained cannot be used any more.
"""

import json
import re
import shutil
from pathlib import Path

import polars
import pytest

import dltrain as package

KEPT = Path(__file__).parent / "assets" / "runs"
RUNS = sorted(path.name for path in KEPT.iterdir() if path.is_dir())
ASKED = sorted(path.stem for path in KEPT.glob("*.json"))
SEVERAL = ("folds", "seeds")  # trainings, each with a checkpoint of its own


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Copies a kept run into an empty folder: `run("gan")`."""
    monkeypatch.chdir(tmp_path)

    def copied(name):
        return shutil.copytree(KEPT / name, tmp_path / "runs" / name)

    return copied


def test_there_is_one_of_each_kind():
    assert set(RUNS) >= {
        "classes",
        "values",
        "autoencoder",
        "gan",
        "ensemble",
        "folds",
        "seeds",
        "text",
        "image",
        "series",
        "language_model",
        "tree",
        "policy",
    }


def test_none_names_a_place_on_a_machine():
    for path in KEPT.rglob("*"):
        if path.is_file():
            assert not re.search(rb"/(work|home|root|tmp|Users|dev/shm)/", path.read_bytes()), path


@pytest.mark.parametrize("name", ASKED)
def test_it_answers_what_it_answered_then(name, run):
    asked = json.loads((KEPT / f"{name}.json").read_text("utf-8"))
    answers = package.load(run(name)).predict(asked["rows"])
    then = polars.DataFrame(asked["answers"])
    assert answers.columns == then.columns
    for column in answers.columns:
        if answers[column].dtype.is_float():
            assert answers[column].to_list() == pytest.approx(then[column].to_list(), abs=1e-4), column
        else:
            assert answers[column].to_list() == then[column].to_list()


@pytest.mark.parametrize("name", [name for name in RUNS if name not in SEVERAL])
def test_it_measures_what_it_measured_then(name, run):
    folder = run(name)
    then = package.Run(folder).summary["test"]
    now = package.load(folder).evaluate(split="test")
    assert dict(now) == pytest.approx(then, abs=1e-4)


@pytest.mark.parametrize(
    "name", ["classes", "values", "autograd", "autoencoder", "gan", "text", "language_model", "image", "series", "policy"]
)
def test_it_goes_on(name, run):
    again = package.Run(run(name)).resume(training__epochs=6, allow_changes=True, pictures=False)
    assert again.status == "completed"
    assert again.metrics["epoch"].to_list() == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("name", ["ensemble", "tree", *SEVERAL])
def test_what_is_finished_is_known_as_finished(name, run, dltrain):
    result = dltrain("resume", run(name))
    assert (result.code, "is finished" in result.err) == (0, True), result.err


def test_they_are_listed_compared_and_reported(run, dltrain, tmp_path):
    for name in RUNS:
        run(name)
    assert set(package.runs(tmp_path / "runs").frame["status"]) == {"completed"}
    assert dltrain("compare", tmp_path / "runs" / "classes", tmp_path / "runs" / "folds").code == 0
    assert dltrain("diagnose", tmp_path / "runs" / "classes").code == 0
    for name in RUNS:
        result = dltrain("report", tmp_path / "runs" / name)
        assert result.code == 0, result.err
