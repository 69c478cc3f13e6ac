"""Valid specs, spoilt at random, are read or refused; they never end in a traceback, and never take long."""

import contextlib
import copy
import datetime
import string
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dltrain.commands.preparing.setup import prepare
from dltrain.errors import InputError
from dltrain.spec.experiment import Experiment
from dltrain.spec.key_locations import key_locations
from dltrain.spec.loading import load_text

CLASSES = """\
name: 꽃
seed: 3
data:
  source: iris
  exclude: [sepal width (cm)]
  columns: {petal width (cm): numeric}
  scale: min_max
  split: {validation: 0.2, test: 0.1, stratify: true, seed: 1}
model:
  layers:
    - 8
    - {type: dense, units: 4, activation: {type: leaky_relu}, initializer: {type: normal, std: 0.1}}
    - {type: residual, layers: [4, dropout: &rate {type: dropout, rate: 0.1}]}
  dropout: 0.1
  freeze: [0]
training:
  loss: cross_entropy
  optimizer: {type: sgd, momentum: 0.9, nesterov: true}
  learning_rate: 1e-3
  schedule: {type: cosine, warmup: 5%}
  epochs: 30
  class_weights: {setosa: 1, versicolor: 2.5}
  label_smoothing: 0.1
  early_stopping: {monitor: validation_f1, patience: 5}
metrics: [accuracy, {type: f1, average: micro}, f1]
""".replace("dropout: &rate ", "")

NUMBERS = """\
data:
  source:
    type: inline
    columns: [나이, 도시, 날짜, 무게, 값]
    rows:
      - [1, 제주, 2024-01-01, 1, 0.5]
      - [2, 서울, 2024-01-02, 2, 1.5]
      - [3, 제주, 2024-02-03, 1, 2.5]
      - ["", 부산, 2024-03-04, 1, 3.5]
      - [5, 서울, 2024-03-05, 3, 4.5]
  target: 값
  missing_values: ["?"]
  columns: {도시: {type: categorical, encoding: embedding, dimensions: 2}, 날짜: datetime}
  split: {order: true, validation: 0.2, test: 0.2}
  weight: 무게
model: {layers: [4], activation: tanh, output: {activation: linear}}
training: {optimizer: adamw, weight_decay: 0.1, gradient_clip: 1.0, batch_size: all}
"""

PICTURES = """\
data:
  source: {type: moons, rows: 40, noise: 0.1}
  split: {folds: 3, fold: 2}
model:
  layers:
    - {type: reshape, shape: [1, 2]}
    - {type: conv1d, channels: 3, kernel_size: 1, padding: same}
    - {type: concatenate, branches: [[8], [layer_norm, {type: gru, units: 2, output: sequence}]]}
    - flatten
  batch_norm: true
"""

SERIES = """\
data:
  source:
    type: inline
    columns: [기온, 손님]
    rows: [[1, 5], [2, 4], [3, 3], [2, 4], [1, 5], [0, 6], [1, 5], [2, 4], [3, 3], [4, 2], [1, 5], [2, 4], [3, 3], [2, 4]]
  target: [기온, 손님]
  split: {order: true, validation: 0.2, test: 0.2}
  window: {length: 2, horizon: 1, stride: 1}
model:
  layers: [{type: lstm, units: 4, depth: 2, output: sequence}, {type: transformer, heads: 1, units: 4}, flatten]
"""

GAN = """\
data: {source: moons, scale: min_max}
model: {type: gan, latent: 4, generator: [8, 8], discriminator: [8], activation: {type: leaky_relu, slope: 0.2}}
training: {loss: {type: wasserstein, penalty: 1, critic_steps: 2}, optimizer: {type: adam, beta1: 0.5}, schedule: cosine}
"""

AUTOENCODER = """\
data: {source: iris, reduce: {type: pca, components: 2}}
model: {type: autoencoder, encoder: [8, {type: dense, units: 2, activation: linear}], decoder: [8], noise: 0.1}
baselines: [{type: k_means, clusters: 3}]
"""

ENSEMBLE = """\
threads: 1
device: cpu
data: {source: wine, split: {validation: 0.2, test: 0.1}}
model: {layers: [{type: dense, units: 4, batch_norm: true}, {type: dropout, rate: 0.2}]}
training: {epochs: 3, save_every: 30s, early_stopping: {patience: 2}}
ensemble: {type: stacking, members: 3, folds: 3}
baselines: [majority, linear]
"""

SPECS = (CLASSES, NUMBERS, PICTURES, SERIES, GAN, AUTOENCODER, ENSEMBLE)
ODD = (
    *(None, True, False, 0, -1, 1, 2, 2.5, 1e-300, 1e300, 10**18, 10**400, -(2**63), float("nan"), float("inf")),
    *("", "auto", "none", "all", "adam", "dense", "iris", "5%", "1e-3", "012", "가나다"),
    *("１２", "٣", "1_000", "-0.0", "0x1F", "=1+1", "../x", "\u202e", "\x85", "\u2028", "🙂", "a" * 300),
    *([], {}, [[]], [None], {"type": None}, {"type": "dense"}, {"": 1}, ["train", "test"], datetime.date(2024, 2, 29)),
)
KEYS = sorted(key_locations(Experiment))
WORDS = st.one_of(st.sampled_from(KEYS), st.text(string.ascii_lowercase + "_ .가:#'\"", max_size=8))


