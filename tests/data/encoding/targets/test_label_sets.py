"""A target of which a cell holds several labels."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dltrain.data.dataset import Dataset, encode_new, prepare
from dltrain.data.encoding import serialization as encoding_json
from dltrain.data.options.columns import Labels
from dltrain.data.options.section import Data
from dltrain.data.reading import read, read_file
from dltrain.errors import DataError, SpecError

CELLS = ["a;b", "b; c", "", "c", "a;b;c", "a;;b;"]


def made(folder: Path, cells: list[str], **keys: Any) -> Dataset:
    text = "x,tags\n" + "".join(f'{row},"{cell}"\n' for row, cell in enumerate(cells))
    (folder / "a.csv").write_text(text, encoding="utf-8")
    data = Data("a.csv", "tags", split="none", **keys)
    return prepare(data, read(data, folder), scale_target=True, soft_classes=False)


def test_every_label_is_a_column_of_0_and_1_and_a_blank_cell_has_none(tmp_path: Path) -> None:
    dataset = made(tmp_path, CELLS, columns={"tags": Labels()})
    assert (dataset.encoding.task, dataset.encoding.labels) == ("multilabel", ["a", "b", "c"])
    assert dataset.train.target.tolist() == [[1, 1, 0], [0, 1, 1], [0, 0, 0], [0, 0, 1], [1, 1, 1], [1, 1, 0]]
    assert dataset.notices == []


def test_another_file_has_the_same_labels(tmp_path: Path) -> None:
    dataset = made(tmp_path, ["1|2", "2", "3"], columns={"tags": Labels(separator="|")})
    encoding = encoding_json.from_json(json.loads(json.dumps(encoding_json.as_json(dataset.encoding))))
    assert encoding == dataset.encoding
    data = Data("a.csv", "tags", columns={"tags": Labels(separator="|")})
    (tmp_path / "b.csv").write_text("x,tags\n1,3|1\n2,2\n")
    part, _ = encode_new(encoding, read_file(data, encoding, tmp_path / "b.csv"), with_target=True)
    assert part.target.tolist() == [[1, 0, 1], [0, 1, 0]]
    (tmp_path / "b.csv").write_text("x,tags\n1,3\n2,3|4\n")
    with pytest.raises(DataError, match=r"labels that training did not know: '4', first in row 2 \(line 3\); known are 1, 2, 3$"):
        encode_new(encoding, read_file(data, encoding, tmp_path / "b.csv"), with_target=True)


def test_cells_that_look_like_several_labels_are_told(tmp_path: Path) -> None:
    notice = (
        "column 'tags': classes such as 'a;b' look like several labels each; "
        'to predict every label write columns: {tags: {type: labels, separator: ";"}}'
    )
    assert made(tmp_path, ["a;b", "b;c", "c", "a;b;c"]).notices == [notice]
    with pytest.raises(DataError, match=r"to leave such rows out, or columns: \{tags: \{type: labels, separator: \";\"\}\} for"):
        made(tmp_path, CELLS)
    for cells in (["Kim, A", "Lee, B"], ["Seoul, Korea", "Busan, Korea"], ["yes", "no"], ["a/b", "b/c", "c"]):
        assert made(tmp_path, cells).notices == []


def test_where_there_are_no_labels(tmp_path: Path) -> None:
    with pytest.raises(
        DataError, match=r"column 'tags' holds only 'a' between its separators ';'; expected two different labels"
    ):
        made(tmp_path, ["a", "a;a", ""], columns={"tags": Labels()})
    (tmp_path / "c.csv").write_text("x,tags,y\n1,a;b,0\n2,b,1\n")
    data = Data("c.csv", ["tags", "y"], split="none", columns={"tags": Labels()})
    with pytest.raises((DataError, SpecError), match="can only be the one target; leave the others out"):
        prepare(data, read(data, tmp_path), scale_target=True, soft_classes=False)


def test_another_separator_than_the_declared_one_is_told(tmp_path: Path) -> None:
    with pytest.raises(
        DataError,
        match=r"""'tags' has ',' in no cell, but '\|' between labels; write columns: {tags: {type: labels, separator: "\|"}}""",
    ):
        made(tmp_path, ["a|b", "b|c", "a", "c|a", "b|a"], columns={"tags": Labels(separator=",")})
    # one label a cell: there is nothing to part
    assert made(tmp_path, ["a", "b", "a", "c"], columns={"tags": Labels(separator=",")}).encoding.labels == ["a", "b", "c"]
