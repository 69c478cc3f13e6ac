"""Folders of pictures, of any size and mode, made here by Pillow."""

import struct
import unicodedata
import zlib

import numpy as np
import pytest
from PIL import Image

from dltrain.data.sources import image_decoding, picture_files, pictures
from dltrain.data.sources.images import Images
from dltrain.data.storage import RESIDENT, Mapped
from dltrain.data.table import Request
from dltrain.errors import DataError
from dltrain.process.progress import reported


@pytest.fixture(autouse=True)
def cache(tmp_path_factory, monkeypatch):
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    monkeypatch.setattr(image_decoding, "is_worth_keeping", lambda *_: True)
    return folder


def save(path, pixels, mode=None, **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.asarray(pixels, dtype=np.uint8)).convert(mode or "L").save(path, **options)


@pytest.fixture
def folder(tmp_path):
    """Two classes of two pictures of 2 × 2 pixels."""
    for name, grey in (("고양이/b.png", 10), ("고양이/A.PNG", 20), ("dog/1.bmp", 30), ("dog/deep/2.Png", 40)):
        save(tmp_path / "pets" / name, np.full((2, 2), grey))
    return tmp_path


def read(folder, path="pets", request=Request(target=("label",)), **options):
    return Images(path=path, **{"size": 2, "colour": False, **options}).read(folder, request)


def grey(table):
    return table.columns["image"].values[:, 0].tolist()


def said(folder, **options):
    with pytest.raises(DataError) as error:
        read(folder, **options)
    return str(error.value)


def test_folders_are_the_labels_and_rows_are_in_the_order_of_the_names(folder):
    table = read(folder)
    assert table.files == ("dog/1.bmp", "dog/deep/2.Png", "고양이/A.PNG", "고양이/b.png")
    assert [row[0][0] for row in grey(table)] == [30, 40, 20, 10]
    labels = table.columns["label"]
    assert [labels.levels[code] for code in labels.codes] == ["dog", "dog", "고양이", "고양이"]
    assert table.line_of(2) == "row 3 (고양이/A.PNG)"
    assert table.notices == ()
    assert table.select([3, 0]).files == ("고양이/b.png", "dog/1.bmp")


def test_names_are_the_same_in_every_unicode_form(tmp_path):
    save(tmp_path / "pets" / unicodedata.normalize("NFD", "고양이") / "1.png", np.zeros((2, 2)))
    save(tmp_path / "pets" / "dog" / "1.png", np.zeros((2, 2)))
    assert read(tmp_path).columns["label"].levels == ("dog", "고양이")


def test_what_is_no_picture_is_passed_over_and_said(folder):
    (folder / "pets" / ".DS").write_bytes(b"x")
    (folder / "pets" / "dog" / "._1.png").write_bytes(b"x")
    (folder / "pets" / "dog" / "notes.txt").write_bytes(b"x")
    save(folder / "pets" / "loose.png", np.zeros((2, 2)))
    (folder / "pets" / "bird").mkdir()
    table = read(folder)
    assert table.rows == 4
    assert table.notices == (
        "pets: 3 files are passed over, being hidden, no picture or in no class: dog/notes.txt, .DS, loose.png",
        "pets: 1 folder has no pictures and no class: bird",
    )


def test_without_class_folders_there_are_rows_to_predict_but_nothing_to_learn(folder):
    inputs_alone = Request(target=("label",), needed=frozenset({"image"}))
    assert read(folder, "pets/고양이", inputs_alone).files == ("A.PNG", "b.png")
    assert read(folder, "pets/고양이/A.PNG", inputs_alone).files == ("A.PNG",)
    assert read(folder, request=inputs_alone).rows == 4
    assert said(folder, path="pets/고양이").startswith("pets/고양이: there are no class folders: expected a folder a class")


def test_exif_rotation_is_honoured(tmp_path):
    """Orientation 6: the camera was turned, the picture is to be turned by 90° clockwise."""
    exif = Image.Exif()
    exif[0x0112] = 6
    save(tmp_path / "pets" / "a" / "1.png", [[10, 20], [30, 40]], exif=exif)
    save(tmp_path / "pets" / "b" / "1.png", [[10, 20], [30, 40]])
    assert grey(read(tmp_path)) == [[[30, 10], [40, 20]], [[10, 20], [30, 40]]]


@pytest.mark.parametrize(
    ("fit", "expected"),
    [
        ("resize", [[50, 150], [50, 150]]),  # each half of the width becomes one pixel
        ("crop", [[100, 100], [100, 100]]),  # the two columns in the middle
        ("pad", [[0, 0], [100, 100], [100, 100], [0, 0]]),
    ],
)
def test_other_proportions_fit_as_asked(tmp_path, fit, expected):
    wide = np.array([[0, 100, 100, 200]] * 2) if fit != "pad" else np.full((2, 2), 100)
    save(tmp_path / "pets" / "a" / "1.png", wide)
    size = [4, 2] if fit == "pad" else 2
    found = np.array(grey(read(tmp_path, fit=fit, size=size))[0])
    assert np.abs(found - expected).max() <= (25 if fit == "resize" else 0)  # bilinear weights reach over into the neighbour


