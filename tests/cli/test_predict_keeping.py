"""predict copies columns as they are written, reads stdin, and rounds what people read."""

import io
import sys
from pathlib import Path

import polars
import pytest

SPEC = """
data: {source: a.csv, target: y, exclude: [code]}
model: {layers: []}
training: {epochs: 2}
"""
ROWS = "code,x,y\n" + "".join(f"{row:03d},{row}.50,{'yes' if row % 2 else 'no'}\n" for row in range(20))


@pytest.fixture
def run(dltrain):
    Path("a.csv").write_text(ROWS, encoding="utf-8")
    Path("a.yaml").write_text(SPEC, encoding="utf-8")
    assert dltrain("train", "a.yaml", "--quiet", "--no-pictures", "--run-dir", "run").code == 0
    return "run"


def test_kept_columns_stand_in_front_as_the_file_has_them(dltrain, run):
    Path("new.csv").write_text("x,code\n3.50,007\n4.50,\n5.50,=1+1\n", encoding="utf-8")
    result = dltrain("predict", run, "new.csv", "--keep", "code", "--keep", "x")
    lines = [line.split(",")[:3] for line in result.out.splitlines()]
    assert lines == [["code", "x", "row"], ["007", "3.50", "0"], ["", "4.50", "1"], ["'=1+1", "5.50", "2"]]
    assert result.err == ""


def test_a_column_that_cannot_be_kept(dltrain, run):
    result = dltrain("predict", run, "a.csv", "--keep", "cod")
    assert (result.code, result.err) == (2, "error: --keep cod: no column 'cod' in a.csv; did you mean 'code'?\n")
    Path("new.csv").write_text("x,row\n1,2\n", encoding="utf-8")
    result = dltrain("predict", run, "new.csv", "--keep", "row")
    assert (result.code, result.err) == (2, "error: --keep row: the predictions have a column 'row' of their own\n")


def piped(monkeypatch, text):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_rows_come_through_stdin(dltrain, run, monkeypatch):
    piped(monkeypatch, ROWS)
    assert dltrain("predict", run, "-").out == dltrain("predict", run, "a.csv").out


def test_a_stdin_that_cannot_be_read(dltrain, run, monkeypatch):
    expected = "expected the columns' names and rows, as in dltrain predict RUN - < data.csv"
    for text, said in (("", f"stdin: nothing came; {expected}"), ("z\n1\n", "stdin.csv: there is no column 'x'; it has z")):
        piped(monkeypatch, text)
        result = dltrain("predict", run, "-")
        assert (result.code, result.err) == (2, f"error: {said}\n")
    monkeypatch.setattr(sys, "stdin", None)
    assert dltrain("predict", run, "-").err == "error: stdin is closed; name a file, or pipe rows into the command\n"


def test_probabilities_have_six_decimals_where_people_read_them(dltrain, run):
    for line in dltrain("predict", run, "a.csv").out.splitlines()[1:]:
        no, yes = line.split(",")[-2:]
        assert max(len(no), len(yes)) <= 8
        assert abs(float(no) + float(yes) - 1) < 2e-6
    dltrain("predict", run, "a.csv", "--output", "a.parquet")
    exact = polars.read_parquet("a.parquet")["probability_no"]
    assert any(value != round(value, 6) for value in exact)
