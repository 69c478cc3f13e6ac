"""Limits that are too low, and memory that there is not, are told in a sentence."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from dltrain.errors import InputError
from dltrain.process import limits

posix = pytest.mark.skipif(os.name != "posix", reason="limits are posix's")


def test_the_limits_of_this_machine_will_do() -> None:
    before = threading.active_count()
    limits.check()
    assert threading.active_count() == before


def test_a_current_folder_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(InputError, match="the current folder is not there any more"):
        limits.check()


@pytest.mark.parametrize("setting", ["POLARS_MAX_THREADS=0", "POLARS_MAX_THREADS=5000", "RAYON_NUM_THREADS=5000"])
def test_a_number_of_threads_that_polars_panics_at(monkeypatch: pytest.MonkeyPatch, setting: str) -> None:
    name, _, value = setting.partition("=")
    monkeypatch.setenv(name, value)
    with pytest.raises(InputError, match=rf"the environment says {setting}; expected [01] to 1024, or unset {name}"):
        limits.check()


def test_threads_that_cannot_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    start, started = threading.Thread.start, []

    def refusing(thread: threading.Thread) -> None:
        if len(started) == 5:
            raise RuntimeError("can't start new thread")
        started.append(thread)
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", refusing)
    monkeypatch.setenv("POLARS_MAX_THREADS", "2")
    with pytest.raises(
        InputError, match=r"fewer than the 16 threads .*ulimit -u.*; raise it, or start polars with fewer: POLARS_MAX_THREADS=1"
    ):
        limits.check()
    assert not any(thread.is_alive() for thread in started)


@posix
@pytest.mark.parametrize(
    ("limit", "told"),
    [
        (
            "-v 900000",
            "error: ulimit -v allows this process 900,000 KiB of memory, and polars and torch take 1,475,000",
        ),
        (
            "-d 120000",  # in which the threads that are tried would not fit with stacks of the usual size either
            "error: ulimit -d allows this process 120,000 KiB of memory, and polars alone takes 228,000 KiB with 1 thread",
        ),
        ("-n 8", "error: ulimit -n allows this process 8 open files; raise it to 16 or more: ulimit -n 1024"),
    ],
)
def test_a_limit_that_is_too_low(limit: str, told: str) -> None:
    line = f"ulimit {limit}; exec {sys.executable} -m dltrain check nowhere.yaml"
    environment = os.environ | {"POLARS_MAX_THREADS": "1"}
    ended = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False, env=environment)
    assert (ended.returncode, ended.stderr.startswith(told)) == (2, True), ended.stderr


def from_torch() -> None:
    import torch

    torch.empty(2**50)


def wrapped() -> None:
    try:
        from_torch()
    except RuntimeError as error:
        raise ValueError("the layer cannot be made") from error


@pytest.mark.parametrize("ask", [lambda: np.empty(2**50), from_torch, wrapped, lambda: bytearray(2**50)])
def test_memory_that_there_is_not(ask: object) -> None:
    assert callable(ask)
    with pytest.raises(Exception) as raised:  # noqa: PT011  # each library has one of its own
        ask()
    told = limits.shortage(raised.value)
    assert told is not None
    assert told.startswith("there is not enough memory for this")


def test_other_errors_are_none_of_these() -> None:
    assert limits.shortage(KeyError("out of memory")) is None
    assert limits.shortage(RuntimeError("shapes differ")) is None
    files = limits.shortage(OSError(errno.EMFILE, "Too many open files"))
    assert files is not None
    assert files.startswith("too many files are open: ulimit -n allows")
    assert "no further thread" in str(limits.shortage(RuntimeError("can't start new thread")))
