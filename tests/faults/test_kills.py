"""A process killed at any instant, between any two file operations, loses nothing: `resume` ends as if it had never stopped.

Where the kill came before there was a run, the same command is typed again.
"""

from __future__ import annotations

import itertools
import os
import random
import shutil

from bench import QUIET
from experiments import SPECS, lay_out
from processes import KILLED

KILLS_AT_RANDOM = 30  # of each kind of experiment
CHAIN = 10


def test_a_kill_before_any_file_operation(bench, many):
    step = 1 if many else len(bench.ended.operations) // 3
    for point in itertools.count(random.Random(0).randrange(step) + 1, step):
        ended = bench.train("run", fault=(point, "kill"))
        bench.check("run", f"killed at {point}")
        if ended.code != KILLED:
            assert ended.code == 0, ended.err
            return


def test_a_kill_half_way_through_any_write(bench, many):
    writes = [index for index, what in enumerate(bench.ended.operations, 1) if what.startswith("write")]
    for point in writes if many else random.Random(0).sample(writes, 2):
        bench.train("run", fault=(point, "torn"))
        bench.check("run", f"torn at {point}")


def test_a_kill_before_any_file_operation_of_a_resume(bench, many):
    """The run was killed half way, and so is the one that goes on with it."""
    half = len(bench.ended.operations) // 2
    bench.train("half", fault=(half, "kill"))
    shutil.copytree(bench.folder / "half", bench.folder / "run")
    step = 1 if many else len(bench.go_on("run").operations) // 2
    for point in itertools.count(random.Random(half).randrange(step) + 1, step):
        shutil.rmtree(bench.folder / "run", ignore_errors=True)
        shutil.copytree(bench.folder / "half", bench.folder / "run")
        ended = bench.go_on("run", fault=(point, "kill"))
        bench.check("run", f"resume killed at {point}")
        if ended.code != KILLED:
            assert ended.code == 0, ended.err
            return


def test_a_kill_in_the_midst(bench):
    """Of fits, and of agents in the midst of their episodes, whose memory and older network come back as they were."""
    for share in (0.4, 0.7):
        point = round(share * len(bench.ended.operations))
        assert bench.train("run", fault=(point, "kill")).code == KILLED
        bench.check("run", f"killed at {point}")


def test_chains_of_kills_at_random_instants(bench, many, request):
    """In training, in evaluation, in a save, wherever it may be."""
    chance = random.Random(request.node.name)
    kills = 0
    while kills < (KILLS_AT_RANDOM if many else 2):
        kills += bench.chain("run", chance.choice([1, 2, 3, CHAIN]) if many else 2, chance)
        bench.check("run", f"after {kills} kills")


def test_every_file_of_a_run_passes_through_counted_operations(bench):
    """Otherwise there would be instants that the kills above leave out."""
    renamed = {word.partition(" ")[2] for word in bench.ended.operations}
    files = {str(path.relative_to(bench.folder)) for path in (bench.folder / "whole").rglob("*") if path.is_file()}
    assert files <= renamed


def test_a_numbered_run_is_there_whole_or_not_at_all(commands, tmp_path, many):
    """No directory that is no run; and what a killed process left of making one is gone with a run that is made an hour later."""
    lay_out(SPECS["dense"], tmp_path)
    for point in range(1, 40 if many else 8):
        commands("train", "spec.yaml", *QUIET, folder=tmp_path, fault=(point, "kill"))
        runs = [path for path in (tmp_path / "runs").glob("*") if not path.name.startswith(".")]
        for run in runs:
            ended = commands("resume", run, *QUIET, folder=tmp_path)
            assert ended.code == 0, f"{point}: {ended.err}"
            shutil.rmtree(run)
    for left in (tmp_path / "runs").iterdir():
        os.utime(left, (0, 0))
    assert commands("train", "spec.yaml", *QUIET, folder=tmp_path).code == 0
    assert [path.name for path in (tmp_path / "runs").iterdir()] == ["spec-1"]
