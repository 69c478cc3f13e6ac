"""The benchmarks can be run, and time the same training everywhere."""

import contextlib
import runpy
import shutil
import sys

import pytest
import torch

from benchmarks import lanes, processes, workloads
from benchmarks.__main__ import main
from benchmarks.references.networks import NETWORKS, count
from benchmarks.workloads import WORKLOADS, data
from dltrain import cli


def run_here(words, said, environment=None):
    """A module as `python -m` runs it, in this process, which has imported what it needs; dltrain as it is typed."""
    with pytest.MonkeyPatch.context() as patch, said.open("w", encoding="utf-8") as out, contextlib.redirect_stdout(out):
        patch.setattr(sys, "argv", list(words[2:]))
        with contextlib.suppress(SystemExit):
            cli.main() if words[2] == "dltrain" else runpy.run_module(words[2], run_name="__main__")
    return 1.0, 1


def test_the_table_of_a_workload(tmp_path, monkeypatch, capsys):
    """Two epochs of it, in this process; that processes are measured is seen below."""
    text = WORKLOADS["iris"].path.read_text("utf-8")
    (tmp_path / "iris.yaml").write_text(text.replace("epochs: 200", "epochs: 2"), encoding="utf-8")
    monkeypatch.setattr(workloads, "FOLDER", tmp_path)
    monkeypatch.setattr(processes, "run", run_here)
    monkeypatch.setattr(processes, "confine", lambda cores: None)
    words = ["benchmarks", "iris", "--repeats", "1", "--threads", "1", "--only", "peers", "--peers", "best"]
    monkeypatch.setattr(sys, "argv", words)
    main()
    said = capsys.readouterr().out
    assert all(word in said for word in ("whole", "epoch", "goal", "iris (1 thread)", "dltrain", "best"))


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A shorter xor, learned in larger steps, by dltrain."""
    folder, specs, threads = tmp_path_factory.mktemp("xor"), tmp_path_factory.mktemp("specs"), torch.get_num_threads()
    shutil.copytree(workloads.FOLDER, specs, dirs_exist_ok=True)  # the others', as they are
    text = WORKLOADS["xor"].path.read_text("utf-8").replace("epochs: 2000", "epochs: 300")
    (specs / "xor.yaml").write_text(text.replace("learning_rate: 0.01", "learning_rate: 0.1"), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(processes, "run", run_here)
        patch.setattr(workloads, "FOLDER", specs)
        data.write("xor", folder)
        ours = processes.train(WORKLOADS["xor"], folder, ())
        assert len(ours.seconds) == 300
        yield ours, folder
    torch.set_num_threads(threads)


@pytest.mark.parametrize("name", ["best", "tutorial", "scikit_learn"])
def test_the_references_train_the_same_network_as_far(trained, name):
    ours, folder = trained
    theirs = processes.loop(name, sys.executable, WORKLOADS["xor"], folder, threads=1)
    assert theirs.parameters == ours.parameters
    assert len(theirs.seconds) == len(ours.seconds)
    assert theirs.loss == pytest.approx(ours.loss, abs=0.003)  # from ln 2 = 0.693


@pytest.mark.parametrize("name", WORKLOADS)
def test_dltrain_plans_the_network_of_the_reference(name, tmp_path, monkeypatch):
    from dltrain.commands.preparing.setup import prepare
    from dltrain.spec.loading import load

    workload = WORKLOADS[name]
    if workload.spec in ("regression", "normed", "cnn"):  # a few rows of the same shape do
        shape = {"regression": (32,), "normed": (784,), "cnn": (1, 28, 28)}[workload.spec]
        monkeypatch.setitem(data.MAKERS, workload.spec, lambda: small(shape, workload.spec))
    data.write(workload.spec, tmp_path)
    (tmp_path / "spec.yaml").write_text(workload.path.read_text("utf-8"), "utf-8")
    resolved = prepare(load(tmp_path / "spec.yaml", workload.sets)).resolved
    assert resolved.plan.parameters == count(NETWORKS[workload.settings()["network"]]())


def small(shape, name):
    import numpy as np

    random = np.random.default_rng(0)
    targets = random.standard_normal(60).astype(np.float32) if name == "regression" else np.arange(60) % 10
    return random.standard_normal((60, *shape), np.float32), targets, 20


def test_lanes_are_set_beside_one_run_or_as_many_loops(tmp_path, monkeypatch):
    def measured(whole):
        return processes.Measured(whole, 0, (), 0.0, 0, 1)

    for name in ("train.npz", "validation.npz"):
        (tmp_path / name).touch()
    monkeypatch.setattr(processes, "sweep", lambda workload, folder, asked, sets: 6.0)
    monkeypatch.setattr(processes, "train", lambda workload, folder, sets: measured(2.0))
    monkeypatch.setattr(processes, "loop", lambda name, python, workload, folder, threads: measured(3.0))
    table = lanes.table_of(lambda name: tmp_path, repeats=2)
    assert list(table.columns[3].cells) == ["2.00", "2.00", "96.00"]  # 64 loops of 3 s, two at a time
    assert list(table.columns[4].cells) == ["3.00", "3.00", "0.06"]
