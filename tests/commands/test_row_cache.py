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

from dltrain.commands import row_cache, setup
from dltrain.commands.cache import cache
from dltrain.commands.setup import prepare
from dltrain.data.storage import is_mapped
from dltrain.errors import InputError
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


def test_a_limit_that_is_no_number_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DLTRAIN_CACHE_LIMIT", "much")
    with pytest.raises(InputError, match="DLTRAIN_CACHE_LIMIT=much; expected GiB"):
        cache()


KILLED = """
import os, signal, sys
from pathlib import Path
from dltrain.commands.setup import prepare
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
