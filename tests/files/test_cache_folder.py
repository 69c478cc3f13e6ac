"""The cache folder: which it is, and what is said where nothing can be kept in it."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

import pytest

from dltrain.errors import InputError
from dltrain.files.cache_folder import cache_folder, obstacle


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for variable in ("DLTRAIN_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(variable, raising=False)


@pytest.mark.skipif(os.name != "posix" or os.uname().sysname != "Linux", reason="the folders of Linux")
def test_which_folder_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    assert cache_folder() == tmp_path / ".cache" / "dltrain"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")  # which the specification has ignored
    assert cache_folder() == tmp_path / ".cache" / "dltrain"
    monkeypatch.setenv("XDG_CACHE_HOME", "/caches")
    assert cache_folder() == Path("/caches/dltrain")
    monkeypatch.setenv("DLTRAIN_CACHE", "~/mine")
    assert cache_folder() == tmp_path / "mine"


def test_a_relative_folder_is_no_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DLTRAIN_CACHE", "cache")
    told = rf"DLTRAIN_CACHE=cache; expected an absolute path, .* own: DLTRAIN_CACHE={re.escape(str(tmp_path / 'cache'))}$"
    with pytest.raises(InputError, match=told):
        cache_folder()


def test_a_home_that_is_not_there(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DLTRAIN_CACHE", "~nobody-of-this-name/cache")
    with pytest.raises(InputError, match="DLTRAIN_CACHE=~nobody-of-this-name/cache; there is no such home"):
        cache_folder()


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.ENOSPC, "its disk is full; make room there, or name a folder by the variable DLTRAIN_CACHE"),
        (errno.EACCES, "this user may not write in '{there}'; name a folder by the variable DLTRAIN_CACHE"),
        (errno.EROFS, "the disk of '{there}' is read-only; name a folder by the variable DLTRAIN_CACHE"),
        (errno.EIO, "input/output error; name a folder by the variable DLTRAIN_CACHE"),
    ],
)
def test_what_is_wrong_with_it(tmp_path: Path, number: int, told: str):
    error = OSError(number, os.strerror(number))
    assert obstacle(tmp_path / "dltrain" / "rows", error) == told.format(there=tmp_path)
