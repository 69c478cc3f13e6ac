"""Autoencoders: known weights, what is told of them, PCA beside them, noise that replays."""

import json

import numpy as np
import polars as pl
import pytest
import torch
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA

from dltrain.commands.evaluate import evaluate
from dltrain.commands.predict import predict
from dltrain.commands.preparing.setup import build_network, prepare
from dltrain.commands.resume import resume
from dltrain.commands.train import train
from dltrain.commands.training.display import Display
from dltrain.models.noises import Gaussian, Masking
from dltrain.runs import checkpoints
from dltrain.spec.loading import load

BY_HAND = """
data:
  source: {type: inline, columns: [a, b, colour, wanted], rows: [[0, 2, x, 1], [4, 2, y, 0], [2, 6, x, 1], [2, 6, y, 0]]}
  target: wanted
  scale: min_max
  split: none
  columns: {a: numeric, b: numeric}
model:
  type: autoencoder
  encoder:
    - {type: dense, units: 2, initializer: {type: values, weights: [[2, 0, 0, 0, 0], [0, 1, 0, 0, 0]], bias: [0, 1]}}
  decoder: []
  activation: linear
  output: {initializer: {type: values, weights: [[0.5, 0], [0, 1], [0, 0], [0, 0], [0, 0]], bias: [0, -1, 0, 0, 0]}}
training: {epochs: 0}
"""
DIGITS = """
data: {source: digits, scale: min_max}
model:
  type: autoencoder
  encoder: [32, {type: dense, units: 6, activation: linear}]
  decoder: [32]
training: {epochs: 3, learning_rate: 0.003}
"""
QUIET = Display(charts=False)


@pytest.fixture
def run(tmp_path):
    """A spec trained in a folder of that name."""

    def trained(text, name="run", *sets):
        path = tmp_path / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")
        return train(spec=path, sets=sets, run_dir=tmp_path / name, display=QUIET).plain()

    return trained


def weights(run):
    tensors, state = checkpoints.read(run / "checkpoints" / "last.safetensors")
    return {name: tensor.tobytes() for name, tensor in tensors.items()}, state["epoch"]


def test_weights_by_hand_give_the_inputs_back(run, tmp_path):
    # a and b are scaled to 0..1, doubled or raised by 1, and brought back; the three of colour (x, y, unseen) stay 0, of which
    # one is 1 in each row: an error of 1 in 5 numbers.
    summary = run(BY_HAND)
    assert summary["task"] == "reconstruction"
    assert summary["train"] == {"loss": pytest.approx(0.2), "mean_squared_error": pytest.approx(0.2), "mean_absolute_error": 0.2}
    (tmp_path / "new.csv").write_text("a,b,colour\n1,4,x\n4,2,z\n", "utf-8")
    told = predict(checkpoint=tmp_path / "run", data=tmp_path / "new.csv")
    shown = {name: np.asarray(column).tolist() for name, column in told.columns.items()}
    assert shown == {
        "row": [0, 1],
        "error": [pytest.approx(0.2)] * 2,
        "code_0": [0.5, 2.0],
        "code_1": [1.5, 1.0],
        "reconstructed_a": [1.0, 4.0],
        "reconstructed_b": [4.0, 2.0],
        "reconstructed_colour = x": [0.0, 0.0],
        "reconstructed_colour = y": [0.0, 0.0],
        "reconstructed_colour unseen": [0.0, 0.0],
    }


def test_a_named_target_is_left_out(run, tmp_path):
    model = "model: {type: autoencoder, encoder: [2], decoder: []}"
    run(f"data: {{source: diabetes, features: [age, bmi], target: bp}}\n{model}\ntraining: {{epochs: 0}}\n")
    for path in (tmp_path / "run.yaml", tmp_path / "run" / "spec.yaml"):
        encoding = prepare(load(path)).dataset.encoding
        assert encoding.target_names == ["age", "bmi"]
        assert {"bp", "target"} <= set(encoding.left_out)


def test_principal_components_of_the_same_width_stand_beside_it(run, tmp_path):
    summary = run(DIGITS)
    spec = prepare(load(tmp_path / "run.yaml")).dataset
    oracle = PCA(6, svd_solver="full").fit(spec.train.target.astype(np.float64))
    for split, part in (("validation", spec.validation), ("test", spec.test)):
        back = oracle.inverse_transform(oracle.transform(part.target))
        told = summary["baselines"]["pca"][split]
        assert told["mean_squared_error"] == pytest.approx(np.square(back - part.target).mean(), rel=1e-5)
        assert told["loss"] == pytest.approx(told["mean_squared_error"], rel=1e-5)
    assert list(summary["baselines"]) == ["mean", "pca"]


def test_it_beats_principal_components_of_the_same_width(run):
    summary = run(DIGITS, "long", "training.epochs=60", "model.encoder=[128, {type: dense, units: 8, activation: linear}]")
    assert summary["test"]["mean_squared_error"] < 0.85 * summary["baselines"]["pca"]["test"]["mean_squared_error"]


def test_rows_have_their_error_and_codes(run, tmp_path):
    summary = run(DIGITS)
    frame = pl.read_parquet(tmp_path / "run" / "predictions.parquet")
    assert frame.columns == ["row", "error", *(f"code_{i}" for i in range(6))]
    assert frame["error"].mean() == pytest.approx(summary["test"]["mean_squared_error"])
    assert not (tmp_path / "run" / "confusion_matrix.json").exists()


