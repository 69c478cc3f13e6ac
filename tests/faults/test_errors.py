"""A disk that is full, read-only or broken: exit code 3, a clear message, nothing half-written, and resume once it is mended."""

from __future__ import annotations

import itertools
import os
import random

import pytest
from bench import QUIET, Bench
from processes import differing

from dltrain.runs import checkpoints

ERRORS = {
    "ENOSPC": "no space left on device",
    "EROFS": "read-only file system",
    "once:EACCES": "permission denied",
    "once:EIO": "input/output error",
}
CASES = [*[("dense", error) for error in ERRORS], ("bagging", "ENOSPC"), ("folds", "once:EIO")]


@pytest.mark.parametrize(("kind", "error"), CASES)
def test_an_error_in_any_file_operation(commands, tmp_path, many, kind, error):
    bench = Bench(commands, kind, tmp_path)
    step = 1 if many else len(bench.ended.operations) // 2
    for point in itertools.count(random.Random(kind + error).randrange(step) + 1, step):
        ended = bench.train("run", fault=(point, error))
        where = f"{error} at {point}"
        if ended.code != 0:
            assert ended.code == 3, f"{where}: {ended.err}"
            assert ERRORS[error] in ended.err, where
            assert "Traceback" not in ended.err, where
            for checkpoint in (tmp_path / "run").rglob("*.safetensors"):
                checkpoints.read(checkpoint)  # what is there is whole
        bench.check("run", where)
        if point > len(bench.ended.operations):
            return


def test_writes_that_take_half_of_what_they_are_given(bench):
    ended = bench.train("run", fault=(1, "short"))
    assert ended.code == 0, ended.err
    assert len(ended.operations) > len(bench.ended.operations) + 50
    assert differing(bench.folder / "run", bench.folder / "whole") == []


@pytest.mark.parametrize("error", ["ENOSPC", "once:EIO"])
def test_an_error_in_any_file_operation_of_a_resume(commands, tmp_path, many, error):
    bench = Bench(commands, "dense", tmp_path)
    step = 1 if many else len(bench.ended.operations) // 3
    for point in range(1, len(bench.ended.operations), step):
        bench.train("run", fault=(len(bench.ended.operations) // 2, "kill"))
        ended = bench.go_on("run", fault=(point, error))
        assert ended.code in (0, 3), ended.err
        bench.check("run", f"{error} at {point} of the resume")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_read_only(commands, tmp_path):
    bench = Bench(commands, "dense", tmp_path)
    shut = tmp_path / "shut"
    shut.mkdir()
    shut.chmod(0o500)
    for run in ("shut", "shut/run"):
        ended = bench.train(run)
        assert (ended.code, "permission denied" in ended.err) == (3, True), ended.err
    (tmp_path / "whole").chmod(0o500)
    ended = commands("resume", "whole", folder=tmp_path)
    assert (ended.code, "is finished" in ended.err) == (0, True), ended.err
    (tmp_path / "whole").chmod(0o700)


def test_a_finished_run_on_a_read_only_disk_says_so(commands, tmp_path):
    Bench(commands, "dense", tmp_path)
    ended = commands("resume", "whole", folder=tmp_path, fault=(1, "EROFS"))
    assert (ended.code, "whole is finished: " in ended.err) == (0, True), ended.err
    ended = commands("resume", "whole", "--set", "training.epochs=9", folder=tmp_path, fault=(1, "EROFS"))
    assert (ended.code, "read-only file system" in ended.err) == (3, True), ended.err


@pytest.mark.parametrize("temporary", ["/dev/shm", "/var/tmp", "/nonexistent"])
def test_the_systems_temporary_folder_plays_no_part(commands, tmp_path, temporary):
    """Where it is on another disk, as one of the two is, or is not there."""
    Bench(commands, "dense", tmp_path)
    pictures = (
        ("curves", "confusion_matrix", "decision_regions", "activations", "gradients") if temporary == "/nonexistent" else ()
    )
    quiet = () if pictures else QUIET
    ended = commands("train", "spec.yaml", "--run-dir", "run", *quiet, folder=tmp_path, environment={"TMPDIR": temporary})
    assert ended.code == 0, ended.err
    assert set(differing(tmp_path / "run", tmp_path / "whole")) == {f"{name}.png" for name in pictures}  # `whole` has none
