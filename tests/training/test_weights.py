"""How much a row counts: its own weight and that of its class, in every engine."""

import csv
import json

import numpy as np
import pytest
import torch

from dltrain.arrays import NUMPY, torch_arrays
from dltrain.losses import LOSSES
from dltrain.models.activations import ACTIVATIONS
from dltrain.tasks import Task
from dltrain.training.minibatches.targets import class_weights, relative_weights
from dltrain.training.objective import Objective

ENGINES = ["numpy", "explicit", "autograd"]


def test_weights_are_those_of_row_and_class_and_1_in_the_mean():
    target = np.array([0, 0, 0, 1])
    own = np.array([1, 1, 2, 2], np.float32)
    by_class = class_weights({"b": 3.0}, ["a", "b"], target)  # 1 for a, which is not named
    # 1, 1, 2 and 2 × 3 are 10 in all, 2.5 in the mean
    assert relative_weights(own, by_class, target).tolist() == pytest.approx([0.4, 0.4, 0.8, 2.4])
    assert relative_weights(own, None, target).tolist() == pytest.approx([2 / 3, 2 / 3, 4 / 3, 4 / 3])
    assert relative_weights(None, None, target) is None


def test_balanced_weights_are_those_of_scikit_learn():
    from sklearn.utils.class_weight import compute_class_weight

    target = np.array([0, 0, 0, 0, 0, 1, 1, 2])
    expected = compute_class_weight("balanced", classes=np.arange(3), y=target)
    assert class_weights("balanced", ["a", "b", "c"], target) == pytest.approx(expected)
    assert relative_weights(None, class_weights("balanced", ["a", "b", "c"], target), target) == pytest.approx(expected[target])


def test_rows_that_all_weigh_nothing_stay_so():
    assert relative_weights(np.zeros(2, np.float32), None, np.array([0, 1])).tolist() == [0, 0]


def test_enormous_weights_are_a_matter_of_their_ratio():
    own = np.array([1e38, 3e38, 1e38, 3e38], np.float32)
    assert relative_weights(own, None, np.array([0, 1, 0, 1])).tolist() == pytest.approx([0.5, 1.5, 0.5, 1.5])


SPEC = """
threads: 1
data: {{source: data.csv, target: y, split: {split}, {data}}}
model: {{layers: []}}
training: {{epochs: {epochs}, learning_rate: 0.003, {training}}}
"""


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("data", "training"),
    [("weight: w", "batch_size: 4"), ("exclude: [w]", "batch_size: 4, class_weights: {n: 0, m: 1}")],
    ids=["of rows", "of classes"],
)
def test_a_batch_of_zero_weights_is_a_step_of_nothing(dltrain, tmp_path, engine, data, training):
    rows = [f"{i % 7},{i % 5},{int(i % 4 == 0)},{'nm'[i // 3 % 2]}" for i in range(80)]
    (tmp_path / "data.csv").write_text("\n".join(["a,b,w,y", *rows]), "utf-8")
    text = SPEC.format(split="none", data=data, epochs=5, training=training)
    (tmp_path / "spec.yaml").write_text(text, "utf-8")
    assert dltrain("train", "spec.yaml", "--no-pictures", "--run-dir", "run", "--set", f"engine={engine}").code == 0
    summary = json.loads((tmp_path / "run/summary.json").read_text("utf-8"))
    assert summary["status"] == "completed"
    assert 0 < summary["train"]["loss"] < 2


