"""Averages of the weights from the command line's functions: what is measured, saved, resumed and swept are the averages."""

import json

import numpy as np
import pytest
from processes import outcome

from dltrain.commands.evaluate import evaluate
from dltrain.commands.resume import resume
from dltrain.commands.sweep import sweep
from dltrain.commands.train import train
from dltrain.commands.training.display import Display
from dltrain.errors import InputError
from dltrain.runs import Run

QUIET = Display(charts=False)
DENSE = """
data: {source: wine}
model: {layers: [8], batch_norm: true}
training: {epochs: 6, learning_rate: 0.01, average_weights: {type: ema, decay: 0.9}}
"""
PICTURES = """
data: {source: digits, rows: 200}
model: {layers: [{type: reshape, shape: [1, 8, 8]}, {type: conv2d, channels: 4, kernel_size: 3}, flatten], batch_norm: true}
training: {epochs: 4, average_weights: {type: swa, start: 2}}
"""


@pytest.fixture
def spec(tmp_path, request):
    path = tmp_path / "spec.yaml"
    path.write_text(getattr(request, "param", DENSE), encoding="utf-8")
    return path


def summary(folder):
    return json.loads((folder / "summary.json").read_text("utf-8"))


@pytest.mark.parametrize("spec", [DENSE, PICTURES], indirect=True, ids=["dense", "pictures"])
def test_what_is_measured_is_the_average_that_is_saved(spec, tmp_path):
    train(spec=spec, run_dir=tmp_path / "run", display=QUIET)
    found = summary(tmp_path / "run")
    assert evaluate(checkpoint=tmp_path / "run", split="test").metrics == found["test"]
    records = [json.loads(line) for line in (tmp_path / "run" / "metrics.jsonl").read_text("utf-8").splitlines()]
    assert found["validation"]["loss"] == pytest.approx(records[found["best_epoch"] - 1]["validation_loss"], rel=1e-6)
    tensors, _ = Run(tmp_path / "run").read_checkpoint("last")
    averages = np.sort(np.concatenate([a.ravel() for n, a in tensors.items() if n.endswith((".weight", ".bias"))]))
    assert averages.shape == tensors["optimizer.weights"].shape
    assert not np.array_equal(averages, np.sort(tensors["optimizer.weights"]))  # both are there


@pytest.mark.parametrize("spec", [DENSE, PICTURES], indirect=True, ids=["dense", "pictures"])
def test_a_run_that_is_extended_equals_one_that_was_longer(spec, tmp_path):
    train(spec=spec, sets=["training.epochs=3"], run_dir=tmp_path / "short", display=QUIET)
    resume(run=tmp_path / "short", sets=["training.epochs=5"], display=QUIET)
    train(spec=spec, sets=["training.epochs=5"], run_dir=tmp_path / "long", display=QUIET)
    assert outcome(tmp_path / "short") == outcome(tmp_path / "long")


def test_a_start_in_percent_depends_on_the_number_of_epochs(spec, tmp_path):
    train(spec=spec, sets=["training.average_weights=swa", "training.epochs=4"], run_dir=tmp_path / "run", display=QUIET)
    with pytest.raises(InputError, match="would not go on exactly as it began"):
        resume(run=tmp_path / "run", sets=["training.epochs=8"], display=QUIET)


def test_without_a_seed_of_its_own_a_member_of_a_stack_is_the_run_alone(spec, tmp_path):
    sweep(spec=spec, seeds=2, run_dir=tmp_path / "sweep", display=QUIET)
    train(spec=spec, sets=["seed=1"], run_dir=tmp_path / "alone", display=QUIET)
    members = {one["seed"]: one for one in summary(tmp_path / "sweep")["members"]}
    assert members[1]["test"]["loss"] == pytest.approx(summary(tmp_path / "alone")["test"]["loss"], rel=1e-4)


def test_members_of_an_ensemble_are_averages(spec, tmp_path):
    train(
        spec=spec,
        sets=["ensemble={type: averaging, members: 2}", "engine=autograd", "training.epochs=3"],
        run_dir=tmp_path / "run",
        display=QUIET,
    )
    found = summary(tmp_path / "run")
    assert evaluate(checkpoint=tmp_path / "run", split="test").metrics == found["test"]
