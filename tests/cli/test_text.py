"""A network that reads texts, from the spec to predictions."""

import json
from pathlib import Path

import pytest

from dltrain.runs import checkpoints

GOOD = ["정말 좋은 영화", "the film was good", "배우가 좋다", "good good"]
BAD = ["정말 나쁜 영화", "the film was bad", "배우가 나쁘다", "bad bad", "?"]
ROWS = [(text, "좋음") for text in GOOD] * 8 + [(text, "나쁨") for text in BAD] * 8
TABLE = "별점\t후기\t의견\n" + "".join(f"{row % 5}\t{text}\t{label}\n" for row, (text, label) in enumerate(ROWS))
SPECS = {
    "sequence": """
data:
  source: {type: tsv, path: 후기.txt, quote: none}
  target: 의견
  exclude: [별점]
  columns: {후기: {type: text, tokenizer: jamo}}
model:
  layers: [{type: embedding, dimensions: 8}, {type: gru, units: 8, bidirectional: true}, {type: dropout, rate: 0.1}]
training: {epochs: 12, learning_rate: 0.03}
""",
    "table": """
data:
  source: {type: tsv, path: 후기.txt, quote: none}
  target: 의견
  columns: {후기: {type: text, dimensions: 8}, 별점: categorical}
model: {layers: [8]}
training: {epochs: 12, learning_rate: 0.03}
""",
}


@pytest.fixture(params=SPECS)
def run(dltrain, request):
    Path("후기.txt").write_text(TABLE, encoding="utf-8")
    Path("spec.yaml").write_text(SPECS[request.param], encoding="utf-8")
    result = dltrain("train", "spec.yaml", "--no-pictures", "--run-dir", "run")
    assert result.code == 0, result.err
    return Path("run")


def test_it_learns_and_is_measured_again_the_same(dltrain, run):
    summary = json.loads((run / "summary.json").read_text("utf-8"))
    assert summary["test"]["accuracy"] == 1.0
    assert json.loads(dltrain("evaluate", run, "--json").out)["metrics"] == summary["test"]


def test_its_own_spec_trains_to_the_same_bits(dltrain, run):
    assert dltrain("train", run / "spec.yaml", "--no-pictures", "--run-dir", "again").code == 0
    for name in ("best", "last"):
        first, again = (checkpoints.read(folder / "checkpoints" / f"{name}.safetensors")[0] for folder in (run, Path("again")))
        assert all((first[key] == again[key]).all() for key in first)
    assert (run / "spec.yaml").read_text("utf-8") == Path("again/spec.yaml").read_text("utf-8")


def test_new_texts_are_predicted_blank_ones_too(dltrain, run):
    Path("새.csv").write_text('후기,별점\n"good, good film",1\n,2\nbad BAD,\n', encoding="utf-8")
    result = dltrain("predict", run, "새.csv")
    assert result.code == 0, result.err
    assert [line.split(",")[1] for line in result.out.splitlines()[1::2]] == ["좋음", "나쁨"]


def test_a_folder_of_texts(dltrain):
    for number, (text, label) in enumerate(ROWS):
        path = Path("후기", label, f"{number:03}.txt")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    Path("spec.yaml").write_text(
        """
data: {source: {type: text, path: 후기}}
model: {layers: [{type: embedding, dimensions: 8}, global_average_pool]}
training: {epochs: 20, learning_rate: 0.05}
""",
        encoding="utf-8",
    )
    assert dltrain("train", "spec.yaml", "--no-pictures", "--run-dir", "run").code == 0
    assert json.loads(Path("run/summary.json").read_text("utf-8"))["test"]["accuracy"] == 1.0
    assert json.loads(dltrain("evaluate", "run", "--data", "후기", "--json").out)["rows"] == len(ROWS)
    assert dltrain("predict", "run", "후기/좋음").out.count("좋음") == 1 + len(GOOD) * 8
    assert "나쁨" in dltrain("predict", "run", "후기/나쁨/040.txt").out
