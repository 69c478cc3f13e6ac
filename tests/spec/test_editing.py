"""Keys changed in the text of a spec, all else byte for byte as it was."""

import pytest

from dltrain.errors import InputError
from dltrain.spec.editing import changed
from dltrain.spec.writing import in_line

SPEC = """\
# My first experiment, 한국어도
data:
  source: iris   # a flower
  split: {validation: 0.2, test: 0.2}  # as ever

model:
  # the layers
  layers: [64, 32]    # two of them
training:
  optimizer: adam
  learning_rate: 8    # bold!
  epochs: 3
# the end
"""


@pytest.mark.parametrize(
    ("key", "value", "old", "new"),
    [
        ("training.learning_rate", 0.001, "learning_rate: 8    # bold!", "learning_rate: 0.001    # bold!"),
        ("training.batch_size", 32, "  epochs: 3\n", "  epochs: 3\n  batch_size: 32\n"),
        ("training.epochs", None, "  epochs: 3\n", ""),
        ("training.optimizer.momentum", 0.9, "optimizer: adam", "optimizer: {type: adam, momentum: 0.9}"),
        ("data.split.validation", 0.3, "{validation: 0.2,", "{validation: 0.3,"),
        ("data.split.seed", 4, "test: 0.2}", "test: 0.2, seed: 4}"),
        ("data.split.validation", None, "{validation: 0.2, test", "{test"),
        ("data.split.test", None, "0.2, test: 0.2}", "0.2}"),
        ("data.split", {"order": True, "test": 0.2}, "{validation: 0.2, test: 0.2}", "{test: 0.2, order: true}"),
        ("model.layers", [128], "[64, 32]    #", "[128]    #"),
        ("model.layers.1.activation", "tanh", "[64, 32]", "[64, {type: dense, units: 32, activation: tanh}]"),
        ("model.output.activation", "linear", "    # two of them\n", "    # two of them\n  output: {activation: linear}\n"),
        ("data.exclude", ["no", "이름"], "# as ever\n", "# as ever\n  exclude: ['no', 이름]\n"),
        ("seed", 3, "  epochs: 3\n", "  epochs: 3\nseed: 3\n"),
        ("ensemble", {"type": "bagging"}, "  epochs: 3\n", "  epochs: 3\nensemble:\n  type: bagging\n"),
    ],
)
def test_one_key_changes_and_nothing_else(key, value, old, new):
    assert SPEC.count(old) == 1
    assert changed(SPEC, key, value) == SPEC.replace(old, new)


def test_the_only_key_takes_its_mapping_with_it():
    text = "data: {source: iris}\nmodel:\n  layers: []\n  output:\n    activation: relu  # why?\nseed: 1\n"
    assert changed(text, "model.output.activation", None) == "data: {source: iris}\nmodel:\n  layers: []\nseed: 1\n"


def test_a_missing_last_newline_and_windows_lines_are_kept():
    assert changed("data: {source: iris}\nmodel:\n  layers: []", "model.activation", "relu") == (
        "data: {source: iris}\nmodel:\n  layers: []\n  activation: relu\n"
    )
    windows = "data: {source: iris}\r\nmodel:\r\n  layers: [] # none\r\nseed: 1\r\n"
    assert changed(windows, "model.activation", "relu") == windows.replace("none\r\n", "none\r\n  activation: relu\r\n")


def test_lists_of_layers_in_lines_of_their_own():
    text = "model:\n  layers:\n    - {type: dense, units: 4, activation: step}  # flat\n    - 8\n"
    assert changed(text, "model.layers.0.activation", "relu") == text.replace("step", "relu")
    assert changed(text, "model.layers.1.activation", "relu") == text.replace(
        "- 8", "- {type: dense, units: 8, activation: relu}"
    )
    assert changed(text, "model.dropout", 0.3) == text + "  dropout: 0.3\n"


def test_lines_of_their_own_give_way_to_one():
    """A list may stand as deep as its key, where a value on a line of its own may not."""
    items = "model:\n  layers:\n  - 16\n  - 8\n  activation: relu\n"
    assert changed(items, "model.layers", [64, 64]) == "model:\n  layers: [64, 64]\n  activation: relu\n"
    told = "model:\n  layers:  # widths:\n  - 16  # the first\n  - 8\n"
    assert changed(told, "model.layers", [64]) == "model:\n  layers:  # widths:\n    [64]\n"
    nested = "training:\n  optimizer:\n    type: sgd\n    momentum: 0.9\n  epochs: 3\n"
    assert changed(nested, "training.optimizer", "adam") == "training:\n  optimizer: adam\n  epochs: 3\n"


def test_what_an_alias_says_is_not_changed():
    text = "a: &x {rate: 1}\nb: *x\n"
    with pytest.raises(InputError, match="alias"):
        changed(text, "b.rate", 2)
    assert changed(text, "a.rate", 2) == "a: &x {rate: 2}\nb: *x\n"


def test_values_on_one_line():
    assert in_line(0.001) == "0.001"
    assert in_line("no") == "'no'"
    assert in_line({"type": "sgd", "momentum": 0.9}) == "{type: sgd, momentum: 0.9}"
    assert in_line([{"type": "dense", "units": 3}, 4]) == "[{type: dense, units: 3}, 4]"
