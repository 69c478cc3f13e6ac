"""Windows that overlap, and several blocks, are laid down side by side where they are taken, to the same numbers."""

import json

import numpy as np
import pytest

from dltrain.arrays import NUMPY, torch_arrays
from dltrain.data.part import Part
from dltrain.data.sequences import gather
from dltrain.data.transforms.scale import Pixels
from dltrain.tasks import Task
from dltrain.training.minibatches import held
from dltrain.training.minibatches.rows import flat_rows_of


def part_of(blocks, pixels=None):
    count = len(next(iter(blocks.values())))
    return Part(blocks, np.arange(count, dtype=np.float32)[:, None], None, np.arange(count), pixels or {})


def windows():
    """Eight windows of three rows of two numbers."""
    return part_of({"features": gather(np.arange(20, dtype=np.float32).reshape(10, 2), np.arange(8), 3)})


def pictures():
    random = np.random.default_rng(0)
    blocks = {"features": random.random((8, 2), dtype=np.float32), "photo": random.integers(0, 256, (8, 1, 2, 2), dtype=np.uint8)}
    return part_of(blocks, {"photo": Pixels(np.full((1, 1, 1), 3.0, np.float32), np.full((1, 1, 1), 0.5, np.float32))})


@pytest.mark.parametrize("part", [windows(), pictures()])
@pytest.mark.parametrize("xp", [NUMPY, torch_arrays()])
def test_what_is_taken_has_the_numbers_that_all_of_it_would_have(part, xp, monkeypatch):
    whole = flat_rows_of(part, Task.REGRESSION, None, xp)
    monkeypatch.setattr(held, "MAX_COPIED", 0)
    rows = flat_rows_of(part, Task.REGRESSION, None, xp)
    assert isinstance(rows.inputs[0], held.SideBySide)
    assert rows.inputs[0].shape == tuple(whole.inputs[0].shape)
    assert rows.bytes == whole.bytes
    index = xp.from_numpy(np.array([5, 0, 5]))
    members = xp.from_numpy(np.array([[1, 2], [7, 0]]))
    for one, other in (
        (rows.take(index), whole.take(index)),
        (rows.take(members), whole.take(members)),
        (rows.chosen(np.array([3, 1])), whole.chosen(np.array([3, 1]))),
        (rows.slice(2, 6), whole.slice(2, 6)),
        (rows.laid_down(), whole),
    ):
        np.testing.assert_array_equal(one.inputs[0], other.inputs[0])


@pytest.mark.parametrize("batch_size", [16, "all"])
def test_a_training_has_the_same_bits(batch_size, tmp_path, dltrain, monkeypatch):
    (tmp_path / "a.csv").write_text("a,b\n" + "".join(f"{row % 7},{row % 5}\n" for row in range(200)), "utf-8")
    (tmp_path / "a.yaml").write_text(
        "data: {source: a.csv, target: b, columns: {b: numeric}, split: {order: true, validation: 0.2, test: 0.2}, "
        f"window: {{length: 4}}}}\nmodel: {{layers: [flatten, 4]}}\ntraining: {{epochs: 2, batch_size: {batch_size}}}\n",
        "utf-8",
    )
    assert dltrain("train", "a.yaml", "-q", "--no-pictures", "-o", "one").err == ""
    monkeypatch.setattr(held, "MAX_COPIED", 0)
    assert dltrain("train", "a.yaml", "-q", "--no-pictures", "-o", "other").err == ""
    results = [json.loads((tmp_path / run / "summary.json").read_text("utf-8"))["test"] for run in ("one", "other")]
    assert results[0] == results[1]
