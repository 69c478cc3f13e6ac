"""Trials that several processes share: each is carried out once, whatever is killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dltrain import sweeps
from dltrain.errors import InputError
from dltrain.spec.loading import load_text

SPEC = """\
name: wine
data: {{source: wine}}
model: {{layers: [8]}}
training: {{epochs: 20}}
sweep: {{parameters: {{training.learning_rate: [0.1, 0.01, 0.001], training.l1: [0, 1e-3]}}{}}}
"""


def load_wine(more="", grids=()):
    return load_text(SPEC.format(more), "wine.yaml", Path(), "wine", (), grids)


def open_here(folder, loaded, **options):
    return sweeps.open_study(loaded, folder=folder, direction="min", **options)


def test_a_grid_is_carried_out_in_order_and_each_setting_once(tmp_path):
    study = open_here(tmp_path, load_wine())
    taken = []
    while trial := study.ask():
        taken.append((trial.number, trial.values["training.learning_rate"], trial.values["training.l1"]))
        study.tell(trial, trial.values["training.learning_rate"], "completed")
    assert taken == [(1, 0.1, 0), (2, 0.1, 1e-3), (3, 0.01, 0), (4, 0.01, 1e-3), (5, 0.001, 0), (6, 0.001, 1e-3)]
    assert [(record.status, record.value) for record in study.trials()][-1] == ("completed", 0.001)
    study.close()


def test_many_trials_are_taken_at_once(tmp_path):
    study = open_here(tmp_path, load_wine())
    assert [trial.number for trial in study.ask_many(4)] == [1, 2, 3, 4]
    assert [trial.number for trial in study.ask_many(4)] == [5, 6]
    assert study.ask_many(4) == []
    study.close()


def test_a_trial_that_was_cut_off_comes_again_with_its_number(tmp_path):
    study = open_here(tmp_path, load_wine())
    first, second = study.ask_many(2)
    study.tell(second, 1.0, "completed")
    study.release(first)
    again = study.ask()
    assert again == first
    study.tell(again, float("nan"), "diverged")
    assert [(record.number, record.status, record.value) for record in study.trials()] == [
        (1, "diverged", None),
        (2, "completed", 1.0),
    ]
    study.close()


@pytest.mark.parametrize("search", ["random", "tpe"])
def test_the_values_of_a_trial_are_the_same_in_every_process(tmp_path, search):
    rates = "training.learning_rate={low: 1e-4, high: 1, scale: log}"
    grids = [rates, "training.optimizer=adam,{type: sgd, momentum: {low: 0, high: 0.9}}"]
    loaded = load_wine(f", search: {search}, trials: 14", grids)
    values = []
    for stops in ([], [3, 11, 12]):  # the second study is left and opened again after these trials
        folder = tmp_path / str(len(stops))
        folder.mkdir()
        study = open_here(folder, loaded)
        while trial := study.ask():
            study.tell(trial, abs(trial.values["training.learning_rate"] - 0.03), "completed")
            if trial.number in stops:
                study.close()
                study = open_here(folder, loaded)
        values.append([record.values for record in study.trials()])
        study.close()
    assert values[0] == values[1]
    assert len(values[0]) == 14
    assert len({str(one) for one in values[0]}) == 14


def test_a_study_of_another_spec_is_refused(tmp_path):
    open_here(tmp_path, load_wine()).close()
    with pytest.raises(InputError, match=r"a study 'wine' of another spec, which differs in sweep\.parameters\.training\.l1"):
        open_here(tmp_path, load_wine(grids=["training.l1=0,1"]))
    with pytest.raises(InputError, match=r"training\.epochs \(20 there, 30 here\)"):
        open_here(tmp_path, load_text(SPEC.format("").replace("20", "30"), "wine.yaml", Path(), "wine"))
    open_here(tmp_path, load_text("device: cpu\n" + SPEC.format(""), "wine.yaml", Path(), "wine")).close()


def work(folder, *, slow=False):
    """A process that carries out trials and prints their numbers."""
    code = f"""
import sys, time
from pathlib import Path
sys.path.insert(0, {str(Path(__file__).parent)!r})
from test_study import load_wine, open_here
study = open_here(Path({str(folder)!r}), load_wine())
while trial := study.ask():
    print(trial.number, flush=True)
    time.sleep({60 if slow else 0.02})
    study.tell(trial, 1.0, "completed")
"""
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env={**os.environ})


def test_two_processes_share_a_study_and_a_killed_one_loses_nothing(tmp_path):
    killed = work(tmp_path, slow=True)
    assert killed.stdout.readline() == "1\n"
    os.kill(killed.pid, signal.SIGKILL)
    killed.communicate()
    workers = [work(tmp_path), work(tmp_path)]
    numbers = [int(line) for worker in workers for line in worker.communicate(timeout=60)[0].splitlines()]
    assert sorted(numbers) == [1, 2, 3, 4, 5, 6]
    study = open_here(tmp_path, load_wine())
    assert {record.status for record in study.trials()} == {"completed"}
    study.close()
