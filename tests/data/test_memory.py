"""A table that is used up while it is encoded gives the same rows, and its memory back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dltrain.data.dataset import prepare
from dltrain.data.encoding import writing
from dltrain.data.memory import give_back, returnable
from dltrain.data.options.section import Data
from dltrain.data.reading import read
from dltrain.data.sources.csv import Csv


def test_only_what_is_given_back_is_lost() -> None:
    array = returnable(5000, np.int16)
    array[:] = 7
    give_back(array[:4500], 4200)
    assert (array[4200:] == 7).all()
    give_back(np.ones(3), 3)  # not ours: stays


@pytest.mark.parametrize("chunk", [7, 2**20])
def test_used_up_or_not_the_parts_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr(writing, "CHUNK_SIZE", chunk)
    monkeypatch.setattr(writing, "MIN_ROWS", min(chunk, writing.MIN_ROWS))
    lines = [f"{i / 8},{i * i % 91},{'' if i % 7 == 0 else i},w{i % 3},{i % 2 == 0},{'ab'[i % 5 > 2]}" for i in range(4000)]
    (tmp_path / "a.csv").write_text("\n".join(["x,n,gaps,word,flag,y", *lines]), encoding="utf-8")
    data = Data(source=Csv(path="a.csv"), target="y")
    kept, used = (prepare(data, read(data, tmp_path), scale_target=True, soft_classes=False, use_up=up) for up in (False, True))
    assert kept.encoding == used.encoding
    assert kept.notices == used.notices
    for name in ("train", "validation", "test"):
        one, other = getattr(kept, name), getattr(used, name)
        np.testing.assert_array_equal(one.inputs["features"], other.inputs["features"])
        np.testing.assert_array_equal(one.target, other.target)
        np.testing.assert_array_equal(one.rows, other.rows)


def test_there_may_be_more_columns_than_a_process_may_have_mappings():
    assert len([returnable(20, "f8") for _ in range(70_000)]) == 70_000
