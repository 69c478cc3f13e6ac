"""Rows without a target: refused with what to write, or left out and said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dltrain.data.dataset import Dataset, encode_new, prepare
from dltrain.data.options.section import Data, Files
from dltrain.data.options.split import Window
from dltrain.data.reading import read, read_file
from dltrain.errors import DataError

CELLS = "a,y\n" + "".join(f"{row},{'' if row in (3, 7) else 'uv'[row % 2]}\n" for row in range(12))
LACKING = "a.csv: column 'y' is the target, but has no value in 2 rows, the first of them row 4 (line 5)"
TOLD = "a.csv: 2 rows without a target are left out (column 'y'), the first of them row 4 (line 5)"


def made(folder: Path, text: str = CELLS, **keys: Any) -> Dataset:
    (folder / "a.csv").write_text(text, encoding="utf-8")
    data = Data(**{"source": "a.csv", "target": "y", "split": "none", **keys})
    return prepare(data, read(data, folder), scale_target=True, soft_classes=False)


def test_an_error_says_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        made(tmp_path)
    assert str(error.value) == f"{LACKING}; write missing_target: drop under 'data' to leave such rows out"
    with pytest.raises(DataError, match=r"; fill them in: rows cannot be left out of a sequence$"):
        made(tmp_path, window=Window(length=2))


def test_rows_are_left_out_and_keep_their_numbers(tmp_path: Path) -> None:
    dataset = made(tmp_path, missing_target="drop")
    assert dataset.train.rows.tolist() == [0, 1, 2, 4, 5, 6, 8, 9, 10, 11]
    assert dataset.train.target.tolist() == [0, 1, 0, 0, 1, 0, 0, 1, 0, 1]
    assert dataset.notices == [TOLD]


def test_words_for_missing_numbers_leave_rows_out(tmp_path: Path) -> None:
    text = "a,y\n" + "".join(f"{row},{'NA' if row in (3, 7) else row % 2}\n" for row in range(12))
    dataset = made(tmp_path, text, missing_target="drop")
    assert dataset.notices == ["column 'y': 2 cells are taken as missing: 'NA'", TOLD]
    assert dataset.encoding.labels == [0, 1]


def test_a_row_needs_all_of_its_targets(tmp_path: Path) -> None:
    text = "a,y,z\n" + "".join(f"{row},{row + 0.5 if row != 2 else ''},{row * 2.5 if row != 5 else ''}\n" for row in range(9))
    with pytest.raises(DataError, match=r"columns 'y', 'z' are targets, but have no value in 2 rows, the first of them row 3"):
        made(tmp_path, text, target=["y", "z"])
    assert made(tmp_path, text, target=["y", "z"], missing_target="drop").train.rows.tolist() == [0, 1, 3, 4, 6, 7, 8]


def test_no_row_has_a_target(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"^a.csv: no row has a value in column 'y', the target$"):
        made(tmp_path, "a,y\n1,\n2,\n", missing_target="drop")


def test_files_of_their_own_and_new_files_are_treated_alike(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("a,y\n1,u\n2,\n3,v\n", encoding="utf-8")
    source = Files(train="a.csv", test="b.csv")
    dataset = made(tmp_path, source=source, split=None, missing_target="drop")
    assert dataset.test is not None
    assert dataset.test.rows.tolist() == [0, 2]
    data = Data("a.csv", "y", missing_target="drop")
    new = read_file(data, dataset.encoding, tmp_path / "b.csv")
    part, notices = encode_new(dataset.encoding, new, with_target=True)
    assert part.target.tolist() == [0, 1]
    assert notices == [f"{tmp_path / 'b.csv'}: 1 row without a target is left out (column 'y'), the first of them row 2 (line 3)"]
    everything = read_file(data, dataset.encoding, tmp_path / "b.csv", with_target=False)
    assert everything.rows == 3
