"""evaluate and predict: from the checkpoint alone, columns matched by name."""

import io
import json
from pathlib import Path

import polars
import pytest

SPEC = """
data: {source: 꽃.csv, target: 종류}
model: {layers: [16]}
training: {epochs: 60, learning_rate: 0.02}
"""
FLOWERS = [(i % 10 + 5 * (i % 2), "빨강" if i % 3 else "파랑", "장미" if i % 2 else "튤립") for i in range(80)]
ROWS = "길이,색,종류\n" + "".join(f"{length},{colour},{kind}\n" for length, colour, kind in FLOWERS)


@pytest.fixture
def run(dltrain):
    Path("꽃.csv").write_text(ROWS, encoding="utf-8")
    Path("spec.yaml").write_text(SPEC, encoding="utf-8")
    assert dltrain("train", "spec.yaml", "--quiet", "--no-pictures", "--run-dir", "run").code == 0
    return Path("run")


def test_evaluate_repeats_the_summary(dltrain, run):
    summary = json.loads((run / "summary.json").read_text("utf-8"))
    for split in ("train", "validation", "test"):
        result = json.loads(dltrain("evaluate", run, "--split", split, "--json").out)
        assert result["metrics"] == summary[split]
    assert "장미" in dltrain("evaluate", run / "checkpoints" / "last.safetensors").out


def test_a_checkpoint_moved_elsewhere_still_evaluates_a_file(dltrain, run):
    moved = Path("다른 곳.safetensors")
    (run / "checkpoints" / "best.safetensors").rename(moved)
    for path in run.rglob("*.json"):
        path.unlink()
    result = json.loads(dltrain("evaluate", moved, "--data", "꽃.csv", "--json").out)
    assert result["rows"] == 80
    assert result["confusion_matrix"]["labels"] == ["장미", "튤립"]


def test_columns_are_matched_by_name(dltrain, run):
    Path("새.csv").write_text("남는 열,색,길이\n1,파랑,3\n2,빨강,12\n", encoding="utf-8")
    result = dltrain("predict", run, "새.csv")
    assert result.code == 0
    header, *lines = result.out.splitlines()
    assert header == "row,predicted,probability_장미,probability_튤립"
    assert [line.split(",")[0] for line in lines] == ["0", "1"]
    assert "남는 열" in result.err


def test_predictions_go_to_a_file_in_the_format_of_its_name(dltrain, run):
    for name in ("out.csv", "out.parquet", "out.json", "out.tsv"):
        assert dltrain("predict", run, "꽃.csv", "--output", name).out == ""
    table = polars.read_parquet("out.parquet")
    assert table["predicted"].to_list() == [row["predicted"] for row in json.loads(Path("out.json").read_text("utf-8"))]
    assert dltrain("predict", run, "꽃.csv", "--output", "out.xls").code == 2


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("색\n파랑\n", "새.csv: there is no column '길이'"),
        ("길이,색\n길다,파랑\n", "새.csv: column '길이'"),
        ("길이,색\ninf,파랑\n", "새.csv: column '길이'"),
    ],
)
def test_a_file_that_does_not_fit_is_named(dltrain, run, text, error):
    Path("새.csv").write_text(text, encoding="utf-8")
    result = dltrain("predict", run, "새.csv")
    assert (result.code, result.out) == (2, "")
    assert error in result.err


def test_unknown_labels_are_never_dropped_silently(dltrain, run):
    Path("새.csv").write_text("길이,색,종류\n3,파랑,장미\n3,파랑,국화\n", encoding="utf-8")
    result = dltrain("evaluate", run, "--data", "새.csv")
    assert result.code == 2
    assert "국화" in result.err


