"""Baselines in the summary: scikit-learn's own results on the same rows, encoded alike."""

import numpy as np
import pytest
from sklearn import metrics as oracle
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC, SVR

from dltrain.commands.preparing.setup import prepare
from dltrain.commands.train import train
from dltrain.commands.training.display import Display
from dltrain.data.encoding.feature import Block
from dltrain.data.part import Part
from dltrain.errors import InputError
from dltrain.models.baselines import BASELINES, Forest, Linear, baseline_names
from dltrain.spec.loading import load
from dltrain.training.measuring.baselines import matrix

CLASSES = """
data: {source: wine}
model: {layers: []}
training: {epochs: 0}
baselines: [majority, linear, {type: nearest_neighbors, neighbors: 3}, tree, {type: forest, trees: 20}, svm]
metrics: [accuracy, log_loss, roc_auc]
"""
VALUES = """
data: {source: diabetes}
model: {layers: []}
training: {epochs: 0}
baselines: [{type: linear, l2: 2}, svm]
metrics: [r2]
"""
LABELS = """
data:
  source:
    type: inline
    columns: [x, a, b]
    rows: [[0, 0, 1], [1, 0, 1], [2, 0, 1], [3, 1, 1], [4, 1, 1], [5, 1, 1], [6, 1, 0], [7, 1, 0]]
  target: [a, b]
  split: none
model: {layers: []}
training: {epochs: 0}
baselines: [tree, svm]
metrics: [accuracy]
"""


@pytest.fixture
def run(tmp_path):
    """A spec's dataset and its summary."""

    def trained(text, **changes):
        path = tmp_path / "spec.yaml"
        path.write_text(text, encoding="utf-8")
        sets = [f"{key}={value}" for key, value in changes.items()]
        folder = tmp_path / f"run-{len(list(tmp_path.iterdir()))}"
        summary = train(spec=path, sets=sets, run_dir=folder, display=Display(charts=False))
        return prepare(load(path, sets)).dataset, summary.plain()

    return trained


def test_classes_are_measured_as_scikit_learn_has_them(run):
    data, summary = run(CLASSES)
    X, y = data.train.inputs["features"], data.train.target
    assert list(summary["baselines"]) == ["majority", "linear", "nearest_neighbors", "tree", "forest", "svm"]
    for name, learner in (("linear", LogisticRegression(max_iter=1000)), ("nearest_neighbors", KNeighborsClassifier(3))):
        learner.fit(X, y)
        for split, part in (("validation", data.validation), ("test", data.test)):
            probabilities = learner.predict_proba(part.inputs["features"])
            told = summary["baselines"][name][split]
            assert told["accuracy"] == oracle.accuracy_score(part.target, probabilities.argmax(1))
            assert told["roc_auc"] == pytest.approx(oracle.roc_auc_score(part.target, probabilities, multi_class="ovr"))
            clipped = np.clip(probabilities, 1e-12, 1)
            assert told["loss"] == pytest.approx(-np.log(clipped[np.arange(len(part.target)), part.target]).mean())
    svm = SVC().fit(X, y)
    assert summary["baselines"]["svm"]["test"] == {
        "loss": None,
        "accuracy": svm.score(data.test.inputs["features"], data.test.target),
        "log_loss": None,
        "roc_auc": None,
    }


def test_values_are_measured_in_their_own_unit(run):
    data, summary = run(VALUES)
    X, y, test = data.train.inputs["features"], data.train.target[:, 0], data.test
    assert list(summary["baselines"]) == ["mean", "linear", "svm"]
    for name, learner in (("linear", Ridge(2.0)), ("svm", SVR())):
        predicted = learner.fit(X, y).predict(test.inputs["features"])
        told = summary["baselines"][name]["test"]
        assert told["r2"] == pytest.approx(oracle.r2_score(test.target[:, 0], predicted))
        assert told["loss"] == pytest.approx(oracle.mean_squared_error(test.target[:, 0], predicted))


def test_several_labels_have_a_learner_each(run):
    _, summary = run(LABELS)
    assert summary["baselines"]["tree"]["train"]["accuracy"] == 1
    assert summary["baselines"]["svm"]["train"]["loss"] is None


def test_a_label_that_always_holds_is_answered_so(run):
    _, summary = run(LABELS, **{"data.source.rows": [[x, int(x > 3), x % 2 if x > 9 else 1] for x in range(8)] + [[9, 1, 0]],
                               "data.split": "{order: true, validation: 0, test: 0.12}"})  # fmt: skip
    assert summary["baselines"]["tree"]["test"] == {"loss": pytest.approx(np.log(1e12) / 2, rel=1e-6), "accuracy": 0.0}


def test_the_seed_decides_and_threads_do_not(run):
    first, again, threaded, other = (
        run(CLASSES, **changes)[1]["baselines"]["forest"] for changes in ({}, {}, {"threads": 3}, {"seed": 1})
    )
    assert first == again == threaded != other


