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
from dltrain.files import tabular
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


def test_parquet_is_written_some_rows_at_a_time_and_a_column_is_of_one_type(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("dltrain.files.binary_tables.AT_ONCE", 2)
    columns = {"row": np.arange(5), "name": [None, None, "나", None, "마"]}
    write_table(columns, tmp_path / "a.parquet")
    assert polars.read_parquet(tmp_path / "a.parquet").equals(polars.DataFrame(columns))
    write_table({"row": np.arange(0), "name": []}, tmp_path / "none.parquet")
    assert polars.read_parquet(tmp_path / "none.parquet").shape == (0, 2)


def test_json_lines(tmp_path: Path) -> None:
    write_table({"a": [1, None], "b": ["줄\n", "=1"]}, tmp_path / "a.ndjson")
    assert (tmp_path / "a.ndjson").read_text("utf-8") == '{"a": 1, "b": "줄\\n"}\n{"a": null, "b": "=1"}\n'


def test_arrow(tmp_path: Path) -> None:
    write_table(COLUMNS, tmp_path / "a.feather")
    read = polars.read_ipc(tmp_path / "a.feather")
    assert read.columns == list(COLUMNS)
    assert read["예측"].to_list() == COLUMNS["예측"]
    assert read["probability"].dtype == polars.Float32


def test_excel(tmp_path: Path) -> None:
    """Texts stay texts, whatever they begin with; what is missing is an empty cell; the same table is the same file."""
    for name in ("a.xlsx", "b.xlsx"):
        write_table(COLUMNS | {"link": ["https://example.org", "1e5"]}, tmp_path / name)
    read = polars.read_excel(tmp_path / "a.xlsx")
    assert read["예측"].to_list() == COLUMNS["예측"]
    assert read["label"].to_list() == ["-", "+1"]
    assert read["probability"].to_list() == [0.1, None]
    assert read["right"].to_list() == [True, False]
    assert read["link"].to_list() == ["https://example.org", "1e5"]
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_what_does_not_fit_into_a_sheet_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match=r"a cell of Excel holds 32,767 letters, and row 1 of 'a' has 32,768; name a .csv"):
        write_table({"a": ["x" * 32_768]}, tmp_path / "a.xlsx")
    monkeypatch.setattr("dltrain.files.binary_tables.MAX_ROWS", 2)
    with pytest.raises(InputError, match=r"a sheet of Excel holds 2 rows, and there are 3; name a .csv or .parquet file"):
        write_table({"a": [1, 2, 3]}, tmp_path / "a.xlsx")
    assert not (tmp_path / "a.xlsx").exists()


def test_a_missing_xlsxwriter_is_told_before_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"xlsxwriter, which is not installed: pip install 'dltrain\[tables\]'"):
        check_output(tmp_path / "a.xlsx")


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
    with pytest.raises(InputError, match=r"ends in .csv, .tsv, .json, .jsonl, .parquet, .arrow, .xlsx; did you mean 'parquet'\?"):
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


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.json", "a.jsonl"])
@pytest.mark.parametrize("rows", [0, 1, 2, 5])
def test_the_text_is_the_same_however_many_rows_are_made_at_a_time(tmp_path: Path, monkeypatch, name: str, rows: int) -> None:
    columns = {"n": np.arange(rows) / 3, "가": ['"=1', "x\r", None, "-", "@"][:rows]}
    written = []
    for at_once in (100, 2):
        monkeypatch.setattr(tabular, "ROWS_AT_ONCE", at_once)
        write_table(columns, tmp_path / name, encoding="utf-16")
        shown = io.StringIO()
        write_table(columns, shown, name[2:])
        written.append((tmp_path / name).read_bytes())
        assert written[-1].decode("utf-16") == shown.getvalue()
    assert written[0] == written[1]


def test_what_cannot_be_encoded_is_told_with_its_line_however_far_down(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(tabular, "ROWS_AT_ONCE", 2)
    with pytest.raises(InputError, match="line 6 of the table holds '가', which latin-1 has not"):
        write_table({"n": range(7), "a": [*"abcd", "가", *"ef"]}, tmp_path / "a.csv", encoding="latin-1")
    assert not (tmp_path / "a.csv").exists()
