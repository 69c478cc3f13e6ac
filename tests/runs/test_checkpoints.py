"""Checkpoints: what goes in comes out, any library can open them, and nothing damaged or hostile is ever taken for whole."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import random
import signal
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors
import safetensors.numpy
from hostile import HOSTILE, header_of, sealed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from dltrain.errors import DamagedError, DltrainError, InputError
from dltrain.files.atomic import WriteError
from dltrain.files.temporary import remove_abandoned
from dltrain.runs import checkpoints

TENSORS = {"layers.0.weight": np.arange(6, dtype=np.float32).reshape(2, 3), "무게": np.array([True, False])}
STATE = {"epoch": 3, "labels": ["고양이", "개"]}

dtypes = st.sampled_from([np.float64, np.float32, np.float16, np.int64, np.int32, np.uint8, np.bool_])
shapes = arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)
names = st.text(st.characters(exclude_categories=["Cs"])).filter(lambda name: name != "__metadata__")
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
states = st.dictionaries(st.text(), values, max_size=4).filter(lambda state: not {"sha256", "format"} & set(state))


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    path = tmp_path / "last.safetensors"
    checkpoints.write(path, TENSORS, STATE)
    return path


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(names, dtypes.flatmap(lambda dtype: arrays.arrays(dtype, shapes)), max_size=4), states)
def test_what_is_written_is_read(tmp_path: Path, tensors: dict[str, np.ndarray], state: dict[str, Any]) -> None:
    path = tmp_path / "모델.safetensors"
    checkpoints.write(path, tensors, state)
    read_tensors, read_state = checkpoints.read(path)
    assert read_state == state
    assert set(read_tensors) == set(tensors)
    by_library = safetensors.numpy.load_file(path)
    for name, tensor in tensors.items():
        for read in (read_tensors[name], by_library[name]):
            assert read.dtype == tensor.dtype
            assert read.shape == tensor.shape
            assert read.tobytes() == tensor.tobytes()  # bitwise: NaN and -0.0 too
        assert read_tensors[name].flags.writeable
        assert read_tensors[name].flags.aligned


def test_views_and_foreign_byte_orders_are_stored_as_their_values(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    matrix = np.arange(12, dtype=np.float64).reshape(3, 4)
    checkpoints.write(path, {"transposed": matrix.T, "strided": matrix[::2, ::-1], "big": matrix.astype(">f8")}, {})
    tensors, _ = checkpoints.read(path)
    np.testing.assert_array_equal(tensors["transposed"], matrix.T)
    np.testing.assert_array_equal(tensors["strided"], matrix[::2, ::-1])
    np.testing.assert_array_equal(tensors["big"], matrix)


def test_the_one_metadata_key_begins_with_the_sha256_of_the_file_with_its_digits_as_zeros(checkpoint: Path) -> None:
    with safetensors.safe_open(checkpoint, "numpy") as file:
        assert set(file.metadata()) == {"dltrain"}
        metadata = json.loads(file.metadata()["dltrain"])
    assert list(metadata) == ["sha256", "format", "epoch", "labels"]
    assert metadata["format"] == 2
    whole = checkpoint.read_bytes()
    assert hashlib.sha256(whole.replace(metadata["sha256"].encode(), b"0" * 64)).hexdigest() == metadata["sha256"]
    assert int.from_bytes(whole[:8], "little") % 8 == 0


@pytest.mark.parametrize(
    ("tensors", "state", "error"),
    [
        ({}, {"loss": float("nan")}, ValueError),
        ({}, {"sha256": "mine"}, ValueError),
        ({}, {"format": 3}, ValueError),
        ({"__metadata__": np.zeros(1)}, {}, ValueError),
        ({"z": np.zeros(1, np.complex128)}, {}, TypeError),
        ({}, {"z": object()}, TypeError),
    ],
)
def test_what_a_checkpoint_cannot_hold_is_never_written(tmp_path: Path, tensors: Any, state: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        checkpoints.write(tmp_path / "a.safetensors", tensors, state)
    assert not list(tmp_path.iterdir())


def test_every_flipped_byte_is_refused(checkpoint: Path) -> None:
    whole = checkpoint.read_bytes()
    bits = random.Random(0)
    for index in range(len(whole)):
        flipped = bytearray(whole)
        flipped[index] ^= 1 << bits.randrange(8)
        checkpoint.write_bytes(flipped)
        with pytest.raises(DamagedError):
            checkpoints.read(checkpoint)


def test_every_truncation_and_every_addition_is_refused(checkpoint: Path) -> None:
    whole = checkpoint.read_bytes()
    for size in range(len(whole)):
        checkpoint.write_bytes(whole[:size])
        with pytest.raises(DamagedError):
            checkpoints.read(checkpoint)
    checkpoint.write_bytes(whole + b"\0")
    with pytest.raises(DamagedError, match="its SHA-256 does not match"):
        checkpoints.read(checkpoint)


def test_swapped_parts_of_two_checkpoints_are_refused(checkpoint: Path, tmp_path: Path) -> None:
    other = tmp_path / "best.safetensors"
    checkpoints.write(other, TENSORS | {"무게": np.array([False, False])}, STATE)
    mine, theirs = checkpoint.read_bytes(), other.read_bytes()
    checkpoint.write_bytes(mine[:-8] + theirs[-8:])
    with pytest.raises(DamagedError, match=r"SHA-256 does not match\); copy it here again"):
        checkpoints.read(checkpoint)


@pytest.mark.parametrize("entries", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_header_is_refused_though_its_hash_is_right(tmp_path: Path, entries: str) -> None:
    path = tmp_path / "hostile.safetensors"
    path.write_bytes(sealed(header_of(entries), b"\7" * 8))
    with pytest.raises(DamagedError, match="its header makes no sense"):
        checkpoints.read(path)


def test_a_hostile_state_is_refused_though_its_hash_is_right(tmp_path: Path) -> None:
    path = tmp_path / "hostile.safetensors"
    for state in (',"a":NaN', ',"a":1,"a":2', ',"sha256":"b"', ',"a"'):
        path.write_bytes(sealed(header_of("", state)))
        with pytest.raises(DamagedError, match="its header makes no sense"):
            checkpoints.read(path)
    path.write_bytes(sealed(header_of("", ',"epoch":1')))
    assert checkpoints.read(path) == ({}, {"epoch": 1})  # the same file without the fault is fine


@pytest.mark.parametrize("length", [2**63, 2**64 - 1, 2**32, 200_000_000])
def test_a_header_said_to_be_enormous_takes_no_memory(tmp_path: Path, length: int) -> None:
    path = tmp_path / "hostile.safetensors"
    with open(path, "wb") as file:
        file.write(length.to_bytes(8, "little") + b"{")
        file.truncate(300_000_000)  # sparse: takes no room on the disk
    tracemalloc.start()
    with pytest.raises(DamagedError):
        checkpoints.read(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.safetensors"
    for whole in (content, len(content).to_bytes(8, "little") + content, sealed(header_of(""))[:-1] + content):
        path.write_bytes(whole)
        if content != b"}":
            with pytest.raises(DltrainError):
                checkpoints.read(path)


def test_a_newer_format_is_told_from_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    path.write_bytes(sealed(header_of("", format=3)))
    with pytest.raises(DamagedError, match=r"written by a newer dltrain \(format 3; this one reads 2\); update dltrain"):
        checkpoints.read(path)


def test_a_safetensors_file_of_others_is_told_from_damage(tmp_path: Path) -> None:
    path = tmp_path / "bert.safetensors"
    for metadata in (None, {"format": "pt"}):
        safetensors.numpy.save_file({"weight": np.zeros(3)}, path, metadata=metadata)
        with pytest.raises(DamagedError, match=r"is a safetensors file, but not a checkpoint of dltrain"):
            checkpoints.read(path)


@pytest.mark.parametrize("beginning", [b"PK\3\4\0\0\0\0\0\0", b"\x80\2\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19"])
def test_a_pickle_is_refused_unread(tmp_path: Path, beginning: bytes) -> None:
    path = tmp_path / "model.pt"
    path.write_bytes(beginning + b"cos\nsystem\n" * 100)
    with pytest.raises(InputError, match=r"pickle or a zip archive \(.pt\), which could run code"):
        checkpoints.read(path)


def test_a_missing_file_and_a_folder_are_the_users_slips(checkpoint: Path) -> None:
    with pytest.raises(InputError, match=r"there is no file .*; did you mean 'last.safetensors'\?"):
        checkpoints.read(checkpoint.with_name("lost.safetensors"))
    with pytest.raises(InputError, match="there is no file"):
        checkpoints.read(checkpoint.parent / "no" / "such" / "folder.safetensors")
    with pytest.raises(InputError, match="is a folder; expected a checkpoint file"):
        checkpoints.read(checkpoint.parent)


@pytest.mark.parametrize("fault", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("place", ["os.fsync", "os.replace", "hashlib.sha256", "builtins.open"])
def test_a_fault_in_any_operation_keeps_the_previous_file(
    checkpoint: Path, monkeypatch: pytest.MonkeyPatch, place: str, fault: BaseException
) -> None:
    before = checkpoint.read_bytes()

    def fail(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(place, fail)
    with pytest.raises(WriteError if isinstance(fault, OSError) else KeyboardInterrupt) as raised:
        checkpoints.write(checkpoint, TENSORS, {"epoch": 4})
    monkeypatch.undo()
    if isinstance(fault, OSError):
        assert str(raised.value) == f"'{checkpoint}' cannot be written: no space left on device; the previous file is kept"
        assert isinstance(raised.value, WriteError)
        assert raised.value.exit_code == 3
    assert checkpoint.read_bytes() == before
    assert os.listdir(checkpoint.parent) == [checkpoint.name]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_a_disk_that_is_really_full(checkpoint: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = io.BufferedWriter(io.FileIO("/dev/full", "w"))
    monkeypatch.setattr("dltrain.files.temporary._opened", lambda target: (target.with_name(".full.tmp"), full))
    with pytest.raises(WriteError, match="no space left on device; the previous file is kept"):
        checkpoints.write(checkpoint, {"large": np.zeros(1_000_000)}, {})
    assert checkpoints.read(checkpoint)[1] == STATE
    assert os.listdir(checkpoint.parent) == [checkpoint.name]


KILLED = """
import os, signal, sys
import numpy as np
from pathlib import Path
from dltrain.runs import checkpoints
path, operation, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
real = getattr(os, operation)
def killing(*arguments):
    global count
    count -= 1
    if count == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*arguments)
setattr(os, operation, killing)
checkpoints.write(path, {"large": np.ones(1_000_000)}, {"epoch": 4})
"""


@pytest.mark.skipif(os.name != "posix", reason="needs kill -9")
@pytest.mark.parametrize(("operation", "count", "after"), [("fsync", 1, 3), ("replace", 1, 3), ("close", 1, 4)])
def test_a_process_killed_between_operations_leaves_a_whole_file(
    checkpoint: Path, operation: str, count: int, after: int
) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(checkpoint), operation, str(count)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert checkpoints.read(checkpoint)[1]["epoch"] == after
    remove_abandoned(checkpoint.parent)
    assert os.listdir(checkpoint.parent) == [checkpoint.name]


def test_a_link_to_a_checkpoint_stays_a_link(checkpoint: Path) -> None:
    link = checkpoint.with_name("link.safetensors")
    link.symlink_to(checkpoint)
    checkpoints.write(link, {}, {"epoch": 9})
    assert link.is_symlink()
    assert checkpoints.read(checkpoint)[1] == {"epoch": 9}
