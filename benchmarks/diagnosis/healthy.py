"""The healthy runs: every base, changes of it that do no harm, and traps, each of which some tool takes for a fault."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.diagnosis.bases import BASES, residual
from benchmarks.diagnosis.cases import Changes, Healthy, defective

DENSE = [name for name in BASES if name.partition("_")[2] in ("shallow", "deep", "tanh", "momentum", "min_max")]
RATE = "training.learning_rate"


def all_healthy() -> list[Healthy]:
    """Every healthy run."""
    return [*(Healthy(name) for name in BASES), *_variants(), *_traps()]


def _variants() -> Iterator[Healthy]:
    """Choices that are as good as others."""
    in_turn: list[Changes] = [
        {"training.optimizer": "adamw", RATE: 0.005},
        {"model.activation": "leaky_relu"},
        {"training.batch_size": 16},
        {"training.optimizer": "rmsprop", RATE: 0.003},
        {"training.weight_decay": 1e-4},
        {"model.activation": "gelu"},
        {"training.optimizer": "nadam", RATE: 0.005},
        {"training.gradient_clip": 1.0},
        {"model.initializer": "he_uniform"},
        {"training.schedule": {"type": "cosine"}},
        {"model.activation": "elu"},
    ]
    for number, name in enumerate(DENSE):
        yield Healthy(name, in_turn[number % len(in_turn)])


def _traps() -> Iterator[Healthy]:
    """What looks like a fault and is none."""
    yield from _each("validation above training, by dropout", {"model.dropout": 0.4}, DENSE[::3])
    sparse = {"model.layers": [128], "training.l1": 1e-4}
    yield from _each(
        "two thirds of a ReLU layer are zeros", sparse, ["digits_min_max", "digits_shallow", "cancer_shallow", "rings_shallow"]
    )
    sgd: dict[str, Any] = {"training.optimizer": "sgd", RATE: 0.1, "training.epochs": 100}
    yield from _each(
        "SGD at 0.1, ten times the usual",
        sgd,
        ["iris_shallow", "wine_shallow", "digits_min_max", "rings_shallow", "cancer_shallow", "fashion_shallow"],
    )
    for name in ("bolts_shallow", "valves_shallow"):
        for layers in ([16], [32], [16, 16], []):
            yield Healthy(name, {"model.layers": layers}, "one in fifteen, and learned")
    for name, share in (
        ("wine_shallow", 0.17),
        ("iris_shallow", 0.2),
        ("moons_shallow", 0.05),
        ("diabetes_linear", 0.07),
        ("cancer_shallow", 0.053),
        ("rings_shallow", 0.04),
        ("friedman_shallow", 0.05),
        ("titanic_shallow", 0.034),
    ):
        yield Healthy(name, {"data.split": {"validation": share, "test": 0.2}}, "30 validation rows")
    warm = {"training.schedule": {"type": "one_cycle"}, RATE: 0.02}
    yield from _each(
        "a bump where the rate is highest",
        warm,
        [
            "digits_shallow",
            "digits_normed",
            "moons_tanh",
            "bumps_shallow",
            "spirals_deep",
            "rings_normed",
            "friedman_shallow",
            "glyphs_cnn",
        ],
    )
    for layers, epochs in (([], 30), ([8], 15), ([32], 10)):
        yield Healthy("higgs_shallow", {"model.layers": layers, "training.epochs": epochs}, "a hard task at its ceiling")
        yield Healthy("titanic_shallow", {"model.layers": layers, "training.epochs": 3 * epochs}, "a hard task at its ceiling")
        yield Healthy("diabetes_shallow", {"model.layers": layers, "training.epochs": 2 * epochs}, "a hard task at its ceiling")
    for name in (
        "iris_shallow",
        "wine_deep",
        "bumps_shallow",
        "moons_tanh",
        "cancer_deep",
        "rings_normed",
        "friedman_linear",
        "spirals_shallow",
    ):
        yield Healthy(name, defective(BASES[name].table, "constant"), "a constant column")
    for name, units in (
        ("digits_residual", 24),
        ("wine_deep", 16),
        ("moons_shallow", 16),
        ("spirals_residual", 16),
        ("rings_shallow", 24),
        ("friedman_shallow", 24),
    ):
        yield Healthy(name, {"model.layers": residual(units, 8), "training.epochs": 25}, "a deep network of residual blocks")
    fast = {"training.optimizer": "adam", RATE: 0.03}
    yield from _each(
        "Adam at 0.03, thirty times the usual",
        fast,
        ["iris_linear", "wine_shallow", "moons_tanh", "digits_linear", "cancer_linear", "rings_shallow", "valves_shallow"],
    )
    sure = {"training.epochs": 150}
    yield from _each("tanh saturated by certainty", sure, ["circles_tanh", "moons_tanh", "spirals_tanh", "rings_tanh"])
    patient = {"training.early_stopping": {"patience": 10}, "training.epochs": 200}
    yield from _each(
        "stopped early, in time",
        patient,
        [
            "moons_shallow",
            "wine_normed",
            "bumps_normed",
            "digits_tanh",
            "cancer_normed",
            "friedman_normed",
            "rings_deep",
            "titanic_shallow",
        ],
    )


def _each(trap: str, changes: Changes, names: list[str]) -> Iterator[Healthy]:
    for name in names:
        yield Healthy(name, changes, trap)
