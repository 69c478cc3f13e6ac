"""The healthy specs: linear, shallow, deep, batch-normalized, residual, convolutional and recurrent networks on each data set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.diagnosis.cases import Base, table_file
from benchmarks.diagnosis.files import path_of

CLASSES = ["accuracy", "f1", "recall"]
REGRESSION = ("diabetes", "bumps", "california", "friedman", "river", "weather")
PICTURE_8 = {"type": "reshape", "shape": [1, 8, 8]}
CONVOLUTIONS = [
    {"type": "conv2d", "channels": 8, "kernel_size": 3, "padding": "same"},
    {"type": "max_pool2d", "size": 2},
    {"type": "conv2d", "channels": 16, "kernel_size": 3, "padding": "same"},
    "flatten",
]
STEPS = [{"type": "conv1d", "channels": 12, "kernel_size": 3}, {"type": "conv1d", "channels": 12, "kernel_size": 3}]


def base(table: str, layers: list[Any], epochs: int, model: dict[str, Any] | None = None, **training: Any) -> Base:
    """A base; `data` and `metric` among the words of training go where they belong."""
    data = {"source": path_of(table_file(table)), "target": "target", **training.pop("data", {})}
    metric = training.pop("metric", "r2" if table in REGRESSION else "accuracy")
    metrics = {} if table in REGRESSION else {"metrics": CLASSES}
    spec = {"data": data, "model": {"layers": layers, **(model or {})}, "training": {"epochs": epochs, **training}, **metrics}
    return Base(table, spec, metric)


def residual(units: int, count: int) -> list[Any]:
    """So many residual blocks of two layers, after a layer of as many units."""
    return [units, *({"type": "residual", "layers": [units, units]} for _ in range(count))]


ORDERED = {"split": {"order": True, "validation": 0.2, "test": 0.2}}
SGD: dict[str, Any] = {"optimizer": "sgd", "learning_rate": 0.1}
MOMENTUM: dict[str, Any] = {"optimizer": "momentum", "learning_rate": 0.01}
QUICK: dict[str, Any] = {"learning_rate": 0.01}

BASES: Mapping[str, Base] = {
    # the first half
    "digits_linear": base("digits", [], 30),
    "digits_shallow": base("digits", [32], 20),
    "digits_deep": base("digits", [48, 48, 48, 48], 20),
    "digits_tanh": base("digits", [48, 48, 48], 20, {"activation": "tanh"}),
    "digits_sigmoid": base("digits", [32], 30, {"activation": "sigmoid"}, **QUICK),
    "digits_normed": base("digits", [48, 48], 10, {"batch_norm": True}),
    "digits_residual": base("digits", residual(32, 4), 15),
    "digits_cnn": base("digits", [PICTURE_8, *CONVOLUTIONS], 8, data={"scale": "min_max"}, **QUICK),
    "digits_min_max": base("digits", [32], 20, data={"scale": "min_max"}, **QUICK),
    "digits_momentum": base("digits", [48, 48, 48], 20, **MOMENTUM),
    "digits_sgd": base("digits", [32], 20, **SGD),
    "iris_linear": base("iris", [], 80, **QUICK),
    "iris_shallow": base("iris", [16], 60, **QUICK),
    "wine_shallow": base("wine", [16], 60),
    "wine_deep": base("wine", [24, 24, 24], 40),
    "wine_normed": base("wine", [24, 24], 30, {"batch_norm": True}, **QUICK),
    "moons_shallow": base("moons", [24], 60, **QUICK),
    "moons_deep": base("moons", [16, 16, 16], 60, **MOMENTUM),
    "moons_tanh": base("moons", [16, 16], 60, {"activation": "tanh"}, **QUICK),
    "circles_shallow": base("circles", [24], 60, **QUICK),
    "circles_sgd": base("circles", [24, 24], 80, **SGD),
    "circles_tanh": base("circles", [16, 16, 16], 60, {"activation": "tanh"}, **QUICK),
    "diabetes_linear": base("diabetes", [], 60, **QUICK),
    "diabetes_shallow": base("diabetes", [8], 40, early_stopping={"patience": 15}, **QUICK),
    "bumps_shallow": base("bumps", [32], 60, **QUICK),
    "bumps_deep": base("bumps", [32, 32, 32], 40),
    "bumps_normed": base("bumps", [32, 32], 40, {"batch_norm": True}, **QUICK),
    "signals_gru": base("signals", [{"type": "gru", "units": 16}], 25, **QUICK),
    "signals_lstm": base("signals", [{"type": "lstm", "units": 16}], 30, **QUICK),
    "signals_cnn": base("signals", [*STEPS, "global_average_pool"], 40, **QUICK),
    "parts_weighted": base("parts", [16], 30, metric="recall", class_weights="balanced"),
    "bolts_shallow": base("bolts", [16], 30, metric="recall"),
    "weather_shallow": base("weather", [16], 60, data=ORDERED, **QUICK),
    "penguins_shallow": base("penguins", [16], 40, **QUICK),
    "california_shallow": base("california", [32, 32], 40, **QUICK),
    # the second half
    "cancer_linear": base("cancer", [], 40, **QUICK),
    "cancer_shallow": base("cancer", [24], 30),
    "cancer_deep": base("cancer", [32, 32, 32], 20),
    "cancer_normed": base("cancer", [24, 24], 20, {"batch_norm": True}),
    "rings_shallow": base("rings", [32], 60, **QUICK),
    "rings_deep": base("rings", [24, 24, 24], 60, **MOMENTUM),
    "rings_tanh": base("rings", [24, 24, 24], 50, {"activation": "tanh"}, **QUICK),
    "rings_sgd": base("rings", [32, 32], 80, **SGD),
    "rings_normed": base("rings", [24, 24], 40, {"batch_norm": True}, **QUICK),
    "spirals_shallow": base("spirals", [48], 100, **QUICK),
    "spirals_deep": base("spirals", [32, 32, 32], 60, **QUICK),
    "spirals_tanh": base("spirals", [24, 24], 80, {"activation": "tanh"}, **QUICK),
    "spirals_residual": base("spirals", residual(24, 3), 50, **QUICK),
    "friedman_linear": base("friedman", [], 60, **QUICK),
    "friedman_shallow": base("friedman", [32], 60, **QUICK),
    "friedman_deep": base("friedman", [32, 32, 32], 40),
    "friedman_normed": base("friedman", [32, 32], 40, {"batch_norm": True}, **QUICK),
    "glyphs_shallow": base("glyphs", ["flatten", 64], 40, {"dropout": 0.3}),
    "glyphs_cnn": base("glyphs", CONVOLUTIONS, 20, **QUICK),
    "glyphs_residual": base(
        "glyphs",
        [
            CONVOLUTIONS[0],
            {"type": "residual", "layers": [CONVOLUTIONS[0], CONVOLUTIONS[0]]},
            {"type": "max_pool2d", "size": 2},
            "flatten",
        ],
        12,
        {"batch_norm": True},
        **QUICK,
    ),
    "tones_gru": base("tones", [{"type": "gru", "units": 16}], 40, **QUICK),
    "tones_lstm": base("tones", [{"type": "lstm", "units": 20}], 50, **QUICK),
    "tones_cnn": base("tones", [*STEPS, "global_average_pool"], 40, **QUICK),
    "machines_weighted": base("machines", [16], 30, metric="recall", class_weights="balanced"),
    "valves_shallow": base("valves", [16], 30, metric="recall"),
    "river_shallow": base("river", [16], 60, data=ORDERED, **QUICK),
    "titanic_shallow": base("titanic", [16], 40),
    "telco_shallow": base("telco", [16], 20),
    "higgs_shallow": base("higgs", [16], 15),
    "fashion_shallow": base("fashion", ["flatten", 48], 20),
    "fashion_cnn": base("fashion", CONVOLUTIONS, 8, **QUICK),
}
