"""Arrays in files: the same numbers, no name left behind, and an error where there is no room."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from dltrain.data.storage import RESIDENT, Mapped, is_mapped
from dltrain.errors import DataError


def test_arrays_in_a_file_hold_what_is_put_there_and_leave_no_name(tmp_path: Path):
    storage = Mapped(tmp_path / "new" / "folder")
    array = storage.zeros((20_000, 3), np.float32)
    array[:] = np.arange(60_000).reshape(20_000, 3)
    assert array.sum() == pytest.approx(59_999 * 60_000 / 2)
    assert is_mapped(array)
    assert is_mapped(array[5:, 1])
    assert os.listdir(tmp_path / "new" / "folder") == []


def test_what_is_kept_is_equal_and_small_arrays_stay_where_they_are(tmp_path: Path):
    storage, large, small = Mapped(tmp_path), np.arange(50_000), np.arange(10)
    kept = storage.keep(large)
    assert is_mapped(kept)
    np.testing.assert_array_equal(kept, large)
    assert storage.keep(kept) is kept
    assert storage.keep(small) is small
    assert RESIDENT.keep(large) is large


def test_a_folder_that_cannot_be_written_in_is_an_error_that_says_what_to_do(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="DLTRAIN_CACHE"):
        Mapped(tmp_path / "file").zeros((100_000,), np.float64)
