"""Limits on memory that are too low for the libraries are told before these are imported, which would end the process."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from dltrain.errors import InputError
from dltrain.process import least_memory
from dltrain.process.free import GROUP, Bound

linux = pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")
MIB = 2**20


def under(limit: str, code: str) -> str:
    line = f"ulimit {limit}; exec {sys.executable} -c 'from dltrain.process import limits; limits.check(); {code}'"
    environment = os.environ | {"POLARS_MAX_THREADS": "1"}
    return subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False, env=environment).stderr


@linux
def test_torch_is_refused_where_it_would_end_the_process_and_polars_is_not():
    told = under("-d 260000", "import polars; import torch").splitlines()[-1]
    assert told.startswith("dltrain.errors.InputError: ulimit -d allows this process 260,000 KiB of memory, of which ")
    assert told.endswith(
        " KiB are left; importing torch takes 130,000 KiB, and training a small network with it 230,000 KiB in all; "
        "raise it, such as ulimit -d 1600000"
    )


@linux
def test_torch_is_imported_where_there_is_enough():
    assert under("-d 500000", "import torch; print(torch.ones(1))") == ""


def test_a_container_is_told_in_its_own_words(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "meta_path", sys.meta_path[:])
    monkeypatch.setattr(least_memory, "bounds", lambda: [Bound(GROUP, 128 * MIB, 60 * MIB)])
    with pytest.raises(InputError) as refused:
        least_memory.check(2)
    assert str(refused.value) == (
        "the control group of this process (a container's limit) allows it 128 MiB of memory, and polars alone takes 78.1 MiB "
        "with 2 threads; give it 2 GiB or more"
    )
    monkeypatch.setattr(least_memory, "bounds", lambda: [Bound(GROUP, 256 * MIB, 160 * MIB)])
    least_memory.check(2)
    with pytest.raises(
        InputError, match="allows it 256 MiB of memory, of which 160 MiB are left; importing torch takes 127 MiB, and"
    ):
        least_memory.check_torch()
