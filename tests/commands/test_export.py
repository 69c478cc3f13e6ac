"""A run as one ONNX file that takes raw columns and answers as the run does."""

import json
import re
import shlex
from pathlib import Path

import pytest

TABLE = """\
size,colour,fragile,price
1,red,yes,low
2,blue,no,low
3,red,yes,low
,blue,no,low
7,red,no,high
8,blue,yes,high
9,red,no,high
10,,yes,high
"""
SPEC = """\
data:
  source: boxes.csv
  target: price
  columns: {fragile: boolean}
  split: none
model: {layers: [4]}
training: {epochs: 3}
"""


@pytest.fixture
def boxes(dltrain, tmp_path):
    pytest.importorskip("onnxruntime")
    pytest.importorskip("onnxscript")
    (tmp_path / "boxes.csv").write_text(TABLE)
    (tmp_path / "boxes.yaml").write_text(SPEC)
    assert dltrain("train", str(tmp_path / "boxes.yaml"), "--run-dir", str(tmp_path / "run"), "--no-pictures").code == 0
    return tmp_path


def test_one_file_takes_raw_columns_and_gives_labels_and_probabilities(boxes, dltrain):
    import numpy as np
    import onnxruntime

    result = dltrain("export", str(boxes / "run"), "--format", "onnx", "--output", str(boxes / "boxes.onnx"))
    assert result.code == 0, result.err
    assert "checked on 8 train rows and 64 made-up rows: the same answers" in result.out
    session = onnxruntime.InferenceSession((boxes / "boxes.onnx").read_bytes(), providers=["CPUExecutionProvider"])
    assert {one.name: one.type for one in session.get_inputs()} == {
        "size": "tensor(double)",
        "colour": "tensor(string)",
        "fragile": "tensor(string)",
    }
    for rows in (1, 3):  # their number is free; a missing number, a missing word and one that no row had
        labels, probabilities = session.run(
            ["predicted", "probabilities"],
            {
                "size": np.array([np.nan, 2.0, 9.0])[:rows],
                "colour": np.array(["", "green", "red"], object)[:rows],
                "fragile": np.array(["yes", "no", "yes"], object)[:rows],
            },
        )
        assert set(labels) <= {"low", "high"}
        assert probabilities.shape == (rows, 2)
        assert probabilities.sum(axis=1) == pytest.approx(np.ones(rows))
    with pytest.raises(Exception, match="column 'fragile' is no or yes, and a cell is neither"):
        session.run(
            None,
            {"size": np.array([1.0]), "colour": np.array(["red"], object), "fragile": np.array(["perhaps"], object)},
        )


@pytest.mark.parametrize(("output", "said"), [("boxes.txt", "ends in .onnx"), ("nowhere/boxes.onnx", "there is no folder")])
def test_a_place_that_is_none_is_told_before_any_work(dltrain, output, said):
    result = dltrain("export", "no-run", "--format", "onnx", "--output", output)
    assert result.code == 2
    assert said in result.err


def test_the_examples_of_the_page_work(dltrain, monkeypatch, tmp_path):
    pytest.importorskip("onnxruntime")
    monkeypatch.chdir(tmp_path)
    page = (Path(__file__).parents[2] / "docs" / "export.md").read_text("utf-8")
    (tmp_path / "iris.yaml").write_text("data: {source: iris}\nmodel: {layers: [8]}\ntraining: {epochs: 40}\n")
    assert dltrain("train", "iris.yaml", "--no-pictures").code == 0
    for line in re.findall(r"```sh\n(.*)\n```", page):
        assert dltrain(*shlex.split(line)[1:]).code == 0
    names: dict = {}
    for code in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(code, names)
    assert names["labels"].tolist() == ["setosa", "virginica"]
    assert names["numbers"].tolist() == [0, 2]
    assert json.loads(names["told"]["dltrain.json"])["labels"] == ["setosa", "versicolor", "virginica"]
