"""Encoded rows are kept whole, found again as long as nothing has changed, and removed where there are too many, or on demand."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars
import pytest

from dltrain.commands.cache import cache
from dltrain.commands.preparing import row_cache, setup
from dltrain.commands.preparing.setup import prepare
from dltrain.commands.train import train
from dltrain.commands.training.display import Display
from dltrain.data.storage import is_mapped
from dltrain.errors import DataError, InputError
from dltrain.spec.loading import load

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="files without a name")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DLTRAIN_CACHE", str(tmp_path / "cache"))
    random = np.random.default_rng(0)
    x = random.normal(size=(6000, 4))
    table = polars.DataFrame({f"x{n}": x[:, n] for n in range(4)} | {"y": np.where(x[:, 0] > 0, "b", "a")})
    table.write_csv(tmp_path / "a.csv")
    (tmp_path / "a.yaml").write_text("data: {source: a.csv, target: y, memory: mapped}\nmodel: {layers: [4]}\n", "utf-8")
    return tmp_path


def entries() -> list[str]:
    return [entry.folder.name for entry in row_cache.entries()]


def forbidden(*_: object) -> None:
    raise AssertionError("the data was read again")


def test_the_same_data_is_not_encoded_again(folder: Path, monkeypatch: pytest.MonkeyPatch):
    made = prepare(load(folder / "a.yaml"))
    assert len(entries()) == 1
    monkeypatch.setattr(setup, "read_tables", forbidden)
    known = prepare(load(folder / "a.yaml", ["training.epochs=3"]))
    assert known.dataset.encoding == made.dataset.encoding
    assert known.dataset.fingerprint == made.dataset.fingerprint
    assert known.dataset.notices == made.dataset.notices
    assert known.resolved.experiment.data == made.resolved.experiment.data
    for part in ("train", "validation", "test"):
        one, other = getattr(known.dataset, part), getattr(made.dataset, part)
        assert is_mapped(one.inputs["features"])
        assert not one.inputs["features"].flags.writeable
        np.testing.assert_array_equal(one.inputs["features"], other.inputs["features"])
        np.testing.assert_array_equal(one.target, other.target)
        np.testing.assert_array_equal(one.rows, other.rows)
    setup.read_data(made.resolved.experiment, Path())  # the spec with all written out finds it as well


WINDOWS = {"one series": "stride: 1}", "every other": "stride: 2}", "two series": "stride: 1}, group: series"}


@pytest.mark.parametrize("window", WINDOWS)
def test_windows_are_kept_as_the_rows_beneath_them(folder: Path, monkeypatch: pytest.MonkeyPatch, window: str):
    if window == "two series":
        table = polars.read_csv(folder / "a.csv")
        table.with_columns(series=polars.Series(["one", "two"] * 3000)).write_csv(folder / "a.csv")
    (folder / "a.yaml").write_text(
        "data: {source: a.csv, target: x0, memory: mapped, split: {order: true, validation: 0.2, test: 0.2}, "
        f"window: {{length: 8, horizon: 1, {WINDOWS[window]}}}\nmodel: {{layers: [flatten, 4]}}\n",
        "utf-8",
    )
    made = prepare(load(folder / "a.yaml")).dataset
    assert is_mapped(made.train.inputs["features"])
    if window != "two series":  # whose windows lie in no line
        assert row_cache.entries()[0].bytes < 2 * 4 * 6000 * 10  # features, targets and numbers, not eight times
    monkeypatch.setattr(setup, "read_tables", forbidden)
    known = prepare(load(folder / "a.yaml")).dataset
    for part in ("train", "validation", "test"):
        one, other = getattr(known, part), getattr(made, part)
        np.testing.assert_array_equal(one.inputs["features"], other.inputs["features"])
        np.testing.assert_array_equal(one.target, other.target)
        np.testing.assert_array_equal(one.series, other.series)
    assert is_mapped(known.train.inputs["features"])


@pytest.mark.parametrize("change", ["data.scale=min_max", "data.split.seed=1", "the file"])
def test_another_spec_or_file_is_encoded_anew(folder: Path, change: str):
    prepare(load(folder / "a.yaml"))
    if change == "the file":
        (folder / "a.csv").write_text((folder / "a.csv").read_text("utf-8") + "0,0,0,0,a\n", "utf-8")
    prepare(load(folder / "a.yaml", [] if change == "the file" else [change]))
    assert len(entries()) == 2


def test_what_is_damaged_is_made_again(folder: Path):
    first = prepare(load(folder / "a.yaml")).dataset
    (file, *_) = (folder / "cache" / "rows" / entries()[0]).glob("*.bin")
    os.truncate(file, 10)
    again = prepare(load(folder / "a.yaml")).dataset
    np.testing.assert_array_equal(first.train.target, again.train.target)


def test_nothing_is_left_of_what_was_interrupted(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "rename", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        prepare(load(folder / "a.yaml"))
    assert entries() == []
    monkeypatch.undo()
    monkeypatch.setenv("DLTRAIN_CACHE", str(folder / "cache"))
    prepare(load(folder / "a.yaml"))
    assert len(entries()) == 1
    cache(clear=True)
    assert list((folder / "cache" / "rows").iterdir()) == []


def test_the_longest_unused_makes_room(folder: Path, monkeypatch: pytest.MonkeyPatch):
    prepare(load(folder / "a.yaml"))
    (old,) = entries()
    size = row_cache.entries()[0].bytes
    os.utime(folder / "cache" / "rows" / old / row_cache.META, (1, 1))
    monkeypatch.setenv("DLTRAIN_CACHE_LIMIT", str(1.5 * size / 2**30))
    prepare(load(folder / "a.yaml", ["data.scale=none"]))
    assert len(entries()) == 1
    assert old not in entries()
    monkeypatch.setenv("DLTRAIN_CACHE_LIMIT", str(0.5 * size / 2**30))
    prepare(load(folder / "a.yaml", ["data.scale=min_max"]))  # larger than all that may be kept
    assert len(entries()) == 1


def test_the_command_lists_and_clears(folder: Path, dltrain):
    shutil.rmtree(folder / "cache", ignore_errors=True)
    prepare(load(folder / "a.yaml"))
    listed = json.loads(dltrain("cache", "--json").out)
    assert [(entry["source"], entry["rows"]) for entry in listed["rows"]] == [("a.csv", 6000)]
    assert "a.csv  (6,000 rows)" in dltrain("cache").out
    assert "removed from" in dltrain("cache", "--clear").out
    assert entries() == []


@pytest.mark.parametrize(
    ("given", "such"), [("much", 50), ("-1", 50), ("nan", 50), ("inf", 50), ("1e300", 50), ("10 GB", 10), ("20gib", 20)]
)
def test_a_limit_that_is_none_is_told_before_the_rows_are_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch, given: str, such: int
):
    monkeypatch.setenv("DLTRAIN_CACHE_LIMIT", given)
    monkeypatch.setattr(setup, "read_tables", None)
    told = (
        f"the environment says DLTRAIN_CACHE_LIMIT={given}; expected a number of GiB from 0 to 8,589,934,592, "
        f"such as DLTRAIN_CACHE_LIMIT={such}, or 0 for none"
    )
    for work in (cache, lambda: prepare(load(folder / "a.yaml"))):
        with pytest.raises(InputError) as refused:
            work()
        assert str(refused.value) == told


def test_with_a_limit_of_nothing_nothing_is_kept(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DLTRAIN_CACHE_LIMIT", "0")
    prepare(load(folder / "a.yaml"))
    assert entries() == []
    assert cache().limit == 0


def test_a_cache_folder_that_is_none_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch):
    (folder / "file").write_text("")
    table = (folder / "a.csv").read_text()
    (folder / "a.csv").write_text(table + table.partition("\n")[2])  # 12,000 rows: few lie in memory wherever the others do
    monkeypatch.setenv("DLTRAIN_CACHE", str(folder / "file"))
    told = f"'{folder / 'file'}' is no folder; name another folder by the variable DLTRAIN_CACHE"
    with pytest.raises(DataError, match=rf"bytes of rows cannot be kept in .*: {told}"):
        prepare(load(folder / "a.yaml"))
    with pytest.raises(InputError, match=rf"cannot be read: {told}"):
        cache()


KILLED = """
import os, signal, sys
from pathlib import Path
from dltrain.commands.preparing.setup import prepare
from dltrain.commands.train import train
from dltrain.commands.training.display import Display
from dltrain.data import row_files, storage
from dltrain.spec.loading import load