def test_every_mode_becomes_grey_or_colour(tmp_path):
    top = tmp_path / "pets" / "a"
    save(top / "1_bit.png", [[0, 255]], "1")
    save(top / "2_palette.gif", [[0, 255]], "P")
    save(top / "3_cmyk.tif", [[0, 255]], "CMYK")
    Image.fromarray(np.array([[0, 65535]], dtype=np.uint16)).save(top / "4_deep.png")
    Image.fromarray(np.array([[[9, 9, 9, 0], [0, 0, 0, 255]]], dtype=np.uint8)).save(top / "5_transparent.png")
    assert grey(read(tmp_path, size=[1, 2])) == [[[0, 255]]] * 4 + [[[255, 0]]]
    colour = read(tmp_path, size=[1, 2], colour=True).columns["image"].values
    assert colour.shape == (5, 3, 1, 2)
    assert (colour == colour[:, :1]).all()


def test_colour_channels_are_red_green_blue(tmp_path):
    (tmp_path / "pets" / "a").mkdir(parents=True)
    Image.new("RGB", (2, 2), (10, 20, 30)).save(tmp_path / "pets" / "a" / "1.png")
    assert read(tmp_path, colour=True).columns["image"].values[0, :, 0, 0].tolist() == [10, 20, 30]


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width, height):
    """A tiny file that announces a picture of this size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(10))) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no picture at all", "not a picture that can be decoded"),
        (b"", "not a picture that can be decoded"),
        (png(4, 4)[:50], "not a whole picture: "),
        (png(10_000, 9_000), "too large: pictures of at most 89,478,485 pixels are decoded"),
        (png(100_000, 100_000), "too large: pictures of at most 89,478,485 pixels are decoded"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not a picture that can be decoded"),
    ],
)
def test_a_broken_picture_is_named(folder, content, words):
    (folder / "pets" / "dog" / "3.jpg").write_bytes(content)
    assert said(folder).startswith(f"pets: dog/3.jpg: {words}")


def test_a_torn_jpeg_is_named(folder):
    noise = np.random.default_rng(0).integers(0, 256, (64, 64))
    save(folder / "pets" / "dog" / "3.jpg", noise)
    whole = (folder / "pets" / "dog" / "3.jpg").read_bytes()
    (folder / "pets" / "dog" / "3.jpg").write_bytes(whole[: len(whole) // 2])
    assert said(folder).startswith("pets: dog/3.jpg: not a whole picture: image file is truncated")


def test_pictures_that_are_nowhere(folder):
    (folder / "empty").mkdir()
    (folder / "a.txt").write_bytes(b"")
    assert said(folder, path="pest") == f"pest: there is no such folder in '{folder}'; did you mean 'pets'?"
    assert said(folder, path="empty").startswith("empty: there are no pictures in it, nor in the folders in it (.bmp, .gif,")
    assert said(folder, path="a.txt").startswith("a.txt: expected a folder of pictures, or a picture (.bmp, .gif,")


def test_pictures_are_decoded_once(folder, cache, monkeypatch):
    first = read(folder)
    decode = image_decoding.decode_into
    monkeypatch.setattr(image_decoding, "decode_into", None)
    assert grey(read(folder)) == grey(first)
    assert read(folder).fingerprint == first.fingerprint
    monkeypatch.setattr(image_decoding, "decode_into", decode)
    (kept,) = cache.rglob("*.npz")
    kept.write_bytes(kept.read_bytes()[:-30])  # torn: as if it were not there
    assert grey(read(folder)) == grey(first)
    np.savez(kept, pixels=np.array([{}], dtype=object))  # a pickle is not read
    assert grey(read(folder)) == grey(first)
    save(folder / "pets" / "dog" / "1.bmp", np.full((2, 2), 31))
    assert read(folder).fingerprint != first.fingerprint
    assert grey(read(folder))[0] == [[31, 31], [31, 31]]


def test_a_cache_that_cannot_be_written_is_done_without(folder, cache, monkeypatch):
    (cache / "file").write_bytes(b"")
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache / "file"))
    assert read(folder).rows == 4


def test_progress_is_reported(folder):
    told = []
    with reported(lambda *progress: told.append(progress)):
        read(folder)
    assert told == [(what, done, 4) for what in ("reading pictures",) for done in (1, 2, 3, 4)]


def test_more_than_is_held_in_memory_is_refused_at_once(folder, monkeypatch):
    monkeypatch.setattr(pictures, "MAX_BYTES", 15)
    assert said(folder) == "pets: 4 pictures take 16 bytes, more than 15; lower 'size'"


@pytest.mark.parametrize("storage", ["resident", "mapped"])
def test_copies_of_the_process_read_what_its_threads_do(folder, monkeypatch, storage):
    (folder / "pets" / "dog" / "0.png").write_bytes(b"no picture")
    request = Request(target=("label",), lenient=True, storage=RESIDENT if storage == "resident" else Mapped(folder / "rows"))
    by_threads = read(folder, request=request)
    monkeypatch.setattr(picture_files, "copies_of", lambda pictures: 2)
    monkeypatch.setattr(picture_files, "PIECE", 1)
    by_copies = read(folder, request=request)
    assert grey(by_copies) == grey(by_threads)
    assert by_copies.fingerprint == by_threads.fingerprint
    assert by_copies.notices == by_threads.notices
    assert "0.png (not a picture that can be decoded)" in by_copies.notices[0]
