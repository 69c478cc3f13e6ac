"""Classical models from the spec to the predictions, beside scikit-learn's own on the same rows."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars
import pytest
from safetensors.numpy import load_file
from sklearn.linear_model import LogisticRegression

NAMES = ("logistic", "tree", "forest", "svm", "nearest_neighbors", "boosted_trees")
COLOURS = ("blue sky", "cold"), ("red rose", "warm")
TEXTS = "text,hue,size\n" + "".join(f"{COLOURS[n % 2][0]} {n},{COLOURS[n % 2][1]},{n}\n" for n in range(40))


def train(dltrain, model, data="{source: iris}", rest=""):
    Path("spec.yaml").write_text(f"data: {data}\nmodel: {model}\n{rest}\n", "utf-8")
    result = dltrain("train", "spec.yaml", "-o", "run", "--no-pictures")
    assert result.code == 0, result.err
    return json.loads(Path("run/summary.json").read_text("utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_it_is_measured_saved_and_asked_again(dltrain, name):
    summary = train(dltrain, f"{{type: {name}}}")
    assert summary["test"]["accuracy"] > 0.85
    assert (summary["test"]["loss"] is None) == (name == "svm")
    assert summary["status"] == "completed"
    evaluated = dltrain("evaluate", "run", "--split", "test", "--json")
    assert json.loads(evaluated.out)["metrics"]["accuracy"] == summary["test"]["accuracy"]
    kept = polars.read_parquet("run/predictions.parquet")
    assert (np.array(kept["true"] == kept["predicted"])).mean() == pytest.approx(summary["test"]["accuracy"])
    assert any(one.startswith("probability_") for one in kept.columns) == (name != "svm")
    assert "nothing to do" in dltrain("resume", "run").err


@pytest.mark.parametrize(
    ("model", "how"), [("forest", "forest fitted by scikit-learn"), ("pca", "pca by a singular value decomposition")]
)
def test_before_it_is_fitted_no_steps_are_told(dltrain, model, how):
    """90 rows in batches of 32 would be three steps; the summary of the run will say one, as the fit is."""
    Path("spec.yaml").write_text(f"data: {{source: iris}}\nmodel: {{type: {model}}}\n", "utf-8")
    told = dltrain("check", "spec.yaml").out
    assert told.endswith(f"memory: data 3.5 KiB\ntraining: {how}, at once\n")
    found = json.loads(dltrain("check", "spec.yaml", "--json").out)
    assert (found["steps_per_epoch"], found["steps"], found["memory"]) == (1, 1, {"data": 3600})


def test_choices_without_probabilities_are_predicted(dltrain):
    train(dltrain, "{type: svm}")
    Path("new.csv").write_text("sepal length (cm),sepal width (cm),petal length (cm),petal width (cm)\n5,3.4,1.5,0.2\n", "utf-8")
    assert dltrain("predict", "run", "new.csv").out.splitlines() == ["row,predicted", "0,setosa"]


def test_the_same_bits_again(dltrain):
    train(dltrain, "{type: forest, trees: 5}")
    first = load_file("run/checkpoints/last.safetensors")
    assert dltrain("train", "run/spec.yaml", "-o", "again", "--no-pictures").code == 0
    second = load_file("again/checkpoints/last.safetensors")
    assert all(np.array_equal(first[name], second[name]) for name in first)


def test_a_killed_fit_begins_anew(dltrain, tmp_path):
    """The fit is one step, of which nothing is half done."""
    train(dltrain, "{type: forest, trees: 5}")
    code = "import os, sys; from sklearn.ensemble import RandomForestClassifier as F; F.fit = lambda *a, **k: os._exit(9); "
    code += "sys.argv = ['dltrain', 'train', 'spec.yaml', '-o', 'killed', '--no-pictures']; from dltrain.cli import main; main()"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=100).returncode == 9
    assert "result     fitted to all training rows at once" in dltrain("resume", "killed", "--no-pictures").err
    first, second = (load_file(f"{run}/checkpoints/best.safetensors") for run in ("run", "killed"))
    assert all(np.array_equal(first[name], second[name]) for name in first)


@pytest.mark.parametrize("name", ["logistic", "boosted_trees"])  # the second takes no sparse matrix
def test_texts_are_counted_words(dltrain, name):
    Path("texts.csv").write_text(TEXTS + 4 * TEXTS.partition("\n")[2], "utf-8")
    data = "{source: texts.csv, target: hue, columns: {text: text}, exclude: [size]}"
    assert train(dltrain, f"{{type: {name}}}", data)["test"]["accuracy"] == 1
    Path("new.csv").write_text("text,size\nred red rose,1\nblue sky,2\n", "utf-8")
    predicted = dltrain("predict", "run", "new.csv")
    assert [line.split(",")[1] for line in predicted.out.splitlines()[1:]] == ["warm", "cold"]


def test_several_labels_and_several_values(dltrain):
    rows = "".join(f"{n},{n * n % 7},{n % 2},{int(n > 20)},{n * 2},{n + 1}\n" for n in range(40))
    Path("many.csv").write_text("a,b,even,large,twice,next\n" + rows, "utf-8")
    labels = "{source: many.csv, target: [even, large], exclude: [twice, next]}"
    assert train(dltrain, "{type: tree}", labels)["task"] == "multilabel"
    assert dltrain("predict", "run", "many.csv").out.startswith("row,predicted_even,predicted_large,")
    Path("run").rename("labels")
    values = "{source: many.csv, target: [twice, next], exclude: [even, large]}"
    assert train(dltrain, "{type: linear}", values)["test"]["r2"] == pytest.approx(1)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("data: {source: diabetes}\nmodel: {type: logistic}", "'logistic' predicts classes, and the target is a number"),
        ("data: {source: iris}\nmodel: {type: linear}", "'linear' predicts numbers, and the target is a class"),
        (
            "data: {source: iris}\nmodel: {type: tree}\ntraining: {learning_rate: 0.1}",
            "'learning_rate' can never act: this",
        ),
        (
            "data: {source: iris}\nmodel: {type: tree}\ntraining: {epochs: 9}",
            "'epochs' can never act: this model is",
        ),
        ("data: {source: iris}\nmodel: {type: nearest_neighbors, neighbors: 99}", "there are 90 training rows"),
        (
            "data: {source: iris, target: [target, sepal length (cm)]}\nmodel: {type: forest}",
            "'target' names targets of different kinds, which a sequential model alone learns at once; name one column",
        ),
        ("data: {source: iris}\nmodel: {type: forest, layers: [3]}", "unknown key 'layers'"),
        ("data: {source: iris}\nmodel: {type: forest}\nengine: autograd", "has no network that the autograd engine could train"),
    ],
)
def test_what_does_not_go_with_it_is_said(dltrain, spec, message):
    Path("spec.yaml").write_text(spec, "utf-8")
    result = dltrain("check", "spec.yaml")
    assert result.code == 2
    assert message in result.err


def test_a_fit_that_has_not_converged_is_said(dltrain, monkeypatch):
    """Two steps of scikit-learn's 1,000 are too few."""
    fit = LogisticRegression.fit
    monkeypatch.setattr(LogisticRegression, "fit", lambda self, *given, **more: fit(self.set_params(max_iter=2), *given, **more))
    Path("spec.yaml").write_text("data: {source: wine}\nmodel: {type: logistic}", "utf-8")
    result = dltrain("train", "spec.yaml", "--no-pictures")
    assert (result.code, "logistic has not quite converged" in " ".join(result.err.split())) == (0, True)


def test_it_is_no_network_to_be_exported(dltrain):
    train(dltrain, "{type: nearest_neighbors}")
    result = dltrain("export", "run", "--format", "onnx")
    assert result.code == 2
    assert "a model of type nearest_neighbors is no network and cannot be exported" in result.err
