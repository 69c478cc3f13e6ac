"""A run killed at any instant ends, after `resume`, as if it had never been: the same bits, the same records."""

import json
import os
import random
import shutil
import signal

import numpy as np
import pytest
from bench import Bench
from experiments import lay_out
from processes import outcome

from dltrain.commands.resume import resume
from dltrain.commands.train import train
from dltrain.commands.training.display import Display, Unfinished
from dltrain.errors import InputError
from dltrain.training.loop import is_paused

QUIET = Display(charts=False)
SPECS = {
    "adam, dropout, batch norm, cosine": """
data: {source: {type: moons, rows: 300, noise: 0.2}}
model: {layers: [16, 8], dropout: 0.2, batch_norm: true}
training: {epochs: 60, optimizer: adam, schedule: {type: cosine, warmup: 5%}, save_every: 0.02s}
""",
    "averaged weights, accumulated batches, rates by layer": """
data: {source: wine}
model: {layers: [16, 8], batch_norm: true, dropout: 0.1}
training:
  epochs: 60
  batch_size: 8
  accumulate: 3
  learning_rate_factors: 0.5
  average_weights: {type: ema, decay: 0.95}
  save_every: 0.02s
""",
    "a text read both ways, dropout": """
data: {source: 후기.csv, target: 의견, columns: {후기: {type: text, tokenizer: jamo}}}
model:
  layers:
    - {type: embedding, dimensions: 8}
    - {type: conv1d, channels: 8, kernel_size: 3}
    - {type: gru, units: 8, bidirectional: true}
  dropout: 0.2
training: {epochs: 12, batch_size: 8, save_every: 0.02s}
""",
    "rprop on all rows, plateau": """
data: {source: wine}
model: {layers: [8], activation: tanh}
training:
  {epochs: 120, optimizer: rprop, batch_size: all, schedule: {type: reduce_on_plateau, patience: 3}, save_every: 0.02s}
""",
    "early stopping on a metric, class weights, l1, clipping": """
data: {source: iris}
model: {layers: [16]}
training:
  epochs: 200
  optimizer: nadam
  learning_rate: 0.01
  l1: 1e-4
  gradient_clip: 1
  class_weights: balanced
  early_stopping: {monitor: validation_accuracy, patience: 40}
  save_every: 0.02s
""",
    "windows of a series": """
data: {source: diabetes, split: {order: true}, window: {length: 6, horizon: 2, stride: 2}}
model: {layers: [{type: gru, units: 8}, {type: dropout, rate: 0.1}]}
training: {epochs: 40, save_every: 0.02s}
""",
    "gan, a critic with dropout, batch norm, cosine": """
data: {source: {type: ring_of_blobs, rows: 300}}
model:
  type: gan
  latent: 3
  generator: [{type: dense, units: 16, batch_norm: true}]
  discriminator: [16, {type: dropout, rate: 0.1}]
training: {loss: {type: wasserstein, critic_steps: 4}, epochs: 30, optimizer: nadam, schedule: cosine, save_every: 0.02s}
""",
}


@pytest.fixture
def spec(tmp_path, request):
    return lay_out(SPECS[request.param], tmp_path)


@pytest.mark.parametrize("kind", SPECS)
def test_a_chain_of_kills_changes_nothing(commands, tmp_path, many, kind):
    bench, chance = Bench(commands, SPECS[kind], tmp_path), random.Random(kind)
    for _ in range(20 if many else 1):
        bench.chain("run", 4, chance)
        bench.check("run", kind)


