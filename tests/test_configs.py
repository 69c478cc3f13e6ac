"""Every config trains: for two epochs always; with --whole to its end, where it must show what its comment promises."""

from pathlib import Path

import numpy as np
import pytest
from processes import TIMES

from dltrain import runs
from dltrain.commands.sweep import sweep
from dltrain.commands.train import train
from dltrain.commands.training.display import Display

CONFIGS = Path(__file__).parent.parent / "configs"
ALL = {
    str(path.relative_to(CONFIGS).with_suffix("")): path for path in sorted(CONFIGS.rglob("*.yaml")) if "broken" not in path.parts
}

# The least accuracy, or r2 of a regression, on the test rows, else on the training rows: a few rows below what was seen, because
# the last bits, and with them single rows, differ from machine to machine.
FLOORS = {
    "activations/elu": 0.95,
    "activations/gelu": 0.95,
    "activations/leaky_relu": 0.95,
    "activations/relu": 0.95,
    "activations/selu": 0.95,
    "activations/swish": 0.95,
    "activations/tanh": 0.95,
    "and": 1.0,
    "baselines": 0.93,
    "batch_normalization/on": 0.95,
    "breast_cancer": 0.95,
    "cnn": 0.97,
    "classical/boosted_trees": 0.35,
    "classical/logistic": 0.9,
    "classical/tree": 0.85,
    "diabetes": 0.40,
    "digits": 0.965,
    "ensemble_averaging": 0.95,
    "ensemble_bagging": 0.94,
    "ensemble_boosting": 0.84,
    "ensemble_stacking": 0.94,
    "ensemble_voting": 0.93,
    "groups_gru": 0.65,
    "image_folder": 0.90,
    "image_policy": 0.80,
    "initializers/he_normal": 0.93,
    "initializers/lecun_normal": 0.93,
    "initializers/orthogonal": 0.93,
    "initializers/xavier_uniform": 0.93,
    "iris": 0.93,
    "larger_than_memory": 0.94,
    "language_model_lstm": 0.81,
    "language_model_transformer": 0.87,
    "moons": 0.95,
    "optimizers/adadelta": 0.94,
    "optimizers/adagrad": 0.94,
    "optimizers/adam": 0.94,
    "optimizers/adamax": 0.94,
    "optimizers/adamw": 0.94,
    "optimizers/lion": 0.88,
    "optimizers/momentum": 0.94,
    "optimizers/nadam": 0.94,
    "optimizers/nesterov": 0.94,
    "optimizers/radam": 0.92,
    "optimizers/rmsprop": 0.94,
    "optimizers/rprop": 0.93,
    "optimizers/sgd": 0.88,
    "or": 1.0,
    "sweep_iris": 0.93,
    "sweep_search": 0.93,
    "overfitting/dropout": 0.75,
    "overfitting/mixup": 0.75,
    "overfitting/plain": 0.75,
    "overfitting/weight_decay": 0.75,
    "reduce_pca": 0.95,
    "residual_cnn": 0.965,
    "series_gru": 0.90,
    "series_linear": 0.90,
    "series_lstm": 0.88,
    "tangerines": 0.93,
    "text_attention": 0.95,
    "text_gru": 0.95,
    "text_lstm": 0.95,
    "text_transformer": 0.95,
    "steps/accumulated": 0.95,
    "steps/averaged": 0.49,
    "steps/layer_rates": 0.91,
    "steps/warm_restarts": 0.93,
    "tracked": 0.93,
    "threshold": 0.80,
    "wine": 0.93,
    "xor": 1.0,
    "xor_by_hand": 1.0,
}
# The problem that each of these exists to show.
SHOW = {
    "activations/linear": "underfitting",  # a straight line cannot part two circles
    "activations/sigmoid": "vanishing_gradient",
    "batch_normalization/off": "vanishing_gradient",
    "initializers/constant": "equal_initial_weights",
    "initializers/normal": "initial_weights_too_small",
    "initializers/uniform": "initial_weights_too_small",
    "initializers/zeros": "equal_initial_weights",
    "overfitting/plain": "overfitting",
    "xor_single_layer": "not_learned",
}
# Of several targets, the least of each.
OF_EACH = {"several_targets": {"target.accuracy": 0.94, "proline.r2": 0.55}}
DO_NOT_LEARN = SHOW.keys() - {"overfitting/plain"}
# What these make small on the test rows must be smaller than that of every baseline.
BEAT_THEIR_BASELINES = {
    "autoencoder": "mean_squared_error",
    "autoencoder_convolutional": "mean_squared_error",
    "autoencoder_denoising": "mean_squared_error",
    "diabetes_quantile": "loss",
    "gan_digits": "energy_distance",
    "gan_ring": "energy_distance",
}
# The least mean return of test episodes.
RETURNS = {
    "reward/bandit": 1.1,
    "reward/cartpole_dqn": 475.0,
    "reward/cartpole_ppo": 475.0,
    "reward/frozen_lake": 0.79,
    "reward/mountain_car": -150.0,
    "reward/q_learning": 0.6,
    "reward/sarsa": 0.6,
    "reward/taxi": 7.0,
    "reward/value_iteration": 0.6,
}
# The least of this metric on the test rows of those that learn without answers.
WITHOUT_ANSWERS = {
    "clustering/gaussian_mixture": ("adjusted_rand", 0.85),
    "clustering/k_means": ("adjusted_rand", 0.6),
    "clustering/pca": ("explained_variance", 0.88),
    "clustering/svd": ("explained_variance", 0.6),
}
AT_ONCE = {"classical/boosted_trees", "classical/logistic", "classical/tree", *WITHOUT_ANSWERS}
UNTRAINED = {"xor_by_hand"} | AT_ONCE


