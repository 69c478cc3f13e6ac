"""What columns pass by themselves, branches and learned vectors, is frozen or given a learning rate by the name `inputs`."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

SPEC = """
data: {source: rows.npz, target: label, split: none}
model: {layers: [2], branches: {scan: [flatten, {type: dense, units: 2}]}%s}
training: {optimizer: sgd, learning_rate: 0.5, epochs: 1, batch_size: all%s}
"""


@pytest.fixture
def weights(dltrain):
    """The weights after one step of plain gradient descent, by name, of a model and a training with more keys."""
    random = np.random.default_rng(0)
    numbers = random.random((20, 3), np.float32)
    np.savez("rows.npz", scan=random.random((20, 2, 3), np.float32), numbers=numbers, label=np.arange(20) % 2)

    def trained(model="", training=""):
        Path("spec.yaml").write_text(SPEC % (model, training), "utf-8")
        name = f"run-{model}{training}".translate({ord(letter): "-" for letter in ":[]{} ,."})
        result = dltrain("train", "spec.yaml", "--run-dir", name, "--no-pictures")
        assert result.code == 0, result.err
        return load_file(Path(name, "checkpoints", "last.safetensors"))

    return trained


def test_the_rate_of_inputs_is_multiplied_by_its_factor(weights):
    """One step moves a weight by the rate times its gradient, hence by half of that where the factor is 0.5."""
    before, plain, slow = weights(", freeze: [inputs, 0]"), weights(), weights(training=", learning_rate_factors: {inputs: 0.5}")
    (branch,) = (name for name in plain if name.startswith("model.inputs.") and name.endswith(".weight"))
    assert slow[branch] - before[branch] == pytest.approx((plain[branch] - before[branch]) / 2, rel=1e-4)
    assert np.array_equal(slow["model.layers.0.linear.weight"], plain["model.layers.0.linear.weight"])
    assert not np.array_equal(slow[branch], before[branch])


def test_inputs_that_are_frozen_stay_as_they_were_drawn(weights):
    frozen, plain = weights(", freeze: [inputs]"), weights()
    unmoved = weights(", freeze: [inputs, 0]")
    assert all(np.array_equal(frozen[name], unmoved[name]) for name in frozen if "inputs" in name)
    assert any(not np.array_equal(frozen[name], plain[name]) for name in frozen if "inputs" in name)


@pytest.mark.parametrize(
    ("sets", "told"),
    [
        (
            ["training.learning_rate_factors={scan.1: 0.1}"],
            "there is no layer 'scan.1'; what columns pass by themselves has one rate: write inputs",
        ),
        (["training.learning_rate_factors={7: 0.1}"], "there is no layer '7'; expected 0, output, inputs"),
        (["model.freeze=[scan.1]"], "item 0 of 'freeze' must be a whole number of at least 0 or inputs, not 'scan.1'"),
        (["model.freeze=[inputs, inputs]"], "'inputs' is frozen twice"),
        (
            ["model.freeze=[inputs]", "training.learning_rate_factors={inputs: 0.1}"],
            "layer inputs is frozen: no learning rate acts on it",
        ),
    ],
)
def test_what_can_be_named_is_said(dltrain, weights, sets, told):
    weights()
    assert told in dltrain("check", "spec.yaml", *(word for one in sets for word in ("--set", one))).err


@pytest.mark.parametrize("key", ["model.freeze=[inputs]", "training.learning_rate_factors={inputs: 0.1}"])
def test_inputs_that_learn_nothing_are_no_layer(dltrain, key):
    Path("spec.yaml").write_text("data: {source: iris}\nmodel: {layers: [2]}\n", "utf-8")
    said = dltrain("check", "spec.yaml", "--set", key)
    assert (said.code, "no column passes a branch or has learned vectors" in said.err) == (2, True)
