"""What a run keeps of how it began, through resume and in folds and sweeps; the runs as they are listed and called by name."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from dltrain.text.formatting import width

SPEC = "data: {source: iris}\nmodel: {layers: []}\ntraining: {epochs: 2}\n"
TYPED = ("--quiet", "--no-pictures")


@pytest.fixture(autouse=True)
def spec(dltrain: Any, tmp_path: Path) -> None:
    (tmp_path / "귤.yaml").write_text(SPEC, "utf-8")


def summary(run: str) -> dict[str, Any]:
    return dict(json.loads(Path("runs", run, "summary.json").read_text("utf-8")))


def test_a_run_keeps_when_it_began_the_words_and_the_note_through_resume(dltrain: Any) -> None:
    before = datetime.datetime.now().astimezone()
    url = "postgresql://ada:s3cret@host/db"
    assert dltrain("train", "귤.yaml", *TYPED, "--set", "seed=3", "--note", f"두 번째 {url}").code == 0
    first = summary("귤-1")
    started = datetime.datetime.fromisoformat(first["started"])
    assert before - datetime.timedelta(milliseconds=1) <= started <= datetime.datetime.now().astimezone()
    note = "'두 번째 postgresql://ada:***@host/db'"
    assert first["command"] == f"dltrain train '귤.yaml' --quiet --no-pictures --set seed=3 --note {note}"
    assert first["note"] == f"두 번째 {url}"  # what somebody writes on purpose is theirs
    resumed = dltrain("resume", "귤", *TYPED, "--set", "training.epochs=3", "--allow-changes", "--json")
    assert resumed.code == 0
    again = json.loads(resumed.out)
    assert (again["epochs"], again["started"], again["command"], again["note"]) == (
        3,
        *(first[key] for key in ("started", "command", "note")),
    )


@pytest.mark.parametrize(
    ("command", "section"),
    [("train", "data.split={folds: 2}"), ("sweep", "sweep.seeds=2"), ("train", "ensemble={type: averaging, members: 2}")],
)
def test_folds_sweeps_and_ensembles_keep_it_too(dltrain: Any, command: str, section: str) -> None:
    result = dltrain(command, "귤.yaml", *TYPED, "--set", section, "--note", "여럿", "--json")
    assert result.code == 0
    assert json.loads(result.out) == summary("귤-1")
    assert [summary("귤-1")[key] for key in ("note", "command")] == ["여럿", summary("귤-1")["command"]]
    (line,) = json.loads(dltrain("runs", "--json").out)
    assert line["parts"] in ("2 folds", "2 seeds", "2 members")
    assert (line["note"], line["metric"], line["status"]) == ("여럿", "accuracy", "completed")
    assert line["sets"] == [section]


def test_runs_are_listed_and_called_by_name_or_as_the_latest(dltrain: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    said = dltrain("runs")
    assert (said.code, said.out) == (0, "")
    assert said.err == "there are no runs in 'runs' yet; train one with: dltrain train SPEC\n"
    assert dltrain("evaluate", "latest").code == 2
    for seed in (0, 1):
        dltrain("train", "귤.yaml", *TYPED, "--set", f"seed={seed}")
    monkeypatch.setenv("COLUMNS", "80")
    lines = dltrain("runs").out.splitlines()
    assert [line.split()[0] for line in lines if line[0] != " "] == ["run", "귤-2", "귤-1"]
    assert all(width(line) <= 80 for line in lines)
    for name in ("귤", "귤-2", "latest", "runs/귤-2"):
        assert "runs/귤-2/checkpoints/best.safetensors" in dltrain("evaluate", name).out, name
    assert "is finished" in dltrain("resume", "귤-1").err
    assert dltrain("diagnose", "latest").out.startswith("runs/귤-2: completed")
    compared = dltrain("compare", "귤-1", "latest", "--format", "json")
    assert compared.code == 0, compared.err
    Path("new.csv").write_text("sepal length (cm),sepal width (cm),petal length (cm),petal width (cm)\n5.1,3.5,1.4,0.2\n")
    assert dltrain("predict", "귤", "new.csv").code == 0
    wrong = dltrain("runs", "--sort-by", "acuracy")
    assert (wrong.code, wrong.err) == (2, "error: cannot sort by 'acuracy'; did you mean 'accuracy'?\n")
