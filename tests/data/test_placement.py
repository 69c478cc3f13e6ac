"""Rows are mapped where they would take more than a third of the free memory, told by a first look at the file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars
import pytest

from dltrain.data import placement
from dltrain.data.options.section import Data
from dltrain.data.placement import storage_for
from dltrain.data.sources.csv import Csv
from dltrain.data.sources.parquet import Parquet
from dltrain.data.table import Request
from dltrain.errors import SpecError
from dltrain.text.formatting import amount

ROWS, COLUMNS = 40_000, 8


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    numbers = np.random.default_rng(0).random((ROWS, COLUMNS))
    table = polars.DataFrame({f"x{n}": numbers[:, n] for n in range(COLUMNS)})
    table.write_csv(tmp_path / "a.csv", float_precision=6)
    table.write_parquet(tmp_path / "a.parquet")
    return tmp_path


def test_a_first_look_tells_how_many_cells_there_are(folder: Path):
    assert Csv(path="a.csv").resident_size(folder, Request()) == pytest.approx(ROWS * COLUMNS * 10, rel=0.01)
    assert Parquet(path="a.parquet").resident_size(folder, Request()) == ROWS * COLUMNS * 12
    few = Request(needed=frozenset({"x0", "x1"}))
    assert Csv(path="a.csv").resident_size(folder, few) == pytest.approx(ROWS * 2 * 10, rel=0.01)
    assert Parquet(path="a.parquet").resident_size(folder, few) == ROWS * 2 * 12


@pytest.mark.parametrize(("free", "is_mapped"), [(3 * 3_840_000, False), (3 * 3_840_000 - 3, True)])
def test_auto_maps_what_takes_more_than_a_third_of_the_free_memory(folder: Path, monkeypatch, free: int, is_mapped: bool):
    monkeypatch.setattr(placement, "free_memory", lambda: free)
    source = Parquet(path="a.parquet")  # 40,000 · 8 · 12 = 3,840,000 bytes
    storage, told = storage_for(Data(source=source), [source], folder, Request())
    assert storage.is_mapped is is_mapped
    assert len(told) == is_mapped


def test_resident_is_refused_only_where_there_is_not_the_memory(folder: Path, monkeypatch):
    source = Parquet(path="a.parquet")
    data = Data(source=source, memory="resident")
    monkeypatch.setattr(placement, "free_memory", lambda: 5_760_000)  # 3,840,000 and half as much while they are read
    assert not storage_for(data, [source], folder, Request())[0].is_mapped
    monkeypatch.setattr(placement, "free_memory", lambda: 5_759_999)
    with pytest.raises(SpecError, match="write memory: mapped"):
        storage_for(data, [source], folder, Request())


def test_sizes_in_words():
    assert [amount(size) for size in (512, 1536, 3 * 2**29)] == ["512 bytes", "1.5 KiB", "1.5 GiB"]
