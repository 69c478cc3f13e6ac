"""A sweep over settings: each member is the run of its setting; the best is chosen on validation rows, and tested alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from processes import differing, outcome

from dltrain.commands.check import check
from dltrain.commands.evaluate import evaluate
from dltrain.commands.predict import predict
from dltrain.commands.resume import resume
from dltrain.commands.sweep import sweep
from dltrain.commands.sweeping.search_run import SearchOptions
from dltrain.commands.train import train
from dltrain.commands.training.display import Display, Unfinished
from dltrain.errors import InputError

QUIET = Display(charts=False)
SPEC = """
name: {name}
data: {{source: {{type: moons, rows: 80, noise: 0.2}}}}
model: {{layers: [4]}}
training: {{epochs: 6, batch_size: 16, learning_rate: 0.03}}
sweep: {{parameters: {{{parameters}}}{more}}}
"""
RATES = "training.learning_rate: [0.01, 0.1], training.weight_decay: [0, 0.05]"
OPTIMIZERS = "training.optimizer: [adam, {type: sgd, momentum: 0.9}], model.layers: [[4], [6]]"


def written(folder: Path, parameters: str, more: str = "", name: str = "달") -> Path:
    path = folder / "spec.yaml"
    path.write_text(SPEC.format(parameters=parameters, more=more, name=name), "utf-8")
    return path


def noted(run: Path) -> dict:
    return json.loads((run / "sweep.json").read_text("utf-8"))


@pytest.mark.parametrize("parameters", [RATES, OPTIMIZERS], ids=["lanes", "one by one"])
def test_each_member_is_the_run_of_its_setting(tmp_path, parameters):
    spec, run = written(tmp_path, parameters, ", seeds: 2"), tmp_path / "모두"
    summary = sweep(spec=spec, run_dir=run, options=SearchOptions(workers=1), display=QUIET)
    members = noted(run)["members"]
    assert [member["number"] for member in members] == [1, 2, 3, 4]
    for member in members:
        sets = [f"{key}={json.dumps(value)}" for key, value in member["values"].items()]
        alone = [
            train(spec=spec, sets=[*sets, f"seed={seed}"], run_dir=tmp_path / f"{member['number']}-{seed}", display=QUIET)
            for seed in member["seeds"]
        ]
        losses = [one.metrics["validation"]["loss"] for one in alone]
        assert member["monitor"] == pytest.approx(sum(losses) / 2, rel=1e-3)
        assert member["deviation"] == pytest.approx(abs(losses[0] - losses[1]) / 2**0.5, rel=0.05)
    best = min(members, key=lambda member: member["monitor"])
    assert noted(run)["best"] == best["number"] == summary.best["number"]
    assert [member["runs"] for member in members if member is not best] == [[], [], []]
    assert sorted(path.name for path in run.glob("*-*")) == best["runs"]


def test_best_yaml_trains_the_best_again_bitwise(tmp_path):
    run = tmp_path / "run"
    sweep(spec=written(tmp_path, RATES), run_dir=run, display=QUIET)
    (own,) = noted(run)["members"][noted(run)["best"] - 1]["runs"]
    train(spec=run / "best.yaml", run_dir=tmp_path / "again", display=QUIET)
    assert outcome(run / own) == outcome(tmp_path / "again")


def test_the_test_rows_are_measured_for_the_best_alone_and_it_is_said(tmp_path):
    said: list[str] = []
    run = tmp_path / "run"
    summary = sweep(
        spec=written(tmp_path, OPTIMIZERS),
        run_dir=run,
        options=SearchOptions(keep="all", workers=1),
        display=Display(charts=False, say=said.append),
    ).plain()
    assert summary["trials"] == {"completed": 4}
    assert "was chosen on validation rows" in summary["chosen"]
    assert summary["chosen"] in said[-1]
    best = noted(run)["best"]
    for member in noted(run)["members"]:
        (folder,) = member["runs"]
        own = json.loads((run / folder / "summary.json").read_text("utf-8"))
        assert ("test" in own) == (member["number"] == best)
        assert (run / folder / "predictions.parquet").exists() == (member["number"] == best)
        if member["number"] == best:
            assert summary["test"] == own["test"]


def test_predict_and_evaluate_take_the_best_and_say_so(tmp_path):
    run = tmp_path / "run"
    sweep(spec=written(tmp_path, RATES), run_dir=run, display=QUIET)
    best = noted(run)["members"][noted(run)["best"] - 1]
    result = evaluate(checkpoint=run)
    values = ", ".join(f"{key} {value}" for key, value in best["values"].items())
    said = f"{run} is a sweep; its best member, {best['number']} ({values}), is taken: {run / best['runs'][0]}"
    assert result.notices == [said]
    assert result.metrics == json.loads((run / "summary.json").read_text("utf-8"))["test"]
    (tmp_path / "new.csv").write_text("x1,x2\n0,0\n1,1\n", "utf-8")
    assert predict(checkpoint=run, data=tmp_path / "new.csv").notices[0] == said


def test_workers_change_no_bit(tmp_path):
    spec = written(tmp_path, OPTIMIZERS, ", seeds: 2")
    for workers in (1, 2):
        options = SearchOptions(keep="all", workers=workers)
        sweep(spec=spec, run_dir=tmp_path / str(workers), options=options, display=QUIET)
        for name in ("choices.json", "study.sqlite"):  # who was to train, and who did
            (tmp_path / str(workers) / name).unlink()
    assert differing(tmp_path / "1", tmp_path / "2") == []


@pytest.mark.parametrize(("keep", "kept"), [("all", 4), ("best", 2), ("none", 1)])
def test_what_is_kept_is_an_ordinary_run(tmp_path, keep, kept):
    run = tmp_path / "run"
    sweep(
        spec=written(tmp_path, "training.learning_rate: [0.01, 0.1]", ", seeds: 2"),
        run_dir=run,
        options=SearchOptions(keep=keep),
        display=QUIET,
    )
    folders = [folder for member in noted(run)["members"] for folder in member["runs"]]
    assert len(folders) == kept
    assert sorted(path.name for path in run.glob("*-*")) == sorted(folders)
    for folder in folders:
        assert resume(run=run / folder, display=QUIET).status == "completed"
        assert evaluate(checkpoint=run / folder).count == 16


def test_members_that_fail_or_diverge_are_told_and_the_rest_goes_on(tmp_path):
    said: list[str] = []
    spec = written(
        tmp_path, "training.batch_size: [1, 16], training.learning_rate: [0.03, 1e30], model.batch_norm: [true, false]"
    )
    run = tmp_path / "run"
    summary = sweep(spec=spec, sets=["training.optimizer=sgd"], run_dir=run, display=Display(charts=False, say=said.append))
    assert summary.trials == {"failed": 2, "completed": 3, "diverged": 3}
    failed = [member for member in noted(run)["members"] if member["status"] == "failed"]
    assert all("batch_norm needs the deviation of two rows" in member["error"] for member in failed)
    assert any(text.startswith("member 1 failed (training.batch_size 1, ") for text in said)
    lost = next(finding for finding in summary.findings if finding.get("problem") == "diverged")
    assert lost["evidence"]["of"] == 8


def test_where_all_diverge_the_code_is_4_and_where_all_fail_2(tmp_path):
    spec = written(tmp_path, "training.learning_rate: [1e30, 1e31]")
    with pytest.raises(Unfinished, match="all 2 members diverged") as caught:
        sweep(spec=spec, sets=["training.optimizer=sgd"], run_dir=tmp_path / "lost", display=QUIET)
    assert caught.value.exit_code == 4
    spec = written(tmp_path, "training.learning_rate: [0.1, 0.2]")
    sets = ["model.batch_norm=true", "training.batch_size=1"]
    with pytest.raises(InputError, match="batch_norm needs the deviation of two rows"):
        sweep(spec=spec, sets=sets, run_dir=tmp_path / "failed", display=QUIET)
    assert not (tmp_path / "failed").exists()


def test_a_finished_sweep_says_so_and_the_same_command_goes_on_with_an_unfinished_one(tmp_path):
    spec, run = written(tmp_path, RATES), tmp_path / "run"
    first = sweep(spec=spec, run_dir=run, display=QUIET).plain()
    before = {path: path.read_bytes() for path in run.rglob("*") if path.is_file()}
    assert resume(run=run, display=QUIET).plain() == first
    assert sweep(spec=spec, run_dir=run, display=QUIET).plain() == first
    assert {path: path.read_bytes() for path in run.rglob("*") if path.is_file()} == before
    with pytest.raises(InputError, match="is not empty"):
        sweep(spec=spec, grids=["training.learning_rate=0.5"], run_dir=run, display=QUIET)


def test_check_says_how_many_runs_there_will_be(tmp_path):
    """4 settings of a grid, 3 seeds each."""
    size = check(spec=written(tmp_path, RATES, ", seeds: 3")).plain()["sweep"]
    assert size == {"search": "grid", "trials": 4, "seeds": 3, "runs": 12}
    size = check(spec=written(tmp_path, "training.learning_rate: {low: 0.01, high: 0.1}", ", trials: 7")).plain()["sweep"]
    assert size == {"search": "tpe", "trials": 7, "seeds": 1, "runs": 7}


def test_the_importance_of_keys_is_told_and_the_members_are_drawn(tmp_path):
    said: list[str] = []
    spec, run = (
        written(tmp_path, "training.learning_rate: [1e-5, 0.01, 0.02, 0.1], training.weight_decay: [0, 1e-6]"),
        tmp_path / "run",
    )
    summary = sweep(spec=spec, run_dir=run, display=Display(say=said.append))
    shares = summary.plain()["importance"]
    assert list(shares) == ["training.learning_rate", "training.weight_decay"]  # the larger first; that decay hardly acts
    assert sum(shares.values()) == pytest.approx(1)
    assert "how much of the difference each key makes" in said[-1]
    assert {"parallel_coordinates.png", "keys.png"} <= {path.name for path in run.iterdir()}