@pytest.mark.parametrize("spec", list(SPECS)[:1], indirect=True, ids=str)
def test_a_finished_run_says_so_and_is_left_as_it_is(spec, tmp_path):
    run = tmp_path / "run"
    train(spec=spec, run_dir=run)
    before = {path: path.read_bytes() for path in run.rglob("*") if path.is_file()}
    summary = resume(run=run).plain()
    assert summary["status"] == "completed"
    assert {path: path.read_bytes() for path in run.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("spec", ["early stopping on a metric, class weights, l1, clipping"], indirect=True)
def test_a_run_extended_by_resume_equals_one_that_was_longer_from_the_start(spec, tmp_path):
    sets = ["training.early_stopping.patience=1000"]
    train(spec=spec, sets=[*sets, "training.epochs=30"], run_dir=tmp_path / "short", display=QUIET)
    resume(run=tmp_path / "short", sets=["training.epochs=50"], display=QUIET)
    train(spec=spec, sets=[*sets, "training.epochs=50"], run_dir=tmp_path / "long", display=QUIET)
    assert outcome(tmp_path / "short") == outcome(tmp_path / "long")


@pytest.mark.parametrize("spec", list(SPECS)[:1], indirect=True, ids=str)
def test_a_change_that_breaks_exactness_is_named_and_refused(spec, tmp_path):
    run = tmp_path / "run"
    train(spec=spec, run_dir=run, display=QUIET)
    with pytest.raises(InputError) as caught:
        resume(run=run, sets=["training.learning_rate=0.5", "training.epochs=70"], display=QUIET)
    assert str(caught.value).splitlines()[1:] == [
        "  training.learning_rate: 0.001 → 0.5",
        "  training.epochs: 60 → 70",
        f"go on all the same with --allow-changes, or train a new run: dltrain train {run}/spec.yaml "
        "--set training.learning_rate=0.5 --set training.epochs=70",
    ]
    summary = resume(
        run=run, sets=["training.learning_rate=0.5", "training.epochs=70"], allow_changes=True, display=QUIET
    ).plain()
    assert summary["epochs"] == 70
    assert summary["changes"]["training.learning_rate"] == {"before": 0.001, "now": 0.5}


SMALL = """
threads: 1
data: {source: {type: moons, rows: 40}}
model: {layers: [4]}
training: {epochs: 6, early_stopping: {patience: 5}}
"""


@pytest.fixture
def small(tmp_path):
    """A finished run of six epochs."""
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    train(spec=tmp_path / "small.yaml", run_dir=tmp_path / "run", display=QUIET)
    return tmp_path / "run"


@pytest.mark.parametrize("allow_changes", [False, True])
@pytest.mark.parametrize("epochs", [1, 5])
def test_a_run_cannot_have_fewer_epochs_than_it_has(small, epochs, allow_changes):
    with pytest.raises(InputError) as caught:
        resume(run=small, sets=[f"training.epochs={epochs}"], allow_changes=allow_changes, display=QUIET)
    anew = f"train a new run: dltrain train {small}/spec.yaml --set training.epochs={epochs}"
    what = f"so training.epochs cannot be {epochs}; write --set training.epochs=6 or more"
    assert str(caught.value) == f"{small} has 6 epochs already, {what}, or {anew}"
    assert "epochs: 6" in (small / "spec.yaml").read_text("utf-8")


@pytest.mark.parametrize("override", ["training.epochs=6", "training.optimizer=adam", "training.early_stopping.patience=5"])
def test_what_changes_nothing_finds_a_finished_run_finished(small, override):
    before = outcome(small)
    said = []
    resume(run=small, sets=[override], display=Display(say=said.append))
    assert said == [f"{small} is finished: completed after 6 epochs; nothing to do"]
    assert outcome(small) == before


def test_what_can_never_act_on_a_finished_run_is_refused_with_what_would(small):
    with pytest.raises(InputError) as caught:
        resume(run=small, sets=["training.learning_rate=0.5"], allow_changes=True, display=QUIET)
    assert str(caught.value).splitlines() == [
        f"{small} is trained to its end, so what has changed since its checkpoint can never act:",
        "  training.learning_rate: 0.001 → 0.5",
        f"train a new run: dltrain train {small}/spec.yaml --set training.learning_rate=0.5; "
        "or for it to act on further epochs, add --allow-changes --set training.epochs=12",
    ]


def test_what_a_run_that_stopped_early_is_told_to_add_has_it_go_on(small):
    """With min_delta 1 no epoch after the first is better, so patience 5 ends it at epoch 6, however many epochs there may be."""
    changed = ["training.learning_rate=0.5", "training.early_stopping.min_delta=1", "training.epochs=40"]
    with pytest.raises(InputError) as caught:
        resume(run=small, sets=changed, allow_changes=True, display=QUIET)
    advice = "for it to act on further epochs, add --allow-changes --set training.early_stopping.patience=10"
    assert str(caught.value).endswith(advice)
    changed.append("training.early_stopping.patience=10")
    assert resume(run=small, sets=changed, allow_changes=True, display=QUIET).plain()["epochs"] == 11


def test_a_run_that_begins_anew_has_met_no_changes(small):
    resume(run=small, sets=["training.learning_rate=0.5", "training.epochs=7"], allow_changes=True, display=QUIET)
    assert (small / "changes.json").exists()
    shutil.rmtree(small / "checkpoints")
    summary = resume(run=small, display=QUIET).plain()
    assert (summary["epochs"], "changes" in summary, (small / "changes.json").exists()) == (7, False, False)


def test_lost_sums_are_made_anew(small):
    before = (small / "summary.json").read_bytes()
    (small / "SHA256SUMS").unlink()
    said = []
    resume(run=small, display=Display(charts=False, say=said.append))
    assert said[0] == f"notice: '{small}/SHA256SUMS' is missing"
    assert (small / "SHA256SUMS").exists()
    assert json.loads(before)["test"] == json.loads((small / "summary.json").read_text("utf-8"))["test"]


def test_weights_that_do_not_fit_are_told_with_their_shapes(small):
    with pytest.raises(InputError) as caught:
        resume(run=small, sets=["model.layers=[8]", "training.epochs=9"], allow_changes=True, display=QUIET)
    told = "its weights do not fit what has changed (model.layers.0.units, training.epochs): model.layers.0.linear.weight"
    assert str(caught.value).startswith(
        f"{small}: {told.replace(', training.epochs', '')} was 4 × 2 and would be 8 × 2; train a new"
    )


@pytest.mark.parametrize("spec", list(SPECS)[:1], indirect=True, ids=str)
def test_a_lost_best_checkpoint_is_told_and_won_again(spec, tmp_path):
    whole, run = tmp_path / "whole", tmp_path / "run"
    train(spec=spec, run_dir=whole)
    train(spec=spec, run_dir=run)
    (run / "summary.json").unlink()
    best = run / "checkpoints" / "best.safetensors"
    damaged = bytearray(best.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    best.write_bytes(damaged)
    said = []
    resume(run=run, display=Display(say=said.append))
    assert any("best.safetensors" in text and "SHA-256" in text for text in said)
    assert outcome(run) == outcome(whole)


@pytest.mark.parametrize("spec", list(SPECS)[:1], indirect=True, ids=str)
def test_a_signal_ends_the_step_in_hand_and_saves(spec, tmp_path):
    run, whole = tmp_path / "run", tmp_path / "whole"

    def interrupting(start, records):
        for record in records:
            if record["epoch"] == 7 and not is_paused(record):
                os.kill(os.getpid(), signal.SIGTERM)
            yield record

    with pytest.raises(Unfinished) as caught:
        train(spec=spec, run_dir=run, display=Display(charts=False, watch=interrupting))
    assert caught.value.exit_code == 143
    summary = json.loads((run / "summary.json").read_text("utf-8"))
    assert (summary["status"], summary["epochs"]) == ("interrupted", 7)
    assert "test" not in summary
    resume(run=run, display=QUIET)
    train(spec=spec, run_dir=whole, display=QUIET)
    assert outcome(run) == outcome(whole)
    assert np.isfinite(summary["train"]["loss"])
