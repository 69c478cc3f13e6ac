"""data.reduce: scikit-learn as the oracle, up to sign; fitted on the training rows alone; exact through JSON."""

import dataclasses
import json

import numpy as np
import pytest
from sklearn import decomposition

from dltrain.commands.evaluate import evaluate
from dltrain.commands.train import train
from dltrain.commands.training.display import Display
from dltrain.data.dataset import prepare
from dltrain.data.encoding import serialization as encoding_json
from dltrain.data.encoding.description import describe
from dltrain.data.encoding.feature import Block
from dltrain.data.options.columns import Categorical
from dltrain.data.options.section import Data
from dltrain.data.options.split import Split
from dltrain.data.reading import read
from dltrain.data.sources.inline import Inline
from dltrain.data.transforms.reduction import PCA, SVD, StoredProjection, principal
from dltrain.errors import SpecError


@pytest.fixture
def rows():
    random = np.random.default_rng(0)
    return (random.normal(size=(200, 3)) @ random.normal(size=(3, 7)) + random.normal(size=(200, 7)) / 10 + 2).astype(np.float32)


def same_up_to_sign(found, expected):
    signs = np.sign((found * expected).sum(axis=0))
    np.testing.assert_allclose(found, expected * signs, atol=2e-5)


@pytest.mark.parametrize("whiten", [False, True])
def test_pca_is_that_of_scikit_learn(rows, whiten):
    oracle = decomposition.PCA(3, whiten=whiten, svd_solver="full").fit(rows.astype(np.float64))
    found = PCA(components=3, whiten=whiten).fit(rows)
    same_up_to_sign(found.apply(rows), oracle.transform(rows))
    assert found.share == pytest.approx(oracle.explained_variance_ratio_.sum())
    np.testing.assert_allclose(found.undo(found.apply(rows)), oracle.inverse_transform(oracle.transform(rows)), atol=1e-5)


def test_svd_subtracts_no_mean(rows):
    oracle = decomposition.TruncatedSVD(3, algorithm="arpack", random_state=0).fit(rows.astype(np.float64))
    found = SVD(components=3).fit(rows)
    same_up_to_sign(found.apply(rows), oracle.transform(rows))
    assert found.offset.tolist() == [0.0] * 7
    assert SVD(components=2).fit(rows).apply(np.zeros((1, 7))).tolist() == [[0, 0]]


def test_axes_have_their_largest_entry_positive(rows):
    for turned in (rows, -rows, rows[::-1]):
        axes = PCA(components=3).fit(turned).axes
        assert (axes[np.arange(3), np.abs(axes).argmax(axis=1)] > 0).all()


def test_many_rows_are_taken_a_few_at_a_time(rows, monkeypatch):
    whole = PCA(components=3).fit(rows)
    monkeypatch.setattr("dltrain.data.transforms.reduction.CHUNK", 70)
    np.testing.assert_allclose(PCA(components=3).fit(rows).axes, whole.axes, atol=1e-12)
    np.testing.assert_array_equal(whole.apply(rows), whole.apply(rows))


def test_rows_on_a_line_leave_the_other_components_zero():
    line = np.outer(np.arange(5.0), [3.0, 4.0])
    found = principal(line, 2, centred=True, whiten=True)
    assert found.axes[0] == pytest.approx([0.6, 0.8])
    np.testing.assert_allclose(found.apply(line)[:, 1], 0, atol=1e-12)
    assert found.apply(line)[:, 0] == pytest.approx(np.array([-2, -1, 0, 1, 2]) / np.sqrt(2.5))
    assert found.share == pytest.approx(1)


def test_constant_rows_are_no_trouble():
    found = principal(np.full((4, 3), 2.0), 2, centred=True, whiten=True)
    assert (found.apply(np.full((1, 3), 2.0)).tolist(), found.share) == ([[0, 0]], 1.0)


def test_every_bit_comes_back_through_json(rows):
    found = PCA(components=3, whiten=True).fit(rows)
    again = StoredProjection(**json.loads(json.dumps(dataclasses.asdict(found.stored())))).projection("reduction")
    assert again == found
    assert again.axes.tobytes() == found.axes.tobytes()
    assert again.apply(rows).tobytes() == found.apply(rows).tobytes()


def prepared(reduce, **changes):
    cells = [[row, row * 2 + row % 3, "xyz"[row % 3], row % 2] for row in range(10)]
    source = Inline(columns=["a", "b", "c", "y"], rows=cells)
    split = Split(order=True, validation=0.2, test=0.2)
    data = Data(source=source, target="y", reduce=reduce, split=split, **changes)
    tables = read(data, None)
    return prepare(data, tables, scale_target=True, soft_classes=False)


def test_only_training_rows_are_looked_at():
    plain = prepared(None)
    found = prepared(PCA(components=2))
    expected = PCA(components=2).fit(plain.train.inputs["features"])
    assert found.encoding.reduction == expected
    assert found.encoding.blocks == [Block("features", (2,))]
    np.testing.assert_array_equal(found.test.inputs["features"], expected.apply(plain.test.inputs["features"]))
    assert encoding_json.from_json(json.loads(json.dumps(encoding_json.as_json(found.encoding)))) == found.encoding


def test_learned_vectors_stay_beside_the_components():
    found = prepared(SVD(components=1), columns={"c": Categorical(encoding="embedding")})
    assert [block.name for block in found.encoding.blocks] == ["features", "c"] == list(found.train.inputs)
    assert found.train.inputs["features"].shape == (6, 1)
    assert found.train.inputs["c"].tolist() == [0, 1, 2, 0, 1, 2]


def test_it_is_described():
    told = next(column for column in describe(prepared(PCA(components=5)).encoding) if column.kind == "reduction")
    assert (told.name, told.width) == ("pca", 5)
    assert told.encoding.startswith("6 numbers as 5, which hold ")


def test_more_components_than_there_are_is_an_error():
    with pytest.raises(SpecError) as refused:
        prepared(PCA(components=7))
    assert refused.value.problems[0].path == ("data", "reduce", "components")


def test_a_checkpoint_is_enough_to_reduce_again(tmp_path):
    spec = tmp_path / "spec.yaml"
    spec.write_text(
        "data: {source: wine, reduce: {type: pca, components: 4}}\nmodel: {layers: [8]}\ntraining: {epochs: 3}\n", "utf-8"
    )
    summary = train(spec=spec, run_dir=tmp_path / "run", display=Display(charts=False)).plain()
    assert evaluate(checkpoint=tmp_path / "run").metrics == summary["test"]
    again = train(spec=tmp_path / "run" / "spec.yaml", run_dir=tmp_path / "again", display=Display(charts=False)).plain()
    assert again["test"] == summary["test"]
