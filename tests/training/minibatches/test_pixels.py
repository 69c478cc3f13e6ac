"""Pictures stay uint8 until a batch is taken, and train as the same numbers in float32 do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dltrain.arrays import NUMPY
from dltrain.data.dataset import Dataset, prepare
from dltrain.data.options.section import Data
from dltrain.data.part import Part
from dltrain.data.reading import read
from dltrain.data.sources.npz import Npz
from dltrain.tasks import Task
from dltrain.training.minibatches.rows import flat_rows_of, rows_of


def prepared(folder: Path, pictures: np.ndarray, scale: str) -> Dataset:
    np.savez(folder / "a.npz", image=pictures, label=np.arange(len(pictures)) % 2)
    data = Data(source=Npz(path="a.npz"), target="label", scale=scale)  # type: ignore[arg-type]
    return prepare(data, read(data, folder), scale_target=False, soft_classes=False)


@pytest.fixture(params=[(20, 3, 4, 5), (20, 1, 4, 5), (20, 6)], ids=["colours", "grey", "one row of pixels"])
def pictures(request: pytest.FixtureRequest) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, request.param).astype(np.uint8)


@pytest.mark.parametrize("scale", ["standard", "min_max", "none"])
def test_a_batch_holds_the_numbers_that_floats_would_be(tmp_path: Path, pictures: np.ndarray, scale: str) -> None:
    kept, wide = (prepared(tmp_path, given, scale).train for given in (pictures, pictures.astype(np.float64)))
    ((name, pixels),) = kept.inputs.items()
    assert pixels.dtype == np.uint8
    expected = wide.inputs[name]
    np.testing.assert_allclose(kept.numbers(name), expected, rtol=1e-5, atol=1e-6)
    rows = rows_of(kept, Task.BINARY, None, "cpu")
    np.testing.assert_array_equal(rows.slice(2, 5).scaled().inputs[0], kept.numbers(name)[2:5])
    assert rows.bytes == pixels.nbytes
    flat = flat_rows_of(kept, Task.BINARY, None, NUMPY)
    assert flat.inputs[0].dtype == np.uint8
    np.testing.assert_array_equal(flat.slice(3, 7).scaled().inputs[0], kept.numbers(name)[3:7].reshape(4, -1))


def test_numbers_are_left_as_they_are(tmp_path: Path) -> None:
    part: Part = prepared(tmp_path, np.random.default_rng(0).random((20, 1, 2, 2)), "standard").train
    assert not part.pixels
    assert part.numbers("image") is part.inputs["image"]