def places(value: object, path: tuple = ()) -> list[tuple]:
    """The path of every key and item below a value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, child in items for found in [(*path, key), *places(child, (*path, key))]]


def at(tree: object, path: Iterable) -> Any:
    """What stands there."""
    for key in path:
        tree = tree[key]
    return tree


@st.composite
def spoilt_trees(draw) -> str:
    tree = yaml.safe_load(draw(st.sampled_from(SPECS)))
    for _ in range(draw(st.integers(1, 3))):
        if not tree:
            break
        *path, last = draw(st.sampled_from(places(tree)))
        inside = at(tree, path)
        change = draw(st.sampled_from(["remove", "replace", "rename", "add", "copy", "swap", "wrap", "nudge"]))
        if change == "remove":
            del inside[last]
        elif change == "replace":
            inside[last] = copy.deepcopy(draw(st.sampled_from(ODD)))
        elif change == "copy":
            inside[last] = copy.deepcopy(at(tree, draw(st.sampled_from(places(tree)))))
        elif change == "swap":
            *other, end = draw(st.sampled_from(places(tree)))
            beside = at(tree, other)
            inside[last], beside[end] = copy.deepcopy(beside[end]), copy.deepcopy(inside[last])
        elif change == "wrap":
            value = inside[last]
            inside[last] = draw(st.sampled_from([[value], {"type": value}, {last: value}, str(value)]))
        elif change == "nudge":
            number = inside[last] if isinstance(inside[last], int | float) and abs(inside[last]) < 1e100 else 1
            inside[last] = draw(st.sampled_from([-number, number * 10, number + 0.5, number / 3, number * 1e9, [number, number]]))
        elif isinstance(inside, dict):
            value = inside.pop(last) if change == "rename" else copy.deepcopy(draw(st.sampled_from(ODD)))
            inside[draw(WORDS)] = value
        else:
            inside.insert(last, copy.deepcopy(draw(st.sampled_from(ODD))))
    return yaml.safe_dump(
        tree, allow_unicode=True, sort_keys=False, default_flow_style=draw(st.sampled_from([None, True, False]))
    )


@st.composite
def spoilt_texts(draw) -> str:
    text = draw(st.sampled_from(SPECS))
    for _ in range(draw(st.integers(1, 4))):
        if draw(st.integers(0, 4)) == 0:  # a line twice, or elsewhere, or indented otherwise
            lines = text.splitlines(keepends=True) or [""]
            line = draw(st.sampled_from(lines))
            lines.insert(draw(st.integers(0, len(lines))), draw(st.sampled_from(["", " ", "    ", "- ", "? ", "\t"])) + line)
            text = "".join(lines)
            continue
        start = draw(st.integers(0, len(text)))
        stop = min(len(text), start + draw(st.integers(0, 12)))
        piece = draw(
            st.one_of(
                st.text(max_size=4), st.text("{}[]:,-&*!|>'\"#%@` \n\t\r\\?~.0e", max_size=4), st.just(text[start:stop] * 2)
            )
        )
        text = text[:start] + piece + text[stop:]
    return text


OVERRIDES = st.lists(
    st.builds(
        lambda path, value: ".".join(map(str, path)) + "=" + value,
        st.sampled_from([path for spec in SPECS for path in places(yaml.safe_load(spec))])
        | st.lists(WORDS, min_size=1, max_size=3),
        st.sampled_from([yaml.safe_dump(value, default_flow_style=True).removesuffix("...\n").strip() for value in ODD])
        | st.text(max_size=6),
    ),
    max_size=2,
)


@pytest.fixture(scope="module")
def tried(many: bool) -> settings:
    """How many examples, the same ones each time unless there are many; each may take five seconds at most."""
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
    count = 50_000 if many else 300
    return settings(max_examples=count, derandomize=not many, deadline=5000, suppress_health_check=checks, database=None)


def is_read_or_refused(text: str, sets: list[str], folder: Path) -> None:
    with contextlib.suppress(InputError):
        prepare(load_text(text, "spec.yaml", folder, "spec", sets))


@pytest.mark.parametrize("spec", SPECS)
def test_the_specs_are_valid_before_they_are_spoilt(spec, tmp_path):
    prepare(load_text(spec, "spec.yaml", tmp_path, "spec"))


@pytest.mark.parametrize("texts", [spoilt_trees(), spoilt_texts()], ids=["trees", "texts"])
def test_a_spoilt_spec_never_ends_in_a_traceback(texts, tried, tmp_path):
    @tried
    @given(text=texts, sets=OVERRIDES)
    def each(text: str, sets: list[str]) -> None:
        is_read_or_refused(text, sets, tmp_path)

    each()
