"""What a user types and reads, from a spec to a finished, evaluated run."""

import json
import subprocess
import sys
from pathlib import Path

import polars
import pytest
import safetensors
import yaml

XOR = """
name: xor
data:
  source: {type: inline, columns: [x1, x2, y], rows: [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]]}
  target: y
  scale: none
  split: none
model: {layers: [8], activation: tanh}
training: {learning_rate: 0.05, epochs: 300, batch_size: all}
"""
IRIS = """
data: {source: iris}
model: {layers: [8]}
training: {epochs: 5}
"""


@pytest.fixture
def specs(tmp_path):
    (tmp_path / "xor.yaml").write_text(XOR, encoding="utf-8")
    (tmp_path / "iris.yaml").write_text(IRIS, encoding="utf-8")


@pytest.mark.usefixtures("specs")
def test_xor_is_learned_and_summed_up(dltrain):
    result = dltrain("train", "xor.yaml")
    assert result.code == 0
    assert result.out == ""
    assert "xor" in result.err
    assert "completed 300 epochs" in result.err
    summary = json.loads(Path("runs/xor-1/summary.json").read_text("utf-8"))
    assert summary["train"]["accuracy"] == 1.0
    assert summary["baselines"]["majority"]["train"]["loss"] == pytest.approx(0.693147, abs=1e-6)  # ln 2: two even classes
    assert (summary["steps"], summary["parameters"]) == (300, 33)  # 2·8 + 8 weights and 8 + 1 biases
    assert "validation" not in summary
    assert "test" not in summary


@pytest.mark.usefixtures("specs")
def test_a_run_directory_holds_what_the_design_names(dltrain):
    assert dltrain("train", "iris.yaml", "--quiet").code == 0
    run = Path("runs/iris-1")
    assert sorted(path.relative_to(run).as_posix() for path in run.rglob("*") if path.is_file()) == [
        "SHA256SUMS",
        "activations.png",
        "checkpoints/best.safetensors",
        "checkpoints/last.safetensors",
        "confusion_matrix.json",
        "confusion_matrix.png",
        "curves.png",
        "gradients.png",
        "health.jsonl",
        "log.txt",
        "metrics.jsonl",
        "predictions.parquet",
        "spec.yaml",
        "summary.json",
    ]
    summary = json.loads((run / "summary.json").read_text("utf-8"))
    assert summary["data"]["rows"] == {"train": 90, "validation": 30, "test": 30}
    assert set(summary["test"]) == {"loss", "accuracy", "f1"}
    assert set(summary["baselines"]["majority"]) == {"validation", "test"}
    records = [json.loads(line) for line in (run / "metrics.jsonl").read_text("utf-8").splitlines()]
    assert [record["epoch"] for record in records] == [1, 2, 3, 4, 5]
    assert set(records[0]) == {
        "epoch",
        "train_loss",
        "validation_loss",
        "validation_accuracy",
        "validation_f1",
        "learning_rate",
        "seconds",
        "rows_per_second",
    }
    matrix = json.loads((run / "confusion_matrix.json").read_text("utf-8"))
    assert matrix["labels"] == ["setosa", "versicolor", "virginica"]
    assert [sum(map(sum, matrix[split])) for split in ("train", "validation", "test")] == [90, 30, 30]
    predictions = polars.read_parquet(run / "predictions.parquet")
    assert predictions.columns == ["row", "true", "predicted", *(f"probability_{label}" for label in matrix["labels"])]
    assert (predictions["true"] == predictions["predicted"]).mean() == pytest.approx(summary["test"]["accuracy"])
    assert predictions.select(polars.sum_horizontal(r"^probability_.*$")).to_series().to_list() == pytest.approx([1.0] * 30)


@pytest.mark.usefixtures("specs")
def test_a_checkpoint_is_one_safetensors_file_with_one_metadata_key(dltrain):
    dltrain("train", "iris.yaml", "--quiet", "--no-pictures")
    with safetensors.safe_open("runs/iris-1/checkpoints/best.safetensors", "numpy") as file:
        assert list(file.metadata()) == ["dltrain"]
        assert {"model.layers.0.linear.weight", "model.output.linear.bias", "optimizer.mean"} <= set(file.keys())
        state = json.loads(file.metadata()["dltrain"])
    assert {"format", "sha256", "spec", "encoding", "labels", "epoch", "history", "versions"} <= set(state)


@pytest.mark.usefixtures("specs")
def test_json_goes_to_stdout_and_nothing_else_does(dltrain):
    result = dltrain("train", "iris.yaml", "--json", "--run-dir", "run", "--no-pictures")
    assert json.loads(result.out) == json.loads(Path("run/summary.json").read_text("utf-8"))
    assert not Path("runs").exists()
    assert not list(Path("run").glob("*.png"))


@pytest.mark.usefixtures("specs")
def test_runs_are_numbered_and_a_full_folder_is_refused(dltrain):
    for _ in range(2):
        dltrain("train", "iris.yaml", "--quiet", "--no-pictures", "--set", "training.epochs=1")
    assert sorted(path.name for path in Path("runs").iterdir()) == ["iris-1", "iris-2"]
    result = dltrain("train", "iris.yaml", "--quiet", "--run-dir", "runs/iris-1")
    assert (result.code, result.err) == (
        2,
        "error: 'runs/iris-1' is not empty; expected a new or an empty folder for the run; "
        "to go on with the run there, type: dltrain resume runs/iris-1\n",
    )


