"""Principal components and singular vectors as models, beside scikit-learn's own on the same encoded rows."""

import json
from pathlib import Path

import numpy as np
import polars
import pytest
from sklearn.decomposition import PCA, TruncatedSVD

from dltrain.commands.loading import saved
from dltrain.commands.loading.run_data import run_dataset
from dltrain.kinds.unsupervised.components import components_for


def train(dltrain, model, data="{source: iris}"):
    Path("spec.yaml").write_text(f"data: {data}\nmodel: {model}\n", "utf-8")
    result = dltrain("train", "spec.yaml", "-o", "run", "--no-pictures")
    assert result.code == 0, result.err
    return json.loads(Path("run/summary.json").read_text("utf-8")), json.loads(Path("run/components.json").read_text("utf-8"))


def rows_of_the_run():
    model = saved.load(Path("run"), "")
    data = run_dataset(model, Path("run"))
    rows = {name: model.trained.rows(getattr(data, name), None) for name in ("train", "test")}
    found = {name: model.trained.scores(one) for name, one in rows.items()}
    return {name: one.inputs[0].astype(np.float64) for name, one in rows.items()}, found


def signed(axes):
    """The largest loading of each positive, which is the rule here."""
    return np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])


@pytest.mark.parametrize(("kind", "own"), [("pca", PCA(2)), ("svd", TruncatedSVD(2, algorithm="arpack", random_state=0))])
def test_it_is_that_of_scikit_learn(dltrain, kind, own):
    summary, told = train(dltrain, f"{{type: {kind}, components: 2}}")
    rows, found = rows_of_the_run()
    own.fit(rows["train"])
    signs = signed(own.components_)
    for name, given in rows.items():
        assert np.abs(found[name].components - own.transform(given) * signs).max() < 1e-6
        error = np.square(own.inverse_transform(own.transform(given)) - given).mean()
        assert summary[name]["mean_squared_error"] == pytest.approx(error, rel=1e-6)
    loadings = np.array([list(one["loadings"].values()) for one in told["components"]])
    assert np.abs(loadings - own.components_ * signs[:, None]).max() < 1e-6
    assert [one["variance"] for one in told["components"]] == pytest.approx(own.explained_variance_.tolist(), rel=1e-6)
    assert [one["share"] for one in told["components"]] == pytest.approx(own.explained_variance_ratio_.tolist(), rel=1e-6)
    assert next(iter(told["components"][0]["loadings"])) == "sepal length (cm)"


def test_a_share_takes_as_many_components_as_scikit_learn(dltrain):
    summary, told = train(dltrain, "{type: pca, components: 0.9}", "{source: wine}")
    rows, _ = rows_of_the_run()
    own = PCA(0.9).fit(rows["train"])
    assert len(told["components"]) == own.n_components_
    assert told["components"][-1]["cumulative"] == pytest.approx(own.explained_variance_ratio_.sum())
    assert summary["train"]["explained_variance"] == pytest.approx(told["components"][-1]["cumulative"], abs=1e-6)
    assert len(told["variances"]) == 13


def test_how_many_components_a_share_takes():
    variances = np.array([6.0, 3.0, 1.0])  # shares 0.6, 0.9, 1
    assert [components_for(one, variances, 10.0) for one in (0.5, 0.6, 0.89, 0.95, 2)] == [1, 2, 2, 3, 2]
    assert components_for(0.9, np.zeros(3), 0.0) == 1


def test_new_rows_have_their_components(dltrain):
    rows = [[n, 2 * n] for n in range(20)]
    train(dltrain, "{type: pca, components: 2}", f"{{source: {{type: inline, columns: [a, b], rows: {rows}}}}}")
    Path("new.csv").write_text("a,b\n3,6\n3,9\n", "utf-8")
    predicted = polars.read_csv(dltrain("predict", "run", "new.csv").out.encode())
    assert predicted.columns == ["row", "error", "component_1", "component_2"]
    assert predicted["component_2"][0] == pytest.approx(0.0, abs=1e-5)  # on the line along which all rows lie
    assert abs(predicted["component_2"][1]) > 0.1


def test_what_does_not_fit_is_said(dltrain):
    for written, said in (
        ("components: 5", "a row has 4 numbers; expected at most that many components, not 5"),
        ("components: 2.5", "expected a whole number of components, or a share below 1, not 2.5"),
        ("components: 0", "must be above 0"),
    ):
        Path("spec.yaml").write_text(f"data: {{source: iris}}\nmodel: {{type: pca, {written}}}\n", "utf-8")
        result = dltrain("train", "spec.yaml", "-o", "run")
        assert (result.code, said in result.err) == (2, True), result.err
