"""The list of runs: one line each whatever it is and whatever has happened to it."""

from __future__ import annotations

import datetime
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from dltrain import runs as directory
from dltrain.cli.runs import as_text
from dltrain.commands.runs import RunLine, runs
from dltrain.errors import InputError
from dltrain.runs import Origin, Run
from dltrain.runs.summary import NO_MEMBER, NO_SUMMARY, Summary
from dltrain.runs.sweeps import Member, SweepRecord, write_sweep

NOW = datetime.datetime(2026, 11, 28, 12, tzinfo=datetime.UTC)
BASELINES = {
    "majority": {"validation": {"loss": 1.1, "accuracy": 0.4}, "test": {"accuracy": 0.3}},
    "linear": {"validation": {"loss": 0.5, "accuracy": 0.8}},
}
IRIS = replace(
    NO_SUMMARY,
    name="iris",
    status="completed",
    epochs=100,
    seconds=1.5,
    metrics={"train": {"loss": 0.1, "accuracy": 1.0}, "validation": {"loss": 0.2, "accuracy": 0.9}, "test": {"accuracy": 0.95}},
    baselines=BASELINES,
    findings=[{"fact": "threshold"}, {"problem": "overfitting"}, {"problem": "dying_relu"}],
)
ERROR = {"train": {"loss": 0.1, "mean_absolute_error": 2.0}, "validation": {"loss": 0.2, "mean_absolute_error": 2500.0}}


def ended(summary: Summary | None, day: int, note: str | None = None, name: str = "iris") -> Run:
    """A run that began on that day of November 2026, at noon."""
    run = directory.create(name, f"name: {name}\n")
    with run.lock():
        run.begin(
            Origin(Path("/data/iris.yaml"), ("seed=1",), f"2026-11-{day:02}T12:00:00.000+00:00", "dltrain train iris.yaml", note)
        )
        if summary is not None:
            run.write_summary(summary)
    return run


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_line_has_what_was_measured_the_hardest_baseline_and_the_first_problem() -> None:
    ended(IRIS, 1, "처음")
    (line,) = runs()
    assert line == RunLine(
        run="runs/iris-1",
        name="iris",
        status="completed",
        started="2026-11-01T12:00:00.000+00:00",
        parts=None,
        epochs=100,
        seconds=1.5,
        command="dltrain train iris.yaml",
        spec="/data/iris.yaml",
        sets=("seed=1",),
        metric="accuracy",
        train=1.0,
        validation=0.9,
        test=0.95,
        baseline={"name": "linear", "value": 0.8, "split": "validation"},
        finding="overfitting",
        findings=2,
        note="처음",
        damage=None,
    )


def test_folds_sweeps_and_ensembles_are_a_line_each_and_their_parts_can_be_listed() -> None:
    member = replace(NO_MEMBER, metrics=IRIS.metrics)
    folds = ended(replace(IRIS, best_epoch=None, folds=5), 1)
    ended(replace(IRIS, seeds=20, members=[member], deviations=IRIS.metrics), 2)
    ended(replace(IRIS, members=[member] * 3), 3)
    directory.create("iris", "name: iris\n", folder=folds.folder / "fold-1").begin(Origin(Path("iris.yaml")))
    assert [line.parts for line in runs()] == ["3 members", "20 seeds", "5 folds"]
    assert [line.run for line in runs(folder=folds.folder)] == ["runs/iris-1/fold-1"]
    with pytest.raises(InputError, match=r"^'runs/iris-2' is a run of its own; expected a folder of runs, such as 'runs'$"):
        runs(folder=Path("iris-2"))


def test_a_sweep_says_how_many_settings_it_tried_and_what_its_best_came_to() -> None:
    best = {"number": 2, "values": {"training.learning_rate": 0.1}, "monitor": 0.2, "deviation": None}
    trials = {"completed": 4, "pruned": 2}
    ended(replace(IRIS, seeds=1, members=[NO_MEMBER], trials=trials, best=best), 1)
    ended(replace(IRIS, seeds=3, members=[NO_MEMBER] * 3, trials=trials, best=best), 2)
    assert [(line.parts, line.validation) for line in runs()] == [("6 settings × 3 seeds", 0.9), ("6 settings", 0.9)]


def test_a_sweep_that_goes_on_shows_its_best_member_so_far() -> None:
    run = ended(None, 1)
    own = ended(IRIS, 1)
    own.folder.rename(run.folder / "member-2")
    members = [
        Member(number, status, {"seed": number}, [number], value, runs=["member-2"] if number == 2 else [])
        for number, status, value in ((1, "diverged", None), (2, "completed", 0.2), (3, "running", None))
    ]
    with run.lock():
        write_sweep(run, SweepRecord(members, 2))
        (line,) = runs(sort_by="accuracy")
    assert (line.status, line.parts, line.metric, line.validation) == ("running", "2 members so far", "accuracy", 0.9)
    assert (line.epochs, line.seconds, line.finding) == (None, None, None)
    (run.folder / "sweep.json").write_text("{}")
    assert [(line.parts, line.validation) for line in runs()] == [(None, None)]


