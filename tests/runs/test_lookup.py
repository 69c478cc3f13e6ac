"""A run is found by its folder, its name with its number or without, or as the latest, and each where it should be."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dltrain import runs
from dltrain.errors import InputError
from dltrain.runs import Origin


def begun(name: str, started: str | None = None) -> Path:
    """The folder of a new run in runs/."""
    run = runs.create(name, f"name: {name}\n")
    with run.lock():
        run.begin(Origin(Path("spec.yaml"), started=started))
    return run.folder


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("runs/귤-2", "runs/귤-2"),
        ("귤-2", "runs/귤-2"),
        ("귤", "runs/귤-10"),  # not 귤-9, which is the last by letters
        ("귤/checkpoints/last.safetensors", "runs/귤-10/checkpoints/last.safetensors"),
        ("latest", "runs/iris-1"),
        ("latest/fold-1", "runs/iris-1/fold-1"),
        ("iris-3", "iris-3"),  # there is none
        ("iri", "iri"),
    ],
)
def test_a_run_is_located_in_runs(typed: str, found: str) -> None:
    Path("runs/귤-8").mkdir(parents=True)
    begun("iris", "2026-11-28T09:00:00.001+09:00")
    assert begun("귤", "2026-11-28T00:00:00.000+00:00") == Path("runs/귤-9")  # a thousandth of a second before
    begun("귤", "2026-11-27T23:59:59+00:00")
    Path("runs/귤-8").rmdir()
    os.rename(begun("귤", "2025-01-01T00:00:00+00:00"), "runs/귤-2")
    assert runs.locate(Path(typed)) == Path(found)


def test_an_existing_path_wins() -> None:
    begun("iris")
    for name in ("iris", "latest", "iris-1"):
        Path(name).mkdir()
        assert runs.locate(Path(name)) == Path(name)


def test_a_run_without_its_start_counts_from_when_its_spec_was_written() -> None:
    for name, seconds in (("old", 2), ("older", 1)):
        os.utime(begun(name) / "spec.yaml", (seconds, seconds))
    assert runs.locate(Path("latest")) == Path("runs/old-1")
    begun("new", "1970-01-01T00:00:03+00:00")
    assert runs.locate(Path("latest")) == Path("runs/new-1")


def test_without_runs_there_is_no_latest() -> None:
    with pytest.raises(
        InputError, match=r"^there is no latest run: no run is in 'runs' of this folder yet; train one with: dltrain"
    ):
        runs.open(Path("latest"))


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("irs", "; did you mean 'runs/iris-2'?"),
        ("irs-1", "; did you mean 'runs/iris-1'?"),
        ("iris-7", "; did you mean 'runs/iris-2'?"),
        ("titanic", "; the newest runs here: xor-1, iris-2, iris-1"),
    ],
)
def test_a_name_that_matches_nothing_ends_with_the_nearest(typed: str, hint: str) -> None:
    for second, name in enumerate(("iris", "iris", "xor")):
        begun(name, f"2026-01-01T00:00:0{second}Z")
    for find in (runs.open, runs.find_checkpoint):
        with pytest.raises(InputError) as error:
            find(Path(typed))
        assert str(error.value) == f"there is no run '{typed}'{hint}"
