"""Columns that name pictures: what becomes of the cells, and what is said of those that name none."""

import numpy as np
import pytest
from PIL import Image as Pillow

from dltrain.data import reading
from dltrain.data.columns import TableColumn
from dltrain.data.encoding import image
from dltrain.data.encoding.feature import FitData
from dltrain.data.options.columns import Image
from dltrain.data.options.section import Data, Files
from dltrain.data.sources.csv import Csv
from dltrain.data.sources.inline import Inline
from dltrain.errors import DataError


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Pictures of 2 × 2 pixels of one grey each, named by it, and one of 4 × 4."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "사진").mkdir()
    for grey in (10, 20, 30):
        Pillow.fromarray(np.full((2, 2), grey, np.uint8)).save(tmp_path / "사진" / f"{grey}.png")
    Pillow.fromarray(np.full((4, 4), 40, np.uint8)).save(tmp_path / "사진" / "large.png")
    return tmp_path


def written(folder, *paths, name="rows.csv"):
    (folder / name).write_text("photo,y\n" + "".join(f"{path},{row}\n" for row, path in enumerate(paths)), "utf-8")
    return Csv(path=name)


def data(source, **options):
    return Data(source=source, target="y", columns={"photo": Image(**{"colour": False, **options})})


def greys(table):
    return table.columns["photo"].values[:, 0, 0, 0].tolist()


def said(folder, *paths, **options):
    with pytest.raises(DataError) as error:
        reading.read(data(written(folder, *paths), **options), folder)
    return str(error.value)


def test_each_row_has_the_pixels_of_its_picture_and_bytes_stay_bytes(folder):
    table = reading.read(data(written(folder, "사진/20.png", "사진/10.png", "사진/20.png")), folder).train
    pixels = table.columns["photo"].values
    assert (pixels.shape, pixels.dtype) == ((3, 1, 2, 2), np.uint8)
    assert greys(table) == [20, 10, 20]


def test_pictures_of_several_sizes_are_brought_to_64_and_to_the_size_that_is_asked_for(folder):
    paths = ("사진/10.png", "사진/large.png")
    for options, size in (({}, (64, 64)), ({"size": 3}, (3, 3)), ({"size": [2, 5]}, (2, 5))):
        table = reading.read(data(written(folder, *paths), **options), folder).train
        assert table.columns["photo"].values.shape == (2, 1, *size)


def test_the_other_parts_have_the_size_of_the_training_rows(folder):
    files = Files(train=written(folder, "사진/10.png", "사진/20.png"), test=written(folder, "사진/large.png", name="test.csv"))
    tables = reading.read(data(files), folder)
    assert tables.test.columns["photo"].values.shape == (1, 1, 2, 2)
    assert greys(tables.test) == [40]


def test_the_paths_start_from_the_folder_of_the_table_or_from_one_that_is_named_within_it(folder):
    below = written(folder, "10.png", name="사진/rows.csv")
    assert greys(reading.read(data(below), folder).train) == [10]
    assert greys(reading.read(data(written(folder, "10.png"), folder="사진"), folder).train) == [10]
    rows = Inline(columns=["photo", "y"], rows=[["30.png", 1], ["10.png", 2]])
    assert greys(reading.read(data(rows, folder="사진"), folder).train) == [30, 10]


def test_the_fingerprint_is_that_of_the_pictures_too(folder):
    source = written(folder, "사진/10.png", "사진/20.png")
    before = reading.read(data(source), folder).fingerprint
    assert reading.read(data(source), folder).fingerprint == before
    Pillow.fromarray(np.full((2, 2), 11, np.uint8)).save(folder / "사진" / "10.png")
    assert reading.read(data(source), folder).fingerprint != before


def test_all_rows_without_a_picture_are_told_at_once(folder):
    (folder / "사진" / "note.txt").write_text("no picture")
    lines = said(folder, "사진/10.png", "", "사진/20.pgn", "photo/10.png", "사진/note.txt", "사진/30", "사진", "http://a.b/c.png")
    assert lines.split("\n") == [
        "rows.csv: column 'photo': 7 of 8 rows have no picture that can be used:",
        "  row 2 (line 3): no picture is named; every row needs one: name it, or leave the row out",
        f"  row 3 (line 4): 사진/20.pgn: there is no such file in '{folder}/사진'; did you mean '사진/20.png'?",
        f"  row 4 (line 5): photo/10.png: there is no folder 'photo' in '{folder}'",
        "  row 5 (line 6): 사진/note.txt: not a picture that can be decoded",
        f"  row 6 (line 7): 사진/30: there is no such file in '{folder}/사진'; did you mean '사진/30.png'?",
        "  row 7 (line 8): 사진: a folder, no picture",
        "  row 8 (line 9): http://a.b/c.png: an address, no file; download the pictures, and name the files",
    ]


def test_one_row_is_told_in_one_line_and_many_are_counted(folder):
    assert said(folder, "사진/10.png", "사진/1.png").startswith(
        "rows.csv: column 'photo': row 2 (line 3): 사진/1.png: there is no"
    )
    assert said(folder, *["nowhere.png"] * 25).split("\n")[-1] == "  and 5 more"


def test_names_that_differ_in_their_unicode_form_alone_are_the_same(folder):
    decomposed = "사진/그림.png".encode().decode()  # composed in the table, decomposed on the disk
    Pillow.fromarray(np.full((2, 2), 50, np.uint8)).save(folder / "사진" / "\u1100\u1173\u1105\u1175\u11b7.png")
    assert greys(reading.read(data(written(folder, decomposed)), folder).train) == [50]


def test_the_scale_is_that_of_the_training_rows(folder):
    table = reading.read(data(written(folder, "사진/10.png", "사진/20.png", "사진/30.png")), folder).train
    feature = image.fit(Image(colour=False), TableColumn(table, "photo"), FitData(np.array([0, 1]), 0, "standard"))
    assert feature.scale.offset == (15.0,)  # the mean of 10 and 20
    assert feature.scale.divisor == (5.0,)
    assert feature.options == Image(size=2, colour=False)
    assert feature.summary() == "pictures of 2 × 2 in grey"
