"""The threshold of two classes, on rows that can be counted by hand, and through the whole of a run."""

import json

import numpy as np
import onnxruntime
import polars
import pytest

from dltrain.commands.evaluate import evaluate
from dltrain.commands.export import export
from dltrain.commands.predict import predict
from dltrain.commands.train import train
from dltrain.commands.training.display import Display
from dltrain.metrics import METRICS
from dltrain.training.measuring.deciding import MAX_THRESHOLDS, best_threshold

QUIET = Display(charts=False)


def two(positive):
    """Probabilities of both classes, (rows, 2)."""
    positive = np.array(positive)
    return np.stack([1 - positive, positive], axis=1)


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        # Above 0.25 all four positives and one of three negatives: 6 of 7 right, more than at any other cut.
        ("accuracy", 0.25),
        ("f1", 0.25),
    ],
)
def test_by_hand(metric, expected):
    probabilities, true = two([0.1, 0.2, 0.3, 0.32, 0.4, 0.6, 0.35]), np.array([0, 0, 1, 1, 1, 1, 0])
    assert best_threshold(METRICS[metric](), probabilities, true) == pytest.approx(expected)


def test_of_equally_good_ones_the_nearest_to_one_half():
    """Any cut between 0.2 and 0.9 is right for all rows."""
    assert best_threshold(METRICS["accuracy"](), two([0.2, 0.9]), np.array([0, 1])) == 0.5
    assert best_threshold(METRICS["accuracy"](), two([0.1, 0.2, 0.3]), np.array([0, 1, 1])) == pytest.approx(0.15)


def test_a_constant_answer_may_take_all_rows_for_positive():
    """One probability of 0.4 for all: below it all rows are positive, which is right for two of three."""
    assert best_threshold(METRICS["accuracy"](), two([0.4, 0.4, 0.4]), np.array([1, 1, 0])) == pytest.approx(0.2)


def test_many_rows():
    positive = np.random.default_rng(0).random(4 * MAX_THRESHOLDS)
    found = best_threshold(METRICS["accuracy"](), two(positive), (positive > 0.3).astype(np.int64))
    assert found == pytest.approx(0.3, abs=2 / MAX_THRESHOLDS)


SPEC = """
name: cut
data: {source: rows.csv, target: y}
model: {layers: [4]}
training: {epochs: 8, learning_rate: 0.03, class_weights: {yes: 6}}
threshold: accuracy
metrics: [accuracy, roc_auc]
baselines: [linear, tree]
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run whose probabilities lean towards yes, its summary, and its data."""
    folder = tmp_path_factory.mktemp("cut")
    random = np.random.default_rng(0)
    x = random.normal(size=(200, 2)).round(3)
    y = np.where(x.sum(axis=1) + random.normal(size=200) > 0.5, "yes", "no")
    polars.DataFrame({"a": x[:, 0], "b": x[:, 1], "y": y}).write_csv(folder / "rows.csv")
    (folder / "spec.yaml").write_text(SPEC)
    summary = train(spec=folder / "spec.yaml", run_dir=folder / "run", display=QUIET).plain()
    return folder, summary


def test_the_summary_has_both(run):
    _, summary = run
    assert summary["threshold"] > 0.5  # the weights make yes too likely
    validation = summary["validation"]
    assert validation["accuracy"] > validation["accuracy_at_0.5"]
    assert "roc_auc_at_0.5" not in validation
    assert summary["baselines"]["linear"]["validation"].keys() == validation.keys()


def test_a_baseline_has_its_own(run):
    _, summary = run
    for name, splits in summary["baselines"].items():
        assert splits["validation"]["accuracy"] >= splits["validation"]["accuracy_at_0.5"], name


def test_it_is_chosen_on_the_validation_rows_and_decides_the_test_rows(run):
    folder, summary = run
    rows = polars.read_parquet(folder / "run" / "predictions.parquet")
    chosen = np.where(rows["probability_yes"].to_numpy() > summary["threshold"], "yes", "no")
    assert rows["predicted"].to_list() == chosen.tolist()
    assert summary["test"]["accuracy"] == pytest.approx(np.mean(chosen == rows["true"].to_numpy()))
    matrix = json.loads((folder / "run" / "confusion_matrix.json").read_text())["test"]
    assert np.trace(matrix) / np.sum(matrix) == pytest.approx(summary["test"]["accuracy"])


def test_the_checkpoint_has_it(run):
    folder, summary = run
    result = evaluate(checkpoint=folder / "run")
    assert result.metrics == pytest.approx(summary["test"])
    assert f"yes is predicted above a probability of {summary['threshold']:.4g}" in result.measures
    said = predict(checkpoint=folder / "run", data=folder / "rows.csv").columns
    assert said["predicted"] == ["yes" if chance > summary["threshold"] else "no" for chance in said["probability_yes"]]


def test_other_weights_say_that_it_is_not_theirs(run):
    folder, _ = run
    result = evaluate(checkpoint=folder / "run" / "checkpoints" / "last.safetensors")
    assert "above a probability of 0.5" not in result.measures
    said = (
        "last.safetensors decides at a probability of 0.5: a threshold is chosen at the end of a training, for its best weights"
    )
    assert said in result.notices
    assert not evaluate(checkpoint=folder / "run").notices


def test_an_onnx_file_decides_by_it(run):
    folder, summary = run
    export(run=folder / "run", format="onnx", output=folder / "cut.onnx")
    session = onnxruntime.InferenceSession(folder / "cut.onnx")
    table = polars.read_csv(folder / "rows.csv")
    given = {one.name: table[one.name].to_numpy().astype(np.float64) for one in session.get_inputs()}
    types = {one.name: np.float32 if one.type == "tensor(float)" else np.float64 for one in session.get_inputs()}
    answers = session.run(None, {name: array.astype(types[name]) for name, array in given.items()})
    names = [one.name for one in session.get_outputs()]
    label, probabilities = answers[names.index("predicted")], answers[names.index("probabilities")]
    assert np.asarray(label).ravel().tolist() == ["yes" if one > summary["threshold"] else "no" for one in probabilities[:, 1]]


def test_one_by_hand_needs_no_validation_rows(run, tmp_path):
    folder, _ = run
    sets = ["threshold=0.9", "data.split=none", "training.epochs=1"]
    summary = train(spec=folder / "spec.yaml", sets=sets, run_dir=tmp_path / "run", display=QUIET).plain()
    assert "threshold" not in summary  # the spec has it
    assert summary["train"].keys() == {"loss", "accuracy", "roc_auc", "accuracy_at_0.5"}
    assert evaluate(checkpoint=tmp_path / "run", split="train").metrics == pytest.approx(summary["train"])


def test_the_members_of_an_ensemble_decide_as_one(run, tmp_path):
    folder, _ = run
    sets = ["ensemble={type: averaging, members: 2}", "training.epochs=2"]
    summary = train(spec=folder / "spec.yaml", sets=sets, run_dir=tmp_path / "run", display=QUIET).plain()
    assert evaluate(checkpoint=tmp_path / "run").metrics == pytest.approx(summary["test"])
    assert summary["members"][0]["test"].keys() == summary["test"].keys()
