"""Answers out of arrays are those of scikit-learn's own estimators, which adds up float32 in float32: hence 1e-6."""

import numpy as np
import pytest
from sklearn.datasets import load_diabetes, load_wine
from sklearn.preprocessing import scale

from dltrain.files.typed_json import Misfit
from dltrain.kinds.classical.stored import family_of
from dltrain.models.classical import kinds
from dltrain.runs import checkpoints

CLASSIFIERS = [
    kinds.LogisticModel(type="logistic"),
    kinds.TreeModel(type="tree"),
    kinds.ForestModel(type="forest", trees=7),
    kinds.NeighborsModel(type="nearest_neighbors"),
    kinds.BoostedTreesModel(type="boosted_trees", trees=5),
]
REGRESSORS = [
    kinds.LinearModel(type="linear"),
    kinds.LinearModel(type="linear", l2=3.0),
    kinds.TreeModel(type="tree", depth=4),
    kinds.ForestModel(type="forest", trees=7),
    kinds.NeighborsModel(type="nearest_neighbors", neighbors=3),
    kinds.BoostedTreesModel(type="boosted_trees", trees=5),
    *(kinds.SvmModel(type="svm", kernel=kernel) for kernel in ("rbf", "linear", "polynomial")),
]


def wine(classes: int):
    X, y = load_wine(return_X_y=True)
    return scale(X)[y < classes].astype(np.float32), y[y < classes]


def reloaded(options, estimator, tmp_path):
    """The arrays of an estimator, after they lay in a file."""
    path = tmp_path / "a.safetensors"
    checkpoints.write(path, family_of(options.type).arrays_of(estimator), {})
    return checkpoints.read(path)[0]


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("options", CLASSIFIERS, ids=lambda options: options.type)
def test_probabilities(options, classes, tmp_path):
    X, y = wine(classes)
    estimator = options.estimator("classes", 0, 1).fit(X[::2], y[::2])
    predict = family_of(options.type).learner_of(reloaded(options, estimator, tmp_path), X.shape[1], classes, True)
    np.testing.assert_allclose(predict(X), estimator.predict_proba(X), atol=1e-6)


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("kernel", ["rbf", "linear", "polynomial"])
def test_votes_of_support_vectors(kernel, classes, tmp_path):
    X, y = wine(classes)
    options = kinds.SvmModel(type="svm", kernel=kernel, c=0.1)
    estimator = options.estimator("classes", 0, 1).fit(X[::2], y[::2])
    predict = family_of("svm").learner_of(reloaded(options, estimator, tmp_path), X.shape[1], classes, True)
    np.testing.assert_array_equal(predict(X), estimator.predict(X))


@pytest.mark.parametrize("options", REGRESSORS, ids=repr)
def test_values(options, tmp_path):
    X, y = load_diabetes(return_X_y=True)
    X, y = scale(X).astype(np.float32), scale(y)
    estimator = options.estimator("values", 0, 1).fit(X[::2], y[::2])
    predict = family_of(options.type).learner_of(reloaded(options, estimator, tmp_path), X.shape[1], 1, False)
    np.testing.assert_allclose(predict(X)[:, 0], estimator.predict(X), atol=1e-6)


@pytest.mark.parametrize("options", REGRESSORS[:4], ids=repr)
def test_two_values_at_once(options, tmp_path):
    X, y = wine(3)
    Y = X[:, :2] + y[:, None]
    estimator = options.estimator("values", 0, 1).fit(X[::2], Y[::2])
    predict = family_of(options.type).learner_of(reloaded(options, estimator, tmp_path), X.shape[1], 2, False)
    np.testing.assert_allclose(predict(X), estimator.predict(X), atol=1e-6)


@pytest.mark.parametrize(
    ("name", "place", "number", "message"),
    [
        ("left", 0, 0, "'left' must be numbers of nodes that come after their own"),  # would never come to a leaf
        ("feature", 0, 99, "'feature' must be numbers from -1 to 12"),
        ("roots", 0, -1, "'roots' must be numbers from 0 to"),
        ("threshold", 0, np.nan, "'threshold' must be finite numbers"),
    ],
)
def test_nodes_that_are_no_tree_are_refused(name, place, number, message):
    X, y = wine(3)
    arrays = family_of("tree").arrays_of(kinds.TreeModel(type="tree").estimator("classes", 0, 1).fit(X, y))
    arrays[name][place] = number
    with pytest.raises(Misfit, match=message):
        family_of("tree").learner_of(arrays, X.shape[1], 3, True)