def test_changed_data_is_told(dltrain, run):
    Path("꽃.csv").write_text(ROWS + "3,파랑,장미\n", encoding="utf-8")
    result = dltrain("evaluate", run)
    assert result.code == 2
    assert "the data of the run has changed since it was trained" in result.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "길이,색,종류\n긴,파랑,장미\n",
            "새.csv: column '길이': 1 of 1 cells is not a number, first '긴' in row 1 (line 2); the model was trained on "
            "numbers in this column: correct such cells, or leave them blank, which the model takes as missing",
        ),
        (
            "길이;색;종류\n3;파랑;장미\n",
            '새.csv: only one column, but ";" splits every line into 3; '
            'save it with separator: ",", as the training data is read',
        ),
        ("길이,색,종류\n3,파랑\n", "새.csv: row 1 (line 2) has 2 cells, the header has 3; quote cells that hold the separator"),
        (
            "길이,색,종류\n3,파랑,장미\n".encode("cp949"),
            "새.csv: line 1: byte 0xb1 is not utf-8; all of the file reads as cp949 ('길이'); "
            "save it with encoding: utf-8, as the training data is read",
        ),
    ],
)
def test_a_new_file_is_to_be_corrected_and_no_spec(dltrain, run, text, message):
    Path("새.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    for words in (["evaluate", run, "--data", "새.csv"], ["predict", run, "새.csv"]):
        result = dltrain(*words)
        assert (result.code, result.err) == (2, f"error: {message}\n")


def test_predictions_never_take_the_place_of_their_input(dltrain, run):
    result = dltrain("predict", run, "꽃.csv", "--output", "꽃.csv")
    assert (result.code, result.err) == (2, "error: '꽃.csv' is the input itself; name another file for the output\n")
    assert Path("꽃.csv").read_text("utf-8") == ROWS


def test_a_terminal_that_lacks_characters_loses_no_predictions(dltrain, run, monkeypatch):
    ascii_only = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stdout", ascii_only)
    result = dltrain("predict", run, "꽃.csv")
    assert result.code == 2
    assert result.err == (
        "error: line 1 of the table holds '장', which ascii has not; write --encoding utf-8, or utf-8-sig for Excel\n"
    )
    assert ascii_only.buffer.getvalue() == b""
    assert dltrain("predict", run, "꽃.csv", "--encoding", "cp949").code == 0
    assert ascii_only.buffer.getvalue().decode("cp949").startswith("row,predicted,")
    ascii_only.seek(0)
    ascii_only.truncate()
    assert dltrain("evaluate", run).code == 0
    ascii_only.flush()
    assert b"\\uc7a5\\ubbf8" in ascii_only.buffer.getvalue()  # 장미


def test_predictions_in_an_encoding_that_excel_opens(dltrain, run):
    assert dltrain("predict", run, "꽃.csv", "--output", "예측.csv", "--encoding", "utf-8-sig").code == 0
    assert Path("예측.csv").read_bytes().startswith(b"\xef\xbb\xbfrow,predicted,")
    Path("예측.csv").write_text("before")
    assert dltrain("predict", run, "꽃.csv", "--output", "예측.csv", "--encoding", "latin-1").code == 2
    assert Path("예측.csv").read_text() == "before"
    for words, said in (
        (["--encoding", "cp94"], "--encoding: there is no text encoding 'cp94'; did you mean 'cp949'?"),
        (["--encoding", "hex"], "--encoding: there is no text encoding 'hex'"),
        (["--encoding", "cp949", "--output", "a.parquet"], "--encoding can never act beside a .parquet file, which is no text"),
    ):
        result = dltrain("predict", run, "꽃.csv", *words)
        assert (result.code, result.err.startswith(f"error: {said}")) == (2, True)


def test_control_characters_of_a_file_do_not_reach_the_terminal(dltrain, run):
    Path("새.csv").write_text("길이,색\n\x1b[2J\u202e긴,파랑\n", encoding="utf-8")
    result = dltrain("predict", run, "새.csv")
    assert "first '\ufffd[2J\ufffd긴' in row 1" in result.err
    Path("새.csv").write_text(f"길이,색\n{'긴' * 100_000},파랑\n", encoding="utf-8")
    assert len(dltrain("predict", run, "새.csv").err) < 10_000