def run(config, folder, *sets):
    """The summary of a training on one thread, because the tests may run side by side."""
    return train(spec=ALL[config], sets=["threads=1", *sets], run_dir=folder, display=Display(charts=False)).plain()


def test_every_config_has_an_expected_result():
    expected = FLOORS.keys() | OF_EACH.keys() | DO_NOT_LEARN | BEAT_THEIR_BASELINES.keys() | RETURNS.keys()
    assert expected | WITHOUT_ANSWERS.keys() == ALL.keys()


@pytest.mark.parametrize("config", ALL)
def test_it_trains(config, tmp_path, whole):
    summary = run(config, tmp_path / "run", *([] if whole or config in UNTRAINED else ["training.epochs=2"]))
    assert summary["status"] in ("completed", "stopped_early")
    if whole:
        ills = [finding["problem"] for finding in summary["findings"] if finding["severity"] != "hint"]
        assert ills == ([SHOW[config]] if config in SHOW else [])
        measured = summary.get("test", summary["train"])
        if config in FLOORS:
            assert measured["r2" if summary["task"] == "regression" else "accuracy"] >= FLOORS[config]
        assert all(measured[name] >= least for name, least in OF_EACH.get(config, {}).items())
        if config in RETURNS:
            assert measured["return"] >= RETURNS[config]
        if config in WITHOUT_ANSWERS:
            metric, least = WITHOUT_ANSWERS[config]
            assert measured[metric] >= least
        if metric := BEAT_THEIR_BASELINES.get(config):
            assert all(measured[metric] < baseline["test"][metric] for baseline in summary["baselines"].values())


def test_the_search_tells_its_settings_apart(tmp_path, whole):
    sets = [] if whole else ["training.epochs=2", "sweep.trials=3"]
    quiet = Display(charts=False)
    summary = sweep(spec=ALL["sweep_search"], sets=["threads=1", *sets], run_dir=tmp_path / "run", display=quiet)
    assert sum(summary.trials.values()) == (12 if whole else 3)
    assert set(summary.best["values"]) == {
        "training.learning_rate",
        "training.optimizer",
        "training.weight_decay",
        "model.layers",
    }
    if whole:
        assert summary.metrics["validation"]["accuracy"] >= 0.97
        assert summary.metrics["test"]["accuracy"] >= 0.93


def problems(summary):
    return [finding.get("problem") for finding in summary["findings"]]


