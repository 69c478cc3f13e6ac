"""What a sweep over settings does where something is in its way: nothing dead is left behind, and what was lost is made anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from dltrain.commands.display import Display
from dltrain.commands.resume import resume
from dltrain.commands.sweep import sweep
from dltrain.commands.sweeping.whole import Choices
from dltrain.errors import InputError

QUIET = Display(charts=False)
SPEC = """
name: 달
data: {{source: {{type: moons, rows: 80, noise: 0.2}}}}
model: {{layers: [4]}}
training: {{epochs: 3, batch_size: 16, learning_rate: 0.03, optimizer: sgd}}
sweep: {{parameters: {{{parameters}}}}}
"""
RATES = "training.learning_rate: [0.01, 0.1], training.weight_decay: [0, 0.05]"


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
        sweep(spec=written(tmp_path, RATES), choices=Choices(storage), display=QUIET)
    assert [path.name for path in tmp_path.iterdir()] == ["spec.yaml"]


def test_nor_does_one_that_has_a_study_of_another_spec(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    choices = Choices(f"sqlite:///{tmp_path / 'shared.sqlite'}")
    sweep(spec=written(tmp_path, "training.weight_decay: [0, 0.1]"), run_dir=tmp_path / "first", choices=choices, display=QUIET)
    with pytest.raises(InputError, match="has a study '달' of another spec"):
        sweep(spec=written(tmp_path, RATES), choices=choices, display=QUIET)
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
