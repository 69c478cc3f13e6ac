"""predict and evaluate on several files at once; predictions in the format that the output's name asks for."""

import json
from pathlib import Path

import polars
import pytest

from dltrain.commands.loading.saved import load

SPEC = """
data: {source: a.csv, target: y, exclude: [code]}
model: {layers: []}
training: {epochs: 2}
metrics: [accuracy, roc_auc]
"""
LINES = [f"{row:03d},{row}.50,{'yes' if row % 3 else 'no'}\n" for row in range(24)]
HEAD = "code,x,y\n"


@pytest.fixture
def run(dltrain):
    """A run, whose rows lie in two files as well: ten and fourteen."""
    for name, lines in (("a.csv", LINES), ("one.csv", LINES[:10]), ("둘.csv", LINES[10:])):
        Path(name).write_text(HEAD + "".join(lines), encoding="utf-8")
    Path("a.yaml").write_text(SPEC, encoding="utf-8")
    assert dltrain("train", "a.yaml", "--quiet", "--no-pictures", "--run-dir", "run").code == 0
    return "run"


def cells(text):
    return [line.split(",") for line in text.splitlines()]


def test_the_rows_of_one_file_stand_behind_those_of_another(dltrain, run):
    """Kept columns first, then the file as it was typed; rows are numbered in their file."""
    whole = cells(dltrain("predict", run, "a.csv", "--keep", "code").out)
    result = dltrain("predict", run, "one.csv", "둘.csv", "--keep", "code")
    both = cells(result.out)
    assert result.err == ""
    assert both[0] == ["code", "input", *whole[0][1:]]
    assert [line[1:3] for line in both[1:12]] == [*(["one.csv", str(row)] for row in range(10)), ["둘.csv", "0"]]
    assert [[line[0], *line[3:]] for line in both[1:]] == [[line[0], *line[2:]] for line in whole[1:]]


def test_nothing_is_written_where_one_of_them_cannot_be_read(dltrain, run):
    result = dltrain("predict", run, "one.csv", "no.csv", "둘.csv", "-o", "out.csv")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("error: no.csv: there is no such file")
    assert not Path("out.csv").exists()


def test_an_output_in_the_place_of_an_input_is_told(dltrain, run):
    result = dltrain("predict", run, "one.csv", "out.csv")
    said = "error: there is no 'out.csv' to predict for; to write the predictions there, write --output out.csv\n"
    assert (result.code, result.err) == (2, said)
    result = dltrain("predict", run, "one.csv", "둘.csv", "-o", "둘.csv")
    assert "'둘.csv' is the input itself" in result.err


@pytest.mark.parametrize("files", [["a.csv"], ["one.csv", "둘.csv"]])
def test_rows_that_do_not_fit_into_a_sheet_are_refused_before_they_are_predicted(dltrain, run, files, monkeypatch):
    monkeypatch.setattr("dltrain.files.binary_tables.MAX_ROWS", 20)
    predicted = []
    kind = type(load(Path(run), "").kind)
    predict = kind.predict
    monkeypatch.setattr(
        kind, "predict", lambda self, trained, table: predicted.append(table.rows) or predict(self, trained, table)
    )
    result = dltrain("predict", run, *files, "-o", "out.xlsx")
    told = "error: a sheet of Excel holds 20 rows, and there are 24; name a .csv or .parquet file\n"
    assert (result.code, result.err, predicted) == (2, told, [10] * (len(files) - 1))


def test_a_kept_column_that_is_called_like_theirs_is_told(dltrain, run):
    Path("new.csv").write_text("x,input\n1,2\n", encoding="utf-8")
    result = dltrain("predict", run, "new.csv", "new.csv", "--keep", "input")
    said = "error: --keep input: the predictions of several files have a column 'input' of their own\n"
    assert (result.code, result.err) == (2, said)


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("a.parquet", polars.read_parquet),
        ("a.arrow", polars.read_ipc),
        ("a.feather", polars.read_ipc),
        ("a.xlsx", polars.read_excel),
        ("a.jsonl", polars.read_ndjson),
        ("a.tsv", lambda path: polars.read_csv(path, separator="\t")),
    ],
)
def test_the_ending_of_the_output_is_its_format(name, read, dltrain, run):
    assert dltrain("predict", run, "a.csv", "-o", "expected.csv").code == 0
    assert dltrain("predict", run, "a.csv", "-o", name).code == 0
    expected, there = polars.read_csv("expected.csv"), read(name)
    assert there.columns == expected.columns
    assert there["predicted"].to_list() == expected["predicted"].to_list()
    assert there["probability_no"].to_list() == pytest.approx(expected["probability_no"].to_list(), abs=1e-6)


def test_evaluate_measures_all_rows_and_each_file(dltrain, run):
    whole = json.loads(dltrain("evaluate", run, "--data", "a.csv", "--json").out)
    several = json.loads(dltrain("evaluate", run, "--data", "one.csv", "--data", "둘.csv", "--json").out)
    assert several["rows"] == 24
    assert several["metrics"] == pytest.approx(whole["metrics"], rel=1e-6)  # the area under a curve is no mean of two
    assert several["confusion_matrix"] == whole["confusion_matrix"]
    assert [(one["data"], one["rows"]) for one in several["files"]] == [("one.csv", 10), ("둘.csv", 14)]
    for one in several["files"]:
        alone = json.loads(dltrain("evaluate", run, "--data", one["data"], "--json").out)
        assert (one["metrics"], one["confusion_matrix"]) == (alone["metrics"], alone["confusion_matrix"])
    told = dltrain("evaluate", run, "--data", "one.csv", "--data", "둘.csv").out
    assert [line.split() for line in told.splitlines()[2:4]] == [["all", "one.csv", "둘.csv"], ["rows", "24", "10", "14"]]


def test_a_split_of_several_files_is_refused(dltrain, run):
    result = dltrain("evaluate", run, "--data", "one.csv", "--data", "둘.csv", "--split", "test")
    assert result.code == 2
    assert "--split test can never act beside several --data" in result.err
