import datetime
import zipfile

import numpy as np
import polars
import pytest

from dltrain.data.sources.npz import Npz
from dltrain.data.sources.parquet import Parquet
from dltrain.data.table import Array, Booleans, Numbers, Request, Words
from dltrain.errors import DataError


@pytest.fixture
def npz(tmp_path):
    def read(request=None, **arrays):
        np.savez_compressed(tmp_path / "a.npz", **arrays)
        return Npz("a.npz").read(tmp_path, request or Request())

    return read


@pytest.fixture
def parquet(tmp_path):
    def read(columns, request=None):
        polars.DataFrame(columns).write_parquet(tmp_path / "a.parquet")
        return Parquet("a.parquet").read(tmp_path, request or Request())

    return read


def test_arrays_become_columns_by_their_type(npz):
    images = np.arange(8, dtype=np.uint8).reshape(2, 1, 2, 2)
    day = np.array(["2024-01-02", "NaT"], dtype="datetime64[D]")
    table = npz(
        images=images, x=np.float32([0.5, np.nan]), y=[3, 4], word=["나", ""], flag=[True, False], day=day, raw=[b"a", b"b"]
    )
    assert isinstance(table.columns["images"], Array)
    assert table.columns["images"].values.dtype == np.uint8
    np.testing.assert_array_equal(table.columns["x"].values, [0.5, np.nan])
    assert table.columns["y"].whole
    assert table.columns["word"].levels == ("나",)
    assert table.columns["word"].codes.tolist() == [0, -1]
    assert isinstance(table.columns["flag"], Booleans)
    assert table.columns["day"].levels == ("2024-01-02",)
    assert table.columns["raw"].levels == ("a", "b")
    kinds = {"y": "categorical"}
    assert npz(y=[3, 4], request=Request(kinds=kinds)).columns["y"].levels == ("3", "4")
    assert npz(y=[3.0, 0.5], request=Request(kinds=kinds)).columns["y"].levels == ("0.5", "3")


def test_pictures_with_their_channels_last(tmp_path, npz):
    pictures = np.arange(2 * 8 * 9 * 3).reshape(2, 8, 9, 3)
    assert npz(x=pictures, y=[0, 1]).notices == (
        "a.npz: array 'x' is 8 × 9 × 3 a row, which looks like pictures with their channels last, and is read as 8 channels of "
        "9 × 3; write source: {type: npz, path: a.npz, channels: last}, or --set 'data.source={type: npz, path: a.npz, "
        "channels: last}'; or channels: first if it is so",
    )
    last = Npz("a.npz", channels="last").read(tmp_path, Request())
    assert last.notices == ()
    assert last.columns["x"].values.shape == (2, 3, 8, 9)
    np.testing.assert_array_equal(last.columns["x"].values[1, 2], pictures[1, :, :, 2])
    first = Npz("a.npz", channels="first").read(tmp_path, Request())
    assert (first.notices, first.columns["x"].values.shape) == ((), (2, 8, 9, 3))
    assert npz(x=np.zeros((2, 1, 28, 28)), series=np.zeros((2, 24, 3)), deep=np.zeros((2, 64, 8, 1))).notices == ()
    np.savez(tmp_path / "a.npz", x=np.zeros((2, 24, 3)))
    with pytest.raises(DataError, match=r"^a.npz: 'channels' can never act: no array is \(rows, height, width, channels\)$"):
        Npz("a.npz", channels="last").read(tmp_path, Request())


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"x": [1, 2], "y": [1]}, "a.npz: array 'x' has 2 rows, 'y' has 1; they must be equal"),
        ({"x": np.array([None, 1])}, "a.npz: array 'x' holds pickled objects, which are never loaded; save numbers or strings"),
        ({"x": 3}, "a.npz: array 'x' is a single value, not a column"),
        ({"x": []}, "a.npz: the arrays have no rows"),
        ({}, "a.npz: there are no arrays to use"),
        ({"x": [1, np.inf]}, "a.npz: column 'x': 1 infinite value, first in row 2"),
        ({"x": [[1, 2], [np.inf, np.inf]]}, "a.npz: column 'x': infinite values in 1 row, first in row 2"),
        ({"x": [1j]}, "a.npz: column 'x': arrays of complex128 in 1 dimensions cannot be used"),
        ({"x": [["a"]]}, "a.npz: column 'x': arrays of <U1 in 2 dimensions cannot be used"),
    ],
)
def test_arrays_that_cannot_be_used_are_named(npz, arrays, message):
    with pytest.raises(DataError) as error:
        npz(**arrays)
    assert str(error.value).startswith(message)