@pytest.mark.parametrize("engine", ENGINES)
def test_balanced_classes_of_noise_are_told_apart_by_chance_alone(dltrain, tmp_path, engine):
    """One row of a hundred is rare and nothing tells which: balanced, either class is as likely as the other, in small batches
    too. Divided by each batch's own weights, the rare class would come out at 0.23."""
    random = np.random.default_rng(4)
    rows = [f"{a:.3f},{b:.3f},{'usual' if i % 100 else 'rare'}" for i, (a, b) in enumerate(random.normal(size=(4000, 2)))]
    (tmp_path / "data.csv").write_text("\n".join(["a,b,y", *rows]), "utf-8")
    training = "batch_size: 32, class_weights: balanced"
    (tmp_path / "spec.yaml").write_text(SPEC.format(split="none", data="", epochs=10, training=training), "utf-8")
    assert dltrain("train", "spec.yaml", "--no-pictures", "--run-dir", "run", "--set", f"engine={engine}").code == 0
    predicted = csv.DictReader(dltrain("predict", "run", "data.csv").out.splitlines())
    assert np.mean([float(row["probability_rare"]) for row in predicted]) == pytest.approx(0.5, abs=0.03)


def test_a_small_binary_cross_entropy_keeps_its_digits():
    """-ln σ(z) = e^-z to first order: 3.059e-7 at 15, 9.358e-14 at 30, and the mirror image for the other class."""
    loss, scores = LOSSES["binary_cross_entropy"](), np.array([[15.0], [30.0], [-15.0]], np.float32)
    targets = np.array([[1.0], [1.0], [0.0]], np.float32)
    losses, _ = loss.values_and_gradients(NUMPY, scores, targets, Task.BINARY)
    assert losses == pytest.approx(np.exp([-15.0, -30.0, -15.0]), rel=1e-5)
    by_torch, _ = loss.values_and_gradients(torch_arrays(), torch.from_numpy(scores), torch.from_numpy(targets), Task.BINARY)
    assert by_torch.numpy() == pytest.approx(losses, rel=1e-5)


@pytest.mark.parametrize("weights", [None, np.array([0.5, 1.5], np.float32)])
def test_objectives_of_both_libraries_take_the_mean_of_loss_times_weight(weights):
    """Errors of 1 and 2: squares 1 and 4, of mean 2.5; weighed by 0.5 and 1.5 the mean of 0.5 and 6 is 3.25."""
    loss, scores, targets = LOSSES["mean_squared_error"](), np.array([[1.0], [2.0]], np.float32), np.zeros((2, 1), np.float32)
    linear = ACTIVATIONS["linear"]()
    by_numpy = Objective(NUMPY, loss, Task.REGRESSION, 0, linear).mean_loss(scores, targets, weights)
    own = None if weights is None else torch.from_numpy(weights)
    by_torch = Objective(torch_arrays(), loss, Task.REGRESSION, 0, linear).mean_loss(
        torch.from_numpy(scores), torch.from_numpy(targets), own
    )
    assert float(by_numpy) == float(by_torch) == (2.5 if weights is None else 3.25)


def test_an_output_activation_with_weights_is_trained_and_saved(dltrain, tmp_path):
    """y = x where x > 0, else x / 2: a prelu alone can be that. Its slope begins at 0.25."""
    rows = [f"{x},{x if x > 0 else x / 2}" for x in np.linspace(-3, 3, 61).round(2)]
    (tmp_path / "data.csv").write_text("\n".join(["x,y", *rows]), "utf-8")
    (tmp_path / "spec.yaml").write_text(
        "threads: 1\n"
        "data: {source: data.csv, target: y, split: none, scale: none}\n"
        "model: {layers: [], output: {activation: prelu, initializer: ones}}\n"
        "training: {epochs: 200, learning_rate: 0.05, batch_size: all, loss: mean_squared_error}\n",
        "utf-8",
    )
    assert dltrain("train", "spec.yaml", "--no-pictures", "--run-dir", "run").code == 0
    summary = json.loads((tmp_path / "run/summary.json").read_text("utf-8"))
    assert summary["parameters"] == 3  # weight, bias and slope
    assert summary["train"]["loss"] < 1e-4
    predicted = [float(row["predicted"]) for row in csv.DictReader(dltrain("predict", "run", "data.csv").out.splitlines())]
    assert predicted == pytest.approx([float(row.split(",")[1]) for row in rows], abs=0.05)
    told = json.loads(dltrain("evaluate", "run", "--data", "data.csv", "--json").out)
    assert told["metrics"]["loss"] == pytest.approx(summary["train"]["loss"])
