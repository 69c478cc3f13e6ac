"""What is half-made lies under a name of its own, and is gone when its maker is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dltrain.files import temporary
from dltrain.files.atomic import atomic_file, output_file

posix = pytest.mark.skipif(os.name != "posix", reason="locks are the system's")

WRITING = """
import sys; from pathlib import Path; from dltrain.files.atomic import output_file
with output_file(Path(sys.argv[1])) as file:
    file.write(b"half")
    file.flush()
    print("writing", flush=True)
    sys.stdin.read()
"""


def test_names_differ_where_processes_do_not() -> None:
    """In containers of their own two processes may have one id."""
    names = {temporary.name_for("summary.json") for _ in range(100)}
    assert len(names) == 100
    assert all(map(temporary.is_temporary, names))


def test_a_name_as_long_as_a_file_system_takes(tmp_path: Path) -> None:
    path = tmp_path / ("가" * 84 + ".y")
    with atomic_file(path) as file:
        file.write(b"whole")
    assert [(entry.name, entry.read_bytes()) for entry in tmp_path.iterdir()] == [(path.name, b"whole")]


@posix
def test_what_a_killed_process_left_is_swept_and_what_a_living_one_writes_is_not(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    command = [sys.executable, "-c", WRITING, str(out)]
    with (
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as living,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as dead,
    ):
        for process in (living, dead):
            assert process.stdout is not None
            assert process.stdout.readline() == "writing\n"
        dead.send_signal(signal.SIGKILL)
        dead.wait()
        (tmp_path / ".out.csv.mine.tmp").touch()  # a user's own
        with output_file(out) as file:
            file.write(b"whole")
        assert len(list(tmp_path.glob(".out.csv.*.tmp"))) == 2
        assert out.read_bytes() == b"whole"
        living.communicate("")
    assert out.read_bytes() == b"half"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".out.csv.mine.tmp", "out.csv"]


def test_all_that_is_unfinished_can_be_removed_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    with temporary.noted(folder), temporary.temporary_file(tmp_path / "file") as (path, _):
        folder.mkdir()
        (folder / "inside").touch()
        temporary.remove_unfinished()
        assert list(tmp_path.iterdir()) == []
        assert not path.exists()