def test_a_margin_loss_has_no_value_for_probabilities(run):
    _, summary = run(CLASSES, **{"training.loss": "hinge"})
    assert summary["baselines"]["linear"]["test"]["loss"] is None
    assert summary["baselines"]["linear"]["test"]["accuracy"] > 0.9


def test_class_weights_count_for_learners_that_can_weigh_rows(run):
    data, summary = run(CLASSES, **{"training.class_weights": "{class_0: 5}", "baselines": "[linear]"})
    weights = np.where(data.train.target == 0, 5.0, 1.0)
    learner = LogisticRegression(max_iter=1000).fit(data.train.inputs["features"], data.train.target, weights)
    probabilities = learner.predict_proba(data.test.inputs["features"])
    told = summary["baselines"]["linear"]["test"]["log_loss"]
    assert told == pytest.approx(oracle.log_loss(data.test.target, probabilities))


def test_folds_average_what_is_defined(run, tmp_path):
    path = tmp_path / "folds.yaml"
    path.write_text(CLASSES, encoding="utf-8")
    summary = train(spec=path, sets=["data.split.folds=2"], run_dir=tmp_path / "folds", display=Display(charts=False)).plain()
    assert summary["baselines"]["svm"]["test"]["loss"] is None
    assert 0.9 < summary["baselines"]["svm"]["test"]["accuracy"] <= 1


CLUSTERS = """
data:
  source: {type: inline, columns: [x, y], rows: [[0, 0], [0, 2], [10, 0], [10, 4]]}
  scale: none
  split: none
model: {type: autoencoder, encoder: [1], decoder: []}
training: {epochs: 0}
baselines: [{type: k_means, clusters: 2}]
"""


def test_k_means_answers_with_the_centre_of_a_rows_cluster(run):
    _, summary = run(CLUSTERS)
    # Centres (0, 1) and (10, 2): the errors of y are 1, 1, 2 and 2, those of x none: (1 + 1 + 4 + 4) / 8.
    assert summary["baselines"]["k_means"]["train"]["mean_squared_error"] == pytest.approx(10 / 8)


def test_more_clusters_than_rows_are_told(run):
    with pytest.raises(InputError, match="there are 4 training rows; expected at most that many clusters, not 5"):
        run(CLUSTERS.replace("clusters: 2", "clusters: 5"))


def test_blocks_become_one_matrix():
    inputs = {
        "features": np.array([[0.5], [1.5]], dtype=np.float32),
        "colour": np.array([2, 0]),
        "image": np.arange(8, dtype=np.float32).reshape(2, 1, 2, 2),
    }
    blocks = [Block("features", (1,)), Block("colour", (), 3, 2), Block("image", (1, 2, 2))]
    found = matrix(blocks, Part(inputs, np.zeros((2, 0)), None, np.arange(2)))
    assert found.tolist() == [[0.5, 0, 0, 1, 0, 1, 2, 3], [1.5, 1, 0, 0, 4, 5, 6, 7]]


def test_codes_of_a_text_are_counted():
    inputs = {"review": np.array([[3, 1, 1], [0, 0, 2]])}
    found = matrix([Block("review", (3,), 4, 0)], Part(inputs, np.zeros((2, 0)), None, np.arange(2)))
    assert found.toarray().tolist() == [[0, 2, 0, 1], [2, 0, 1, 0]]


def test_names_tell_two_of_a_kind_apart():
    assert baseline_names([Linear(), Forest(), Forest(trees=10, depth=3)]) == ["linear", "forest", "forest_trees_10_depth_3"]


@pytest.mark.parametrize("name", [name for name in BASELINES if name not in ("majority", "k_means")])
@pytest.mark.parametrize("predicts", ["classes", "values"])
def test_every_entry_builds_its_estimator(name, predicts):
    X, y = np.arange(12.0).reshape(6, 2), np.array([0, 0, 0, 1, 1, 1])
    estimator = BASELINES[name]().estimator(predicts, 0, 1)
    assert estimator.fit(X, y).predict(X).shape == (6,)
    assert isinstance(BASELINES["forest"]().estimator("classes", 0, 1), RandomForestClassifier)


def test_beside_a_quantile_stands_that_quantile(run):
    """The pinball loss is least at the quantile, here of 0.9: an error e = p - y weighs 0.9 below y and 0.1 above."""
    text = VALUES.replace("baselines: [{type: linear, l2: 2}, svm]\n", "").replace("diabetes}", "diabetes, scale: none}")
    dataset, summary = run(text, **{"training.loss": "{type: quantile, quantile: 0.9}"})
    train, validation = (part.target[:, 0].astype(np.float64) for part in (dataset.train, dataset.validation))
    errors = np.quantile(train, 0.9, method="inverted_cdf") - validation
    assert set(summary["baselines"]) == {"quantile"}
    pinball = np.maximum(0.1 * errors, -0.9 * errors).mean()
    assert summary["baselines"]["quantile"]["validation"]["loss"] == pytest.approx(pinball, rel=1e-5)
