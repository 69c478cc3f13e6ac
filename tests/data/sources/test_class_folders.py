"""Which files of a folder are examples, and which folders are no classes."""

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dltrain.data.options.section import Data, Files
from dltrain.data.reading import read
from dltrain.data.sources.images import Images
from dltrain.data.sources.texts import TextFolders
from dltrain.data.table import Request
from dltrain.errors import DataError

LEARNED = Request(target=("label",))
PREDICTED = Request(target=("label",), needed=frozenset({"image"}), key_path=(), lenient=True)


@pytest.fixture(autouse=True)
def cache(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


def save(path: Path | bytes, size=(2, 2), grey=0):
    path = Path(os.fsdecode(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.full(size, grey, dtype=np.uint8)).save(path, "PNG")


def pictures(folder: Path, request=LEARNED, path="pets", **options):
    return Images(path=path, **options).read(folder, request)


def said(folder: Path, request=LEARNED, **options):
    with pytest.raises(DataError) as error:
        pictures(folder, request, **options)
    return str(error.value)


@pytest.fixture
def folder(tmp_path):
    for name in ("cat/1.png", "cat/2.png", "dog/1.png"):
        save(tmp_path / "pets" / name)
    return tmp_path


def test_what_systems_leave_in_folders_is_passed_over_in_silence(folder):
    for name in (
        ".DS_Store",
        "Thumbs.db",
        "cat/desktop.ini",
        "cat/._1.png",
        "__MACOSX/cat/._1.png",
        "cat/.ipynb_checkpoints/1.png",
    ):
        path = folder / "pets" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    table = pictures(folder)
    assert table.files == ("cat/1.png", "cat/2.png", "dog/1.png")
    assert table.notices == ()


def test_all_pictures_that_cannot_be_used_are_named_at_once(folder):
    (folder / "pets/cat/2.png").write_bytes((folder / "pets/cat/2.png").read_bytes()[:45])
    (folder / "pets/dog/2.jpg").write_bytes(b"x")
    (folder / "pets/dog/3.png").symlink_to("/nowhere/3.png")
    os.mkfifo(folder / "pets/dog/4.png")
    lines = said(folder).split("\n")
    assert lines[0] == "pets: 4 of 6 pictures cannot be used; remove or replace them:"
    assert lines[1].startswith("  cat/2.png: not a whole picture: ")
    assert lines[2:] == [
        "  dog/2.jpg: not a picture that can be decoded",
        "  dog/3.png: a link to '/nowhere/3.png', where there is nothing",
        "  dog/4.png: a pipe or a device, no file",
    ]


def test_a_long_list_of_them_is_cut_with_a_count(folder):
    for number in range(25):
        (folder / f"pets/dog/{number + 10}.png").write_bytes(b"x")
    lines = said(folder).split("\n")
    assert (len(lines), lines[-1]) == (22, "  and 5 more")


def test_whole_pictures_are_predicted_and_the_others_named(folder):
    (folder / "pets/cat/2.png").write_bytes(b"x")
    table = pictures(folder, PREDICTED)
    assert table.files == ("cat/1.png", "dog/1.png")
    assert table.columns["image"].values.shape == (2, 3, 2, 2)
    assert table.notices == (
        "pets: of 3 pictures 1 is left out, which cannot be used: cat/2.png (not a picture that can be decoded)",
    )
    for name in ("cat/1.png", "dog/1.png"):
        (folder / "pets" / name).write_bytes(b"x")
    assert said(folder, PREDICTED).startswith("pets: 3 of 3 pictures cannot be used; remove or replace them:\n  cat/1.png: ")


@pytest.mark.parametrize("names", [("train", "val", "test"), ("Training", "valid", "TEST"), ("train_set", "validation", "test")])
def test_folders_of_parts_are_no_classes(tmp_path, names):
    for part in names:
        for label in ("cat", "dog"):
            save(tmp_path / "pets" / part / label / "1.png")
    train, validation, test = names
    assert said(tmp_path, size=8).endswith(
        "are parts of the data, not classes: each holds the folders cat, dog; write source: {"
        f"train: {{type: images, path: pets/{train}, size: 8}}, validation: {{type: images, path: pets/{validation}, size: 8}}, "
        f"test: {{type: images, path: pets/{test}, size: 8}}}}"
    )
    assert pictures(tmp_path, PREDICTED).rows == 6
    evaluated = Request(target=("label",), key_path=(), needed=frozenset({"image", "label"}))
    assert said(tmp_path, evaluated).endswith(f"name one of them, such as pets/{validation}")


def test_a_part_without_class_folders_is_left_to_predict(tmp_path):
    for name in ("train/cat/1.png", "train/dog/1.png", "test/1.png"):
        save(tmp_path / "pets" / name)
    assert said(tmp_path) == (
        "pets: the folders 'test', 'train' are parts of the data, not classes; "
        "write source: {type: images, path: pets/train} (test has no class folders: it can be predicted)"
    )


def test_a_folder_around_the_class_folders_is_told(tmp_path):
    for name in ("archive/cat/1.png", "archive/dog/1.png"):
        save(tmp_path / "pets" / name)
    assert said(tmp_path) == (
        "pets: the only folder in it, 'archive', holds the folders cat, dog; if these are the classes "
        "write source: {type: images, path: pets/archive}"
    )


def test_what_is_learned_for_itself_needs_no_class_folders(tmp_path):
    for name in ("archive/cat/1.png", "archive/dog/1.png", "flat/1.png"):
        save(tmp_path / "pets" / name)
    around = read(Data(Images(path="pets/archive")), tmp_path, with_target=False)
    assert (around.target, around.train.rows) == (("label",), 2)
    flat = read(Data(Images(path="pets/flat")), tmp_path, with_target=False)
    assert (flat.target, flat.train.rows) == ((), 1)
    assert read(Data(Images(path="pets")), tmp_path, with_target=False).train.rows == 3


def test_classes_may_be_called_train(tmp_path):
    for name in ("train/1.png", "bus/1.png", "test/1.png"):
        save(tmp_path / "pets" / name)
    assert pictures(tmp_path).columns["label"].levels == ("bus", "test", "train")


def test_folders_of_parts_are_no_classes_of_texts_either(tmp_path):
    for part in ("train", "test"):
        for label in ("neg", "pos"):
            (tmp_path / "reviews" / part / label).mkdir(parents=True)
            (tmp_path / "reviews" / part / label / "1.txt").write_text("good")
    with pytest.raises(DataError, match=r"write source: \{train: \{type: text, path: reviews/train\}, test: \{type: text, path"):
        TextFolders(path="reviews").read(tmp_path, LEARNED)


def test_links_are_followed(folder):
    save(folder / "elsewhere/deep/1.png")
    (folder / "pets/fox").symlink_to(folder / "elsewhere")
    (folder / "pets/dog/more").symlink_to(folder / "elsewhere/deep")
    (folder / "pets/dog/2.png").symlink_to(folder / "pets/cat/2.png")
    table = pictures(folder)
    assert table.files == ("cat/1.png", "cat/2.png", "dog/1.png", "dog/2.png", "dog/more/1.png", "fox/deep/1.png")


@pytest.mark.parametrize(
    ("link", "to", "message"),
    [
        ("dog/all", "..", "pets: dog/all: a link to a folder that it lies in, without end; remove it"),
        ("dog/again", ".", "pets: dog/again: a link to a folder that it lies in, without end; remove it"),
        ("all", ".", "pets: all: a link to a folder that it lies in, without end; remove it"),
        ("fox", "/nowhere", "pets: fox: a link to '/nowhere', where there is nothing; restore what it names, or remove it"),
        ("dog/more", "gone", "pets: dog/more: a link to 'gone', where there is nothing; restore what it names, or remove it"),
        ("fox", "fox", "pets: fox: a link to 'fox', where there is nothing; restore what it names, or remove it"),
    ],
)
def test_links_that_lead_nowhere_or_in_circles_are_named(folder, link, to, message):
    (folder / "pets" / link).symlink_to(to)
    assert said(folder) == message


def test_names_that_are_not_utf_8_are_read_as_well_as_can_be(tmp_path):
    top = os.fsencode(tmp_path) + b"/pets/"
    save(top + "강아지".encode("cp949") + b"/1.png")
    save(top + b"cat/" + b"\xff\xfe.png")
    table = pictures(tmp_path)
    assert table.columns["label"].levels == ("cat", "강아지")
    assert table.files == ("cat/\\xff\\xfe.png", "강아지/1.png")
    assert table.notices == (
        "pets: 2 names of files and folders are not UTF-8, and read as well as can be: \\xff\\xfe.png, 강아지; "
        "rename what is read wrong",
    )


@pytest.mark.parametrize(("size", "kept"), [((28, 28), 28), ((20, 30), [20, 30]), ((600, 500), 64)])
def test_pictures_of_one_size_keep_it(tmp_path, size, kept):
    for name in ("cat/1.png", "cat/2.png", "dog/1.png"):
        save(tmp_path / "pets" / name, size)
    table = pictures(tmp_path)
    assert table.settled == {"size": kept}
    assert table.columns["image"].values.shape[2:] == (tuple(kept) if isinstance(kept, list) else (kept, kept))


def test_pictures_of_several_sizes_are_brought_to_the_usual_one(tmp_path):
    for number in range(30):
        save(tmp_path / "pets/cat" / f"{number:02}.png", (2, 3) if number == 29 else (2, 2))
    assert pictures(tmp_path).columns["image"].values.shape == (30, 3, 64, 64)


def test_other_parts_have_the_size_of_the_training_pictures(tmp_path):
    for label in ("cat", "dog"):
        save(tmp_path / "a" / label / "1.png", (4, 4))
        save(tmp_path / "b" / label / "1.png", (9, 9))
    tables = read(Data(Files(train=Images(path="a"), test=Images(path="b"))), tmp_path)
    assert tables.test.columns["image"].values.shape == (2, 3, 4, 4)
    assert tables.source == Files(train=Images(path="a", size=4), test=Images(path="b", size=4))
