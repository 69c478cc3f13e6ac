"""In which keys specs differ, as a user would write them."""

from __future__ import annotations

from typing import Any

from made_runs import ADAM

from dltrain.commands.comparing.differences import differences, value_as_yaml
from dltrain.spec import yaml12


def of(*texts: str) -> dict[str, list[Any]]:
    return differences([yaml12.parse(text)[0].plain() for text in texts])  # type: ignore[misc]


def test_equal_keys_and_names_are_left_out() -> None:
    assert of("{name: a, seed: 0, threads: 1}", "{name: b, seed: 0, threads: 2}") == {"threads": [1, 2]}


def test_absent_keys_are_none() -> None:
    assert of("data: {rows: 5}", "data: {weight: w}") == {"data.rows": [5, None], "data.weight": [None, "w"]}


def test_options_of_one_type_are_keys() -> None:
    a, b = "training: {optimizer: {type: adam, beta1: 0.9}}", "training: {optimizer: {type: adam, beta1: 0.8}}"
    assert of(a, b) == {"training.optimizer.beta1": [0.9, 0.8]}


def test_another_type_is_one_key_without_defaults() -> None:
    a, b = f"training: {{optimizer: {ADAM}}}", "training: {optimizer: {type: sgd, momentum: 0.5, nesterov: false}}"
    assert of(a, b) == {"training.optimizer": ["adam", {"type": "sgd", "momentum": 0.5}]}


def test_a_section_or_none() -> None:
    a, b = "training: {early_stopping: none}", "training: {early_stopping: {monitor: train_loss, patience: 3}}"
    assert of(a, b) == {"training.early_stopping": ["none", {"monitor": "train_loss", "patience": 3}]}


def test_what_layers_take_over_from_the_model() -> None:
    def spec(activation: str, first: str) -> str:
        layers = ", ".join(
            f"{{type: dense, units: 8, activation: {{type: {name}}}, dropout: 0.0}}" for name in (first, activation)
        )
        return f"model: {{activation: {{type: {activation}}}, dropout: 0.0, layers: [{layers}]}}"

    assert of(spec("relu", "relu"), spec("tanh", "tanh")) == {"model.activation": ["relu", "tanh"]}
    assert of(spec("relu", "relu"), spec("relu", "selu")) == {"model.layers.0.activation": ["relu", "selu"]}


def test_layers_more_or_fewer() -> None:
    layer = "{{type: dense, units: {}, dropout: {}}}"
    a = f"model: {{dropout: 0.1, layers: [{layer.format(64, 0.1)}, {layer.format(32, 0.5)}]}}"
    b = f"model: {{dropout: 0.1, layers: [{layer.format(64, 0.1)}]}}"
    assert of(a, b) == {"model.layers": [[64, {"type": "dense", "units": 32, "dropout": 0.5}], [64]]}


def test_kinds_of_columns_that_only_one_has() -> None:
    a = "data: {exclude: [b], columns: {a: {type: numeric, missing: median}}}"
    b = "data: {columns: {a: {type: categorical}, b: {type: numeric}}}"
    assert of(a, b) == {"data.exclude": [["b"], None], "data.columns.a": ["numeric", "categorical"]}


def test_keys_are_quoted_as_set_takes_them() -> None:
    a, b = ("data: {columns: {키.값: {type: numeric, missing: " + word + "}}}" for word in ("mean", "zero"))
    assert of(a, b) == {'data.columns."키.값".missing': ["mean", "zero"]}


def test_as_yaml() -> None:
    assert value_as_yaml({"type": "sgd", "nesterov": True, "steps": [1, 2.5]}) == "{type: sgd, nesterov: true, steps: [1, 2.5]}"
