"""Specs read key by key are those that are read whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from dltrain.commands.comparing.specs import plain_spec, value_at, without_seeds
from dltrain.errors import DamagedError
from dltrain.spec import yaml12

WHOLE = """\
name: 귤
seed: 3
data:
  source: {train: a.csv, test: b.csv}
  columns:
    sepal length (cm): {type: numeric, missing: median}
    '키: 값': {type: numeric}
    id: 012
  exclude:
  - name
  - ticket
  split:
    validation: 0.2
    seed: 7
model:
  layers:
  - {type: dense, units: 64,
     activation: {type: tanh}}
  - type: dropout
    rate: 0.5
  note: |
    a text
    lines: of it
training:
  learning_rate: 1e-3
  save_every: auto
  nesterov: false
metrics: []
engine: "numpy"
"""


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        WHOLE.rstrip("\n"),
        WHOLE.replace("seed: 3\n", "# a comment\n\nseed: 3   # another\n"),
        "{a: 1, b: [2]}",
        "a:\nb:\n  c:\n",
    ],
)
def test_it_is_what_the_whole_text_says(text: str) -> None:
    spec = plain_spec(Path("run"), text)
    whole = yaml12.parse(text)[0].plain()
    assert spec == whole
    assert list(spec) == list(whole)  # type: ignore[arg-type]


def test_what_specs_have_in_common_is_read_once() -> None:
    short = WHOLE.replace("  note: |\n    a text\n    lines: of it\n", "")
    one, other = (plain_spec(Path("run"), short.replace("1e-3", rate)) for rate in ("0.5", "0.25"))
    assert one["model"]["layers"] is other["model"]["layers"]
    assert (one["training"]["learning_rate"], other["training"]["learning_rate"]) == (0.5, 0.25)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", "in line 3: duplicate key 'a'"),
        ("a: [1\n", "in line 1: the list"),
        ("a: {b: 1, b: 2}\n", "in line 1: duplicate"),
    ],
)
def test_damage_has_its_line(text: str, message: str) -> None:
    with pytest.raises(DamagedError, match=r"^'run/spec.yaml' is damaged ") as error:
        plain_spec(Path("run"), text)
    assert message in str(error.value)


def test_what_seeds_alone_tell_apart() -> None:
    spec = plain_spec(Path("run"), WHOLE)
    other = plain_spec(Path("run"), WHOLE.replace("seed: 3", "seed: 4").replace("seed: 7", "seed: 8").replace("귤", "배"))
    assert without_seeds(spec) == without_seeds(other)
    assert spec["data"]["split"]["seed"] == 7  # which is left as it is


def test_values_at_a_path() -> None:
    spec = plain_spec(Path("run"), WHOLE)
    assert value_at(spec, ("model", "layers", "1", "rate")) == 0.5
    assert value_at(spec, ("model", "layers", "9")) is None
    assert value_at(spec, ("name", "x")) is None
