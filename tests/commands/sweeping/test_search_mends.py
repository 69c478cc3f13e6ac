"""What a sweep over settings does where something is in its way: nothing dead is left behind, and what was lost is made anew."""

from __future__ import annotations

import contextlib
import json
import os
import signal
from pathlib import Path

import pytest

from dltrain.cli.diagnose import as_text
from dltrain.commands.diagnose import diagnose
from dltrain.commands.evaluate import evaluate
from dltrain.commands.resume import resume
from dltrain.commands.runs import runs
from dltrain.commands.sweep import sweep
from dltrain.commands.sweeping.search_run import SearchOptions
from dltrain.commands.training.display import Display, Unfinished
from dltrain.errors import InputError
from dltrain.runs import Run

QUIET = Display(charts=False)
SPEC = """
name: 달
data: {{source: {{type: moons, rows: 80, noise: 0.2}}}}
model: {{layers: [4]}}
training: {{epochs: 3, batch_size: 16, learning_rate: 0.03, optimizer: sgd}}
sweep: {{parameters: {{{parameters}}}}}
"""
RATES = "training.learning_rate: [0.01, 0.1], training.weight_decay: [0, 0.05]"


def noted(run: Path) -> dict:
    return json.loads((run / "sweep.json").read_text("utf-8"))


def written(folder: Path, parameters: str) -> Path:
    path = folder / "spec.yaml"
    path.write_text(SPEC.format(parameters=parameters), "utf-8")
    return path


@pytest.mark.parametrize(
    ("storage", "refusal"),
    [
        ("foo", "'foo' is no database URL"),
        ("mysql://a@b/c", "the driver MySQLdb is not installed"),
        ("sqlite:////nodir/x/y.sqlite", "there is no folder '/nodir/x' for the database"),
    ],
)
def test_a_storage_that_cannot_be_used_leaves_no_run(tmp_path, monkeypatch, storage, refusal):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=refusal):
        sweep(spec=written(tmp_path, RATES), options=SearchOptions(storage), display=QUIET)
    assert [path.name for path in tmp_path.iterdir()] == ["spec.yaml"]


def test_nor_does_one_that_has_a_study_of_another_spec(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    options = SearchOptions(f"sqlite:///{tmp_path / 'shared.sqlite'}")
    sweep(spec=written(tmp_path, "training.weight_decay: [0, 0.1]"), run_dir=tmp_path / "first", options=options, display=QUIET)
    with pytest.raises(InputError, match="has a study '달' of another spec"):
        sweep(spec=written(tmp_path, RATES), options=options, display=QUIET)
    assert not Path("runs").exists()


def test_it_is_said_where_a_grid_takes_the_place_of_the_files_values(tmp_path):
    said: list[str] = []
    spec, grid = written(tmp_path, RATES), "training.learning_rate=0.2,0.3"
    sweep(spec=spec, grids=[grid], run_dir=tmp_path / "run", display=Display(charts=False, say=said.append))
    notice = f"--grid training.learning_rate takes the place of the values of 'training.learning_rate' in {spec}"
    assert said[0] == f"notice: {notice}"


@pytest.mark.parametrize("has_ended", [True, False])
@pytest.mark.parametrize("content", ["xx", '{"members": [], "best": "1"}', ""])
def test_a_damaged_record_of_the_members_is_made_anew(tmp_path, content, has_ended):
    said: list[str] = []
    display = Display(charts=False, say=said.append)
    spec, run = written(tmp_path, RATES), tmp_path / "run"
    first = sweep(spec=spec, run_dir=run, display=QUIET).plain()
    before = (run / "sweep.json").read_bytes()
    if not has_ended:
        (run / "summary.json").unlink()
    (run / "sweep.json").write_text(content)
    assert resume(run=run, display=display).plain() == first
    assert (run / "sweep.json").read_bytes() == before
    assert any("sweep.json' is damaged: " in text and text.endswith("; it is made anew") for text in said)
    (run / "sweep.json").write_text(content)
    assert sweep(spec=spec, run_dir=run, display=QUIET).plain() == first
    assert (run / "sweep.json").read_bytes() == before


class Stopping:
    """A board that sends Ctrl-C to this process when the second member has ended."""

    ended = 0

    def show(self, line):
        self.ended += line.status == "completed"
        if self.ended == 2:
            os.kill(os.getpid(), signal.SIGINT)


def test_a_sweep_that_was_interrupted_is_told_as_such_until_it_has_ended(tmp_path):
    spec, run = written(tmp_path, "model.layers: [[4], [6], [8]]"), tmp_path / "runs" / "달-1"
    board = lambda total, maximize: contextlib.nullcontext(Stopping())  # noqa: E731  # as short as that
    with pytest.raises(Unfinished, match="go on with: dltrain resume") as caught:
        sweep(spec=spec, run_dir=run, options=SearchOptions(workers=1), display=Display(charts=False, board=board))
    assert caught.value.exit_code == 130
    (line,) = runs(folder=run.parent)
    assert (line.status, line.parts) == ("interrupted", "2 of 3 members")
    best = Run(run / noted(run)["members"][noted(run)["best"] - 1]["runs"][0])
    assert line.validation == best.read_summary().metrics["validation"]["accuracy"]
    unfinished = evaluate(checkpoint=run).notices[1]
    assert unfinished.startswith("the sweep has not ended (2 of 3 members): another may turn out the best")
    assert unfinished.endswith(f"; go on with: dltrain resume {run}")
    told = as_text(diagnose(path=run)).splitlines()[0]
    assert told.startswith(f"{run}: the sweep has not ended (2 of 3 members); go on with: dltrain resume {run}; ")
    resume(run=run, display=QUIET)
    assert noted(run).keys() == {"members", "best"}
    assert len(evaluate(checkpoint=run).notices) == 1


def test_a_sweep_all_of_whose_members_diverged_says_so_everywhere(tmp_path):
    spec, run = written(tmp_path, "training.learning_rate: [1e30, 1e31]"), tmp_path / "runs" / "달-1"
    with pytest.raises(Unfinished, match="all 2 members diverged"):
        sweep(spec=spec, run_dir=run, display=QUIET)
    (line,) = runs(folder=run.parent)
    assert (line.status, line.parts) == ("diverged", "2 of 2 members")
    with pytest.raises(InputError, match="has no checkpoint: all 2 members diverged and none came to its end"):
        evaluate(checkpoint=run)
    told = as_text(diagnose(path=run))
    assert told.startswith(f"{run}: diverged; 1 problem\n\n1. diverged: ")
    assert diagnose(path=run).findings[0].message.startswith("all 2 members diverged")