@pytest.mark.parametrize("status", ["interrupted", "diverged", "failed", None])
def test_a_sweep_that_was_left_says_how_and_how_many_members_have_ended(status) -> None:
    run = ended(None, 1)
    members = [Member(number, "diverged" if number < 5 else "running", {"seed": number}, [number]) for number in (1, 2, 3, 4, 5)]
    with run.lock():
        write_sweep(run, SweepRecord(members, None, 6, status))
        assert [(line.status, line.parts) for line in runs()] == [("running", "4 of 6 members")]
    assert [(line.status, line.parts) for line in runs()] == [(status or "killed", "4 of 6 members")]


def test_a_run_that_has_not_ended_is_running_while_its_lock_is_held_and_was_killed_otherwise() -> None:
    run = ended(None, 1, "나중에")
    with run.lock():
        assert [(line.status, line.note) for line in runs()] == [("running", "나중에")]
    (run.folder / ".lock").write_text("4194304 on another machine\n")
    assert [line.status for line in runs()] == ["killed"]


def test_damaged_runs_are_shown(folder: Path) -> None:
    summary, spec, kind, old = (ended(IRIS, day) for day in (1, 2, 3, 4))
    (summary.folder / "summary.json").write_text("{}")
    spec.spec_path.unlink()
    path = kind.folder / "summary.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"findings": "none"}))
    (kind.folder / "SHA256SUMS").unlink()
    (old.folder / "log.txt").write_bytes(b"\xff\n")
    (folder / "runs" / "notes").mkdir()
    (folder / "runs" / "notes" / "spec.yaml").touch()
    shutil.copytree(summary.folder, folder / "runs" / "copy")
    lines = {line.run: line for line in runs()}
    damages = {name: line.damage for name, line in lines.items() if line.status == "damaged"}
    assert list(damages) == ["runs/iris-3", "runs/iris-2", "runs/iris-1", "runs/copy"]
    assert "its SHA-256 is not that in SHA256SUMS" in str(damages["runs/iris-1"])
    assert "spec.yaml' cannot be read" in str(damages["runs/iris-2"])
    assert "expected a list of mappings as 'findings'" in str(damages["runs/iris-3"])
    assert (lines["runs/iris-4"].status, lines["runs/iris-4"].started) == ("completed", "2026-11-04T12:00:00.000+00:00")
    assert "runs/notes" not in lines


def test_they_are_sorted_by_a_column_the_best_first() -> None:
    worse = replace(IRIS, metrics={"validation": {"loss": 0.1, "accuracy": 0.5}, "test": {"accuracy": 0.99}}, seconds=1.0)
    for day, summary in enumerate((IRIS, worse, None, replace(IRIS, metrics=ERROR)), 1):
        ended(summary, day, name="b" if day == 4 else "a")

    def order(by: str) -> list[str]:
        return [line.run.removeprefix("runs/") for line in runs(sort_by=by)]

    assert order("started") == ["b-1", "a-3", "a-2", "a-1"]
    assert order("run") == ["a-1", "a-2", "a-3", "b-1"]
    assert order("seconds") == ["a-2", "b-1", "a-1", "a-3"]
    assert order("accuracy") == ["a-1", "a-2", "b-1", "a-3"]
    assert order("test_accuracy") == ["a-2", "a-1", "b-1", "a-3"]
    assert order("loss") == ["a-2", "b-1", "a-1", "a-3"]
    assert [line.metric for line in runs(sort_by="loss", limit=2)] == ["loss", "loss"]
    with pytest.raises(InputError, match=r"^cannot sort by 'acuracy'; did you mean 'accuracy'\?$"):
        runs(sort_by="acuracy")


def test_without_runs_there_are_none(folder: Path) -> None:
    assert runs() == []
    with pytest.raises(InputError, match=r"^there is no folder 'nothing'$"):
        runs(folder=Path("nothing"))
    (folder / "file").touch()
    with pytest.raises(InputError, match=r"^'file' is a file; expected a folder of runs$"):
        runs(folder=Path("file"))


def test_the_text_lines_up_and_what_finds_no_room_hangs_below() -> None:
    ended(IRIS, 28, "처음")
    ended(replace(IRIS, metrics=ERROR, baselines={}, findings=[], folds=5), 1, name="귤")
    ended(None, 2, name="긴이름")
    assert as_text(runs(), 80, NOW).split("\n") == [
        "run       when         status     validation    test  baseline",
        "iris-1    12:00        completed      0.9000  0.9500    0.8000",
        "    metric: accuracy  spec: iris.yaml seed=1  finding: overfitting and 1 other",
        "    note: 처음",
        "긴이름-1  11-02 12:00  killed",
        "    spec: iris.yaml seed=1",
        "귤-1      11-01 12:00  completed     2,500.0",
        "    metric: mean_absolute_error  of: 5 folds  spec: iris.yaml seed=1",
    ]
    wide = as_text(runs(), None, NOW.replace(year=2027)).split("\n")
    assert len(wide) == 4
    assert wide[3].split()[:2] == ["귤-1", "2026-11-01"]
