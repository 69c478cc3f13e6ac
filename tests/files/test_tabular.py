"""Tables as output: read back by others as they were, and never run by a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dltrain.errors import InputError
from dltrain.files.tabular import check_output, escape_cell, table_format, write_table

COLUMNS: dict[str, Any] = {
    "row": np.array([1, 2]),
    "예측": ["=1+1", '고양이, "개"\n'],
    "label": ["-", "+1"],
    "probability": np.array([0.1, np.nan], np.float32),
    "right": [True, False],
}


def test_csv(tmp_path: Path) -> None:
    write_table(COLUMNS, tmp_path / "표.csv", verbatim=["label"])
    assert (tmp_path / "표.csv").read_bytes().decode() == (
        "row,예측,label,probability,right\n1,'=1+1,-,0.1,true\n" + '2,"고양이, ""개""\n",+1,,false\n'
    )


def test_a_bare_carriage_return_is_quoted() -> None:
    shown = io.StringIO()
    write_table({"이름": ["가\r나", None], "값": [1, 2]}, shown)
    assert shown.getvalue() == '"이름","값"\n"가\r나",1\n"",2\n'


def test_tsv_and_the_terminal() -> None:
    shown = io.StringIO()
    write_table({"a": ["x\ty"], "-b": [1e-5]}, shown, "tsv")
    assert shown.getvalue() == 'a\t\'-b\n"x\ty"\t1e-05\n'
    with pytest.raises(InputError, match="parquet cannot be written to the terminal"):
        write_table({}, shown, "parquet")


def test_json(tmp_path: Path) -> None:
    write_table(COLUMNS, tmp_path / "a.JSON")
    assert json.loads((tmp_path / "a.JSON").read_text("utf-8")) == [
        {"row": 1, "예측": "=1+1", "label": "-", "probability": 0.1, "right": True},
        {"row": 2, "예측": '고양이, "개"\n', "label": "+1", "probability": None, "right": False},
    ]


def test_parquet(tmp_path: Path) -> None:
    write_table(COLUMNS, tmp_path / "a.parquet")
    read = polars.read_parquet(tmp_path / "a.parquet")
    assert read.columns == list(COLUMNS)
    assert read["예측"].to_list() == COLUMNS["예측"]
    assert read["probability"].dtype == polars.Float32


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False, width=32), min_size=1))
def test_float32_reads_back_the_same(numbers: list[float]) -> None:
    shown = io.StringIO()
    write_table({"number": np.array(numbers, np.float32)}, shown)
    read = [row["number"] for row in csv.DictReader(io.StringIO(shown.getvalue()))]
    assert np.array(read, np.float32).tobytes() == np.array(numbers, np.float32).tobytes()


@pytest.mark.parametrize("text", ["=A1", "+cmd", "-x", "@SUM(1)", "--1", "=1", "\t=1", "\r=1", "\n@x", "＝1+1", "-１"])
def test_a_formula_is_escaped(text: str) -> None:
    assert escape_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "a=b", "-1", "+1.5", "-.5e-3", "가", "1-2"])
def test_what_is_no_formula_is_left(text: str) -> None:
    assert escape_cell(text) == text


def test_an_output_that_cannot_be_is_known_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"ends in .csv, .tsv, .json, .parquet; did you mean 'parquet'\?"):
        table_format(Path("a.parqet"))
    with pytest.raises(InputError, match="there is no folder"):
        check_output(tmp_path / "no" / "a.csv")
    (tmp_path / "data.csv").write_text("x\n1\n")
    (tmp_path / "link.csv").symlink_to("data.csv")
    with pytest.raises(InputError, match=r"link.csv' is the input itself; name another file"):
        check_output(tmp_path / "link.csv", tmp_path / "data.csv")
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(InputError, match="is a folder"):
        check_output(tmp_path / "a.csv")


@pytest.mark.skipif(os.name != "posix", reason="needs a device file")
def test_a_device_is_written_to_and_not_replaced() -> None:
    write_table({"a": [1]}, Path(os.devnull), "csv")
    assert not os.path.isfile(os.devnull)