where, kept, storage.SMALL = sys.argv[1], [], 1000

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def write(array, path, own=storage.write):
    kept.append(own(array, path))
    if len(kept) == 3:
        die()

if where == "encoding":
    from dltrain.data.encoding import writing
    writing._give_back = die  # the first rows are encoded
else:
    storage.write = write
prepare(load(Path("a.yaml")))
"""


@pytest.mark.parametrize("where", ["encoding", "keeping"])
def test_what_was_killed_leaves_nothing_that_is_taken_and_the_next_removes_the_rest(folder: Path, where: str):
    words = [sys.executable, "-c", KILLED, where]
    assert subprocess.run(words, cwd=folder, timeout=60, capture_output=True).returncode == -signal.SIGKILL
    left = list((folder / "cache" / "rows").iterdir())
    assert len(left) == (where == "keeping")  # a file without a name is gone; one that has got one waits
    assert entries() == []
    prepare(load(folder / "a.yaml"))
    assert [path.name for path in (folder / "cache" / "rows").iterdir() if path.name.startswith(".")] == []
    assert len(entries()) == 1


@pytest.fixture
def pictures(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """40 pictures of 48 × 48 in colour, 6,912 bytes each, which a table names: 276,480 bytes."""
    from PIL import Image

    for number in range(40):
        Image.new("RGB", (48, 48), (number, 0, 0)).save(folder / f"{number}.png")
    (folder / "a.csv").write_text("photo,y\n" + "".join(f"{number}.png,{number}\n" for number in range(40)), "utf-8")
    columns = "columns: {photo: image, y: numeric}"
    spec = f"data: {{source: a.csv, target: y, {columns}}}\nmodel: {{layers: [flatten, 4]}}\n"
    (folder / "a.yaml").write_text(spec, "utf-8")
    return folder


def with_free_memory(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr("dltrain.data.placement.free_memory", lambda: size)


@pytest.mark.parametrize(("free", "mapped"), [(3 * 276_480, False), (3 * 276_480 - 3, True)])
def test_pictures_that_a_column_names_are_mapped_where_they_take_a_third(pictures, monkeypatch, free: int, mapped: bool):
    with_free_memory(monkeypatch, free)
    made = prepare(load(pictures / "a.yaml"))
    assert made.dataset.is_mapped is mapped
    assert any("the pictures would take about 270 KiB" in notice for notice in made.dataset.notices) is mapped


def test_pictures_that_a_column_names_are_kept_until_one_is_another(pictures, monkeypatch):
    with_free_memory(monkeypatch, 400_000)
    made = prepare(load(pictures / "a.yaml")).dataset
    with monkeypatch.context() as patch:
        patch.setattr(setup, "read_tables", forbidden)
        known = prepare(load(pictures / "a.yaml")).dataset
        np.testing.assert_array_equal(known.train.inputs["photo"], made.train.inputs["photo"])
    shutil.copy(pictures / "1.png", pictures / "0.png")
    for _ in range(2):  # the second finds what the first has kept in place of the other
        again = prepare(load(pictures / "a.yaml")).dataset
        parts = (again.train, again.validation, again.test)
        assert sorted(int(one) for part in parts for one in part.inputs["photo"][:, 0, 0, 0]) == [1, 1, *range(2, 40)]
        monkeypatch.setattr(setup, "read_tables", forbidden)
    assert len(entries()) == 1
    with_free_memory(monkeypatch, 10**9)  # enough: they are to be resident
    with pytest.raises(AssertionError, match="read again"):
        prepare(load(pictures / "a.yaml"))


def test_an_ensemble_learns_from_rows_that_are_kept(folder: Path):
    for name in ("first", "second"):  # the second one's rows are not to be written, of which torch must have nothing to warn
        train(
            spec=folder / "a.yaml",
            sets=["ensemble=averaging", "training.epochs=1"],
            run_dir=folder / name,
            display=Display(charts=False),
        )