def test_the_checkpoint_alone_measures_and_predicts(run, tmp_path):
    summary = run(DIGITS)
    measured = evaluate(checkpoint=tmp_path / "run")
    assert (measured.metrics, measured.confusion_matrix) == (summary["test"], None)
    pixels = load_digits().data[:5]
    names = [f"pixel_{row}_{column}" for row in range(8) for column in range(8)]
    pl.DataFrame(pixels, schema=names).write_csv(tmp_path / "digits.csv")
    told = predict(checkpoint=tmp_path / "run", data=tmp_path / "digits.csv").columns
    back = np.stack([told[f"reconstructed_{name}"] for name in names], axis=1)
    highest = np.where(np.ptp(load_digits().data, axis=0) == 0, 1, 16)  # what most pixels were divided by
    close = np.square((back - pixels) / highest).mean(axis=1)
    np.testing.assert_allclose(close, told["error"], rtol=0.2)


def test_a_resolved_spec_trains_again_to_the_same_bits(run, tmp_path):
    run(DIGITS, "first", "model.noise=0.1")
    train(spec=tmp_path / "first" / "spec.yaml", run_dir=tmp_path / "second", display=QUIET)
    assert weights(tmp_path / "first") == weights(tmp_path / "second")


@pytest.mark.parametrize("noise", ["0.3", "{type: masking, rate: 0.3}"])
def test_a_resumed_run_replays_its_noise(run, tmp_path, noise):
    run(DIGITS, "whole", f"model.noise={noise}", "training.epochs=4")
    run(DIGITS, "part", f"model.noise={noise}", "training.epochs=2")
    resume(run=tmp_path / "part", sets=["training.epochs=4"], display=QUIET)
    assert weights(tmp_path / "whole") == weights(tmp_path / "part")


def test_noise_acts_in_training_alone():
    x = torch.full((1000, 10), 2.0)
    for noise, mean, deviation in ((Gaussian(deviation=0.5), 2.0, 0.5), (Masking(rate=0.25), 1.5, np.sqrt(0.75))):
        module = noise.build()
        module.key = 0
        noisy = module.train()(x)
        assert noisy.mean().item() == pytest.approx(mean, abs=0.03)
        assert noisy.std().item() == pytest.approx(deviation, abs=0.03)
        assert torch.equal(module.eval()(x), x)
    assert set(Masking(rate=0.25).build().train()(x).unique().tolist()) == {0.0, 2.0}


def test_binary_cross_entropy_takes_pixels_for_probabilities(run, tmp_path):
    summary = run(DIGITS, "run", "training.loss=binary_cross_entropy")
    part = prepare(load(tmp_path / "run.yaml")).dataset.test
    assert 0 < summary["test"]["loss"] < summary["baselines"]["mean"]["test"]["loss"]
    mean = prepare(load(tmp_path / "run.yaml")).dataset.train.target.mean(axis=0, dtype=np.float64).clip(1e-12, 1 - 1e-12)
    y = part.target.astype(np.float64)
    by_hand = -(y * np.log(mean) + (1 - y) * np.log1p(-mean)).mean()
    assert summary["baselines"]["mean"]["test"]["loss"] == pytest.approx(by_hand, rel=1e-4)


def test_components_are_given_back_as_features(run, tmp_path):
    summary = run(DIGITS, "run", "data.reduce={type: pca, components: 20}")
    assert summary["parameters"] == 20 * 32 + 32 + 32 * 6 + 6 + 6 * 32 + 32 + 32 * 20 + 20
    names = [f"pixel_{row}_{column}" for row in range(8) for column in range(8)]
    pl.DataFrame(load_digits().data[:5], schema=names).write_csv(tmp_path / "digits.csv")
    told = predict(checkpoint=tmp_path / "run", data=tmp_path / "digits.csv").columns
    assert [name for name in told if name.startswith("reconstructed")] == [f"reconstructed_{name}" for name in names]


def test_pictures_keep_their_shape_on_the_way_to_the_codes(run, tmp_path):
    pictures = np.random.default_rng(0).integers(0, 256, (20, 2, 4, 4)).astype(np.uint8)
    np.savez(tmp_path / "pictures.npz", image=pictures)
    run(
        """
data: {source: pictures.npz}
model:
  type: autoencoder
  encoder: [{type: conv2d, channels: 3, kernel_size: 3, stride: 2, padding: same}]
  decoder: [flatten]
training: {epochs: 1}
"""
    )
    told = predict(checkpoint=tmp_path / "run", data=tmp_path / "pictures.npz").columns
    assert sum(name.startswith("code_") for name in told) == 3 * 2 * 2
    back = np.stack([told[f"reconstructed_image.{i}"] for i in range(32)], axis=1)
    assert 60 < back.mean() < 200  # grey levels, not deviations


def test_a_classifier_can_start_from_an_encoder(run, tmp_path):
    run(DIGITS, "codes")
    path = tmp_path / "classifier.yaml"
    path.write_text("data: {source: digits}\nmodel: {layers: [32, 6], initialize_from: codes}\ntraining: {epochs: 0}\n", "utf-8")
    told = []
    network = build_network(prepare(load(path)).resolved, told.append)
    tensors, _ = checkpoints.read(tmp_path / "codes" / "checkpoints" / "best.safetensors")
    assert torch.equal(network.state_dict()["layers.1.linear.weight"], torch.from_numpy(tensors["model.layers.1.linear.weight"]))
    assert told == [f"notice: layers.0, layers.1 start from {tmp_path / 'codes'}; output begin anew"]


def test_everything_of_it_is_json(run, tmp_path):
    run(DIGITS)
    assert json.loads((tmp_path / "run" / "summary.json").read_text("utf-8"))["data"]["rows"]["test"] == 359
