"""MNIST's format, byte by byte as http://yann.lecun.com/exdb/mnist describes it: everything is big-endian."""

import gzip
import tracemalloc

import numpy as np
import pytest

from dltrain.data.sources import absolute, source_of
from dltrain.data.sources.idx import Idx
from dltrain.data.table import Numbers, Request, Words
from dltrain.errors import DataError

PICTURES = bytes([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3]) + bytes([1, 2, 3, 255, 254, 253])  # two of 1 × 3 pixels
LABELS = bytes([0, 0, 8, 1, 0, 0, 0, 2]) + bytes([7, 2])


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a-images-idx3-ubyte").write_bytes(PICTURES)
    (tmp_path / "a-labels-idx1-ubyte").write_bytes(LABELS)
    return tmp_path


def idx(path="a-images-idx3-ubyte", labels="a-labels-idx1-ubyte"):
    return Idx(path=path, labels=labels)


def said(folder, source, request=Request(target=("label",))):
    with pytest.raises(DataError) as error:
        source.read(folder, request)
    return str(error.value)


def test_pictures_have_one_channel_and_labels_are_classes(folder):
    table = idx().read(folder, Request())
    assert table.rows == 2
    assert table.columns["image"].values.dtype == np.uint8
    assert table.columns["image"].values.tolist() == [[[[1, 2, 3]]], [[[255, 254, 253]]]]
    labels = table.columns["label"]
    assert isinstance(labels, Words)
    assert [labels.levels[code] for code in labels.codes] == ["7", "2"]


def test_gzipped_files_are_known_by_their_bytes(folder):
    (folder / "packed").write_bytes(gzip.compress(PICTURES, mtime=0))
    table = idx("packed").read(folder, Request())
    assert table.columns["image"].values.tolist() == [[[[1, 2, 3]]], [[[255, 254, 253]]]]


@pytest.mark.parametrize(
    ("code", "dtype", "numbers"),
    [(9, "i1", [-1, 2]), (0xB, ">i2", [-300, 2]), (0xC, ">i4", [70000, -2]), (0xD, ">f4", [0.5, -2]), (0xE, ">f8", [0.1, 3])],
)
def test_every_type_of_number(tmp_path, code, dtype, numbers):
    raw = bytes([0, 0, code, 2, 0, 0, 0, 1, 0, 0, 0, 2]) + np.array(numbers, dtype).tobytes()
    (tmp_path / "numbers").write_bytes(raw)
    values = idx("numbers", None).read(tmp_path, Request()).columns["image"].values
    assert values.tolist() == [numbers]
    assert values.dtype.isnative


def test_labels_that_are_no_whole_numbers_are_numbers(folder):
    (folder / "angles").write_bytes(bytes([0, 0, 0xD, 1, 0, 0, 0, 2]) + np.array([0.5, 2], ">f4").tobytes())
    column = idx(labels="angles").read(folder, Request()).columns["label"]
    assert isinstance(column, Numbers)
    assert column.values.tolist() == [0.5, 2.0]


def test_a_new_file_finds_its_labels_where_mnist_has_them(folder):
    found = idx("x", "y").at(str(folder / "a-images-idx3-ubyte"))
    assert found == idx(str(folder / "a-images-idx3-ubyte"), str(folder / "a-labels-idx1-ubyte"))
    assert idx("x", "y").at("pictures.gz") == idx("pictures.gz", None)


def test_without_labels_rows_can_be_predicted_but_not_learned_from(folder):
    unlabelled = idx(labels=None)
    assert unlabelled.read(folder, Request(target=("label",), needed=frozenset({"image"}))).rows == 2
    assert said(folder, unlabelled) == "a-images-idx3-ubyte: no file with its labels is known; the source needs labels: FILE"


def test_both_paths_become_absolute(folder):
    assert absolute(idx(), folder) == idx(str(folder / "a-images-idx3-ubyte"), str(folder / "a-labels-idx1-ubyte"))


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (PICTURES[:-1], "its header announces 6 bytes of numbers, but it holds 5"),
        (PICTURES + b"x", "its header announces 6 bytes of numbers, but it holds more"),
        (
            gzip.compress(PICTURES, mtime=0)[:-9],
            "not a whole gzip file: Compressed file ended before the end-of-stream marker was reached",
        ),
        (gzip.compress(PICTURES[:-2], mtime=0), "its header announces 6 bytes of numbers, but it holds 4"),
        (PICTURES[:9], "it ends within its header"),
        (b"PK\3\4", "not a file in MNIST's format: it begins with 50 4b 03 04, expected 00 00, a type and the number of axes"),
        (b"", "not a file in MNIST's format: it begins with nothing, expected 00 00, a type and the number of axes"),
        (LABELS, "holds one value a row, as a file of labels does; 'path' is the file of the pictures"),
    ],
)
def test_files_that_are_not_whole(folder, raw, words):
    (folder / "odd").write_bytes(raw)
    assert said(folder, idx("odd")).startswith(f"odd: {words}")


def test_a_header_that_announces_too_much_costs_no_memory(folder):
    announced = bytes([0, 0, 8, 3]) + b"\0\0\xff\xff" * 3
    (folder / "bomb").write_bytes(announced + bytes(100))
    tracemalloc.start()
    assert "more than the 17,179,869,184 that are read" in said(folder, idx("bomb"))
    (folder / "bomb").write_bytes(gzip.compress(bytes([0, 0, 8, 3]) + b"\0\0\4\0" * 3 + bytes(100)))
    assert "announces 1,073,741,824 bytes (1024 × 1024 × 1024), more than the file can hold" in said(folder, idx("bomb"))
    assert tracemalloc.get_traced_memory()[1] < 2**20
    tracemalloc.stop()


def test_a_gzip_bomb_is_unpacked_no_further_than_its_header_says(folder):
    (folder / "bomb").write_bytes(gzip.compress(PICTURES + bytes(50_000_000), mtime=0))
    tracemalloc.start()
    assert said(folder, idx("bomb")).endswith("its header announces 6 bytes of numbers, but it holds more")
    assert tracemalloc.get_traced_memory()[1] < 2**20
    tracemalloc.stop()


def test_as_many_labels_as_pictures(folder):
    (folder / "three").write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 3, 1, 2, 3]))
    assert said(folder, idx(labels="three")) == "a-images-idx3-ubyte holds 2 pictures, three 3 labels"
    swapped = said(folder, idx(labels="a-images-idx3-ubyte"))
    assert swapped == "a-images-idx3-ubyte: holds arrays, as a file of pictures does; 'labels' is the file of the labels"


def test_a_plain_name_asks_for_the_type():
    with pytest.raises(DataError, match=r"write \{type: idx, path: t10k-images-idx3-ubyte.gz, labels: ...\}"):
        source_of("t10k-images-idx3-ubyte.gz")