@pytest.mark.usefixtures("specs")
def test_a_run_trains_again_from_its_own_spec_to_the_same_bits(dltrain):
    dltrain("train", "iris.yaml", "--quiet", "--no-pictures", "--run-dir", "a", "--set", "model.dropout=0.2")
    spec = yaml.safe_load(Path("a/spec.yaml").read_text("utf-8"))
    assert spec["training"]["learning_rate"] == 0.001
    assert dltrain("train", "a/spec.yaml", "--quiet", "--no-pictures", "--run-dir", "b").code == 0
    for which in ("best", "last"):
        first, second = (safetensors.safe_open(f"{run}/checkpoints/{which}.safetensors", "numpy") for run in "ab")
        assert all(first.get_tensor(name).tobytes() == second.get_tensor(name).tobytes() for name in first.keys())  # noqa: SIM118
    assert Path("a/spec.yaml").read_text("utf-8") == Path("b/spec.yaml").read_text("utf-8")


@pytest.mark.usefixtures("specs")
def test_a_diverging_run_exits_with_4_and_keeps_the_state_before(dltrain):
    spec = IRIS.replace("iris", "diabetes").replace("epochs: 5", "epochs: 5, optimizer: sgd, learning_rate: 1e18")
    Path("diverging.yaml").write_text(spec, encoding="utf-8")
    result = dltrain("train", "diverging.yaml", "--quiet", "--json", "--run-dir", "run")
    assert result.code == 4
    summary = json.loads(result.out)
    assert summary["status"] == "diverged"
    assert result.err.startswith("error: the loss became infinite or not a number in epoch 1;")
    rate = summary["findings"][0]["patch"][0]["to"]
    assert f"try --set training.learning_rate={rate:g}" in " ".join(result.err.split())  # one advice, not two
    assert dltrain("evaluate", "run").code == 0


@pytest.mark.parametrize("engine", ["numpy", "explicit", "autograd"])
def test_a_run_that_diverges_without_validation_rows_exits_with_4(dltrain, engine):
    spec = "data: {source: diabetes, split: none}\nmodel: {layers: [8]}\ntraining: {optimizer: sgd, learning_rate: 1e10}\n"
    Path("diverging.yaml").write_text(f"{spec}engine: {engine}", encoding="utf-8")
    assert dltrain("train", "diverging.yaml", "--quiet", "--run-dir", "run").code == 4
    assert dltrain("evaluate", "run").code == 0


@pytest.mark.usefixtures("specs")
def test_frozen_layers_keep_the_weights_that_they_started_from(dltrain):
    dltrain("train", "iris.yaml", "--quiet", "--no-pictures", "--run-dir", "a")
    words = ["--set", "model.initialize_from=a", "--set", "model.freeze=[0]"]
    assert dltrain("train", "iris.yaml", "--quiet", "--no-pictures", "--run-dir", "b", *words).code == 0
    first, second = (safetensors.safe_open(f"{run}/checkpoints/best.safetensors", "numpy") for run in "ab")
    name = "model.layers.0.linear.weight"
    assert first.get_tensor(name).tobytes() == second.get_tensor(name).tobytes()
    last = safetensors.safe_open("b/checkpoints/last.safetensors", "numpy")
    assert last.get_tensor(name).tobytes() == first.get_tensor(name).tobytes()
    assert last.get_tensor("model.output.linear.weight").tobytes() != first.get_tensor("model.output.linear.weight").tobytes()


@pytest.mark.usefixtures("specs")
def test_folds_are_ordinary_runs_with_their_means_above(dltrain):
    result = dltrain(
        "train", "iris.yaml", "--quiet", "--json", "--no-pictures", "--run-dir", "run", "--set", "data.split.folds=3"
    )
    summary = json.loads(result.out)
    folds = [json.loads(Path(f"run/fold-{k}/summary.json").read_text("utf-8")) for k in (1, 2, 3)]
    accuracies = [fold["test"]["accuracy"] for fold in folds]
    assert summary["test"]["accuracy"] == pytest.approx(sum(accuracies) / 3)
    tested = [row for k in (1, 2, 3) for row in polars.read_parquet(f"run/fold-{k}/predictions.parquet")["row"]]
    assert sorted(tested) == list(range(150))


def test_nothing_imports_torch_before_it_is_needed(tmp_path):
    (tmp_path / "iris.yaml").write_text(IRIS, encoding="utf-8")
    script = """
import sys
from dltrain.cli import main
sys.argv = ["dltrain", *sys.argv[1:]]
try:
    main()
finally:
    print(sorted({"torch", "sklearn", "PIL", "scipy", "pandas", "polars", "numpy"} & set(sys.modules)), file=sys.stderr)
"""
    loaded = {"check iris.yaml": "['numpy']"}  # built-in data needs no polars, a spec and its errors no numpy either
    for words in (["--help"], ["check", "iris.yaml"], ["schema"], ["train", "iris.yaml", "--set", "training.epocs=3"]):
        done = subprocess.run(
            [sys.executable, "-c", script, *words], cwd=tmp_path, capture_output=True, text=True, encoding="utf-8"
        )
        assert done.stderr.splitlines()[-1] == loaded.get(" ".join(words), "[]"), words
