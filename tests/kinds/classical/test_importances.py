"""What columns count: scikit-learn's own shares, and numbers worked out by hand."""

import json
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_wine

from dltrain.kinds.classical.stored import family_of
from dltrain.models.classical import kinds

MODELS = [kinds.TreeModel(type="tree", depth=3), kinds.ForestModel(type="forest", trees=7, depth=3)]


@pytest.mark.parametrize("predicts", ["classes", "values"])
@pytest.mark.parametrize("options", MODELS, ids=lambda options: options.type)
def test_the_decrease_in_impurity_is_scikit_learns(options, predicts):
    X, y = load_wine(return_X_y=True)
    weights = 1.0 + (y == 2)
    estimator = options.estimator(predicts, 0, 1).fit(X, y, sample_weight=weights)
    found = family_of(options.type).importances_of(family_of(options.type).arrays_of(estimator), X.shape[1], np.ones(X.shape[1]))
    np.testing.assert_allclose(found, estimator.feature_importances_, atol=1e-12)


def test_boosted_trees_count_by_what_their_questions_gain():
    """The target is 3 a; b is noise that is never asked about."""
    random = np.random.default_rng(0)
    X = random.normal(size=(300, 2))
    estimator = kinds.BoostedTreesModel(type="boosted_trees", trees=3, leaves=2).estimator("values", 0, 1).fit(X, 3 * X[:, 0])
    arrays = family_of("boosted_trees").arrays_of(estimator)
    np.testing.assert_array_equal(family_of("boosted_trees").importances_of(arrays, 2, np.ones(2)), [1, 0])
    assert arrays["rows"][arrays["roots"]].tolist() == [300, 300, 300]


def test_coefficients_are_those_of_numbers_of_deviation_1():
    """y = 2 a + 3 b, where b varies a third as much: 2 · 1 to 3 · 1/3, hence two thirds and one."""
    arrays = {"coefficients": np.array([[2.0, -3.0]]), "intercepts": np.zeros(1)}
    np.testing.assert_allclose(family_of("linear").importances_of(arrays, 2, np.array([1.0, 1 / 3])), [2 / 3, 1 / 3])


ROWS = "colour,size,note,kind\n" + "".join(
    f"{('red', 'blue', '')[n % 3]},{n % 40},x{n % 2},{'big' if n % 3 == 0 else 'small'}\n" for n in range(120)
)


def trained(dltrain, model):
    Path("rows.csv").write_text(ROWS, "utf-8")
    Path("spec.yaml").write_text(f"data: {{source: rows.csv, target: kind}}\nmodel: {model}", "utf-8")
    result = dltrain("train", "spec.yaml", "-o", "run", "--no-pictures")
    assert result.code == 0, result.err
    return json.loads(Path("run/importances.json").read_text("utf-8")), result.err


def test_a_column_is_told_with_what_it_is_made_of(dltrain):
    """Only red ones are big, so the colour decides, and of it whether it is red."""
    told, said = trained(dltrain, "{type: tree}")
    assert told["by"] == "impurity"
    first = told["columns"][0]
    assert (first["column"], first["importance"], first["numbers"]["colour = red"]) == ("colour", 1, 1)
    assert set(first["numbers"]) == {"colour = blue", "colour = red", "colour missing", "colour unseen"}
    shuffled = told["permutation"]
    assert (shuffled["metric"], shuffled["split"], shuffled["whole"]) == ("accuracy", "validation", 1)
    assert shuffled["columns"][0]["column"] == "colour"
    assert "what counts most is colour (1.00), by its share of the decrease in impurity" in said
    summary = json.loads(Path("run/summary.json").read_text("utf-8"))
    assert [(one["fact"], one["evidence"]) for one in summary["findings"] if "fact" in one] == [("importances", {"colour": 1})]
    assert "importances.json" in Path("run/SHA256SUMS").read_text("utf-8")


def test_a_model_without_an_account_is_asked_with_shuffled_columns(dltrain):
    told, said = trained(dltrain, "{type: nearest_neighbors}")
    assert set(told) == {"permutation"}
    assert "by how much worse accuracy is on validation rows where its values are shuffled" in said
