"""Sampled steps: the same numbers from every engine, by hand where that is possible, and no bit of the run changed."""

import numpy as np
import pytest

from dltrain import runs
from dltrain.commands.train import train
from dltrain.commands.training.display import Display
from dltrain.diagnosis.health import (
    due_steps,
    layers_in,
    of_activations,
    quantiles,
    root_mean_square,
    series,
    some_of,
    some_values,
)
from dltrain.training.measuring.probe import Probe, layer_of
from dltrain.training.session import Session

SPEC = """\
data: {source: iris}
model: {layers: [8, {type: dense, units: 6, activation: tanh}], dropout: 0.1}
training: {epochs: 12}
"""


def trained(tmp_path, engine, folder="run"):
    spec = tmp_path / "spec.yaml"
    spec.write_text(SPEC, "utf-8")
    train(spec=spec, sets=[f"engine={engine}", "threads=1"], run_dir=tmp_path / folder, display=Display(charts=False))
    return runs.open(tmp_path / folder)


@pytest.mark.parametrize("engine", ["numpy", "autograd"])
def test_the_bits_of_a_run_are_the_same_without_it(engine, tmp_path, monkeypatch):
    sampled = trained(tmp_path, engine, "sampled")
    monkeypatch.setattr(Session, "sample", lambda session: None)
    plain = trained(tmp_path, engine, "plain")
    assert len(sampled.health.read()) == 3
    assert plain.health.read() == []
    for one, other in zip(sampled.read_checkpoint("last")[0].items(), plain.read_checkpoint("last")[0].items(), strict=True):
        assert one[0] == other[0]
        assert one[1].tobytes() == other[1].tobytes()


def test_every_engine_samples_the_same(tmp_path):
    healths = [trained(tmp_path, engine, engine).health.read() for engine in ("numpy", "explicit", "autograd")]
    assert [sample["step"] for sample in healths[0]] == [1, 6, 21]
    for other in healths[1:]:
        for name in layers_in(healths[0]):
            for key in ("zeros", "dead", "saturated", "gradient", "update", "weight", "deviation"):
                assert series(other, name, key) == pytest.approx(series(healths[0], name, key), rel=1e-3, nan_ok=True)
    assert layers_in(healths[0]) == ["layers.0", "layers.1", "output"]


def test_more_steps_are_sampled_early_and_a_hundredth_at_most_later():
    due = sorted(due_steps())
    assert due[:10] == [0, 5, 15, 35, 75, 155, 315, 635, 1035, 1435]
    assert sum(step < 100_000 for step in due) < 60
    assert sorted(due_steps(are_short=True))[:9] == [0, 5, 20, 65, 200, 605, 1820, 3820, 5820]


def test_activations_are_told_in_numbers():
    values = np.array([[0, 1, 0], [0, 0, 2]], np.float32)  # the first unit is dead; 4 of 6 are 0
    numbers, some = of_activations(values, "relu")
    assert set(some.tolist()) == {0, 1, 2}
    assert (numbers["dead"], numbers["zeros"], numbers["mean"]) == pytest.approx((1 / 3, 4 / 6, 0.5), abs=1e-5)
    assert "saturated" not in numbers
    assert of_activations(np.array([[0.99, 0.0, -0.98, 0.5]], np.float32), "tanh")[0]["saturated"] == 0.5
    assert of_activations(np.array([[0.99, 0.5]], np.float32), "sigmoid")[0]["saturated"] == 0.5


def test_an_update_is_measured_beside_its_weights():
    weight, gradient = np.full((2, 2), 3.0, np.float32), np.full((2, 2), 4.0, np.float32)
    samples = []
    probe = Probe(5, due_steps(), lambda: {"output": [(weight, gradient)]}, samples, {"member": 2})
    probe.before()
    weight -= 0.5
    probe.after(7)
    (sample,) = samples
    numbers = {"weight": 3, "gradient": 4, "update": 0.5, "quantiles": {"gradient": [4] * 5, "update": [0.5] * 5}}
    assert sample == {"member": 2, "step": 8, "epoch": 2, "layers": {"output": numbers}}


def test_quantiles_are_those_of_sorted_values():
    # Of 0 … 20, each about twelve times, 5 % lie below 1, 25 % below 5 and so on.
    few = some_values([np.arange(20, -1, -1, dtype=np.float32)])
    assert quantiles([few, few + np.inf]) == [[1, 5, 10, 15, 19], []]
    # Of 100,000 normal values 256 are sorted: √(0.05 · 0.95 / 256) / φ(1.645) = 0.13 is the standard error of the outermost.
    many = some_values([np.random.default_rng(0).standard_normal(100_000).astype(np.float32)])
    assert quantiles([many])[0] == pytest.approx([-1.645, -0.674, 0, 0.674, 1.645], abs=3 * 0.13)


def test_sizes_beyond_the_squares_of_float32_are_measured():
    assert root_mean_square([np.full(3, 1e-25, np.float32), np.full(5, 1e-25, np.float32)]) == pytest.approx(1e-25)
    with np.errstate(over="ignore"):
        assert root_mean_square([np.full(4, 1e25, np.float32)]) == pytest.approx(1e25)
    assert root_mean_square([np.zeros(4, np.float32)]) == 0


def test_of_a_large_tensor_some_rows_are_looked_at():
    assert some_of(np.zeros((1024, 1024), np.float32)).shape == (256, 1024)
    assert some_of(np.zeros((3, 10), np.float32)).shape == (3, 10)


def test_the_layer_of_a_tensor():
    assert layer_of("layers.3.inner.0.linear.weight") == "layers.3"
    assert layer_of("output.linear.weight") == "output"
    assert layer_of("generator.network.layers.1.linear.weight") == "generator.network.layers.1"
