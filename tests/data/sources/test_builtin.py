import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import sklearn.datasets

from dltrain.data.sources import SOURCES, absolute, source_of
from dltrain.data.sources.csv import Csv, Tsv
from dltrain.data.sources.inline import Inline
from dltrain.data.table import Booleans, Numbers, Request, Table, Words
from dltrain.errors import DataError


def read(name, request=None, **options) -> Table:
    return SOURCES[name](**options).read(Path(), request or Request())


@pytest.mark.parametrize("name", ["iris", "wine", "breast_cancer", "digits", "diabetes"])
def test_built_in_sets_equal_scikit_learns(name):
    expected = getattr(sklearn.datasets, f"load_{name}")()
    table = read(name)
    assert list(table.columns) == [*expected.feature_names, "target"]
    features = np.column_stack([table.columns[feature].values for feature in expected.feature_names])
    np.testing.assert_allclose(features, expected.data, rtol=1e-12, atol=1e-14)
    target = table.columns["target"]
    if isinstance(target, Words):
        labels = [str(expected.target_names[code]) for code in expected.target]
        assert [target.levels[code] for code in target.codes] == labels
        assert table.codes == {"target": {str(code): str(label) for code, label in enumerate(expected.target_names)}}
    else:
        np.testing.assert_array_equal(target.values, expected.target)


def test_small_data_is_read_without_polars_and_scikit_learn():
    code = (
        "import sys; from pathlib import Path; from dltrain.data.sources import SOURCES, Request\n"
        "SOURCES['iris']().read(Path(), Request()); SOURCES['inline'](['x'], [[1]]).read(Path(), Request())\n"
        "print([name for name in ('polars', 'sklearn', 'scipy', 'torch') if name in sys.modules])"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout.strip() == "[]"


def test_moons_lie_on_two_half_circles():
    table = read("moons", rows=100, noise=0.0)
    x1, x2, label = (table.columns[name].values for name in ("x1", "x2", "target"))
    upper, lower = label == 0, label == 1
    assert upper.sum() == lower.sum() == 50
    np.testing.assert_allclose(np.hypot(x1[upper], x2[upper]), 1)
    np.testing.assert_allclose(np.hypot(x1[lower] - 1, x2[lower] - 0.5), 1)
    assert x2[upper].min() >= 0
    assert x2[lower].max() <= 0.5


def test_circles_rings_and_spirals_have_the_radius_of_their_class():
    def radius(table):
        return np.hypot(table.columns["x1"].values, table.columns["x2"].values), table.columns["target"].values

    r, label = radius(read("circles", noise=0.0, factor=0.3))
    np.testing.assert_allclose(r, np.where(label == 0, 1, 0.3))
    r, label = radius(read("rings", noise=0.0, rings=4))
    np.testing.assert_allclose(r, label + 1)
    table = read("spirals", noise=0.0, arms=3, turns=2.0)
    r, label = radius(table)
    angle = np.arctan2(table.columns["x2"].values, table.columns["x1"].values)
    np.testing.assert_allclose(np.cos(angle), np.cos(2 * np.pi * (2 * r + label / 3)), atol=1e-9)
    assert r.max() <= 1


def test_generated_points_are_a_function_of_their_seed():
    assert read("blobs", seed=1).fingerprint == read("blobs", seed=1).fingerprint != read("blobs", seed=2).fingerprint
    points = read("blobs", rows=301, centers=3, spread=0.0)
    assert len(np.unique(points.columns["x1"].values)) == 3
    assert sorted(np.bincount(points.columns["target"].values.astype(int))) == [100, 100, 101]


def test_inline_cells_have_their_yaml_types():
    rows = [[0, 0.5, "나", True, "?"], [1, float("nan"), "", False, 2]]
    table = Inline(["n", "x", "word", "flag", "y"], rows).read(Path(), Request(frozenset({"?"})))
    assert table.columns["n"].whole
    np.testing.assert_array_equal(table.columns["x"].values, [0.5, np.nan])
    assert table.columns["word"].codes.tolist() == [0, -1]
    assert isinstance(table.columns["flag"], Booleans)
    np.testing.assert_array_equal(table.columns["y"].values, [np.nan, 2])
    categorical = Inline(["n"], [[1], [True]]).read(Path(), Request(kinds={"n": "categorical"}))
    assert categorical.columns["n"].levels == ("1", "true")


@pytest.mark.parametrize(
    ("columns", "rows", "message"),
    [
        (["a", "a"], [[1, 2]], "inline: 2 columns are named 'a'; names must differ"),
        (["a"], [], "inline: there are no rows"),
        ([], [], "inline: there are no columns"),
        (["a", "b"], [[1, 2], [3]], "inline: row 2 has 1 cells, there are 2 columns"),
        (["a"], [[1], ["x"]], "inline: column 'a': 1 of 2 cells is not a number, first 'x' in row 2"),
        (["a"], [[1], [float("inf")]], "inline: column 'a': 1 infinite value, first in row 2"),
    ],
)
def test_inline_rows_that_cannot_be_used_are_named(columns, rows, message):
    with pytest.raises(DataError) as error:
        Inline(columns, rows).read(Path(), Request())
    assert str(error.value).startswith(message)


def test_a_word_names_a_built_in_set_or_a_file_by_its_ending(tmp_path):
    assert source_of("data/타이타닉.CSV") == Csv("data/타이타닉.CSV")
    assert source_of("a.tsv.gz") == Tsv("a.tsv.gz")
    assert source_of("iris") == SOURCES["iris"]()
    for word, message in (
        ("irsi", "there is no built-in data set 'irsi'; did you mean 'iris'?"),
        (
            "a.txt",
            "a.txt: the ending '.txt' is none of .csv, .csv.gz, .csv.zst, .tsv, .tsv.gz, .tsv.zst, .parquet, .arrow, .feather, "
            ".ipc, .jsonl, .jsonl.gz, .ndjson, .xlsx, .npz; if it is separated text, write",
        ),
        ("inline", "source 'inline' has options that must be given; write {type: inline, ...}"),
    ):
        with pytest.raises(DataError) as error:
            source_of(word)
        assert str(error.value).startswith(message)
    assert absolute("iris", tmp_path) == "iris"
    assert absolute("a.csv", tmp_path) == str(tmp_path / "a.csv")
    assert absolute(Csv("a.csv", separator=";"), tmp_path) == Csv(str(tmp_path / "a.csv"), separator=";")


def test_rows_selected_from_a_table_are_as_if_the_others_had_never_been():
    table = Inline(["n", "word"], [[1, "b"], [0.5, "a"], [2, "b"]]).read(Path(), Request())
    some = table.select(np.array([2, 0]))
    assert some.columns["n"] == Numbers(some.columns["n"].values, whole=True)
    assert some.columns["n"].values.tolist() == [2, 1]
    assert some.columns["word"].levels == ("b",)
    assert some.line_of(0) == "row 3"
    assert table.select(np.array([False, True, False])).columns["word"].levels == ("a",)
    assert table.head(2).rows == 2
    assert table.head(5) is table