def test_the_average_of_noisy_steps_lies_nearer_to_the_best_line(tmp_path):
    """The test rows are explained better than by the weights of the best epoch, from each of three seeds."""
    for seed in (0, 1, 2):
        found = [
            run("steps/averaged", tmp_path / f"{seed} {average}", f"seed={seed}", f"training.average_weights={average}")
            for average in ("{type: ema, decay: 0.99}", "none")
        ]
        assert found[0]["test"]["r2"] > found[1]["test"]["r2"] + 0.003


def test_a_single_layer_stays_at_ln_2_on_xor_and_says_so(tmp_path):
    summary = run("xor_single_layer", tmp_path / "run")
    assert summary["train"]["loss"] == pytest.approx(np.log(2), abs=1e-4)
    assert problems(summary) == ["not_learned"]


def test_the_tangerines_ripen_near_seven_and_a_half_centimetres(tmp_path):
    (finding,) = run("tangerines", tmp_path / "run")["findings"]
    assert finding["fact"] == "threshold"
    assert finding["where"] == "diameter_cm"
    assert finding["evidence"]["value"] == pytest.approx(7.5, abs=0.15)
    assert finding["message"].startswith("the answer changes from green to ripe at diameter_cm = ")


@pytest.mark.parametrize("config", ["and", "or", "xor"])
def test_logic_is_learned_from_every_seed(config, tmp_path, whole):
    for seed in range(20 if whole else 3):
        assert run(config, tmp_path / str(seed), f"seed={seed}")["train"]["accuracy"] == 1.0, seed


def test_dropout_and_weight_decay_keep_the_validation_loss_of_an_overfitting_network_down(tmp_path, whole):
    if not whole:
        pytest.skip("with --whole")
    loss = {}
    for name in ("plain", "dropout", "weight_decay"):
        summary = run(f"overfitting/{name}", tmp_path / name)
        loss[name] = {split: summary[split]["loss"] for split in ("train", "validation")}
    first, *_, last = runs.open(tmp_path / "plain").read_metrics()
    assert last["train_loss"] < first["train_loss"] / 2
    assert last["validation_loss"] > first["validation_loss"] * 1.5
    for name in ("dropout", "weight_decay"):
        assert loss[name]["train"] > loss["plain"]["train"]
        assert loss[name]["validation"] < loss["plain"]["validation"] * 0.6


# Means over five split seeds and five seeds each.
@pytest.mark.parametrize(("config", "least"), [("digits", 0.977), ("breast_cancer", 0.968), ("wine", 0.98), ("iris", 0.95)])
def test_the_mean_over_splits_and_seeds(config, least, tmp_path, whole):
    if not whole:
        pytest.skip("with --whole")
    accuracies = []
    for split in range(5):
        for seed in range(5):
            sets = [f"data.split={{validation: 0.2, test: 0.2, seed: {split}}}", f"seed={seed}"]
            accuracies.append(run(config, tmp_path / f"{split}-{seed}", *sets)["test"]["accuracy"])
    assert np.mean(accuracies) >= least


# Dropout, batch norm and a cosine schedule; early stopping and a scaled target; the whole data as one batch; a recurrent network.
@pytest.mark.parametrize("config", ["digits", "diabetes", "xor", "series_gru"])
def test_a_run_repeated_from_its_own_spec_is_bitwise_the_same(config, tmp_path, whole):
    run(config, tmp_path / "first", *([] if whole else ["training.epochs=3"]))
    first = runs.open(tmp_path / "first")
    train(spec=first.spec_path, run_dir=tmp_path / "again", display=Display(charts=False))
    again = runs.open(tmp_path / "again")
    assert again.read_spec() == first.read_spec()
    assert untimed(again.read_metrics()) == untimed(first.read_metrics())
    assert untimed([again.read_summary().plain()]) == untimed([first.read_summary().plain()])
    for which in ("best", "last"):
        tensors, state = first.read_checkpoint(which)
        repeated, repeated_state = again.read_checkpoint(which)
        assert {name: tensor.tobytes() for name, tensor in tensors.items()} == {
            name: tensor.tobytes() for name, tensor in repeated.items()
        }
        assert state["epoch"] == repeated_state["epoch"]


def untimed(records):
    """Without what may vary between repeats."""
    return [{key: value for key, value in record.items() if key not in TIMES} for record in records]