def test_arrays_that_are_needed_are_named_beside_those_that_are_there(tmp_path):
    np.savez(tmp_path / "a.npz", x=[1, 2], z=[1, 2])
    with pytest.raises(DataError, match=r"^a.npz: expected the arrays 'label', 'picture'; it has x, z$"):
        Npz("a.npz").read(tmp_path, Request(needed=frozenset({"picture", "label"})))


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    with (
        zipfile.ZipFile(tmp_path / "bomb.npz", "w", zipfile.ZIP_DEFLATED) as file,
        file.open("x.npy", "w", force_zip64=True) as member,
    ):
        for _ in range(260):
            member.write(bytes(2**20))
    with pytest.raises(DataError, match=r"bomb.npz: .* bytes that unpack to 272,629,760"):
        Npz("bomb.npz").read(tmp_path, Request())


def test_damaged_archives_are_an_error(tmp_path):
    for content in (b"", b"PK\x03\x04", b"x" * 100):
        (tmp_path / "a.npz").write_bytes(content)
        with pytest.raises(DataError, match=r"a.npz: not a whole .npz file"):
            Npz("a.npz").read(tmp_path, Request())
    np.savez(tmp_path / "b.npz", x=np.arange(1000.0))
    whole = (tmp_path / "b.npz").read_bytes()
    (tmp_path / "a.npz").write_bytes(whole[:500] + b"\xff" + whole[501:])
    with pytest.raises(DataError, match=r"a.npz"):
        Npz("a.npz").read(tmp_path, Request())


def test_parquet_columns_keep_their_type(parquet):
    table = parquet(
        {
            "x": [1.5, None],
            "n": [1, 2],
            "word": ["1", "나"],
            "flag": [True, None],
            "day": [datetime.date(2024, 1, 2), None],
            "time": [datetime.datetime(2024, 1, 2, 3, 4), None],
            "kind": polars.Series(["b", "a"], dtype=polars.Categorical),
            "none": [None, None],
        }
    )
    np.testing.assert_array_equal(table.columns["x"].values, [1.5, np.nan])
    assert table.columns["n"].whole
    assert table.columns["word"].levels == ("1", "나")
    np.testing.assert_array_equal(table.columns["flag"].values, [1, np.nan])
    assert table.columns["day"].levels == ("2024-01-02",)
    assert datetime.datetime.fromisoformat(table.columns["time"].levels[0]) == datetime.datetime(2024, 1, 2, 3, 4)
    assert table.columns["kind"].codes.tolist() == [1, 0]
    assert isinstance(table.columns["none"], Numbers)
    assert isinstance(parquet({"n": [1, 2]}, Request(kinds={"n": "categorical"})).columns["n"], Words)
    assert parquet({"n": ["1", "?"]}, Request(frozenset({"?"}), {"n": "numeric"})).columns["n"].values[0] == 1


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"x": [[1], [2]]}, r"a.parquet: column 'x': values of type List\(Int64\) cannot be used; write exclude: \[x\]"),
        ({"x": [{"a": 1}]}, r"a.parquet: column 'x': values of type Struct.* cannot be used"),
        ({"x": [1.0, float("-inf")]}, "a.parquet: column 'x': 1 infinite value, first in row 2"),
        ({"x": polars.Series([], dtype=polars.Int64)}, "a.parquet: the table has no rows"),
    ],
)
def test_parquet_columns_that_cannot_be_used_are_named(parquet, columns, message):
    with pytest.raises(DataError, match=message):
        parquet(columns)


def test_all_parquet_columns_that_cannot_be_used_are_excluded_by_one_line(parquet):
    columns = {"a b": [[1], [2]], "n": [1, 2], "raw": [b"1", b"2"]}
    with pytest.raises(DataError) as error:
        parquet(columns, Request(excluded=frozenset({"id"})))
    assert str(error.value) == (
        "a.parquet: column 'a b': values of type List(Int64) cannot be used\n"
        "a.parquet: column 'raw': values of type Binary cannot be used; "
        'write exclude: [id, "a b", raw], or save them as numbers or strings'
    )


def test_what_is_no_parquet_is_an_error(tmp_path):
    (tmp_path / "a.parquet").write_bytes(b"a,b\n1,2\n")
    with pytest.raises(DataError, match=r"a.parquet: cannot be read as parquet"):
        Parquet("a.parquet").read(tmp_path, Request())
