"""SIGTERM, SIGINT and SIGHUP save and end the process with 143, 130 and 129, wherever they arrive; a second ends it at once."""

from __future__ import annotations

import itertools
import json
import random
import signal

import pytest
from bench import Bench

CODES = {"term": 143, "int": 130, "hup": 129}


@pytest.mark.parametrize("act", CODES)
def test_a_signal_at_any_file_operation(bench, many, act):
    step = 1 if many else len(bench.ended.operations) // 3
    for point in itertools.count(random.Random(act).randrange(step) + 1, step):
        ended = bench.train("run", fault=(point, act))
        assert ended.code in (0, CODES[act]), ended.err
        bench.check("run", f"{act} at {point}")
        if ended.code == 0:
            return


def test_a_second_signal_ends_the_process_at_once(bench, many):
    step = 1 if many else len(bench.ended.operations) // 3
    for point in itertools.count(random.Random(0).randrange(step) + 1, step):
        ended = bench.train("run", fault=(point, "twice"))
        assert ended.code in (0, 130, 143), ended.err
        bench.check("run", f"two signals at {point}")
        if ended.code == 0:
            return


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=str)
def test_signals_at_random_instants(bench, many, number):
    chance = random.Random(number)
    for _ in range(30 if many else 2):
        when = chance.uniform(0, bench.ended.seconds)
        second = [(when + chance.uniform(0, 0.02), signal.SIGTERM)] if chance.random() < 0.3 else []
        ended = bench.train("run", signals=[(when, number), *second])
        codes = (0, *(code for one in (number, signal.SIGTERM) for code in (128 + one, -one)))  # the second one may come last
        assert ended.code in codes, f"{when} s: {ended.code} {ended.err}"
        bench.check("run", f"{number!r} after {when} s")


@pytest.mark.parametrize("kind", ["dense", "stacking", "gan"])
def test_a_signal_while_results_are_written_waits_for_none_of_them(commands, tmp_path, kind):
    """Baselines may take minutes: what is left to do is done by resume."""
    bench = Bench(commands, kind, tmp_path)
    place = ("write run/.SHA256SUMS", "term")
    ended = bench.commands("train", "spec.yaml", "--run-dir", "run", "--no-pictures", folder=bench.folder, fault=place)
    assert ended.code == 143, ended.err
    assert "interrupted when all was trained and saved" in ended.err
    assert not list((bench.folder / "run").rglob("summary.json"))
    bench.check("run", "interrupted in the conclusion")


@pytest.mark.parametrize("act", ["term", "hup"])
def test_what_an_interrupted_run_says_and_holds(commands, tmp_path, act):
    bench = Bench(commands, "dense", tmp_path)
    place = ("rename run/checkpoints/last", act)
    ended = commands("train", "spec.yaml", "--run-dir", "run", "--no-pictures", folder=tmp_path, fault=place)
    assert ended.code == CODES[act]
    assert "everything is saved, go on with: dltrain resume run" in ended.err
    summary = json.loads((tmp_path / "run" / "summary.json").read_text("utf-8"))
    assert summary["status"] == "interrupted"
    assert "test" not in summary
    assert sorted(path.name for path in (tmp_path / "run").rglob(".*")) == []
    bench.check("run", "interrupted")
