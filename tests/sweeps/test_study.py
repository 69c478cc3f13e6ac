"""Trials that several processes share: each is carried out once, whatever is killed."""

import os
import signal
import subprocess
import sys

import pytest
import studies
from postgres import PASSWORD, postgres
from studies import SPEC, load_wine, study_in

from dltrain import sweeps
from dltrain.errors import InputError


def test_a_grid_is_carried_out_in_order_and_each_setting_once(tmp_path):
    study = study_in(tmp_path, load_wine())
    taken = []
    while trial := study.ask():
        taken.append((trial.number, trial.values["training.learning_rate"], trial.values["training.l1"]))
        study.tell(trial, trial.values["training.learning_rate"], "completed")
    assert taken == [(1, 0.1, 0), (2, 0.1, 1e-3), (3, 0.01, 0), (4, 0.01, 1e-3), (5, 0.001, 0), (6, 0.001, 1e-3)]
    assert [(record.status, record.value) for record in study.trials()][-1] == ("completed", 0.001)
    study.close()


def test_many_trials_are_taken_at_once(tmp_path):
    study = study_in(tmp_path, load_wine())
    assert [trial.number for trial in study.ask_many(4)] == [1, 2, 3, 4]
    assert [trial.number for trial in study.ask_many(4)] == [5, 6]
    assert study.ask_many(4) == []
    study.close()


def test_a_trial_that_was_cut_off_comes_again_with_its_number(tmp_path):
    study = study_in(tmp_path, load_wine())
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
        study = study_in(folder, loaded)
        while trial := study.ask():
            study.tell(trial, abs(trial.values["training.learning_rate"] - 0.03), "completed")
            if trial.number in stops:
                study.close()
                study = study_in(folder, loaded)
        values.append([record.values for record in study.trials()])
        study.close()
    assert values[0] == values[1]
    assert len(values[0]) == 14
    assert len({str(one) for one in values[0]}) == 14


def test_a_study_of_another_spec_is_refused(tmp_path):
    study_in(tmp_path, load_wine()).close()
    with pytest.raises(InputError, match=r"a study 'wine' of another spec, which differs in sweep\.parameters\.training\.l1"):
        study_in(tmp_path, load_wine(grids=["training.l1=0,1"]))
    with pytest.raises(InputError, match=r"training\.epochs \(20 there, 30 here\)"):
        study_in(tmp_path, load_wine(spec=SPEC.replace("20", "30")))
    study_in(tmp_path, load_wine(spec=f"device: cpu\n{SPEC}")).close()


def work(folder, storage, seconds):
    """A process that carries out trials and prints their numbers."""
    command = [sys.executable, studies.__file__, str(folder), storage, str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def share_a_study(folder, storage=""):
    """Two workers after one that was killed: each trial is carried out once."""
    killed = work(folder, storage, 60)
    assert killed.stdout.readline() == "1\n"
    os.kill(killed.pid, signal.SIGKILL)
    killed.communicate()
    workers = [work(folder, storage, 0.02), work(folder, storage, 0.02)]
    numbers = [int(line) for worker in workers for line in worker.communicate(timeout=60)[0].splitlines()]
    assert sorted(numbers) == [1, 2, 3, 4, 5, 6]
    study = study_in(folder, load_wine(), storage=storage or None)
    assert {record.status for record in study.trials()} == {"completed"}
    study.close()


def test_two_processes_share_a_file_and_a_killed_one_loses_nothing(tmp_path):
    share_a_study(tmp_path)


def test_two_processes_share_a_server(tmp_path):
    with postgres() as url:
        share_a_study(tmp_path, url)
        with pytest.raises(InputError, match=r"postgres:\*\*\*@.*password authentication failed"):
            study_in(tmp_path, load_wine(), storage=url.replace(PASSWORD, "wrong"))
        a_worker_of_another_machine(tmp_path, url)


def a_worker_of_another_machine(folder, url):
    """One that has not been heard of for a minute is taken for dead, one that has is not."""
    loaded = load_wine(spec=SPEC.replace("wine\n", "other\n", 1))
    study = study_in(folder, loaded, storage=url)
    now = study.database.now()
    study.ledger.take([], {1: {"training.learning_rate": 0}, 2: {"training.learning_rate": 1}}, "elsewhere/7/1", now + 30)
    assert study.ask().number == 3
    study.ledger.renew("elsewhere/7/1", now - 1)
    assert [trial.number for trial in study.ask_many(2)] == [1, 2]
    study.close()


def test_a_search_by_tpe_without_optuna_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "optuna", None)
    sweeps.check_installed(load_wine())  # a grid needs nothing
    with pytest.raises(InputError, match=r"search: tpe needs the package optuna: pip install 'dltrain\[optuna\]'"):
        sweeps.check_installed(load_wine(", search: tpe"))
